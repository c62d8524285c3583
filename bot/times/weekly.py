"""Parses the weekdays and the time of day of a weekly schedule as people type them."""

import re
from datetime import time
from functools import cache
from itertools import pairwise

from babel.dates import get_day_names

from bot.text.languages import ANY_LANGUAGE, alternation
from bot.text.locales import Locale
from bot.text.tokens import fold
from bot.times.formats import ANY_DAY, babel_locale
from bot.times.typed.clocks import hours_of
from bot.times.typed.parts import Clock, Style
from bot.times.typed.phrases import Phrase, phrases_of
from bot.times.typed.tokens import tokenise
from bot.times.typed.why import RefusedError, Why

LONGEST_WEEKLY = 200  # characters that are read
DASHES = "-\u2013\u2014"
WORKDAYS = frozenset(range(5))
_days = ANY_LANGUAGE.weekdays
_groups = {
    **dict.fromkeys(_days.every_day, ANY_DAY),
    **dict.fromkeys(_days.workdays, WORKDAYS),
    **dict.fromkeys(_days.weekend, ANY_DAY - WORKDAYS),
}
_word = re.compile(rf"{alternation(name for name in _groups if ' ' in name)}|\w+|[{DASHES}]")
_several_dashes = re.compile(rf"[{DASHES}]{{2,}}")
_suffix = re.compile(rf"[\s-]*\b(?:{alternation(_days.suffix)})\b")
_article = re.compile(rf"^(?:{alternation(_days.article)}) ")


def parse_weekdays(typed: str) -> frozenset[int] | None:
    """Return the weekdays (0 is Monday) that *typed* names in any language; None if it has none, or other words.

    It may have full and short names, in any order, with or without accents and "-feira", ranges ("monday to
    friday", "seg-sex") and groups ("every day", "dias úteis").
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
    """Return the words of *typed* that matter; a single dash is a word (a range), several only separate a list."""
    text = _article.sub("", " ".join(_suffix.sub("", fold(typed[:LONGEST_WEEKLY])).split()))
    found = [*_word.findall(_several_dashes.sub("-", text)), ""]
    words = [word for word, after in pairwise(found) if word not in _days.ignored and not _says_nothing(word, after)]
    lone = sum(word in DASHES for word in words) == 1
    return ["-" if word in DASHES else word for word in words if lone or word not in DASHES]


def _says_nothing(word: str, after: str) -> bool:
    """Tell whether *word* says nothing before the word *after*: "no sábado", but not "no monday"."""
    return after in ANY_LANGUAGE.times.ignored_before.get(word, ())


def _from_to(first: int, last: int) -> frozenset[int]:
    """Return the weekdays from *first* to *last*, across Sunday if *last* is the earlier in the week."""
    return frozenset(day % 7 for day in range(first, last + 1 if first <= last else last + 8))


@cache
def _weekday_words() -> dict[str, frozenset[int]]:
    """Return each folded name of a weekday (full, short, plural, without "-feira") or of a group, with its weekdays."""
    words = dict(_days.names)
    for locale in Locale:
        for width in ("wide", "abbreviated", "short"):
            for day, name in get_day_names(width, locale=babel_locale(locale)).items():
                word = _suffix.sub("", fold(name).rstrip("."))
                words |= {word: day, f"{word}s": day}
    return {word: frozenset({day}) for word, day in words.items()} | _groups


def suggest_weekdays(typed: str, locale: Locale) -> list[str]:
    """Return completions of *typed* as lists of full names: its days, its last word completed, or one day more."""
    typed = typed[:LONGEST_WEEKLY].rstrip()
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
    """Return the time of day that *typed* means ("19:00", "19h30", "7pm", "7 da noite", "noon"); None if none.

    An hour without am or pm is one by the 24-hour clock, as a weekly schedule shows it.
    """
    try:
        phrases = list(phrases_of(tokenise(typed[:LONGEST_WEEKLY]), bare=True))
    except RefusedError:
        return None
    times = {_time_of_day(phrase) for phrase in phrases} - {None}
    return times.pop() if len(times) == 1 else None


def _time_of_day(phrase: Phrase) -> time | None:
    """Return the time of day of a *phrase* that is nothing else."""
    clock = phrase.clock
    if clock is None or clock.why is not Why.CLEAR or phrase != Phrase(clock=clock, part=phrase.part):
        return None
    part = None if phrase.part is None else phrase.part.part
    try:
        hours = hours_of(clock, part, is_24_hour=True)
    except RefusedError:
        return None
    if part is None and hours.why in {Why.NO_AM_PM, Why.TWELVE, Why.MIDNIGHT}:
        return _literal(clock)
    first = hours.ways[0]
    return first.at if hours.why is Why.CLEAR and not first.later else None


def _literal(clock: Clock) -> time:
    """Return an hour that may be one of two as the 24-hour clock has it, and midnight as the day's beginning."""
    return time(0 if clock.style is Style.AM else clock.hour, clock.minute)
