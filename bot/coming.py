"""What a member is told about schedules: those whose channels they can view, and what comes of them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import discord
from discord import ui

from bot.answers.group_questions import GroupQuestion
from bot.bot import LecternBot
from bot.client.permissions import may_organise
from bot.client.replies import reader_localizer
from bot.client.visibility import asking_member, can_view, everyone_can_view
from bot.courses.model import Course
from bot.ids import CourseId, GuildId, UserId
from bot.interactions import Interaction, home_guild, watched_here
from bot.schedules.cards.dates import next_post_lines
from bot.schedules.cards.group_answers import group_answer_card, only_in_servers_card
from bot.schedules.cards.reminders import tell_button
from bot.schedules.coming import ComingPosts, GroupFacts
from bot.schedules.discord.selection import places_of, visible_schedules
from bot.schedules.model import Schedule
from bot.text.translations import Localizer
from bot.ui.cards import Card


async def schedules_seen(interaction: Interaction, course: CourseId | None = None) -> tuple[Schedule, ...]:
    """Return the guild's schedules whose channels the user can view, of *course* or of all; () outside a guild."""
    if (guild := home_guild(interaction)) is None:
        return ()
    schedules = await interaction.client.services.schedules.of_guild(GuildId(guild.id))
    wanted = [each for each in schedules if course in {None, each.course}]
    return await visible_schedules(interaction, wanted) if wanted else ()


async def courses_of(interaction: Interaction, coming: Sequence[ComingPosts]) -> dict[CourseId, Course]:
    """Return the courses that the schedules of *coming* post, by their ids."""
    services = interaction.client.services
    return {each.schedule.course: await services.courses.get(each.schedule.course) for each in coming}


async def coming_posts(bot: LecternBot, guild: discord.Guild, course: Course) -> list[ComingPosts]:
    """Return what comes of each schedule of *course* in *guild*, whoever may know of it."""
    schedules = await bot.services.schedules.of_guild(GuildId(guild.id))
    return await bot.services.following.coming([each for each in schedules if each.course == course.key])


async def next_lines(interaction: Interaction, course: Course, coming: Sequence[ComingPosts]) -> list[str]:
    """Return the lines of cards about *course* on those of its posts *coming* that the user may know of."""
    seen = await visible_schedules(interaction, [each.schedule for each in coming]) if coming else ()
    visible = {schedule.id for schedule in seen}
    shown = [each for each in coming if each.schedule.id in visible]
    return next_post_lines({course.key: course}, shown, reader_localizer(interaction))


async def tell_offer(interaction: Interaction, guild: GuildId) -> list[ui.Button[Any]]:
    """Return the button with which the user asks to be told of the posts of *guild*; [] for one who is told of them."""
    told = await interaction.client.services.following.is_told(guild, UserId(interaction.user.id))
    return [] if told else [tell_button(reader_localizer(interaction))]


async def group_answer(
    interaction: Interaction, asked: GroupQuestion, courses: Sequence[Course], number: int | None = None
) -> Card:
    """Answer what the user of *interaction* has *asked* about the group, in private; *courses* are those they mean.

    Of a chapter that is asked for by its *number* it is said when that comes, or came.
    """
    say, guild, services = reader_localizer(interaction), home_guild(interaction), interaction.client.services
    if guild is None:
        return only_in_servers_card(say)
    schedules = about(await schedules_seen(interaction), courses, interaction.channel)
    ended = about(await _ended_seen(interaction, guild), courses, interaction.channel)
    facts = await _facts(interaction.client, courses, schedules, ended)
    marks = {key: await watched_here(interaction, each) or frozenset() for key, each in facts.posting.items()}
    told = await services.following.is_told(GuildId(guild.id), UserId(interaction.user.id))
    facts = replace(facts, watched=marks, told=told, organises=may_organise(interaction), number=number)
    return group_answer_card(asked, facts, say)


async def public_group_answer(
    bot: LecternBot,
    message: discord.Message,
    asked: GroupQuestion,
    courses: Sequence[Course],
    say: Localizer,
    number: int | None = None,
) -> Card:
    """Answer what *message* has *asked* about the group where others read it: of channels that all of them may see.

    *number* as in `group_answer`.
    """
    if (guild := message.guild) is None:
        return only_in_servers_card(say)
    schedules, here = await bot.services.schedules.of_guild(GuildId(guild.id)), places_of(message.channel)
    public = [each for each in schedules if each.channel in here or await everyone_can_view(guild, each.channel)]
    facts = await _facts(bot, courses, about(public, courses, message.channel))
    return group_answer_card(asked, replace(facts, number=number), say)


def about(schedules: Sequence[Schedule], courses: Sequence[Course], channel: object) -> Sequence[Schedule]:
    """Return those of *schedules* that a question in *channel* is about: the one there, else those of *courses*."""
    here, keys = places_of(channel), {course.key for course in courses}
    in_channel = [each for each in schedules if each.channel in here and each.course in keys]
    return in_channel or [each for each in schedules if each.course in keys] or schedules


async def _ended_seen(interaction: Interaction, guild: discord.Guild) -> list[Schedule]:
    """Return the schedules of *guild* that were stopped or replaced, in channels that the user can view."""
    ended = await interaction.client.services.schedules.ended(GuildId(guild.id))
    member = await asking_member(interaction, guild) if ended else None
    return [] if member is None else [each for each in ended if await can_view(member, each.channel)]


async def _facts(
    bot: LecternBot, courses: Sequence[Course], schedules: Sequence[Schedule], ended: Sequence[Schedule] = ()
) -> GroupFacts:
    """Return the facts of *courses* from *schedules*; those that have *ended* count by what they have posted."""
    coming = await bot.services.following.coming(schedules)
    published = await bot.services.following.published([*ended, *schedules])
    posting = {course.key: course for course in courses}
    for schedule in (*ended, *schedules):
        posting.setdefault(schedule.course, await bot.services.courses.get(schedule.course))
    return GroupFacts(tuple(courses), posting, coming, published)
