"""When, where and in which order posts come: /schedule change."""

from collections.abc import Sequence

import discord
from discord import app_commands
from discord.app_commands import locale_str

from bot.bot import LecternBot
from bot.client.permissions import PostChannel
from bot.client.replies import answer_in_place, reader_localizer, show
from bot.client.routes import add_route
from bot.ids import UserId
from bot.schedules.buttons import MakeChange
from bot.schedules.cards.problems import SetupProblem, setup_problems_card
from bot.schedules.cards.questions import AskedChange, Preview, change_question_card, changed_since_card, preview_of
from bot.schedules.checks import order_loss
from bot.schedules.discord.channel_status import chosen_channel, may_not_ping
from bot.schedules.discord.options import PostChannelOption, ScheduleOptions, read_change
from bot.schedules.drafts import TypedChange
from bot.schedules.model import ChangeAnswer, ChangeResult, Schedule
from bot.times.slots import MOST_WEEKS
from bot.ui.cards import Card
from cogs.schedule.command_options import schedule_options
from cogs.schedule.schedule_cog import Interaction, ScheduleCog, schedule_command

NOBODY = "nobody"


class Changing(ScheduleCog):
    """Changes when, where and in which order a schedule posts."""

    def add_changing_route(self, bot: LecternBot) -> None:
        """Register the handler of the buttons that confirm a change."""
        add_route(bot, MakeChange, self.confirm_change)

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
        say, changes, key = reader_localizer(interaction), self.bot.services.changes, (schedule.guild, schedule.id)
        here = await chosen_channel(interaction.guild, schedule.channel) if interaction.guild else None
        course = await self.course_of(schedule)
        change = read_change(options, schedule, here, interaction.user, self.input_context(interaction, course))
        if isinstance(change, Card):
            await show(interaction, change)
            return
        by, done = UserId(interaction.user.id), say("The schedule has been changed")
        already = say("It is so already, so nothing was changed")
        answers = [await changes.preview.rearrange(*key, by, way) for way in change.ways.values()]
        if (question := await self._question(interaction, change, answers)) is not None:
            await show(interaction, question)
        elif change.doubts:
            await self.answer_change(interaction, schedule, answers[0], done, already)
        else:
            await self.apply(interaction, schedule, changes.rearrange, change.ways[()], done=done, already=already)

    async def _question(
        self, interaction: Interaction, change: TypedChange, answers: Sequence[ChangeAnswer]
    ) -> Card | None:
        """Return the card that asks about a change before it is made; None if it is plain, or does nothing.

        *answers* are what would come of it by each of its readings.
        """
        services, by, previews = self.bot.services, UserId(interaction.user.id), list(map(preview_of, answers))
        before = next((each.before.schedule for each in previews if each is not None), None)
        if before is None:
            return None
        key = before.guild, before.id
        ever, season = await services.schedules.posted(*key), await services.schedules.posted_this_season(*key)
        meant = {readings: way(before, season) for readings, way in change.ways.items()}
        loss = order_loss(before, next(iter(meant.values())), ever, season)
        if not change.doubts and not loss.is_asked_about:
            return None
        asked = [
            AskedChange(readings, each, None if each is None else await services.changes.keep_asked(before, after, by))
            for (readings, after), each in zip(meant.items(), previews, strict=True)
        ]
        return change_question_card(
            await self.course_of(before), change.doubts, asked, loss, reader_localizer(interaction)
        )

    async def confirm_change(self, interaction: Interaction, action: MakeChange) -> None:
        """Make the change that was asked about, unless the schedule is otherwise by now."""
        if (overview := await self.of_button(interaction, action.schedule)) is None:
            return
        say, changes, schedule = reader_localizer(interaction), self.bot.services.changes, overview.schedule
        key = schedule.guild, schedule.id, UserId(interaction.user.id)
        preview = preview_of(await changes.preview.make_asked(*key, action.asked))
        if preview is not None and await _pings_otherwise(interaction, preview):
            heading = say("The schedule has not been changed:")
            await answer_in_place(interaction, setup_problems_card(say, (SetupProblem.ROLE,), heading=heading))
            return
        answer = await changes.make_asked(*key, action.asked)
        if answer.result is ChangeResult.OTHERWISE:
            await answer_in_place(interaction, changed_since_card(say))
        else:
            await self.answer_change(interaction, schedule, answer, say("The schedule has been changed"))


async def _pings_otherwise(interaction: Interaction, preview: Preview) -> bool:
    """Tell whether a change pings a role elsewhere or at other times that the user may not ping themselves any more."""
    old, new = ((each.channel, each.cadence, each.role) for each in (preview.before.schedule, preview.after.schedule))
    return old != new and await may_not_ping(interaction.guild, preview.after.schedule, interaction.user)
