"""What /progress shows of a member, drawn in a language: the reader's, or the guild's when it is shared."""

import io
from dataclasses import dataclass
from datetime import datetime

import discord

from bot.courses.model import Course
from bot.ids import GuildId, UserId
from bot.interactions import Interaction, week_zone
from bot.pictures.model import GroupFacts, ProgressFacts
from bot.pictures.texts import text_alternative
from bot.progress.model import GuildProgress, MemberProgress
from bot.progress.pictures import first_week, member_facts, weeks_of
from bot.progress.streaks import Streak, streak_of
from bot.schedules.discord.selection import visible_schedules
from bot.schedules.posts import latest_chapters
from bot.text.translations import Localizer


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


async def seen_progress(interaction: Interaction, here: GuildId, course: Course, say: Localizer) -> SeenProgress:
    """Return how far the user of *interaction* is in *course* on the server *here*, drawn with the words of *say*."""
    services, now = interaction.client.services, interaction.client.clock()
    member = await services.progress.member(here, UserId(interaction.user.id), course)
    schedules = await visible_schedules(interaction, await services.schedules.of_guild(here))
    guild = await services.progress.guild(here, course, latest_chapters(schedules, course.key))
    posts = await services.schedules.group_posts(here, course.key)
    place = await week_zone(interaction, here, posts)
    marked = [mark.at for mark in member.marks.values()]
    streak = streak_of(marked, posts.free_weeks(now, place), now, place)
    since = datetime.combine(first_week(now, place), datetime.min.time(), place)
    group = await services.progress.marked_since(here, course, since)
    weeks = weeks_of(member, group, guild.watchers, now, place)
    facts = member_facts(interaction.user.display_name, member, guild, streak, weeks, say)
    drawn = as_file(await services.pictures.progress(facts, say), facts, say)
    return SeenProgress(member, guild, streak, drawn)
