"""Silence while Discord, or Cloudflare before it, lets nothing through: what is sent then makes it longer.

Two answers announce it, with the seconds that it lasts. Discord's own 429 says that it is about all
requests; answers to interactions are not counted there, and go on. A 429 that Discord did not write is
Cloudflare's, and is about everything from this address. Discord's gateway is another matter than
either, and people are heard meanwhile.

What discord.py does about them is not enough: it lets its other requests wait without an end, tries
again as soon as one that met the limit is cancelled, and knows nothing of Cloudflare's.
"""

import asyncio
import json
import logging
import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from types import SimpleNamespace
from typing import Any

import aiohttp
import yarl

from bot.times.clock import Clock

log = logging.getLogger(__name__)

SLEPT_THROUGH_S = 5.0
"""As long as this, a request waits for the end of a ban; before a longer one it fails."""
LONGEST_S = 86_400.0
"""Nobody is banned for longer without telling anew."""
CALLBACKS = "/interactions/"  # too late after three seconds
ANSWERS = (CALLBACKS, "/webhooks/")
End = tuple[float, datetime]
"""When a ban is over, by the event loop's clock and by the host's."""


class BannedError(aiohttp.ClientError):
    """Nothing is let through for a while, so it was not sent, or it was refused.

    Attributes:
        seconds: How long that lasts.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__("it lets nothing through for a while")
        self.seconds = seconds


class Bans:
    """Knows until when nothing may be sent."""

    def __init__(self, rest: Callable[[float], None], clock: Clock) -> None:
        """Let *rest* hear, whenever a ban is announced, for how many seconds there is nothing to do."""
        self._rest = rest
        self._clock = clock
        self._everything = self._own = (-math.inf, datetime.min.replace(tzinfo=UTC))

    def watch(self, trace: aiohttp.TraceConfig) -> None:
        """Learn from the answers to requests that pass *trace*."""
        trace.on_request_end.append(self._answered)

    async def passed(self, url: yarl.URL) -> None:
        """Return when *url* may be asked for, by the bans that are known.

        Raises:
            BannedError: Not for a while.
        """
        while (left := self._left(url)) > 0:
            if left > SLEPT_THROUGH_S or CALLBACKS in url.path:
                raise BannedError(left)
            await asyncio.sleep(left)

    def _left(self, url: yarl.URL) -> float:
        return self._until(self._everything) if is_answer(url) else max(map(self._until, (self._everything, self._own)))

    def _until(self, end: End) -> float:
        """Return the seconds until *end*, by the clock that is first there: the loop's may sleep."""
        by_the_loop, by_the_clock = end
        left = by_the_loop - asyncio.get_running_loop().time()
        return min(left, (by_the_clock - self._clock()).total_seconds())

    async def _answered(
        self, _: aiohttp.ClientSession, _context: SimpleNamespace, what: aiohttp.TraceRequestEndParams
    ) -> None:
        response = what.response
        if response.status != HTTPStatus.TOO_MANY_REQUESTS:
            return
        body = _discord_s(response, await response.read())
        is_cloudflare_s = body is None
        seconds = _seconds(response, body or {})
        if seconds is None or not (is_cloudflare_s or _is_about_all(response, body or {})):
            return
        if not is_cloudflare_s and is_answer(what.url):
            return  # these have limits of their own
        self._begin(seconds, everything=is_cloudflare_s)
        if is_cloudflare_s or seconds > SLEPT_THROUGH_S:
            raise BannedError(seconds)  # else discord.py sleeps that long, and tries again

    def _begin(self, seconds: float, *, everything: bool) -> None:
        end = asyncio.get_running_loop().time() + seconds, self._clock() + timedelta(seconds=seconds)
        if everything:
            self._everything = max(self._everything, end, key=self._until)
        else:
            self._own = max(self._own, end, key=self._until)
        who = "Cloudflare" if everything else "Discord"
        log.warning("%s lets nothing through for %.1f s; nothing is sent meanwhile", who, seconds)
        self._rest(seconds)


def is_answer(url: yarl.URL) -> bool:
    """Tell whether *url* is where interactions are answered, which Discord's global limit does not count."""
    return any(part in url.path for part in ANSWERS)


def _discord_s(response: aiohttp.ClientResponse, text: bytes) -> dict[str, Any] | None:
    """Return what Discord says in its 429, or nothing where the answer is not Discord's."""
    if "Via" not in response.headers:
        return None
    try:
        body = json.loads(text)
    except ValueError:
        return None
    return body if isinstance(body, dict) else None


def _is_about_all(response: aiohttp.ClientResponse, body: dict[str, Any]) -> bool:
    headers = response.headers
    return (
        body.get("global") is True
        or headers.get("X-RateLimit-Global", "").lower() == "true"
        or headers.get("X-RateLimit-Scope") == "global"
    )


def _seconds(response: aiohttp.ClientResponse, body: dict[str, Any]) -> float | None:
    """Return how long the answer tells to wait, the longer where it says so twice; nothing if it does not."""
    told = []
    for value in (response.headers.get("Retry-After"), body.get("retry_after")):
        try:
            told.append(float(value))  # type: ignore[arg-type] # what is no number is passed over below
        except (TypeError, ValueError):
            continue
    usable = [seconds for seconds in told if seconds > 0]
    return min(max(usable), LONGEST_S) if usable else None
