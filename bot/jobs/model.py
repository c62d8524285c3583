"""Work that falls due: jobs, how an attempt at one ends, and when to try again."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import blake2b

from bot.ids import ChannelId, ChapterNumber, GuildId, JobId, MessageId, PartyId, ScheduleId, UserId, created_at

LONGEST_DELIVERY = timedelta(seconds=90)
CARRIED_OUT_WITHIN = timedelta(seconds=90)
"""How long after the bot gave a request up Discord may still carry it out."""
LEASE = LONGEST_DELIVERY + CARRIED_OUT_WITHIN
LARGEST_CLOCK_ERROR = timedelta(days=1)
"""How far the host's clock may have been from where it is now, as one whose zone is set wrong."""
FIRST_RETRY = timedelta(seconds=30)
LONGEST_RETRY = timedelta(minutes=10)
REPLACES_REGULAR_WITHIN = timedelta(days=1)
"""How long after it was asked for a post out of turn may take the place of a regular one."""
SEEN_KEPT = timedelta(days=1)
"""Those who were only seen at a party can still mark its chapter "watched together" so long."""
EXTRA = "extra:"
QUIET = ":quiet"


class JobKind(StrEnum):
    """What a job asks the bot to do."""

    WEEKLY_POST = "weekly_post"
    FORGET_GUILD = "forget_guild"
    DISCUSSION = "discussion"
    PARTY = "party"
    PARTY_EVENT = "party_event"
    NOTICE = "notice"
    RETENTION = "retention"


