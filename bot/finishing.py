"""What whoever has just finished a course gets: a congratulation, and the role that an organiser has chosen."""

import logging

import discord

from bot.client.replies import reader_localizer, show
from bot.client.roles import role_problem, role_problem_text
from bot.courses.model import Course
from bot.ids import GuildId
from bot.interactions import Interaction
from bot.progress.cards.finish import finished_card
from bot.text.translations import Localizer
from bot.ui.cards import small

log = logging.getLogger(__name__)


async def congratulate(interaction: Interaction, guild: GuildId, course: Course) -> None:
    """Tell the user privately that they have finished *course*, after what answered their press; give them the role."""
    say = reader_localizer(interaction)
    await show(interaction, finished_card(course, say, await give_finisher_role(interaction, guild, say)))


async def give_finisher_role(interaction: Interaction, guild: GuildId, say: Localizer) -> str | None:
    """Give the user the role of those who have finished; return that they have it, or why not; None without one."""
    wanted, member = (await interaction.client.services.guilds.settings(guild)).finisher_role, interaction.user
    role = None if interaction.guild is None or wanted is None else interaction.guild.get_role(wanted)
    if role is None or not isinstance(member, discord.Member):
        return None
    if (problem := role_problem(role)) is not None:
        sorry = say("I could not give you {role}. An organiser can help, who may want to know why:", role=role.mention)
        return f"{sorry}\n{small(role_problem_text(role, problem, say))}"
    if role not in member.roles:
        try:
            await member.add_roles(role, reason="has watched the whole course")
        except discord.HTTPException as error:
            log.warning("could not give a role: %s", error, extra={"guild": role.guild.id})
            return say("I could not give you {role} just now. `/progress` tries again.", role=role.mention)
    return say("You have the role {role} now.", role=role.mention)
