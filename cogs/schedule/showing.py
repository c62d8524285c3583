"""Seeing what comes and what was: /schedule show, season and history."""

import io

import discord
from discord.app_commands import locale_str

from bot.client.replies import organised_guild, reader_localizer, show
from bot.schedules.cards.overview import no_schedule_card, schedules_card
from bot.schedules.cards.season import MOST_POSTS, history_card, season_card, season_file, season_over_card
from bot.schedules.discord.channel_status import known_blockers
from bot.schedules.model import ScheduleOverview
from cogs.schedule.answering import Answering, Interaction, schedule_command


class Showing(Answering):
    """Shows a schedule."""

    @schedule_command(locale_str("show"), locale_str("Show the schedule and its next dates"))
    async def show(self, interaction: Interaction, which: str | None = None) -> None:
        """Show the guild's schedule, or all of them."""
        if which is None and await self._show_all(interaction):
            return
        if (schedule := await self.chosen(interaction, which)) is not None:
            await self.answer(interaction, await self.bot.services.schedules.overview(schedule.guild, schedule.id))

    async def _show_all(self, interaction: Interaction) -> bool:
        """Show the schedules of a guild that has several; false where it has not."""
        if (guild := await organised_guild(interaction)) is None:
            return True
        services, say = self.bot.services, reader_localizer(interaction)
        visible = {schedule.id for schedule in await self.visible(interaction, guild)}
        overviews = [each for each in await services.schedules.overviews(guild) if each.schedule.id in visible]
        if len(overviews) > 1:
            blocked = [(each, known_blockers(interaction.guild, each.schedule)) for each in overviews]
            await show(interaction, schedules_card(services.course, blocked, say))
        return len(overviews) > 1

    async def _overview(self, interaction: Interaction, which: str | None) -> ScheduleOverview | None:
        """Return how the schedule stands that is meant, or answer why there is none."""
        if (schedule := await self.chosen(interaction, which)) is None:
            return None
        overview = await self.bot.services.schedules.overview(schedule.guild, schedule.id)
        if overview is None:
            await show(interaction, no_schedule_card(reader_localizer(interaction)))
        return overview

    @schedule_command(locale_str("season"), locale_str("Show every post to the end, and as a calendar file"))
    async def season(self, interaction: Interaction, which: str | None = None) -> None:
        """Show the whole season, with clock changes and skipped days marked."""
        if (overview := await self._overview(interaction, which)) is None:
            return
        services, say = self.bot.services, reader_localizer(interaction)
        schedule, days = overview.schedule, overview.season
        if not days:
            await show(interaction, season_over_card(say))
            return
        calendar = season_file(
            services.course, schedule, days, say, self.bot.clock(), installation=services.installation
        )
        file = discord.File(io.BytesIO(calendar), "lectern-season.ics")
        await show(interaction, season_card(services.course, schedule, days, say, file), files=[file])

    @schedule_command(locale_str("history"), locale_str("Show what became of each post, and why"))
    async def history(self, interaction: Interaction, which: str | None = None) -> None:
        """Show the latest posts: posted, late, skipped and by whom, waiting and why."""
        if (overview := await self._overview(interaction, which)) is None:
            return
        services, schedule = self.bot.services, overview.schedule
        records = await services.schedules.history(schedule.guild, schedule.id, MOST_POSTS)
        await show(interaction, history_card(services.course, schedule, records, reader_localizer(interaction)))
