"""Who may act for a guild from a message that is read elsewhere, such as a direct message."""

import discord

from bot.client.acknowledging import acknowledge
from bot.client.bot import LecternBot
from bot.client.permissions import may_organise
from bot.client.replies import reader, show
from bot.client.visibility import asking_member
from bot.core.ids import GuildId
from bot.ui.notices import organisers_only_card


async def organiser_here(
    interaction: discord.Interaction[LecternBot], guild: GuildId
) -> discord.Member | None:
    """Return the reader if they organise *guild*; if not, answer that they may not.

    In a direct message Discord does not say what somebody may do, so it is asked.

    Raises:
        discord.HTTPException: Discord cannot say.
    """
    member, home = None, interaction.client.get_guild(guild)
    if interaction.guild_id is None:
        await acknowledge(interaction, thinking=True)
    if home is not None and interaction.guild_id in {None, guild}:
        member = await asking_member(interaction, home)
    if member is None or not (may_organise(interaction) or member.guild_permissions.manage_guild):
        await show(interaction, organisers_only_card(reader(interaction)))
        return None
    return member
