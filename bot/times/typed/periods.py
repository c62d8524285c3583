"""Reads what somebody typed as whole days: one, or a period from a first to a last."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from bot.times.slots import zone
from bot.times.typed.days import A_DAY, A_WEEK, MONTHS_IN_A_YEAR, days_of
from bot.times.typed.parts import Figures, Month, MonthDay
from bot.times.typed.phrases import Phrase, phrases_of
from bot.times.typed.reading import LONGEST_TYPED
from bot.times.typed.tokens import Choice, tokenise
from bot.times.typed.vocabulary import Kind
from bot.times.typed.why import RefusedError, TypedDays, Why

FURTHEST_DAYS = timedelta(days=5 * 366)
"""How far ahead a period may begin; a later one counts as mistyped."""
LONGEST_WITHOUT_YEAR = timedelta(days=183)
"""A period whose end has no year is no longer; else its days are in the wrong order."""
NOON = time(12)
JOINTS = frozenset({Kind.UNTIL, Kind.TO, Kind.DASH, Kind.ARTICLE})
_opened = re.compile(r"[roB]")
_number = re.compile(r"d?[NO]")


@dataclass(frozen=True, slots=True)
class _Period:
    first: date
    last: date
    why: Why = Why.CLEAR
    other: date | None = None


@dataclass(frozen=True, slots=True)
class _Reader:
    """Who reads, and when: the locale's tag, and today where the days count."""

    tag: str
    today: date


def read_days(first: str, last: str | None, tag: str, zone_name: str, now: datetime) -> TypedDays:
    """Return the days from *first* to *last*, or those of *first* alone, which may be a period: "24-26 December".

    They are read for a reader of Discord's locale *tag* in *zone_name* at *now*. Raise UnknownZoneError.
    """
    reader = _Reader(tag, now.astimezone(UTC).astimezone(zone(zone_name)).date())
    try:
        begin = _tokens(first)
        period = _joined(begin, _tokens(last), reader) if last else _one_phrase(begin, reader)
        return _checked(period, reader.today)
    except RefusedError as refused:
        return TypedDays(None, None, Why.DAYS_OVER if refused.why is Why.PAST else refused.why)


def read_day(typed: str, tag: str, zone_name: str, now: datetime) -> TypedDays:
    """Return the one day that *typed* means, as `read_days` reads it; raise UnknownZoneError."""
    days = read_days(typed, None, tag, zone_name, now)
    return days if days.first == days.last else TypedDays(None, None, Why.NOT_ONE_DAY)


def _tokens(typed: str) -> list[Choice]:
    if len(typed) > LONGEST_TYPED:
        raise RefusedError(Why.TOO_LONG)
    return tokenise(typed)


def _checked(period: _Period, today: date) -> TypedDays:
    if period.last < period.first:
        raise RefusedError(Why.WRONG_ORDER)
    if period.last < today:
        raise RefusedError(Why.DAYS_OVER)
    if period.first > today + FURTHEST_DAYS:
        raise RefusedError(Why.DAYS_TOO_FAR)
    other = period.other if period.other is not None and period.other >= today else None
    return TypedDays(period.first, period.last, period.why, other)


def _one_phrase(choices: Sequence[Choice], reader: _Reader) -> _Period:
    """Return the days of one text: a day, a week, a month, or two of them with a word or dash between."""
    failure = RefusedError(Why.NOT_UNDERSTOOD)
    try:
        return _single(choices, reader, reader.today)
    except RefusedError as refused:
        failure = refused
    start = 1 if choices and _opened.fullmatch(choices[0][0].kind) else 0
    for at in range(start + 1, len(choices) - 1):
        if _is_joint(choices, at):
            try:
                return _joined(choices[start:at], choices[at + 1 :], reader)
            except RefusedError as refused:
                failure = refused if refused.why is not Why.NOT_UNDERSTOOD else failure
    raise failure


