"""A study schedule: its slots and what organisers changed about them, its posts, and what came of changing it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import Enum, StrEnum, auto
from heapq import merge
from itertools import chain, islice, pairwise, takewhile
from operator import attrgetter

from bot.courses.model import Chapter
from bot.ids import ChannelId, ChapterNumber, CourseId, GuildId, MessageId, RoleId, ScheduleId, TagId, UndoId, UserId
from bot.jobs.model import Job, JobRecord, is_quiet
from bot.progress.model import NOBODY, Audience
from bot.text.locales import Locale
from bot.times.slots import Cadence, Slot, zone

LONGEST_SKIP = timedelta(days=366)  # how many days one skip or holiday spans, and how far ahead a post is moved
LATE_AFTER = timedelta(minutes=15)  # from then on a post says that it is late
DEFAULT_GRACE = timedelta(days=3)
ASK = timedelta(days=36500)
"""The `Schedule.grace` with which no post is ever missed, but an organiser decides about each late one."""
MOST_SCHEDULES = 10  # of a guild
MOST_HOLIDAYS = 30  # of a guild


@dataclass(frozen=True, slots=True)
class Skip:
    """Local days, *first* to *last*, without posts; *by* asked for it, None where nobody did or that is deleted."""

    first: date
    last: date
    by: UserId | None

    def covers(self, day: date) -> bool:
        """Tell whether *day* is one of these days."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Move:
    """The slot of the local *day* takes place at the instant *to*."""

    day: date
    to: datetime


@dataclass(frozen=True, slots=True)
class Adjustments:
    """What organisers changed about single slots; one both skipped and moved is skipped."""

    skips: tuple[Skip, ...] = ()
    moves: tuple[Move, ...] = ()

    def skip_of(self, day: date) -> Skip | None:
        """Return the first skip that covers *day*, if any."""
        return next((skip for skip in self.skips if skip.covers(day)), None)

    def applied(self, slots: Iterator[Slot], after: datetime) -> Iterator[Slot]:
        """Yield *slots* by time, without skipped ones; moved ones at their new instant if that is after *after*."""
        moved = {move.day: move.to for move in self.moves}
        kept = (slot for slot in slots if slot.day not in moved and self.skip_of(slot.day) is None)
        elsewhere = [Slot(day, to) for day, to in moved.items() if to > after and self.skip_of(day) is None]
        return merge(kept, sorted(elsewhere, key=attrgetter("at")), key=attrgetter("at"))

    def with_skip(self, skip: Skip) -> "Adjustments":
        """Return these adjustments with *skip* added."""
        return Adjustments((*self.skips, skip), self.moves)

    def without_days(self, first: date, last: date) -> "Adjustments":
        """Return these adjustments with no local day from *first* to *last* skipped."""
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
        """Return these adjustments without the name of *user*; what they skipped stays skipped."""
        skips = (replace(skip, by=None) if skip.by == user else skip for skip in self.skips)
        return Adjustments(tuple(skips), self.moves)

    def since(self, now: datetime) -> "Adjustments":
        """Return the adjustments that end two days before *now* (UTC) or later: no zone's date is further behind."""
        day = (now - timedelta(days=2)).date()
        return Adjustments(
            tuple(skip for skip in self.skips if skip.last >= day),
            tuple(move for move in self.moves if move.day >= day or move.to.date() >= day),
        )


@dataclass(frozen=True, slots=True)
class PlannedPost:
    """A post to come: its chapters, none for the closing post, and its slot."""

    chapters: tuple[ChapterNumber, ...]
    slot: Slot


@dataclass(frozen=True, slots=True)
class SeasonDay:
    """An entry in the list of a season's dates: a post, or a slot that is skipped or on a *holiday*.

    Only posts have *chapters*, but for the *closing* one. *clocks_changed* says that the zone's UTC offset is
    another than at the entry before.
    """

    slot: Slot
    chapters: tuple[ChapterNumber, ...]
    moved: bool = False
    skipped_by: UserId | None = None
    clocks_changed: bool = False
    closing: bool = False
    holiday: bool = False


