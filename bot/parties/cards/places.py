"""Cards about the places at a party: the form for them, what a change of them did, and being on the waiting list."""

from discord import ui

from bot.parties.buttons import PartyAskPlaces, PartyDmOptIn, PartyPlacesTyped, UndoPlaces
from bot.parties.cards.party import waiting_text
from bot.parties.cards.planning import refusal_card
from bot.parties.model import FEWEST_PLACES, MOST_PLACES, Party, PlacesChange, PlanResult
from bot.text.translations import Localizer
from bot.ui.cards import Card, action_button, panel, row, small, text
from bot.ui.note_cards import GOOD, NOTE, done_card, note_card
from bot.undo.cards import not_undone_card, undo_button
from bot.undo.model import UNDO_WINDOW, UndoKind, UndoResult

PLACES_FIELD = "places"
LONGEST_NUMBER = 4  # characters


def places_form(party: Party, say: Localizer) -> ui.Modal:
    """Return the form (a modal) that asks how many places *party* has; its custom_id is a `PartyPlacesTyped`."""
    form = ui.Modal(title=say("How many places are there?"), custom_id=PartyPlacesTyped(party.id).custom_id)
    field: ui.TextInput[ui.Modal] = ui.TextInput(
        custom_id=PLACES_FIELD,
        max_length=LONGEST_NUMBER,
        required=False,
        default=None if party.places is None else str(party.places),
        placeholder=str(FEWEST_PLACES * 4),
    )
    hint = say("With you. Whoever comes later waits for a place. Empty: no limit.")
    return form.add_item(ui.Label(text=say("Places"), description=hint, component=field))


def read_places(typed: str) -> int | None:
    """Return the number of places *typed*, None for no limit; raise ValueError for what is no such number."""
    if not (written := typed.strip()):
        return None
    if not FEWEST_PLACES <= (number := int(written)) <= MOST_PLACES:
        raise ValueError(typed)
    return number


def unread_places_card(party: Party, say: Localizer) -> Card:
    """Say which numbers of places there can be, and let the reader type another."""
    said = say("There can be from {fewest} to {most} places.", fewest=FEWEST_PLACES, most=MOST_PLACES)
    again = action_button(say("Type it again"), PartyAskPlaces(party.id))
    return Card(panel(text(f"{NOTE} {said}", say("Nothing was changed.")), row([again])))


def places_card(change: PlacesChange, say: Localizer, *, plans: bool) -> Card:
    """Confirm how many places a party has now, or say why that was not changed.

    *plans*, here and below: whether the reader may plan parties of their own.
    """
    if change.party is None or change.result is not PlanResult.DONE:
        return _refused(change, say, plans=plans)
    if change.undo is None:
        return note_card(say("That is how many places there are already."), say("Nothing was changed."))
    done = say("Places: {former} → {now}", former=_number(change.former, say), now=_number(change.party.places, say))
    told = small(_told(change, say))
    return Card(panel(text(f"{GOOD} {done}", told), row([undo_button(UndoPlaces(change.undo), say)])))


def _number(places: int | None, say: Localizer) -> str:
    return say("no limit") if places is None else f"**{places}**"


def _told(change: PlacesChange, say: Localizer) -> str:
    """Return what the change means for those who come, and when they learn of it."""
    seconds = int(UNDO_WINDOW.total_seconds())
    shown = say("The card in the channel shows it in {seconds} seconds.", seconds=seconds)
    if not change.moved_up:
        return shown
    moved = say.count(
        "{number} person who waited has a place now, and is told if they want direct messages.",
        "{number} people who waited have a place now, and are told if they want direct messages.",
        change.moved_up,
    )
    return f"{moved} {shown}"


def places_undone_card(undone: PlacesChange, say: Localizer, *, plans: bool) -> Card:
    """Confirm that a change of the places was taken back, or say why not."""
    if isinstance(undone.result, PlanResult):
        return _refused(undone, say, plans=plans)
    if undone.party is None or undone.result is not UndoResult.DONE:
        return not_undone_card(undone.result, UndoKind.PLACES, say)
    former, now = _number(undone.former, say), _number(undone.party.places, say)
    return done_card(say("Undone: {former} → {now}", former=former, now=now))


def _refused(change: PlacesChange, say: Localizer, *, plans: bool) -> Card:
    result = change.result if isinstance(change.result, PlanResult) else PlanResult.MISSING
    return refusal_card(result, say, party=change.party, plans=plans)


def waiting_card(party: Party, turn: int, say: Localizer, *, dm_opt_in: bool) -> Card:
    """Tell a guest their number on the waiting list, and how they learn of a place."""
    said, item = waiting_text(turn, say), None
    told = say("You move up when somebody leaves. The card shows it.")
    if dm_opt_in:
        told = say("You move up when somebody leaves. I tell you by direct message.")
    else:
        item = row([action_button(say("Tell me by direct message"), PartyDmOptIn(party.id, on=True))])
    return Card(panel(text(f"⏳ {said}", told), item))
