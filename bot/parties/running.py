"""The party itself: when it may begin, where the group is, and what falls due while it runs."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, StrEnum, auto

from bot.courses.model import Chapter
from bot.ids import UserId
from bot.jobs.model import Job, NewJob, SkipReason
from bot.parties.model import UNDER_WAY, Guests, Party, PartyState, Presence
from bot.parties.tasks import PartyTask, PartyWork, party_job
from bot.text.locales import Locale

COUNTDOWN = timedelta(seconds=30)
OPENS_BEFORE = timedelta(minutes=30)
GRACE = timedelta(minutes=5)


class Phase(StrEnum):
    """How a party stands at an instant, for people."""

    AHEAD = "ahead"
    COUNTDOWN = "countdown"
    RUNNING = "running"
    PAUSED = "paused"
    OVER = "over"
    CANCELLED = "cancelled"


class Step(Enum):
    """What came of a wish about a party under way."""

    DONE = auto()
    ALREADY = auto()
    MISSING = auto()
    NOT_YOURS = auto()
    EARLY = auto()
    NOT_BEGUN = auto()
    OVER = auto()
    CANCELLED = auto()


GATHERED = frozenset({Phase.COUNTDOWN, Phase.RUNNING, Phase.PAUSED})
IN_THE_WAY = {
    Phase.AHEAD: Step.NOT_BEGUN,
    Phase.COUNTDOWN: Step.NOT_BEGUN,
    Phase.OVER: Step.OVER,
    Phase.CANCELLED: Step.CANCELLED,
}


@dataclass(frozen=True, slots=True)
class Room:
    """A party with those who are there, and the one that comes after it."""

    party: Party
    chapter: Chapter
    guests: Guests
    present: tuple[Presence, ...]
    following: Party | None
    now: datetime

    @property
    def phase(self) -> Phase:
        """How the party stands."""
        return phase_of(self.party, self.now)

    @property
    def obstacle(self) -> Step:
        """Why what people do in a party that runs cannot be done in this one now."""
        return IN_THE_WAY.get(self.phase, Step.ALREADY)

    @property
    def seconds(self) -> int:
        """At which second of the video the group is."""
        position = self.party.position(self.now) or timedelta()
        return int(position.total_seconds())

    @property
    def said_here(self) -> tuple[UserId, ...]:
        """Who said that they are there."""
        return tuple(presence.user for presence in self.present if presence.said)

    def joined(self, user: UserId) -> bool:
        """Tell whether *user* watches along: they were there, or had said that they would be."""
        return user in self.guests.going or any(presence.user == user for presence in self.present)


@dataclass(frozen=True, slots=True)
class RoomPost:
    """Something to be said in the channel of a party while it runs, or after it.

    Attributes:
        locale: The guild's chosen language, or nothing when it follows Discord's.
    """

    job: Job
    task: PartyTask
    room: Room
    locale: Locale | None


def phase_of(party: Party, now: datetime) -> Phase:
    """Return how *party* stands at *now*; its end need not have been recorded yet."""
    if party.state is PartyState.CANCELLED:
        return Phase.CANCELLED
    if party.state is PartyState.OVER or now >= party.closes_at:
        return Phase.OVER
    if party.state is PartyState.PAUSED:
        return Phase.PAUSED
    if party.state is PartyState.RUNNING:
        begun = party.started_at is not None and party.started_at <= now
        return Phase.RUNNING if begun else Phase.COUNTDOWN
    return Phase.AHEAD


def begins_at(party: Party, now: datetime) -> datetime:
    """Return when the video begins if the party is started at *now*.

    After a countdown, and never before the planned time: whoever is punctual misses nothing.
    """
    return max(party.starts_at, now + COUNTDOWN)


def open_to_guests(party: Party, now: datetime) -> bool:
    """Tell whether everyone who said that they are going may start *party*.

    They wait a little for its host; where there is none any more, for the planned time only.
    """
    return now >= party.starts_at + (timedelta() if party.host is None else GRACE)


def late_job(party: Party) -> NewJob:
    """Return the job that says, some time after the planned start, that nobody has started *party*."""
    return party_job(party, PartyTask.LATE, party.starts_at + GRACE, _seconds(party.starts_at))


def countdown_job(party: Party, now: datetime) -> NewJob:
    """Return the job that shows everyone when the video begins."""
    return party_job(party, PartyTask.COUNTDOWN, now, *_begins(party))


def go_job(party: Party) -> NewJob:
    """Return the job that says "press play" when the video begins."""
    return party_job(party, PartyTask.GO, party.started_at or party.starts_at, *_begins(party))


def room_job(party: Party, now: datetime) -> NewJob:
    """Return the job that brings the message from which *party* is led in step."""
    return party_job(party, PartyTask.ROOM, now, _seconds(now), int(party.state is PartyState.PAUSED))


def closing_job(party: Party, now: datetime) -> NewJob:
    """Return the job that says what comes after the end of *party*: there is one end."""
    return party_job(party, PartyTask.CLOSING, now)


def reason_to_skip_post(room: Room, work: PartyWork) -> SkipReason | None:
    """Say why what *work* would say should not be said any more, or nothing.

    A countdown that is over when the bot comes back is told by what follows it, and nothing
    but the closing message comes after the end.
    """
    if work.task is PartyTask.LATE:
        return _reason_to_skip_late(room, work)
    if work.task is PartyTask.COUNTDOWN and room.phase is not Phase.COUNTDOWN:
        return SkipReason.MERGED if room.party.state in UNDER_WAY else SkipReason.OVER
    missed = work.task is PartyTask.GO and room.phase not in {Phase.RUNNING, Phase.PAUSED}
    gone = work.task is PartyTask.ROOM and room.party.room is None
    return SkipReason.OVER if missed or gone else None


def _reason_to_skip_late(room: Room, work: PartyWork) -> SkipReason | None:
    if room.phase is not Phase.AHEAD:
        return SkipReason.OVER
    if work.details != (_seconds(room.party.starts_at),):
        return SkipReason.CHANGED
    return None if room.guests.going else SkipReason.NOBODY


def _begins(party: Party) -> tuple[int, ...]:
    return (_seconds(party.started_at or party.starts_at),)


def _seconds(instant: datetime) -> int:
    return int(instant.timestamp())
