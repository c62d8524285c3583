"""/tryout: commands that only the try-out has. They ask `PreviewPage`, which keeps simulated time, to move it on."""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.bot import LecternBot
from bot.client.replies import reader_localizer, show
from bot.ids import GuildId
from bot.text.translations import Localizer
from bot.times.zones import zone_city
from bot.ui.note_cards import note_card

Interaction = discord.Interaction[LecternBot]

TIME_JUMP: Final = "time_jump"  # the event that asks the try-out's clock to jump; it carries a timedelta

CHANGING_ZONE: Final = "Europe/Lisbon"  # for servers in zones where clocks never change


def next_clock_change(zone: str, now: datetime) -> datetime | None:
    """Return noon, by the zone of *now*, of the first day after a change of clocks in *zone* within a year, or None."""
    place, noon = ZoneInfo(zone), now.replace(hour=12, minute=0, second=0, microsecond=0)
    offset = now.astimezone(place).utcoffset()
    days = (noon + timedelta(days=number) for number in range(1, 367))
    return next((day for day in days if day.astimezone(place).utcoffset() != offset), None)


class TimeCommands(commands.Cog):
    """The command group /tryout."""

    tryout = app_commands.Group(
        name=locale_str("tryout"), description=locale_str("Only here: play with time"), guild_only=True
    )

    def __init__(self, bot: LecternBot) -> None:
        self._bot = bot

    @tryout.command(name=locale_str("forward"), description=locale_str("Move time forward; only the try-out can"))
    @app_commands.rename(unit=locale_str("unit"), amount=locale_str("amount"))
    @app_commands.describe(unit=locale_str("What to count in"), amount=locale_str("How many; one if you say nothing"))
    @app_commands.choices(
        unit=[
            app_commands.Choice(name=locale_str("minutes"), value="minutes"),
            app_commands.Choice(name=locale_str("hours"), value="hours"),
            app_commands.Choice(name=locale_str("days"), value="days"),
            app_commands.Choice(name=locale_str("weeks"), value="weeks"),
        ]
    )
    async def forward(self, interaction: Interaction, unit: str, amount: app_commands.Range[int, 1, 2016] = 1) -> None:
        """Request a jump of the clock, and say to when."""
        say, ahead = reader_localizer(interaction), timedelta(**{unit: amount})
        if ahead > timedelta(weeks=12):
            answer = say("That is too far in one go: at most 12 weeks at a time.")
        else:
            self._bot.dispatch(TIME_JUMP, ahead)
            then = discord.utils.format_dt(discord.utils.utcnow() + ahead, "F")
            answer = say("Time moves on to {then}. Whatever falls due on the way appears here by itself.", then=then)
        await show(interaction, note_card(answer))

    @tryout.command(
        name=locale_str("clocks"),
        description=locale_str("Move to three weeks before clocks change, to see a season live through it"),
    )
    async def clocks(self, interaction: Interaction) -> None:
        """Request a jump to three weeks before the next change of clocks, and say when that is."""
        settings = await self._bot.services.guilds.settings(GuildId(interaction.guild_id or 0))
        own, now, say = settings.zone_name or "UTC", discord.utils.utcnow(), reader_localizer(interaction)
        zones = (own, CHANGING_ZONE)
        zone, day = next((zone, day) for zone in zones if (day := next_clock_change(zone, now)) is not None)
        then = day - timedelta(weeks=3)
        if then > now:
            self._bot.dispatch(TIME_JUMP, then - now)
        note = None
        if zone != own:
            note = say(
                "Clocks never change in {zone}, so this takes those of {other}. "
                "Choose that city as the time zone in `/schedule setup`.",
                zone=zone_city(own, say.locale),
                other=zone_city(zone, say.locale),
            )
        await show(interaction, note_card(_change_text(zone, day, then if then > now else None, say), note))


def _change_text(zone: str, day: datetime, then: datetime | None, say: Localizer) -> str:
    """Return that clocks in *zone* change on *day*, and to when time moves; None where it stays."""
    city, change = zone_city(zone, say.locale), discord.utils.format_dt(day, "D")
    if then is None:
        return say(
            "Clocks in {city} change on {change} already: a season set up now meets that.", city=city, change=change
        )
    return say(
        "Clocks in {city} change on {change}. Time moves on to {then}: a season set up there meets that.",
        city=city,
        change=change,
        then=discord.utils.format_dt(then, "D"),
    )


async def setup(bot: LecternBot) -> None:
    """Add the cog."""
    await bot.add_cog(TimeCommands(bot))
