"""The courses that a server has: /courses list, choose, export and remove."""

import io
from collections import defaultdict
from collections.abc import Mapping

import discord
from discord import app_commands
from discord.app_commands import locale_str

from bot.bot import LecternBot
from bot.client.replies import answer_in_place, reader_localizer, show
from bot.client.routes import add_route, chosen_values
from bot.courses.buttons import ChooseCourses, RemoveCourse
from bot.courses.file import course_file
from bot.courses.imports.cleaning import LARGEST_FILE
from bot.courses.library_cards import (
    EXPORTED,
    choice_card,
    courses_card,
    exported_card,
    not_own_card,
    remove_question_card,
    removed_card,
    still_posted_card,
)
from bot.ids import ChannelId, CourseId, GuildId, UserId
from bot.interactions import Interaction, organised_guild, own_course, pressed_course, suggest_own_course
from bot.parties.model import Actor
from cogs.courses.adding import Adding


class Keeping(Adding):
    """Lists, chooses, exports and removes courses."""

    def add_keeping_routes(self, bot: LecternBot) -> None:
        """Register the handlers of the menu and of the button that removes."""
        add_route(bot, RemoveCourse, self.confirm_remove)
        add_route(bot, ChooseCourses, self.chosen)

    @app_commands.command(name=locale_str("list"), description=locale_str("Show the courses that this server can use"))
    async def show_all(self, interaction: Interaction) -> None:
        """List the courses that the guild can use, and where schedules post them."""
        if (guild := await organised_guild(interaction)) is None:
            return
        courses, own = await self.services.courses.of_guild(guild), await self._own(guild)
        posting = await self._posting(guild)
        await show(interaction, courses_card(courses, own, posting, reader_localizer(interaction)))

    async def _posting(self, guild: GuildId) -> Mapping[CourseId, list[ChannelId]]:
        """Return in which channels schedules post each course."""
        posting: dict[CourseId, list[ChannelId]] = defaultdict(list)
        for schedule in await self.services.schedules.of_guild(guild):
            posting[schedule.course].append(schedule.channel)
        return posting

    async def _in_use(self, interaction: Interaction, guild: GuildId, course: CourseId) -> list[ChannelId]:
        """Return the channels in which a schedule posts *course*, or a watch party of it is to come."""
        by = Actor(UserId(interaction.user.id), organises=True)
        parties = [view.party for view in await self.services.parties.upcoming(guild, by)]
        planned = [party.channel for party in parties if party.course == course]
        return list(dict.fromkeys([*(await self._posting(guild)).get(course, ()), *planned]))

    @app_commands.command(name=locale_str("choose"), description=locale_str("Choose which courses this server uses"))
    async def choose(self, interaction: Interaction) -> None:
        """Show a menu of the courses that the guild can use."""
        if (guild := await organised_guild(interaction)) is not None:
            courses = await self.services.courses.of_guild(guild)
            await show(interaction, choice_card(courses, await self._own(guild), reader_localizer(interaction)))

    async def _own(self, guild: GuildId) -> frozenset[CourseId]:
        return frozenset(course.key for course in await self.services.courses.own(guild))

    async def chosen(self, interaction: Interaction, _action: ChooseCourses) -> None:
        """Save what was chosen in the menu."""
        if (guild := await organised_guild(interaction)) is not None:
            keys = {CourseId(value) for value in chosen_values(interaction)}
            courses = await self.services.courses.choose(guild, keys)
            is_done = keys == {course.key for course in courses.chosen}
            say, own = reader_localizer(interaction), await self._own(guild)
            await answer_in_place(interaction, choice_card(courses, own, say, is_done=is_done))

    @app_commands.command(name=locale_str("export"), description=locale_str("Get a course as a file, to change it"))
    @app_commands.rename(course=locale_str("course"))
    @app_commands.describe(course=locale_str("Which of the courses that this server brought"))
    @app_commands.autocomplete(course=suggest_own_course)
    async def export(self, interaction: Interaction, course: str) -> None:
        """Send a course as a file that `edit` reads."""
        if (guild := await organised_guild(interaction)) is None:
            return
        if (own := await own_course(interaction, guild, course)) is not None:
            file = discord.File(io.BytesIO(course_file(own, LARGEST_FILE)), EXPORTED)
            await show(interaction, exported_card(own, file, reader_localizer(interaction)), files=[file])

    @app_commands.command(name=locale_str("remove"), description=locale_str("Remove a course that this server brought"))
    @app_commands.rename(course=locale_str("course"))
    @app_commands.describe(course=locale_str("Which of the courses that this server brought"))
    @app_commands.autocomplete(course=suggest_own_course)
    async def remove(self, interaction: Interaction, course: str) -> None:
        """Ask whether to remove a course, unless a schedule or a watch party needs it."""
        if (guild := await organised_guild(interaction)) is None:
            return
        if (own := await own_course(interaction, guild, course)) is None:
            return
        say = reader_localizer(interaction)
        if channels := await self._in_use(interaction, guild, own.key):
            await show(interaction, still_posted_card(own, channels, say))
        else:
            await show(interaction, remove_question_card(own, say))

    async def confirm_remove(self, interaction: Interaction, action: RemoveCourse) -> None:
        """Remove the course that was asked about."""
        if (guild := await organised_guild(interaction)) is None:
            return
        if (course := await pressed_course(interaction, action.course)) is None:
            return
        say = reader_localizer(interaction)
        if channels := await self._in_use(interaction, guild, course.key):
            await answer_in_place(interaction, still_posted_card(course, channels, say))
        else:
            is_removed = await self.services.courses.remove(guild, course.key)
            await answer_in_place(interaction, removed_card(course, say) if is_removed else not_own_card(say))
