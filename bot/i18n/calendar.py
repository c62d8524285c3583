"""Weekdays, times and durations as a language writes them, and weekdays as people type them."""

import re
from collections.abc import Iterable
from datetime import date, time, timedelta

from babel import Locale as BabelLocale
from babel.dates import format_date, format_time, get_day_names
from babel.lists import format_list

from bot.core.locales import Locale
from bot.i18n.folding import fold
from bot.i18n.words import Localizer, catalogue_name

TIME = re.compile(
    r"^(?P<hour>\d{1,2})(?:\s*(?:[:h.]\s*)(?P<minute>\d{2})?)?\s*(?P<half>am|pm|a\.m\.|p\.m\.)?$"
)
EVERY_DAY = frozenset(range(7))
WORKDAYS = frozenset(range(5))
GROUPS = {
    "daily": EVERY_DAY,
    "every day": EVERY_DAY,
    "todos os dias": EVERY_DAY,
    "weekdays": WORKDAYS,
    "dias uteis": WORKDAYS,
}
FILLER = frozenset({"and", "e", "on", "every", "toda", "todo", "nas", "na", "no", "feira"})
NOON = 12


def _babel(locale: Locale) -> BabelLocale:
    return BabelLocale.parse(catalogue_name(locale))


def weekday_names(weekdays: Iterable[int], locale: Locale) -> str:
    """Return *weekdays* (0 is Monday) as a list in *locale*, in the order of the week."""
    names = get_day_names("wide", locale=_babel(locale))
    return format_list([names[day] for day in sorted(weekdays)], locale=_babel(locale))


def clock_time(at: time, locale: Locale) -> str:
    """Return *at* as *locale* writes it: 7:00 PM, 19:00."""
    return format_time(at, "short", locale=_babel(locale)).replace("\u202f", " ")


def calendar_date(day: date, locale: Locale) -> str:
    """Return *day* as *locale* writes it, month by name."""
    return format_date(day, "medium", locale=_babel(locale))


def position(seconds: int) -> str:
    """Return a place in a video as players show it: 2:42, 1:02:03."""
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


def length(duration: timedelta, say: Localizer) -> str:
    """Return how long something lasts, to the minute."""
    hours, minutes = divmod(round(duration.total_seconds() / 60), 60)
    if hours:
        return say("{hours} h {minutes} min", hours=hours, minutes=minutes)
    return say("{minutes} min", minutes=minutes)


def parse_weekdays(typed: str) -> frozenset[int] | None:
    """Return the weekdays that *typed* names, in any language the bot speaks, or nothing.

    Full and short names are read, with or without accents and "-feira", in any order.
    """
    folded = fold(typed)
    if folded in GROUPS:
        return GROUPS[folded]
    names = _weekday_words()
    words = [word for word in re.split(r"[^\w]+", folded) if word and word not in FILLER]
    days = [names.get(word) for word in words]
    if not days or None in days:
        return None
    return frozenset(day for day in days if day is not None)


def _weekday_words() -> dict[str, int]:
    words: dict[str, int] = {}
    for locale in Locale:
        for width in ("wide", "abbreviated"):
            for day, name in get_day_names(width, locale=_babel(locale)).items():
                word = fold(name).rstrip(".").removesuffix("-feira")
                words |= {word: day, f"{word}s": day}
    return words | {"tues": 1, "wednes": 2, "thur": 3, "thurs": 3}


def suggest_weekdays(typed: str, locale: Locale) -> list[str]:
    """Return ways to complete *typed*, a list of weekdays parted by commas."""
    chosen, _, begun = typed.rpartition(",")
    days = parse_weekdays(chosen) or frozenset()
    names = get_day_names("wide", locale=_babel(locale))
    fitting = [day for day in range(7) if day not in days and fold(names[day]).startswith(fold(begun))]
    return [", ".join(names[d] for d in (*sorted(days), day)) for day in fitting]


def parse_time(typed: str) -> time | None:
    """Return the time of day that *typed* means (19:00, 19h, 7pm, 7:30 p.m.), or nothing."""
    match = TIME.match(typed.strip().lower())
    if match is None:
        return None
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if match["half"]:
        if not 1 <= hour <= NOON:
            return None
        hour = hour % NOON + (NOON if match["half"].startswith("p") else 0)
    try:
        return time(hour, minute)
    except ValueError:
        return None
