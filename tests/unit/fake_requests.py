"""Requests as aiohttp reports them to a trace, without a network; a test says when they are answered."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import aiohttp
import yarl
from multidict import CIMultiDict

from bot.client.budget import Budget
from bot.client.pacing import BannedError, Bans, Pacer
from bot.client.request_hooks import RequestTrace

API = yarl.URL("https://discord.com/api/v10")
MESSAGES = API / "channels/1/messages"
FOLLOWUP = API / "webhooks/1/token"
BEGUN = datetime(2026, 11, 23, tzinfo=UTC)
CALLBACK = API / "interactions/1/token/callback"


class Answer:
    """An HTTP response as the trace gets it."""

    def __init__(self, status: int = 200, headers: Mapping[str, str] | None = None, body: bytes = b"{}") -> None:
        self.status, self.headers = status, CIMultiDict(headers or {})
        self._body = body

    async def read(self) -> bytes:
        """Return the whole body."""
        return self._body


class PacedRequests:
    """Requests through a real pacer and real bans.

    Attributes:
        arrived: When requests arrived, by the event loop's clock, in seconds.
        slept: For how long the machine has slept.
        rested: The seconds of each rest that the bot was to take.
    """

    def __init__(self, budget: Budget | None = None) -> None:
        self.arrived: list[float] = []
        self.slept = timedelta()
        self.rested: list[float] = []
        bans = Bans(self.rested.append, self.clock)
        self.pacer = Pacer(bans, budget)
        self.trace = RequestTrace(bans, self.pacer)
        self.trace.freeze()

    def clock(self) -> datetime:
        """Return the host's time, which goes on while the machine sleeps."""
        return BEGUN + timedelta(seconds=asyncio.get_running_loop().time()) + self.slept

    async def send(
        self,
        url: yarl.URL = MESSAGES,
        *,
        on_the_way: float = 0.0,
        thinking: float = 0.0,
        answer: Answer | None = None,
        breaks: bool = False,
    ) -> None:
        """Send a request that arrives after *on_the_way* seconds, and is answered *thinking* seconds later.

        It arrives also if it is given up meanwhile.

        Raises:
            ConnectionError: the connection breaks, if *breaks*.
            BannedError: there is a ban.
        """
        session, context = cast("Any", None), SimpleNamespace()
        headers: CIMultiDict[str] = CIMultiDict()
        await self.trace.on_request_start.send(session, context, aiohttp.TraceRequestStartParams("POST", url, headers))
        loop = asyncio.get_running_loop()
        if on_the_way:
            loop.call_at(at := loop.time() + on_the_way, self.arrived.append, at)
        else:
            self.arrived.append(loop.time())
        try:
            await asyncio.sleep(on_the_way + thinking)
            _break(breaks)
            response = cast("Any", answer or Answer())
            end = aiohttp.TraceRequestEndParams("POST", url, headers, response)
            await self.trace.on_request_end.send(session, context, end)
        except BaseException as error:
            failed = aiohttp.TraceRequestExceptionParams("POST", url, headers, error)
            await self.trace.on_request_exception.send(session, context, failed)
            raise

    async def post(self, **how: Any) -> None:
        """Send a request of the bot's own, which waits for its turn."""
        async with self.pacer.turn():
            await self.send(**how)

    async def refused(self, answer: Answer, url: yarl.URL = MESSAGES) -> float | None:
        """Send a request that gets *answer*; return the seconds of the ban that it brings, if it does."""
        with suppress(BannedError):
            await self.send(url, answer=answer)
            return None
        return self.rested[-1]


def _break(breaks: bool) -> None:  # noqa: FBT001 - as the caller was asked to
    if breaks:
        raise ConnectionError


def busiest_second(times: list[float]) -> int:
    """Return the most of *times* that lie within any one second."""
    ordered = sorted(times)
    return max((sum(first <= at < first + 1 for at in ordered[i:]) for i, first in enumerate(ordered)), default=0)