class Ending(StrEnum):
    """What a schedule does after its closing post: stop, begin its order again, or wait until it is resumed."""

    STOP = "stop"
    REPEAT = "repeat"
    WAIT = "wait"


class ScheduleState(StrEnum):
    """Whether a schedule posts; finished is after its closing post, replaced once stopped or set up anew."""

    ACTIVE = "active"
    PAUSED = "paused"
    FINISHED = "finished"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Schedule:
    """Where, when and in which order a guild posts the chapters of a course, and how far it is.

    Attributes:
        order: The chapters of one season; one that is repeated stands in it more than once.
        position: How many chapters of *order* lie before what is to come: posted ones, and those jumped over.
        organiser: Who set it up; None once that is deleted.
        per_post: How many chapters a post has.
        grace: How late a post may still go out by itself, at least `LATE_AFTER`; see also `ASK`.
        discussion: Whether a thread is opened on each post.
        tag: The forum tag of each post, where *channel* is a forum.
        ending: What comes after the closing post, which follows the post of the last chapters.
        holidays: The days on which no schedule of the guild posts.
        latest_chapter: The chapter posted last, where the group is; None before the first post of a season.
        ended_at: When it was stopped or replaced; None for one whose start was taken back, as if it had never been.
        ended_by: Who stopped or replaced it; None once that is deleted.
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
    latest_chapter: ChapterNumber | None = None
    ended_at: datetime | None = None
    ended_by: UserId | None = None

    @property
    def next_chapters(self) -> tuple[ChapterNumber, ...]:
        """The chapters of the next post; () for the closing post, or where none is to come."""
        return self.order[self.position : self.position + self.per_post]

    @property
    def is_last(self) -> bool:
        """Whether the next post is the last one with chapters."""
        return self.position + self.per_post >= len(self.order)

    def advanced(self) -> "Schedule":
        """Return the schedule after its next post has gone out; after the closing post, as *ending* says."""
        if self.next_chapters:
            position = min(self.position + self.per_post, len(self.order))
            return replace(self, position=position, latest_chapter=self.next_chapters[-1])
        if not self.is_running:
            return self
        if self.ending is Ending.STOP:
            return replace(self, state=ScheduleState.FINISHED)
        state = ScheduleState.PAUSED if self.ending is Ending.WAIT else self.state
        return replace(self, order=self._next_round, position=0, state=state, latest_chapter=None)

    def ended(self, now: datetime, by: UserId) -> "Schedule":
        """Return the schedule that *by* stops or replaces at *now*."""
        return replace(self, state=ScheduleState.REPLACED, ended_at=now, ended_by=by)

    def jumped_to(self, chapter: ChapterNumber) -> "Schedule":
        """Return the schedule that goes on from *chapter*: where it is to come, else where it was, else inserted."""
        if chapter in self.order:
            ahead = chapter in self.order[self.position :]
            place = self.order.index(chapter, self.position if ahead else 0)
            return replace(self, position=place, state=self._state_when_unfinished)
        return self.repeating(chapter)

    def repeating(self, chapter: ChapterNumber) -> "Schedule":
        """Return the schedule with *chapter* inserted before what is to come."""
        order = (*self.order[: self.position], chapter, *self.order[self.position :])
        return replace(self, order=order, state=self._state_when_unfinished)

    def reordered(self, order: tuple[ChapterNumber, ...]) -> "Schedule":
        """Return the schedule with those chapters of *order* to come that were not posted; with all if all were."""
        posted = self.order[: self.position]
        rest = tuple(chapter for chapter in order if chapter not in posted)
        return replace(self, order=(*posted, *(rest or order)))

    @property
    def _next_round(self) -> tuple[ChapterNumber, ...]:
        """The order when it begins again: repetitions were for this time only."""
        return tuple(dict.fromkeys(self.order))

    @property
    def is_running(self) -> bool:
        """Whether a post is to come, now or once it is resumed."""
        return self.state in {ScheduleState.ACTIVE, ScheduleState.PAUSED}

    @property
    def _state_when_unfinished(self) -> ScheduleState:
        """The state once there is something to post: a finished schedule becomes active."""
        return ScheduleState.ACTIVE if self.state is ScheduleState.FINISHED else self.state

    def has_holiday(self, day: date) -> bool:
        """Tell whether the local *day* is a holiday of the guild; posts that were moved take place nevertheless."""
        return any(holiday.covers(day) for holiday in self.holidays)

    def slots_after(self, instant: datetime) -> Iterator[Slot]:
        """Yield the slots strictly after *instant*: none skipped or on a holiday, moved ones at their new instant."""
        slots = (slot for slot in self.cadence.slots_after(instant) if not self.has_holiday(slot.day))
        return self.adjustments.applied(slots, instant)

    def next_after(self, instant: datetime) -> Slot:
        """Return the first slot strictly after *instant*."""
        return next(self.slots_after(instant))

    def next_skipped(self, instant: datetime) -> date | None:
        """Return the local day of the first skipped slot after *instant*, or None."""
        last = max((skip.last for skip in self.adjustments.skips), default=date.min)
        slots = takewhile(lambda slot: slot.day <= last, self.cadence.slots_after(instant))
        return next((slot.day for slot in slots if self.adjustments.skip_of(slot.day)), None)

    def skipped_between(self, after: datetime, until: datetime) -> Iterator[tuple[Slot, Skip]]:
        """Yield the skipped slots after the instant *after* and before *until*, each with its skip."""
        for slot in takewhile(lambda slot: slot.at < until, self.cadence.slots_after(after)):
            if (skip := self.adjustments.skip_of(slot.day)) is not None:
                yield slot, skip

    def planned(self, after: datetime, limit: int | None = 3) -> list[PlannedPost]:
        """Return the next posts after the instant *after*: at most *limit*, or with None all to the closing post."""
        contents = self._contents(self.order[self.position :])
        if limit is not None and self.ending is Ending.REPEAT and self.is_running:
            contents = chain(contents, chain.from_iterable(self._contents(self._next_round) for _ in range(limit)))
        posts = (PlannedPost(some, slot) for some, slot in zip(contents, self.slots_after(after), strict=False))
        return list(islice(posts, limit))

    def _contents(self, order: tuple[ChapterNumber, ...]) -> Iterator[tuple[ChapterNumber, ...]]:
        """Yield the chapters of each post through *order*, then () for the closing post."""
        for start in range(0, len(order), self.per_post):
            yield order[start : start + self.per_post]
        if self.is_running:
            yield ()

    def season(self, after: datetime) -> list[SeasonDay]:
        """Return all posts after the instant *after*, and the slots skipped or on holidays before the last."""
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
        """Tell whether a post due at *due* is so late at *now* that it says so."""
        return now - due > LATE_AFTER

    def asks_organiser(self, due: datetime, now: datetime) -> bool:
        """Tell whether an organiser decides if a post due at *due* still goes out at *now*."""
        return self.grace == ASK and self.is_late(due, now)

    def is_missed(self, due: datetime, now: datetime) -> bool:
        """Tell whether a post due at *due* is later at *now* than *grace* allows, so that it does not go out."""
        return now - due > max(self.grace, LATE_AFTER)


def latest_chapters(schedules: Iterable[Schedule]) -> frozenset[ChapterNumber]:
    """Return the chapters that *schedules* posted last, where they have posted."""
    return frozenset(each.latest_chapter for each in schedules if each.latest_chapter is not None)


@dataclass(frozen=True, slots=True)
class ScheduleOverview:
    """A schedule with its dates and its audience, as its organiser is shown it.

    Attributes:
        pending: The earliest post that waits, is held or is being sent; None while there is none, as in a pause.
        planned: The next three posts, after one that is overdue.
        season: All posts to come, with the slots skipped or on holidays between.
        audience: Who has watched the chapter posted last.
        after: The instant after which the next slot is that of the next post.
    """

    schedule: Schedule
    pending: JobRecord | None
    planned: tuple[PlannedPost, ...]
    season: tuple[SeasonDay, ...]
    after: datetime
    audience: Audience = NOBODY


@dataclass(frozen=True, slots=True)
class ScheduleStart:
    """A schedule that was set up, or would be if its draft were started.

    Attributes:
        goes_on: Whether it continues where an earlier schedule of the channel stood.
        former: The schedule that it takes the place of, as it stood; None where none has not been stopped.
        undo: The number by which the start can be taken back; None for one that is only shown.
        announced_at: When it is announced; None where it is only shown, or is not to be.
    """

    overview: ScheduleOverview
    goes_on: bool
    former: ScheduleOverview | None = None
    undo: UndoId | None = None
    announced_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PastSchedule:
    """A schedule that has ended: how it stood, and what its group has done.

    Attributes:
        followed: Whether another was started in its channel after it.
        undo: The number by which its end can be taken back, if that is known.
    """

    overview: ScheduleOverview
    summary: "SeasonSummary"
    followed: bool = False
    undo: UndoId | None = None


class ChangeResult(Enum):
    """What came of an organiser's request to change a schedule; but for DONE, nothing was changed."""

    DONE = auto()
    ALREADY = auto()  # it was so before
    UNDER_WAY = auto()  # a post is being sent; to be tried again later
    RETRIED = auto()  # nothing but a waiting post, which is tried again
    FINISHED = auto()  # the season is over
    TAKEN = auto()  # another schedule posts in that channel
    MISSING = auto()  # the guild has no such schedule


