"""Buttons of a watch party; *job* is the job that made the message with the button, 0 for a private one."""

from dataclasses import dataclass
from typing import ClassVar

from bot.ui.buttons import Action


@dataclass(frozen=True, slots=True)
class PartyAction:
    """What every button of a party names: the party."""

    party: int


@dataclass(frozen=True, slots=True)
class PartyMessageAction(PartyAction):
    """What the buttons on a message name that is found again by them: the party, and the message's job."""

    job: int


class PartyStart(PartyAction, Action):
    """Start *party*."""

    name = "party-start"


class PartyStartLate(PartyMessageAction, Action):
    """Start *party*, from the message that nobody has started it."""

    name = "party-start-late"


class PartyHere(PartyMessageAction, Action):
    """Say that one is at *party*."""

    name = "party-here"


class PartyWhere(PartyAction, Action):
    """Ask at which second of the video *party* is."""

    name = "party-where"


class PartyPause(PartyMessageAction, Action):
    """Pause *party*."""

    name = "party-pause"


class PartyResume(PartyMessageAction, Action):
    """Let *party* go on."""

    name = "party-resume"


class PartyAskEnd(PartyAction, Action):
    """Ask whoever leads *party* whether it is to end for everyone."""

    name = "party-ask-end"


class PartyEnd(PartyAction, Action):
    """End *party* for everyone."""

    name = "party-end"


class PartyWatched(PartyMessageAction, Action):
    """Mark what *party* watched as watched, from its closing message."""

    name = "party-watched"


class PartyAllWatched(PartyAction, Action):
    """Mark what *party* watched for everyone who said that they were there."""

    name = "party-all-watched"


class PartyConfirm(PartyAction, Action):
    """Let the drafted *party* count."""

    name = "party-confirm"


@dataclass(frozen=True, slots=True)
class PartyAnswered(PartyAction, Action):
    """Answer the invitation to *party*; *answer* is the place in `model.ANSWERS`."""

    name: ClassVar[str] = "party-answer"
    answer: int
    job: int


class PartyCalendar(PartyAction, Action):
    """Hand out *party* as a calendar file."""

    name = "party-calendar"


class PartyDetails(PartyAction, Action):
    """Show *party* to the reader alone."""

    name = "party-details"


class PartyAnnouncementDetails(PartyMessageAction, Action):
    """Show *party* to the reader alone, from a reminder or another announcement."""

    name = "party-news"


class PartyAskTime(PartyAction, Action):
    """Ask the host for another time of *party*."""

    name = "party-ask-time"


class PartyTimeTyped(PartyAction, Action):
    """Read the time that the host has typed for *party*."""

    name = "party-time"


@dataclass(frozen=True, slots=True)
class PartyMove(PartyAction, Action):
    """Move *party* to the instant *to*; *seen* is when it was to start as the host was asked (epoch seconds)."""

    name: ClassVar[str] = "party-move"
    to: int
    seen: int


class PartyAskCancel(PartyAction, Action):
    """Ask the host whether *party* is to be called off."""

    name = "party-ask-cancel"


@dataclass(frozen=True, slots=True)
class PartyCancel(PartyAction, Action):
    """Call *party* off; with *series* 1 also those that would follow it."""

    name: ClassVar[str] = "party-cancel"
    series: int


@dataclass(frozen=True, slots=True)
class PartyDmOptIn(PartyAction, Action):
    """From *party*'s private card: be reminded by direct message (*on* 1), or in the channel again (0)."""

    name: ClassVar[str] = "party-wish"
    on: int
