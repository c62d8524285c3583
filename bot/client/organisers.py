"""Who may act for a guild from a message that is read elsewhere, such as a direct message."""

import discord

from bot.client.bot import LecternBot
from bot.client.permissions import may_organise
from bot.client.replies import reader, show
from bot.core.ids import GuildId
from bot.ui.notices import organisers_only_card


async def acts_for(interaction: discord.Interaction[LecternBot], guild: GuildId) -> bool:
    """Tell whether the reader organises *guild*; if not, answer that they may not.

    In a direct message Discord does not say what somebody may do, so it is asked.
    """
    if interaction.guild_id is None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        allowed = await _organises(interaction, guild)
    else:
        allowed = interaction.guild_id == guild and may_organise(interaction)
    if not allowed:
        await show(interaction, organisers_only_card(reader(interaction)))
    return allowed


async def _organises(interaction: discord.Interaction[LecternBot], guild: GuildId) -> bool:
    home = interaction.client.get_guild(guild)
    if home is None:
        return False
    try:
        member = await home.fetch_member(interaction.user.id)
    except discord.NotFound:
        return False
    return member.guild_permissions.manage_guild
