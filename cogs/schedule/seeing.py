"""Seeing what comes and what was: /schedule show, season and history."""

import io

import discord
from discord import app_commands
from discord.app_commands import locale_str

from bot.client.replies import organised_guild, reader_localizer, show
from bot.schedules.cards.overview import no_schedule_card, schedules_card
from bot.schedules.cards.season import MOST_POSTS, history_card, season_card, season_file, season_over_card
from bot.schedules.discord.channel_status import known_obstacles
from cogs.schedule.answering import WHICH, Answering, Interaction


class Seeing(Answering):
    """Shows a schedule."""

    @app_commands.command(name=locale_str("show"), description=locale_str("Show the schedule and its next dates"))
    @app_commands.rename(which=locale_str("which"))
    @app_commands.describe(which=WHICH)
    async def show(self, interaction: Interaction, which: str | None = None) -> None:
        """Show the guild's schedule."""
        if which is None and await self._show_all(interaction):
            return
        if (schedule := await self.meant(interaction, which)) is not None:
            found = await self.bot.services.schedules.overview(schedule.guild, schedule.id)
            await self.answer(interaction, found)

    async def _show_all(self, interaction: Interaction) -> bool:
        """Show the schedules of a guild that has several; false where it has not."""
        if (guild := await organised_guild(interaction)) is None:
            return True
        service = self.bot.services.schedules
        known = {schedule.id for schedule in await self.schedules(interaction, guild)}
        overviews = [each for each in await service.overviews(guild) if each.schedule.id in known]
        if len(overviews) > 1:
            outlines = [
                (each.schedule, each.pending, each.planned, known_obstacles(interaction.guild, each.schedule))
                for each in overviews
            ]
            await show(interaction, schedules_card(outlines, self.bot.services.course, reader_localizer(interaction)))
        return len(overviews) > 1

    @app_commands.command(
        name=locale_str("season"), description=locale_str("Show every post to the end, and as a calendar file")
    )
    @app_commands.rename(which=locale_str("which"))
    @app_commands.describe(which=WHICH)
    async def season(self, interaction: Interaction, which: str | None = None) -> None:
        """Show the whole season, with clock changes and days left out marked."""
        if (meant := await self.meant(interaction, which)) is None:
            return
        overview, say = await self.bot.services.schedules.overview(meant.guild, meant.id), reader_localizer(interaction)
        if overview is None:
            await show(interaction, no_schedule_card(say))
            return
        course, schedule, now = self.bot.services.course, overview.schedule, self.bot.clock()
        days = overview.season
        if not days:
            await show(interaction, season_over_card(say))
            return
        installation = self.bot.services.installation
        content = season_file(course, schedule, days, say, now, installation=installation)
        file = discord.File(io.BytesIO(content), "lectern-season.ics")
        await show(interaction, season_card(course, schedule, days, say, file), files=[file])

    @app_commands.command(name=locale_str("history"), description=locale_str("Show what became of each post, and why"))
    @app_commands.rename(which=locale_str("which"))
    @app_commands.describe(which=WHICH)
    async def history(self, interaction: Interaction, which: str | None = None) -> None:
        """Show the latest posts: posted, late, left out and by whom, waiting and why."""
        if (meant := await self.meant(interaction, which)) is None:
            return
        services, say = self.bot.services, reader_localizer(interaction)
        overview = await services.schedules.overview(meant.guild, meant.id)
        if overview is None:
            await show(interaction, no_schedule_card(say))
            return
        records = await services.schedules.history(meant.guild, meant.id, MOST_POSTS)
        await show(interaction, history_card(services.course, overview.schedule, records, say))

    show.autocomplete("which")(Answering.suggest_schedule)
    season.autocomplete("which")(Answering.suggest_schedule)
    history.autocomplete("which")(Answering.suggest_schedule)
