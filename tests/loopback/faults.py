"""Faults that tests order, by method and path: refusals, lost connections, held requests and bans."""

import asyncio
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import partial
from http import HTTPStatus

from aiohttp import web

from tests.loopback.call import json_response

VIA = {"Via": "1.1 google"}
EXEMPT = ("/interactions/", "/webhooks/")
"""Paths that Discord's global limit does not count: answers to interactions."""


class LostError(Exception):
    """The connection is to be cut instead of answered."""


@dataclass
class Hold:
    """A request that waits until the test releases or drops it, so that a process can be killed meanwhile."""

    reached: bool = False
    _verdict: asyncio.Future[bool] = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    def release(self) -> None:
        """Let the request go on."""
        self._settle(go_on=True)

    def drop(self) -> None:
        """Cut the connection; what was to happen after the hold does not."""
        self._settle(go_on=False)

    def _settle(self, *, go_on: bool) -> None:
        if not self._verdict.done():
            self._verdict.set_result(go_on)

    async def wait(self) -> None:
        """Wait until the request is released.

        Raises:
            LostError: it was dropped instead.
        """
        if not await asyncio.shield(self._verdict):
            raise LostError


@dataclass
class Fault:
    """What happens to the next `times` requests that fit, after `skip` of them."""

    method: str
    pattern: str
    times: int
    skip: int = 0
    reply: Callable[[], web.Response] | None = None
    lose: bool = False
    hold: Hold | None = None
    after: bool = False

    def take(self, method: str, path: str) -> bool:
        """Tell whether this request meets the fault, and count it."""
        if self.times < 1 or not (fnmatchcase(method, self.method) and fnmatchcase(path, self.pattern)):
            return False
        if self.skip:
            self.skip -= 1
            return False
        self.times -= 1
        return True


@dataclass
class LastingFault:
    """A refusal of every request that fits, for `seconds` from the first of them on.

    Attributes:
        begins: When the first one came, by the event loop's clock, in seconds.
    """

    method: str
    pattern: str
    seconds: float
    reply: Callable[[float], web.Response]
    spares: tuple[str, ...] = ()
    begins: float | None = None

    @property
    def ends(self) -> float:
        """When it ends, by the event loop's clock; infinity until a request has met it."""
        return math.inf if self.begins is None else self.begins + self.seconds

    def answer(self, method: str, path: str, at: float) -> web.Response | None:
        """The 429 for this request, if it meets the fault."""
        fits = fnmatchcase(method, self.method) and fnmatchcase(path, self.pattern)
        if at >= self.ends or not fits or path.startswith(self.spares):
            return None
        if self.begins is None:
            self.begins = at
        return self.reply(self.ends - at)


class Faults:
    """The faults in force, and the methods that order them."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._holds: list[Hold] = []
        self._lasting: list[LastingFault] = []

    def fail(
        self, method: str, pattern: str, status: int, *, times: int = 1, skip: int = 0, after: bool = False
    ) -> None:
        """Answer with a bare status (500, 502, 503, …), before the work or, if *after*, when it is done.

        The first *skip* requests go through.
        """

        def reply() -> web.Response:
            return web.Response(status=status, text=f"{status}: upstream trouble", headers=VIA)

        self._faults.append(Fault(method, pattern, times, skip, reply=reply, after=after))

    def refuse(self, method: str, pattern: str, status: int, code: int, *, times: int = 1) -> None:
        """Answer with one of Discord's error codes, without doing the work."""

        def reply() -> web.Response:
            message = "Refused" if code else f"{status}: {HTTPStatus(status).phrase}"  # as Discord has them
            return json_response({"message": message, "code": code}, status, VIA)

        self._faults.append(Fault(method, pattern, times, reply=reply))

    def limit(self, method: str, pattern: str, retry_after: float, *, times: int = 1, everywhere: bool = False) -> None:
        """Answer 429 as Discord does, with Retry-After and the headers of a bucket or of the global limit."""
        reply = partial(too_many, retry_after, everywhere=everywhere)
        self._faults.append(Fault(method, pattern, times, reply=reply))

    def lose(self, method: str, pattern: str, *, after: bool, times: int = 1, skip: int = 0) -> None:
        """Cut the connection before the work, or *after* it, so that only the reply is lost."""
        self._faults.append(Fault(method, pattern, times, skip, lose=True, after=after))

    def hold(self, method: str, pattern: str, *, after: bool, skip: int = 0) -> Hold:
        """Keep one request waiting, before its work or, if *after*, between work and reply."""
        hold = Hold()
        self._holds.append(hold)
        self._faults.append(Fault(method, pattern, 1, skip, hold=hold, after=after))
        return hold

    def hang(self, method: str, pattern: str, *, times: int) -> None:
        """Never answer the next *times* requests, whose work is not done."""
        hold = Hold()
        self._holds.append(hold)
        self._faults.append(Fault(method, pattern, times, hold=hold))

    def fill(self, method: str, pattern: str, seconds: float) -> LastingFault:
        """Let the rate limit's bucket of these requests be empty for so many seconds."""
        fault = LastingFault(method, pattern, seconds, partial(too_many, everywhere=False))
        self._lasting.append(fault)
        return fault

    def ban(self, seconds: float, *, cloudflare: bool) -> LastingFault:
        """Refuse everything for so many seconds: by Discord's global limit, or as Cloudflare does.

        The global limit does not apply to answers to interactions.
        """
        reply = banned if cloudflare else partial(too_many, everywhere=True)
        fault = LastingFault("*", "*", seconds, reply, () if cloudflare else EXEMPT)
        self._lasting.append(fault)
        return fault

    def lasting(self, method: str, path: str, at: float) -> web.Response | None:
        """The refusal that this request gets while a ban lasts or a bucket is empty."""
        answers = (fault.answer(method, path, at) for fault in self._lasting)
        return next((answer for answer in answers if answer is not None), None)

    def next_for(self, method: str, path: str) -> Fault | None:
        """The fault that this request meets, which is counted."""
        return next((fault for fault in self._faults if fault.take(method, path)), None)

    def clear(self) -> None:
        """End all faults; held requests are dropped."""
        self._faults.clear()
        self._lasting.clear()
        for hold in self._holds:
            hold.drop()


def too_many(retry_after: float, *, everywhere: bool, bucket: str = "loopback") -> web.Response:
    """Discord's 429; a Via header tells its client that it is Discord's own and not a firewall's."""
    headers = VIA | {"Retry-After": str(max(1, math.ceil(retry_after)))}
    if everywhere:
        headers |= {"X-RateLimit-Global": "true", "X-RateLimit-Scope": "global"}
    else:
        headers |= {
            "X-RateLimit-Scope": "user",
            "X-RateLimit-Bucket": bucket,
            "X-RateLimit-Limit": "5",
            "X-RateLimit-Remaining": "0",
            "X-RateLimit-Reset-After": f"{retry_after:.3f}",
        }
    body = {"message": "You are being rate limited.", "retry_after": retry_after, "global": everywhere}
    return json_response(body, 429, headers)


def banned(retry_after: float) -> web.Response:
    """Cloudflare's 429, which never reached Discord: a page, without a Via header."""
    headers = {"Retry-After": str(math.ceil(retry_after))}
    page = "<html><title>Access denied</title>error code: 1015</html>"
    return web.Response(status=429, text=page, content_type="text/html", headers=headers)
