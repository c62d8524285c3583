"""What is wrong or unclear about days, a time, a zone or a first day as typed, with the answers to choose from.

What is unclear is stored in drafts, so neither the fields of those classes nor their names may change.
"""

from dataclasses import dataclass
from datetime import date, time
from zlib import crc32

from bot.times.typed_times import Why

Reading = time | date | str  # a time of day, a first day, or a zone's IANA name


@dataclass(frozen=True, slots=True)
class WrongWeekdays:
    """Typed weekdays that cannot be used, for the reason *why*."""

    why: Why


@dataclass(frozen=True, slots=True)
class WrongTime:
    """A typed time of day that cannot be used, for the reason *why*."""

    why: Why


@dataclass(frozen=True, slots=True)
class WrongDay:
    """A typed first day that cannot be used, for the reason *why*."""

    why: Why


@dataclass(frozen=True, slots=True)
class WrongZone:
    """A zone *typed* by a usual name of several *zones*."""

    typed: str
    zones: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnclearTime:
    """A typed time of day that was read as *at*, and may be *other*, for the reason *why*."""

    why: Why
    at: time
    other: time | None = None

    @property
    def refused(self) -> WrongTime:
        """The same where nothing can be asked."""
        return WrongTime(self.why)

    @property
    def readings(self) -> tuple[Reading, ...]:
        """The answers to choose from, the likelier first."""
        return (self.at,) if self.other is None else (self.at, self.other)


@dataclass(frozen=True, slots=True)
class UnclearDay:
    """A typed first day that was read as *day*, and may be *other*, for the reason *why*."""

    why: Why
    day: date
    other: date | None = None

    @property
    def refused(self) -> WrongDay:
        """The same where nothing can be asked."""
        return WrongDay(self.why)

    @property
    def readings(self) -> tuple[Reading, ...]:
        """The answers to choose from, the likelier first."""
        return (self.day,) if self.other is None else (self.day, self.other)


@dataclass(frozen=True, slots=True)
class UnclearZone:
    """A zone *typed* by a usual name of several *zones*, read as the first of them."""

    typed: str
    zones: tuple[str, ...]

    @property
    def refused(self) -> WrongZone:
        """The same where nothing can be asked."""
        return WrongZone(self.typed, self.zones)

    @property
    def readings(self) -> tuple[Reading, ...]:
        """The answers to choose from, the likelier first."""
        return self.zones


Question = UnclearTime | UnclearDay | UnclearZone
TypedProblem = Question | WrongWeekdays | WrongTime | WrongDay | WrongZone


def number_of(reading: Reading) -> int:
    """Return the number by which the button of an answer names *reading*."""
    return crc32(repr(reading).encode())
