"""Watch parties from the plan to the end: states, guests, who may do what, and the position in the video."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from enum import Enum, StrEnum, auto

from bot.courses.model import Chapter, Course
from bot.ids import ChannelId, ChapterId, CourseId, EventId, GuildId, JobId, MessageId, PartyId, RoleId, UndoId, UserId
from bot.jobs.model import HoldReason
from bot.undo.model import UndoResult

LONGEST_AHEAD = timedelta(days=365)  # how far ahead a party may be planned
MOST_OPEN = 25  # parties of a guild that are planned or under way
MOST_HOSTED = 10
"""Open parties of one member who does not organise: one for each chapter of the course, and one more."""
FEWEST_PLACES, MOST_PLACES = 2, 500  # that a host may limit a party to
MOST_DRAFTS = 10
"""Drafts of one host in a guild, the latest, which wait to be confirmed; with one more the earliest is dropped."""
LONGEST_NOTE = 300  # characters
LONGEST_WAIT = timedelta(minutes=30)  # beyond its planned end, for a party that nobody starts
LONGEST_PAUSE = timedelta(hours=3)  # then the party is over
COUNTDOWN = timedelta(seconds=30)  # from the press on "Start" to the start of the video, at least
OPENS_BEFORE = timedelta(minutes=30)  # how long before its time a party can be started
WAIT_FOR_HOST = timedelta(minutes=5)  # after the planned start; then whoever is going may start the party
DEFAULT_REMINDERS = (timedelta(days=1), timedelta(hours=1), timedelta(minutes=10), timedelta())  # before the start
REMINDER_CHOICES = {"all": DEFAULT_REMINDERS, "day": DEFAULT_REMINDERS[1:], "start": (timedelta(),), "none": ()}
"""The reminders that a host can choose, by the value of the option `reminders`; "day" is on the party's day."""


class PartyState(StrEnum):
    """The stored state of a party; a draft waits for its host to confirm the date."""

    DRAFT = "draft"
    PLANNED = "planned"
    RUNNING = "running"
    PAUSED = "paused"
    OVER = "over"
    CANCELLED = "cancelled"


class Phase(StrEnum):
    """How a party stands at an instant: as its state says, but in countdown or over by the clock; see `Party.phase`."""

    AHEAD = "ahead"
    COUNTDOWN = "countdown"
    RUNNING = "running"
    PAUSED = "paused"
    OVER = "over"
    CANCELLED = "cancelled"


class Answer(StrEnum):
    """What somebody answers to an invitation."""

    GOING = "going"
    MAYBE = "maybe"
    CANT = "cant"


OPEN = frozenset({PartyState.PLANNED, PartyState.RUNNING, PartyState.PAUSED})
UNDER_WAY = frozenset({PartyState.RUNNING, PartyState.PAUSED})


@dataclass(frozen=True, slots=True)
class Repeat:
    """The rule of a series: a party *days* local days after the day of each post, at the wall time *at*."""

    days: int
    at: time


