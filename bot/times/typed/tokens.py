"""Cuts what was typed into tokens, each with all that it may stand for; nothing is left out silently."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from bot.text.languages import ANY_LANGUAGE, ZoneMeaning, alternation
from bot.text.tokens import fold
from bot.times.typed.vocabulary import (
    SHORT_UNITS,
    ZONE_AFTER,
    ZONE_BEFORE,
    Kind,
    Meaning,
    corrected,
    longest_phrase,
    phrases,
)
from bot.times.typed.why import Why
from bot.times.zones import known_zone

MOST_ZONE_WORDS = 4  # words of a place's name
CENTURY = 2000  # of a year of two figures
MOST_HOURS_APART = 14  # of a zone from UTC
HALF_DAYS = ANY_LANGUAGE.times.am | ANY_LANGUAGE.times.pm
TENS = frozenset({20, 30, 40, 50})
LARGEST_DIGIT = 9
COMMAS = frozenset(",;|")
EPOCH_FIGURES = 10  # of the seconds since 1970, from 2001 to 2286
INITIAL = "a"  # right behind a figure it may be a weekday, as in "6a", or a time of day
MONTHS_IN_A_YEAR, HOURS_IN_A_DAY = 12, 24
ENDS = frozenset({Kind.WEEKDAY, Kind.MONTH, Kind.DAY, Kind.NAMED, Kind.HALF_DAY, Kind.NUMBER, Kind.ORDINAL})


class ClockFigures(NamedTuple):
    """A time of day in figures; *padded* tells whether the hour has a leading zero."""

    hour: int
    minute: int
    padded: bool
    second: int = 0


class DateFigures(NamedTuple):
    """A date in figures as written; *day_first* is None where the order is the reader's."""

    first: int
    second: int
    year: int | None
    day_first: bool | None = None


class NamedZone(NamedTuple):
    """A zone that was named: what it may mean, likeliest first, and *why* to ask whether it is one."""

    meanings: tuple[ZoneMeaning, ...]
    name: str
    why: Why = Why.CLEAR


@dataclass(frozen=True, slots=True)
class Token:
    """One word, figure or sign, with its *text* as written.

    *glued* tells whether it stands right behind the one before, *apart* whether a comma stands between.
    """

    kind: Kind
    value: object = None
    text: str = ""
    glued: bool = False
    apart: bool = False

    @property
    def number(self) -> int:
        """Its value as a number."""
        return self.value if isinstance(self.value, int) else 0

    @property
    def name(self) -> str:
        """Its value as a name."""
        return str(self.value)

    @property
    def is_figure(self) -> bool:
        """Whether it is written in figures."""
        return self.text[:1].isdigit()


Reader = Callable[[re.Match[str]], Iterator["str | Choice"]]
Choice = tuple[Token, ...]  # one place in what was typed: all that stands there may be

