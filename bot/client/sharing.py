"""Who may have a card posted for everyone, and how often."""

from collections.abc import Hashable

import discord

from bot.client.bot import LecternBot
from bot.client.permissions import may_write
from bot.client.places import home_guild
from bot.client.replies import reader, show
from bot.ui.notices import cannot_write_card, servers_only_card, shared_already_card, too_fast_card


async def may_share(interaction: discord.Interaction[LecternBot], what: Hashable) -> bool:
    """Tell whether the reader may share *what* the pressed card shows, here and now; if not, say why."""
    say, limits = reader(interaction), interaction.client.limits
    if home_guild(interaction) is None:
        refusal = servers_only_card(say)
    elif not may_write(interaction.permissions, interaction.channel):
        refusal = cannot_write_card(say)
    elif wait := limits.shared.wait((interaction.message and interaction.message.id, what)):
        refusal = shared_already_card(say, wait)
    elif wait := limits.shares.wait(interaction.user.id):
        refusal = too_fast_card(say, wait)
    else:
        return True
    await show(interaction, refusal)
    return False
