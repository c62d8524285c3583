"""What organisers changed about single slots of a schedule: days left out, posts moved, and those of a pause."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from heapq import merge
from itertools import chain
from operator import attrgetter
from zoneinfo import ZoneInfo

from bot.ids import ChapterId, UserId
from bot.times.slots import Slot

LONGEST_SKIP = timedelta(days=366)  # how many days one skip or holiday spans, and how far ahead a post is moved
DAY = timedelta(days=1)
DateRange = tuple[date, date]  # the first and the last local day, both included


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
    """The slot of the local *day* takes place at the instant *to*, with its *chapters*, () for the closing post.

    Where *chapters* is None it brings what comes next by then.
    """

    day: date
    to: datetime
    chapters: tuple[ChapterId, ...] | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """A pause asked for *by* somebody, None once that is deleted; its dates until *told* are on record."""

    told: datetime
    by: UserId | None


@dataclass(frozen=True, slots=True)
class Adjustments:
    """What organisers changed about single slots; one both skipped and moved is skipped.

    A *pause* changes no slot: it says which of them are told as paused.
    """

    skips: tuple[Skip, ...] = ()
    moves: tuple[Move, ...] = ()
    pause: Pause | None = None

    def skip_of(self, day: date) -> Skip | None:
        """Return the first skip that covers *day*, if any."""
        return next((skip for skip in self.skips if skip.covers(day)), None)

    def applied(self, slots: Iterator[Slot], after: datetime) -> Iterator[Slot]:
        """Yield *slots* by time, without skipped ones; moved ones at their new instant if that is after *after*.

        Of a slot at the very instant to which another was moved there is no post: two at once would be one too many.
        """
        moved = {move.day for move in self.moves}
        elsewhere = self.moved_between(after)
        elsewhere = [slot for slot in elsewhere if self.skip_of(slot.day) is None]
        taken = {slot.at for slot in elsewhere}
        free = (slot for slot in slots if slot.day not in moved and slot.at not in taken)
        kept = (slot for slot in free if self.skip_of(slot.day) is None)
        return merge(kept, elsewhere, key=attrgetter("at")) if elsewhere else kept

    def moved_between(self, after: datetime, until: datetime | None = None) -> list[Slot]:
        """Return the moved slots by time, skipped ones too: those after the instant *after*, and before *until*."""
        slots = [Slot(move.day, move.to) for move in self.moves if move.to > after]
        return sorted((slot for slot in slots if until is None or slot.at < until), key=attrgetter("at"))

    def days_of_slots(self, first: date, last: date, place: ZoneInfo) -> list[DateRange]:
        """Return the days of the slots that take place from *first* to *last* by the clocks of *place*.

        They are these days themselves, but for slots that were moved away, or from elsewhere.
        """
        moved = {move.day: move.to.astimezone(place).date() for move in self.moves}
        here = [day for day, on in moved.items() if first <= on <= last]
        away = sorted(day for day in moved if first <= day <= last and day not in here)
        begins, ends = [first, *(day + DAY for day in away)], [*(day - DAY for day in away), last]
        pieces = [(begin, end) for begin, end in zip(begins, ends, strict=True) if begin <= end]
        return [*pieces, *((day, day) for day in here if not first <= day <= last)]

    def skips_in(self, place: ZoneInfo) -> tuple[Skip, ...]:
        """Return the days left out; a moved slot's is that on which it would have come by the clocks of *place*."""
        kept, moved = self, list[Skip]()
        for move in self.moves:
            if (skip := self.skip_of(move.day)) is not None:
                kept, day = kept.without_days(move.day, move.day), move.to.astimezone(place).date()
                moved.append(Skip(day, day, skip.by))
        return (*kept.skips, *moved)

    def with_skip(self, skip: Skip) -> "Adjustments":
        """Return these adjustments with *skip* added."""
        return replace(self, skips=(*self.skips, skip))

    def without_days(self, first: date, last: date) -> "Adjustments":
        """Return these adjustments with no local day from *first* to *last* skipped."""
        pieces = (
            (replace(skip, last=min(skip.last, first - DAY)), replace(skip, first=max(skip.first, last + DAY)))
            for skip in self.skips
        )
        return replace(self, skips=tuple(each for each in chain(*pieces) if each.first <= each.last))

    def with_move(self, move: Move) -> "Adjustments":
        """Return these adjustments with *move* in place of an earlier one of the same slot."""
        others = tuple(other for other in self.moves if other.day != move.day)
        return replace(self, moves=(*others, move))

    def without_chapters(self) -> "Adjustments":
        """Return these adjustments with each moved slot bringing what comes next by then."""
        return replace(self, moves=tuple(replace(move, chapters=None) for move in self.moves))

    def without(self, user: UserId) -> "Adjustments":
        """Return these adjustments without the name of *user*; what they skipped or paused stays so."""
        skips = (replace(skip, by=None) if skip.by == user else skip for skip in self.skips)
        pause = self.pause
        if pause is not None and pause.by == user:
            pause = replace(pause, by=None)
        return replace(self, skips=tuple(skips), pause=pause)

    def told_until(self, now: datetime) -> "Adjustments":
        """Return these adjustments with the dates of a pause until *now* on record."""
        return self if self.pause is None else replace(self, pause=replace(self.pause, told=now))

    def since(self, now: datetime) -> "Adjustments":
        """Return the adjustments that end two days before *now* (UTC) or later: no zone's date is further behind.

        A skip ends with the slots that it covers, also where these were moved to later.
        """
        day = (now - timedelta(days=2)).date()
        moves = tuple(move for move in self.moves if move.day >= day or move.to.date() >= day)
        days = {move.day for move in moves}
        skips = tuple(skip for skip in self.skips if skip.last >= day or any(map(skip.covers, days)))
        return replace(self, skips=skips, moves=moves)
