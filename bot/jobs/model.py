"""Jobs: work that falls due, the outcomes of an attempt at it, and when to try again."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import blake2b

from bot.ids import (
    ChannelId,
    ChapterId,
    GuildId,
    JobId,
    MessageId,
    NudgeWishId,
    PartyId,
    PostOptInId,
    ScheduleId,
    UserId,
    created_at,
)

LONGEST_DELIVERY = timedelta(seconds=90)  # after which an attempt is cancelled
CARRIED_OUT_WITHIN = timedelta(seconds=90)
"""How long Discord may still carry out a request after the bot has given up waiting for the response."""
LEASE = LONGEST_DELIVERY + CARRIED_OUT_WITHIN
LARGEST_CLOCK_ERROR = timedelta(days=1)
"""How wrong the host's clock may have been, before it was set, when an earlier attempt was made."""
FIRST_RETRY = timedelta(seconds=30)
LONGEST_RETRY = timedelta(minutes=10)
REPLACES_REGULAR_WITHIN = timedelta(days=1)
"""How long after it was asked for an extra post may count as the regular post as well."""
SEEN_KEPT = timedelta(days=1)
"""How long those only seen in a party's voice channel are stored, so that they can mark its chapter watched."""
WEEKLY_PREFIX = "weekly:"  # of the occurrence of a regular post
EXTRA_PREFIX = "extra:"  # of the occurrence of an extra post, which is one asked for with /schedule now
QUIET_SUFFIX = ":quiet"  # of the occurrence of an extra post without a ping


class JobKind(StrEnum):
    """What a job asks the bot to do; stored."""

    WEEKLY_POST = "weekly_post"  # a schedule's post, regular or extra
    FORGET_GUILD = "forget_guild"  # delete the data of a guild that the bot has left
    DISCUSSION = "discussion"  # start a thread on a post
    PARTY = "party"  # a message about a watch party, or a change of one
    PARTY_EVENT = "party_event"  # update a watch party's scheduled event
    NOTICE = "notice"  # tell organisers that another job is in trouble
    RETENTION = "retention"  # delete what has become old
    SCHEDULE_START = "schedule_start"  # announce a schedule in its channel
    POST_REMINDER = "post_reminder"  # tell one person of a schedule's post by direct message
    NUDGE = "nudge"  # tell one person by direct message that they are behind, and how to catch up
    POST_COUNT = "post_count"  # bring up to date what a schedule's post says of the one before and the next


class JobState(StrEnum):
    """The state of a job; stored."""

    WAITING = "waiting"  # for its time, or for the next attempt
    LEASED = "leased"  # an attempt is under way
    DONE = "done"
    HELD = "held"  # until a person removes what is in the way
    DEAD = "dead"  # it cannot be done, and is never tried again
    SKIPPED = "skipped"  # no longer wanted, or postponed by an extra post


class HoldReason(StrEnum):
    """What keeps a job from being done until a person changes it; stored."""

    GUILD_GONE = "guild_gone"
    CHANNEL_GONE = "channel_gone"
    CANNOT_SEE = "view_channel"
    CANNOT_CONNECT = "connect"  # to a voice channel, without which its chat is closed
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
    REFUSED = "refused"  # by Discord, with status 403 and a code that stands for none of the above
    COURSE_CHANGED = "course_changed"  # the lesson is not in the course any more
    COURSE_GONE = "course_gone"  # the course is missing, or what a party was to watch is not in it
    ASKED = "asked"  # it is overdue, and an organiser is asked whether to post it


class SkipReason(StrEnum):
    """Why a job is skipped; stored."""

    OVER = "over"  # what it is about has ended
    PAUSED = "paused"  # its schedule is paused
    REPLACED = "replaced"  # its schedule was set up anew
    CHANGED = "changed"  # its schedule or party has another time now
    SET_ASIDE = "set_aside"  # an extra post is under way, after which it may wait again
    REQUESTED = "wished"  # an organiser left it out
    HOLIDAY = "holiday"  # it would have come on a holiday
    MISSED = "missed"  # it is too late
    CAME_BACK = "came_back"  # the bot is in the guild again
    MERGED = "merged"  # another job does its work
    NOBODY = "nobody"  # there is no recipient, or nothing to be found
    RESOLVED = "mended"  # what organisers were to be told of is no longer in the way


