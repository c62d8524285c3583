"""Keeping what the bot sends of its own accord below Discord's 50 requests a second.

Replies to interactions are exempt at Discord and never pass here, so a drain of due posts
does not slow an answer down.
"""

from aiolimiter import AsyncLimiter

BURST = 5
PER_SECOND = 45  # with the burst, never more than 50 in any second


class Pacer:
    """Lets requests through one after the other at a bounded rate."""

    def __init__(self) -> None:
        self._limiter = AsyncLimiter(BURST, BURST / PER_SECOND)

    async def turn(self) -> None:
        """Wait until another request may be sent."""
        await self._limiter.acquire()
