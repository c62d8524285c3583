"""Who may have a card posted for everyone, and how often."""

from collections.abc import Hashable

import discord

from bot.client.bot import LecternBot
from bot.client.places import home_guild
from bot.client.replies import reader, show
from bot.ui.notices import cannot_write_card, servers_only_card, shared_already_card, too_fast_card


async def may_share(interaction: discord.Interaction[LecternBot], what: Hashable) -> bool:
    """Tell whether the reader may share *what* the pressed card shows, here and now; if not, say why."""
    say, limits = reader(interaction), interaction.client.limits
    if home_guild(interaction) is None:
        refusal = servers_only_card(say)
    elif not _may_write(interaction):
        refusal = cannot_write_card(say)
    elif wait := limits.shared.wait((interaction.message and interaction.message.id, what)):
        refusal = shared_already_card(say, wait)
    elif wait := limits.shares.wait(interaction.user.id):
        refusal = too_fast_card(say, wait)
    else:
        return True
    await show(interaction, refusal)
    return False


def _may_write(interaction: discord.Interaction[LecternBot]) -> bool:
    """Tell whether the reader may write messages where the interaction happens."""
    allowed = interaction.permissions
    if isinstance(interaction.channel, discord.Thread):
        return allowed.send_messages_in_threads
    return allowed.send_messages
