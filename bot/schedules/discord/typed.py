"""Reads the times and days that organisers type into /schedule move, skip and unskip."""

from dataclasses import dataclass
from datetime import datetime

from bot.schedules.adjustments import LONGEST_SKIP, DateRange
from bot.schedules.model import Schedule
from bot.text.translations import Localizer
from bot.times.explanations import days_why_text, why_text
from bot.times.typed_times import read_days, read_time


@dataclass(frozen=True, slots=True)
class ReadTime:
    """The instant that somebody typed.

    Attributes:
        at: The instant in UTC; None if none was understood.
        why: Why none was understood, or what is ambiguous about it; None if it is clear.
        other: The instant of the other reading, if there is one.
    """

    at: datetime | None
    why: str | None = None
    other: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReadDays:
    """The days that somebody typed, None if none were understood; *why* not, or what is ambiguous about them."""

    days: DateRange | None
    why: str | None = None


def read_move(typed: str, schedule: Schedule, tag: str, now: datetime, say: Localizer) -> ReadTime:
    """Read a time for the next post of *schedule*; *tag* is the locale of the reader's Discord."""
    read = read_time(typed, tag, schedule.cadence.zone_name, now, schedule.cadence.at)
    return ReadTime(read.at, why_text(read.why, say) or None, read.other)


def read_skip(
    first: str | None, last: str | None, schedule: Schedule, tag: str, now: datetime, say: Localizer
) -> ReadDays:
    """Read the days from *first* to *last*, for posts of *schedule*; *tag* is the locale of the reader's Discord."""
    if first is None:
        return ReadDays(None, say("Name the first day, too."))
    read = read_days(first, last, tag, schedule.cadence.zone_name, now)
    if read.first is None or read.last is None:
        return ReadDays(None, days_why_text(read.why, say))
    if read.last - read.first > LONGEST_SKIP:
        return ReadDays(None, say("That is more than a year of days. Name fewer."))
    return ReadDays((read.first, read.last), days_why_text(read.why, say) or None)
