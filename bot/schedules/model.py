"""A study schedule: its slots, what organisers changed about them, its posts, how it stands, and what came of it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import Enum, StrEnum, auto
from heapq import merge
from itertools import chain, islice, pairwise, takewhile
from operator import attrgetter

from bot.courses.model import Chapter
from bot.ids import ChannelId, ChapterNumber, CourseId, GuildId, MessageId, RoleId, ScheduleId, TagId, UserId
from bot.jobs.model import Job, JobRecord, is_quiet
from bot.progress.model import NOBODY, Audience
from bot.text.locales import Locale
from bot.times.slots import Cadence, Slot, zone

LONGEST_SKIP = timedelta(days=366)
LATE_AFTER = timedelta(minutes=15)
DEFAULT_GRACE = timedelta(days=3)
# Never too late, but only once an organiser has said so.
ASK = timedelta(days=36500)
MOST_SCHEDULES = 10
MOST_HOLIDAYS = 30


@dataclass(frozen=True, slots=True)
class Skip:
    """Local days, first to last, on which nothing is posted, and who asked for it, unless that is forgotten."""

    first: date
    last: date
    by: UserId | None

    def covers(self, day: date) -> bool:
        """Tell whether *day* is skipped."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Move:
    """The slot of the local *day*, at another instant."""

    day: date
    to: datetime


@dataclass(frozen=True, slots=True)
class Adjustments:
    """Everything changed about the slots; a slot both skipped and moved is skipped."""

    skips: tuple[Skip, ...] = ()
    moves: tuple[Move, ...] = ()

    def skip_of(self, day: date) -> Skip | None:
        """Return the first skip that covers *day*, if any."""
        return next((skip for skip in self.skips if skip.covers(day)), None)

    def applied(self, slots: Iterator[Slot], after: datetime) -> Iterator[Slot]:
        """Yield *slots* without the skipped ones, and the moved ones at their new time if it is after *after*."""
        moved = {move.day: move.to for move in self.moves}
        kept = (slot for slot in slots if slot.day not in moved and self.skip_of(slot.day) is None)
        elsewhere = [Slot(day, to) for day, to in moved.items() if to > after and self.skip_of(day) is None]
        return merge(kept, sorted(elsewhere, key=attrgetter("at")), key=attrgetter("at"))

    def with_skip(self, skip: Skip) -> "Adjustments":
        """Return these adjustments with *skip* added."""
        return Adjustments((*self.skips, skip), self.moves)

    def without_days(self, first: date, last: date) -> "Adjustments":
        """Return these adjustments with the local days *first* to *last* skipped no more."""
        day = timedelta(days=1)
        pieces = (
            (replace(skip, last=min(skip.last, first - day)), replace(skip, first=max(skip.first, last + day)))
            for skip in self.skips
        )
        return Adjustments(tuple(each for each in chain(*pieces) if each.first <= each.last), self.moves)

    def with_move(self, move: Move) -> "Adjustments":
        """Return these adjustments with *move* in place of an earlier one of the same slot."""
        others = tuple(other for other in self.moves if other.day != move.day)
        return Adjustments(self.skips, (*others, move))

    def without(self, user: UserId) -> "Adjustments":
        """Return the same adjustments with *user* forgotten."""
        skips = (replace(skip, by=None) if skip.by == user else skip for skip in self.skips)
        return Adjustments(tuple(skips), self.moves)

    def since(self, now: datetime) -> "Adjustments":
        """Return the adjustments that may still matter in some zone at *now*: none is two days from UTC's."""
        day = (now - timedelta(days=2)).date()
        return Adjustments(
            tuple(skip for skip in self.skips if skip.last >= day),
            tuple(move for move in self.moves if move.day >= day or move.to.date() >= day),
        )


@dataclass(frozen=True, slots=True)
class PlannedPost:
    """The chapters of a post to come, none of the closing one, and its slot."""

    chapters: tuple[ChapterNumber, ...]
    slot: Slot