_DASHES = re.compile("[\u2010-\u2015\u2212]")
_EMOJI = re.compile(r"<a?:\w+:\d+>|:[a-z][a-z0-9_]+:(?!\d)")
_NUMBERED_WEEKDAY = re.compile(r"\b([2-6])(?:a-feira|a)[\s-]+feiras?\b")
_INITIAL_WEEKDAY = re.compile(r"(?:(?<=\bna )|(?=.a,? (?:as )?\d{1,2} ?h))\b([2-6])a\b")
_STAMP = re.compile(r"<t:(\d{1,13})(?::[tTdDfFRsS])?>")
"""Discord's timestamp markup, such as <t:1764522000:F>, which typing @time inserts."""
_CUT_STAMP = re.compile(r"<t:(\d{10})(?::[tTdDfFRsS])?(?=[\s?!.,;)]|$)")
"""The same without its closing bracket, of which only the number is sure."""
_ISO_BASIC = re.compile(r"\b(\d{4})(\d\d)(\d\d)t(\d\d)(\d\d)(?:\d\d)?(?=z\b|[+-]\d{4}\b|\s|$)")
"""ISO 8601's basic format, such as 20261205T200000Z, which calendars write."""
_DOTTED = re.compile(r"\b([a-z])\.\s?([a-z])\b\.?")
_iso_date = re.compile(r"\d{4}-\d{1,2}-\d{1,2}\s*$")
_maybe_offset = re.compile(r"-0[1-9]:[03]0")
_next_word = re.compile(r"\s*(?:(?:de|of)\s+)?(?P<word>[a-z]+)")
_last_word = re.compile(r"(?P<word>[a-z]+)\.?\s*$")
_next_clock = re.compile(rf",?\s*(?:(?:{alternation(ANY_LANGUAGE.times.at)})\s*)?\d{{1,2}}(?::\d|\s?h|\s*[ap]m\b)")
_scanner = re.compile(
    r"(?P<space>\s+)"
    r"|<t:(?P<stamp>\d{1,13})>"
    r"|(?P<offset>(?:utc|gmt)\s?(?P<sign>[+-])(?P<off_h>\d{1,2})(?::?(?P<off_m>[0-5]\d))?(?![\d:h]|\s*[ap]\.?m\b))"
    r"|(?P<iso>(?P<year>\d{4})(?P<iso_sep>[-/.])(?P<iso_m>\d{1,2})(?P=iso_sep)(?P<iso_d>\d{1,2})(?!\d))(?P<t>t(?=\d))?"
    r"|(?P<date>(?P<d1>\d{1,2})(?P<sep>[/.-])(?P<d2>\d{1,2})(?P=sep)(?P<d3>\d{4}|\d{2})(?!\d))"
    r"|(?P<short>(?P<s1>\d{1,2})/(?P<s2>\d{1,2})(?![\d:/h]))"
    r"|(?P<dashed>(?P<b1>\d{1,2})-(?P<b2>\d{1,2})(?![\d:/h-]|\.\d|\s*[ap]\.?m\b|\s?h))"
    r"|(?P<clock>(?P<h>\d{1,2})\s?:\s?(?P<m>\d{2})(?::(?P<s>\d{2})(?:\.\d+)?)?(?![\d:]))"
    r"(?P<zoned>z\b|(?:\s?\+|-)\d{2}:?\d{2}(?![\d:]))?"
    r"|(?P<dotted>(?P<p1>\d{1,2})\.(?P<p2>\d{1,2})(?![\d]))\.?"
    r"|(?P<decimal>(?P<c1>\d{1,2}),5(?=\s?h))"
    r"|(?P<ordinal>(?P<o>\d{1,2})(?:st|nd|rd|th|o|°)(?![a-z0-9]))"
    r"|(?P<mixed>\d+[a-z][a-z0-9]*(?:-[a-z]+)?)"
    r"|(?P<digits>\d+)"
    r"|(?P<iana>[a-z]+(?:/[a-z_-]+)+)"
    r"|(?P<word>[a-z]+(?:['-][a-z]+)*)"
    r"|(?P<ignored>!(?![a-z0-9])|(?<=[\w)\]])\.|\.(?!\d)|(?<=\w),|,(?!5\s?h)|[;?()\"*_`\[\]|]"
    r"|(?<!\d):(?=\s|$)|'(?=\d\d(?!\d))|(?<=[a-z])'(?![a-z0-9])|(?<![a-z0-9])'(?=[a-z]))"
    r"|(?P<sign_at>@)|(?P<dash>-)|(?P<slash>/)|(?P<tilde>~)|(?P<ampersand>&)"
    r"|(?P<unknown>.)"
)


