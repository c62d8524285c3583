"""When and where posts come: /schedule move, change, skip and unskip."""

from datetime import date

import discord
from discord import app_commands
from discord.app_commands import locale_str

from bot.client.permissions import PostChannel
from bot.client.replies import reader_localizer, show
from bot.schedules.cards.problems import SetupProblem, setup_problems_card, unclear_days_card, unclear_time_card
from bot.schedules.discord.channel_status import chosen_channel, may_not_ping
from bot.schedules.discord.options import PostChannelOption, ScheduleOptions, read_change
from bot.schedules.model import LONGEST_SKIP, Schedule
from bot.times.formats import calendar_days
from bot.times.slots import MOST_WEEKS
from bot.times.typed_times import parse_days, parse_instant
from bot.ui.cards import Card
from cogs.schedule.schedule_cog import Interaction, ScheduleCog, schedule_command, schedule_options

NOBODY = "nobody"


class Dates(ScheduleCog):
    """Changes when, where and in which order a schedule posts."""

    @schedule_command(locale_str("move"), locale_str("Move the next post, only that one"))
    @app_commands.rename(to=locale_str("to"))
    @app_commands.describe(to=locale_str("When instead, such as: Saturday 8pm"))
    async def move(self, interaction: Interaction, to: str, which: str | None = None) -> None:
        """Move the next post to another time."""
        if (schedule := await self.chosen(interaction, which)) is None:
            return
        say, now = reader_localizer(interaction), self.bot.clock()
        instant = parse_instant(to, say.locale, schedule.cadence.zone_name, now, schedule.cadence.at)
        if instant is None or not now < instant <= now + LONGEST_SKIP:
            await show(interaction, unclear_time_card(say))
        elif await may_not_ping(interaction.guild, schedule, interaction.user):
            heading = say("The next post has not been moved:")
            await show(interaction, setup_problems_card(say, (SetupProblem.ROLE,), heading=heading))
        else:
            done, move = say("The next post is moved"), self.bot.services.changes.move_next
            await self.apply(interaction, schedule, move, instant, done=done)

    @schedule_command(locale_str("change"), locale_str("Change the channel, days, time, order or role in mid-season"))
    @schedule_options
    @app_commands.rename(ping=locale_str("ping"))
    @app_commands.describe(
        channel=locale_str("Where to post from now on"),
        timezone=locale_str("Time zone: type a city"),
        role=locale_str("Role to ping with each post"),
        every=locale_str("Every how many weeks"),
        order=locale_str("Order of what is still to come: pick one, or type your own, such as: 7, 8, 9"),
        end=locale_str("What comes after the closing post"),
        ping=locale_str("Nobody: posts ping no role any more"),
    )
    @app_commands.choices(ping=[app_commands.Choice(name=locale_str("Nobody"), value=NOBODY)])
    async def change(  # noqa: PLR0913, PLR0917 - one for each option of the command
        self,
        interaction: Interaction,
        channel: app_commands.Transform[PostChannel | discord.Object, PostChannelOption] | None = None,
        weekdays: str | None = None,
        time: str | None = None,
        timezone: str | None = None,
        role: discord.Role | None = None,
        every: app_commands.Range[int, 1, MOST_WEEKS] | None = None,
        order: str | None = None,
        end: str | None = None,
        ping: str | None = None,
        tag: str | None = None,
        which: str | None = None,
        *,
        discussion: bool | None = None,
    ) -> None:
        """Change the options that are given, from the next post on."""
        options = ScheduleOptions(
            channel, weekdays, time, timezone, role, every, order, end, tag, discussion, quiet=ping == NOBODY
        )
        if (schedule := await self.chosen(interaction, which)) is not None:
            await self._rearrange(interaction, schedule, options)

    async def _rearrange(self, interaction: Interaction, schedule: Schedule, options: ScheduleOptions) -> None:
        say, rearrange = reader_localizer(interaction), self.bot.services.changes.rearrange
        here = await chosen_channel(interaction.guild, schedule.channel) if interaction.guild else None
        change = read_change(options, schedule, here, interaction.user, self.input_context(interaction))
        if isinstance(change, Card):
            await show(interaction, change)
        else:
            await self.apply(interaction, schedule, rearrange, change, done=say("The schedule has been changed"))

    @schedule_command(locale_str("skip"), locale_str("Leave out the next post, or a range of days"))
    @app_commands.rename(first=locale_str("from"), last=locale_str("until"))
    @app_commands.describe(
        first=locale_str("First day without a post, such as: 24 December (without it: only the next post)"),
        last=locale_str("Last day without a post (the same day, if you leave it out)"),
    )
    async def skip(
        self, interaction: Interaction, first: str | None = None, last: str | None = None, which: str | None = None
    ) -> None:
        """Skip the next post, or every post of some days."""
        if (schedule := await self.chosen(interaction, which)) is None:
            return
        say, changes = reader_localizer(interaction), self.bot.services.changes
        if first is None and last is None:
            await self.apply(interaction, schedule, changes.skip_next, done=say("The next post is left out"))
        elif (days := await self._days(interaction, schedule, first, last)) is not None:
            done = f"{say('There will be no posts on those days')}: {calendar_days(*days, say.locale)}"
            await self.apply(interaction, schedule, changes.skip_days, *days, done=done)

    @schedule_command(locale_str("unskip"), locale_str("Take days back that were left out"))
    @app_commands.rename(first=locale_str("from"), last=locale_str("until"))
    @app_commands.describe(
        first=locale_str("First day to take back, such as: 24 December (without it: the next left out)"),
        last=locale_str("Last day to take back (the same day, if you leave it out)"),
    )
    async def unskip(
        self, interaction: Interaction, first: str | None = None, last: str | None = None, which: str | None = None
    ) -> None:
        """Let the next skipped day, or all of a range, have posts again."""
        if (schedule := await self.chosen(interaction, which)) is None:
            return
        say, changes = reader_localizer(interaction), self.bot.services.changes
        already = say("Nothing was left out there")
        if first is None and last is None:
            done = say("The next day left out is taken back")
            await self.apply(interaction, schedule, changes.unskip_next, done=done, already=already)
        elif (days := await self._days(interaction, schedule, first, last)) is not None:
            done = f"{say('Those days have their posts again')}: {calendar_days(*days, say.locale)}"
            await self.apply(interaction, schedule, changes.unskip_days, *days, done=done, already=already)

    async def _days(
        self, interaction: Interaction, schedule: Schedule, first: str | None, last: str | None
    ) -> tuple[date, date] | None:
        """Return the first and last day as typed; if they are not understood, answer so, and return None."""
        say, place = reader_localizer(interaction), schedule.cadence.zone_name
        days = parse_days(first or "", last, say.locale, place, self.bot.clock(), LONGEST_SKIP)
        if days is None:
            await show(interaction, unclear_days_card(say))
        return days
