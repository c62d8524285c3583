"""Keeping what the bot sends of its own accord below Discord's 50 requests a second.

Replies to interactions are exempt at Discord and never pass here, so a drain of due posts
does not slow an answer down.

What counts is when requests arrive, and a slow network or a busy machine makes those bunch that
were sent apart. So both are bounded: how many are sent in a second, and how many are on their way.
Whatever a second brings was sent in it or was on its way when it began: never more than 50.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiolimiter import AsyncLimiter

PER_SECOND = 40
ON_THE_WAY = 9
LOOK_AGAIN_S = 0.005


class Pacer:
    """Lets requests through at a bounded rate, and a bounded number at a time."""

    def __init__(self) -> None:
        self._limiter = AsyncLimiter(1, 1 / PER_SECOND)  # evenly, so that a pause is not made up for
        self._on_the_way = asyncio.Semaphore(ON_THE_WAY)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait until another request may be sent; it is to be sent and answered inside the block."""
        async with self._on_the_way:
            while not self._limiter.has_capacity():  # noqa: ASYNC110 - simulated time passes over sleeps only
                await asyncio.sleep(LOOK_AGAIN_S)
            await self._limiter.acquire()
            yield