@dataclass(frozen=True, slots=True)
class Party:
    """A video that a group watches together at one time.

    Attributes:
        length: The length of the video.
        host: Who planned it and leads it; None once that is deleted.
        channel: The text channel or thread with its card.
        starts_at: The planned start; *zone_name* is the zone in which a series keeps its wall time.
        venue: The voice or stage channel where people meet, or None for text only.
        role: The role that the invitation pings.
        reminders: How long before the start each reminder is.
        message: The card, once posted; *card_job*, which posted it, is the id that its buttons carry for ever.
        live_message: The live card, from which a started party is led; *live_job* likewise.
        places: How many people have a place, None for as many as come; who else is going waits for one.
        starter: Who started it, and may lead it like the host; None once that is deleted.
        started_at: When the video begins for everyone: after a countdown, so it may be still to come.
        paused_for: How long the pauses before *paused_at* took together.
    """

    id: PartyId
    guild: GuildId
    course: CourseId
    chapter: ChapterId
    length: timedelta
    host: UserId | None
    channel: ChannelId
    starts_at: datetime
    zone_name: str
    venue: ChannelId | None = None
    role: RoleId | None = None
    note: str | None = None
    reminders: tuple[timedelta, ...] = DEFAULT_REMINDERS
    repeat: Repeat | None = None
    places: int | None = None
    state: PartyState = PartyState.DRAFT
    message: MessageId | None = None
    card_job: JobId | None = None
    event: EventId | None = None
    live_message: MessageId | None = None
    live_job: JobId | None = None
    starter: UserId | None = None
    started_at: datetime | None = None
    paused_at: datetime | None = None
    paused_for: timedelta = timedelta()

    @property
    def is_open(self) -> bool:
        """Whether it is planned or under way, so neither a draft nor over."""
        return self.state in OPEN

    @property
    def begins_at(self) -> datetime:
        """When the video begins: as the party was started, or as planned while it was not."""
        return self.started_at or self.starts_at

    def confirmed(self) -> "Party":
        """Return the party once its host has confirmed the date."""
        return replace(self, state=PartyState.PLANNED)

    def posted(self, message: MessageId, job: JobId) -> "Party":
        """Return the party whose card is *message*, which *job* posted."""
        return replace(self, message=message, card_job=job)

    def led_from(self, message: MessageId, job: JobId) -> "Party":
        """Return the party whose live card is *message*, which *job* posted."""
        return replace(self, live_message=message, live_job=job)

    def moved(self, to: datetime) -> "Party | None":
        """Return the party with the start *to*, or None when it has started or ended."""
        return replace(self, starts_at=to) if self.state in {PartyState.DRAFT, PartyState.PLANNED} else None

    def cancelled(self) -> "Party | None":
        """Return the party called off, or None when it is not open."""
        return replace(self, state=PartyState.CANCELLED) if self.is_open else None

    def started(self, at: datetime, by: UserId | None = None) -> "Party | None":
        """Return the party whose video begins at the instant *at*, started by *by*, or None when it is not planned."""
        if self.state is not PartyState.PLANNED:
            return None
        return replace(self, state=PartyState.RUNNING, started_at=at, starter=by)

    def paused(self, at: datetime) -> "Party | None":
        """Return the party paused at the instant *at*, or None when it is not running."""
        return replace(self, state=PartyState.PAUSED, paused_at=at) if self.state is PartyState.RUNNING else None

    def resumed(self, at: datetime) -> "Party | None":
        """Return the party resumed at the instant *at*, or None when it is not paused."""
        if self.state is not PartyState.PAUSED or self.paused_at is None:
            return None
        pause = max(at - self.paused_at, timedelta())
        return replace(self, state=PartyState.RUNNING, paused_at=None, paused_for=self.paused_for + pause)

    def over(self) -> "Party | None":
        """Return the party ended, or None when it is not open."""
        return replace(self, state=PartyState.OVER) if self.is_open else None

    def following(self, chapter: ChapterId, length: timedelta, starts_at: datetime) -> "Party":
        """Return the next party of the series with this *chapter*, *length* and start: planned, nothing posted yet."""
        unposted = replace(self, message=None, card_job=None, event=None, live_message=None, live_job=None)
        fresh = replace(unposted, starter=None, started_at=None, paused_at=None, paused_for=timedelta())
        return replace(fresh, chapter=chapter, length=length, starts_at=starts_at, state=PartyState.PLANNED)

    def ends_series(self, still_open: Iterable["Party"]) -> bool:
        """Tell whether the party was the last of a series: none of *still_open* belongs to it."""
        of_series = ((other.channel, other.repeat) == (self.channel, self.repeat) for other in still_open)
        return self.repeat is not None and not any(of_series)

    def position(self, now: datetime) -> timedelta | None:
        """Return the group's position in the video at *now*, pauses left out; None if it was not started."""
        if self.started_at is None:
            return None
        until = now if self.paused_at is None else min(self.paused_at, now)
        return min(max(until - self.started_at - self.paused_for, timedelta()), self.length)

    def ends_at(self, now: datetime) -> datetime:
        """Return when the video ends if it is not paused after *now*."""
        pause = timedelta() if self.paused_at is None else max(now - self.paused_at, timedelta())
        return self.begins_at + self.length + self.paused_for + pause

    def phase(self, now: datetime) -> Phase:
        """Return how the party stands at *now*: over from `closes_at` on, even if that is not recorded yet."""
        if self.state is PartyState.CANCELLED:
            return Phase.CANCELLED
        if self.state is PartyState.OVER or now >= self.closes_at:
            return Phase.OVER
        if self.state is PartyState.PAUSED:
            return Phase.PAUSED
        if self.state is PartyState.RUNNING:
            return Phase.RUNNING if self.begins_at <= now else Phase.COUNTDOWN
        return Phase.AHEAD

    def earliest_start(self, now: datetime) -> datetime:
        """Return when the video begins if the party is started at *now*: after a countdown, not before `starts_at`."""
        return max(self.starts_at, now + COUNTDOWN)

    def guests_may_start(self, now: datetime) -> bool:
        """Tell whether those who are going may start it: `WAIT_FOR_HOST` after its start, or at once without a host."""
        return now >= self.starts_at + (timedelta() if self.host is None else WAIT_FOR_HOST)

    @property
    def closes_at(self) -> datetime:
        """When it ends if nobody acts: with the video, or after the longest wait for a start or for a pause's end."""
        if self.paused_at is not None:
            return self.paused_at + LONGEST_PAUSE
        if self.started_at is None:
            return self.starts_at + self.length + LONGEST_WAIT
        return self.started_at + self.length + self.paused_for