def _in_one_order(begin: Phrase, end: Phrase) -> tuple[Phrase, Phrase]:
    """Return two dates in figures in the same order of day and month, where one of the two settles it."""
    both = [phrase.date.figures for phrase in (begin, end) if isinstance(phrase.date, Figures)]
    if len(both) < len((begin, end)) or any(figures.day_first is not None for figures in both):
        return begin, end
    orders = {figures.first > figures.second for figures in both if max(figures[:2]) > MONTHS_IN_A_YEAR}
    if len(orders) != 1:
        return begin, end
    day_first = orders.pop()
    first, last = (Figures(figures._replace(day_first=day_first)) for figures in both)
    return replace(begin, date=first), replace(end, date=last)


def _is_joint(choices: Sequence[Choice], at: int) -> bool:
    """Tell whether a word or sign joins two days: "and" only after "between", a slash only in ISO's "…/…"."""
    kinds = {token.kind for token in choices[at]}
    if choices[0][0].kind is Kind.BETWEEN and Kind.AND in kinds:
        return True
    beside = {choices[at - 1][0].kind, choices[at + 1][0].kind}
    return bool(kinds & JOINTS) or (Kind.SLASH in kinds and beside == {Kind.DATE})


def _kinds(choices: Sequence[Choice]) -> str:
    return "".join(choice[0].kind for choice in choices)


def _joined(left: Sequence[Choice], right: Sequence[Choice], reader: _Reader) -> _Period:
    """Return the days from those of *left* to those of *right*, of which either may lack the month."""
    begin, end = _in_one_order(_lending(left, right), _lending(right, left))
    first = _of_phrase(begin, reader, _since(begin, reader.today))
    last = _end(end, first, reader)
    if first.why is Why.NEXT_YEAR and (running := _running(first, end, reader)) is not None:
        return running
    return _Period(first.first, last.last, first.why if first.why is not Why.CLEAR else last.why)


def _lending(own: Sequence[Choice], other: Sequence[Choice]) -> Phrase:
    """Return the phrase of *own*; a number alone takes the month, and the year, of *other*."""
    if not _number.fullmatch(_kinds(own)):
        return _day_phrase(own)
    lender = _day_phrase(other).date if not _number.fullmatch(_kinds(other)) else None
    if not isinstance(lender, MonthDay) or lender.month is None:
        if own[-1][0].kind == "N" and len(own) == 1:
            raise RefusedError(Why.BARE_NUMBER)
        return _day_phrase(own)
    return Phrase(date=replace(lender, day=own[-1][0].number, is_number=False))


def _day_phrase(choices: Sequence[Choice]) -> Phrase:
    """Return the first reading of *choices* that is of days only; raise RefusedError."""
    if (
        choices
        and all(any(token.kind in "NYF-" for token in choice) for choice in choices)
        and not _names_month(choices)
    ):
        raise RefusedError(Why.BARE_NUMBER)
    readings = [_without_hour(phrase) for phrase in phrases_of(choices, whole=True)]
    of_days = [phrase for phrase in readings if not (_has_time(phrase) or _is_several(phrase))]
    if not of_days:
        raise RefusedError(_why_no_days(readings))
    return of_days[0]


def _why_no_days(readings: Sequence[Phrase]) -> Why:
    """Return why none of *readings* is of days only; the name of a feast may be that of a place, as in "easter"."""
    if any(phrase.about or phrase.loose for phrase in readings):
        return Why.TOO_VAGUE
    zones = [each.zone.zone for each in readings if each.zone is not None and not _has_time(replace(each, zone=None))]
    if not zones:
        return Why.NOT_A_DAY
    return Why.NOT_UNDERSTOOD if zones[0].why is Why.ZONE_GUESSED else Why.WITH_ZONE


def _names_month(choices: Sequence[Choice]) -> bool:
    return any(token.kind in {Kind.MONTH, Kind.DATE} for choice in choices for token in choice)


def _without_hour(phrase: Phrase) -> Phrase:
    """Return *phrase* with the number of "sat 5" as a day."""
    clock = phrase.clock
    if clock is None or not clock.is_number or clock.at or phrase.weekday is None or phrase.date is not None:
        return phrase
    return replace(phrase, clock=None, date=MonthDay(clock.hour, is_number=True))


def _is_several(phrase: Phrase) -> bool:
    """Tell whether *phrase* is "dec 24-26", which is a period here."""
    return isinstance(phrase.date, MonthDay) and phrase.date.until is not None


