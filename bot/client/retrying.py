"""Retries work until it succeeds, such as while the database is locked or Discord cannot be reached."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Hashable
from contextlib import suppress

import aiohttp
import discord
from discord.backoff import ExponentialBackoff

from bot.ids import GuildId

log = logging.getLogger(__name__)

LONGEST_PAUSE_S = 30.0  # between two attempts

Work = Callable[[], Awaitable[None]]
Task = tuple[str, GuildId | None, Hashable]


class Retrying:
    """Retries work, with growing pauses, until it succeeds; failures of the network or *is_transient* are warnings."""

    def __init__(self, is_transient: Callable[[Exception], bool]) -> None:
        self._is_transient = is_transient
        self._wanted: dict[Task, Work | None] = {}
        self._retry_requested = asyncio.Event()
        self._over = False

    @property
    def is_busy(self) -> bool:
        """Whether any work is under way, or waits to be retried."""
        return bool(self._wanted)

    async def until_done(self, what: str, work: Work, *, guild: GuildId | None = None, about: Hashable = None) -> None:
        """Do *work* until it succeeds; *what* names it in the log.

        Calls with the same *what*, *guild* and *about* are one task. If it is under way or waits to be retried, *work*
        replaces its work and this returns at once. So *work* must read the current state when it runs. What it raises
        is logged, once if the same is raised again.
        """
        task = (what, guild, about)
        is_under_way = task in self._wanted
        self._wanted[task] = work
        if is_under_way:
            return
        try:
            await self._persist(task)
        finally:
            del self._wanted[task]

    def may_pass(self, error: Exception) -> bool:
        """Tell whether *error* is of the database, and may pass by itself."""
        return self._is_transient(error)

    def retry_now(self) -> None:
        """Retry now what waits after a failure."""
        self._retry_requested.set()
        self._retry_requested = asyncio.Event()

    def close(self) -> None:
        """Retry nothing any more: work that waits after a failure is given up."""
        self._over = True
        self.retry_now()

    async def _persist(self, task: Task) -> None:
        backoff, logged = ExponentialBackoff[bool](), ""
        while not self._over and (work := self._wanted[task]) is not None:
            self._wanted[task] = None
            try:
                await work()
            except Exception as error:  # noqa: BLE001 - whatever it was, it is logged, and the work done again
                self._wanted[task] = self._wanted[task] or work
                if logged != str(error):
                    self._log(task, error)
                logged = str(error)
                with suppress(TimeoutError):
                    async with asyncio.timeout(min(backoff.delay(), LONGEST_PAUSE_S)):
                        await self._retry_requested.wait()
            else:
                if logged:
                    log.info("%s: done after all", task[0], extra={"guild": task[1]})
                logged = ""

    def _log(self, task: Task, error: Exception) -> None:
        """Log *error*: as a warning if it may pass by itself, else with its traceback."""
        what, guild, _ = task
        if isinstance(error, discord.HTTPException | aiohttp.ClientError) or self._is_transient(error):
            log.warning("%s: %s; trying again until it works", what, error, extra={"guild": guild})
        else:
            log.error("%s failed; trying again until it works", what, exc_info=error, extra={"guild": guild})
