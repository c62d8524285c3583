"""Reads times and days as people type them, in every language at once; the grammar is in `bot/times/typed`."""

from datetime import date, datetime, time, timedelta

from bot.text.locales import Locale
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
    "parse_days",
    "parse_instant",
    "parse_time",
    "parse_weekdays",
    "read_day",
    "read_days",
    "read_time",
    "suggest_weekdays",
]


def parse_instant(typed: str, locale: Locale, zone_name: str, now: datetime, usual: time) -> datetime | None:
    """Return the UTC instant that *typed* means in *zone_name* at *now*, as `read_time` reads it; None if none."""
    return read_time(typed, locale.value, zone_name, now, usual).at


def parse_days(
    first: str, last: str | None, locale: Locale, zone_name: str, now: datetime, longest: timedelta
) -> tuple[date, date] | None:
    """Return the first and last day that `read_days` reads; None if none, or if further apart than *longest*."""
    days = read_days(first, last, locale.value, zone_name, now)
    if days.first is None or days.last is None or days.last > days.first + longest:
        return None
    return days.first, days.last
