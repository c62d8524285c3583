"""Reads times and days as people type them, in every language at once; the grammar is in `bot/times/typed`."""

from bot.times.typed.periods import read_day, read_days
from bot.times.typed.reading import LONGEST_TYPED, is_timestamp, read_time
from bot.times.typed.why import TypedDays, TypedTime, Why
from bot.times.weekly import parse_time, parse_weekdays, suggest_weekdays

__all__ = [
    "LONGEST_TYPED",
    "TypedDays",
    "TypedTime",
    "Why",
    "is_timestamp",
    "parse_time",
    "parse_weekdays",
    "read_day",
    "read_days",
    "read_time",
    "suggest_weekdays",
]