def _prepared(typed: str) -> str:
    """Return *typed* folded, with plain dashes and apostrophes, without emoji and what cannot be seen."""
    plain = (
        _DASHES.sub("-", _CUT_STAMP.sub(r" \1 ", _STAMP.sub(r" <t:\1> ", typed)))
        .replace("½", " and half ")
        .replace("ª", "a-feira")
        .replace("\u2019", "'")
    )
    shown = "".join(
        " " if unicodedata.category(sign) in {"So", "Sk", "Cf", "Mn", "Cs", "Co"} else sign
        for sign in unicodedata.normalize("NFC", plain)
        if sign != "\ufe0f"
    )
    odd = "".join("\u0000" if unicodedata.category(sign) in {"No", "Nl"} else sign for sign in shown)
    plain = _INITIAL_WEEKDAY.sub(r"\1a-feira", " ".join(fold(odd).split()))
    plain = _ISO_BASIC.sub(r"\1-\2-\3t\4:\5", plain)
    return _NUMBERED_WEEKDAY.sub(r"\1a-feira", _DOTTED.sub(r"\1\2", _EMOJI.sub(" ", plain)))


def tokenise(typed: str) -> list[Choice]:
    """Return the places of *typed* in order, each with all that stands there may be; ignored words are left out."""
    pieces = list(_pieces(_prepared(typed)))
    kept: list[Choice] = []
    at, apart = 0, False
    while at < len(pieces):
        taken, choice = _phrase(pieces, at)
        at += taken
        apart = apart or choice[0].text in COMMAS
        meant = tuple(replace(token, apart=apart) for token in choice if token.kind is not Kind.IGNORED)
        if meant:
            kept.append(meant)
            apart = False
    return _merged_numbers(kept)


def _pieces(text: str) -> Iterator[str | Choice]:
    """Yield words as text, and figures and signs as tokens."""
    glued = False
    for match in _scanner.finditer(text):
        if match["space"]:
            glued = False
            continue
        read = next(read for name, read in _READERS.items() if match[name] is not None)
        for piece in read(match):
            yield piece if isinstance(piece, str) else tuple(replace(token, glued=glued) for token in piece)
            glued = True


def _iso(match: re.Match[str]) -> Iterator[str | Choice]:
    figures = DateFigures(int(match["iso_m"]), int(match["iso_d"]), int(match["year"]), day_first=False)
    yield (Token(Kind.DATE, figures, match["iso"]),)


def _date(match: re.Match[str]) -> Iterator[str | Choice]:
    year = int(match["d3"]) + (CENTURY if len(match["d3"]) == len("26") else 0)
    figures = DateFigures(int(match["d1"]), int(match["d2"]), year, day_first=True if match["sep"] == "." else None)
    yield (Token(Kind.DATE, figures, match["date"]),)


def _short(match: re.Match[str]) -> Iterator[str | Choice]:
    figures = DateFigures(int(match["s1"]), int(match["s2"]), None)
    yield (Token(Kind.DATE, figures, match["short"]),)


def _dashed(match: re.Match[str]) -> Iterator[str | Choice]:
    """Yield "24-12" and "02-01" as a date; "8-10" and "24-26" as two numbers, and all before the name of a month."""
    first, second = int(match["b1"]), int(match["b2"])
    is_date = min(first, second) <= MONTHS_IN_A_YEAR and (
        max(first, second) >= HOURS_IN_A_DAY or "0" in {match["b1"][0], match["b2"][0]}
    )
    following = _next_word.match(match.string, match.end())
    is_date = is_date or _is_before_clock(match)
    if is_date and not (following and _is_month(following["word"])):
        yield (Token(Kind.DATE, DateFigures(first, second, None), match["dashed"]),)
        return
    yield (_figure(match["b1"]),)
    yield (Token(Kind.DASH, None, "-"),)
    yield (_figure(match["b2"]),)


def _is_before_clock(match: re.Match[str]) -> bool:
    """Tell whether a time of day stands behind "11-12", so that it is a date: "11-12 at 19:00"."""
    before = _last_word.search(match.string, 0, match.start())
    kinds = {meaning.kind for meaning in phrases().get(before["word"], ())} if before else set()
    is_clock = _next_clock.match(match.string, match.end()) is not None
    return is_clock and not kinds & {Kind.MONTH, Kind.DAY_NUMBER, Kind.FROM, Kind.UNTIL}


def _is_month(word: str) -> bool:
    return any(meaning.kind is Kind.MONTH for meaning in phrases().get(word, ()))


