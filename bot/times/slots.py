"""Recurring local times in an IANA zone, as UTC instants, also around changes to and from summer time."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

MOST_WEEKS = 8  # between two weeks with slots
KEPT = 4_096  # instants of slots, which are asked for again and again
# Prefixes of names that the IANA database keeps for old programs only; each zone has a name by place, too.
FORMER_ZONES = ("Etc/", "SystemV/", "posix/", "right/", "US/", "Brazil/", "Canada/", "Chile/", "Mexico/")


class UnknownZoneError(ValueError):
    """The IANA database has no time zone of this name."""


def zone(name: str) -> ZoneInfo:
    """Return the IANA time zone *name*, or raise UnknownZoneError."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UnknownZoneError(name) from error


def zone_names() -> list[str]:
    """Return the IANA names that people choose from, sorted: those by place, such as Europe/Lisbon, and UTC."""
    return sorted(n for n in available_timezones() if n == "UTC" or ("/" in n and not n.startswith(FORMER_ZONES)))


@lru_cache(KEPT)
def instant_of(day: date, at: time, place: ZoneInfo) -> datetime:
    """Return the UTC instant at which clocks in *place* show *at* on *day*.

    If clocks skip that time, it is the first second after the gap; if they show it twice, the first of the two.
    """
    wall = datetime.combine(day, at, tzinfo=place)
    later = wall.astimezone(UTC)
    if later.astimezone(place).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return later
    earlier = wall.replace(fold=1).astimezone(UTC)
    offset = later.astimezone(place).utcoffset()

    def is_after_gap(second: int) -> bool:
        return (earlier + timedelta(seconds=second)).astimezone(place).utcoffset() == offset

    seconds = range(int((later - earlier).total_seconds()))
    return earlier + timedelta(seconds=bisect_left(seconds, True, key=is_after_gap))


@dataclass(frozen=True, slots=True)
class Slot:
    """One date of a cadence: the local *day*, which identifies it, and its UTC instant *at*."""

    day: date
    at: datetime


@dataclass(frozen=True, slots=True)
class Cadence:
    """A recurrence: *weekdays* (0 is Monday) at the local time *at*, to the minute, in the IANA zone *zone_name*.

    It recurs *every* 1 to 8 weeks, counted from the week of *starts*, the first local day that may have a slot.
    """

    weekdays: frozenset[int]
    at: time
    zone_name: str
    every: int = 1
    starts: date | None = None

    def __post_init__(self) -> None:
        """Raise ValueError for values outside these ranges, or *every* above 1 without *starts*."""
        if not self.weekdays or not self.weekdays <= frozenset(range(7)):
            message = f"a cadence needs weekdays from 0 (Monday) to 6, not {sorted(self.weekdays)}"
            raise ValueError(message)
        if self.at.fold or self.at != time(self.at.hour, self.at.minute):
            message = f"a cadence keeps to a whole minute of wall time, not {self.at!r}"
            raise ValueError(message)
        if not 1 <= self.every <= MOST_WEEKS or (self.every > 1 and self.starts is None):
            message = f"a cadence comes every 1 to {MOST_WEEKS} weeks from a day on, not every {self.every}"
            raise ValueError(message)

    def slots_after(self, instant: datetime) -> Iterator[Slot]:
        """Yield the slots strictly after *instant*, in order, without end; raise UnknownZoneError."""
        place = zone(self.zone_name)
        # No slot after *instant* has an earlier local day than *instant*: `instant_of` takes the first of two instants.
        day = max(instant.astimezone(place).date(), self.starts or date.min)
        latest, steps = instant, _steps(self.weekdays)
        while True:
            if self._falls_on(day):
                at = instant_of(day, self.at, place)
                if at > latest:
                    yield Slot(day, at)
                    latest = at
            day += steps[day.weekday()]

    def _falls_on(self, day: date) -> bool:
        if day.weekday() not in self.weekdays:
            return False
        return self.starts is None or (_monday(day) - _monday(self.starts)).days // 7 % self.every == 0

    def next_after(self, instant: datetime) -> Slot:
        """Return the first slot strictly after *instant*; raise UnknownZoneError."""
        return next(self.slots_after(instant))


@lru_cache
def _steps(weekdays: frozenset[int]) -> tuple[timedelta, ...]:
    """Return how far it is from each day of the week to the next that is one of *weekdays*."""
    return tuple(
        timedelta(days=next(days for days in range(1, 8) if (weekday + days) % 7 in weekdays)) for weekday in range(7)
    )


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
