"""Keeping what the bot sends within Discord's limits: below 50 requests a second, and silent during a ban.

Rate. Answers never wait here. Those to interactions are not counted by Discord at all; those to messages, and
what is asked in order to answer, are counted, so they put off what waits for its turn, and come on top of
it for a moment. What counts is when requests arrive, and a slow network or a busy machine makes those bunch
that were sent apart. So both are bounded: how many may start in a second, and how many are on their way.
A request has its slot from before its start until Discord answers, but two seconds at most; whatever happens
before its start or after, such as a wait for the end of a rate limit, takes none. So whatever arrives in a
second was either to start in that second, at most 40, or had one of the 9 slots when it began: never more
than 49, of what arrives within two seconds of its start. Where the network takes longer, more may arrive at
once, which Discord answers with a 429. A request that aiohttp repeats, because Discord had closed the
connection before, is one here.

Bans. While Discord, or Cloudflare before it, lets nothing through, what is sent makes it longer. Two answers
announce it, with the seconds that it lasts. Discord's own 429 says that it is about all requests; answers to
interactions are not counted there, and go on. A 429 that Discord did not write is Cloudflare's, and is about
everything from this address. The gateway is another matter than either, and people are heard meanwhile. What
discord.py does about them is not enough: it lets its other requests wait without an end, tries again as soon
as one that met the limit is cancelled, and knows nothing of Cloudflare's.
"""

import asyncio
import json
import logging
import math
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from types import SimpleNamespace
from typing import Any

import aiohttp
import yarl

from bot.client.request_hooks import GATEWAY_SCHEMES, RequestHook
from bot.times.clock import Clock

log = logging.getLogger(__name__)

PER_SECOND = 40
MOST_IN_FLIGHT = 9
LONGEST_IN_FLIGHT_S = 2.0
"""What is not answered by then has arrived, or is lost; a reply that hangs keeps nobody waiting."""
LONGEST_WAIT_S = 5.0
"""As long as this, a request waits for the end of a ban; before a longer one it fails."""
LONGEST_BAN_S = 86_400.0
"""Nobody is banned for longer without telling anew."""
CALLBACKS = "/interactions/"  # too late after three seconds
ANSWERS = (CALLBACKS, "/webhooks/")
End = tuple[float, datetime]
"""When a ban is over, by the event loop's clock and by the host's."""

_is_paced: ContextVar[bool] = ContextVar("whether requests wait for their turn", default=False)


class BannedError(aiohttp.ClientError):
    """Nothing is let through for some *seconds*, so it was not sent, or it was refused."""

    def __init__(self, seconds: float) -> None:
        super().__init__("it lets nothing through for a while")
        self.seconds = seconds


class Bans(RequestHook):
    """Knows until when nothing may be sent."""

    def __init__(self, rest: Callable[[float], None], clock: Clock) -> None:
        """Let *rest* hear, whenever a ban is announced, for how many seconds there is nothing to do."""
        self._rest = rest
        self._clock = clock
        self._everything = self._own = (-math.inf, datetime.min.replace(tzinfo=UTC))

    async def wait(self, url: yarl.URL) -> None:
        """Return when no known ban keeps *url* from being asked for, or raise BannedError where that takes long."""
        while (left := self._left(url)) > 0:
            if left > LONGEST_WAIT_S or CALLBACKS in url.path:
                raise BannedError(left)
            await asyncio.sleep(left)

    def _left(self, url: yarl.URL) -> float:
        ends = (self._everything,) if is_answer(url) else (self._everything, self._own)
        return max(map(self._seconds_until, ends))

    def _seconds_until(self, end: End) -> float:
        """Return the seconds until *end*, by the clock that is first there: the loop's may sleep."""
        by_the_loop, by_the_clock = end
        left = by_the_loop - asyncio.get_running_loop().time()
        return min(left, (by_the_clock - self._clock()).total_seconds())

    async def answered(self, url: yarl.URL, _request: SimpleNamespace, response: aiohttp.ClientResponse) -> None:
        """Learn of a ban from a 429; raise BannedError if it is Cloudflare's, or too long for discord.py to sleep."""
        if response.status != HTTPStatus.TOO_MANY_REQUESTS:
            return
        body = _discord_body(response, await response.read())
        by_cloudflare = body is None
        seconds = _retry_after(response, body or {})
        if seconds is None or not (by_cloudflare or _is_global(response, body or {})):
            return
        if not by_cloudflare and is_answer(url):
            return  # these have limits of their own
        self._begin(seconds, everything=by_cloudflare)
        if by_cloudflare or seconds > LONGEST_WAIT_S:
            raise BannedError(seconds)

    def _begin(self, seconds: float, *, everything: bool) -> None:
        end = asyncio.get_running_loop().time() + seconds, self._clock() + timedelta(seconds=seconds)
        if everything:
            self._everything = max(self._everything, end, key=self._seconds_until)
        else:
            self._own = max(self._own, end, key=self._seconds_until)
        who = "Cloudflare" if everything else "Discord"
        log.warning("%s lets nothing through for %.1f s; nothing is sent meanwhile", who, seconds)
        self._rest(seconds)


