"""What whoever has finished a course gets: a congratulation, a certificate, and the role that was chosen for that."""

import io
import logging
from dataclasses import dataclass
from functools import partial
from zoneinfo import ZoneInfo

import discord

from bot.client.replies import reader_localizer, show
from bot.client.roles import role_problem, role_problem_text
from bot.courses.model import Course
from bot.guilds.model import GuildSettings
from bot.ids import GuildId, UserId
from bot.interactions import Interaction
from bot.pictures.texts import text_alternative
from bot.progress.cards.finish import finished_card
from bot.progress.model import MemberProgress
from bot.progress.pictures import certificate_facts
from bot.text.translations import Localizer
from bot.times.slots import zone
from bot.ui.cards import small

log = logging.getLogger(__name__)


async def congratulate(interaction: Interaction, guild: GuildId, course: Course) -> None:
    """Tell the user privately that they have finished *course*, with their certificate; give them the role.

    It comes after what answered their press; without the picture where that cannot be drawn.
    """
    say = reader_localizer(interaction)
    read = await interaction.client.read_together(partial(read_finish, interaction, guild, course))
    role = await give_finisher_role(interaction, read.settings, say)
    picture, *_ = await drawn_certificate(interaction, read, say) or (None,)
    await show(interaction, finished_card(course, say, role, picture), files=[] if picture is None else [picture])


@dataclass(frozen=True, slots=True)
class ReadFinish:
    """What is known, as of one instant, of a member who may have finished a course; *place* is their weeks' zone."""

    member: MemberProgress
    settings: GuildSettings
    place: ZoneInfo


async def read_finish(interaction: Interaction, guild: GuildId, course: Course) -> ReadFinish:
    """Read how far the user of *interaction* is in *course* on *guild*; awaits only what services read."""
    services = interaction.client.services
    settings = await services.guilds.settings(guild)
    posts = await services.schedules.group_posts(guild, course.key)
    member = await services.progress.member(guild, UserId(interaction.user.id), course)
    return ReadFinish(member, settings, zone(settings.zone_name or posts.zone_name))


async def give_finisher_role(interaction: Interaction, settings: GuildSettings, say: Localizer) -> str | None:
    """Give the user the role of those who have finished; return that they have it, or why not; None without one."""
    wanted, member = settings.finisher_role, interaction.user
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


async def drawn_certificate(
    interaction: Interaction, read: ReadFinish, say: Localizer
) -> tuple[discord.File, discord.File] | None:
    """Return the certificate of the user, who has finished the course, also where they press in private.

    It is a picture and a page; None if drawing failed.
    """
    services, home = interaction.client.services, interaction.client.get_guild(read.settings.guild)
    server = "" if home is None else home.name
    facts = certificate_facts(interaction.user.display_name, server, read.member, read.place, say)
    if (drawn := await services.pictures.certificate(facts, say)) is None:
        return None
    picture = discord.File(io.BytesIO(drawn.png), "certificate.png", description=text_alternative(facts, say))
    return picture, discord.File(io.BytesIO(drawn.pdf), "certificate.pdf")
