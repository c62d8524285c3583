"""Moving a party, calling it off, and taking either back."""

from functools import partial

from bot.bot import LecternBot
from bot.client.replies import acknowledge, answer_in_place, reader_localizer, show
from bot.client.routes import add_route
from bot.parties.buttons import PartyAskCancel, PartyCancel, PartyMove, UndoParty
from bot.parties.cards.changes import called_off_card, moved_card, undone_card
from bot.parties.cards.planning import cancel_card, moved_often_card, refusal_card
from bot.parties.model import PlanResult
from bot.ui.buttons import instant_of
from bot.undo.cards import not_undone_card
from bot.undo.model import UndoKind, UndoResult
from cogs.parties.access import Interaction, PartyCog, PartyContext


class Changing(PartyCog):
    """Moves parties, calls them off, and takes either back."""

    def __init__(self, bot: LecternBot) -> None:
        super().__init__(bot)
        add_route(bot, PartyMove, self.for_party(self.move))
        add_route(bot, PartyAskCancel, self.for_party(self.ask_cancel, changes=True))
        add_route(bot, PartyCancel, self.for_party(self.cancel))
        add_route(bot, UndoParty, self.undo)

    async def move(self, interaction: Interaction, context: PartyContext, action: PartyMove) -> None:
        """Move the party to the confirmed time."""
        say, party, moves = context.say, context.party, self.bot.limits.moves
        if context.by.may_change(party) and (wait := moves.seconds_left(party.id)):
            await answer_in_place(interaction, moved_often_card(say, wait))
            return
        change = await self.bot.services.parties.move(*context.key, instant_of(action.to), context.by)
        if change.undo is not None:
            moves.use(party.id)
        former = None if change.former is None else int(change.former.starts_at.timestamp())
        await answer_in_place(
            interaction, moved_card(change, say, meanwhile=former != action.seen, plans=context.plans)
        )

    async def ask_cancel(self, interaction: Interaction, context: PartyContext, _: PartyAskCancel) -> None:
        """Ask to confirm that the party is called off."""
        party, say = context.party, context.say
        if not party.is_open:
            await show(interaction, refusal_card(PlanResult.TOO_LATE, say, party=party))
            return
        told = await self.bot.services.parties.told_of_change(*context.key, context.by)
        # In place of the party's details, which `PartyKeep` shows again; an announcement by direct message stays.
        ask = show if interaction.guild_id is None else answer_in_place
        await ask(interaction, cancel_card(party, await self.chapter(party), say, told))

    async def cancel(self, interaction: Interaction, context: PartyContext, action: PartyCancel) -> None:
        """Call the party off, with its series if so pressed."""
        change = await self.bot.services.parties.cancel(*context.key, context.by, series=action.series)
        await answer_in_place(interaction, called_off_card(change, context.say, plans=context.plans))

    async def undo(self, interaction: Interaction, action: UndoParty) -> None:
        """Take a move or a call-off back."""
        if interaction.guild_id is None:
            await acknowledge(interaction)  # as in `context`
        find = partial(self.bot.services.parties.changed, action.change)
        missing = not_undone_card(UndoResult.MISSING, UndoKind.PARTY, reader_localizer(interaction))
        if (context := await self.checked(interaction, find, missing, changes=True)) is not None:
            undone = await self.bot.services.parties.undo(context.party.guild, action.change, context.by)
            if undone.former is not None and undone.former.is_open:
                self.bot.limits.moves.give_back(context.party.id)
            # A refusal stands beside the card: once a later change is undone, the button works.
            answer = answer_in_place if undone.result is UndoResult.DONE else show
            await answer(interaction, undone_card(undone, context.say, plans=context.plans))
