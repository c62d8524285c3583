"""Retrying work that must be done although the database is locked or Discord is away, until it is done."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Hashable
from contextlib import suppress

import aiohttp
import discord
from discord.backoff import ExponentialBackoff

from bot.ids import GuildId

log = logging.getLogger(__name__)

LONGEST_PAUSE_S = 30.0

Work = Callable[[], Awaitable[None]]
Task = tuple[str, GuildId | None, Hashable]


class Retrying:
    """Retries failed work, with growing pauses, until it is done or the bot shuts down."""

    def __init__(self, is_transient: Callable[[Exception], bool]) -> None:
        self._is_transient = is_transient
        self._wanted: dict[Task, Work | None] = {}
        self._hurried = asyncio.Event()
        self._over = False

    @property
    def is_busy(self) -> bool:
        """Whether anything is under way, or waits after a failure."""
        return bool(self._wanted)

    async def until_done(self, what: str, work: Work, *, guild: GuildId | None = None, about: Hashable = None) -> None:
        """Do *work*, which is *what* about *guild* and *about*, again and again until it does not fail.

        While the same is under way or waits, that goes on with *work* instead, and this returns at once:
        however often something is told of, it is one task. So *work* must look at how things are when
        it runs.
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

    def hurry(self) -> None:
        """Try at once what waits after a failure."""
        self._hurried.set()
        self._hurried = asyncio.Event()

    def close(self) -> None:
        """Try nothing again, and let what waits end now."""
        self._over = True
        self.hurry()

    async def _persist(self, task: Task) -> None:
        backoff, told = ExponentialBackoff[bool](), ""
        while not self._over and (work := self._wanted[task]) is not None:
            self._wanted[task] = None
            try:
                await work()
            except Exception as error:  # noqa: BLE001 - whatever it was, it is logged, and the work done again
                self._wanted[task] = self._wanted[task] or work
                if told != str(error):
                    self._log(task, error)
                told = str(error)
                with suppress(TimeoutError):
                    async with asyncio.timeout(min(backoff.delay(), LONGEST_PAUSE_S)):
                        await self._hurried.wait()
            else:
                if told:
                    log.info("%s: done after all", task[0], extra={"guild": task[1]})
                told = ""

    def _log(self, task: Task, error: Exception) -> None:
        """Log a failure: in a line where it may pass by itself, else as the fault that it is."""
        what, guild, _ = task
        if isinstance(error, discord.HTTPException | aiohttp.ClientError) or self._is_transient(error):
            log.warning("%s: %s; trying again until it works", what, error, extra={"guild": guild})
        else:
            log.error("%s failed; trying again until it works", what, exc_info=error, extra={"guild": guild})
