"""Lengths, dates and times within videos, as people and programs write them."""

import re
from collections.abc import Iterable
from datetime import date
from math import isfinite
from typing import NamedTuple

from babel import Locale as BabelLocale

from bot.text.languages import ANY_LANGUAGE, alternation, invert
from bot.text.locales import Locale
from bot.text.tokens import fold

LONGEST_S = 100 * 60 * 60  # seconds of a video
FEWEST_MOMENTS = 2  # a single time may be one of the day
_MINUTE, _HOUR = 60, 3600  # seconds
_DATE_DIGITS = 8  # of a date such as 20240131
_MOST_MONTHS, _MOST_DAYS = 12, 31
LONGEST_LINE = 400  # characters of a line that may name a moment
LONGEST_TYPED = 60  # characters of a length or date
_CLOCK = r"(?:(?P<hours>[0-9]{1,2}):)?(?P<minutes>[0-9]{1,3}):(?P<seconds>[0-5][0-9])"
_clock = re.compile(_CLOCK)
_leading = re.compile(
    rf"^\W{{0,6}}?(?<![\d:]){_CLOCK}(?![\d:])(?:\s*[-\u2013\u2014]+\s*(?:\d{{1,2}}:)?\d{{1,3}}:[0-5]\d(?!:?\d))?"
    r"[\s)\]|:\u2013\u2014.>-]*(?P<label>\S.*)$"
)
_trailing = re.compile(rf"^(?P<label>\S.{{0,300}}?)[\s(\[|:\u2013\u2014-]+{_CLOCK}[\s)\]]*$")
_iso = re.compile(r"P(?:(\d{1,3})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,7})(?:\.\d*)?S)?)?", re.IGNORECASE)
_units = ANY_LANGUAGE.times.units
_unit_seconds = {
    **dict.fromkeys(ANY_LANGUAGE.imports.hours | _units.get("hour", frozenset()), _HOUR),
    **dict.fromkeys(
        _units.get("minute", frozenset()) | ANY_LANGUAGE.times.short_units.get("minute", frozenset()), _MINUTE
    ),
    **dict.fromkeys(ANY_LANGUAGE.imports.seconds, 1),
}
_amount = re.compile(rf"(\d{{1,6}}(?:[.,]\d{{1,3}})?)\s*({alternation(_unit_seconds)})\.?(?![a-z])")
_bare_minutes = re.compile(r"(\d{1,3})h(\d{1,2})")
_figures = re.compile(r"(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})")
_wordy = re.compile(r"(?:(\d{1,2})(?:st|nd|rd|th)?\s*(?:de|of)?\s+)?([a-z]{3,10})\.?(?:\s+(\d{1,2})(?:st|nd|rd|th)?)?"
                    r",?\s*(?:de|of)?\s+(\d{4})")  # fmt: skip


def _months() -> dict[str, int]:
    named: dict[str, int] = {}
    for locale in Locale:
        for width in ("wide", "abbreviated"):
            names = BabelLocale.parse(locale.value, sep="-").months["format"][width]
            named |= {fold(name).rstrip("."): number for number, name in names.items()}
    return {**invert(ANY_LANGUAGE.times.months), **named}


_month_numbers = _months()


class FoundMoments(NamedTuple):
    """The moments that a text lists, each a second and what begins there, and the text without them."""

    moments: tuple[tuple[int, str], ...]
    rest: str


def read_moments(text: str) -> FoundMoments:
    """Return the moments in *text*: lines that begin, or all end, with times such as 1:02:33; at least two."""
    lines = text.split("\n")
    for pattern in (_leading, _trailing):
        found = {number: at for number, line in enumerate(lines) if (at := _moment(pattern, line)) is not None}
        if len(found) >= FEWEST_MOMENTS:
            rest = "\n".join(line for number, line in enumerate(lines) if number not in found)
            return FoundMoments(tuple(sorted(found.values(), key=lambda moment: moment[0])), rest)
    return FoundMoments((), text)


