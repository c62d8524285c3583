"""The clock of the try-out: virtual time follows the wall, and leaps ahead when somebody asks."""

import asyncio
import logging
import time
from datetime import timedelta

import simcord

from tryout.stage import Stage

log = logging.getLogger(__name__)

TICK = 0.25
STRIDE = timedelta(days=1)
"""A leap is taken in strides, each of which SimCord waits for patiently and the page shows."""


class Clock:
    """Moves the time of the simulated world, and shows in the page what the bot posted by itself."""

    def __init__(self, env: simcord.Env) -> None:
        self._env = env
        self._ahead = timedelta()
        self._changed = False

    async def leap(self, ahead: timedelta) -> None:
        """Let time jump at the next tick; the bot's own callback that asks for it may not move it."""
        self._ahead += ahead

    async def run(self, stage: Stage, stop: asyncio.Event) -> None:
        """Keep time on *stage* until *stop* is set or the page is ended."""
        subscribers = self._env.backend.subscribers
        subscribers.append(self._watch)
        try:
            last = time.perf_counter()
            while not stop.is_set() and stage.is_open:
                await asyncio.sleep(TICK)
                now = time.perf_counter()
                async with stage.quiet:  # what is clicked during a leap happens after it
                    await self._advance(stage, timedelta(seconds=now - last))
                    while self._ahead > timedelta() and not stop.is_set() and stage.is_open:
                        self._ahead -= await self._advance(stage, min(self._ahead, STRIDE))
                last = now
        finally:
            subscribers.remove(self._watch)

    async def _advance(self, stage: Stage, step: timedelta) -> timedelta:
        """Move time by *step*, or less when the bot is too busy, and return by how much."""
        before = self._env.now()
        try:
            await self._env.advance_time(step.total_seconds())
            # Only after a change: a page that is refreshed all the time never comes to rest.
            if self._changed and stage.is_open:
                await stage.refresh()
                self._changed = False
        except TimeoutError:
            log.warning("the bot is busy; time waits for it", exc_info=True)
        return self._env.now() - before

    def _watch(self, event: str, _payload: object) -> None:
        self._changed = self._changed or event.startswith("MESSAGE_")
