"""The button Undo below the answer to a change of a schedule."""

from bot.bot import LecternBot
from bot.client.replies import reader_localizer, show
from bot.client.routes import add_route
from bot.client.visibility import can_view
from bot.ids import UserId
from bot.interactions import require_organiser
from bot.schedules.buttons import UndoSchedule
from bot.ui.note_cards import GOOD
from bot.undo.cards import not_undone_card
from bot.undo.model import UndoResult
from cogs.schedule.schedule_cog import Interaction, ScheduleCog


class UndoChange(ScheduleCog):
    """Takes changes of schedules back."""

    def add_undo_route(self, bot: LecternBot) -> None:
        """Register the handler of the button."""
        add_route(bot, UndoSchedule, self.undo)

    async def undo(self, interaction: Interaction, action: UndoSchedule) -> None:
        """Take a change back, and show the schedule as it is then, or say why not; also in a direct message."""
        say, changes, result = reader_localizer(interaction), self.bot.services.changes, UndoResult.MISSING
        if (schedule := await changes.find_change(action.change)) is not None:
            if (member := await require_organiser(interaction, schedule.guild)) is None:
                return
            if await can_view(member, schedule.channel) is not False:
                result, answer = await changes.undo(schedule.guild, action.change, UserId(member.id))
                if result is UndoResult.DONE:
                    title = f"{GOOD} {say('Undone')}"
                    if answer.announced:
                        title += f"\n{say('The announcement of the start stays in the channel: delete it there.')}"
                    await self.answer(interaction, answer.after, title, before=answer.before)
                    return
        await show(interaction, not_undone_card(result, say))
