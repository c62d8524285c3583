"""Watch parties from the plan to the end: their states, their guests, and at which second of the video each is."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, StrEnum, auto

from bot.courses.model import Chapter
from bot.ids import (
    ChannelId,
    ChapterNumber,
    CourseId,
    DmOptInId,
    EventId,
    GuildId,
    JobId,
    MessageId,
    PartyId,
    RoleId,
    UserId,
)
from bot.jobs.model import HoldReason
from bot.parties.series import Repeat
from bot.text.locales import Locale

LONGEST_AHEAD = timedelta(days=365)
MOST_OPEN = 25
MOST_HOSTED = 10
"""Open parties of one member who does not organise: one for each chapter of the course, and one more."""
LONGEST_NOTE = 300
LONGEST_WAIT = timedelta(minutes=30)
LONGEST_PAUSE = timedelta(hours=3)
COUNTDOWN = timedelta(seconds=30)
OPENS_BEFORE = timedelta(minutes=30)
GRACE = timedelta(minutes=5)
DEFAULT_REMINDERS = (timedelta(days=1), timedelta(hours=1), timedelta(minutes=10), timedelta())


class PartyState(StrEnum):
    """Where a party stands: a draft waits for its host to confirm the date."""

    DRAFT = "draft"
    PLANNED = "planned"
    RUNNING = "running"
    PAUSED = "paused"
    OVER = "over"
    CANCELLED = "cancelled"


class Answer(StrEnum):
    """What somebody says to an invitation."""

    GOING = "going"
    MAYBE = "maybe"
    CANT = "cant"


ANSWERS = (Answer.GOING, Answer.MAYBE, Answer.CANT)  # buttons carry the place in it: it only grows
OPEN = frozenset({PartyState.PLANNED, PartyState.RUNNING, PartyState.PAUSED})
UNDER_WAY = frozenset({PartyState.RUNNING, PartyState.PAUSED})


@dataclass(frozen=True, slots=True)
class Party:
    """A video that a group watches together at one time.

    Attributes:
        length: How long the video is.
        host: Who leads it; nothing once that is forgotten.
        channel: The text channel in which its card stands.
        venue: The voice or stage channel where people meet, or nothing for text only.
        role: Who is pinged by the invitation.
        zone_name: The IANA zone in which its times are read.
        reminders: How long before the start people are reminded.
        message: The card, once it is posted.
        card_job: The job that posted it, whose number its buttons carry whoever draws it anew.
        event: Discord's own event of it, where there is one.
        live_message: The live card, from which the party is led once it runs; *live_job* posted it.
        starter: Who started it, and leads it like the host; nothing once that is forgotten.
        started_at: When the video begins for everyone: after a countdown, so it may be still to come.
        paused_for: How long the pauses before *paused_at* took together.
    """

    id: PartyId
    guild: GuildId
    course: CourseId
    chapter: ChapterNumber
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
        """Whether it is still to come, or under way."""
        return self.state in OPEN

    @property
    def begins_at(self) -> datetime:
        """When the video begins: as the party was started, or else as it is planned."""
        return self.started_at or self.starts_at

    def confirmed(self) -> "Party":
        """Return the party once its host has confirmed the date."""
        return replace(self, state=PartyState.PLANNED)

    def posted(self, message: MessageId, job: JobId) -> "Party":
        """Return the party whose card is *message*, which *job* posted."""
        return replace(self, message=message, card_job=job)

    def led_from(self, message: MessageId, job: JobId) -> "Party":
        """Return the party that is led from *message*, which *job* posted."""
        return replace(self, live_message=message, live_job=job)

    def moved(self, to: datetime) -> "Party | None":
        """Return the party at another time, or nothing when it has started or ended."""
        return replace(self, starts_at=to) if self.state in {PartyState.DRAFT, PartyState.PLANNED} else None

    def cancelled(self) -> "Party | None":
        """Return the party called off, or nothing when it has ended."""
        return replace(self, state=PartyState.CANCELLED) if self.is_open else None

    def started(self, at: datetime, by: UserId | None = None) -> "Party | None":
        """Return the party whose video begins at the instant *at*, or nothing when it is not waiting."""
        if self.state is not PartyState.PLANNED:
            return None
        return replace(self, state=PartyState.RUNNING, started_at=at, starter=by)

    def paused(self, at: datetime) -> "Party | None":
        """Return the party paused at the instant *at*, or nothing when it is not running."""
        return replace(self, state=PartyState.PAUSED, paused_at=at) if self.state is PartyState.RUNNING else None

    def resumed(self, at: datetime) -> "Party | None":
        """Return the party going on at the instant *at*, or nothing when it is not paused."""
        if self.state is not PartyState.PAUSED or self.paused_at is None:
            return None
        pause = max(at - self.paused_at, timedelta())
        return replace(self, state=PartyState.RUNNING, paused_at=None, paused_for=self.paused_for + pause)

    def over(self) -> "Party | None":
        """Return the party at its end, or nothing when it has ended before."""
        return replace(self, state=PartyState.OVER) if self.is_open else None

    def following(self, chapter: ChapterNumber, length: timedelta, starts_at: datetime) -> "Party":
        """Return the party that follows in the series: planned, and nothing of it posted or begun."""
        return replace(
            self,
            chapter=chapter,
            length=length,
            starts_at=starts_at,
            state=PartyState.PLANNED,
            message=None,
            card_job=None,
            event=None,
            live_message=None,
            live_job=None,
            starter=None,
            started_at=None,
            paused_at=None,
            paused_for=timedelta(),
        )

    def ends_series(self, still_open: Iterable["Party"]) -> bool:
        """Tell whether the party was to come again, and none of those *still_open* is of its series."""
        of_series = ((other.channel, other.repeat) == (self.channel, self.repeat) for other in still_open)
        return self.repeat is not None and not any(of_series)

    def position(self, now: datetime) -> timedelta | None:
        """Return at which place of the video the group is, pauses counted; nothing before the start."""
        if self.started_at is None:
            return None
        until = now if self.paused_at is None else min(self.paused_at, now)
        return min(max(until - self.started_at - self.paused_for, timedelta()), self.length)

    def ends_at(self, now: datetime) -> datetime:
        """Return when the video ends, as it looks at *now*; each minute of a pause puts it off."""
        pause = timedelta() if self.paused_at is None else max(now - self.paused_at, timedelta())
        return self.begins_at + self.length + self.paused_for + pause

    @property
    def closes_at(self) -> datetime:
        """When it closes if nothing happens: one that nobody starts or resumes waits, but not for ever."""
        if self.paused_at is not None:
            return self.paused_at + LONGEST_PAUSE
        if self.started_at is None:
            return self.starts_at + self.length + LONGEST_WAIT
        return self.started_at + self.length + self.paused_for


@dataclass(frozen=True, slots=True)
class Reply:
    """What one person answered."""

    user: UserId
    answer: Answer


@dataclass(frozen=True, slots=True)
class Presence:
    """Somebody who was at the party, and since when.

    Attributes:
        said: Whether they said so themselves; otherwise they were seen in the party's voice channel.
    """

    user: UserId
    since: datetime
    said: bool = True


@dataclass(frozen=True, slots=True)
class Guests:
    """Who answered what, those first who answered first."""

    replies: tuple[Reply, ...] = ()

    @property
    def going(self) -> tuple[UserId, ...]:
        """Who is coming."""
        return self.saying(Answer.GOING)

    def saying(self, *answers: Answer) -> tuple[UserId, ...]:
        """Return who gave one of *answers*."""
        return tuple(reply.user for reply in self.replies if reply.answer in answers)

    def count(self, answer: Answer) -> int:
        """Return how many gave *answer*."""
        return sum(reply.answer is answer for reply in self.replies)


@dataclass(frozen=True, slots=True)
class PartyView:
    """A party as people see it.

    Attributes:
        problem: What keeps something about it from being posted.
        event_problem: Why it has no event in Discord's own list, where it should have one.
        ends_series: Whether it was to come again, and nothing follows it.
    """

    party: Party
    guests: Guests = Guests()
    problem: HoldReason | None = None
    event_problem: HoldReason | None = None
    ends_series: bool = False


class PlanResult(Enum):
    """What came of planning, moving, answering or calling off a party."""

    DONE = auto()
    MISSING = auto()
    NOT_YOURS = auto()
    PAST = auto()
    TOO_LATE = auto()
    FULL = auto()
    HOSTS_MANY = auto()
    NO_SCHEDULE = auto()


class Phase(StrEnum):
    """How a party stands at an instant, for people."""

    AHEAD = "ahead"
    COUNTDOWN = "countdown"
    RUNNING = "running"
    PAUSED = "paused"
    OVER = "over"
    CANCELLED = "cancelled"


class LiveResult(Enum):
    """What came of starting, steering, ending or checking in to a party."""

    DONE = auto()
    ALREADY = auto()
    MISSING = auto()
    NOT_YOURS = auto()
    EARLY = auto()
    NOT_BEGUN = auto()
    OVER = auto()
    CANCELLED = auto()


LIVE_PHASES = frozenset({Phase.COUNTDOWN, Phase.RUNNING, Phase.PAUSED})
REFUSALS = {
    Phase.AHEAD: LiveResult.NOT_BEGUN,
    Phase.COUNTDOWN: LiveResult.NOT_BEGUN,
    Phase.OVER: LiveResult.OVER,
    Phase.CANCELLED: LiveResult.CANCELLED,
}


@dataclass(frozen=True, slots=True)
class LiveParty:
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
    def refusal(self) -> LiveResult:
        """Why what people do in a party that runs cannot be done in this one now."""
        return REFUSALS.get(self.phase, LiveResult.ALREADY)

    @property
    def seconds(self) -> int:
        """At which second of the video the group is."""
        return int((self.party.position(self.now) or timedelta()).total_seconds())

    @property
    def said_here(self) -> tuple[UserId, ...]:
        """Who said that they are there."""
        return tuple(presence.user for presence in self.present if presence.said)

    def joined(self, user: UserId) -> bool:
        """Tell whether *user* watches along: they were there, or had said that they would be."""
        return user in self.guests.going or any(presence.user == user for presence in self.present)


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


def start_after_countdown(party: Party, now: datetime) -> datetime:
    """Return when the video begins if the party is started at *now*.

    After a countdown, and never before the planned time: whoever is punctual misses nothing.
    """
    return max(party.starts_at, now + COUNTDOWN)


def open_to_guests(party: Party, now: datetime) -> bool:
    """Tell whether everyone who said that they are going may start *party*.

    They wait a little for its host; where there is none any more, for the planned time only.
    """
    return now >= party.starts_at + (timedelta() if party.host is None else GRACE)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks for something, and whether they organise the guild."""

    user: UserId
    organises: bool

    def changes(self, party: Party) -> bool:
        """Tell whether they may move *party* and call it off: its host and organisers."""
        return self.organises or self.user == party.host

    def leads(self, party: Party) -> bool:
        """Tell whether they may start, pause, resume and end *party*: also whoever started it."""
        return self.changes(party) or self.user == party.starter


@dataclass(frozen=True, slots=True)
class AbsentGuests:
    """Guests whom a party's channel does not reach: who left the guild, and who cannot view the channel."""

    left: frozenset[UserId] = frozenset()
    cannot_view: frozenset[UserId] = frozenset()


@dataclass(frozen=True, slots=True)
class DmOptIn:
    """That somebody in a guild wants reminders as direct messages, in the language they read there.

    Attributes:
        id: Jobs name this and not the user.
    """

    id: DmOptInId
    guild: GuildId
    user: UserId
    locale: Locale
