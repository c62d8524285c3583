"""What each word and phrase that people type about times may stand for, in every language at once."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from babel.dates import get_day_names, get_month_names
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.text.languages import ANY_LANGUAGE, LANGUAGES, ZoneMeaning
from bot.text.locales import Locale
from bot.text.tokens import fold
from bot.times.formats import babel_locale

SHORTEST_MISSPELT = 5  # letters of a word in which one is corrected; in a word meant of so few only swapped ones are
LONGEST_INITIALS = 2  # letters of "we", which is no Wednesday here
SHORTEST_WITH_TWO = 8  # letters of a word in which two are
Value = int | str | tuple[ZoneMeaning, ...] | None


class Kind(StrEnum):
    """What a token may be; each value is one character, so that rules are regular expressions over kinds."""

    WEEKDAY = "W"
    MONTH = "M"
    DAY = "D"
    TONIGHT = "T"
    PART = "P"
    HALF_DAY = "A"
    NUMBER = "N"
    ORDINAL = "O"
    DIGITS = "Y"
    CLOCK = "C"
    DATE = "E"
    DECIMAL = "F"
    HOUR_MARK = "H"
    UNIT = "U"
    OCLOCK = "K"
    NAMED = "Q"
    ZONE = "Z"
    SAME_TIME = "S"
    DAY_NUMBER = "d"
    ARTICLE = "a"
    FROM = "r"
    UNTIL = "x"
    TO = "t"
    BEFORE_HOUR = "j"
    MINUS = "z"
    PAST = "p"
    HALF = "h"
    QUARTER = "q"
    COUPLE = "c"
    OF = "o"
    AND = "e"
    IN = "i"
    FROM_NOW = "n"
    COMING = "v"
    NEXT = "k"
    THIS = "s"
    LAST = "l"
    AFTER_NEXT = "b"
    AT = "m"
    DASH = "-"
    SLASH = "/"
    ABOUT = "w"
    OR = "u"
    VAGUE = "V"
    LOOSE = "L"
    GONE = "G"
    RECURRING = "R"
    BETWEEN = "B"
    BEFORE = "y"
    STAMP = "J"
    LASTING = "f"
    IGNORED = "I"
    UNKNOWN = "X"


class Meaning(NamedTuple):
    """One thing that a word may stand for; *value* depends on the kind: a number, a name, or meanings of a zone."""

    kind: Kind
    value: Value = None


_words = ANY_LANGUAGE.times
_PLAIN = {
    Kind.TONIGHT: _words.tonight,
    Kind.AT: _words.at,
    Kind.OCLOCK: _words.oclock,
    Kind.HOUR_MARK: _words.hour_marks,
    Kind.HALF: _words.half,
    Kind.QUARTER: _words.quarter,
    Kind.PAST: _words.past,
    Kind.TO: _words.to,
    Kind.BEFORE_HOUR: _words.before_hour,
    Kind.MINUS: _words.minus,
    Kind.BEFORE: _words.before,
    Kind.FROM: _words.from_,
    Kind.UNTIL: _words.until,
    Kind.BETWEEN: _words.between,
    Kind.AND: _words.and_,
    Kind.OR: _words.or_,
    Kind.OF: _words.of,
    Kind.IN: _words.in_,
    Kind.FROM_NOW: _words.from_now,
    Kind.THIS: _words.this,
    Kind.NEXT: _words.next,
    Kind.COMING: _words.coming,
    Kind.AFTER_NEXT: _words.after_next,
    Kind.LAST: _words.last,
    Kind.ARTICLE: _words.article,
    Kind.COUPLE: _words.couple,
    Kind.ABOUT: _words.about,
    Kind.SAME_TIME: _words.same_time,
    Kind.VAGUE: _words.vague,
    Kind.GONE: _words.gone,
    Kind.RECURRING: _words.recurring,
    Kind.LASTING: _words.lasting,
    Kind.DAY_NUMBER: _words.day_number,
    Kind.IGNORED: _words.ignored,
}
_CORRECTED = (Kind.WEEKDAY, Kind.MONTH, Kind.DAY, Kind.TONIGHT, Kind.PART, Kind.UNIT, Kind.NAMED)
SHORT_UNITS = {word: unit for unit, words in _words.short_units.items() for word in words}
"""Letters that are a unit right behind a figure only: "m" of "90m"."""
ZONE_BEFORE = tuple(tuple(phrase.split()) for phrase in sorted(_words.zone_before, key=len, reverse=True))
ZONE_AFTER = _words.zone_after


def _named() -> Iterator[tuple[str, Meaning]]:
    """Yield each word that has a value of its own with its meaning."""
    yield from ((word, Meaning(Kind.HALF_DAY, "am")) for word in _words.am)
    yield from ((word, Meaning(Kind.HALF_DAY, "pm")) for word in _words.pm)
    yield from ((word, Meaning(Kind.NAMED, "noon")) for word in _words.noon)
    yield from ((word, Meaning(Kind.NAMED, "midnight")) for word in _words.midnight)
    yield from ((word, Meaning(Kind.ZONE, ())) for word in _words.own_zone)
    yield from ((word, Meaning(Kind.ZONE, meanings)) for word, meanings in _words.zones.items())
    yield from _by_key(Kind.DAY, _words.days.items())
    yield from _by_key(Kind.PART, _words.parts.items())
    yield from _by_key(Kind.LOOSE, _words.loose.items())
    yield from _by_key(Kind.UNIT, _words.units.items())
    yield from _by_key(Kind.MONTH, _words.months.items())
    yield from _by_key(Kind.NUMBER, _words.numbers.items())
    yield from _by_key(Kind.DATE, _words.feasts.items())
    yield from _by_key(Kind.ORDINAL, _words.ordinals.items())


def _by_key(kind: Kind, table: Iterable[tuple[int | str, frozenset[str]]]) -> Iterator[tuple[str, Meaning]]:
    for key, words in table:
        yield from ((word, Meaning(kind, key)) for word in words)


def _calendar_names() -> Iterator[tuple[str, Meaning]]:
    """Yield the names of months and weekdays that Babel knows, and those of weekdays in the language files."""
    for locale in Locale:
        for width in ("wide", "abbreviated"):
            for month, name in get_month_names(width, locale=babel_locale(locale)).items():
                yield fold(name).rstrip("."), Meaning(Kind.MONTH, month)
            for day, name in get_day_names(width, locale=babel_locale(locale)).items():
                yield from _weekday(fold(name).rstrip("."), day)
        for day, name in get_day_names("short", locale=babel_locale(locale)).items():
            yield from _weekday(fold(name).rstrip("."), day)
    for name, day in ANY_LANGUAGE.weekdays.names.items():
        yield from _weekday(name, day)


@cache
def days_with_article() -> frozenset[str]:
    """Return the first words of weekdays' names in languages in which "a" is "the": "a sexta" is no other Friday."""
    own = [locale for locale in Locale if LANGUAGES[babel_locale(locale).language].weekdays.article]
    every = [get_day_names(width, locale=babel_locale(locale)) for locale in own for width in ("wide", "abbreviated")]
    typed = (name for locale in own for name in LANGUAGES[babel_locale(locale).language].weekdays.names)
    named = (fold(name) for names in every for name in names.values())
    return frozenset(name.partition("-")[0].rstrip(".") for name in (*typed, *named))