@dataclass(frozen=True, slots=True)
class NewJob:
    """A job to add to the queue; `Job` describes its fields. A post has *chapters*, () if it closes the season.

    The first attempt is made *wait* after it is due.
    """

    kind: JobKind
    guild: GuildId
    subject: int
    occurrence: str
    due: datetime
    chapters: tuple[ChapterId, ...] | None = None
    wait: timedelta = timedelta()


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Job:
    """A job claimed from the queue for one attempt.

    Attributes:
        subject: The id of what the job is about, by its kind: a schedule, a guild, a watch party, or the job
            whose post is discussed, told of or in trouble; 0 for retention, and where names are removed from a message.
        occurrence: The unique name of what happens, such as ``weekly:3:2026-11-30``; never used again.
        due: When it is to be done, in UTC.
        attempts: How many attempts may have reached Discord, this one included.
        waited: Whether it was held before, so that it counts as unblocked and not as missed.
        sent_to: The channel in which an earlier attempt may have posted.
        sent_from: The earliest time, by Discord's clock, of a message that the job may have sent.
        overdue: Whether it fell due before this process watched the queue, so that another process may have
            sent it: the database may be a restored copy.
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
        """Whether the job may have sent a message before this attempt."""
        return self.attempts > 1 or self.overdue

    @property
    def nonce(self) -> str:
        """The nonce of its message: 24 characters (Discord takes 25) by which Discord recognises a repeated request."""
        return nonce_for(self.occurrence)


@dataclass(frozen=True, slots=True)
class JobRecord:
    """What is stored about a job, for cards and notices; `Job` describes the other fields."""

    id: JobId
    kind: JobKind
    guild: GuildId
    subject: int
    due: datetime
    state: JobState
    attempts: int
    channel: ChannelId | None  # where the last attempt posted, or may have
    message: MessageId | None
    error: str | None  # a HoldReason, a SkipReason or an error message, by the state
    settled_at: datetime | None = None  # when the last attempt ended
    actor: UserId | None = None  # who skipped it
    chapters: tuple[ChapterId, ...] | None = None  # of a post; None if not recorded, () for the closing post
    occurrence: str = ""
    waited: bool = False

    @property
    def is_extra_to_come(self) -> bool:
        """Whether it is an extra post that no attempt was made at yet, and that nothing is in the way of."""
        return is_extra(self.occurrence) and self.state is JobState.WAITING and not self.attempts


@dataclass(frozen=True, slots=True)
class Delivered:
    """The job is done; *message* is None if it sent none, or if somebody deleted it before its id was known."""

    channel: ChannelId | None
    message: MessageId | None


@dataclass(frozen=True, slots=True)
class Retry:
    """The attempt failed and may have reached Discord: try again after a delay, and not within *rest* in any case."""

    error: str
    rest: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Held:
    """Nothing was sent, and nothing can be until a person removes the *reason*."""

    reason: HoldReason


@dataclass(frozen=True, slots=True)
class Dead:
    """Never tried again: Discord refused it as invalid, or nobody could be told."""

    error: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """Nothing is to be done, for the *reason*."""

    reason: SkipReason


Outcome = Delivered | Retry | Held | Dead | Skipped


def weekly_occurrence(schedule: ScheduleId, day: date) -> str:
    """Return the occurrence of the regular post of *schedule* on the local *day*."""
    return f"{WEEKLY_PREFIX}{schedule}:{day.isoformat()}"


def day_of_weekly(occurrence: str) -> date | None:
    """Return the local day after which the *occurrence* of a regular post is named; None for any other."""
    return date.fromisoformat(occurrence.rpartition(":")[2]) if occurrence.startswith(WEEKLY_PREFIX) else None


def extra_occurrence(schedule: ScheduleId, interaction: int, *, quiet: bool = False) -> str:
    """Return the occurrence of an extra post, asked for by the interaction with that id; a *quiet* one pings nobody."""
    return f"{EXTRA_PREFIX}{schedule}:{interaction}{QUIET_SUFFIX if quiet else ''}"


def is_extra(occurrence: str) -> bool:
    """Tell whether *occurrence* is that of an extra post."""
    return occurrence.startswith(EXTRA_PREFIX)


def is_quiet(occurrence: str) -> bool:
    """Tell whether *occurrence* is that of an extra post that pings nobody."""
    return is_extra(occurrence) and occurrence.endswith(QUIET_SUFFIX)


def replaces_regular_post(extra: Job, outcome: Outcome, slot: datetime) -> bool:
    """Tell whether *extra* is also the regular post of *slot*: sent after that, and within a day of being asked for."""
    message = outcome.message if isinstance(outcome, Delivered) else None
    return message is not None and slot <= created_at(message) <= extra.due + REPLACES_REGULAR_WITHIN


def notice_occurrence(job: JobId) -> str:
    """Return the occurrence of the notice to organisers that *job* is held or dead."""
    return f"notice:{job}"


def forget_occurrence(guild: GuildId, day: date) -> str:
    """Return the occurrence of the deletion of *guild*'s data on *day*."""
    return f"forget:{guild}:{day.isoformat()}"