@dataclass(frozen=True, slots=True)
class Reply:
    """One person's answer to an invitation."""

    user: UserId
    answer: Answer


@dataclass(frozen=True, slots=True)
class Presence:
    """Somebody at the party *since* then: they checked in (*said* is true), or were seen in its voice channel."""

    user: UserId
    since: datetime
    said: bool = True


@dataclass(frozen=True, slots=True)
class Guests:
    """The answers to an invitation, the earliest first, and how many *places* there are; None for no limit."""

    replies: tuple[Reply, ...] = ()
    places: int | None = None

    @property
    def going(self) -> tuple[UserId, ...]:
        """Who answered that they are going, and has a place: the earliest."""
        return self.saying(Answer.GOING)[: self.places]

    @property
    def waiting(self) -> tuple[UserId, ...]:
        """Who answered that they are going, and waits for a place, the next one first."""
        return () if self.places is None else self.saying(Answer.GOING)[self.places :]

    def turn_of(self, user: UserId) -> int | None:
        """Return the number of *user* on the waiting list, from 1; None if they do not wait."""
        return self.waiting.index(user) + 1 if user in self.waiting else None

    def saying(self, *answers: Answer) -> tuple[UserId, ...]:
        """Return who gave one of *answers*."""
        return tuple(reply.user for reply in self.replies if reply.answer in answers)


@dataclass(frozen=True, slots=True)
class PartyView:
    """A party with its guests, why its posts (*problem*) or its event are held, and whether its series ends with it."""

    party: Party
    guests: Guests = Guests()
    problem: HoldReason | None = None
    event_problem: HoldReason | None = None
    ends_series: bool = False


def attends(party: Party, guests: Guests, user: UserId) -> bool:
    """Tell whether *user* is there when they use *party* under way: they are going, or host it and did not decline."""
    return user in guests.going or (user == party.host and user not in guests.saying(Answer.CANT))


class PlanResult(Enum):
    """What came of planning, moving, answering or calling off a party; but for DONE, nothing was changed."""

    DONE = auto()
    MISSING = auto()
    NOT_YOURS = auto()
    PAST = auto()  # the time is past, or too far ahead
    TOO_LATE = auto()  # the party has started or ended
    FULL = auto()  # the guild has `MOST_OPEN` parties
    HOSTS_MANY = auto()  # the member hosts `MOST_HOSTED`
    NO_SCHEDULE = auto()  # there is none to repeat the party with
    TAKEN = auto()  # more people have a place than there would be


@dataclass(frozen=True, slots=True)
class PartyChange:
    """What came of moving a party or calling it off.

    Attributes:
        view: The party as it is now.
        former: The party as it was before.
        following: The next party of its series, if one was planned in its place.
        undo: The number by which the change can be taken back; None if nothing was changed.
        told: Who but the one who made it is notified.
    """

    result: PlanResult
    view: PartyView | None = None
    former: Party | None = None
    following: Party | None = None
    undo: UndoId | None = None
    told: tuple[UserId, ...] = ()


@dataclass(frozen=True, slots=True)
class PartyUndo:
    """What came of taking a change of a party back.

    Attributes:
        party: The party as it is now; None if it is gone.
        former: The party as the change had left it, if that was taken back.
        following: The start of the next party of its series, if that was removed again.
    """

    result: UndoResult | PlanResult
    party: Party | None = None
    former: Party | None = None
    following: datetime | None = None


