"""How many places a party has: changing that, and taking the change back."""

from collections.abc import Mapping
from functools import partial

from bot.bot import LecternBot
from bot.client.replies import acknowledge, answer_in_place, reader_localizer, show
from bot.client.routes import add_form, add_route, ask
from bot.parties.buttons import PartyAskPlaces, PartyPlacesTyped, UndoPlaces
from bot.parties.cards import places as cards
from bot.parties.cards.planning import refusal_card
from bot.parties.model import PlanResult
from bot.undo.cards import not_undone_card
from bot.undo.model import UndoKind, UndoResult
from cogs.parties.access import Interaction, PartyCog, PartyContext


class Places(PartyCog):
    """Changes how many places parties have."""

    def __init__(self, bot: LecternBot) -> None:
        super().__init__(bot)
        add_route(bot, PartyAskPlaces, self.for_party(self.ask_places, changes=True, asks_form=True), asks_form=True)
        add_form(bot, PartyPlacesTyped, self.places_typed)
        add_route(bot, UndoPlaces, self.undo_places)

    async def ask_places(self, interaction: Interaction, context: PartyContext, _: PartyAskPlaces) -> None:
        """Open the form for the number of places."""
        if context.party.is_open:
            await ask(interaction, cards.places_form(context.party, context.say))
        else:
            await show(interaction, refusal_card(PlanResult.TOO_LATE, context.say, party=context.party))

    async def places_typed(self, interaction: Interaction, action: PartyPlacesTyped, typed: Mapping[str, str]) -> None:
        """Give the party as many places as was typed."""
        if (context := await self.context(interaction, action.party, changes=True)) is None:
            return
        try:
            places = cards.read_places(typed[cards.PLACES_FIELD])
        except ValueError:
            await answer_in_place(interaction, cards.unread_places_card(context.party, context.say))
            return
        change = await self.bot.services.parties.set_places(*context.key, places, context.by)
        card = cards.places_card(change, context.say, plans=context.plans)
        await answer_in_place(interaction, card)

    async def undo_places(self, interaction: Interaction, action: UndoPlaces) -> None:
        """Take a change of the places back."""
        if interaction.guild_id is None:
            await acknowledge(interaction)  # as in `context`
        find = partial(self.bot.services.parties.party_of_places, action.change)
        missing = not_undone_card(UndoResult.MISSING, UndoKind.PLACES, reader_localizer(interaction))
        if (context := await self.checked(interaction, find, missing, changes=True)) is not None:
            undone = await self.bot.services.parties.undo_places(context.party.guild, action.change, context.by)
            answer = answer_in_place if undone.result is UndoResult.DONE else show
            await answer(interaction, cards.places_undone_card(undone, context.say, plans=context.plans))