def retention_job(what: str, due: datetime) -> NewJob:
    """Return the job that deletes all old data at *due*; *what* is its occasion and makes its occurrence unique."""
    return NewJob(JobKind.RETENTION, GuildId(0), 0, f"retention:{what}", due)


def retention_of(party: PartyId, now: datetime) -> NewJob:
    """Return the job that deletes who was only seen at *party*, a day after *now*, when it ended."""
    return retention_job(f"party:{party}", now + SEEN_KEPT)


def start_occurrence(schedule: ScheduleId) -> str:
    """Return the occurrence of the announcement that *schedule* has started."""
    return f"start:{schedule}"


def discussion_occurrence(post: JobId) -> str:
    """Return the occurrence of the thread on the post of the job *post*."""
    return f"discussion:{post}"


def reminders_prefix(post: JobId) -> str:
    """Return how the occurrences of all reminders of *post* begin; the number of the opt-in stands behind that."""
    return f"remind:{post}:"


def opt_in_of_reminder(occurrence: str) -> PostOptInId:
    """Return the opt-in in the *occurrence* of a reminder of a post; ValueError for any other."""
    return PostOptInId(int(occurrence.rpartition(":")[2]))


def nudge_occurrence(wish: NudgeWishId, post: JobId) -> str:
    """Return the occurrence of asking, after the post of the job *post*, whether whoever made *wish* is behind."""
    return f"nudge:{post}:{wish}"


def nudge_wish_of(occurrence: str) -> NudgeWishId:
    """Return the wish in the *occurrence* of a nudge; ValueError for any other."""
    return NudgeWishId(int(occurrence.rpartition(":")[2]))


def count_occurrence(post: JobId, step: int) -> str:
    """Return the occurrence of bringing the count on the post of the job *post* up to date; *step* numbers the time."""
    return f"count:{post}:{step}"


def nonce_for(occurrence: str) -> str:
    """Return the nonce of an occurrence: a hash of it, so the same in every attempt."""
    return blake2b(occurrence.encode(), digest_size=12).hexdigest()


def retry_delay(attempts: int) -> timedelta:
    """Return the delay after failure number *attempts*: 30 seconds, doubled at each failure, at most 10 minutes."""
    return min(FIRST_RETRY * (1 << min(max(attempts - 1, 0), 7)), LONGEST_RETRY)
