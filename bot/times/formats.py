"""Formats weekdays, times of day, dates and durations as a language writes them."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache

from babel import Locale as BabelLocale
from babel.dates import format_date, format_skeleton, format_time, get_day_names
from babel.lists import format_list

from bot.text.locales import Locale
from bot.text.translations import Localizer, catalogue_name, localizer
from bot.times.slots import zone

ANY_DAY = frozenset(range(7))  # 0 is Monday
KEPT = 1_024  # texts of each kind, which take longer to format than to look up


@cache
def babel_locale(locale: Locale) -> BabelLocale:
    """Return Babel's locale for *locale*."""
    return BabelLocale.parse(catalogue_name(locale))


def weekday_names(weekdays: Iterable[int], locale: Locale) -> str:
    """Return the names of *weekdays* (0 is Monday) in *locale* as a list, Monday first, or "every day"."""
    return _weekday_names(tuple(sorted(weekdays)), locale)


@lru_cache(KEPT)
def _weekday_names(days: tuple[int, ...], locale: Locale) -> str:
    say = localizer(locale)
    if len(days) == len(ANY_DAY):
        return say("every day")
    names = get_day_names("wide", locale=babel_locale(locale))
    return format_list([names[day] for day in days], locale=babel_locale(locale))


@lru_cache(KEPT)
def clock_time(at: time, locale: Locale) -> str:
    """Return *at* as *locale* writes it: "7:00 PM", "19:00"."""
    return format_time(at, "short", locale=babel_locale(locale)).replace("\u202f", " ")


@lru_cache(KEPT)
def calendar_date(day: date, locale: Locale) -> str:
    """Return *day* as *locale* writes it, with the month's short name: "Nov 30, 2026"."""
    return format_date(day, "medium", locale=babel_locale(locale))


def calendar_days(first: date, last: date, locale: Locale) -> str:
    """Return *first* and *last* as *locale* writes dates, with a dash between, or one date if both are the same."""
    return " \u2013 ".join(calendar_date(day, locale) for day in dict.fromkeys((first, last)))


@lru_cache(KEPT)
def moment(at: datetime, zone_name: str, locale: Locale) -> str:
    """Return the instant *at* by the clocks of *zone_name*, without the year: "Sat, Dec 5, 8:00 PM"."""
    local = at.astimezone(zone(zone_name))
    day = format_skeleton("MMMEd", local, local.tzinfo, locale=babel_locale(locale))
    return f"{day}, {clock_time(local.time(), locale)}"


def length(duration: timedelta, say: Localizer) -> str:
    """Return *duration*, rounded to minutes, in the language of *say*: "1 h 5 min", "20 min"."""
    hours, minutes = divmod(round(duration.total_seconds() / 60), 60)
    if hours:
        return say("{hours} h {minutes} min", hours=hours, minutes=minutes)
    return say("{minutes} min", minutes=minutes)
