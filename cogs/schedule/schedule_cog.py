"""The base class of the parts of /schedule: finding a schedule, answering, autocompletion; and shared options."""

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar, TypeVarTuple

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.bot import LecternBot
from bot.client.choices import Choices, chapter_choices, reader_locale, suggest_zone, text_choices
from bot.client.permissions import may_organise
from bot.client.replies import answer_in_place, reader_localizer, show
from bot.client.visibility import asking_member, can_view
from bot.ids import ChannelId, GuildId, ScheduleId, UndoId, UserId
from bot.interactions import organised_guild
from bot.schedules.cards.effects import effect_lines
from bot.schedules.cards.overview import no_schedule_card, schedule_card, which_schedule_card
from bot.schedules.discord.channel_status import channel_status, posting_channel, tag_choices
from bot.schedules.discord.options import InputContext, order_choices
from bot.schedules.discord.selection import chosen_schedule, schedule_choices, visible_schedules
from bot.schedules.model import ChangeAnswer, ChangeResult, Ending, Schedule, ScheduleOverview
from bot.times.typed_times import suggest_weekdays
from bot.ui.note_cards import GOOD

Interaction = discord.Interaction[LecternBot]
Callback = Callable[..., Coroutine[Any, Any, None]]
Command = app_commands.Command[Any, ..., None]
Arguments = TypeVarTuple("Arguments")
Decorated = TypeVar("Decorated")
OPTION_NAMES = {
    "channel": locale_str("channel"),
    "weekdays": locale_str("weekdays"),
    "time": locale_str("time"),
    "timezone": locale_str("timezone"),
    "role": locale_str("role"),
    "every": locale_str("every"),
    "order": locale_str("order"),
    "end": locale_str("end"),
    "tag": locale_str("tag"),
    "discussion": locale_str("discussion"),
}
ENDINGS = [
    app_commands.Choice(name=locale_str("Stop"), value=Ending.STOP.value),
    app_commands.Choice(name=locale_str("Begin again with the first chapter"), value=Ending.REPEAT.value),
    app_commands.Choice(name=locale_str("Wait until someone resumes it"), value=Ending.WAIT.value),
]


