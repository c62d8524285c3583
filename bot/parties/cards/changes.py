"""Cards that answer a move or a call-off: what was and what is, who is told when, and what comes of an Undo."""

from datetime import datetime
from typing import Any

from discord import ui

from bot.parties.buttons import UndoParty
from bot.parties.cards.party import named, nobody_told_text
from bot.parties.cards.planning import change_time_button, refusal_card
from bot.parties.model import Party, PartyChange, PartyState, PartyUndo, PlanResult
from bot.schedules.cards.overview import timestamp
from bot.text.translations import Localizer
from bot.ui.cards import Card, panel, row, small, text
from bot.ui.note_cards import GOOD, NOTE, note_card
from bot.undo.cards import not_undone_card, undo_button
from bot.undo.model import UNDO_WINDOW, UndoKind, UndoResult


def moved_card(change: PartyChange, say: Localizer, *, meanwhile: bool, plans: bool) -> Card:
    """Confirm a move, or say why there was none; *meanwhile* somebody else had moved the party.

    *plans*, here and below: whether the reader may plan parties of their own.
    """
    if change.view is None or change.former is None:
        return _refused(change, say, plans=plans)
    former, now = timestamp(change.former.starts_at), timestamp(change.view.party.starts_at)
    if change.undo is None:
        return note_card(say("The party already begins at that time: {when}.", when=now), say("Nothing was changed."))
    done = say("Moved: {former} → {now}", former=former, now=now)
    other = say("Somebody had moved it to {when} meanwhile; your time counts now.", when=former) if meanwhile else None
    return Card(panel(text(f"{GOOD} {done}", other, _told(change, say)), _undo(change, say)))


def called_off_card(change: PartyChange, say: Localizer, *, plans: bool) -> Card:
    """Confirm that a party is called off, with what becomes of its series, or say why it is not."""
    if change.view is None or change.former is None:
        return _refused(change, say, plans=plans)
    done = say("Called off: {when}", when=timestamp(change.former.starts_at))
    return Card(panel(text(f"{GOOD} {done}", _series(change, say), _told(change, say)), _undo(change, say)))


def _refused(change: PartyChange, say: Localizer, *, plans: bool) -> Card:
    return refusal_card(change.result, say, party=None if change.view is None else change.view.party, plans=plans)


def _undo(change: PartyChange, say: Localizer) -> ui.ActionRow[Any] | None:
    return row([] if change.undo is None else [undo_button(UndoParty(change.undo), say)])


def _told(change: PartyChange, say: Localizer) -> str:
    """Return who is told of a change, when the card in the channel shows it, and by when it can be undone."""
    seconds = int(UNDO_WINDOW.total_seconds())
    told = nobody_told_text(say)
    shown = say("The card in the channel shows it in {seconds} seconds.", seconds=seconds)
    if change.told:
        shown = say("The card in the channel changes then, too.")
        told = say.count(
            "I tell {number} person in {seconds} seconds, unless you undo this: {names}.",
            "I tell {number} people in {seconds} seconds, unless you undo this: {names}.",
            len(change.told),
            seconds=seconds,
            names=named(change.told, say),
        )
    return small(f"{told} {shown}")


def _series(change: PartyChange, say: Localizer) -> str | None:
    if change.former is None or change.former.repeat is None:
        return None
    if change.following is not None:
        return say("The series goes on: its next party is {when}.", when=timestamp(change.following.starts_at))
    if change.view is not None and change.view.party.repeat is None:
        return say("All that would have followed in its series is called off, too.")
    return say("That was the last watch party of this series.")


def undone_card(undone: PartyUndo, say: Localizer, *, plans: bool) -> Card:
    """Confirm that a change was taken back, or say why not, how the party is now, and what to do instead."""
    result, party = undone.result, undone.party
    if isinstance(result, PlanResult):
        return refusal_card(result, say, party=party, plans=plans)
    if party is None or result not in {UndoResult.DONE, UndoResult.CHANGED, UndoResult.POSTED}:
        return not_undone_card(result, UndoKind.PARTY, say)
    if undone.former is not None:
        return _taken_back(undone.former, party, undone.following, say)
    return _kept(result, party, say, plans=plans)


def _taken_back(former: Party, party: Party, following: datetime | None, say: Localizer) -> Card:
    """Confirm that *former* is *party* again, and that the next of its series, at *following*, is removed."""
    now, removed = timestamp(party.starts_at), None
    if former.is_open:
        done = say("Undone: {former} → {now}", former=timestamp(former.starts_at), now=now)
    else:
        done = say("Undone: the party takes place {when}.", when=now)
    if following is not None:
        removed = say("The next party of its series, {when}, is removed again.", when=timestamp(following))
    return Card(panel(text(f"{GOOD} {done}", removed, small(say("I have notified nobody.")))))


def _kept(result: UndoResult, party: Party, say: Localizer, *, plans: bool) -> Card:
    """Say that a change is out, or that another came after it, and offer what can still be done about *party*."""
    called_off, when = party.state is PartyState.CANCELLED, timestamp(party.starts_at)
    if result is UndoResult.CHANGED:
        why = say("The party was changed again since, so I do not undo this.")
    elif called_off:
        why = say("It is too late to undo this: everyone can see that the party is called off.")
    else:
        why = say("It is too late to undo this: everyone can see the new time.")
    state = say("Nothing was changed: it is called off.") if called_off else None
    state = state or say("Nothing was changed: it begins {when}.", when=when)
    way = say("Plan another with `/party plan`.") if called_off and plans else None
    if party.state is PartyState.PLANNED:
        way = say("You can move it again.")
    buttons = [change_time_button(party, say)] if party.state is PartyState.PLANNED else []
    return Card(panel(text(f"{NOTE} {why}", state, way), row(buttons)))
