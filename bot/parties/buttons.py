"""Buttons of a watch party; *job* is the job that posted the message with the button, 0 on a private one."""

from dataclasses import dataclass
from enum import IntEnum

from bot.ui.buttons import Action


@dataclass(frozen=True)
class PartyAction:
    """A button about one party, given by its id."""

    party: int


@dataclass(frozen=True)
class PartyMessageAction(PartyAction):
    """A button on a message that the bot may look for: it names the party, and the job that posted the message."""

    job: int


class PartyStart(PartyAction, Action, name="party-start"):
    """Start *party*."""


class PartyStartLate(PartyMessageAction, Action, name="party-start-late"):
    """Start *party*, from the message that nobody has started it."""


class PartyHere(PartyMessageAction, Action, name="party-here"):
    """Check in to *party*: whoever presses is there."""


class PartyWhere(PartyAction, Action, name="party-where"):
    """Show the position in the video at which *party* is, in private."""


class PartyPause(PartyMessageAction, Action, name="party-pause"):
    """Pause *party*."""


class PartyResume(PartyMessageAction, Action, name="party-resume"):
    """Resume *party* after a pause."""


class PartyAskEnd(PartyAction, Action, name="party-ask-end"):
    """Ask whoever leads *party* to confirm that it ends for everyone."""


class PartyEnd(PartyAction, Action, name="party-end"):
    """End *party* for everyone."""


class PartyWatched(PartyMessageAction, Action, name="party-watched"):
    """Mark the chapter of *party* watched by whoever presses, from its closing message."""


class PartyAllWatched(PartyAction, Action, name="party-all-watched"):
    """Mark the chapter of *party* watched by everyone who checked in."""


class PartyConfirm(PartyAction, Action, name="party-confirm"):
    """Confirm the drafted *party*, which is planned from then on."""


@dataclass(frozen=True)
class PartyConfirmAt(PartyAction, Action, name="party-confirm-at"):
    """Confirm the drafted *party* with the other reading of its time as typed, the instant *to* (in epoch seconds)."""

    to: int


class AnswerNumber(IntEnum):
    """Each `model.Answer` by its name, as buttons carry it: a number may be added, but never changed."""

    GOING = 0
    MAYBE = 1
    CANT = 2


@dataclass(frozen=True)
class PartyAnswered(PartyAction, Action, name="party-answer"):
    """Answer the invitation to *party*."""

    answer: AnswerNumber
    job: int


class PartyCalendar(PartyAction, Action, name="party-calendar"):
    """Send *party* as a calendar file (iCalendar)."""


class PartyDetails(PartyAction, Action, name="party-details"):
    """Show *party* in private."""


class PartyAnnouncementDetails(PartyMessageAction, Action, name="party-news"):
    """Show *party* in private, from a reminder or another announcement."""


class PartyAskTime(PartyAction, Action, name="party-ask-time"):
    """Open the form for another time of *party*."""


class PartyTimeTyped(PartyAction, Action, name="party-time"):
    """The form for another time of *party*, sent with what was typed."""


@dataclass(frozen=True)
class PartyMove(PartyAction, Action, name="party-move"):
    """Move *party* to the instant *to*; *seen* is the start that the host was shown (both in epoch seconds)."""

    to: int
    seen: int


class PartyAskCancel(PartyAction, Action, name="party-ask-cancel"):
    """Ask whoever presses to confirm that *party* is called off."""


@dataclass(frozen=True)
class PartyCancel(PartyAction, Action, name="party-cancel"):
    """Call *party* off; *series* ends its series, too."""

    series: bool


class PartyAskPlaces(PartyAction, Action, name="party-ask-places"):
    """Open the form for how many places *party* has."""


class PartyPlacesTyped(PartyAction, Action, name="party-places"):
    """The form for how many places *party* has, sent with what was typed."""


class PartyKeep(PartyAction, Action, name="party-keep"):
    """Keep *party*, which was neither called off nor ended after all, and show it again."""


@dataclass(frozen=True)
class PartyDmOptIn(PartyAction, Action, name="party-wish"):
    """From *party*'s private card: get the guild's reminders by direct message (*on*), or in the channel."""

    on: bool


@dataclass(frozen=True)
class UndoParty(Action, name="undo-party"):
    """Take back a move or a call-off; *change* is its number."""

    change: int


@dataclass(frozen=True)
class UndoPlaces(Action, name="undo-places"):
    """Take back a change of how many places a party has; *change* is its number."""

    change: int


@dataclass(frozen=True)
class UndoAllWatched(PartyAction, Action, name="undo-all-watched"):
    """Take back that everyone who checked in to *party* was marked, the change with the number *change*."""

    change: int
