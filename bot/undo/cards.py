"""The button Undo, and what is said where a change cannot be taken back."""

from typing import Any

from discord import ui

from bot.text.translations import Localizer
from bot.ui.buttons import Action
from bot.ui.cards import UNDO, Card, action_button
from bot.ui.note_cards import note_card
from bot.undo.model import UNDO_KEPT, UndoKind, UndoResult


def undo_button(action: Action, say: Localizer) -> ui.Button[Any]:
    """Return the button that takes back what its card confirms, as *action* says."""
    return action_button(say("Undo"), action, emoji=UNDO)


def not_undone_card(result: UndoResult, kind: UndoKind, say: Localizer) -> Card:
    """Say why a change of *kind* was not taken back, and what to do instead; *result* is not DONE."""
    command = _commands(say)[kind]
    again = say("Nothing was changed. To change it again, begin with {command}.", command=command)
    gone = say(
        "It is older than {number} days, or its data was deleted. To change it again, begin with {command}.",
        number=UNDO_KEPT.days,
        command=command,
    )
    reasons = {
        UndoResult.ALREADY: (say("This was undone already."), say("Nothing was changed.")),
        UndoResult.CHANGED: (say("Something else was changed since, so I do not undo this."), again),
        UndoResult.POSTED: (
            say("A post has gone out since, so this cannot be undone any more."),
            say("Nothing was changed."),
        ),
        UndoResult.UNDER_WAY: (
            say("A post is on its way right now. Try again in a minute."),
            say("Nothing was changed."),
        ),
        UndoResult.ABOUT_TO_POST: (say("A post is about to go out. Undo it first."), say("Nothing was changed.")),
        UndoResult.PAST: (say("The date that this would bring back has passed."), again),
        UndoResult.TAKEN: (say("Another schedule posts in that channel now."), again),
        UndoResult.FULL: (
            say("This server has as many schedules as it may have; end one with `/schedule stop`."),
            say("Nothing was changed."),
        ),
        UndoResult.MISSING: (say("I have no record of that change any more."), gone),
    }
    return note_card(*reasons[result])


def _commands(say: Localizer) -> dict[UndoKind, str]:
    """Return the command that makes each kind of change, or shows how things stand and what changes them."""
    return {
        UndoKind.SCHEDULE: say("`/schedule show`"),
        UndoKind.HOLIDAYS: say("`/settings holidays`"),
        UndoKind.SETTINGS: say("`/settings show`"),
        UndoKind.PARTY: say("`/party list`"),
        UndoKind.MARKS: say("`/chapter`"),
        UndoKind.OWN_MARKS: say("`/watched`"),
    }