@dataclass(frozen=True, slots=True)
class PlacesChange:
    """What came of changing the places of a party, or of taking that back.

    Attributes:
        former: How many places there were; None for no limit.
        guests: The answers, with who has a place now.
        moved_up: How many of those had waited for one.
        undo: The number by which the change can be taken back; None if nothing was changed.
    """

    result: PlanResult | UndoResult
    party: Party | None = None
    former: int | None = None
    guests: Guests = field(default_factory=Guests)
    moved_up: int = 0
    undo: UndoId | None = None


class LiveResult(Enum):
    """What came of starting, pausing, ending or checking in to a party; but for DONE, nothing was changed."""

    DONE = auto()
    ALREADY = auto()
    MISSING = auto()
    NOT_YOURS = auto()
    EARLY = auto()  # it cannot be started yet
    NOT_BEGUN = auto()  # it was not started, or its video has not begun
    OVER = auto()
    CANCELLED = auto()
    SOON = auto()  # not while somebody's change of it can still be taken back unseen


LIVE_PHASES = frozenset({Phase.COUNTDOWN, Phase.RUNNING, Phase.PAUSED})
REFUSALS = {
    Phase.AHEAD: LiveResult.NOT_BEGUN,
    Phase.COUNTDOWN: LiveResult.NOT_BEGUN,
    Phase.OVER: LiveResult.OVER,
    Phase.CANCELLED: LiveResult.CANCELLED,
}


@dataclass(frozen=True, slots=True)
class Actor:
    """A member who asks for something, and whether they may manage all parties of the guild."""

    user: UserId
    organises: bool

    def may_change(self, party: Party) -> bool:
        """Tell whether they may move *party* and call it off: its host and organisers may."""
        return self.organises or self.user == party.host

    def may_lead(self, party: Party) -> bool:
        """Tell whether they may start, pause, resume and end *party*: whoever started it may, too."""
        return self.may_change(party) or self.user == party.starter


@dataclass(frozen=True, slots=True)
class LiveParty:
    """A party as it stands at *now*, with its guests, those who are there, and the next party of its channel.

    Where it *is_outdated*, the party is as everyone sees it, but was moved or called off since.
    """

    party: Party
    course: Course
    guests: Guests
    present: tuple[Presence, ...]
    following: Party | None
    now: datetime
    is_outdated: bool = False

    @property
    def chapter(self) -> Chapter:
        """The chapter that is watched."""
        return self.course.chapter(self.party.chapter)

    @property
    def phase(self) -> Phase:
        """How the party stands at *now*."""
        return self.party.phase(self.now)

    @property
    def refusal(self) -> LiveResult:
        """Why the party cannot be paused, resumed, ended or checked in to at *now*."""
        return REFUSALS.get(self.phase, LiveResult.ALREADY)

    @property
    def seconds(self) -> int:
        """The group's position in the video, in whole seconds."""
        return int((self.party.position(self.now) or timedelta()).total_seconds())

    @property
    def checked_in(self) -> tuple[UserId, ...]:
        """Who checked in."""
        return tuple(presence.user for presence in self.present if presence.said)

    def took_part(self, user: UserId) -> bool:
        """Tell whether *user* takes part: they were there, or answered that they are going."""
        return user in self.guests.going or any(presence.user == user for presence in self.present)

    def start_refusal(self, by: Actor) -> LiveResult | None:
        """Return why *by* cannot start the party at *now*, or None."""
        if self.phase is not Phase.AHEAD:
            return LiveResult.ALREADY if self.phase in LIVE_PHASES else self.refusal
        waited = by.user in self.guests.going and self.party.guests_may_start(self.now)
        if not waited and not by.may_lead(self.party):
            return LiveResult.NOT_YOURS
        if self.now < self.party.starts_at - OPENS_BEFORE:
            return LiveResult.EARLY
        return LiveResult.SOON if self.is_outdated else None


def plan_refusal(already_open: Sequence[Party], host: UserId | None, *, organises: bool) -> PlanResult | None:
    """Return why *host* can plan no further party beside those *already_open* in the guild, or None."""
    if len(already_open) >= MOST_OPEN:
        return PlanResult.FULL
    hosted = sum(party.host == host for party in already_open)
    return PlanResult.HOSTS_MANY if hosted >= MOST_HOSTED and not organises else None


@dataclass(frozen=True, slots=True)
class AbsentGuests:
    """Guests who left the guild, and guests who cannot view the party's channel."""

    left: frozenset[UserId] = frozenset()
    cannot_view: frozenset[UserId] = frozenset()