@dataclass(frozen=True, slots=True)
class SeasonDay:
    """A post of the season or a skipped slot, and whether the zone's clocks were changed since the day before it."""

    slot: Slot
    chapters: tuple[ChapterNumber, ...]
    moved: bool = False
    skipped_by: UserId | None = None
    clocks_changed: bool = False
    closing: bool = False
    holiday: bool = False


class Ending(StrEnum):
    """What a schedule does after its closing post."""

    STOP = "stop"
    REPEAT = "repeat"
    WAIT = "wait"


class ScheduleState(StrEnum):
    """Whether a schedule posts."""

    ACTIVE = "active"
    PAUSED = "paused"
    FINISHED = "finished"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Schedule:
    """A guild's way through a course: where, when, in which order, and how far it is.

    Attributes:
        position: How many chapters of *order* have been posted.
        per_post: How many chapters a post brings.
        grace: How late a post that the bot was not there to make may still go out; zero for never,
            and `ASK` for not before an organiser says so.
        discussion: Whether a thread is opened on each post.
        tag: What each post is tagged with, where *channel* is a forum.
        ending: What comes after the closing post, which follows the last chapters'.
        holidays: The days on which no schedule of the guild posts, as skips that nobody in particular asked for.
    """

    id: ScheduleId
    guild: GuildId
    channel: ChannelId
    course: CourseId
    cadence: Cadence
    order: tuple[ChapterNumber, ...]
    position: int
    role: RoleId | None
    organiser: UserId | None
    state: ScheduleState = ScheduleState.ACTIVE
    per_post: int = 1
    adjustments: Adjustments = field(default_factory=Adjustments)
    grace: timedelta = DEFAULT_GRACE
    discussion: bool = False
    tag: TagId | None = None
    ending: Ending = Ending.STOP
    holidays: tuple[Skip, ...] = ()

    @property
    def chapters(self) -> tuple[ChapterNumber, ...]:
        """The chapters that the next post brings; none if it is the closing one, or there is no next."""
        return self.order[self.position : self.position + self.per_post]

    @property
    def is_last(self) -> bool:
        """Whether the next post is the last that brings chapters."""
        return self.position + self.per_post >= len(self.order)

    @property
    def latest(self) -> ChapterNumber | None:
        """The chapter the group is at: the one posted last."""
        return self.order[self.position - 1] if self.position else None

    def advanced(self) -> "Schedule":
        """Return the schedule after its next post has gone out."""
        if self.chapters:
            return replace(self, position=min(self.position + self.per_post, len(self.order)))
        if not self._is_unfinished:
            return self
        if self.ending is Ending.STOP:
            return replace(self, state=ScheduleState.FINISHED)
        state = ScheduleState.PAUSED if self.ending is Ending.WAIT else self.state
        return replace(self, order=self._next_round, position=0, state=state)

    def jumped_to(self, chapter: ChapterNumber) -> "Schedule":
        """Return the schedule with *chapter* next: where it is to come, or came, else put in here."""
        if chapter in self.order:
            ahead = chapter in self.order[self.position :]
            place = self.order.index(chapter, self.position if ahead else 0)
            return replace(self, position=place, state=self._state_when_unfinished)
        return self.repeating(chapter)

    def repeating(self, chapter: ChapterNumber) -> "Schedule":
        """Return the schedule with *chapter* put in before what is to come."""
        order = (*self.order[: self.position], chapter, *self.order[self.position :])
        return replace(self, order=order, state=self._state_when_unfinished)

    def reordered(self, order: tuple[ChapterNumber, ...]) -> "Schedule":
        """Return the schedule with what was not posted of *order* to come; all of it if all was."""
        posted = self.order[: self.position]
        rest = tuple(chapter for chapter in order if chapter not in posted)
        return replace(self, order=(*posted, *(rest or order)))

    @property
    def _next_round(self) -> tuple[ChapterNumber, ...]:
        """The order once it begins again: what was repeated in this round was for this round."""
        return tuple(dict.fromkeys(self.order))

    @property
    def _is_unfinished(self) -> bool:
        """Whether anything is to come, now or when it is resumed."""
        return self.state in {ScheduleState.ACTIVE, ScheduleState.PAUSED}

    @property
    def _state_when_unfinished(self) -> ScheduleState:
        """The state when there is something to post again."""
        return ScheduleState.ACTIVE if self.state is ScheduleState.FINISHED else self.state

    def has_holiday(self, day: date) -> bool:
        """Tell whether the local *day* is a holiday of the guild; a post that was moved keeps its date even so."""
        return any(holiday.covers(day) for holiday in self.holidays)

    def slots_after(self, instant: datetime) -> Iterator[Slot]:
        """Yield the slots strictly after *instant*: no skipped ones, none on a holiday, the moved ones as moved."""
        slots = (slot for slot in self.cadence.slots_after(instant) if not self.has_holiday(slot.day))
        return self.adjustments.applied(slots, instant)

    def next_after(self, instant: datetime) -> Slot:
        """Return the first slot strictly after *instant*."""
        return next(self.slots_after(instant))

    def next_skipped(self, instant: datetime) -> date | None:
        """Return the first local day after *instant* whose slot an organiser has skipped, if there is one."""
        last = max((skip.last for skip in self.adjustments.skips), default=date.min)
        slots = takewhile(lambda slot: slot.day <= last, self.cadence.slots_after(instant))
        return next((slot.day for slot in slots if self.adjustments.skip_of(slot.day)), None)

    def skipped_between(self, after: datetime, until: datetime) -> Iterator[tuple[Slot, Skip]]:
        """Yield the skipped slots after the instant *after* and before *until*, each with its skip."""
        for slot in takewhile(lambda slot: slot.at < until, self.cadence.slots_after(after)):
            if (skip := self.adjustments.skip_of(slot.day)) is not None:
                yield slot, skip

    def planned(self, after: datetime, limit: int | None = 3) -> list[PlannedPost]:
        """Return the next posts after the instant *after*, at most *limit*; without, to the closing post."""
        contents = self._contents(self.order[self.position :])
        if limit is not None and self.ending is Ending.REPEAT and self._is_unfinished:
            contents = chain(contents, chain.from_iterable(self._contents(self._next_round) for _ in range(limit)))
        posts = (PlannedPost(some, slot) for some, slot in zip(contents, self.slots_after(after), strict=False))
        return list(islice(posts, limit))

    def _contents(self, order: tuple[ChapterNumber, ...]) -> Iterator[tuple[ChapterNumber, ...]]:
        """Yield the chapters of each post that brings *order*, and none for the closing post."""
        for start in range(0, len(order), self.per_post):
            yield order[start : start + self.per_post]
        if self._is_unfinished:
            yield ()

    def season(self, after: datetime) -> list[SeasonDay]:
        """Return every post after the instant *after*, moved ones at their new time, and the skipped days between."""
        posts = self.planned(after, None)
        if not posts:
            return []
        last = posts[-1].slot.at
        moved = {move.day for move in self.adjustments.moves}
        days = [
            SeasonDay(post.slot, post.chapters, post.slot.day in moved, closing=not post.chapters) for post in posts
        ]
        skipped = {slot: skip.by for slot, skip in self.skipped_between(after, last)}
        days += [SeasonDay(slot, (), skipped_by=by) for slot, by in skipped.items()]
        slots = takewhile(lambda slot: slot.at < last, self.cadence.slots_after(after))
        free = (slot for slot in slots if self.has_holiday(slot.day) and slot.day not in moved and slot not in skipped)
        days += [SeasonDay(slot, (), holiday=True) for slot in free]
        days.sort(key=lambda day: day.slot.at)
        place = zone(self.cadence.zone_name)
        offsets = [instant.astimezone(place).utcoffset() for instant in (after, *(day.slot.at for day in days))]
        return [
            replace(day, clocks_changed=before != now)
            for day, (before, now) in zip(days, pairwise(offsets), strict=True)
        ]

    @staticmethod
    def is_late(due: datetime, now: datetime) -> bool:
        """Tell whether a post due at *due* is so late at *now* that it should say so."""
        return now - due > LATE_AFTER

    def asks(self, due: datetime, now: datetime) -> bool:
        """Tell whether an organiser is to be asked about a post due at *due* before it goes out at *now*."""
        return self.grace == ASK and self.is_late(due, now)

    def is_missed(self, due: datetime, now: datetime) -> bool:
        """Tell whether a post due at *due* comes too late at *now* to go out by itself."""
        return now - due > max(self.grace, LATE_AFTER)


