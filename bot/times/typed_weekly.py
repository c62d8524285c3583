"""Weekdays and times of day as people type them for a weekly schedule."""

import re
from datetime import time
from functools import cache

from babel.dates import get_day_names

from bot.text.languages import ANY_LANGUAGE, one_of
from bot.text.locales import Locale
from bot.text.tokens import fold
from bot.times.formats import ANY_DAY, babel_locale

LONGEST_TYPED = 200
NOON = 12
DASHES = "-\u2013\u2014"
WORKDAYS = frozenset(range(5))
_days, _hours = ANY_LANGUAGE.weekdays, ANY_LANGUAGE.hours
_groups = {
    **dict.fromkeys(_days.every_day, ANY_DAY),
    **dict.fromkeys(_days.workdays, WORKDAYS),
    **dict.fromkeys(_days.weekend, ANY_DAY - WORKDAYS),
}
_word = re.compile(rf"{one_of(name for name in _groups if ' ' in name)}|\w+|[{DASHES}]")
_suffix = re.compile(rf"[\s-]*\b(?:{one_of(_days.suffix)})\b")
_article = re.compile(rf"^(?:{one_of(_days.article)}) ")
_at = re.compile(rf"^(?:{one_of(_hours.at)})\s+")
_time = re.compile(
    r"(?P<hour>[0-9]{1,2})"
    rf"(?:\s?[:h.]\s?(?P<minute>[0-9]{{2}})(?:\s?(?:h|m|min))?|\s?(?:{one_of(_hours.marks)}))?"
    rf"(?:\s?(?P<half>{one_of(_hours.morning | _hours.afternoon)}))?"
)


def parse_weekdays(typed: str) -> frozenset[int] | None:
    """Return the weekdays (0 is Monday) that *typed* names in any language, or nothing.

    Full and short names are read, in any order, with or without accents and "-feira"; from one
    to another ("monday to friday", "seg-sex"); and groups of them ("every day", "dias úteis").
    """
    days: set[int] = set()
    latest: int | None = None
    until = False
    for word in _words(typed):
        if word == "-" or word in _days.until:
            until = True
            continue
        meant = _weekday_words().get(word, frozenset())
        if not meant or (until and (latest is None or len(meant) > 1)):
            return None
        day = next(iter(meant)) if len(meant) == 1 else None
        if until and latest is not None and day is not None:
            meant = _from_to(latest, day)
        days, latest, until = days | meant, day, False
    return frozenset(days) if days and not until else None


def _words(typed: str) -> list[str]:
    """Return the words of *typed* that say something; a lone dash counts as one, more are a list."""
    text = _article.sub("", " ".join(_suffix.sub("", fold(typed[:LONGEST_TYPED])).split()))
    words = [word for word in _word.findall(text) if word not in _days.ignored]
    lone = sum(word in DASHES for word in words) == 1
    return ["-" if word in DASHES else word for word in words if lone or word not in DASHES]


def _from_to(first: int, last: int) -> frozenset[int]:
    """Return the days from *first* to *last*, over the end of the week where they lie so."""
    return frozenset(day % 7 for day in range(first, last + 1 if first <= last else last + 8))


@cache
def _weekday_words() -> dict[str, frozenset[int]]:
    """Return every name of a weekday and of a group of them: wide, short, plural, without "-feira"."""
    words = dict(_days.names)
    for locale in Locale:
        for width in ("wide", "abbreviated", "short"):
            for day, name in get_day_names(width, locale=babel_locale(locale)).items():
                word = _suffix.sub("", fold(name).rstrip("."))
                words |= {word: day, f"{word}s": day}
    return {word: frozenset({day}) for word, day in words.items()} | _groups


def suggest_weekdays(typed: str, locale: Locale) -> list[str]:
    """Return ways to go on from *typed*: its days, with the one that is begun, or with one more."""
    typed = typed[:LONGEST_TYPED].rstrip()
    begun = re.findall(r"[\w-]*$", typed)[0]
    before = typed.removesuffix(begun)
    chosen = parse_weekdays(before) if before else frozenset()
    whole = parse_weekdays(typed)
    names = get_day_names("wide", locale=babel_locale(locale))
    ways = [] if whole is None else [whole]
    if chosen is not None:
        ways += [chosen | {day} for day in range(7) if fold(names[day]).startswith(fold(begun))]
    if whole is not None:
        ways += [whole | {day} for day in range(7)]
    return list(dict.fromkeys(", ".join(names[day] for day in sorted(days)) for days in ways))


def parse_time(typed: str) -> time | None:
    """Return the time of day that *typed* means (19:00, 19h30, 7pm, 7 da noite, noon), or nothing."""
    text = _at.sub("", " ".join(fold(typed[:LONGEST_TYPED]).split()))
    if named := _hours.named.get(text.replace("-", " ")):
        return named
    match = _time.fullmatch(text)
    if match is None:
        return None
    hour, minute, half = int(match["hour"]), int(match["minute"] or 0), match["half"]
    if half:
        if not 1 <= hour <= NOON or (hour == NOON and half in _hours.unclear_at_twelve):
            return None
        hour = hour % NOON + (NOON if half in _hours.afternoon else 0)
    return time(hour, minute) if hour <= time.max.hour and minute <= time.max.minute else None
