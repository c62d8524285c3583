"""The button Undo below the answer to a change of a schedule."""

from bot.bot import LecternBot
from bot.client.replies import reader_localizer
from bot.client.routes import add_route
from bot.client.undoing import answer_undo
from bot.client.visibility import can_view
from bot.courses.model import Course
from bot.ids import UserId
from bot.interactions import require_organiser
from bot.schedules.buttons import UndoSchedule
from bot.schedules.cards.effects import language_line
from bot.schedules.cards.questions import comes_again_line
from bot.schedules.model import ChangeAnswer
from bot.text.translations import Localizer
from bot.ui.note_cards import GOOD
from bot.undo.model import UndoKind, UndoResult
from cogs.schedule.schedule_cog import Interaction, ScheduleCog


class UndoChange(ScheduleCog):
    """Takes changes of schedules back."""

    def add_undo_route(self, bot: LecternBot) -> None:
        """Register the handler of the button."""
        add_route(bot, UndoSchedule, self.undo)

    async def undo(self, interaction: Interaction, action: UndoSchedule) -> None:
        """Take a change back, and show the schedule as it is then, or say why not; also in a direct message."""
        say, changes = reader_localizer(interaction), self.bot.services.changes
        result, done = UndoResult.MISSING, None
        if (schedule := await changes.find_change(action.change)) is not None:
            if (member := await require_organiser(interaction, schedule.guild)) is None:
                return
            if await can_view(member, schedule.channel) is not False:
                result, answer = await changes.undo(schedule.guild, action.change, UserId(member.id))
                if result is UndoResult.DONE and answer.after is not None:
                    more = [line for line in (language_line(answer.locales, say),) if line]
                    title = self._undone(await self.course_of(schedule), answer, say)
                    done = await self.card(say, answer.after, title, before=answer.before, more=more)
        await answer_undo(interaction, UndoKind.SCHEDULE, result, done)

    def _undone(self, course: Course, answer: ChangeAnswer, say: Localizer) -> str:
        """Return the title of the card after a change was taken back."""
        lines: list[str | None] = [f"{GOOD} {say('Undone')}"]
        if answer.announced_in is not None:
            channel = f"<#{answer.announced_in}>"
            lines.append(say("The announcement of the start stays in {channel}: delete it there.", channel=channel))
        if answer.before is not None and answer.after is not None:
            lines.append(comes_again_line(course, answer.before, answer.after, say))
        return "\n".join(filter(None, lines))
