"""Congratulates whoever has just finished a course, gives them the server's role for that, and sends pictures."""

import io
import logging

import discord

from bot.client.replies import reader_localizer, show
from bot.client.roles import role_problem, role_problem_text
from bot.courses.model import Course
from bot.ids import RoleId
from bot.pictures.model import GroupFacts, ProgressFacts
from bot.pictures.texts import text_alternative
from bot.progress.cards.finish import finished_card
from bot.text.translations import Localizer

log = logging.getLogger(__name__)


def as_file(drawn: bytes | None, facts: ProgressFacts | GroupFacts, say: Localizer) -> discord.File | None:
    """Return the picture *drawn* of *facts* as a file with its text alternative; None without one."""
    if drawn is None:
        return None
    return discord.File(io.BytesIO(drawn), "progress.png", description=text_alternative(facts, say))


async def congratulate(interaction: discord.Interaction, course: Course, finisher_role: RoleId | None) -> None:
    """Tell the user privately that they have finished *course*, after what answered their press; give them the role."""
    say = reader_localizer(interaction)
    given = await give_role(interaction, finisher_role, say)
    await show(interaction, finished_card(course, say, given))


async def give_role(interaction: discord.Interaction, wanted: RoleId | None, say: Localizer) -> str | None:
    """Give the user the role *wanted*; return that they have it, or why not; None without a role to give."""
    guild, member = interaction.guild, interaction.user
    role = None if guild is None or wanted is None else guild.get_role(wanted)
    if role is None or not isinstance(member, discord.Member):
        return None
    if (problem := role_problem(role)) is not None:
        why = role_problem_text(role, problem, say)
        return say("I could not give you {role}; an organiser can help: {why}", role=role.mention, why=why)
    if role not in member.roles:
        try:
            await member.add_roles(role, reason="has watched the whole course")
        except discord.HTTPException as error:
            log.warning("could not give a role: %s", error, extra={"guild": role.guild.id})
            return say("I could not give you {role} just now. `/progress` tries again.", role=role.mention)
    return say("You have the role {role} now.", role=role.mention)