def is_answer(url: yarl.URL) -> bool:
    """Tell whether *url* is where interactions are answered, which Discord's global limit does not count."""
    return any(part in url.path for part in ANSWERS)


def _discord_body(response: aiohttp.ClientResponse, text: bytes) -> dict[str, Any] | None:
    """Return what Discord says in its 429, or nothing where the answer is not Discord's."""
    try:
        body = json.loads(text) if "Via" in response.headers else None
    except ValueError:
        return None
    return body if isinstance(body, dict) else None


def _is_global(response: aiohttp.ClientResponse, body: dict[str, Any]) -> bool:
    headers = response.headers
    return (
        body.get("global") is True
        or headers.get("X-RateLimit-Global", "").lower() == "true"
        or headers.get("X-RateLimit-Scope") == "global"
    )


def _retry_after(response: aiohttp.ClientResponse, body: dict[str, Any]) -> float | None:
    """Return the seconds that the answer tells to wait, the longer where it says so twice; nothing if it does not."""
    told = []
    for value in (response.headers.get("Retry-After"), body.get("retry_after")):
        try:
            told.append(float(value))  # type: ignore[arg-type] # what is no number is passed over below
        except (TypeError, ValueError):
            continue
    usable = [seconds for seconds in told if seconds > 0]
    return min(max(usable), LONGEST_BAN_S) if usable else None


class Pacer(RequestHook):
    """Lets requests start evenly at a bounded rate, a bounded number at a time, and none inside a ban.

    It must be a client's last hook: nothing that waits may come after it.
    """

    def __init__(self, bans: Bans) -> None:
        self._bans = bans
        self._free_at = 0.0
        self.slots = asyncio.Semaphore(MOST_IN_FLIGHT)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Let every request that is sent inside the block wait for its turn when it starts.

        That is after whatever discord.py waits for by itself, so that such a wait keeps nobody else waiting.
        """
        token = _is_paced.set(True)
        try:
            yield
        finally:
            _is_paced.reset(token)

    async def before(self, url: yarl.URL, request: SimpleNamespace) -> None:
        """Wait for the request's turn, if it is paced, and for the end of a ban."""
        request.slot = ExitStack()
        if url.scheme in GATEWAY_SCHEMES:
            return
        with ExitStack() as slot:
            if not is_answer(url):
                await self._await_turn(slot)
            await self._bans.wait(url)
            request.slot = slot.pop_all()
        timer = asyncio.get_running_loop().call_later(LONGEST_IN_FLIGHT_S, request.slot.close)
        request.slot.callback(timer.cancel)

    async def _await_turn(self, slot: ExitStack) -> None:
        """Count a request; if it is paced, wait for its turn, with a slot that is free once *slot* is closed."""
        if not _is_paced.get():
            self._next_start()
            return
        await self.slots.acquire()
        slot.callback(self.slots.release)
        await asyncio.sleep(self._next_start() - asyncio.get_running_loop().time())

    def _next_start(self) -> float:
        """Return when the next request may start, by the event loop's clock, and count it."""
        start = max(self._free_at, asyncio.get_running_loop().time())
        self._free_at = start + 1 / PER_SECOND
        return start

    async def answered(self, _url: yarl.URL, request: SimpleNamespace, _response: aiohttp.ClientResponse) -> None:
        """Free the request's slot."""
        request.slot.close()

    async def failed(self, request: SimpleNamespace) -> None:
        """Free the request's slot."""
        request.slot.close()
