"""Reads times and days as people type them, in every language at once; the grammar is in `bot/times/typed`."""

from bot.times.typed.periods import read_day, read_days
from bot.times.typed.reading import LONGEST_TYPED, is_timestamp, read_time
from bot.times.typed.why import TypedClock, TypedDays, TypedTime, TypedWeekdays, Why
from bot.times.weekly import parse_weekdays, read_clock, read_weekdays, suggest_weekdays

__all__ = [
    "LONGEST_TYPED",
    "TypedClock",
    "TypedDays",
    "TypedTime",
    "TypedWeekdays",
    "Why",
    "is_timestamp",
    "parse_weekdays",
    "read_clock",
    "read_day",
    "read_days",
    "read_time",
    "read_weekdays",
    "suggest_weekdays",
]
