"""The bot's heartbeat: a small file that says whether it can work, and the check that reads it.

`python -m bot.health` is the check. It is a program of its own, and no command of `lectern`, because a
container asks twice a minute, and this loads neither discord.py nor the course.
"""

import asyncio
import logging
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TextIO

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from bot.settings import SettingsError, load_settings

log = logging.getLogger(__name__)

INTERVAL = timedelta(seconds=5)
GRACE = timedelta(seconds=60)


class Heartbeat(BaseModel):
    """What keeps the bot from working, if anything, and since when: None is from the bot's start on."""

    model_config = ConfigDict(frozen=True)

    trouble: str | None
    well_until: AwareDatetime | None = None

    def problem(self, now: datetime) -> str | None:
        """Say what keeps the bot from working, or None; a short trouble after good times is none."""
        if self.trouble is None:
            return None
        if self.well_until is None:
            return f"{self.trouble}, since the bot's start"
        if now - self.well_until <= GRACE:
            return None
        return f"{self.trouble}, since {self.well_until:%Y-%m-%d %H:%M:%S} UTC"


def heartbeat_path(database: Path) -> Path:
    """Return where the bot on *database* leaves its heartbeat: beside it, where the bot may write anyway."""
    return database.with_name(f"{database.name}.pulse")


class HeartbeatWriter:
    """Leaves a heartbeat at *path* every few seconds; *problem* says what keeps the bot from working.

    An event loop that hangs stops it, as it stops everything else. The file is only touched, and written anew
    when something has changed, to spare the memory cards that small servers run on.
    """

    def __init__(self, path: Path, clock: Callable[[], datetime], problem: Callable[[], str | None]) -> None:
        self._path, self._clock, self._problem = path, clock, problem
        self._well_at: datetime | None = None
        self._written: Heartbeat | None = None
        self._next: asyncio.TimerHandle | None = None

    def write(self) -> None:
        """Leave one now, and from now on."""
        self._next = asyncio.get_running_loop().call_later(INTERVAL.total_seconds(), self.write)
        now, problem = self._clock(), self._problem()
        if problem is None:
            self._well_at = now
        try:
            self._save(Heartbeat(trouble=problem, well_until=self._well_at if problem else None), now)
        except OSError as error:
            self._written = None
            log.warning("cannot leave a pulse, so health checks will fail: %s", error)

    def stop(self) -> None:
        """End, and leave no heartbeat behind."""
        if self._next is not None:
            self._next.cancel()
        self._path.unlink(missing_ok=True)

    def _save(self, heartbeat: Heartbeat, now: datetime) -> None:
        """Write the file as a whole, so that nobody reads half of it, or only touch it."""
        if heartbeat != self._written:
            new = self._path.with_name(f"{self._path.name}.new")
            new.write_text(heartbeat.model_dump_json(), "utf-8")
            new.replace(self._path)
            self._written = heartbeat
        os.utime(self._path, (now.timestamp(), now.timestamp()))


def was_alive(database: Path, now: datetime) -> bool:
    """Tell whether the bot on *database* left a heartbeat lately, in whatever state it is."""
    try:
        return abs(now - _changed_at(heartbeat_path(database))) <= GRACE
    except OSError:
        return False


def _changed_at(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def find_problem(path: Path, now: datetime) -> str | None:
    """Say why the bot that should leave its heartbeat at *path* is unwell, or None if it is well."""
    try:
        heartbeat, at = Heartbeat.model_validate_json(path.read_bytes()), _changed_at(path)
    except FileNotFoundError:
        return f"the bot is not running ({path} is missing)"
    except (OSError, ValidationError) as error:
        return f"cannot read the pulse in {path}: {error}"
    if abs(now - at) > GRACE:
        return f"no sign of life since {at:%Y-%m-%d %H:%M:%S} UTC: the bot was killed, or it hangs"
    return heartbeat.problem(now)


def main(now: datetime, out: TextIO) -> int:
    """Write whether the bot on the database of the settings is well; return the exit code, 0 or 1."""
    try:
        problem = find_problem(heartbeat_path(load_settings().database), now)
    except SettingsError as error:
        problem = str(error)
    out.write("healthy\n" if problem is None else f"unhealthy: {problem}\n")
    return 0 if problem is None else 1


if __name__ == "__main__":
    sys.exit(main(datetime.now(UTC), sys.stdout))  # noqa: TID251 - a program has nobody to inject its clock
