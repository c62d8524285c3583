"""Keeps the bot's requests within Discord's limits: below 50 a second, and none during a ban.

Rate. Only paced requests wait: those made inside `Pacer.turn`, as jobs do. Answers never wait. Discord does not count
those to interactions; other answers, and requests made for them, are counted, so they delay the next paced ones.

What counts is when requests arrive. The bot does not know that time: it knows only that a request arrives after its
start and before its response, if there is one, and that one which has not arrived within two seconds is lost. A slow
network may bunch those that started apart, and let one overtake another. So a request takes a *place* from its start
until a second after its response, or after those two seconds where there is none, and a paced one starts only while
fewer places are taken than there are. That suffices: of all requests that arrive within some second, look at the one
that started last. Each of the others arrived, and so was answered, less than a second before its arrival; and since it
arrived after its start, that other one's place was still taken at this start. So together they are no more than the
places. And nothing less suffices: were one more let in, it might arrive at once, just after all the others.

A place lasts a second and a round trip, so N places give N / (1 + round trip) requests a second: of 49, at a round
trip of 10 ms 48.4, of 40 ms 47, of 100 ms 44.5, of 200 ms 40.8, of 500 ms 32.6. To go faster than that is to rely on
how steady the network is. Starts are spread as well, so that a burst neither takes the event loop from answers nor
leaves it without work for the rest of the second.

What does not wait takes a place, too, even if none is free. So as many are kept free as such requests took at once
within the last ten seconds; only what comes beyond those, at a moment when all others are taken, is one too many. The
first such is the fiftieth, which Discord still allows.

Several processes share the places by a `Budget`: each has at most as many taken as it was lent. A loan ends early
enough that whatever was started during it has arrived a second before the places are lent to another.

A request that aiohttp repeats, because Discord had closed the connection, counts once here.

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
from contextlib import asynccontextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from types import SimpleNamespace
from typing import Any

import aiohttp
import yarl

from bot.client.budget import LONGEST_TAKEN_S, RENEWED_EVERY_S, SECOND_S, Budget, Claim, WholeBudget
from bot.client.request_hooks import GATEWAY_SCHEMES, RequestHook
from bot.times.clock import Clock

log = logging.getLogger(__name__)

SPARED_FOR_S = 10.0
"""For so long as many places are kept free as requests took at once that did not wait."""
LONGEST_WAIT_S = 5.0
"""The longest rest of a ban for which a request waits; before a longer one it fails."""
LONGEST_BAN_S = 86_400.0
"""A ban announced as longer counts as this long; then the next request finds out."""
CALLBACKS = "/interactions/"  # paths of first responses, which Discord takes within three seconds only
ANSWERS = (CALLBACKS, "/webhooks/")  # paths of all answers to interactions
End = tuple[float, datetime]
"""When something ends, by the event loop's clock in seconds and by the host's clock."""
PAST: End = (-math.inf, datetime.min.replace(tzinfo=UTC))

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
        self._ban_on_all = self._ban_but_callbacks = PAST

    async def wait(self, url: yarl.URL) -> None:
        """Wait until no known ban concerns *url*; raise BannedError if that takes over 5 s, or at all for callbacks."""
        while (left := self._left(url)) > 0:
            if left > LONGEST_WAIT_S or CALLBACKS in url.path:
                raise BannedError(left)
            await asyncio.sleep(left)

    def after(self, seconds: float) -> End:
        """Return the end of so many *seconds* that begin now."""
        return asyncio.get_running_loop().time() + seconds, self._clock() + timedelta(seconds=seconds)

    def _left(self, url: yarl.URL) -> float:
        if self._ban_on_all is self._ban_but_callbacks is PAST:
            return 0.0
        ends = (self._ban_on_all,) if is_answer(url) else (self._ban_on_all, self._ban_but_callbacks)
        return max(map(self.seconds_until, ends))

    def seconds_until(self, end: End) -> float:
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
        end = self.after(seconds)
        if everything:
            self._ban_on_all = max(self._ban_on_all, end, key=self.seconds_until)
        else:
            self._ban_but_callbacks = max(self._ban_but_callbacks, end, key=self.seconds_until)
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


@dataclass(slots=True)
class Place:
    """What a request takes until *ends*, in seconds of the event loop's clock; *paced* if it waited for it."""

    ends: float
    paced: bool


