"""What the buttons of a party under way do."""

from dataclasses import dataclass
from typing import ClassVar

from bot.core.action import Action


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


ACTIONS: tuple[type[Action], ...] = (
    PartyStart,
    PartyStartLate,
    PartyHere,
    PartyWhere,
    PartyPause,
    PartyResume,
    PartyAskEnd,
    PartyEnd,
    PartyWatched,
    PartyAllWatched,
)
