"""Seeing what comes and what was: /schedule show, season and history."""

import io

import discord
from discord import app_commands
from discord.app_commands import locale_str

from bot.client.replies import organised_guild, reader, show
from bot.ui.schedules import no_schedule_card
from bot.ui.season import MOST_POSTS, history_card, season_card, season_file, season_over_card
from cogs.schedule.answering import Answering, Interaction


class Seeing(Answering):
    """Shows a schedule."""

    @app_commands.command(
        name=locale_str("show"), description=locale_str("Show the schedule and its next dates")
    )
    async def show(self, interaction: Interaction) -> None:
        """Show the guild's schedule."""
        if (guild := await organised_guild(interaction)) is None:
            return
        await self.answer(interaction, await self.bot.services.schedules.overview(guild))

    @app_commands.command(
        name=locale_str("season"),
        description=locale_str("Show every post to the end, and as a calendar file"),
    )
    async def season(self, interaction: Interaction) -> None:
        """Show the whole season, with clock changes and days left out marked."""
        if (guild := await organised_guild(interaction)) is None:
            return
        overview, say = await self.bot.services.schedules.overview(guild), reader(interaction)
        if overview is None:
            await show(interaction, no_schedule_card(say))
            return
        course, schedule, now = self.bot.services.course, overview.schedule, self.bot.clock()
        days = overview.season
        if not days:
            await show(interaction, season_over_card(say))
            return
        file = discord.File(io.BytesIO(season_file(course, schedule, days, now)), "lectern-season.ics")
        await show(interaction, season_card(course, schedule, days, say, file), files=[file])

    @app_commands.command(
        name=locale_str("history"), description=locale_str("Show what became of each post, and why")
    )
    async def history(self, interaction: Interaction) -> None:
        """Show the latest posts: posted, late, left out and by whom, waiting and why."""
        if (guild := await organised_guild(interaction)) is None:
            return
        services, say = self.bot.services, reader(interaction)
        overview = await services.schedules.overview(guild)
        if overview is None:
            await show(interaction, no_schedule_card(say))
            return
        records = await services.schedules.history(guild, MOST_POSTS)
        await show(interaction, history_card(overview.schedule, records, say))
