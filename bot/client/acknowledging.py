"""Acknowledging what cannot be answered at once: Discord gives up a press or a command after three seconds.

Whoever presses a button or uses a command is answered directly while few do. When many do at the same
moment, or an answer takes long, as one that waits for another process's lock, Discord is told first that
an answer comes.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from typing import Any

import discord

from bot.client.error_codes import ALREADY_ACKNOWLEDGED, FAILURES
from bot.client.internals import HANDLERS

log = logging.getLogger(__name__)

AT_ONCE = 4
"""So many are answered at the same time; who comes meanwhile is acknowledged, and waits for a place."""
LATEST_S = 0.25
"""So long an answer may take before it is said that one comes."""
LONGEST_PLACE_S = 1.0
"""So long an answer that takes long keeps its place from others."""
LOCK = "one response at a time"
PERHAPS = "perhaps acknowledged"


class Places:
    """The places of those who are being answered."""

    def __init__(self) -> None:
        self._free = asyncio.Semaphore(AT_ONCE)
        self._acknowledging: set[asyncio.Task[None]] = set()

    @property
    def are_taken(self) -> bool:
        """Whether whoever comes now has to wait for one."""
        return self._free.locked()

    @asynccontextmanager
    async def taken(self, interaction: discord.Interaction[Any]) -> AsyncIterator[None]:
        """Let *interaction* be answered in the block, on a place that it gives back when it takes long."""
        if self.are_taken:
            await acknowledge(interaction)
        await self._free.acquire()
        with ExitStack() as place:
            place.callback(self._free.release)
            loop = asyncio.get_running_loop()
            for timer in (
                loop.call_later(LATEST_S, self._acknowledge, interaction),
                loop.call_later(LONGEST_PLACE_S, place.close),
            ):
                place.callback(timer.cancel)
            yield

    def _acknowledge(self, interaction: discord.Interaction[Any]) -> None:
        name = f"{HANDLERS[0]}acknowledging"  # so that it has its end before the bot has
        task = asyncio.create_task(acknowledge(interaction), name=name)  # noqa: TID251 - kept, and short
        self._acknowledging.add(task)
        task.add_done_callback(self._acknowledging.discard)


@asynccontextmanager
async def in_time(interaction: discord.Interaction[Any]) -> AsyncIterator[None]:
    """Acknowledge *interaction* if it is not answered in the block very soon, or at once in a crowd.

    In the block it is answered by what `replies` offers; where it is too late for a form, none is shown.
    """
    places: Places = interaction.client.places
    async with places.taken(interaction):
        yield


def one_response(interaction: discord.Interaction[Any]) -> asyncio.Lock:
    """Return what is held while *interaction* is responded to, which Discord takes only once."""
    lock: asyncio.Lock = interaction.extras.setdefault(LOCK, asyncio.Lock())
    return lock


async def acknowledge(interaction: discord.Interaction[Any], *, thinking: bool = False) -> None:
    """Tell Discord that an answer to *interaction* comes, unless it has been responded to.

    Of a press nothing is to be seen, but with *thinking*; after a command the reader sees that the bot
    is thinking.
    """
    async with one_response(interaction):
        if interaction.response.is_done():
            return
        try:
            await interaction.response.defer(ephemeral=True, thinking=thinking or interaction.message is None)
        except FAILURES as error:
            interaction.extras[PERHAPS] = True
            log.warning("could not acknowledge an interaction: %s", error)


def is_acknowledged_after_all(interaction: discord.Interaction[Any], error: discord.HTTPException) -> bool:
    """Tell whether a response to *interaction* met *error* because its acknowledgement was carried out."""
    return error.code == ALREADY_ACKNOWLEDGED and PERHAPS in interaction.extras
