"""What /progress shows of a member, drawn in a language: the reader's, or the guild's when it is shared."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import discord

from bot.courses.model import Course
from bot.guilds.model import GuildSettings
from bot.ids import GuildId, UserId
from bot.interactions import Interaction
from bot.pictures.model import GroupFacts, ProgressFacts, Week
from bot.pictures.texts import text_alternative
from bot.progress.model import GuildProgress, MemberProgress
from bot.progress.pictures import first_week, member_facts, weeks_of
from bot.progress.streaks import Streak, streak_of
from bot.schedules.coming import ComingPosts
from bot.schedules.discord.selection import visible_schedules
from bot.schedules.model import Schedule
from bot.schedules.posts import latest_chapters
from bot.text.translations import Localizer
from bot.times.slots import zone


@dataclass(frozen=True, slots=True)
class ReadProgress:
    """How far a member and their guild are in a course, as of one instant, whoever may know of which schedule."""

    member: MemberProgress
    guild: GuildProgress
    settings: GuildSettings
    schedules: Sequence[Schedule]
    coming: Sequence[ComingPosts]
    streak: Streak
    weeks: Sequence[Week]


@dataclass(frozen=True, slots=True)
class SeenProgress:
    """How far a member and their guild are in a course, and the picture of it, None where it could not be drawn."""

    member: MemberProgress
    guild: GuildProgress
    streak: Streak
    drawn: discord.File | None

    @property
    def files(self) -> list[discord.File]:
        """What is sent with the card."""
        return [] if self.drawn is None else [self.drawn]


def as_file(drawn: bytes | None, facts: ProgressFacts | GroupFacts, say: Localizer) -> discord.File | None:
    """Return the picture *drawn* of *facts* as a file with its text alternative; None without one."""
    if drawn is None:
        return None
    return discord.File(io.BytesIO(drawn), "progress.png", description=text_alternative(facts, say))


async def read_progress(interaction: Interaction, here: GuildId, course: Course) -> ReadProgress:
    """Read how far the user of *interaction* is in *course* on the server *here*; awaits only what services read."""
    services, now, user = interaction.client.services, interaction.client.clock(), UserId(interaction.user.id)
    settings, schedules = await services.guilds.settings(here), await services.schedules.of_guild(here)
    posts = await services.schedules.group_posts(here, course.key)
    place = zone(settings.zone_name or posts.zone_name)
    member = await services.progress.member(here, user, course)
    guild = await services.progress.guild(here, course)
    since = datetime.combine(first_week(now, place), datetime.min.time(), place)
    group = await services.progress.marked_since(here, course, since)
    return ReadProgress(
        member,
        guild,
        settings,
        schedules,
        await services.following.coming([each for each in schedules if each.course == course.key]),
        streak_of([mark.at for mark in member.marks.values()], posts.free_weeks(now, place), now, place),
        weeks_of(member, group, guild.watchers, now, place),
    )


async def seen_progress(interaction: Interaction, read: ReadProgress, say: Localizer) -> SeenProgress:
    """Return what the user of *interaction* may see of *read*, drawn with the words of *say*."""
    services, member = interaction.client.services, read.member
    visible = await visible_schedules(interaction, read.schedules)
    guild = replace(read.guild, positions=latest_chapters(visible, member.course.key))
    facts = member_facts(interaction.user.display_name, member, guild, read.streak, read.weeks, say)
    drawn = as_file(await services.pictures.progress(facts, say), facts, say)
    return SeenProgress(member, guild, read.streak, drawn)
