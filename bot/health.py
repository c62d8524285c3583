"""The heartbeat: a small file in which the running bot says whether it can work, and the health check that reads it.

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

INTERVAL = timedelta(seconds=5)  # between heartbeats
GRACE = timedelta(seconds=60)  # how old a heartbeat, or how long a trouble, counts as healthy


class Heartbeat(BaseModel):
    """The content of the file: what keeps the bot from working, if anything; then also when it last worked, if ever."""

    model_config = ConfigDict(frozen=True)

    trouble: str | None
    well_until: AwareDatetime | None = None

    def problem(self, now: datetime) -> str | None:
        """Return what keeps the bot from working, or None; trouble of less than `GRACE` after working is ignored."""
        if self.trouble is None:
            return None
        if self.well_until is None:
            return f"{self.trouble}, since the bot's start"
        if now - self.well_until <= GRACE:
            return None
        return f"{self.trouble}, since {self.well_until:%Y-%m-%d %H:%M:%S} UTC"


class HeartbeatWriter:
    """Writes a heartbeat to *path* every `INTERVAL`; *problem* returns what keeps the bot from working.

    It runs in the event loop, so that a hanging loop stops it. The file is rewritten only when its content changes,
    else touched, to spare the memory cards of small servers.
    """

    def __init__(self, path: Path, clock: Callable[[], datetime], problem: Callable[[], str | None]) -> None:
        self._path, self._clock, self._problem = path, clock, problem
        self._well_at: datetime | None = None
        self._written: Heartbeat | None = None
        self._next: asyncio.TimerHandle | None = None

    def write(self) -> None:
        """Write a heartbeat now, and again every `INTERVAL` until `stop`; a failure is logged."""
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
        """Write no more, and delete the file."""
        if self._next is not None:
            self._next.cancel()
        self._path.unlink(missing_ok=True)

    def _save(self, heartbeat: Heartbeat, now: datetime) -> None:
        """Replace the file atomically if *heartbeat* has changed, and set its time to *now*."""
        if heartbeat != self._written:
            new = self._path.with_name(f"{self._path.name}.new")
            new.write_text(heartbeat.model_dump_json(), "utf-8")
            new.replace(self._path)
            self._written = heartbeat
        os.utime(self._path, (now.timestamp(), now.timestamp()))


def was_alive(heartbeat: Path, now: datetime) -> bool:
    """Tell whether a bot wrote the file *heartbeat* within `GRACE` of *now*, healthy or not."""
    try:
        return abs(now - _changed_at(heartbeat)) <= GRACE
    except OSError:
        return False


def _changed_at(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def find_problem(path: Path, now: datetime) -> str | None:
    """Return why the bot with the heartbeat at *path* is unhealthy, or None."""
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
    """Write to *out* whether the bot is healthy; return the exit code, 0 if it is, else 1."""
    try:
        problem = find_problem(load_settings().heartbeat_file, now)
    except SettingsError as error:
        problem = str(error)
    out.write("healthy\n" if problem is None else f"unhealthy: {problem}\n")
    return 0 if problem is None else 1


if __name__ == "__main__":
    sys.exit(main(datetime.now(UTC), sys.stdout))  # noqa: TID251 - the entry point reads the real clock
