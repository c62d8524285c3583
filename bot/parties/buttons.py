"""Buttons of a watch party."""

from dataclasses import dataclass
from typing import ClassVar

from bot.ui.buttons import Action


@dataclass(frozen=True, slots=True)
class PartyStart(Action):
    """Start *party*."""

    name: ClassVar[str] = "party-start"
    party: int


@dataclass(frozen=True, slots=True)
class PartyStartLate(Action):
    """Start *party*, from the message of *job* that nobody has started it."""

    name: ClassVar[str] = "party-start-late"
    party: int
    job: int


@dataclass(frozen=True, slots=True)
class PartyHere(Action):
    """Say that one is at *party*, on the message that *job* made."""

    name: ClassVar[str] = "party-here"
    party: int
    job: int


@dataclass(frozen=True, slots=True)
class PartyWhere(Action):
    """Ask at which second of the video *party* is."""

    name: ClassVar[str] = "party-where"
    party: int


@dataclass(frozen=True, slots=True)
class PartyPause(Action):
    """Pause *party*, on the message that *job* made."""

    name: ClassVar[str] = "party-pause"
    party: int
    job: int


@dataclass(frozen=True, slots=True)
class PartyResume(Action):
    """Let *party* go on, on the message that *job* made."""

    name: ClassVar[str] = "party-resume"
    party: int
    job: int


@dataclass(frozen=True, slots=True)
class PartyAskEnd(Action):
    """Ask whoever leads *party* whether it is to end for everyone."""

    name: ClassVar[str] = "party-ask-end"
    party: int


@dataclass(frozen=True, slots=True)
class PartyEnd(Action):
    """End *party* for everyone."""

    name: ClassVar[str] = "party-end"
    party: int


@dataclass(frozen=True, slots=True)
class PartyWatched(Action):
    """Mark what *party* watched as watched, on the closing message that *job* made."""

    name: ClassVar[str] = "party-watched"
    party: int
    job: int


@dataclass(frozen=True, slots=True)
class PartyAllWatched(Action):
    """Mark what *party* watched for everyone who said that they were there."""

    name: ClassVar[str] = "party-all-watched"
    party: int


@dataclass(frozen=True, slots=True)
class PartyConfirm(Action):
    """Let the drafted *party* count."""

    name: ClassVar[str] = "party-confirm"
    party: int


@dataclass(frozen=True, slots=True)
class PartyAnswered(Action):
    """Answer the invitation to *party*, on the card that *job* made, or on a private one (0).

    *answer* is the place in `parties.ANSWERS`.
    """

    name: ClassVar[str] = "party-answer"
    party: int
    answer: int
    job: int


@dataclass(frozen=True, slots=True)
class PartyCalendar(Action):
    """Hand out *party* as a calendar file."""

    name: ClassVar[str] = "party-calendar"
    party: int


@dataclass(frozen=True, slots=True)
class PartyDetails(Action):
    """Show *party* to the reader alone."""

    name: ClassVar[str] = "party-details"
    party: int


@dataclass(frozen=True, slots=True)
class PartyNews(Action):
    """Show *party* to the reader alone, from the reminder or news that *job* made."""

    name: ClassVar[str] = "party-news"
    party: int
    job: int


@dataclass(frozen=True, slots=True)
class PartyAskTime(Action):
    """Ask the host for another time of *party*."""

    name: ClassVar[str] = "party-ask-time"
    party: int


@dataclass(frozen=True, slots=True)
class PartyTimeTyped(Action):
    """Read the time that the host has typed for *party*."""

    name: ClassVar[str] = "party-time"
    party: int


@dataclass(frozen=True, slots=True)
class PartyMove(Action):
    """Move *party* to the instant *to*; *seen* is when it was to start as the host was asked."""

    name: ClassVar[str] = "party-move"
    party: int
    to: int
    seen: int


@dataclass(frozen=True, slots=True)
class PartyAskCancel(Action):
    """Ask the host whether *party* is to be called off."""

    name: ClassVar[str] = "party-ask-cancel"
    party: int


@dataclass(frozen=True, slots=True)
class PartyCancel(Action):
    """Call *party* off; with *series* 1 also those that would follow it."""

    name: ClassVar[str] = "party-cancel"
    party: int
    series: int


@dataclass(frozen=True, slots=True)
class PartyDmOptIn(Action):
    """From *party*'s private card: be reminded by direct message (*wish* 1), or in the channel again (0)."""

    name: ClassVar[str] = "party-wish"
    party: int
    wish: int
