"""What reading a typed time or typed days ends with: the value, and the one cause why it is unclear or refused."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum, auto


class Why(StrEnum):
    """Why a reading is clear, is to be asked about, or is refused; `why_text` has the sentence for each."""

    CLEAR = auto()
    # To ask about: there is a reading, and another that is as usual.
    DAY_OR_MONTH = auto()
    NO_AM_PM = auto()
    TWELVE = auto()
    MIDNIGHT = auto()
    NIGHT_AFTER = auto()
    TODAY_OR_NEXT_WEEK = auto()
    THIS_OR_NEXT = auto()
    AFTER_MIDNIGHT = auto()
    NEXT_YEAR = auto()
    NEXT_MONTH = auto()
    HOUR_OR_DAY = auto()
    SPAN_OR_CLOCK = auto()
    MINUTES_OR_RANGE = auto()
    DAYS_COUNTED = auto()
    NO_HOUR = auto()
    SAME_HOUR = auto()
    ABOUT = auto()
    CLOCKS_REPEATED = auto()
    ZONE_LOOSE = auto()
    ZONE_GUESSED = auto()
    ZONE_DAY = auto()
    ZONE_OR_RANGE = auto()
    ODD_HOUR = auto()
    FIRST_OF_DAYS = auto()
    EPOCH = auto()
    WHOLE_WEEK = auto()
    WHOLE_MONTH = auto()
    # Refused: there is no reading.
    NOT_UNDERSTOOD = auto()
    TOO_LONG = auto()
    BARE_NUMBER = auto()
    PAST = auto()
    USUAL_PAST = auto()
    TOO_FAR = auto()
    NO_SUCH_DATE = auto()
    NO_SUCH_TIME = auto()
    WEEKDAY_CONTRADICTS = auto()
    DAYS_CONTRADICT = auto()
    PART_CONTRADICTS = auto()
    CLOCKS_SKIPPED = auto()
    TOO_VAGUE = auto()
    WHICH_DAY = auto()
    SEVERAL = auto()
    RECURRING = auto()
    NOT_A_DAY = auto()
    NOT_ONE_DAY = auto()
    WITH_DAY = auto()
    WITH_ZONE = auto()
    WAIT = auto()
    WRONG_ORDER = auto()
    DAYS_OVER = auto()
    DAYS_TOO_FAR = auto()


@dataclass(frozen=True, slots=True)
class TypedTime:
    """What a typed time means.

    Attributes:
        at: The instant in UTC, to the minute; None if it is refused.
        why: Why it is asked about or refused.
        zone_name: The zone in which it was read, by its IANA name or as "UTC+02:00"; None for a Discord timestamp.
        other: The other usual reading, if one is asked about.
    """

    at: datetime | None
    why: Why
    zone_name: str | None = None
    other: datetime | None = None

    @property
    def ask(self) -> bool:
        """Whether there is a reading that a person should confirm."""
        return self.at is not None and self.why is not Why.CLEAR

    @property
    def instant(self) -> datetime:
        """The instant; of a refused time there is none, and asking for it is an error."""
        if self.at is None:
            message = f"a time that was refused ({self.why}) is no instant"
            raise ValueError(message)
        return self.at


@dataclass(frozen=True, slots=True)
class TypedClock:
    """Which time of day was typed: *at*, None if refused for the reason *why*; if that is asked about, or *other*."""

    at: time | None
    why: Why
    other: time | None = None

    @property
    def ask(self) -> bool:
        """Whether there is a reading that a person should confirm."""
        return self.at is not None and self.why is not Why.CLEAR


@dataclass(frozen=True, slots=True)
class TypedWeekdays:
    """Which weekdays (0 is Monday) were typed; none if that is refused, for the reason *why*."""

    days: frozenset[int]
    why: Why


@dataclass(frozen=True, slots=True)
class TypedDays:
    """Which whole days, from *first* to *last*, were typed; both are None if that is refused, for the reason *why*.

    Where one day is asked about, *other* is the other usual reading.
    """

    first: date | None
    last: date | None
    why: Why
    other: date | None = None

    @property
    def ask(self) -> bool:
        """Whether there is a reading that a person should confirm."""
        return self.first is not None and self.why is not Why.CLEAR


class RefusedError(Exception):
    """A phrase cannot be read, for the reason *why*."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why
