"""Answering an interaction: showing a card, redrawing one, and saying civilly that something failed."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from hashlib import blake2b

import discord
from discord import app_commands

from bot.client.acknowledging import is_acknowledged_after_all, one_response
from bot.client.bans import BannedError
from bot.client.error_codes import FAILURES
from bot.client.limits import limits_of
from bot.client.permissions import may_organise
from bot.ids import GuildId
from bot.text.locales import Locale
from bot.text.translations import Localizer, localizer
from bot.ui.cards import Card
from bot.ui.note_cards import failure_card, organisers_only_card, servers_only_card, too_fast_card

log = logging.getLogger(__name__)


def reader_localizer(interaction: discord.Interaction) -> Localizer:
    """Return the localizer that speaks the reader's language."""
    return localizer(Locale.spoken_to(interaction.locale.value))


def server_localizer(guild: discord.Guild, chosen: Locale | None) -> Localizer:
    """Return the localizer of what all of *guild* read: in the language it has *chosen*, or else Discord's for it."""
    return localizer(chosen or Locale.spoken_to(guild.preferred_locale.value))


async def show(
    interaction: discord.Interaction, card: Card, *, private: bool = True, files: Sequence[discord.File] = ()
) -> None:
    """Send *card* as the answer, or after it when the interaction is answered already.

    The view is stopped first: its buttons are plain and routed by their ids, so discord.py
    need not keep it in memory.
    """
    card.stop()
    respond = partial(interaction.response.send_message, view=card, ephemeral=private, files=files)
    if not await _responded(interaction, respond):
        await interaction.followup.send(view=card, ephemeral=private, files=files)


async def _responded(interaction: discord.Interaction, respond: Callable[[], Awaitable[object]]) -> bool:
    """Respond to *interaction* by *respond*; false where it has been responded to before."""
    async with one_response(interaction):
        if interaction.response.is_done():
            return False
        try:
            await respond()
        except discord.HTTPException as error:
            if is_acknowledged_after_all(interaction, error):
                return False
            raise
        return True


async def too_fast(interaction: discord.Interaction) -> bool:
    """Count one more use by this person; tell whether they have to wait, and answer so."""
    wait = limits_of(interaction).uses.wait(interaction.user.id)
    if wait:
        await show(interaction, too_fast_card(reader_localizer(interaction), wait))
    return wait > 0


async def redraw(interaction: discord.Interaction, card: Card) -> None:
    """Put *card* in place of the one whose button was pressed; files that it showed go with it.

    Also where the press was acknowledged before, so that there was time to ask Discord something.
    """
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
    """Return the guild that the reader may organise here, or tell them why they may not.

    Discord hides these commands from others by default, but any server can change that.
    """
    if interaction.guild_id is None:
        await show(interaction, servers_only_card(reader_localizer(interaction)))
        return None
    if not may_organise(interaction):
        await show(interaction, organisers_only_card(reader_localizer(interaction)))
        return None
    return GuildId(interaction.guild_id)


async def report(interaction: discord.Interaction, error: Exception) -> None:
    """Log *error* once, with a reference, and tell it to the reader alone, in their language.

    What a ban kept from being asked is no fault, and can be told where that spares answers.
    """
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