def _has_time(phrase: Phrase) -> bool:
    timed = (
        phrase.clock,
        phrase.part,
        phrase.span,
        phrase.zone,
        phrase.stamp,
        phrase.loose,
        phrase.relative and phrase.relative.part,
    )
    return any(timed) or phrase.same_time or phrase.about


def _single(choices: Sequence[Choice], reader: _Reader, today: date) -> _Period:
    phrase = _day_phrase(choices)
    return _of_phrase(phrase, reader, _since(phrase, today))


def _since(phrase: Phrase, today: date) -> date:
    """Return the day from which on *phrase* is read: the beginning of the year that it names, if that is earlier."""
    year = _year(phrase)
    return today if year is None or not 1 <= year < today.year + 1 else min(today, date(year, 1, 1))


def _year(phrase: Phrase) -> int | None:
    """Return the year that *phrase* names, if any."""
    if isinstance(phrase.date, MonthDay):
        return phrase.date.year
    return phrase.date.figures.year if isinstance(phrase.date, Figures) else None


def _of_phrase(phrase: Phrase, reader: _Reader, since: date) -> _Period:
    """Return the days of *phrase*: of a week or a month without a day all of them, to be asked about."""
    if phrase.week is not None and phrase == Phrase(week=phrase.week):
        monday = reader.today - reader.today.weekday() * A_DAY + phrase.week.ahead * A_WEEK
        return _Period(monday, monday + A_WEEK - A_DAY, Why.WHOLE_WEEK)
    if phrase.month is not None and phrase == Phrase(month=phrase.month):
        return _month(phrase.month, reader.today)
    days = days_of(phrase, since, NOON, reader.tag)
    if days is None:
        raise RefusedError(Why.NOT_A_DAY)
    why = Why.ABOUT if phrase.shift is not None and phrase.shift.bare else days.why
    other = days.dates[1] if len(days.dates) > 1 and why is not Why.CLEAR else None
    return _Period(days.dates[0], days.dates[0], why, other)


def _month(month: Month, today: date) -> _Period:
    """Return all days of *month*; without a year the coming one, or the present."""
    if month.of_year is not None:
        raise RefusedError(Why.WHICH_DAY)
    if month.month is None:
        year, number = divmod(today.year * MONTHS_IN_A_YEAR + today.month - 1 + month.ahead, MONTHS_IN_A_YEAR)
        number += 1
    else:
        number = month.month
        year = month.year if month.year is not None else today.year + (number < today.month)
    if not 1 <= year < date.max.year:
        raise RefusedError(Why.DAYS_TOO_FAR)
    after = date(year + number // MONTHS_IN_A_YEAR, number % MONTHS_IN_A_YEAR + 1, 1)
    return _Period(date(year, number, 1), after - A_DAY, Why.WHOLE_MONTH)


def _end(phrase: Phrase, begin: _Period, reader: _Reader) -> _Period:
    """Return the end of a period: as read today, else, if that is before its beginning, as read then."""
    for since in _moments(phrase, begin, reader):
        end = _of_phrase(phrase, reader, since)
        if end.last >= begin.first:
            if not _is_certain(phrase) and end.last - begin.first > LONGEST_WITHOUT_YEAR:
                break
            return replace(end, why=end.why if end.why is not Why.NEXT_YEAR else Why.CLEAR)
    raise RefusedError(Why.WRONG_ORDER)


def _moments(phrase: Phrase, begin: _Period, reader: _Reader) -> Iterator[date]:
    yield _since(phrase, reader.today)
    if begin.first > reader.today and not _is_certain(phrase):
        yield begin.first


def _is_certain(phrase: Phrase) -> bool:
    """Tell whether *phrase* says of which year its day is."""
    return _year(phrase) is not None or any((phrase.relative, phrase.shift, phrase.week))


def _running(begin: _Period, end: Phrase, reader: _Reader) -> _Period | None:
    """Return the period that has begun already: "20 nov to 30 nov" on the 23rd; None if it is over."""
    try:
        last = _of_phrase(end, reader, _since(end, reader.today)).last
        first = begin.first.replace(year=begin.first.year - 1)
    except (RefusedError, ValueError):
        return None
    return _Period(first, last) if first <= last <= first + LONGEST_WITHOUT_YEAR else None