def _moment(pattern: re.Pattern[str], line: str) -> tuple[int, str] | None:
    found = pattern.match(line.strip()[:LONGEST_LINE])
    if found is None:
        return None
    label = found["label"].strip().strip("-\u2013\u2014:|").strip()
    if not any(letter.isalnum() for letter in label):
        return None
    hours, minutes, seconds = (found[name] for name in ("hours", "minutes", "seconds"))
    return int(hours or 0) * _HOUR + int(minutes) * _MINUTE + int(seconds), label


def read_duration(written: object) -> int | None:
    """Return the seconds of a length: 754, "12:34", "1:02:33", "12 min", "1h05", "PT12M"; None if it is none."""
    if isinstance(written, bool):
        return None
    if isinstance(written, int | float):
        return int(written) if isfinite(written) and 0 < written <= LONGEST_S else None
    if not isinstance(written, str) or len(written) > LONGEST_TYPED:
        return None
    seconds = _typed_duration(fold(written.strip()))
    return seconds if seconds is not None and 0 < seconds <= LONGEST_S else None


def _typed_duration(written: str) -> int | None:
    if re.fullmatch(r"\d{1,6}(?:\.\d{1,3})?", written, re.ASCII):
        return int(float(written))
    if found := _clock.fullmatch(written):
        return int(found[1] or 0) * _HOUR + int(found[2]) * _MINUTE + int(found[3])
    if (found := _iso.fullmatch(written)) and any(found.groups()):
        days, hours, minutes, seconds = (int(group or 0) for group in found.groups())
        return (days * 24 + hours) * _HOUR + minutes * _MINUTE + seconds
    if found := _bare_minutes.fullmatch(written):
        return int(found[1]) * _HOUR + int(found[2]) * _MINUTE
    amounts = _amount.findall(written)
    if not amounts or re.sub(r"\b(?:and|e)\b|[\s,~]", "", _amount.sub("", written)):
        return None
    return round(sum(float(amount.replace(",", ".")) * _unit_seconds[unit] for amount, unit in amounts))


def day_comes_first(written: Iterable[str], locale: Locale) -> bool | None:
    """Return whether dates such as 01/02/2024 begin with the day, by others beside them, then by *locale*, if known."""
    pairs = [
        (int(found[1]), int(found[2])) for text in written if (found := _figures.match(text.strip()[:LONGEST_TYPED]))
    ]
    if any(_MOST_MONTHS < first <= _MOST_DAYS for first, _ in pairs):
        return True
    if any(second > _MOST_MONTHS for first, second in pairs if first <= _MOST_MONTHS):
        return False
    return True if locale is Locale.PORTUGUESE else None


def read_date(written: object, *, day_first: bool | None = None) -> date | None:
    """Return a date: 2024-01-31, 20240131, 31/01/2024, "31 de janeiro de 2024"; None if it is none, or ambiguous."""
    if not isinstance(written, str):
        return None
    typed = fold(written.strip())[:LONGEST_TYPED]
    if re.fullmatch(rf"[0-9]{{{_DATE_DIGITS}}}", typed):
        return _date(int(typed[:4]), int(typed[4:6]), int(typed[6:]))
    if found := _figures.match(typed):
        return _from_figures(found, day_first=day_first)
    found = _wordy.search(typed)
    if found is None or found[2] not in _month_numbers or not (found[1] or found[3]):
        return None
    return _date(int(found[4]), _month_numbers[found[2]], int(found[1] or found[3]))


def _from_figures(found: re.Match[str], *, day_first: bool | None) -> date | None:
    first, second, third = (int(group) for group in found.groups())
    if len(found[1]) == len("2024"):
        return _date(first, second, third)
    if len(found[3]) != len("2024"):
        return None
    if first > _MOST_MONTHS or first == second or "." in found[0]:
        day_first = True
    elif second > _MOST_MONTHS:
        day_first = False
    if day_first is None:
        return None
    return _date(third, second, first) if day_first else _date(third, first, second)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
