"""The base class of the parts of /schedule: finding a schedule, answering; and shared options."""

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar, TypeVarTuple

import discord
from discord import app_commands
from discord.app_commands import locale_str

from bot.bot import LecternBot
from bot.client.choices import suggest_zone
from bot.client.replies import answer_in_place, reader_localizer, show
from bot.ids import GuildId, ScheduleId, UndoId, UserId
from bot.interactions import organised_guild
from bot.schedules.cards.asks import no_more_schedule_card
from bot.schedules.cards.effects import effect_lines
from bot.schedules.cards.overview import no_schedule_card, schedule_card, which_schedule_card
from bot.schedules.discord.channel_status import channel_status
from bot.schedules.discord.options import InputContext
from bot.schedules.discord.selection import chosen_schedule, visible_schedules
from bot.schedules.model import ChangeAnswer, ChangeResult, Ending, Schedule, ScheduleOverview
from bot.ui.note_cards import GOOD
from cogs.schedule.suggestions import Suggestions

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


class ScheduleCog(Suggestions):
    """The base class of the parts of /schedule."""

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
        card = schedule_card(course, overview, status, say, title=title, effects=effects, undo=undo)
        await answer_in_place(interaction, card)

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

    async def of_button(self, interaction: Interaction, number: int) -> ScheduleOverview | None:
        """Return the schedule that a button names; if the user may not change it, or it has ended, answer so."""
        if (guild := await organised_guild(interaction)) is None:
            return None
        overview = await self.bot.services.schedules.overview(guild, ScheduleId(number))
        if overview is None or not await visible_schedules(interaction, [overview.schedule]):
            await answer_in_place(interaction, no_more_schedule_card(reader_localizer(interaction)))
            return None
        return overview


def schedule_command(
    name: locale_str, description: locale_str, *, past_too: bool = False
) -> Callable[[Callback], Command]:
    """Return a decorator that makes a command whose option `which` chooses one of the guild's schedules.

    Also one that has ended, if *past_too*.
    """
    suggest = ScheduleCog.suggest_past_too if past_too else ScheduleCog.suggest_schedule

    def decorate(callback: Callback) -> Command:
        callback = app_commands.rename(which=locale_str("which"))(callback)
        callback = app_commands.describe(which=locale_str("Which schedule, where this server has several"))(callback)
        callback = app_commands.autocomplete(which=suggest)(callback)
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