def latest_chapters(schedules: Iterable[Schedule]) -> frozenset[ChapterNumber]:
    """Return the chapters where the groups of *schedules* are: those that each has posted last."""
    return frozenset(each.latest for each in schedules if each.latest is not None)


@dataclass(frozen=True, slots=True)
class ScheduleOverview:
    """A schedule as an organiser wants to see it.

    Attributes:
        pending: The post that waits, is held or is on its way; none while paused or over.
        planned: The posts that come next, after one that is overdue.
        season: All of them, with the skipped days on the way.
        audience: Who has watched the chapter that the group is at.
    """

    schedule: Schedule
    pending: JobRecord | None
    planned: tuple[PlannedPost, ...]
    season: tuple[SeasonDay, ...]
    audience: Audience = NOBODY


@dataclass(frozen=True, slots=True)
class ScheduleStart:
    """A schedule that was set up, or would be.

    Attributes:
        goes_on: Whether it begins where an earlier one in the channel had got to.
        replaces: Whether it takes the place of one that was running there.
    """

    overview: ScheduleOverview
    goes_on: bool
    replaces: bool


class ChangeResult(Enum):
    """What came of an organiser's request to change a schedule."""

    DONE = auto()
    ALREADY = auto()
    UNDER_WAY = auto()
    FINISHED = auto()
    TAKEN = auto()
    MISSING = auto()