def _weekday(name: str, day: int) -> Iterator[tuple[str, Meaning]]:
    """Yield *name* with and without endings such as "-feira"; what begins with a figure only with them."""
    suffixes = ANY_LANGUAGE.weekdays.suffix
    stem = next((name.removesuffix(f"-{suffix}") for suffix in suffixes if name.endswith(f"-{suffix}")), name)
    if not stem[0].isdigit() and len(stem) > LONGEST_INITIALS:
        yield stem, Meaning(Kind.WEEKDAY, day)
    if len(stem) >= SHORTEST_MISSPELT:
        yield f"{stem}s", Meaning(Kind.RECURRING)
    for suffix in suffixes:
        yield f"{stem}-{suffix}", Meaning(Kind.WEEKDAY, day)
        yield f"{stem} {suffix}", Meaning(Kind.WEEKDAY, day)


@cache
def phrases() -> dict[str, tuple[Meaning, ...]]:
    """Return every word and phrase, folded and with single spaces, with all that it may stand for."""
    found: dict[str, dict[Meaning, None]] = {}
    for word, meaning in (
        *((word, Meaning(kind)) for kind, words in _PLAIN.items() for word in words),
        *_named(),
        *_calendar_names(),
    ):
        found.setdefault(word, {})[meaning] = None
    return {word: tuple(meanings) for word, meanings in found.items()}


@cache
def longest_phrase() -> int:
    """Return how many words the longest phrase has."""
    return max(phrase.count(" ") + 1 for phrase in phrases())


@cache
def _correct_words() -> dict[str, frozenset[Meaning]]:
    """Return the single words that a misspelt word may be meant for."""
    return {
        word: frozenset(meanings)
        for word, meanings in phrases().items()
        if word.isalpha() and len(word) >= SHORTEST_MISSPELT - 1 and meanings[0].kind in _CORRECTED
    }


@cache
def _misspelt(word: str) -> tuple[Meaning, ...]:
    if not word.isalpha() or len(word) < SHORTEST_MISSPELT:
        return ()
    cutoff = 2 if len(word) >= SHORTEST_WITH_TWO else 1
    close = process.extract(word, _correct_words().keys(), scorer=OSA.distance, score_cutoff=cutoff, limit=None)
    close = [each for each in close if len(each[0]) > SHORTEST_MISSPELT or sorted(each[0]) == sorted(word)]
    nearest = [name for name, distance, _ in close if distance == close[0][1]]
    meant = {_correct_words()[name] for name in nearest}
    return tuple(meant.pop()) if len(meant) == 1 else ()


def corrected(word: str) -> tuple[Meaning, ...]:
    """Return what the misspelt *word* is meant for; nothing if it is short, far from any word, or near to two."""
    return _misspelt(word) if len(word) <= 2 * SHORTEST_WITH_TWO else ()
