"""The base class of the parts of /schedule: finding a schedule, and answering."""

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any, TypeVarTuple

import discord
from discord import app_commands
from discord.app_commands import locale_str

from bot.bot import LecternBot
from bot.client.replies import answer_in_place, reader_localizer, show
from bot.courses.model import Course
from bot.ids import GuildId, ScheduleId, UndoId, UserId
from bot.interactions import organised_guild
from bot.schedules.cards.effects import effect_lines
from bot.schedules.cards.overview import last_day, no_schedule_card, schedule_card, which_schedule_card
from bot.schedules.cards.problems import refusal_card
from bot.schedules.cards.questions import about_to_post_title, no_more_schedule_card
from bot.schedules.discord.channel_status import channel_status, current_blockers
from bot.schedules.discord.options import InputContext
from bot.schedules.discord.selection import chosen_schedule, visible_schedules
from bot.schedules.model import ChangeAnswer, ChangeResult, Schedule, ScheduleOverview
from bot.text.translations import Localizer
from bot.ui.cards import Card
from bot.ui.note_cards import GOOD
from cogs.schedule.suggestions import Suggestions

Interaction = discord.Interaction[LecternBot]
Callback = Callable[..., Coroutine[Any, Any, None]]
Command = app_commands.Command[Any, ..., None]
Arguments = TypeVarTuple("Arguments")


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
        more: Sequence[str] = (),
    ) -> None:
        """Show the schedule, in place of the private card that was pressed, if any; None says that there is none.

        After a change, *before* is how it stood until then, None if it has just started; *undo* takes the change back,
        and *more* are lines about what else has changed.
        """
        say = reader_localizer(interaction)
        if overview is None:
            await show(interaction, no_schedule_card(say))
        else:
            card = await self.card(say, overview, title, before=before, undo=undo, more=more)
            await answer_in_place(interaction, card)

    async def card(
        self,
        say: Localizer,
        overview: ScheduleOverview,
        title: str | None = None,
        *,
        before: ScheduleOverview | None = None,
        undo: UndoId | None = None,
        more: Sequence[str] = (),
        course: Course | None = None,
    ) -> Card:
        """Return the card of a schedule as its channel is now; for *before*, *undo* and *more* see `answer`.

        Its *course* is read, if it has not been.
        """
        course = course or await self.course_of(overview.schedule)
        guild = self.bot.get_guild(overview.schedule.guild)
        blockers = await current_blockers(guild, overview.schedule)
        status, effects = channel_status(guild, overview.schedule, say, blockers), list[str]()
        if before is None and more:
            effects = [*more, *last_day(None, overview, say)]
        if before is not None:
            former = channel_status(guild, before.schedule, say)
            tags, is_blocked = (former.tag, status.tag), bool(status.blockers)
            effects = [*more, *effect_lines(course, before, overview, say, tags=tags, is_blocked=is_blocked)]
        return schedule_card(course, overview, status, say, title=title, effects=effects, undo=undo)

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
        await self.answer_change(interaction, schedule, answer, done, already)

    async def answer_change(
        self, interaction: Interaction, schedule: Schedule, answer: ChangeAnswer, done: str, already: str | None = None
    ) -> None:
        """Show *schedule* after a change, titled *done* or *already*, or why nothing was changed."""
        say = reader_localizer(interaction)
        if answer.refusal is not None:
            await answer_in_place(interaction, refusal_card(await self.course_of(schedule), answer.refusal, say))
            return
        titles = {
            ChangeResult.DONE: f"{GOOD} {done}",
            ChangeResult.ALREADY: already,
            ChangeResult.UNDER_WAY: say("A post is on its way right now. Try again in a minute."),
            ChangeResult.ABOUT_TO_POST: about_to_post_title(say),
            ChangeResult.RETRIED: say("I am trying the waiting post again"),
            ChangeResult.FINISHED: say(
                "Nothing was changed: the course is over. `/schedule jump` goes on with a chapter."
            ),
            ChangeResult.COMING: say("Nothing was changed: the next post comes by itself in a moment."),
            ChangeResult.TAKEN: say("Nothing was changed: another schedule posts in that channel."),
        }
        await self.answer(interaction, answer.after, titles.get(answer.result), before=answer.before, undo=answer.undo)

    def input_context(self, interaction: Interaction, course: Course) -> InputContext:
        """Return what reading the user's input about *course* depends on."""
        say, tag = reader_localizer(interaction), interaction.locale.value
        return InputContext(self.bot.services.lookups.get(course), say, tag, self.bot.clock())

    async def chosen(self, interaction: Interaction, which: str | None) -> Schedule | None:
        """Return the schedule that *which* or the channel means; if that is not clear, answer so, and return None."""
        if (guild := await organised_guild(interaction)) is None:
            return None
        return await self.picked(interaction, await self.visible(interaction, guild), which)

    async def picked(
        self, interaction: Interaction, schedules: Sequence[Schedule], which: str | None
    ) -> Schedule | None:
        """Return the one of *schedules* that *which* or the channel means; if unclear, answer so, and return None."""
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