def _clock(match: re.Match[str]) -> Iterator[str | Choice]:
    padded = match["h"].startswith("0")
    yield (
        Token(Kind.CLOCK, ClockFigures(int(match["h"]), int(match["m"]), padded, int(match["s"] or 0)), match["clock"]),
    )
    if zoned := match["zoned"]:
        yield from _after_clock(match, zoned.strip())


def _after_clock(match: re.Match[str], zoned: str) -> Iterator[str | Choice]:
    """Yield the zone, such as "-03:00", right behind a clock time; with a minus it may be the end of a range."""
    before = match.string[: match.start()]
    is_iso = before.endswith("t") or match["s"] is not None or zoned[0] != "-"
    sign, digits = zoned[0], zoned[1:].replace(":", "")
    if zoned == "z":
        yield (Token(Kind.ZONE, NamedZone((ZoneMeaning(minutes=0, place=None),), "UTC"), zoned),)
    elif is_iso:
        yield (_offset_token(sign, int(digits[:2]), int(digits[2:]), zoned),)
    elif _maybe_offset.fullmatch(zoned) and _iso_date.search(before):
        token = _offset_token(sign, int(digits[:2]), int(digits[2:]), zoned)
        if isinstance(token.value, NamedZone):
            yield (replace(token, value=token.value._replace(why=Why.ZONE_OR_RANGE)),)
    elif zoned[3] == ":":
        yield (Token(Kind.DASH, None, "-"),)
        end = ClockFigures(int(digits[:2]), int(digits[2:]), digits.startswith("0"))
        yield (Token(Kind.CLOCK, end, zoned[1:]),)
    else:
        yield (Token(Kind.UNKNOWN, None, zoned),)


def _offset_token(sign: str, hours: int, minutes: int, text: str) -> Token:
    if hours > MOST_HOURS_APART:
        return Token(Kind.UNKNOWN, None, text)
    apart = (hours * 60 + minutes) * (-1 if sign == "-" else 1)
    name = f"UTC{sign}{hours:02}:{minutes:02}" if apart else "UTC"
    return Token(Kind.ZONE, NamedZone((ZoneMeaning(minutes=apart, place=None),), name), text)


def _offset(match: re.Match[str]) -> Iterator[str | Choice]:
    yield (_offset_token(match["sign"], int(match["off_h"]), int(match["off_m"] or 0), match["offset"]),)


def _dotted(match: re.Match[str]) -> Iterator[str | Choice]:
    """Yield "8.30" as a date with a dot, as a clock time, and as a decimal number."""
    first, second, text = int(match["p1"]), int(match["p2"]), match["dotted"]
    readings = [Token(Kind.DATE, DateFigures(first, second, None, day_first=True), text)]
    if len(match["p2"]) == len("30"):
        readings.insert(0, Token(Kind.CLOCK, ClockFigures(first, second, match["p1"].startswith("0")), text))
    if match["p2"] == "5":
        readings.append(Token(Kind.DECIMAL, first, text))
    yield tuple(readings)


def _decimal(match: re.Match[str]) -> Iterator[str | Choice]:
    yield (Token(Kind.DECIMAL, int(match["c1"]), match["decimal"]),)


def _stamp(match: re.Match[str]) -> Iterator[str | Choice]:
    yield (Token(Kind.STAMP, int(match["stamp"]), match.group()),)


def _ordinal(match: re.Match[str]) -> Iterator[str | Choice]:
    yield (Token(Kind.ORDINAL, int(match["o"]), match["ordinal"]),)


def _digits(match: re.Match[str]) -> Iterator[str | Choice]:
    yield (_figure(match["digits"]),)


def _figure(text: str) -> Token:
    if len(text) == EPOCH_FIGURES:
        return Token(Kind.STAMP, int(text), text)
    if len(text) > len("2026"):
        return Token(Kind.UNKNOWN, None, text)
    return Token(Kind.NUMBER if len(text) <= len("20") else Kind.DIGITS, int(text), text)


