"""Answering an interaction: acknowledging it in time, showing a card, redrawing one, and telling of failures.

Discord gives up a press or a command after three seconds. Whoever presses a button or uses a command is
answered directly while few do. When many do at the same moment, or an answer takes long, as one that waits
for another process's lock, Discord is told first that an answer comes.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import ExitStack, asynccontextmanager
from functools import partial
from hashlib import blake2b
from typing import Any

import discord
from discord import app_commands

from bot.client.error_codes import ALREADY_ACKNOWLEDGED, FAILURES
from bot.client.internals import HANDLERS
from bot.client.pacing import BannedError
from bot.client.permissions import may_organise
from bot.ids import GuildId
from bot.text.locales import Locale
from bot.text.translations import Localizer, localizer
from bot.ui.cards import Card
from bot.ui.note_cards import failure_card, organisers_only_card, servers_only_card, too_many_uses_card

log = logging.getLogger(__name__)

ANSWER_SLOTS = 4
"""So many are answered at the same time; who comes meanwhile is acknowledged, and waits for a slot."""
ACKNOWLEDGE_AFTER_S = 0.25
"""So long an answer may take before it is said that one comes."""
RELEASE_SLOT_AFTER_S = 1.0
"""So long an answer that takes long keeps its slot from others."""
RESPONSE_LOCK = "one response at a time"
MAYBE_ACKNOWLEDGED = "may be acknowledged, though that failed"


class AnswerSlots:
    """The slots of those who are being answered."""

    def __init__(self) -> None:
        self._free = asyncio.Semaphore(ANSWER_SLOTS)
        self._acknowledging: set[asyncio.Task[None]] = set()

    @property
    def are_taken(self) -> bool:
        """Whether whoever comes now has to wait for one."""
        return self._free.locked()

    @asynccontextmanager
    async def take(self, interaction: discord.Interaction[Any]) -> AsyncIterator[None]:
        """Let *interaction* be answered in the block, in a slot that it gives back when it takes long.

        It is acknowledged if it is not answered there very soon, or at once in a crowd. What it is answered
        by in the block is `show` and the like; where it is too late for a form, none is shown.
        """
        if self.are_taken:
            await acknowledge(interaction)
        await self._free.acquire()
        with ExitStack() as slot:
            slot.callback(self._free.release)
            loop = asyncio.get_running_loop()
            for timer in (
                loop.call_later(ACKNOWLEDGE_AFTER_S, self._acknowledge, interaction),
                loop.call_later(RELEASE_SLOT_AFTER_S, slot.close),
            ):
                slot.callback(timer.cancel)
            yield

    def _acknowledge(self, interaction: discord.Interaction[Any]) -> None:
        name = f"{HANDLERS[0]}acknowledging"  # so that it has its end before the bot has
        task = asyncio.create_task(acknowledge(interaction), name=name)  # noqa: TID251 - kept, and short
        self._acknowledging.add(task)
        task.add_done_callback(self._acknowledging.discard)


def _response_lock(interaction: discord.Interaction[Any]) -> asyncio.Lock:
    """Return what is held while *interaction* is responded to, which Discord takes only once."""
    lock: asyncio.Lock = interaction.extras.setdefault(RESPONSE_LOCK, asyncio.Lock())
    return lock


async def acknowledge(interaction: discord.Interaction[Any], *, thinking: bool = False) -> None:
    """Tell Discord that an answer to *interaction* comes, unless it has been responded to.

    After a command, and with *thinking*, the reader sees that the bot is thinking; after a press nothing.
    """
    async with _response_lock(interaction):
        if interaction.response.is_done():
            return
        try:
            await interaction.response.defer(ephemeral=True, thinking=thinking or interaction.message is None)
        except FAILURES as error:
            interaction.extras[MAYBE_ACKNOWLEDGED] = True
            log.warning("could not acknowledge an interaction: %s", error)


async def _responded(interaction: discord.Interaction, respond: Callable[[], Awaitable[object]]) -> bool:
    """Respond to *interaction* by *respond*; false where it has been responded to before."""
    async with _response_lock(interaction):
        if interaction.response.is_done():
            return False
        try:
            await respond()
        except discord.HTTPException as error:
            if error.code == ALREADY_ACKNOWLEDGED and MAYBE_ACKNOWLEDGED in interaction.extras:
                return False
            raise
        return True


def reader_localizer(interaction: discord.Interaction) -> Localizer:
    """Return the localizer that speaks the reader's language."""
    return localizer(Locale.from_tag(interaction.locale.value))


def server_localizer(guild: discord.Guild, chosen: Locale | None) -> Localizer:
    """Return the localizer of what all of *guild* read: in the language it has *chosen*, or else Discord's for it."""
    return localizer(chosen or Locale.from_tag(guild.preferred_locale.value))


async def show(
    interaction: discord.Interaction, card: Card, *, private: bool = True, files: Sequence[discord.File] = ()
) -> None:
    """Send *card* as the answer, or after it when the interaction is answered already."""
    card.stop()  # its buttons are routed by their ids, so discord.py need not keep it in memory
    respond = partial(interaction.response.send_message, view=card, ephemeral=private, files=files)
    if not await _responded(interaction, respond):
        await interaction.followup.send(view=card, ephemeral=private, files=files)


async def too_fast(interaction: discord.Interaction[Any]) -> bool:
    """Count one more use by this person; tell whether they have to wait, and answer so."""
    wait: int = interaction.client.limits.uses.use(interaction.user.id)
    if wait:
        await show(interaction, too_many_uses_card(reader_localizer(interaction), wait))
    return wait > 0


async def redraw(interaction: discord.Interaction, card: Card) -> None:
    """Put *card* in place of the one whose button was pressed, acknowledged or not; files that it showed go with it."""
    card.stop()
    if not await _responded(interaction, partial(interaction.response.edit_message, view=card, attachments=[])):
        await interaction.edit_original_response(view=card, attachments=[])


def is_private(interaction: discord.Interaction) -> bool:
    """Tell whether the button or form came from a message that only the reader sees."""
    message = interaction.message
    return message is not None and (message.flags.ephemeral or interaction.guild_id is None)


async def answer_in_place(interaction: discord.Interaction, card: Card) -> None:
    """Put *card* in place of the private one that was used; what others see stays, and it is shown beside."""
    await (redraw if is_private(interaction) else show)(interaction, card)


async def organised_guild(interaction: discord.Interaction) -> GuildId | None:
    """Return the guild that the reader may organise here, or tell them why they may not."""
    if interaction.guild_id is None:
        await show(interaction, servers_only_card(reader_localizer(interaction)))
        return None
    if not may_organise(interaction):
        await show(interaction, organisers_only_card(reader_localizer(interaction)))
        return None
    return GuildId(interaction.guild_id)


async def report(interaction: discord.Interaction, error: Exception) -> None:
    """Log *error* once, a ban as a warning, and tell it to the reader alone, in their language, with a reference."""
    reference = blake2b(str(interaction.id).encode(), digest_size=3).hexdigest()
    context = {"interaction": interaction.id, "guild": interaction.guild_id, "reference": reference}
    outdated = isinstance(error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch)
    if outdated:
        log.warning("a command that Discord still shows has changed: %s", error, extra=context)
    elif isinstance(error, BannedError):
        log.warning("Discord could not be asked: %s", error, extra=context)
    else:
        log.error("an interaction failed", exc_info=error, extra=context)
    try:
        await show(interaction, failure_card(reader_localizer(interaction), reference, outdated=outdated))
    except FAILURES as failure:
        log.warning("could not tell the reader: %s", failure, extra=context)
