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

PER_SECOND = 40
ON_THE_WAY = 9


class Pacer:
    """Lets requests through evenly at a bounded rate, and a bounded number at a time."""

    def __init__(self) -> None:
        self._on_the_way = asyncio.Semaphore(ON_THE_WAY)
        self._free_at = 0.0

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait until another request may be sent; it is to be sent and answered inside the block."""
        async with self._on_the_way:
            now = asyncio.get_running_loop().time()
            mine = max(self._free_at, now)
            self._free_at = mine + 1 / PER_SECOND
            await asyncio.sleep(mine - now)
            yield
