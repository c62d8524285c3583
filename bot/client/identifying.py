"""When a shard may begin a session: in its turn, and while Discord allows this bot more of them.

Discord takes one IDENTIFY in five seconds in each bucket of shards, and so many in a day; after these it ends all
sessions and resets the token. https://discord.com/developers/docs/events/gateway#rate-limiting-and-concurrency
"""

import asyncio
import logging
from asyncio import sleep
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
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

    async def turn(self, bucket: int) -> None:
        """Wait until a shard of *bucket* may identify, and take that turn.

        The caller, whose connection is open already, identifies at once; it is given up after a minute. A bucket is a
        shard's number modulo Discord's `max_concurrency`.
        """


class OwnIdentifyGate:
    """The gate of a process that alone runs all shards of its buckets."""

    def __init__(self) -> None:
        self._next: dict[int, float] = {}

    async def turn(self, bucket: int) -> None:
        """Wait until `IDENTIFY_EVERY_S` after the bucket's last turn."""
        now = asyncio.get_running_loop().time()
        at = max(now, self._next.get(bucket, now))
        self._next[bucket] = at + IDENTIFY_EVERY_S
        if at > now:
            await sleep(at - now)


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
        self._locks: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    def learn(self, limits: SessionLimits) -> None:
        """Note what Discord just said."""
        self._left, self._buckets = limits.remaining, max(1, limits.max_concurrency)
        self._known_until = asyncio.get_running_loop().time() + KNOWN_FOR_S

    @asynccontextmanager
    async def dialling(self, shard: int) -> AsyncIterator[None]:
        """Enter when *shard* may dial for a new session; the block ends when it has identified, or failed to.

        So no shard waits for its turn, with an open connection, behind all others of its bucket.
        """
        async with self._locks[shard % self._buckets]:
            await self._until_allowed()
            yield

    async def identify(self, shard: int) -> None:
        """Wait for *shard*'s turn, and count the session that it begins."""
        await self._gate.turn(shard % self._buckets)
        self._left -= 1

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