@dataclass(frozen=True, slots=True)
class ChangeAnswer:
    """What came of a change.

    Attributes:
        after: How the schedule stands then; None if the guild has no such schedule.
        before: How it stood before a change that is DONE, else None.
        undo: The number by which the change can be taken back; None where nothing was changed.
        announced: Whether what was taken back is a start that had been announced.
    """

    result: ChangeResult
    after: ScheduleOverview | None = None
    before: ScheduleOverview | None = None
    undo: UndoId | None = None
    announced: bool = False


@dataclass(frozen=True, slots=True)
class SeasonSummary:
    """How many chapters were posted, when the first and the last were, and how many members watched any, or all."""

    chapters: int = 0
    first: datetime | None = None
    last: datetime | None = None
    watchers: int = 0
    finishers: int = 0


def season_summary(posted: Sequence[JobRecord], watchers: int, finishers: int) -> SeasonSummary:
    """Return the summary of the season that ends now; *posted* are all posts of its schedule, the oldest first.

    A season begins after the closing post before. A post whose chapters are not on record counts as one chapter.
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
    """The next post of a schedule, ready to be sent; without chapters it is the closing post.

    Attributes:
        locale: The guild's chosen language, or None for the one set for it in Discord.
        following: When the post after this one comes, or None when none does by itself.
        late: Whether it says that it is late.
        summary: What the group has done, for a closing post.
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
        """The role that the post pings, if any: neither a quiet nor a closing post does."""
        return None if is_quiet(self.job.occurrence) or not self.chapters else self.schedule.role


@dataclass(frozen=True, slots=True)
class Discussion:
    """A thread to be opened on *message*, a post in *channel*, and the chapters that the post brought."""

    job: Job
    channel: ChannelId
    message: MessageId
    chapters: tuple[ChapterNumber, ...] = ()


@dataclass(frozen=True, slots=True)
class StartAnnouncement:
    """Word in a schedule's channel that it has started, with its *first* post; *locale* is as in `SchedulePost`."""

    job: Job
    schedule: Schedule
    first: PlannedPost
    locale: Locale | None
