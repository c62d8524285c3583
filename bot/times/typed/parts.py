"""The parts of a typed time: what its words say, before it is worked out when that is."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import ClassVar

from bot.text.languages import Loose, PartOfDay
from bot.times.typed.tokens import DateFigures, NamedZone
from bot.times.typed.why import Why


class Slot(Enum):
    """What a part is about; a phrase says each once."""

    CLOCK = auto()
    PART = auto()
    WEEKDAY = auto()
    WEEK = auto()
    RELATIVE = auto()
    DATE = auto()
    MONTH = auto()
    SHIFT = auto()
    SPAN = auto()
    ZONE = auto()
    SAME_TIME = auto()
    ABOUT = auto()
    LOOSE = auto()
    STAMP = auto()
    LENGTH = auto()
    GLUE = auto()


class Style(Enum):
    """How a time of day is written, which tells whether its hour is certain."""

    BARE = auto()  # "8", "half past 8"
    COLON = auto()  # "8:30"
    HOUR = auto()  # "8h"
    MARKED = auto()  # "20:00", "08:00", "20h": the 24-hour clock
    AM = auto()
    PM = auto()
    NOON = auto()
    MIDNIGHT = auto()


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day; *at* tells whether a word such as "at" stands before it, *why* what is unclear about it."""

    slot: ClassVar[Slot] = Slot.CLOCK
    hour: int
    minute: int
    style: Style
    at: bool = False
    is_number: bool = False  # nothing but a number of one or two figures
    why: Why = Why.CLEAR
    as_span: int | None = None  # minutes, where it may also be a span: "2h"
    until: int | None = None  # the weekday on which a range ends


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the day."""

    slot: ClassVar[Slot] = Slot.PART
    part: PartOfDay


class Mode(Enum):
    """How a weekday is pointed at."""

    PLAIN = auto()
    THIS = auto()
    NEXT = auto()  # "next friday": of two readings the later is likelier
    COMING = auto()  # "sexta que vem": the nearer is
    AFTER_NEXT = auto()


@dataclass(frozen=True, slots=True)
class Weekday:
    """A weekday (0 is Monday), so many *weeks* after the coming one; *why* to ask which: "a friday"."""

    slot: ClassVar[Slot] = Slot.WEEKDAY
    day: int
    mode: Mode = Mode.PLAIN
    weeks: int = 0
    why: Why = Why.CLEAR


@dataclass(frozen=True, slots=True)
class Week:
    """The week so many weeks from the present one."""

    slot: ClassVar[Slot] = Slot.WEEK
    ahead: int


@dataclass(frozen=True, slots=True)
class Relative:
    """The day so many days from today; with *part*, that part of it: "tonight"."""

    slot: ClassVar[Slot] = Slot.RELATIVE
    ahead: int
    part: PartOfDay | None = None


@dataclass(frozen=True, slots=True)
class MonthDay:
    """A day of a month; *is_number* tells that nothing but a number stands there."""

    slot: ClassVar[Slot] = Slot.DATE
    day: int
    month: int | None = None
    year: int | None = None
    is_number: bool = False
    until: int | None = None  # the last of several days
    why: Why = Why.CLEAR


@dataclass(frozen=True, slots=True)
class Figures:
    """A date in figures."""

    slot: ClassVar[Slot] = Slot.DATE
    figures: DateFigures


@dataclass(frozen=True, slots=True)
class FromFeast:
    """So many days after the named day of the year *feast*; with a weekday, the *nth* such one after or before it."""

    slot: ClassVar[Slot] = Slot.DATE
    feast: DateFigures
    days: int = 0
    day: int | None = None
    nth: int = 1


@dataclass(frozen=True, slots=True)
class NthWeekday:
    """The *nth* such weekday of a month, -1 for the last; where *day* is None, the first or last day of any kind."""

    slot: ClassVar[Slot] = Slot.DATE
    nth: int
    day: int | None


@dataclass(frozen=True, slots=True)
class Month:
    """A month by its number, or so many months *ahead* of the present one."""

    slot: ClassVar[Slot] = Slot.MONTH
    month: int | None = None
    ahead: int = 0
    year: int | None = None
    of_year: int | None = None  # any month of the year that is so many years ahead


@dataclass(frozen=True, slots=True)
class Shift:
    """So many days and months from today, or, as some count, *or_days*; if *bare*, it may be a length: "3 days"."""

    slot: ClassVar[Slot] = Slot.SHIFT
    days: int = 0
    months: int = 0
    why: Why = Why.CLEAR
    or_days: int | None = None
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """So many minutes from now."""

    slot: ClassVar[Slot] = Slot.SPAN
    minutes: int
    why: Why = Why.CLEAR


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone that was named."""

    slot: ClassVar[Slot] = Slot.ZONE
    zone: NamedZone


@dataclass(frozen=True, slots=True)
class SameTime:
    """The present time of day."""

    slot: ClassVar[Slot] = Slot.SAME_TIME


@dataclass(frozen=True, slots=True)
class About:
    """That the time is meant roughly."""

    slot: ClassVar[Slot] = Slot.ABOUT


@dataclass(frozen=True, slots=True)
class LooseWord:
    """A word such as "later", that says too little alone, and no more than a time of day beside it."""

    slot: ClassVar[Slot] = Slot.LOOSE
    word: Loose


@dataclass(frozen=True, slots=True)
class Stamp:
    """An instant in seconds since 1970."""

    slot: ClassVar[Slot] = Slot.STAMP
    seconds: int
    why: Why = Why.CLEAR


@dataclass(frozen=True, slots=True)
class Length:
    """How long it takes, which says nothing about when."""

    slot: ClassVar[Slot] = Slot.LENGTH


@dataclass(frozen=True, slots=True)
class Glue:
    """A small word, or a dash, between two parts."""

    slot: ClassVar[Slot] = Slot.GLUE
    is_dash: bool = False


AnyPart = (
    Clock
    | Part
    | Weekday
    | Week
    | Relative
    | MonthDay
    | Figures
    | FromFeast
    | NthWeekday
    | Month
    | Shift
    | Span
    | Zone
    | SameTime
    | About
    | LooseWord
    | Stamp
    | Length
    | Glue
)
