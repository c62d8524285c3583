"""Changing when and where a schedule posts: /schedule pause, resume, move and change."""

import discord
from discord import app_commands
from discord.app_commands import locale_str

from bot.client.permissions import PostChannel
from bot.client.replies import reader_localizer, show
from bot.ids import ChannelId, UserId
from bot.schedules.cards.problems import SetupProblem, setup_problems_card, unread_time_card
from bot.schedules.discord.channel_status import chosen_channel, may_not_ping
from bot.schedules.discord.forum_options import Extras
from bot.schedules.discord.options import ChangeForm, PostChannelOption, SetupRefusal, Times
from bot.schedules.model import LONGEST_SKIP, Ending
from bot.times.slots import MOST_WEEKS
from bot.times.typed_dates import parse_instant
from cogs.schedule.answering import ENDINGS, WHICH, Answering, Interaction

NOBODY = "nobody"


class Changing(Answering):
    """Changes a schedule that runs."""

    @app_commands.command(name=locale_str("pause"), description=locale_str("Stop posting until you resume"))
    @app_commands.rename(which=locale_str("which"))
    @app_commands.describe(which=WHICH)
    async def pause(self, interaction: Interaction, which: str | None = None) -> None:
        """Pause the schedule."""
        if (schedule := await self.meant(interaction, which)) is None:
            return
        say = reader_localizer(interaction)
        result = await self.bot.services.schedules.pause(schedule.guild, schedule.id, UserId(interaction.user.id))
        done, already = say("The schedule is paused"), say("The schedule was paused already")
        await self.answer_change(interaction, result, done, already)

    @app_commands.command(name=locale_str("resume"), description=locale_str("Go on posting after a pause"))
    @app_commands.rename(which=locale_str("which"))
    @app_commands.describe(which=WHICH)
    async def resume(self, interaction: Interaction, which: str | None = None) -> None:
        """Resume the schedule."""
        if (schedule := await self.meant(interaction, which)) is None:
            return
        say = reader_localizer(interaction)
        result = await self.bot.services.schedules.resume(schedule.guild, schedule.id, UserId(interaction.user.id))
        done, already = say("The schedule goes on"), say("The schedule is running already")
        await self.answer_change(interaction, result, done, already)

    @app_commands.command(name=locale_str("move"), description=locale_str("Move the next post, only that one"))
    @app_commands.rename(to=locale_str("to"), which=locale_str("which"))
    @app_commands.describe(to=locale_str("When instead, such as: Saturday 8pm"), which=WHICH)
    async def move(self, interaction: Interaction, to: str, which: str | None = None) -> None:
        """Bring the next post at another time."""
        if (schedule := await self.meant(interaction, which)) is None:
            return
        say, now = reader_localizer(interaction), self.bot.clock()
        instant = parse_instant(to, say.locale, schedule.cadence.zone_name, now, schedule.cadence.at)
        if instant is None or not now < instant <= now + LONGEST_SKIP:
            await show(interaction, unread_time_card(say))
            return
        if await may_not_ping(interaction.guild, schedule, interaction.user):
            heading = say("The next post has not been moved:")
            await show(interaction, setup_problems_card(say, (SetupProblem.ROLE,), (), None, heading=heading))
            return
        result = await self.bot.services.changes.move_next(
            schedule.guild, schedule.id, instant, UserId(interaction.user.id)
        )
        await self.answer_change(interaction, result, say("The next post is moved"))

    @app_commands.command(
        name=locale_str("change"), description=locale_str("Change the channel, days, time, order or role in mid-season")
    )
    @app_commands.rename(
        channel=locale_str("channel"),
        weekdays=locale_str("weekdays"),
        time=locale_str("time"),
        timezone=locale_str("timezone"),
        role=locale_str("role"),
        every=locale_str("every"),
        order=locale_str("order"),
        end=locale_str("end"),
        ping=locale_str("ping"),
        discussion=locale_str("discussion"),
        tag=locale_str("tag"),
        which=locale_str("which"),
    )
    @app_commands.describe(
        channel=locale_str("Where to post from now on"),
        weekdays=locale_str("On which days, such as: monday, thursday"),
        time=locale_str("At what time, such as: 19:00 or 7pm"),
        timezone=locale_str("Time zone: type a city"),
        role=locale_str("Role to ping with each post"),
        every=locale_str("Every how many weeks"),
        order=locale_str("Order of what is still to come: pick one, or type your own, such as: 7, 8, 9"),
        end=locale_str("What comes after the closing post"),
        ping=locale_str("Nobody: posts ping no role any more"),
        discussion=locale_str("Open a thread on each post (in a text channel)"),
        tag=locale_str("What each post is tagged with (in a forum)"),
        which=WHICH,
    )
    @app_commands.choices(ping=[app_commands.Choice(name=locale_str("Nobody"), value=NOBODY)], end=ENDINGS)
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
        """Go on elsewhere, at other times or pinging another role."""
        times, extras = Times(weekdays, time, timezone, every), Extras(discussion, tag)
        ending = None if end is None else Ending(end)
        form = ChangeForm(channel, times, role, ping == NOBODY, order, extras, ending)
        await self._rearrange(interaction, form, which)

    async def _rearrange(self, interaction: Interaction, form: ChangeForm, which: str | None) -> None:
        if (schedule := await self.meant(interaction, which)) is None:
            return
        say, services = reader_localizer(interaction), self.bot.services
        here = await chosen_channel(interaction.guild, schedule.channel) if interaction.guild else None
        by, now = interaction.user, self.bot.clock()
        wish = form.read(schedule, here, by, services.course, services.lookup, say.locale, now)
        if isinstance(wish, SetupRefusal):
            heading = say("The schedule has not been changed:")
            where = None if form.channel is None else ChannelId(form.channel.id)
            card = setup_problems_card(say, wish.problems, wish.obstacles, where, heading=heading)
            await show(interaction, card)
            return
        result = await services.changes.rearrange(schedule.guild, schedule.id, wish, UserId(by.id))
        await self.answer_change(interaction, result, say("The schedule has been changed"))

    change.autocomplete("weekdays")(Answering.suggest_weekdays)
    change.autocomplete("tag")(Answering.suggest_tag)
    change.autocomplete("order")(Answering.suggest_order)
    change.autocomplete("timezone")(Answering.suggest_zone)
    pause.autocomplete("which")(Answering.suggest_schedule)
    resume.autocomplete("which")(Answering.suggest_schedule)
    move.autocomplete("which")(Answering.suggest_schedule)
    change.autocomplete("which")(Answering.suggest_schedule)
