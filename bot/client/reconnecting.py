"""A pause before the gateway is dialled again after it let nobody in.

discord.py 2.7.1 pauses after a connection that failed, but dials at once, and for ever, where the gateway
takes the connection and closes it before a session.
"""

import asyncio
import logging
from asyncio import sleep
from types import SimpleNamespace

import aiohttp
from discord.backoff import ExponentialBackoff
from discord.ext import commands

log = logging.getLogger(__name__)
LONGEST_PAUSE_S = 30.0  # discord.py gives up a connection that takes a minute


class Reconnecting:
    """Knows whether the last connection brought a session, and makes the next wait if it did not."""

    def __init__(self) -> None:
        self._backoff = ExponentialBackoff()
        self._dialled_at: float | None = None

    def watch(self, bot: commands.Bot, trace: aiohttp.TraceConfig) -> None:
        """Hear of the sessions of *bot*, whose every request passes *trace*."""
        trace.on_request_start.append(self._before)
        bot.add_listener(self._session, "on_connect")
        bot.add_listener(self._session, "on_resumed")

    async def _session(self) -> None:
        self._backoff, self._dialled_at = ExponentialBackoff(), None

    async def _before(
        self, _: aiohttp.ClientSession, _context: SimpleNamespace, what: aiohttp.TraceRequestStartParams
    ) -> None:
        if what.url.scheme not in {"ws", "wss"}:
            return
        now = asyncio.get_running_loop().time()
        if self._dialled_at is not None:
            # What discord.py has waited itself counts.
            pause = self._dialled_at + min(self._backoff.delay(), LONGEST_PAUSE_S) - now
            if pause > 0:
                log.warning("Discord's gateway let the bot in for no session; dialling again in %.1f s", pause)
                await sleep(pause)
        self._dialled_at = asyncio.get_running_loop().time()
