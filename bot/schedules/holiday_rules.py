"""A guild's holidays as sets of days, and what a change of them means for its schedules; pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import Enum, auto
from itertools import takewhile

from bot.ids import UndoId
from bot.schedules.adjustments import DAY, LONGEST_SKIP, DateRange, Skip
from bot.schedules.checks import MOST_UNASKED
from bot.schedules.model import MOST_HOLIDAYS, Ending, Schedule
from bot.times.slots import Slot
from bot.times.typed.periods import FURTHEST_DAYS

LARGE_DAYS = 60  # days that a change may touch unasked
Days = frozenset[date]


class HolidayResult(Enum):
    """What came of a request to change holidays; but for DONE, nothing was changed."""

    DONE = auto()
    ASK = auto()  # it would change so much, or was typed so loosely, that the organiser is asked first
    ALREADY = auto()  # all of these days are holidays, or none of those to be removed is
    FULL = auto()  # the guild has too many holidays
    TOO_LONG = auto()  # for one addition
    PAST = auto()
    TOO_FAR = auto()


@dataclass(frozen=True, slots=True)
class HolidayRecord:
    """All holidays of a guild *before* and *after* a change, by date; stored, so that it can be taken back."""

    before: tuple[DateRange, ...]
    after: tuple[DateRange, ...]

    @property
    def removes(self) -> bool:
        """Whether the change made holidays ordinary days again."""
        return bool(days_in(self.before) - days_in(self.after))

    @property
    def changed(self) -> Days:
        """The days that are holidays only before or only after the change."""
        return days_in(self.before) ^ days_in(self.after)

    def since(self, first: date) -> "HolidayRecord":
        """Return the same without holidays that end before *first*."""
        kept = (tuple(each for each in ranges if each[1] >= first) for ranges in (self.before, self.after))
        return HolidayRecord(*kept)


@dataclass(frozen=True, slots=True)
class HolidayEffect:
    """What a change of holidays does to the *schedule* as it is then.

    Attributes:
        gone: Its dates that had a post and have none any more.
        back: Those that have one again.
        upcoming: When its next post comes, before and after the change; None where nothing is left to post.
        ends: When its season ends, before and after the change.
    """

    schedule: Schedule
    gone: tuple[Slot, ...]
    back: tuple[Slot, ...]
    upcoming: tuple[datetime | None, datetime | None]
    ends: tuple[datetime | None, datetime | None]


@dataclass(frozen=True, slots=True)
class HolidayChange:
    """A change of holidays that was asked for, and what came of it, or would.

    Attributes:
        days: The days that somebody named, to be removed from the holidays if *remove*, else to be added.
        changed: Those of them that it does add or remove.
        holidays: All holidays after it.
        effects: What it does to each active schedule whose dates it changes.
        number: Under which it is kept to be taken back; None if it was not carried out.
    """

    result: HolidayResult
    days: DateRange
    remove: bool
    changed: tuple[DateRange, ...] = ()
    holidays: tuple[DateRange, ...] = ()
    effects: tuple[HolidayEffect, ...] = ()
    number: UndoId | None = None

    @property
    def is_large(self) -> bool:
        """Whether it changes so much that the organiser should be asked first."""
        return len(days_in(self.changed)) > LARGE_DAYS or any(len(each.gone) > MOST_UNASKED for each in self.effects)


def days_from(first: int, last: int) -> DateRange | None:
    """Return the days with these proleptic Gregorian ordinals, which a button carries; None if there are none."""
    if not 1 <= first <= last <= date.max.toordinal():
        return None
    return date.fromordinal(first), date.fromordinal(last)


def days_in(ranges: Iterable[DateRange]) -> Days:
    """Return every day of *ranges*."""
    return frozenset(first + place * DAY for first, last in ranges for place in range((last - first).days + 1))


def ranges_of(days: Collection[date]) -> tuple[DateRange, ...]:
    """Return *days* by date as ranges; those that follow each other at once are one."""
    firsts = [day for day in sorted(days) if day - DAY not in days]
    lasts = [day for day in sorted(days) if day + DAY not in days]
    return tuple(zip(firsts, lasts, strict=True))


def skips_of(days: Collection[date]) -> tuple[Skip, ...]:
    """Return *days* by date as skips that nobody asked for, one a range."""
    return tuple(Skip(first, last, None) for first, last in ranges_of(days))


def changed_holidays(former: Days, days: DateRange, now: datetime, *, remove: bool) -> HolidayResult | Days:
    """Return the holidays *former* after *days* are added or removed at *now*, or why they are not to be.

    Only what is added counts against the limits: whoever wants posts again is never refused.
    """
    first, last = days
    if last < (now - DAY).date():  # no zone's date is further behind
        return HolidayResult.PAST
    if remove:
        kept = frozenset(day for day in former if not first <= day <= last)
        return HolidayResult.ALREADY if kept == former else kept
    if first > (now + DAY + FURTHEST_DAYS).date():
        return HolidayResult.TOO_FAR
    if last - first > LONGEST_SKIP:
        return HolidayResult.TOO_LONG
    kept = former | days_in([days])
    if MOST_HOLIDAYS < len(ranges_of(kept)) > len(ranges_of(former)):
        return HolidayResult.FULL
    return HolidayResult.ALREADY if kept == former else kept


def effect(before: Schedule, after: Schedule, start: datetime, changed: Days) -> HolidayEffect:
    """Return what it does to the posts of a schedule after *start* that *changed* are holidays or not any more."""
    ends = _end(before, start), _end(after, start)
    latest = datetime.combine(max(changed) + 2 * DAY, time(), UTC)
    had, has = (
        frozenset(takewhile(lambda slot: slot.at <= latest, each.slots_after(start))) for each in (before, after)
    )
    gone, back = _in_season(had - has, before, ends[0]), _in_season(has - had, after, ends[1])
    return HolidayEffect(after, gone, back, (_next(before, start), _next(after, start)), ends)


def _in_season(slots: Iterable[Slot], schedule: Schedule, end: datetime | None) -> tuple[Slot, ...]:
    """Return those of *slots* by time that are in the season of *schedule*, or in further rounds that follow it."""
    by_time = sorted(slots, key=lambda slot: slot.at)
    return tuple(slot for slot in by_time if schedule.ending is Ending.REPEAT or (end is not None and slot.at <= end))


def _next(schedule: Schedule, start: datetime) -> datetime | None:
    return next((post.slot.at for post in schedule.planned(start, 1)), None)


def _end(schedule: Schedule, start: datetime) -> datetime | None:
    posts = schedule.planned(start, None)
    return posts[-1].slot.at if posts else None
