"""When a shard may begin a session: in its turn, and while Discord allows this bot more of them.

Discord takes one IDENTIFY in five seconds in each bucket of shards, and so many in a day; after these it ends all
sessions and resets the token. https://discord.com/developers/docs/events/gateway#rate-limiting-and-concurrency
"""

import asyncio
import logging
from asyncio import sleep
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Protocol

log = logging.getLogger(__name__)
IDENTIFY_EVERY_S = 5.25
"""Between two IDENTIFYs in a bucket: Discord's 5 seconds, and a little for the ways that they take to it."""
KNOWN_FOR_S = 60.0
"""For so long what Discord says of sessions left is believed: other processes begin some, too."""
FEW_LEFT = 10
"""With no more sessions left than these, Discord is asked before each."""
LONGEST_WAIT_S = 600.0
"""Until Discord is asked again whether it allows sessions."""


class IdentifyGate(Protocol):
    """Gives turns to identify, each in its bucket; one for several processes asks what they share."""

    def turn(self, bucket: int) -> AbstractAsyncContextManager[None]:
        """Enter when a shard of *bucket* may dial and identify; the block ends when it has, or failed to.

        The next enters `IDENTIFY_EVERY_S` after that. A bucket is a shard's number modulo Discord's `max_concurrency`.
        """


class OwnIdentifyGate:
    """The gate of a process that alone runs all shards of its buckets."""

    def __init__(self) -> None:
        self._locks: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._next: dict[int, float] = {}

    @asynccontextmanager
    async def turn(self, bucket: int) -> AsyncIterator[None]:
        """Enter after all others of *bucket*, and `IDENTIFY_EVERY_S` after the last one's end."""
        loop = asyncio.get_running_loop()
        async with self._locks[bucket]:
            if (wait := self._next.get(bucket, 0.0) - loop.time()) > 0:
                await sleep(wait)
            try:
                yield
            finally:
                self._next[bucket] = loop.time() + IDENTIFY_EVERY_S


class SessionLimits(Protocol):
    """What Discord says of the sessions that the bot may begin, as discord.py gives it."""

    remaining: int
    reset_after: int  # milliseconds
    max_concurrency: int


class SessionStarts:
    """Lets shards of a bucket begin sessions one after the other, and none where Discord allows no more.

    *ask* asks Discord for the limits.
    """

    def __init__(self, gate: IdentifyGate, ask: Callable[[], Awaitable[SessionLimits]]) -> None:
        self._gate = gate
        self._ask = ask
        self._left, self._buckets = 0, 1
        self._known_until = 0.0  # by the loop's clock

    def learn(self, limits: SessionLimits) -> None:
        """Note what Discord just said."""
        self._left, self._buckets = limits.remaining, max(1, limits.max_concurrency)
        self._known_until = asyncio.get_running_loop().time() + KNOWN_FOR_S

    @asynccontextmanager
    async def dialling(self, shard: int) -> AsyncIterator[None]:
        """Enter when *shard* may dial for a new session; the block ends when it has identified, or failed to.

        So no shard waits for its turn with an open connection, which Discord and discord.py's heartbeat would end.
        """
        async with self._gate.turn(shard % self._buckets):
            await self._until_allowed()
            self._left -= 1
            yield

    async def _until_allowed(self) -> None:
        told = False
        while self._left <= FEW_LEFT or asyncio.get_running_loop().time() > self._known_until:
            limits = await self._ask()
            self.learn(limits)
            if self._left > 0:
                return
            wait = limits.reset_after / 1000 + 1
            if not told:
                log.warning("Discord allows this bot no more sessions for %.0f s; waiting so long", wait)
            told = True
            await sleep(min(wait, LONGEST_WAIT_S))
