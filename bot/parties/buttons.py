"""Buttons of a watch party; *job* is the job that made the message with the button, 0 for a private one."""

from dataclasses import dataclass

from bot.ui.buttons import Action


@dataclass(frozen=True)
class PartyAction:
    """What every button of a party names: the party."""

    party: int


@dataclass(frozen=True)
class PartyMessageAction(PartyAction):
    """What buttons name on a message that the bot looks for later: the party, and the job that posted the message."""

    job: int


class PartyStart(PartyAction, Action, name="party-start"):
    """Start *party*."""


class PartyStartLate(PartyMessageAction, Action, name="party-start-late"):
    """Start *party*, from the message which says that nobody has."""


class PartyHere(PartyMessageAction, Action, name="party-here"):
    """Say that one is at *party*."""


class PartyWhere(PartyAction, Action, name="party-where"):
    """Ask at which second of the video *party* is."""


class PartyPause(PartyMessageAction, Action, name="party-pause"):
    """Pause *party*."""


class PartyResume(PartyMessageAction, Action, name="party-resume"):
    """Let *party* go on."""


class PartyAskEnd(PartyAction, Action, name="party-ask-end"):
    """Ask whoever leads *party* whether it is to end for everyone."""


class PartyEnd(PartyAction, Action, name="party-end"):
    """End *party* for everyone."""


class PartyWatched(PartyMessageAction, Action, name="party-watched"):
    """Mark what *party* watched as watched, from its closing message."""


class PartyAllWatched(PartyAction, Action, name="party-all-watched"):
    """Mark what *party* watched for everyone who said that they were there."""


class PartyConfirm(PartyAction, Action, name="party-confirm"):
    """Let the drafted *party* count."""


@dataclass(frozen=True)
class PartyAnswered(PartyAction, Action, name="party-answer"):
    """Answer the invitation to *party*; *answer* is the index in `model.ANSWERS`."""

    answer: int
    job: int


class PartyCalendar(PartyAction, Action, name="party-calendar"):
    """Hand out *party* as a calendar file."""


class PartyDetails(PartyAction, Action, name="party-details"):
    """Show *party* to the reader alone."""


class PartyAnnouncementDetails(PartyMessageAction, Action, name="party-news"):
    """Show *party* to the reader alone, from a reminder or another announcement."""


class PartyAskTime(PartyAction, Action, name="party-ask-time"):
    """Ask the host for another time of *party*."""


class PartyTimeTyped(PartyAction, Action, name="party-time"):
    """Read the time that the host has typed for *party*."""


@dataclass(frozen=True)
class PartyMove(PartyAction, Action, name="party-move"):
    """Move *party* to the instant *to*; *seen* is the start that the host was shown (both in epoch seconds)."""

    to: int
    seen: int


class PartyAskCancel(PartyAction, Action, name="party-ask-cancel"):
    """Ask the host whether *party* is to be called off."""


@dataclass(frozen=True)
class PartyCancel(PartyAction, Action, name="party-cancel"):
    """Call *party* off; with *series* 1 also those that would follow it."""

    series: int


@dataclass(frozen=True)
class PartyDmOptIn(PartyAction, Action, name="party-wish"):
    """From *party*'s private card: be reminded by direct message (*on* 1), or in the channel again (0)."""

    on: int