class ScheduleCog(commands.Cog):
    """The base class of the parts of /schedule."""

    bot: LecternBot

    async def answer(
        self,
        interaction: Interaction,
        overview: ScheduleOverview | None,
        title: str | None = None,
        *,
        before: ScheduleOverview | None = None,
        undo: UndoId | None = None,
    ) -> None:
        """Show the schedule, in place of the private card that was pressed, if any; None says that there is none.

        After a change, *before* is how it stood until then, and *undo* takes the change back.
        """
        say, course = reader_localizer(interaction), self.bot.services.course
        if overview is None:
            await show(interaction, no_schedule_card(say))
            return
        status, effects = channel_status(interaction.guild, overview.schedule, say), list[str]()
        if before is not None:
            former = channel_status(interaction.guild, before.schedule, say)
            effects = effect_lines(course, before, overview, say, tags=(former.tag, status.tag))
        await answer_in_place(
            interaction, schedule_card(course, overview, status, say, title=title, effects=effects, undo=undo)
        )

    async def apply(
        self,
        interaction: Interaction,
        schedule: Schedule,
        change: Callable[[GuildId, ScheduleId, UserId, *Arguments], Awaitable[ChangeAnswer]],
        *arguments: *Arguments,
        done: str,
        already: str | None = None,
    ) -> None:
        """Call *change*, a method of `ScheduleChanges`, for *schedule* in the user's name; answer what came of it."""
        answer = await change(schedule.guild, schedule.id, UserId(interaction.user.id), *arguments)
        await self.answer_change(interaction, answer, done, already)

    async def answer_change(
        self, interaction: Interaction, answer: ChangeAnswer, done: str, already: str | None = None
    ) -> None:
        """Show the schedule after a change, titled *done*, *already*, or why nothing was changed."""
        say = reader_localizer(interaction)
        titles = {
            ChangeResult.DONE: f"{GOOD} {done}",
            ChangeResult.ALREADY: already,
            ChangeResult.UNDER_WAY: say("A post is on its way right now. Try again in a minute."),
            ChangeResult.RETRIED: say("I am trying the waiting post again"),
            ChangeResult.FINISHED: say("Nothing was changed."),
            ChangeResult.TAKEN: say("Nothing was changed: another schedule posts in that channel."),
        }
        await self.answer(interaction, answer.after, titles.get(answer.result), before=answer.before, undo=answer.undo)

    def input_context(self, interaction: Interaction) -> InputContext:
        """Return what reading the user's input depends on."""
        services = self.bot.services
        say, tag = reader_localizer(interaction), interaction.locale.value
        return InputContext(services.course, services.lookup, say, tag, self.bot.clock())

    async def chosen(self, interaction: Interaction, which: str | None) -> Schedule | None:
        """Return the schedule that *which* or the channel means; if that is not clear, answer so, and return None."""
        if (guild := await organised_guild(interaction)) is None:
            return None
        schedules = await self.visible(interaction, guild)
        if (schedule := chosen_schedule(interaction, schedules, which)) is not None:
            return schedule
        say = reader_localizer(interaction)
        await show(interaction, which_schedule_card(schedules, say) if schedules else no_schedule_card(say))
        return None

    async def visible(self, interaction: Interaction, guild: GuildId) -> tuple[Schedule, ...]:
        """Return the schedules of *guild* whose channels the user can view, or are gone, the oldest first."""
        return await visible_schedules(interaction, await self.bot.services.schedules.of_guild(guild))

    async def suggest_schedule(self, interaction: Interaction, typed: str) -> Choices:
        """Autocomplete with the guild's schedules."""
        if interaction.guild_id is None or not may_organise(interaction):
            return []
        schedules = await self.visible(interaction, GuildId(interaction.guild_id))
        return schedule_choices(interaction, schedules, typed)

    async def suggest_weekdays(self, interaction: Interaction, typed: str) -> Choices:
        """Autocomplete a list of weekdays."""
        return text_choices(suggest_weekdays(typed, reader_locale(interaction)))

    async def suggest_order(self, interaction: Interaction, typed: str) -> Choices:
        """Autocomplete with the course file's orders, and the typed list as it was understood."""
        return order_choices(interaction, self.bot.services.lookup, typed)

    async def suggest_chapter(self, interaction: Interaction, typed: str) -> Choices:
        """Autocomplete with chapters."""
        return chapter_choices(interaction, self.bot.services.lookup, typed)

    async def suggest_tag(self, interaction: Interaction, typed: str) -> Choices:
        """Autocomplete with tags of the forum in the option `channel`, else of the schedule's own."""
        if (guild := interaction.guild) is None or not may_organise(interaction):
            return []
        picked: discord.Object | None = interaction.namespace.channel
        if picked is not None:
            member, channel = await asking_member(interaction, guild), ChannelId(picked.id)
            if member is None or not await can_view(member, channel):
                return []
        else:
            schedules = await self.visible(interaction, GuildId(guild.id))
            schedule = chosen_schedule(interaction, schedules, interaction.namespace.which)
            if schedule is None:
                return []
            channel = schedule.channel
        return tag_choices(posting_channel(guild, channel), typed, reader_localizer(interaction))


def schedule_command(name: locale_str, description: locale_str) -> Callable[[Callback], Command]:
    """Return a decorator that makes a command whose option `which` chooses one of the guild's schedules."""

    def decorate(callback: Callback) -> Command:
        callback = app_commands.rename(which=locale_str("which"))(callback)
        callback = app_commands.describe(which=locale_str("Which schedule, where this server has several"))(callback)
        callback = app_commands.autocomplete(which=ScheduleCog.suggest_schedule)(callback)
        return app_commands.command(name=name, description=description)(callback)

    return decorate


def schedule_options(callback: Decorated) -> Decorated:
    """Add names, descriptions and autocompletion of the options that /schedule setup and change both have."""
    callback = app_commands.rename(**OPTION_NAMES)(callback)
    callback = app_commands.describe(
        weekdays=locale_str("On which days, such as: monday, thursday"),
        time=locale_str("At what time, such as: 19:00 or 7pm"),
        discussion=locale_str("Open a thread on each post (in a text channel)"),
        tag=locale_str("What each post is tagged with (in a forum)"),
    )(callback)
    callback = app_commands.autocomplete(
        weekdays=ScheduleCog.suggest_weekdays,
        timezone=suggest_zone,
        order=ScheduleCog.suggest_order,
        tag=ScheduleCog.suggest_tag,
    )(callback)
    return app_commands.choices(end=ENDINGS)(callback)
