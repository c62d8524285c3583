"""Keeping what the bot sends of its own accord below Discord's 50 requests a second.

Answers never wait here. Those to interactions are not counted by Discord at all; those to messages, and
what is asked in order to answer, are counted, so they put off what waits for its turn, and come on top of
it for a moment.

What counts is when requests arrive, and a slow network or a busy machine makes those bunch that
were sent apart. So both are bounded: how many may start in a second, and how many are on their way.
A request has its place on the way from before its start until Discord answers, but two seconds at most;
whatever happens before its start or after, such as a wait for the end of a rate limit, takes none. So
whatever arrives in a second was either to start in that second, at most 40, or had one of the 9 places
when it began: never more than 49, of what arrives within two seconds of its start. Where the network
takes longer, more may arrive at once, which Discord answers with a 429. A request that aiohttp repeats,
because Discord had closed the connection before, is one here.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from types import SimpleNamespace

import aiohttp

from bot.client.bans import Bans, is_answer

PER_SECOND = 40
ON_THE_WAY = 9
LONGEST_ON_THE_WAY_S = 2.0
"""What is not answered by then has arrived, or is lost; a reply that hangs keeps nobody waiting."""
GATEWAY = {"ws", "wss"}

_of_own_accord: ContextVar[bool] = ContextVar("whether requests are of the bot's own accord", default=False)


class Pacer:
    """Lets requests start evenly at a bounded rate, a bounded number at a time, and none inside a ban.

    Attributes:
        places: Those on the way that are free.
    """

    def __init__(self, bans: Bans) -> None:
        self._bans = bans
        self._free_at = 0.0
        self.places = asyncio.Semaphore(ON_THE_WAY)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Let every request that is sent inside the block wait for its turn when it starts.

        That is after whatever discord.py waits for by itself, so that such a wait keeps nobody else waiting.
        """
        token = _of_own_accord.set(True)
        try:
            yield
        finally:
            _of_own_accord.reset(token)

    def watch(self, trace: aiohttp.TraceConfig) -> None:
        """Let requests that pass *trace* wait; nothing that waits may come after this."""
        self._bans.watch(trace)
        trace.on_request_start.append(self._before)
        trace.on_request_end.append(self._over)
        trace.on_request_exception.append(self._over)

    async def _before(
        self, _: aiohttp.ClientSession, context: SimpleNamespace, what: aiohttp.TraceRequestStartParams
    ) -> None:
        context.place = place = _Place(self.places)
        if what.url.scheme in GATEWAY:
            return
        try:
            if not is_answer(what.url):
                await self._await_turn(place)
            await self._bans.passed(what.url)
        except BaseException:
            place.free()
            raise
        place.free_within(LONGEST_ON_THE_WAY_S)

    async def _await_turn(self, place: "_Place") -> None:
        if _of_own_accord.get():
            await place.take()
            await asyncio.sleep(self._next_start() - asyncio.get_running_loop().time())
        else:
            self._next_start()

    def _next_start(self) -> float:
        """Return when the next request may start, by the event loop's clock, and count it."""
        start = max(self._free_at, asyncio.get_running_loop().time())
        self._free_at = start + 1 / PER_SECOND
        return start

    async def _over(self, _: aiohttp.ClientSession, context: SimpleNamespace, _what: object) -> None:
        context.place.free()


class _Place:
    """A request's place on the way, once it has one."""

    def __init__(self, places: asyncio.Semaphore) -> None:
        self._places = places
        self._is_taken = False
        self._timer: asyncio.TimerHandle | None = None

    async def take(self) -> None:
        """Wait until there is one."""
        await self._places.acquire()
        self._is_taken = True

    def free_within(self, seconds: float) -> None:
        """Give it back after so many seconds, unless that is done before."""
        if self._is_taken:
            self._timer = asyncio.get_running_loop().call_later(seconds, self.free)

    def free(self) -> None:
        """Give it back, if it is taken."""
        if self._timer is not None:
            self._timer.cancel()
        if self._is_taken:
            self._is_taken = False
            self._places.release()
