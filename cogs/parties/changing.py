"""Moving a party, and calling it off."""

from datetime import UTC, datetime, timedelta

from bot.bot import LecternBot
from bot.client.replies import answer_in_place, reader_localizer, show
from bot.client.routes import add_route
from bot.parties.buttons import PartyAskCancel, PartyCancel, PartyMove
from bot.parties.cards.planning import cancel_card, moved_note, moved_often_card, refusal_card
from bot.parties.model import PartyChange
from bot.ui.note_cards import done_card
from cogs.parties.answering import Answering, Interaction

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = int((datetime(9999, 1, 1, tzinfo=UTC) - EPOCH).total_seconds())


class Changing(Answering):
    """Changes parties that are planned."""

    def listen_to_changes(self, bot: LecternBot) -> None:
        """Answer the buttons of whoever may change a party."""
        add_route(bot, PartyMove, self.move)
        add_route(bot, PartyAskCancel, self.ask_cancel)
        add_route(bot, PartyCancel, self.cancel)

    async def move(self, interaction: Interaction, action: PartyMove) -> None:
        """Move the party to the time that was confirmed."""
        if (access := await self.access(interaction, action.party)) is None:
            return
        say, to = reader_localizer(interaction), EPOCH + timedelta(seconds=min(action.to, LATEST))
        moves = self.bot.limits.moves
        if access.by.changes(access.party) and (wait := moves.left(access.id)):
            await answer_in_place(interaction, moved_often_card(say, wait))
            return
        change, _, former = await self.bot.services.parties.move(access.guild, access.id, to, access.by)
        if change is not PartyChange.DONE or former is None:
            await answer_in_place(interaction, refusal_card(change, say))
            return
        moves.wait(access.id)
        changed = former.timestamp() not in {action.seen, action.to}
        await answer_in_place(interaction, moved_note(to, say, meanwhile=former if changed else None))

    async def ask_cancel(self, interaction: Interaction, action: PartyAskCancel) -> None:
        """Ask whoever may call the party off whether they mean it."""
        if (access := await self.changed(interaction, action.party)) is None:
            return
        party = access.party
        if not party.is_open:
            await self.refuse(interaction, PartyChange.TOO_LATE)
            return
        await show(interaction, cancel_card(party, self.chapter(party), reader_localizer(interaction)))

    async def cancel(self, interaction: Interaction, action: PartyCancel) -> None:
        """Call the party off."""
        if (access := await self.access(interaction, action.party)) is None:
            return
        say = reader_localizer(interaction)
        change, _ = await self.bot.services.parties.cancel(
            access.guild, access.id, access.by, series=action.series == 1
        )
        done = done_card(say("The party is called off. I tell everyone who was coming."))
        await answer_in_place(interaction, done if change is PartyChange.DONE else refusal_card(change, say))