def _mixed(match: re.Match[str]) -> Iterator[str | Choice]:
    """Yield "2morrow" as a word, and "20h30" or "8pm" as figures and words."""
    text = match["mixed"]
    if text in phrases():
        yield text
        return
    for part in re.findall(r"\d+|[a-z]+|-", text):
        if part[0].isdigit():
            yield (_figure(part),)
        elif part in SHORT_UNITS:
            yield (Token(Kind.UNIT, SHORT_UNITS[part], part),)
        elif (half := part[: len("pm")]) in HALF_DAYS and part[len(half) :] in phrases():
            yield from (half, part[len(half) :])
        elif part == INITIAL:
            yield (Token(Kind.UNKNOWN, None, part),)
        elif part == "-":
            yield (Token(Kind.DASH, None, "-"),)
        else:
            yield part


def _word(match: re.Match[str]) -> Iterator[str | Choice]:
    """Yield a word; one with hyphens that is none of ours as its parts."""
    text = match["word"]
    roughly = next((stem for stem in _stems_of_about(text) if _is_hour(stem)), None)
    if "-" not in text or text in phrases():
        yield from (text,) if roughly is None or text in phrases() else (roughly, text.removeprefix(roughly))
        return
    words = text.split("-")
    yield words[0]
    for before, word in pairwise(words):
        if _are_ends(before, word):
            yield (Token(Kind.DASH, None, "-"),)
        yield word


def _stems_of_about(text: str) -> Iterator[str]:
    """Yield "eight" of "eightish"."""
    for word in ANY_LANGUAGE.times.about:
        if text.endswith(word):
            yield text.removesuffix(word)


def _is_hour(word: str) -> bool:
    return any(meaning.kind in {Kind.NUMBER, Kind.NAMED} for meaning in phrases().get(word, ()))


def _are_ends(first: str, last: str) -> bool:
    """Tell whether a hyphen between two words is a dash, as in "mon-fri", and not one of "half-past"."""
    both = [{meaning.kind for meaning in phrases().get(word, ())} for word in (first, last)]
    return all(kinds & ENDS for kinds in both)


def _iana(match: re.Match[str]) -> Iterator[str | Choice]:
    """Yield "Europe/Lisbon" as a zone, and "fri/sat" as two words."""
    text = match["iana"]
    name = known_zone(text)
    if name is not None and name.casefold() == text:
        yield (Token(Kind.ZONE, NamedZone((ZoneMeaning(minutes=None, place=name),), text), text),)
        return
    first, *others = text.split("/")
    yield first
    for other in others:
        yield (Token(Kind.SLASH, None, "/"),)
        yield other


def _sign(kind: Kind) -> Reader:
    return lambda match: iter([(Token(kind, None, match.group()),)])


_READERS: dict[str, Reader] = {
    "stamp": _stamp,
    "offset": _offset,
    "iso": _iso,
    "date": _date,
    "short": _short,
    "dashed": _dashed,
    "clock": _clock,
    "dotted": _dotted,
    "decimal": _decimal,
    "ordinal": _ordinal,
    "mixed": _mixed,
    "digits": _digits,
    "iana": _iana,
    "word": _word,
    "ignored": _sign(Kind.IGNORED),
    "sign_at": _sign(Kind.AT),
    "dash": _sign(Kind.DASH),
    "slash": _sign(Kind.SLASH),
    "tilde": _sign(Kind.ABOUT),
    "ampersand": _sign(Kind.AND),
    "unknown": _sign(Kind.UNKNOWN),
}


def _phrase(pieces: Sequence[str | Choice], at: int) -> tuple[int, Choice]:
    """Return how many pieces from *at* on are one phrase, and all that it may stand for."""
    piece = pieces[at]
    if not isinstance(piece, str):
        return 1, piece
    if (zone := _zone_phrase(pieces, at)) is not None:
        return zone
    for length in range(min(longest_phrase(), len(pieces) - at), 0, -1):
        words = _joined(pieces[at : at + length])
        if words is not None and (meanings := phrases().get(words)):
            return length, tuple(_token(meaning, words) for meaning in meanings)
    if pieces[at + 1 : at + 2] and pieces[at + 1] in ANY_LANGUAGE.times.ignored_before.get(piece, ()):
        return 1, (Token(Kind.IGNORED, None, piece),)
    if meanings := corrected(piece):
        return 1, tuple(_token(meaning, piece) for meaning in meanings)
    return _bare_place(pieces, at)


