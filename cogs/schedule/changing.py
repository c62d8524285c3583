"""When, where and in which order posts come: /schedule change."""

import discord
from discord import app_commands
from discord.app_commands import locale_str

from bot.bot import LecternBot
from bot.client.permissions import PostChannel
from bot.client.replies import answer_in_place, reader_localizer, show
from bot.client.routes import add_route
from bot.ids import UserId
from bot.schedules.buttons import ChangeOrder
from bot.schedules.cards.problems import SetupProblem, setup_problems_card
from bot.schedules.cards.questions import order_question_card, other_order_card, preview_of
from bot.schedules.checks import order_loss
from bot.schedules.discord.channel_status import chosen_channel
from bot.schedules.discord.options import PostChannelOption, ScheduleOptions, read_change
from bot.schedules.drafts import Rearrangement
from bot.schedules.model import ChangeResult, Schedule
from bot.times.slots import MOST_WEEKS
from bot.ui.cards import Card
from cogs.schedule.command_options import schedule_options
from cogs.schedule.schedule_cog import Interaction, ScheduleCog, schedule_command

NOBODY = "nobody"


class Changing(ScheduleCog):
    """Changes when, where and in which order a schedule posts."""

    def add_changing_route(self, bot: LecternBot) -> None:
        """Register the handler of the button that confirms an order."""
        add_route(bot, ChangeOrder, self.confirm_order)

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
        elif options.order is not None and (
            question := await self._order_question(interaction, schedule, options, change)
        ):
            await show(interaction, question)
        else:
            done, already = say("The schedule has been changed"), say("It is so already, so nothing was changed")
            await self.apply(interaction, schedule, rearrange, change, done=done, already=already)

    async def _order_question(
        self, interaction: Interaction, schedule: Schedule, options: ScheduleOptions, change: Rearrangement
    ) -> Card | None:
        """Return the card that asks about an order before it is taken on; None if it loses little, or is refused."""
        services, key, by = self.bot.services, (schedule.guild, schedule.id), UserId(interaction.user.id)
        if (preview := preview_of(await services.changes.preview.rearrange(*key, by, change))) is None:
            return None
        before, after, say = preview.before.schedule, preview.after.schedule, reader_localizer(interaction)
        ever, season = await services.schedules.posted(*key), await services.schedules.posted_this_season(*key)
        if not (loss := order_loss(before, after, ever, season)).is_asked_about:
            return None
        if options != ScheduleOptions(order=options.order):
            heading = say("The schedule has not been changed:")
            return setup_problems_card(say, (SetupProblem.ORDER_ALONE,), heading=heading)
        asked = await services.changes.keep_asked(before, after, by)
        return order_question_card(services.course, preview, asked, loss, say)

    async def confirm_order(self, interaction: Interaction, action: ChangeOrder) -> None:
        """Take on the order that was asked about, unless the schedule has another by now, or is further."""
        if (overview := await self.of_button(interaction, action.schedule)) is None:
            return
        say, changes, schedule = reader_localizer(interaction), self.bot.services.changes, overview.schedule
        answer = await changes.change_order(schedule.guild, schedule.id, UserId(interaction.user.id), action.asked)
        if answer.result is ChangeResult.OTHERWISE:
            await answer_in_place(interaction, other_order_card(say))
        else:
            await self.answer_change(interaction, answer, say("The schedule has been changed"))
