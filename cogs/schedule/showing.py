"""How schedules stand: /schedule show, season and history."""

import io
from collections.abc import Mapping, Sequence
from functools import partial

import discord
from discord.app_commands import locale_str

from bot.bot import LecternBot
from bot.client.replies import answer_in_place, reader_localizer, show
from bot.client.routes import add_route
from bot.courses.model import Course
from bot.ids import CourseId, GuildId
from bot.interactions import organised_guild
from bot.schedules.buttons import SeasonPage
from bot.schedules.cards.overview import no_schedule_card, schedules_card
from bot.schedules.cards.past import past_card
from bot.schedules.cards.season import MOST_POSTS, history_card, season_card, season_file, season_over_card
from bot.schedules.discord.channel_status import current_blockers
from bot.schedules.discord.selection import past_schedule, visible_schedules
from bot.schedules.model import Schedule, ScheduleOverview, ScheduleState
from bot.ui.cards import Card
from cogs.schedule.schedule_cog import Interaction, ScheduleCog, schedule_command


class Showing(ScheduleCog):
    """Shows schedules, their seasons and what became of their posts."""

    @schedule_command(locale_str("show"), locale_str("Show the schedule and its next dates"), past_too=True)
    async def show(self, interaction: Interaction, which: str | None = None) -> None:
        """Show the schedule that *which* means, also one that has ended, or without it all that the reader can view."""
        if (guild := await organised_guild(interaction)) is None:
            return
        say = reader_localizer(interaction)
        overviews, all_ended, courses = await self.bot.read_together(partial(self._all, guild))
        running = await visible_schedules(interaction, [each.schedule for each in overviews])
        ended = await visible_schedules(interaction, all_ended)
        if (past := past_schedule(interaction, running, ended, which)) is not None:
            stood = await self.bot.services.schedules.past(past)
            await show(interaction, past_card(await self.course_of(past), stood, say))
        elif which is None and len(running) > 1:
            await self._show_all(interaction, [each for each in overviews if each.schedule in running], courses)
        elif (schedule := await self.picked(interaction, running, which)) is not None:
            overview = next(each for each in overviews if each.schedule == schedule)
            await show(interaction, await self.card(say, overview, course=courses[schedule.course]))

    async def _all(
        self, guild: GuildId
    ) -> tuple[Sequence[ScheduleOverview], Sequence[Schedule], Mapping[CourseId, Course]]:
        """Return how the schedules of *guild* stand, those that have ended, and the courses of the former."""
        schedules = self.bot.services.schedules
        overviews = await schedules.overviews(guild)
        courses = {each.schedule.course: await self.course_of(each.schedule) for each in overviews}
        return overviews, await schedules.ended(guild), courses

    async def _show_all(
        self, interaction: Interaction, overviews: Sequence[ScheduleOverview], courses: Mapping[CourseId, Course]
    ) -> None:
        """Show all schedules of *overviews*, which are several."""
        blocked = [(each, await current_blockers(interaction.guild, each.schedule)) for each in overviews]
        await show(interaction, schedules_card(courses, blocked, reader_localizer(interaction)))

    async def _past(self, interaction: Interaction, guild: GuildId, which: str | None) -> Schedule | None:
        """Return the ended schedule that *which* or the channel means, if no other is meant."""
        schedules = self.bot.services.schedules

        async def found() -> tuple[Sequence[Schedule], Sequence[Schedule]]:
            return await schedules.of_guild(guild), await schedules.ended(guild)

        running, ended = await self.bot.read_together(found)
        running, ended = await visible_schedules(interaction, running), await visible_schedules(interaction, ended)
        return past_schedule(interaction, running, ended, which)

    async def _overview(self, interaction: Interaction, which: str | None) -> ScheduleOverview | None:
        """Return how the chosen schedule stands; if there is none, answer why, and return None."""
        if (schedule := await self.chosen(interaction, which)) is None:
            return None
        overview = await self.bot.services.schedules.overview(schedule.guild, schedule.id)
        if overview is None:
            await show(interaction, no_schedule_card(reader_localizer(interaction)))
        return overview

    @schedule_command(locale_str("season"), locale_str("Show every post to the end, and as a calendar file"))
    async def season(self, interaction: Interaction, which: str | None = None) -> None:
        """Show all dates to the end of the season, also as a calendar file."""
        if (overview := await self._overview(interaction, which)) is None:
            return
        card, files = await self._season(interaction, overview)
        await show(interaction, card, files=files)

    def add_season_route(self, bot: LecternBot) -> None:
        """Register the handler of the buttons between pages of dates."""
        add_route(bot, SeasonPage, self.turn_season)

    async def turn_season(self, interaction: Interaction, action: SeasonPage) -> None:
        """Redraw the private card of dates with another page."""
        if (overview := await self.of_button(interaction, action.schedule)) is not None:
            await answer_in_place(interaction, *await self._season(interaction, overview, action.page))

    async def _season(
        self, interaction: Interaction, overview: ScheduleOverview, page: int = 0
    ) -> tuple[Card, Sequence[discord.File]]:
        """Return the card of the dates to come, at *page*, and its file."""
        services, say, now = self.bot.services, reader_localizer(interaction), self.bot.clock()
        schedule, days = overview.schedule, overview.season
        if not days:
            return season_over_card(say), ()
        course = await self.course_of(schedule)
        calendar = season_file(course, schedule, days, say, now, installation=services.installation)
        file = discord.File(io.BytesIO(calendar), "lectern-season.ics")
        turn = partial(SeasonPage, schedule.id)
        return season_card(course, schedule, days, say, turn, page=page, file=file), [file]

    @schedule_command(locale_str("history"), locale_str("Show what became of each post, and why"), past_too=True)
    async def history(self, interaction: Interaction, which: str | None = None) -> None:
        """Show what became of the channel's latest posts, and why, or of those of an ended schedule that is named."""
        if (guild := await organised_guild(interaction)) is None:
            return
        schedule = await self._past(interaction, guild, which) or await self.chosen(interaction, which)
        if schedule is None:
            return
        services, say = self.bot.services, reader_localizer(interaction)
        alone = which is not None and schedule.state is ScheduleState.REPLACED
        history = await services.schedules.channel_history(schedule, MOST_POSTS, alone=alone)
        await show(interaction, history_card(await self.course_of(schedule), history, say))