class Pacer(RequestHook):
    """Lets a paced request start while a place is free, and no request in a ban; *budget* lends the places.

    It must be a client's last hook: no other may wait after it.
    """

    def __init__(self, bans: Bans, budget: Budget | None = None) -> None:
        self._bans = bans
        self._budget = budget or WholeBudget()
        self._lent = 0
        self._loan_ends = PAST
        self._renew_at = -math.inf
        self._taken: list[Place] = []
        self._spare: tuple[int, float] = (0, -math.inf)  # places kept free, and until when
        self._next_start = -math.inf
        self._waiting = 0
        self._freed = asyncio.Event()
        self.gate = asyncio.Lock()
        """Whoever has it starts next; it is free while no request waits."""

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
        """Wait for a place, if the request is paced, and for the end of a ban, as `Bans.wait` does."""
        request.place = None
        if url.scheme in GATEWAY_SCHEMES:
            return
        if (spared := is_answer(url)) or not _is_paced.get():
            await self._bans.wait(url)
            request.place = None if spared else self._take(paced=False)
            return
        self._waiting += 1
        try:
            async with self.gate:
                await self._await_place(url)
                request.place = self._take(paced=True)
        finally:
            self._waiting -= 1

    async def _await_place(self, url: yarl.URL) -> None:
        """Return when a request may start; nothing else may be awaited before it takes its place."""
        while True:
            await self._renew()
            await self._bans.wait(url)
            self._freed.clear()
            now = asyncio.get_running_loop().time()
            start = self._earliest_start(now)
            if start <= now:
                return
            with suppress(TimeoutError):
                async with asyncio.timeout_at(min(start, self._renew_at)):
                    await self._freed.wait()

    def _earliest_start(self, now: float) -> float:
        """Return when a paced request may start, if nothing changes until then."""
        if (places := self._places()) == 0:
            return math.inf
        taken = [place for place in self._taken if place.ends > now]
        spare, until = self._spare
        kept_free = max(0, spare - sum(not place.paced for place in taken)) if now < until else 0
        too_many = len(taken) - max(1, places - kept_free)
        free_at = now if too_many < 0 else sorted(place.ends for place in taken)[too_many]
        return max(free_at, self._next_start)

    def taken(self) -> int:
        """Return how many places are taken now."""
        now = asyncio.get_running_loop().time()
        return sum(place.ends > now for place in self._taken)

    def _places(self) -> int:
        return self._lent if self._bans.seconds_until(self._loan_ends) > 0 else 0

    def _take(self, *, paced: bool) -> Place:
        now = asyncio.get_running_loop().time()
        self._taken = [place for place in self._taken if place.ends > now]
        self._taken.append(place := Place(now + LONGEST_TAKEN_S, paced))
        if paced:
            # A little faster than places become free, and sooner after one that was a little late: none is wasted.
            apart = 1 / (self._lent + 2)
            self._next_start = (now if now - self._next_start > apart else self._next_start) + apart
        else:
            self._spare = self._spared(now)
        return place

    def _spared(self, now: float) -> tuple[int, float]:
        """Return how many places to keep free, and until when, now that another request did not wait."""
        others = sum(not place.paced for place in self._taken)
        spare, until = self._spare
        return (spare, until) if others < spare and now < until else (others, now + SPARED_FOR_S)

    async def _renew(self) -> None:
        """Ask for the loan of places anew, if it is time; one at a time, since only who has the gate asks."""
        now = asyncio.get_running_loop().time()
        if now < self._renew_at:
            return
        taken = self.taken()
        by_the_loop, by_the_clock = self._bans.after(0)
        wanted = 2 * (taken + self._waiting)  # as far as is known; more are wanted once these are not enough
        loan = await self._budget.renew(Claim(max(taken, self._places()), wanted))
        self._renew_at = asyncio.get_running_loop().time() + RENEWED_EVERY_S
        if loan is not None:
            self._lent = loan.places
            self._loan_ends = by_the_loop + loan.seconds, by_the_clock + timedelta(seconds=loan.seconds)

    async def answered(self, _url: yarl.URL, request: SimpleNamespace, _response: aiohttp.ClientResponse) -> None:
        """Note that the request has arrived; after one that failed, it may still be on its way."""
        if request.place is not None:
            now = asyncio.get_running_loop().time()
            request.place.ends = min(request.place.ends, now + SECOND_S)
            self._freed.set()