ChangeAnswer = tuple[ChangeResult, ScheduleOverview | None]


@dataclass(frozen=True, slots=True)
class SeasonSummary:
    """How many chapters were posted, from when to when, and how many members have watched any, or all."""

    chapters: int = 0
    first: datetime | None = None
    last: datetime | None = None
    watchers: int = 0
    finishers: int = 0


def season_summary(posted: Sequence[JobRecord], watchers: int, finishers: int) -> SeasonSummary:
    """Return how far a group came in the season that ends now; *posted* are all posts ever, the oldest first.

    A post whose chapters are not on record counts as one chapter.
    """
    season: list[JobRecord] = []
    for post in posted:
        season = [] if post.chapters == () else [*season, post]
    known = {chapter for post in season for chapter in post.chapters or ()}
    unknown = sum(post.chapters is None for post in season)
    times = [post.settled_at or post.due for post in season]
    return SeasonSummary(len(known) + unknown, min(times, default=None), max(times, default=None), watchers, finishers)


@dataclass(frozen=True, slots=True)
class SchedulePost:
    """The next post of a schedule, ready to be sent; without chapters it closes the season.

    Attributes:
        locale: The guild's chosen language, or nothing when it follows Discord's.
        following: When the post after this one comes, or nothing when none does by itself.
        summary: What the group has done, in a closing post.
    """

    job: Job
    schedule: Schedule
    chapters: tuple[Chapter, ...]
    locale: Locale | None
    following: datetime | None
    late: bool
    summary: SeasonSummary = field(default_factory=SeasonSummary)

    @property
    def role(self) -> RoleId | None:
        """The role that the post pings, if any."""
        return None if is_quiet(self.job.occurrence) or not self.chapters else self.schedule.role


@dataclass(frozen=True, slots=True)
class Discussion:
    """A thread to be opened on a post that is out, and the chapters that it brought."""

    job: Job
    channel: ChannelId
    message: MessageId
    chapters: tuple[ChapterNumber, ...] = ()
