"""What looks at every HTTP request and gateway connection of the bot, hooked in by aiohttp's tracing."""

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
LONGEST_PAUSE_S = 30.0  # discord.py gives up a connection that takes a minute


class RequestHook:
    """Is called for each request; *request* is an object of the one request on which hooks keep what they like."""

    async def before(self, url: yarl.URL, request: SimpleNamespace) -> None:
        """Wait or raise, before the request starts."""

    async def answered(self, url: yarl.URL, request: SimpleNamespace, response: aiohttp.ClientResponse) -> None:
        """Look at the response, whose body may not be read yet; what is raised here replaces it."""

    async def failed(self, request: SimpleNamespace) -> None:
        """Take note that there will be no response."""


class RequestTrace(aiohttp.TraceConfig):
    """Calls *hooks*, in their order, for each request of the client that is built with it."""

    def __init__(self, *hooks: RequestHook) -> None:
        super().__init__()
        self.hooks = hooks
        self.on_request_start.append(self._before)
        self.on_request_end.append(self._answered)
        self.on_request_exception.append(self._failed)

    async def _before(self, _: object, request: SimpleNamespace, start: aiohttp.TraceRequestStartParams) -> None:
        for hook in self.hooks:
            await hook.before(start.url, request)

    async def _answered(self, _: object, request: SimpleNamespace, end: aiohttp.TraceRequestEndParams) -> None:
        for hook in self.hooks:
            await hook.answered(end.url, request, end.response)

    async def _failed(self, _: object, request: SimpleNamespace, _error: object) -> None:
        for hook in self.hooks:
            await hook.failed(request)


class DiscordClock(RequestHook):
    """Discord's own clock, by which messages are dated; the host's may be minutes apart.

    It is read off Discord's answers. It may be late, never early: the date was written before the answer came,
    and the event loop's clock, which counts on from there, stands still while the machine sleeps.
    """

    def __init__(self, host_clock: Clock) -> None:
        self._host_clock = host_clock
        self._read: tuple[datetime, float] | None = None

    def __call__(self) -> datetime:
        """Return what Discord's clock shows, or the host's before Discord has answered anything."""
        if self._read is None:
            return self._host_clock()
        date, at = self._read
        return date + timedelta(seconds=asyncio.get_running_loop().time() - at)

    async def answered(self, _url: yarl.URL, _request: SimpleNamespace, response: aiohttp.ClientResponse) -> None:
        """Read the answer's date. A page is a proxy's, whose clock may be anywhere."""
        if response.status < HTTPStatus.INTERNAL_SERVER_ERROR and response.content_type == "application/json":
            try:
                date = parsedate_to_datetime(response.headers.get("Date", ""))
            except ValueError:
                return
            self._read = date, asyncio.get_running_loop().time()


class ReconnectPause(RequestHook):
    """A pause before the gateway is connected to again after a connection that brought no session.

    discord.py 2.7.1 pauses after a connection that failed, but dials at once, and for ever, where the gateway
    takes the connection and closes it before a session.
    """

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Take note that the last connection brought a session."""
        self._backoff = ExponentialBackoff[bool]()
        self._dialled_at: float | None = None

    async def before(self, url: yarl.URL, _request: SimpleNamespace) -> None:
        """Wait, if the last connection brought no session."""
        if url.scheme not in GATEWAY_SCHEMES:
            return
        now = asyncio.get_running_loop().time()
        if self._dialled_at is not None:
            # What discord.py has waited itself counts.
            pause = self._dialled_at + min(self._backoff.delay(), LONGEST_PAUSE_S) - now
            if pause > 0:
                log.warning("Discord's gateway let the bot in for no session; dialling again in %.1f s", pause)
                await sleep(pause)
        self._dialled_at = asyncio.get_running_loop().time()
