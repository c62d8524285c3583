"""Parses the weekdays and the time of day of a weekly schedule as people type them."""

import re
from functools import cache
from itertools import pairwise

from babel.dates import get_day_names

from bot.text.languages import ANY_LANGUAGE, alternation
from bot.text.locales import Locale
from bot.text.tokens import fold
from bot.times.formats import ANY_DAY, babel_locale
from bot.times.typed.clocks import hours_of
from bot.times.typed.days import is_24_hour
from bot.times.typed.parts import Clock
from bot.times.typed.phrases import Phrase, phrases_of
from bot.times.typed.reading import LONGEST_TYPED
from bot.times.typed.tokens import tokenise
from bot.times.typed.vocabulary import Kind
from bot.times.typed.why import RefusedError, TypedClock, TypedWeekdays, Why

LONGEST_WEEKLY = 200  # characters that are read
DASHES = "-\u2013\u2014"
WORKDAYS = frozenset(range(5))
# What a refusal of the grammar, which reads days and times of day, means for a time of day alone.
_NO_CLOCK = {Why.WHICH_DAY: Why.NO_HOUR, Why.RECURRING: Why.WITH_DAY, Why.PAST: Why.WITH_DAY}
# What else stands where weekdays are asked for, the likeliest cause first.
_NO_WEEKDAYS = {
    Kind.OR: Why.SEVERAL,
    **dict.fromkeys((Kind.CLOCK, Kind.HALF_DAY, Kind.AT, Kind.HOUR_MARK, Kind.NAMED, Kind.PART), Why.NOT_A_DAY),
    **dict.fromkeys((Kind.DATE, Kind.MONTH, Kind.DAY, Kind.TONIGHT), Why.RECURRING),
}
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
    if len(typed) > LONGEST_WEEKLY:
        return None
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
    text = _article.sub("", " ".join(_suffix.sub("", fold(typed)).split()))
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


def read_weekdays(typed: str) -> TypedWeekdays:
    """Return the weekdays that *typed* names, as `parse_weekdays` reads them, or the one cause why it names none."""
    days = parse_weekdays(typed)
    return TypedWeekdays(frozenset(), _why_no_weekdays(typed)) if days is None else TypedWeekdays(days, Why.CLEAR)


def _why_no_weekdays(typed: str) -> Why:
    """Return what keeps *typed* from being weekdays."""
    if len(typed) > LONGEST_WEEKLY:
        return Why.TOO_LONG
    kinds = {token.kind for choice in tokenise(typed) for token in choice}
    return next((why for kind, why in _NO_WEEKDAYS.items() if kind in kinds), Why.NOT_UNDERSTOOD)


def read_clock(typed: str, tag: str) -> TypedClock:
    """Return the time of day that *typed* means to a reader of Discord's locale *tag*: "19:00", "7 da noite", "noon".

    What `read_time` asks about beside a day is asked about here.
    """
    if len(typed) > LONGEST_TYPED:
        return TypedClock(None, Why.TOO_LONG)
    try:
        readings = [_time_of_day(phrase, tag) for phrase in phrases_of(tokenise(typed), bare=True)]
    except RefusedError as refused:
        return TypedClock(None, _NO_CLOCK.get(refused.why, refused.why))
    found = [read for read in readings if read.at is not None]
    if len({read.at for read in found}) > 1:
        return TypedClock(None, Why.SEVERAL)
    return found[0] if found else readings[0]


def _time_of_day(phrase: Phrase, tag: str) -> TypedClock:
    """Return the time of day of a *phrase* that is nothing else."""
    try:
        part = None if phrase.part is None else phrase.part.part
        hours = hours_of(_clock_alone(phrase), part, is_24_hour=is_24_hour(tag))
    except RefusedError as refused:
        return TypedClock(None, refused.why)
    first, *others = hours.ways
    if first.later and hours.why is Why.CLEAR:
        return TypedClock(None, Why.MIDNIGHT)
    other = next((hour.at for hour in others if hour.at != first.at), None)
    return TypedClock(first.at, Why.ABOUT if phrase.about and hours.why is Why.CLEAR else hours.why, other)


def _clock_alone(phrase: Phrase) -> Clock:
    """Return the clock time of *phrase*; raise RefusedError if it has none, or if more stands beside it."""
    if phrase.span is not None:
        raise RefusedError(Why.WAIT)
    if phrase.clock is None:
        raise RefusedError(Why.WITH_DAY if phrase.stamp is not None else Why.NO_HOUR)
    if phrase.has_day or phrase.month is not None or phrase.clock.until is not None:
        raise RefusedError(Why.WITH_DAY)
    if phrase.zone is not None:
        raise RefusedError(Why.WITH_ZONE)
    if phrase.loose is not None:
        raise RefusedError(Why.TOO_VAGUE)
    return phrase.clock
