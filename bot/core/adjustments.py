"""What organisers change about a schedule's slots: days left out, and posts moved."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from heapq import merge

from bot.core.cadence import Slot
from bot.core.ids import UserId

LONGEST_SKIP = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Skip:
    """Local days, first to last, on which nothing is posted, and who wished it, unless that is forgotten."""

    first: date
    last: date
    by: UserId | None

    def covers(self, day: date) -> bool:
        """Tell whether *day* is left out."""
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
        """Return the skip that leaves *day* out, if any."""
        return next((skip for skip in self.skips if skip.covers(day)), None)

    def applied(self, slots: Iterator[Slot], after: datetime) -> Iterator[Slot]:
        """Yield *slots* without those left out, with those moved in their new place after *after*."""
        moved = {move.day: move.to for move in self.moves}
        kept = (slot for slot in slots if slot.day not in moved and self.skip_of(slot.day) is None)
        elsewhere = sorted(
            (Slot(day, to) for day, to in moved.items() if to > after and self.skip_of(day) is None),
            key=lambda slot: slot.at,
        )
        return merge(kept, elsewhere, key=lambda slot: slot.at)

    def with_skip(self, skip: Skip) -> "Adjustments":
        """Return these adjustments with *skip* added."""
        return Adjustments((*self.skips, skip), self.moves)

    def with_days(self, first: date, last: date) -> "Adjustments":
        """Return these adjustments with the local days *first* to *last* left out no more."""
        day = timedelta(days=1)
        kept = [
            piece
            for skip in self.skips
            for piece in (
                replace(skip, last=min(skip.last, first - day)),
                replace(skip, first=max(skip.first, last + day)),
            )
            if piece.first <= piece.last
        ]
        return Adjustments(tuple(kept), self.moves)

    def with_move(self, move: Move) -> "Adjustments":
        """Return these adjustments with *move* in place of an earlier one of the same slot."""
        others = tuple(other for other in self.moves if other.day != move.day)
        return Adjustments(self.skips, (*others, move))

    def without(self, user: UserId) -> "Adjustments":
        """Return the same adjustments with *user* forgotten."""
        skips = (replace(skip, by=None) if skip.by == user else skip for skip in self.skips)
        return Adjustments(tuple(skips), self.moves)

    def since(self, day: date) -> "Adjustments":
        """Return what still matters from *day* on."""
        return Adjustments(
            tuple(skip for skip in self.skips if skip.last >= day),
            tuple(move for move in self.moves if move.day >= day or move.to.date() >= day),
        )
