"""Leaving days out, and taking that back: /schedule skip and unskip."""

from datetime import date

from discord import app_commands
from discord.app_commands import locale_str

from bot.client.replies import reader_localizer, show
from bot.ids import UserId
from bot.schedules.cards.problems import unread_days_card
from bot.schedules.model import LONGEST_SKIP, Schedule
from bot.text.translations import Localizer
from bot.times.formats import calendar_date
from bot.times.slots import zone
from bot.times.typed_dates import parse_day
from cogs.schedule.answering import WHICH, Answering, Interaction


class Skipping(Answering):
    """Leaves days out, and takes that back."""

    @app_commands.command(
        name=locale_str("skip"), description=locale_str("Leave out the next post, or a range of days")
    )
    @app_commands.rename(first=locale_str("from"), last=locale_str("until"), which=locale_str("which"))
    @app_commands.describe(
        first=locale_str("First day without a post, such as: 24 December (without it: only the next post)"),
        last=locale_str("Last day without a post (the same day, if you leave it out)"),
        which=WHICH,
    )
    async def skip(
        self, interaction: Interaction, first: str | None = None, last: str | None = None, which: str | None = None
    ) -> None:
        """Leave out the next post, or every post of some days."""
        if (schedule := await self.meant(interaction, which)) is None:
            return
        say, by, changes = reader_localizer(interaction), UserId(interaction.user.id), self.bot.services.changes
        if first is None and last is None:
            result = await changes.skip_next(schedule.guild, schedule.id, by)
            await self.answer_change(interaction, result, say("The next post is left out"))
        elif (days := await self._days(interaction, schedule, first, last)) is not None:
            result = await changes.skip_days(schedule.guild, schedule.id, *days, by)
            left_out = _with_days(say("There will be no posts on those days"), *days, say)
            await self.answer_change(interaction, result, left_out)

    @app_commands.command(name=locale_str("unskip"), description=locale_str("Take days back that were left out"))
    @app_commands.rename(first=locale_str("from"), last=locale_str("until"), which=locale_str("which"))
    @app_commands.describe(
        first=locale_str("First day to take back, such as: 24 December (without it: the next left out)"),
        last=locale_str("Last day to take back (the same day, if you leave it out)"),
        which=WHICH,
    )
    async def unskip(
        self, interaction: Interaction, first: str | None = None, last: str | None = None, which: str | None = None
    ) -> None:
        """Take back the next day left out, or every one of a range; others stay left out."""
        if (schedule := await self.meant(interaction, which)) is None:
            return
        say, by, changes = reader_localizer(interaction), UserId(interaction.user.id), self.bot.services.changes
        nothing = say("Nothing was left out there")
        if first is None and last is None:
            result = await changes.unskip_next(schedule.guild, schedule.id, by)
            await self.answer_change(interaction, result, say("The next day left out is taken back"), nothing)
        elif (days := await self._days(interaction, schedule, first, last)) is not None:
            result = await changes.unskip_days(schedule.guild, schedule.id, *days, by)
            again = _with_days(say("Those days have their posts again"), *days, say)
            await self.answer_change(interaction, result, again, nothing)

    async def _days(
        self, interaction: Interaction, schedule: Schedule, first: str | None, last: str | None
    ) -> tuple[date, date] | None:
        """Return the days that are meant, or say that they were not understood."""
        say, now, place = reader_localizer(interaction), self.bot.clock(), schedule.cadence.zone_name
        begin = parse_day(first or "", say.locale, place, now)
        end = parse_day(last, say.locale, place, now) if last else begin
        today = now.astimezone(zone(place)).date()
        if begin is None or end is None or not (begin <= end <= begin + LONGEST_SKIP and today <= end):
            await show(interaction, unread_days_card(say))
            return None
        return begin, end

    skip.autocomplete("which")(Answering.suggest_schedule)
    unskip.autocomplete("which")(Answering.suggest_schedule)


def _with_days(done: str, first: date, last: date, say: Localizer) -> str:
    """Return *done* with the days as they were understood, so that a wrong year or month is seen."""
    days = " \u2013 ".join(calendar_date(day, say.locale) for day in dict.fromkeys((first, last)))
    return f"{done}: {days}"
