"""A study schedule: its slots and what organisers changed about them, its posts, and what came of changing it."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import Enum, StrEnum, auto
from heapq import merge
from itertools import chain, islice, pairwise, repeat, takewhile
from operator import attrgetter
from zoneinfo import ZoneInfo

from bot.ids import ChannelId, ChapterId, CourseId, GuildId, RoleId, ScheduleId, TagId, UndoId, UserId
from bot.jobs.model import JobRecord
from bot.progress.model import NOBODY, Audience
from bot.schedules.adjustments import Adjustments, Skip
from bot.text.locales import Locale
from bot.times.slots import Cadence, Slot, zone

LATE_AFTER = timedelta(minutes=15)  # from then on a post says that it is late
DEFAULT_GRACE = timedelta(days=3)
ASK = timedelta(days=36500)
"""The `Schedule.grace` with which no post is ever missed, but an organiser decides about each late one."""
MOST_SCHEDULES = 10  # of a guild
MOST_HOLIDAYS = 30  # of a guild


@dataclass(frozen=True, slots=True)
class PlannedPost:
    """A post to come: its chapters, none for the closing post, and its slot."""

    chapters: tuple[ChapterId, ...]
    slot: Slot


@dataclass(frozen=True, slots=True)
class SeasonDay:
    """An entry in the list of a season's dates: a post, or a slot that is skipped or on a *holiday*.

    Only posts have *chapters*, but for the *closing* one. *clocks_changed* says that the zone's UTC offset is
    another than at the entry before.
    """

    slot: Slot
    chapters: tuple[ChapterId, ...]
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
        later_order: The order of later rounds, if it is another than *order* with each chapter at its first place.
    """

    id: ScheduleId
    guild: GuildId
    channel: ChannelId
    course: CourseId
    cadence: Cadence
    order: tuple[ChapterId, ...]
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
    latest_chapter: ChapterId | None = None
    ended_at: datetime | None = None
    ended_by: UserId | None = None
    later_order: tuple[ChapterId, ...] = ()

    @property
    def next_chapters(self) -> tuple[ChapterId, ...]:
        """The chapters of the next post; () for the closing post, or where none is to come."""
        return self.order[self.position : self.position + self.per_post]

    @property
    def to_come(self) -> tuple[ChapterId, ...]:
        """The chapters of all posts to come in this season."""
        return self.order[self.position :]

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
            return replace(self, state=ScheduleState.FINISHED, adjustments=replace(self.adjustments, pause=None))
        state = ScheduleState.PAUSED if self.ending is Ending.WAIT else self.state
        # Where a moved post is still to come, it brings what is next by then: its chapter was posted before.
        adjustments = self.adjustments.without_chapters()
        begun = self.in_order(self.next_round, self.next_round)
        return replace(begun, position=0, state=state, latest_chapter=None, adjustments=adjustments)

    def ended(self, now: datetime, by: UserId) -> "Schedule":
        """Return the schedule that *by* stops or replaces at *now*."""
        return replace(self, state=ScheduleState.REPLACED, ended_at=now, ended_by=by)

    def jumped_to(self, chapter: ChapterId) -> "Schedule":
        """Return the schedule that goes on from *chapter*: where it is to come, else where it was, else inserted."""
        if chapter in self.order:
            ahead = chapter in self.order[self.position :]
            place = self.order.index(chapter, self.position if ahead else 0)
            return replace(self, position=place, state=self._state_when_unfinished)
        return self.repeating(chapter)

    def repeating(self, chapter: ChapterId) -> "Schedule":
        """Return the schedule with *chapter* inserted before what is to come."""
        order = (*self.order[: self.position], chapter, *self.order[self.position :])
        return replace(self.in_order(order, self.next_round), state=self._state_when_unfinished)

    def in_order(self, order: tuple[ChapterId, ...], later: tuple[ChapterId, ...]) -> "Schedule":
        """Return the schedule with *order* for this round and *later* for those after it."""
        return replace(self, order=order, later_order=() if later == tuple(dict.fromkeys(order)) else later)

    def left_to_post(self, posted: Collection[ChapterId]) -> tuple[ChapterId, ...]:
        """Return what is to come without repetitions of *posted* chapters: what a set-up after it goes on with."""
        before = self.order[: self.position]
        coming = [each for each in self.to_come if each not in before or each not in posted]
        return tuple(reversed(dict.fromkeys(reversed(coming))))  # a repetition stands before the chapter's own place

    def behind(self, posted: Collection[ChapterId]) -> frozenset[ChapterId]:
        """Return the chapters that lie before what is to come and are among those *posted*, so were not jumped over."""
        return frozenset(self.order[: self.position]).intersection(posted)

    def reordered(self, order: tuple[ChapterId, ...], posted: Collection[ChapterId]) -> "Schedule":
        """Return the schedule with the chapters of *order* to come, but those *posted* before; with all if all were.

        This order counts for posts that were moved, too.
        """
        behind = self.behind(posted)
        rest = tuple(chapter for chapter in order if chapter not in behind) or order
        reordered = self.in_order((*self.order[: self.position], *rest), self.round_with(order, behind))
        return replace(reordered, adjustments=self.adjustments.without_chapters())

    def round_with(self, order: tuple[ChapterId, ...], behind: Collection[ChapterId]) -> tuple[ChapterId, ...]:
        """Return *order* as that of later rounds, after what it does not name and those *behind* that come no more."""
        before, done = self.order[: self.position], frozenset(behind).difference(self.to_come)
        kept = [each for each in self.next_round if each in before and (each in done or each not in order)]
        return (*kept, *(each for each in order if each not in kept))

    @property
    def next_round(self) -> tuple[ChapterId, ...]:
        """The order when it begins again: what was repeated, jumped to or moved was so for this time only."""
        return self.later_order or tuple(dict.fromkeys(self.order))

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

    def skipping(self, first: date, last: date, by: UserId) -> "Schedule":
        """Return the schedule without the posts that take place on the local days *first* to *last*, left out *by*."""
        adjustments = self.adjustments
        for days in self.adjustments.days_of_slots(first, last, self.place):
            adjustments = adjustments.with_skip(Skip(*days, by))
        return replace(self, adjustments=adjustments)

    def unskipping(self, first: date, last: date) -> "Schedule":
        """Return the schedule in which no post on the local days *first* to *last* is skipped."""
        adjustments = self.adjustments
        for days in self.adjustments.days_of_slots(first, last, self.place):
            adjustments = adjustments.without_days(*days)
        return replace(self, adjustments=adjustments)

    @property
    def place(self) -> ZoneInfo:
        """The zone of its times; raise UnknownZoneError."""
        return zone(self.cadence.zone_name)

    def _kept_by_moves(self, after: datetime) -> tuple[dict[date, tuple[ChapterId, ...]], list[ChapterId]]:
        """Return the chapters that slots moved to after *after* bring, by the slots' days, and what is to come else.

        A move whose chapters are no longer all to come keeps none, nor does one that would tear others apart; of two
        with the same chapters the later one counts.
        """
        rest, kept = list(self.order[self.position :]), dict[date, tuple[ChapterId, ...]]()
        for move in reversed(self.adjustments.moves):
            if move.to <= after or move.chapters is None or self.adjustments.skip_of(move.day) is not None:
                continue
            is_whole = len(move.chapters) == self.per_post or list(move.chapters) == rest
            if is_whole and Counter(move.chapters) <= Counter(rest):
                kept[move.day] = move.chapters
                rest = missing(rest[::-1], move.chapters)[::-1]  # of two the later: the earlier is a repetition
        return kept, rest

    def with_moved_in_place(self, after: datetime) -> "Schedule":
        """Return the schedule with what is to come in the order in which slots bring it after the instant *after*.

        A slot that was moved brings its own chapters, and the others bring the rest in its order.
        """
        kept, rest = self._kept_by_moves(after)
        if not kept:
            return self
        order, slots = list[ChapterId](), self.slots_after(after)
        while kept:
            slot = next(slots)
            if slot.day in kept:
                order += kept.pop(slot.day)
            else:
                order, rest = order + rest[: self.per_post], rest[self.per_post :]
        return self.in_order((*self.order[: self.position], *order, *rest), self.next_round)

    def with_next_first(self, after: datetime | None) -> "Schedule":
        """Return the schedule whose next post brings `next_chapters`, whatever was moved to its slot, or elsewhere.

        That slot is the first after the instant *after*; None where the post has its slot already.
        """
        plain = replace(self, adjustments=self.adjustments.without_chapters())
        day = None if after is None else plain.next_after(after).day
        later = Counter(self.order[self.position + self.per_post :])
        moves = (
            move
            if move.chapters is None or (move.day != day and Counter(move.chapters) <= later)
            else replace(move, chapters=self.next_chapters if move.day == day else None)
            for move in self.adjustments.moves
        )
        return replace(self, adjustments=replace(self.adjustments, moves=tuple(moves)))

    def slots_after(self, instant: datetime) -> Iterator[Slot]:
        """Return the slots strictly after *instant*: none skipped or on a holiday, moved ones at their new instant.

        Nor is there one before a moved post for which nothing would be left but what that brings.
        """
        kept, rest = self._kept_by_moves(instant)
        free = len(rest) // self.per_post
        slots = (slot for slot in self.cadence.slots_after(instant) if not self.has_holiday(slot.day))

        def is_needed(slot: Slot) -> bool:
            nonlocal free
            if kept.pop(slot.day, None) is not None:
                return True
            free -= 1
            return free >= 0 or not kept

        return filter(is_needed, self.adjustments.applied(slots, instant))

    def next_after(self, instant: datetime) -> Slot:
        """Return the first slot strictly after *instant*."""
        return next(self.slots_after(instant))

    def next_skipped(self, instant: datetime) -> Slot | None:
        """Return the first skipped slot after *instant*, or None."""
        return next((slot for slot, _ in self.skipped_between(instant)), None)

    def skipped_between(self, after: datetime, until: datetime | None = None) -> Iterator[tuple[Slot, Skip]]:
        """Yield the skipped slots after the instant *after* and before *until*, each with its skip; none on holidays.

        One that was moved before it was skipped is where it was moved to.
        """
        last = max((skip.last for skip in self.adjustments.skips), default=date.min)
        moved = {move.day for move in self.adjustments.moves}
        regular = takewhile(
            lambda slot: slot.day <= last and (until is None or slot.at < until), self.cadence.slots_after(after)
        )
        free = (slot for slot in regular if slot.day not in moved and not self.has_holiday(slot.day))
        for slot in merge(free, self.adjustments.moved_between(after, until), key=attrgetter("at")):
            if (skip := self.adjustments.skip_of(slot.day)) is not None:
                yield slot, skip

    def holidays_between(self, after: datetime, until: datetime) -> Iterator[Slot]:
        """Yield the slots on holidays after the instant *after* and before *until*, but for those that were moved."""
        moved = {move.day for move in self.adjustments.moves}
        slots = takewhile(lambda slot: slot.at < until, self.cadence.slots_after(after) if self.holidays else ())
        return (slot for slot in slots if self.has_holiday(slot.day) and slot.day not in moved)

    def planned(self, after: datetime, limit: int | None = 3) -> list[PlannedPost]:
        """Return the next posts after the instant *after*: at most *limit*, or with None all to the closing post."""
        return list(islice(self._coming(after, goes_on=limit is not None), limit))

    def posts_on(self, first: date, last: date, after: datetime) -> list[PlannedPost]:
        """Return the posts after the instant *after* that take place on the local days *first* to *last*."""
        by_day = ((post.slot.at.astimezone(self.place).date(), post) for post in self._coming(after, goes_on=True))
        return [post for day, post in takewhile(lambda each: each[0] <= last, by_day) if day >= first]

    def _coming(self, after: datetime, *, goes_on: bool) -> Iterator[PlannedPost]:
        """Yield the posts after *after* to the closing post; if it *goes_on*, those of further rounds as well."""
        placed = self.with_moved_in_place(after)
        contents = self._contents(placed.order[placed.position :])
        if goes_on and self.ending is Ending.REPEAT and self.is_running:
            contents = chain(contents, chain.from_iterable(map(self._contents, repeat(self.next_round))))
        return (PlannedPost(some, slot) for some, slot in zip(contents, placed.slots_after(after), strict=False))

    def _contents(self, order: tuple[ChapterId, ...]) -> Iterator[tuple[ChapterId, ...]]:
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
        days += [SeasonDay(slot, (), skipped_by=skip.by) for slot, skip in self.skipped_between(after, last)]
        days += [SeasonDay(slot, (), holiday=True) for slot in self.holidays_between(after, last)]
        days.sort(key=lambda day: day.slot.at)
        offsets = [instant.astimezone(self.place).utcoffset() for instant in (after, *(day.slot.at for day in days))]
        return [
            day if before == now else replace(day, clocks_changed=True)
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


def missing(some: Sequence[ChapterId], others: Sequence[ChapterId]) -> list[ChapterId]:
    """Return *some* without one for each of *others*."""
    rest = list(some)
    for each in others:
        if each in rest:
            rest.remove(each)
    return rest


@dataclass(frozen=True, slots=True)
class ScheduleOverview:
    """A schedule with its dates and its audience, as its organiser is shown it.

    Attributes:
        pending: The earliest post that waits, is held or is being sent; None while there is none, as in a pause.
        planned: The next three posts, after one that is overdue.
        season: All posts to come, with the slots skipped or on holidays between.
        audience: Who has watched the chapter posted last.
        after: The instant after which the next slot is that of the next post.
        last_posted: The chapter posted last where that was in a round before this one; else None.
        held_start: The word that it has started, where something is in the way of that; else None.
        tells_start: Whether that word comes in a moment.
    """

    schedule: Schedule
    pending: JobRecord | None
    planned: tuple[PlannedPost, ...]
    season: tuple[SeasonDay, ...]
    after: datetime
    audience: Audience = NOBODY
    last_posted: ChapterId | None = None
    held_start: JobRecord | None = None
    tells_start: bool = False


@dataclass(frozen=True, slots=True)
class ScheduleStart:
    """A schedule that was set up, or would be if its draft were started.

    Attributes:
        goes_on: Whether it continues where an earlier schedule of the channel stood.
        former: The schedule that it takes the place of, as it stood; None where none has not been stopped.
        keeps_order: Whether nobody chose its order, which is that of an earlier schedule, not as listed.
        left_out: The chapters that a stopped schedule of the channel had to come, and that this one does not bring.
        locales: The guild's chosen language before and after, where the start has changed it.
        undo: The number by which the start can be taken back; None for one that is only shown.
        announced_at: When it is announced; None where it is only shown, is not to be, or has its first post by then.
    """

    overview: ScheduleOverview
    goes_on: bool
    former: ScheduleOverview | None = None
    keeps_order: bool = False
    left_out: tuple[ChapterId, ...] = ()
    locales: tuple[Locale | None, Locale | None] | None = None
    undo: UndoId | None = None
    announced_at: datetime | None = None

    @property
    def replaces_running(self) -> bool:
        """Whether it takes the place of a schedule from which posts are to come."""
        return self.former is not None and self.former.schedule.is_running


class ChangeResult(Enum):
    """What came of an organiser's request to change a schedule; but for DONE, nothing was changed."""

    DONE = auto()
    ALREADY = auto()  # it was so before
    UNDER_WAY = auto()  # a post is being sent; to be tried again later
    ABOUT_TO_POST = auto()  # a post that was asked for goes out in a moment, and can be undone until then
    RETRIED = auto()  # nothing but a waiting post, which is tried again
    FINISHED = auto()  # the season is over
    REFUSED = auto()  # for the reason that the answer gives
    TAKEN = auto()  # another schedule posts in that channel
    OTHERWISE = auto()  # it is not as the organiser was shown it any more
    COMING = auto()  # the regular post comes in a moment
    MISSING = auto()  # the guild has no such schedule


class Refused(Enum):
    """Why a post is not moved, or days are not left out; `refusal_card` has the sentence for each."""

    PAST = auto()
    TOO_FAR = auto()
    SAME_TIME = auto()
    OTHER_POST = auto()  # another post comes at that very instant
    AFTER_CLOSING = auto()
    AFTER_LAST = auto()  # the last post brings fewer chapters than the others, so that none can follow it
    NO_POST = auto()  # none takes place on those days
    OTHERWISE = auto()  # the next post is another by now than the one that was asked about


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing was changed; *post* is the one in the way, the one to be moved as it would be, or the next."""

    reason: Refused
    post: PlannedPost


@dataclass(frozen=True, slots=True)
class ChangeAnswer:
    """What came of a change.

    Attributes:
        after: How the schedule stands then; None if the guild has no such schedule.
        before: How it stood before a change that is DONE, else None.
        undo: The number by which the change can be taken back; None where nothing was changed.
        refusal: The reason for REFUSED.
        announced_in: Where a start was announced as it is not any more, now that a change is taken back.
        locales: The guild's chosen language before and after, where taking back a start has changed it.
    """

    result: ChangeResult
    after: ScheduleOverview | None = None
    before: ScheduleOverview | None = None
    undo: UndoId | None = None
    refusal: Refusal | None = None
    announced_in: ChannelId | None = None
    locales: tuple[Locale | None, Locale | None] | None = None