def _joined(pieces: Sequence[str | Choice]) -> str | None:
    words = [piece for piece in pieces if isinstance(piece, str)]
    return " ".join(words) if len(words) == len(pieces) else None


def _token(meaning: Meaning, text: str) -> Token:
    if meaning.kind is Kind.ZONE and isinstance(meaning.value, tuple):
        doubt = Why.ZONE_GUESSED if text in ANY_LANGUAGE.times.zone_words else Why.CLEAR
        return Token(Kind.ZONE, NamedZone(meaning.value, text.upper(), doubt), text)
    if meaning.kind is Kind.DATE and isinstance(meaning.value, str):
        month, day = map(int, meaning.value.split("-"))
        return Token(Kind.DATE, DateFigures(month, day, None, day_first=False), text)
    return Token(meaning.kind, meaning.value, text)


def _zone_phrase(pieces: Sequence[str | Choice], at: int) -> tuple[int, Choice] | None:
    """Return "London time", "horário de Lisboa" or "in London" as a zone, with how many pieces it has."""
    for before in ZONE_BEFORE:
        if _joined(pieces[at : at + len(before)]) == " ".join(before):
            for length in range(MOST_ZONE_WORDS, 0, -1):
                zone = _place(pieces[at + len(before) : at + len(before) + length], length)
                if zone is not None:
                    return len(before) + length, (zone,)
    for length in range(min(MOST_ZONE_WORDS, len(pieces) - at - 1), 0, -1):
        after = pieces[at + length]
        if after in ZONE_AFTER and (zone := _place(pieces[at : at + length], length)) is not None:
            return length + 1, (zone,)
    return None


def _place(pieces: Sequence[str | Choice], length: int) -> Token | None:
    """Return the zone that *pieces*, an abbreviation or a place of *length* words, name."""
    words = _joined(pieces)
    if words is None or len(pieces) != length:
        return None
    for meaning in phrases().get(words, ()):
        if meaning.kind is Kind.ZONE:
            return _token(meaning, words)
        if meaning.kind is not Kind.IGNORED:
            return None
    name = known_zone(words)
    return None if name is None else Token(Kind.ZONE, NamedZone((ZoneMeaning(minutes=None, place=name),), words), words)


def _bare_place(pieces: Sequence[str | Choice], at: int) -> tuple[int, Choice]:
    """Return a place without "time" as a zone that is guessed; anything else is unknown."""
    for length in range(MOST_ZONE_WORDS, 0, -1):
        zone = _place(pieces[at : at + length], length)
        if zone is not None and isinstance(zone.value, NamedZone):
            return length, (replace(zone, value=zone.value._replace(why=Why.ZONE_GUESSED)),)
    return 1, (Token(Kind.UNKNOWN, None, str(pieces[at])),)


def _merged_numbers(choices: list[Choice]) -> list[Choice]:
    """Return *choices* with "twenty five" and "vinte e cinco" as one number."""
    merged: list[Choice] = []
    for choice in choices:
        units = choice[0]
        joint = int(len(merged) > 1 and merged[-1][0].kind in {Kind.AND, Kind.DASH})
        tens = merged[-1 - joint][0] if merged else None
        if tens is not None and _are_one_number(tens, units):
            del merged[-1 - joint :]
            merged.append((Token(units.kind, tens.number + units.number, f"{tens.text} {units.text}"),))
        else:
            merged.append(choice)
    return merged


def _are_one_number(tens: Token, units: Token) -> bool:
    named = tens.kind is Kind.NUMBER and units.kind in {Kind.NUMBER, Kind.ORDINAL}
    in_words = not (tens.is_figure or units.is_figure)
    return named and in_words and not units.apart and tens.number in TENS and 1 <= units.number <= LARGEST_DIGIT