class JobState(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    LEASED = "leased"
    DONE = "done"
    HELD = "held"
    DEAD = "dead"
    SKIPPED = "skipped"


class HoldReason(StrEnum):
    """What stands in a job's way until a person mends it."""

    GUILD_GONE = "guild_gone"
    CHANNEL_GONE = "channel_gone"
    CANNOT_SEE = "view_channel"
    CANNOT_SEND = "send_messages"
    CANNOT_SEND_IN_THREADS = "send_messages_in_threads"
    CANNOT_READ_HISTORY = "read_message_history"
    CANNOT_START_THREADS = "create_public_threads"
    THREAD_LOCKED = "thread_locked"
    TOO_MANY_THREADS = "too_many_threads"
    TAG_NEEDED = "tag_needed"
    CANNOT_CREATE_EVENTS = "create_events"
    TOO_MANY_EVENTS = "too_many_events"
    CHANNEL_NOT_PUBLIC = "channel_not_public"
    ROLE_GONE = "role_gone"
    REFUSED = "refused"
    ASKED = "asked"


class SkipReason(StrEnum):
    """Why a job is not done."""

    OVER = "over"
    PAUSED = "paused"
    REPLACED = "replaced"
    CHANGED = "changed"
    SET_ASIDE = "set_aside"
    REQUESTED = "wished"
    MISSED = "missed"
    CAME_BACK = "came_back"
    MERGED = "merged"
    NOBODY = "nobody"
    RESOLVED = "mended"


@dataclass(frozen=True, slots=True)
class NewJob:
    """Work to be put into the queue; a post brings *chapters*, or closes the season if they are ()."""

    kind: JobKind
    guild: GuildId
    subject: int
    occurrence: str
    due: datetime
    chapters: tuple[ChapterNumber, ...] | None = None


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Job:
    """Work claimed from the queue.

    Attributes:
        subject: The id of what the job is about, by its kind: a schedule, a guild, a watch party, or the job
            whose post is discussed or in trouble.
        occurrence: Which happening this is; unique for all time.
        attempts: How many attempts may have reached Discord, this one included.
        waited: Whether it was held before; then it is not missed but mended.
        sent_to: Where the attempt before this one may have posted.
        sent_from: From when on, by Discord's clock, there may be something that the job has sent.
        overdue: Whether it fell due when this process did not watch the queue yet: another may have
            sent it since the file was copied.
    """

    id: JobId
    kind: JobKind
    guild: GuildId
    subject: int
    occurrence: str
    due: datetime
    attempts: int
    waited: bool = False
    sent_to: ChannelId | None = None
    sent_from: datetime | None = None
    overdue: bool = False

    @property
    def may_have_been_sent(self) -> bool:
        """Whether there may be something that the job has sent before this attempt."""
        return self.attempts > 1 or self.overdue

    @property
    def nonce(self) -> str:
        """The token of 24 characters (Discord takes 25) by which Discord recognises a repeated send."""
        return nonce_for(self.occurrence)


@dataclass(frozen=True, slots=True)
class JobRecord:
    """What the queue knows of a job, for people to read; *chapters* is None for a post older than that column."""

    id: JobId
    kind: JobKind
    guild: GuildId
    subject: int
    due: datetime
    state: JobState
    attempts: int
    channel: ChannelId | None
    message: MessageId | None
    error: str | None
    settled_at: datetime | None = None
    actor: UserId | None = None
    chapters: tuple[ChapterNumber, ...] | None = None
    occurrence: str = ""


@dataclass(frozen=True, slots=True)
class Delivered:
    """It is done. A post's message is unknown when it was deleted before we could read it."""

    channel: ChannelId | None
    message: MessageId | None


@dataclass(frozen=True, slots=True)
class Retry:
    """Nobody knows whether it went out: look, and try again later, but after *rest*, whatever happens meanwhile."""

    error: str
    rest: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Held:
    """It certainly did not go out, and will not before a person mends what stands in the way."""

    reason: HoldReason


@dataclass(frozen=True, slots=True)
class Dead:
    """Discord will never take it; a bug, so it is logged as one."""

    error: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """There is nothing to do any more, for the reason named."""

    reason: SkipReason


Outcome = Delivered | Retry | Held | Dead | Skipped


def weekly_occurrence(schedule: ScheduleId, day: date) -> str:
    """Return the name of the post that *schedule* makes on the local *day*."""
    return f"weekly:{schedule}:{day.isoformat()}"


def extra_occurrence(schedule: ScheduleId, interaction: int, *, quiet: bool = False) -> str:
    """Return the name of a post of *schedule* that the *interaction* asked for; a *quiet* one pings nobody."""
    return f"{EXTRA}{schedule}:{interaction}{QUIET if quiet else ''}"


def is_extra(occurrence: str) -> bool:
    """Tell whether *occurrence* names a post made out of turn."""
    return occurrence.startswith(EXTRA)


def is_quiet(occurrence: str) -> bool:
    """Tell whether *occurrence* names a post made out of turn that pings nobody."""
    return is_extra(occurrence) and occurrence.endswith(QUIET)


def replaces_regular_post(extra: Job, outcome: Outcome, slot: datetime) -> bool:
    """Tell whether *extra* is also the regular post of *slot*: made after it, within a day of being asked for."""
    message = outcome.message if isinstance(outcome, Delivered) else None
    return message is not None and slot <= created_at(message) <= extra.due + REPLACES_REGULAR_WITHIN


def notice_occurrence(job: JobId) -> str:
    """Return the name of the notice to organisers that *job* is in trouble."""
    return f"notice:{job}"


def forget_occurrence(guild: GuildId, day: date) -> str:
    """Return the name of the deletion of *guild*'s data that falls due on *day*."""
    return f"forget:{guild}:{day.isoformat()}"


def retention_job(what: str, due: datetime) -> NewJob:
    """Return the job that deletes what has become old by *due*, whatever that is; *what* names its occasion."""
    return NewJob(JobKind.RETENTION, GuildId(0), 0, f"retention:{what}", due)


def retention_of(party: PartyId, now: datetime) -> NewJob:
    """Return the job that forgets who was only seen at *party*, whose end has been told *now*."""
    return retention_job(f"party:{party}", now + SEEN_KEPT)


def discussion_occurrence(post: JobId) -> str:
    """Return the name of the discussion of what the job *post* posted."""
    return f"discussion:{post}"


def nonce_for(occurrence: str) -> str:
    """Return the nonce of an occurrence, which is the same for ever."""
    return blake2b(occurrence.encode(), digest_size=12).hexdigest()


def retry_delay(attempts: int) -> timedelta:
    """Return how long to wait after *attempts* failures: doubling, up to ten minutes."""
    return min(FIRST_RETRY * (1 << min(max(attempts - 1, 0), 7)), LONGEST_RETRY)
