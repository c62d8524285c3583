"""Keeps the bot's requests within Discord's limits: below 50 a second, and none during a ban.

Rate. Only paced requests wait: those made inside `Pacer.turn`, as jobs do. Answers never wait. Discord does not count
those to interactions; other answers, and requests made for them, are counted, so they delay the next paced ones.

What counts is when requests arrive, and a slow network may bunch those that started apart. So two things are
bounded: at most 40 paced ones get their turn in a second, and at most 9 hold a slot: they wait for their turn, or for
the end of a short ban, or are in flight, two seconds at most. Discord.py's own pauses come before and take no slot.
What arrives within a second either had its turn in it (40) or a slot when it began (9): at most 49. If the network
takes more than two seconds, more may arrive at once, which Discord answers with a 429. A request that aiohttp
repeats, because Discord had closed the connection, counts once here.

Bans. While requests are refused, further ones prolong the ban. A 429 announces it, with its length in seconds. One
from Discord may be global, which is about all requests but answers to interactions. One that Discord did not write is
Cloudflare's, and is about all requests from this IP address. Neither affects the gateway. discord.py does not know
Cloudflare's, lets other requests wait without a limit, and sends again when the request that waits is cancelled.
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

PER_SECOND = 40  # paced requests
MOST_IN_FLIGHT = 9  # paced requests
LONGEST_IN_FLIGHT_S = 2.0
"""After this a request frees its slot: it has arrived or is lost, and others need not wait for its response."""
LONGEST_WAIT_S = 5.0
"""The longest rest of a ban for which a request waits; before a longer one it fails."""
LONGEST_BAN_S = 86_400.0
"""A ban announced as longer counts as this long; then the next request finds out."""
CALLBACKS = "/interactions/"  # paths of first responses, which Discord takes within three seconds only
ANSWERS = (CALLBACKS, "/webhooks/")  # paths of all answers to interactions
End = tuple[float, datetime]
"""When a ban ends, by the event loop's clock in seconds and by the host's clock."""

_is_paced: ContextVar[bool] = ContextVar("whether requests wait for their turn", default=False)


class BannedError(aiohttp.ClientError):
    """A ban lasts for *seconds* more; the request was not sent, or was refused."""

    def __init__(self, seconds: float) -> None:
        super().__init__("it lets nothing through for a while")
        self.seconds = seconds


class Bans(RequestHook):
    """Learns of bans from responses, and keeps requests from being sent during one.

    *rest* is called with the seconds that a ban lasts whenever one is announced.
    """

    def __init__(self, rest: Callable[[float], None], clock: Clock) -> None:
        self._rest = rest
        self._clock = clock
        # The ends of a ban on everything, and of one that spares answers to interactions, by both clocks.
        self._ban_on_all = self._ban_but_callbacks = (-math.inf, datetime.min.replace(tzinfo=UTC))

    async def wait(self, url: yarl.URL) -> None:
        """Wait until no known ban concerns *url*; raise BannedError if that takes over 5 s, or at all for callbacks."""
        while (left := self._left(url)) > 0:
            if left > LONGEST_WAIT_S or CALLBACKS in url.path:
                raise BannedError(left)
            await asyncio.sleep(left)

    def _left(self, url: yarl.URL) -> float:
        ends = (self._ban_on_all,) if is_answer(url) else (self._ban_on_all, self._ban_but_callbacks)
        return max(map(self._seconds_until, ends))

    def _seconds_until(self, end: End) -> float:
        """Return the seconds until *end*, by the clock that is ahead; the loop's stops in a suspended machine."""
        by_the_loop, by_the_clock = end
        left = by_the_loop - asyncio.get_running_loop().time()
        return min(left, (by_the_clock - self._clock()).total_seconds())

    async def answered(self, url: yarl.URL, _request: SimpleNamespace, response: aiohttp.ClientResponse) -> None:
        """Note the ban that a 429 announces; raise BannedError if it is Cloudflare's, or longer than 5 s."""
        if response.status != HTTPStatus.TOO_MANY_REQUESTS:
            return
        body = _discord_body(response, await response.read())
        by_cloudflare = body is None
        seconds = _retry_after(response, body or {})
        if seconds is None or not (by_cloudflare or _is_global(response, body or {})):
            return
        if not by_cloudflare and is_answer(url):
            return  # the global limit does not count answers to interactions, which have others
        self._begin(seconds, everything=by_cloudflare)
        if by_cloudflare or seconds > LONGEST_WAIT_S:
            raise BannedError(seconds)

    def _begin(self, seconds: float, *, everything: bool) -> None:
        end = asyncio.get_running_loop().time() + seconds, self._clock() + timedelta(seconds=seconds)
        if everything:
            self._ban_on_all = max(self._ban_on_all, end, key=self._seconds_until)
        else:
            self._ban_but_callbacks = max(self._ban_but_callbacks, end, key=self._seconds_until)
        who = "Cloudflare" if everything else "Discord"
        log.warning("%s lets nothing through for %.1f s; nothing is sent meanwhile", who, seconds)
        self._rest(seconds)


def is_answer(url: yarl.URL) -> bool:
    """Tell whether *url* is that of an answer to an interaction, which Discord's global limit does not count."""
    return any(part in url.path for part in ANSWERS)


def _discord_body(response: aiohttp.ClientResponse, text: bytes) -> dict[str, Any] | None:
    """Return the JSON of a 429 from Discord, whose responses have a Via header; None if it is another's."""
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
    """Return the seconds to wait, the longer of the header's and the body's, a day at most; None if there are none."""
    values = []
    for value in (response.headers.get("Retry-After"), body.get("retry_after")):
        try:
            values.append(float(value))  # type: ignore[arg-type] # other values are skipped below
        except (TypeError, ValueError):
            continue
    usable = [seconds for seconds in values if seconds > 0]
    return min(max(usable), LONGEST_BAN_S) if usable else None


class Pacer(RequestHook):
    """Bounds the rate of paced requests and how many are in flight, and keeps all requests from starting in a ban.

    It must be a client's last hook: no other may wait after it.
    """

    def __init__(self, bans: Bans) -> None:
        self._bans = bans
        self._free_at = 0.0
        self.slots = asyncio.Semaphore(MOST_IN_FLIGHT)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Pace every request made in the block: it waits when it starts.

        That is after discord.py's own waits, for a rate limit say, so that these do not hold up other requests.
        """
        token = _is_paced.set(True)
        try:
            yield
        finally:
            _is_paced.reset(token)

    async def before(self, url: yarl.URL, request: SimpleNamespace) -> None:
        """Wait for the request's turn, if it is paced, and for the end of a ban, as `Bans.wait` does."""
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
        """Count a request; if it is paced, take a slot, which closing *slot* frees, and wait for its turn."""
        if not _is_paced.get():
            self._next_start()
            return
        await self.slots.acquire()
        slot.callback(self.slots.release)
        await asyncio.sleep(self._next_start() - asyncio.get_running_loop().time())

    def _next_start(self) -> float:
        """Return when the next request may start, in seconds of the event loop's clock, and count that request."""
        start = max(self._free_at, asyncio.get_running_loop().time())
        self._free_at = start + 1 / PER_SECOND
        return start

    async def answered(self, _url: yarl.URL, request: SimpleNamespace, _response: aiohttp.ClientResponse) -> None:
        """Free the request's slot."""
        request.slot.close()

    async def failed(self, request: SimpleNamespace) -> None:
        """Free the request's slot."""
        request.slot.close()
