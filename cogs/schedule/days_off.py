"""Days without a post: /schedule skip and unskip, which ask first where much is left out, or the days are unclear."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta

from discord import app_commands
from discord.app_commands import locale_str

from bot.bot import LecternBot
from bot.client.replies import answer_in_place, reader_localizer, show
from bot.client.routes import add_route
from bot.ids import UserId
from bot.schedules.adjustments import LONGEST_SKIP, DateRange
from bot.schedules.buttons import SkipDays, UnskipDays
from bot.schedules.cards.problems import unread_card
from bot.schedules.cards.questions import dropped_title, preview_of, skip_question_card, unskip_question_card
from bot.schedules.checks import MOST_UNASKED, drops_extra, is_kept_by_holiday, next_post, posts_on
from bot.schedules.discord.typed import read_skip
from bot.schedules.model import Schedule
from bot.times.formats import calendar_date, calendar_days
from bot.ui.cards import small
from bot.ui.note_cards import outdated_button_card
from cogs.schedule.schedule_cog import Interaction, ScheduleCog, schedule_command

FURTHEST = timedelta(days=6 * 366)  # how far ahead the days of a button may be: a forged id holds any number
ForDays = Callable[[Interaction, Schedule, DateRange], Awaitable[None]]


class DaysOff(ScheduleCog):
    """Leaves posts out, and lets them come again."""

    def add_days_off_routes(self, bot: LecternBot) -> None:
        """Register the handlers of the buttons that confirm."""
        add_route(bot, SkipDays, self.confirm_skip)
        add_route(bot, UnskipDays, self.confirm_unskip)

    @schedule_command(locale_str("skip"), locale_str("Leave out the next post, or a range of days"))
    @app_commands.rename(first=locale_str("from"), last=locale_str("until"))
    @app_commands.describe(
        first=locale_str("First day without a post, such as: 24 December (without it: only the next post)"),
        last=locale_str("Last day without a post (the same day, if you leave it out)"),
    )
    async def skip(
        self, interaction: Interaction, first: str | None = None, last: str | None = None, which: str | None = None
    ) -> None:
        """Skip the next post, or every post of some days, or ask first."""
        if (schedule := await self.chosen(interaction, which)) is None:
            return
        if first is None and last is None:
            await self._skip_next(interaction, schedule)
        elif (read := await self._read(interaction, schedule, first, last)) is not None:
            await self._skip_or_ask(interaction, schedule, *read)

    async def _skip_next(self, interaction: Interaction, schedule: Schedule) -> None:
        """Skip the next post, and answer on which day none comes."""
        say, now = reader_localizer(interaction), self.bot.clock()
        skip_next = self.bot.services.changes.skip_next
        answer = await skip_next(schedule.guild, schedule.id, UserId(interaction.user.id))
        done = say("The next post is left out")
        post = None if answer.before is None else next_post(answer.before, now)
        if answer.before is not None and drops_extra(answer.before):
            done = dropped_title(await self.course_of(schedule), answer.before, say)
        elif post is not None:
            day = post.slot.at.astimezone(schedule.place).date()
            done = f"{done}: {calendar_date(day, say.locale)}"
        await self.answer_change(interaction, schedule, answer, done)

    async def _skip_or_ask(
        self, interaction: Interaction, schedule: Schedule, days: DateRange, why: str | None
    ) -> None:
        """Skip the posts of *days*; ask first where they are many, or *why* says what is ambiguous."""
        skip_days = self.bot.services.changes.preview.skip_days
        preview = preview_of(await skip_days(schedule.guild, schedule.id, UserId(interaction.user.id), *days))
        is_large = preview is not None and len(posts_on(preview.before, *days, self.bot.clock())) > MOST_UNASKED
        if preview is not None and (why is not None or is_large):
            say = reader_localizer(interaction)
            await show(interaction, skip_question_card(await self.course_of(schedule), preview, days, why, say))
        else:
            await self._skip(interaction, schedule, days)

    async def _skip(self, interaction: Interaction, schedule: Schedule, days: DateRange) -> None:
        say, skip_days = reader_localizer(interaction), self.bot.services.changes.skip_days
        done = f"{say('There will be no posts on those days')}: {calendar_days(*days, say.locale)}"
        await self.apply(interaction, schedule, skip_days, *days, done=done)

    async def confirm_skip(self, interaction: Interaction, action: SkipDays) -> None:
        """Skip the posts of the days that were asked about."""
        await self._confirm(interaction, action, self._skip)

    @schedule_command(locale_str("unskip"), locale_str("Take days back that were left out"))
    @app_commands.rename(first=locale_str("from"), last=locale_str("until"))
    @app_commands.describe(
        first=locale_str("First day to take back, such as: 24 December (without it: the next left out)"),
        last=locale_str("Last day to take back (the same day, if you leave it out)"),
    )
    async def unskip(
        self, interaction: Interaction, first: str | None = None, last: str | None = None, which: str | None = None
    ) -> None:
        """Let the next skipped post, or all of some days, come again, or ask first."""
        if (schedule := await self.chosen(interaction, which)) is None:
            return
        if first is None and last is None:
            await self._unskip_next(interaction, schedule)
        elif (read := await self._read(interaction, schedule, first, last)) is not None:
            await self._unskip_or_ask(interaction, schedule, *read)

    async def _unskip_next(self, interaction: Interaction, schedule: Schedule) -> None:
        """Let the next skipped post come again, and answer on which day that is."""
        say, now = reader_localizer(interaction), self.bot.clock()
        unskip_next = self.bot.services.changes.unskip_next
        answer = await unskip_next(schedule.guild, schedule.id, UserId(interaction.user.id))
        done = say("The next day left out is taken back")
        slot = None if answer.before is None else answer.before.schedule.next_skipped(now)
        if slot is not None:
            done = f"{done}: {calendar_date(slot.at.astimezone(schedule.place).date(), say.locale)}"
        await self.answer_change(interaction, schedule, answer, done, say("Nothing was left out there"))

    async def _unskip_or_ask(
        self, interaction: Interaction, schedule: Schedule, days: DateRange, why: str | None
    ) -> None:
        """Let the skipped posts of *days* come again; ask first where *why* says what is ambiguous."""
        unskip_days = self.bot.services.changes.preview.unskip_days
        preview = None
        if why is not None:
            answer = await unskip_days(schedule.guild, schedule.id, UserId(interaction.user.id), *days)
            preview = preview_of(answer)
        if preview is not None:
            say = reader_localizer(interaction)
            await show(interaction, unskip_question_card(await self.course_of(schedule), preview, days, why, say))
        else:
            await self._unskip(interaction, schedule, days)

    async def _unskip(self, interaction: Interaction, schedule: Schedule, days: DateRange) -> None:
        say, unskip_days = reader_localizer(interaction), self.bot.services.changes.unskip_days
        done = f"{say('Those days have their posts again')}: {calendar_days(*days, say.locale)}"
        already = say("Nothing was left out there")
        if is_kept_by_holiday(schedule, *days, self.bot.clock()):
            hint = say("A holiday keeps the post away. To remove it: `/settings holidays` with the option `remove`.")
            already = f"{already}\n{small(hint)}"
        await self.apply(interaction, schedule, unskip_days, *days, done=done, already=already)

    async def confirm_unskip(self, interaction: Interaction, action: UnskipDays) -> None:
        """Let the posts of the days that were asked about come again."""
        await self._confirm(interaction, action, self._unskip)

    async def _confirm(self, interaction: Interaction, action: SkipDays | UnskipDays, change: ForDays) -> None:
        """Make *change* for the days of *action*, if it is a question about these that this bot asks."""
        if (overview := await self.of_button(interaction, action.schedule)) is None:
            return
        furthest = (self.bot.clock().date() + FURTHEST).toordinal()
        if 0 < action.first <= action.last <= min(action.first + LONGEST_SKIP.days, furthest):
            await change(
                interaction, overview.schedule, (date.fromordinal(action.first), date.fromordinal(action.last))
            )
        else:
            await answer_in_place(interaction, outdated_button_card(reader_localizer(interaction)))

    async def _read(
        self, interaction: Interaction, schedule: Schedule, first: str | None, last: str | None
    ) -> tuple[DateRange, str | None] | None:
        """Return the days as typed, and what is ambiguous about them; if they are not understood, say why."""
        say = reader_localizer(interaction)
        read = read_skip(first, last, schedule, interaction.locale.value, self.bot.clock(), say)
        if read.days is None:
            await show(interaction, unread_card(say, read.why or ""))
        return None if read.days is None else (read.days, read.why)
