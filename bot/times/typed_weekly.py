"""Weekdays and times of day as people type them for a weekly schedule."""

import re
from datetime import time
from functools import cache

from babel.dates import get_day_names

from bot.text.locales import Locale
from bot.text.tokens import fold
from bot.times.formats import ANY_DAY, babel_locale

LONGEST_TYPED = 200
NOON, MIDNIGHT = time(12), time(0)
NAMED_TIMES = {"noon": NOON, "midday": NOON, "meio dia": NOON, "midnight": MIDNIGHT, "meia noite": MIDNIGHT}
TIME = re.compile(
    r"(?P<hour>[0-9]{1,2})"
    r"(?:\s?[:h.]\s?(?P<minute>[0-9]{2})(?:\s?(?:h|m|min))?|\s?(?:h|hs|hrs|horas?|o'clock))?"
    r"(?:\s?(?P<half>(?:a|p)\.?m\.?|da manha|da tarde|da noite))?"
)
AFTERNOON = ("p", "da tarde", "da noite")
UNCLEAR_AT_TWELVE = ("da manha", "da noite")
WORKDAYS = frozenset(range(5))
WEEKEND = ANY_DAY - WORKDAYS
SHORTER = {
    "every day": "daily",
    "todos os dias": "daily",
    "todo dia": "daily",
    "dias uteis": "weekdays",
    "dias de semana": "weekdays",
    "fim de semana": "weekend",
    "fins de semana": "weekend",
    "finais de semana": "weekend",
}
GROUPS = {"daily": ANY_DAY, "weekdays": WORKDAYS, "weekend": WEEKEND, "weekends": WEEKEND}
OTHER_NAMES = {"tues": 1, "weds": 2, "thur": 3, "thurs": 3, "2a": 0, "3a": 1, "4a": 2, "5a": 3, "6a": 4}
ENGLISH_FILLER = frozenset({"and", "on", "every", "each"})
PORTUGUESE_FILLER = frozenset(
    {"e", "de", "da", "das", "na", "nas", "no", "nos", "as", "os", "aos", "toda", "todo", "todas", "todos"}
)
FILLER = ENGLISH_FILLER | PORTUGUESE_FILLER
DASHES = "-\u2013\u2014"
UNTIL = frozenset({"to", "till", "until", "through", "thru", "a", "ate", "-"})


def parse_weekdays(typed: str) -> frozenset[int] | None:
    """Return the weekdays that *typed* names, in any language the bot speaks, or nothing.

    Full and short names are read, in any order, with or without accents and "-feira"; from one
    to another ("monday to friday", "seg-sex"); and groups of them ("every day", "dias úteis").
    """
    words = _words(typed)
    days: set[int] = set()
    latest: int | None = None
    until = False
    for word in words:
        if word in UNTIL:
            until = True
            continue
        meant = GROUPS.get(word) or _weekday_words().get(word, frozenset())
        if not meant or (until and (latest is None or len(meant) > 1)):
            return None
        day = next(iter(meant)) if len(meant) == 1 else None
        if until and latest is not None and day is not None:
            meant = _from_to(latest, day)
        days, latest, until = days | meant, day, False
    return frozenset(days) if days and not until else None


def _words(typed: str) -> list[str]:
    """Return the words of *typed* that say something; a lone dash counts as one, more are a list."""
    text = " ".join(re.sub(r"[\s-]*\bfeiras?\b", "", fold(typed[:LONGEST_TYPED])).split()).removeprefix("a ")
    for phrase, word in SHORTER.items():
        text = text.replace(phrase, word)
    words = [word for word in re.findall(rf"\w+|[{DASHES}]", text) if word not in FILLER]
    lone = sum(word in DASHES for word in words) == 1
    return ["-" if word in DASHES else word for word in words if lone or word not in DASHES]


def _from_to(first: int, last: int) -> frozenset[int]:
    """Return the days from *first* to *last*, over the end of the week where they lie so."""
    return frozenset(day % 7 for day in range(first, last + 1 if first <= last else last + 8))


@cache
def _weekday_words() -> dict[str, frozenset[int]]:
    """Return every name of a weekday in every language: wide, short, plural, without "-feira"."""
    words = dict(OTHER_NAMES)
    for locale in Locale:
        for width in ("wide", "abbreviated", "short"):
            for day, name in get_day_names(width, locale=babel_locale(locale)).items():
                word = fold(name).rstrip(".").removesuffix("-feira")
                words |= {word: day, f"{word}s": day}
    return {word: frozenset({day}) for word, day in words.items()}


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
    text = re.sub(r"^(?:at|as|a|ao)\s+", "", " ".join(fold(typed[:LONGEST_TYPED]).split()))
    if named := NAMED_TIMES.get(text.replace("-", " ")):
        return named
    match = TIME.fullmatch(text)
    if match is None:
        return None
    hour, minute, half = int(match["hour"]), int(match["minute"] or 0), match["half"]
    if half:
        if not 1 <= hour <= NOON.hour or (hour == NOON.hour and half in UNCLEAR_AT_TWELVE):
            return None
        hour = hour % NOON.hour + (NOON.hour if half.startswith(AFTERNOON) else 0)
    try:
        return time(hour, minute)
    except ValueError:
        return None
