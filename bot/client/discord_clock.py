"""What Discord's own clock shows, which stamps all that Discord makes; the host's may be minutes apart."""

import asyncio
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from types import SimpleNamespace

import aiohttp

from bot.times.clock import Clock

SERVER_ERROR = 500


class DiscordClock:
    """Reads the time off Discord's answers.

    It may be late, never early: the date was written before the answer came, and the event loop's clock,
    which counts on from there, stands still while the machine sleeps.
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

    def watch(self, trace: aiohttp.TraceConfig) -> None:
        """Read the answers to requests that pass *trace*."""
        trace.on_request_end.append(self._answered)

    async def _answered(
        self, _: aiohttp.ClientSession, _context: SimpleNamespace, what: aiohttp.TraceRequestEndParams
    ) -> None:
        response = what.response
        # A page is a proxy's, whose clock may be anywhere.
        if response.status < SERVER_ERROR and response.content_type == "application/json":
            try:
                date = parsedate_to_datetime(response.headers.get("Date", ""))
            except ValueError:
                return
            self._read = date, asyncio.get_running_loop().time()
