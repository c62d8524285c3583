"""Hooks that see every HTTP request and gateway connection of the bot, by aiohttp's client tracing."""

import asyncio
import logging
from asyncio import sleep
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from types import SimpleNamespace

import aiohttp
import yarl
from discord.backoff import ExponentialBackoff

from bot.times.clock import Clock

log = logging.getLogger(__name__)
GATEWAY_SCHEMES = {"ws", "wss"}
LONGEST_PAUSE_S = 30.0  # before a gateway connection


class RequestHook:
    """Base class of hooks; *request* is a namespace for each request, in which a hook may store values."""

    async def before(self, url: yarl.URL, request: SimpleNamespace) -> None:
        """Called before the request starts; may wait, or raise to prevent it."""

    async def answered(self, url: yarl.URL, request: SimpleNamespace, response: aiohttp.ClientResponse) -> None:
        """Called at the response, whose body may not be read yet; an exception raised here replaces it."""

    async def failed(self, request: SimpleNamespace) -> None:
        """Called when the request failed without a response."""


class RequestTrace(aiohttp.TraceConfig):
    """Trace configuration of an aiohttp session that calls *hooks*, in order, for each request."""

    def __init__(self, *hooks: RequestHook) -> None:
        super().__init__()
        self.hooks = hooks
        self._before_hooks, self._answered_hooks, self._failed_hooks = (
            [hook for hook in hooks if getattr(type(hook), name) is not getattr(RequestHook, name)]
            for name in ("before", "answered", "failed")
        )
        self.on_request_start.append(self._before)
        self.on_request_end.append(self._answered)
        self.on_request_exception.append(self._failed)

    async def _before(self, _: object, request: SimpleNamespace, start: aiohttp.TraceRequestStartParams) -> None:
        for hook in self._before_hooks:
            await hook.before(start.url, request)

    async def _answered(self, _: object, request: SimpleNamespace, end: aiohttp.TraceRequestEndParams) -> None:
        for hook in self._answered_hooks:
            await hook.answered(end.url, request, end.response)

    async def _failed(self, _: object, request: SimpleNamespace, _error: object) -> None:
        for hook in self._failed_hooks:
            await hook.failed(request)


class DiscordClock(RequestHook):
    """A clock that shows Discord's time, by which messages are dated; the host's may be minutes off.

    It takes the Date header of the last JSON response and counts on by the event loop's clock. So it may be slow, by
    the response's way and while the machine is suspended, but never fast.
    """

    def __init__(self, host_clock: Clock) -> None:
        self._host_clock = host_clock
        self._read: tuple[datetime, float] | None = None

    def __call__(self) -> datetime:
        """Return Discord's time in UTC, or the host's before Discord's first response."""
        if self._read is None:
            return self._host_clock()
        date, at = self._read
        return date + timedelta(seconds=asyncio.get_running_loop().time() - at)

    async def answered(self, _url: yarl.URL, _request: SimpleNamespace, response: aiohttp.ClientResponse) -> None:
        """Read a JSON response's date; an error or page may be a proxy's, whose clock may be wrong."""
        if response.status < HTTPStatus.INTERNAL_SERVER_ERROR and response.content_type == "application/json":
            try:
                date = parsedate_to_datetime(response.headers.get("Date", ""))
            except ValueError:
                return
            self._read = date, asyncio.get_running_loop().time()


class ReconnectPause:
    """Pauses before a gateway connection if a shard's last one brought no session: at random, ever longer to a bound.

    Discord closes one at once that identifies too early, and others may without end.
    """

    def __init__(self) -> None:
        self._backoffs: dict[int, ExponentialBackoff[bool]] = {}
        self._dialled_at: dict[int, float] = {}

    def reset(self, shard: int) -> None:
        """Note that the last connection of *shard* brought a session, so that the next one is not delayed."""
        self._backoffs.pop(shard, None)
        self._dialled_at.pop(shard, None)

    async def before_dialling(self, shard: int) -> None:
        """Wait, if the last connection of *shard* brought no session."""
        now = asyncio.get_running_loop().time()
        if shard in self._dialled_at:
            # From the last attempt on, so that other pauses are included.
            backoff = self._backoffs.setdefault(shard, ExponentialBackoff())
            pause = self._dialled_at[shard] + min(backoff.delay(), LONGEST_PAUSE_S) - now
            if pause > 0:
                log.warning("Discord's gateway let shard %d in for no session; dialling again in %.1f s", shard, pause)
                await sleep(pause)
        self._dialled_at[shard] = asyncio.get_running_loop().time()
