"""Which sequences of tokens are a day, a span, a zone or a small word: "first saturday of december", "in 2h"."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from bot.text.languages import ANY_LANGUAGE, Loose, PartOfDay
from bot.times.typed.parts import (
    About,
    AnyPart,
    Figures,
    FromFeast,
    Glue,
    Length,
    LooseWord,
    Mode,
    Month,
    MonthDay,
    NthWeekday,
    Part,
    Relative,
    SameTime,
    Shift,
    Span,
    Stamp,
    Week,
    Weekday,
    Zone,
)
from bot.times.typed.tokens import DateFigures, NamedZone, Token
from bot.times.typed.vocabulary import Kind, days_with_article
from bot.times.typed.why import Why

LONGEST_DAY = 8  # tokens
RANKS = ("minute", "hour", "day", "week", "fortnight", "month", "year")
DAY_KINDS = frozenset("WDTEMOd")  # before which "for" says nothing
LONGEST_SPAN = 12  # tokens
LONGEST_LENGTH = 12 * 60  # minutes that something lasts; longer ones are rather of a series
DAYS_IN_A_WEEK, MINUTES_IN_AN_HOUR, MINUTES_IN_A_DAY = 7, 60, 24 * 60
MONTHS_IN_A_YEAR = 12
HALF_A_DAY_IN_HOURS = 12
COUNTED = {8: 7, 15: 14}
"""Days that Portuguese says for one or two weeks, today included, and how many they are."""
LAST_WEEK_OF_MONTH = 5
LATEST_ROUND_TIME = 2000
CENTURY = 2000
SHORT_YEARS = range(25, 40)  # two figures that may be a year, and no hour
SHORTEST_YEAR = len("2026")
DAYS = {"day": 1, "week": DAYS_IN_A_WEEK, "fortnight": 2 * DAYS_IN_A_WEEK}
MONTHS = {"month": 1, "year": MONTHS_IN_A_YEAR}
PARTS: tuple[PartOfDay, ...] = ("morning", "midday", "afternoon", "evening", "night", "small_hours")
LOOSE: tuple[Loose, ...] = ("any", "open", "soon", "early", "weekend", "morning", "afternoon", "evening", "night")
_nearer = ANY_LANGUAGE.times.nearer
_counting = ANY_LANGUAGE.times.counted_days
Tokens = Sequence[Token]
Built = AnyPart | Why | None


def _first(tokens: Tokens, *kinds: Kind) -> Token | None:
    return next((token for token in tokens if token.kind in kinds), None)


def _part_of_day(token: Token) -> PartOfDay:
    return next(part for part in PARTS if part == token.value)


def _weekday(tokens: Tokens) -> Built:
    """Read "friday", "next friday", "sexta que vem", "friday after next"; "a friday" may be any."""
    day = _first(tokens, Kind.WEEKDAY)
    modes = {Kind.THIS: Mode.THIS, Kind.NEXT: Mode.NEXT, Kind.COMING: Mode.COMING, Kind.AFTER_NEXT: Mode.AFTER_NEXT}
    mode = next((modes[token.kind] for token in tokens if token.kind in modes), Mode.PLAIN)
    if day is None:
        return None
    if mode is Mode.NEXT and _first(tokens, Kind.NEXT) is not None and _means_coming(tokens):
        mode = Mode.COMING
    is_named = re.split("[ -]", day.text)[0] in days_with_article()
    is_any = mode is Mode.PLAIN and tokens[0].kind is Kind.ARTICLE and not is_named
    return Weekday(day.number, mode, why=Why.ABOUT if is_any else Why.CLEAR)


def _means_coming(tokens: Tokens) -> bool:
    """Tell whether the word for "next" is one that means the coming one rather: "próxima sexta"."""
    word = _first(tokens, Kind.NEXT)
    return word is not None and word.text in _nearer


def _weeks_after(tokens: Tokens) -> Built:
    """Read "friday week", "a week on friday", "two weeks from saturday"."""
    day, unit = _first(tokens, Kind.WEEKDAY), _first(tokens, Kind.UNIT)
    if day is None or unit is None or unit.value not in {"week", "fortnight"} or _is_odd_behind(tokens):
        return None
    number = _first(tokens, Kind.NUMBER)
    weeks = (1 if number is None else number.number) * (DAYS[unit.name] // DAYS_IN_A_WEEK)
    return Weekday(day.number, Mode.PLAIN, weeks)


def _is_odd_behind(tokens: Tokens) -> bool:
    """Tell whether *tokens* are a day and a unit that is not said behind one, such as "sexta semana"."""
    return tokens[-1].kind is Kind.UNIT and tokens[-1].text not in ANY_LANGUAGE.times.weeks_behind


def _days_after(tokens: Tokens) -> Built:
    """Read "a week tomorrow", "two weeks from today", "tomorrow week", "one month from today"."""
    day, unit, number = _first(tokens, Kind.DAY), _first(tokens, Kind.UNIT), _first(tokens, Kind.NUMBER)
    if day is None or unit is None:
        return None
    if unit.value in MONTHS and day.number == 0:
        return Shift(months=MONTHS[unit.name] * (1 if number is None else number.number))
    if unit.value not in DAYS or _is_odd_behind(tokens):
        return None
    if number is None and unit.value == "day":
        return None
    return Relative(day.number + DAYS[unit.name] * (1 if number is None else number.number))


def _week(tokens: Tokens) -> Built:
    """Read "next week", "semana que vem", "this week"; likewise of a month or a year."""
    unit = _first(tokens, Kind.UNIT)
    if unit is None:
        return None
    this = _first(tokens, Kind.THIS, Kind.OF) is not None and _first(tokens, Kind.NEXT, Kind.COMING) is None
    twice = _first(tokens, Kind.AFTER_NEXT) is not None
    ahead = 0 if this else 2 if twice else 1
    if unit.value == "month":
        return Month(ahead=ahead)
    if unit.value == "year":
        return Month(of_year=ahead)
    return Week(ahead) if unit.value == "week" and _first(tokens, Kind.OF) is None else None


def _of_month(tokens: Tokens) -> Built:
    """Read "of the month", "of the year"."""
    return {"month": Month(ahead=0), "year": Month(of_year=0)}.get(tokens[1].name)


def _relative(tokens: Tokens) -> Built:
    return Relative(tokens[0].number)


def _tonight(_: Tokens) -> Built:
    return Relative(0, "night")


def _this_part(tokens: Tokens) -> Built:
    return Relative(0, _part_of_day(tokens[1]))


def _month_day(tokens: Tokens) -> Built:
    """Read "dec 5", "5 de dezembro de 2026", "the 28th", "dia 20"."""
    month = _first(tokens, Kind.MONTH)
    if month is None and tokens[0].kind is Kind.DAY_NUMBER and len(tokens) > len("dN"):
        return _day_of_numbered_month(tokens)
    numbers = [token for token in tokens if token.kind in {Kind.NUMBER, Kind.ORDINAL, Kind.DIGITS}]
    day, year = numbers[0], numbers[1] if len(numbers) > 1 else None
    if day.kind is Kind.DIGITS or (year is not None and not _is_year(year)):
        return None
    may_be_day = year is not None and year.kind is Kind.NUMBER and tokens[-2] is day
    if may_be_day and year is not None and year.apart:
        return None
    return MonthDay(
        day.number,
        None if month is None else month.number,
        None if year is None else year.number % CENTURY + CENTURY,
        is_number=len(tokens) == 1 and day.kind is Kind.NUMBER,
        why=Why.FIRST_OF_DAYS if may_be_day else Why.ABOUT if len(tokens) == 1 and not day.is_figure else Why.CLEAR,
    )


def _joined_month_day(tokens: Tokens) -> Built:
    """Read "5-dec", "5/dez"."""
    is_joined = tokens[1].glued and tokens[0].is_figure
    return MonthDay(tokens[0].number, tokens[2].number) if is_joined else None


def _first_of_days(tokens: Tokens) -> Built:
    """Read "dec 5-6" and "5 a 6 de dezembro" as the first of these days."""
    month = _first(tokens, Kind.MONTH)
    first, last = (token.number for token in tokens if token.kind in {Kind.NUMBER, Kind.ORDINAL})
    if month is None or not 1 <= first < last:
        return None
    return MonthDay(first, month.number, until=last, why=Why.FIRST_OF_DAYS)


def _from_feast(tokens: Tokens) -> Built:
    """Read "two days before christmas", "dia depois do natal", "first monday after christmas"."""
    feast, unit, day = tokens[-1], _first(tokens, Kind.UNIT), _first(tokens, Kind.WEEKDAY)
    if not isinstance(feast.value, DateFigures) or feast.is_figure:
        return None
    sign = -1 if _first(tokens, Kind.BEFORE) is not None else 1
    number = _first(tokens, Kind.NUMBER, Kind.ORDINAL)
    count = 1 if number is None else number.number
    if day is not None:
        is_odd = _first(tokens, Kind.LAST) is not None and sign > 0
        return None if is_odd or not count else FromFeast(feast.value, day=day.number, nth=sign * count)
    if unit is None or unit.value not in DAYS or (unit.value != "day" and tokens[0] is unit):
        return None
    return FromFeast(feast.value, sign * count * DAYS[unit.name])


def _day_of_numbered_month(tokens: Tokens) -> Built:
    """Read "dia 5 do 12", "dia 5 do mês 12", "dia 5 do 12 de 2026"."""
    unit, numbers = (
        _first(tokens, Kind.UNIT),
        [token for token in tokens[2:] if token.kind in {Kind.NUMBER, Kind.DIGITS}],
    )
    if not numbers or (unit is not None and unit.value != "month"):
        return None
    month, year = numbers[0].number, numbers[1] if len(numbers) > 1 else None
    if not 1 <= month <= MONTHS_IN_A_YEAR or (year is not None and not _is_year(year)):
        return None
    return MonthDay(tokens[1].number, month, None if year is None else year.number % CENTURY + CENTURY)


def _is_year(token: Token) -> bool:
    """Tell whether figures are a year; "1930" and "2000" are times of day, and so are two figures up to 24."""
    if token.kind is Kind.NUMBER:
        return token.is_figure and token.number in SHORT_YEARS
    return len(token.text) == SHORTEST_YEAR and token.number > LATEST_ROUND_TIME


def _month_alone(tokens: Tokens) -> Built:
    """Read "december", "of december 2026"."""
    month, year = _first(tokens, Kind.MONTH), _first(tokens, Kind.DIGITS)
    if month is None or (year is not None and not _is_year(year)):
        return None
    return Month(month.number, year=None if year is None else year.number)


def _figures(tokens: Tokens) -> Built:
    figures = tokens[-1].value
    if not isinstance(figures, DateFigures):
        return None
    says_day = len(tokens) > 1 and figures.day_first is None
    return Figures(figures._replace(day_first=True) if says_day else figures)


def _nth(tokens: Tokens) -> Built:
    """Read "first saturday", "last friday", of a month that another part names."""
    nth, day = tokens[0], tokens[1]
    if nth.kind is Kind.LAST:
        return NthWeekday(-1, day.number)
    if nth.is_figure and nth.number > LAST_WEEK_OF_MONTH:
        return None
    return NthWeekday(nth.number, day.number) if 1 <= nth.number <= LAST_WEEK_OF_MONTH else None


def _end_of_month(tokens: Tokens) -> Built:
    """Read "last day", "primeiro dia", of a month that another part names."""
    nth, unit = tokens
    if unit.value != "day" or (nth.kind is Kind.ORDINAL and nth.number != 1):
        return None
    return NthWeekday(-1 if nth.kind is Kind.LAST else 1, None)


def _zone(tokens: Tokens) -> Built:
    zone = tokens[0].value
    return Zone(zone) if isinstance(zone, NamedZone) else None


def _same_time(_: Tokens) -> Built:
    return SameTime()


def _part(tokens: Tokens) -> Built:
    return Part(_part_of_day(tokens[0]))


def _about(_: Tokens) -> Built:
    return About()


def _loose(tokens: Tokens) -> Built:
    return LooseWord(next(word for word in LOOSE if word == tokens[0].value))


def _stamp(tokens: Tokens) -> Built:
    """Read Discord's markup; a number alone is to be asked about."""
    return Stamp(tokens[0].number, Why.EPOCH if tokens[0].is_figure else Why.CLEAR)


def _glue(tokens: Tokens) -> Built:
    return Glue(tokens[0].kind is Kind.DASH)


def _idiom(tokens: Tokens) -> Built:
    """Read "de hoje a oito", which is a week from today, and "de hoje a quinze", a fortnight."""
    unit = _first(tokens, Kind.UNIT)
    number = tokens[1].number
    if unit is not None and unit.value != "day":
        return Shift(DAYS[unit.name] * number) if unit.value in DAYS else None
    return Shift(COUNTED.get(number, number), or_days=number if number in COUNTED else None)


_RULES: tuple[tuple[re.Pattern[str], Callable[[Tokens], Built]], ...] = tuple(
    (re.compile(pattern), build)
    for pattern, build in (
        (r"a?[skv]*W[vsbk]?", _weekday),
        (r"WU|[aN]U[ri]?W|UrW", _weeks_after),
        (r"[aN]Ur?D|DU", _days_after),
        (r"a?[ks]U|a?U[vskb]", _week),
        (r"oU", _of_month),
        (r"D", _relative),
        (r"T", _tonight),
        (r"sP", _this_part),
        (r"d?[NO]o?M(?:o?[YN])?|M[NO](?:o?[YN])?|N[-/]M[-/][YN]|d[NO]oU?N(?:oY)?|d[NO]|O|N", _month_day),
        (r"N[-/]M", _joined_month_day),
        (r"M[NO][-ta][NO]|[NO][-ta][NO]o?M", _first_of_days),
        (r"[aN]?U[yp]E|[Oal]?W[yp]E", _from_feast),
        (r"[oi]?M(?:o?Y)?", _month_alone),
        (r"d?E", _figures),
        (r"[Ol]W", _nth),
        (r"[Ol]U", _end_of_month),
        (r"Z", _zone),
        (r"S", _same_time),
        (r"P", _part),
        (r"w", _about),
        (r"L", _loose),
        (r"J", _stamp),
        (r"nNU?", _idiom),
        (r"[omjf-]", _glue),
    )
)


def days(kinds: str, tokens: Tokens, at: int) -> Iterator[tuple[int, AnyPart | Why]]:
    """Yield each part about a day, a zone or a small word at the place *at*, longest first, with the place behind."""
    if kinds[at] == "f" and kinds[at + 1 : at + 2] not in DAY_KINDS:
        return
    for end in range(min(len(kinds), at + LONGEST_DAY), at, -1):
        for pattern, build in _RULES:
            if pattern.fullmatch(kinds, at, end) and (built := build(tokens[at:end])) is not None:
                yield end, built


# Amounts of time, each with how many halves of the unit it is.
_AMOUNT = re.compile(
    r"(?P<half_of>ha?U|a?h[UH])|(?P<three_quarters>Nqo?a?U)|(?P<quarter>a?qo?a?U)|(?P<couple>a?c[UH])|(?P<and_half>[aN][UH]ea?h|[UH]ea?h)"
    r"|(?P<half_more>[aN]ea?h[UH])|(?P<with_minutes>NHe?NU?)|(?P<decimal>F[UH])|(?P<whole>[aNY][UH])|(?P<range>N[-ta]NU)"
)


def spans(kinds: str, tokens: Tokens, at: int) -> Iterator[tuple[int, AnyPart | Why]]:
    """Yield each span or shift of days at the place *at*, longest first, with the place behind it."""
    start = at
    about = False
    while kinds[start : start + 1] and kinds[start] in "iw":
        about |= kinds[start] == "w"
        start += 1
    found = list(_amounts(kinds, tokens, start))
    explicit = "i" in kinds[at:start]
    for end, minutes, total_days, months, loose in reversed(found):
        why = Why.ABOUT if about or loose else Why.CLEAR
        if minutes and months:
            continue
        counted = COUNTED.get(total_days) if tokens[end - 1].text in _counting else None
        shift = Shift(total_days, months, why, counted)
        if not explicit and kinds[end : end + 1] != "n":
            shift = replace(shift, bare=True)
        part: AnyPart = Span(minutes + total_days * MINUTES_IN_A_DAY, why) if minutes else shift
        if kinds[end : end + 1] == "n":
            yield end + 1, part
        if explicit or not _may_be_clock(kinds[start:end], tokens[start:end]):
            yield end, part
    if kinds[at : at + 1] == "f":
        lengths = _amounts(kinds, tokens, at + 1)
        yield from (
            (end, Length()) for end, minutes, *longer in lengths if minutes <= LONGEST_LENGTH and not any(longer)
        )


def _may_be_clock(kinds: str, tokens: Tokens) -> bool:
    """Tell whether "20h" and "2h30" stand there, which are read as times of day first."""
    return (
        re.fullmatch(r"NH(?:e?NU?)?", kinds) is not None and tokens[0].number <= MINUTES_IN_A_DAY // MINUTES_IN_AN_HOUR
    )


def _amounts(kinds: str, tokens: Tokens, start: int) -> Iterator[tuple[int, int, int, int, bool]]:
    """Yield ends, minutes, days and months of the growing sequence of amounts from the place *start* on."""
    at, minutes, total_days, months, loose = start, 0, 0, 0, False
    rank = len(RANKS)
    while at < len(kinds) and at - start < LONGEST_SPAN:
        if at > start and kinds[at] == "e":
            at += 1
        if total_days and _is_clock_after_days(kinds, tokens, at):
            return
        match = _AMOUNT.match(kinds, at)
        amount = None if match is None else _amount(match, tokens[at : match.end()])
        if match is None or amount is None or _rank(match, tokens[at : match.end()]) >= rank:
            return
        rank = _rank(match, tokens[at : match.end()])
        at = match.end()
        minutes, total_days, months = minutes + amount[0], total_days + amount[1], months + amount[2]
        loose |= bool(match["couple"] or match["range"]) or _is_idle(tokens[at - 2 : at])
        if minutes or total_days or months:
            yield at, minutes, total_days, months, loose


def _is_idle(tokens: Tokens) -> bool:
    """Tell whether *tokens* are "a minute", which is seldom meant to the minute."""
    is_one = len(tokens) > 1 and (tokens[0].kind is Kind.ARTICLE or (tokens[0].number == 1 and not tokens[0].is_figure))
    return is_one and tokens[1].value == "minute"


def _rank(match: re.Match[str], tokens: Tokens) -> int:
    """Return the place of an amount's unit among all; in a span each is smaller than the one before."""
    mark = _first(tokens, Kind.UNIT, Kind.HOUR_MARK)
    is_hours = mark is None or mark.kind is Kind.HOUR_MARK or match["with_minutes"] is not None
    return RANKS.index("hour" if is_hours or mark is None else mark.name)


def _is_clock_after_days(kinds: str, tokens: Tokens, at: int) -> bool:
    """Tell whether "20h" stands behind days, as in "in 3 days 20h": a time of day, but in "1d 2h" a span."""
    marked = kinds[at : at + 2] == "NH"
    return marked and (
        tokens[at].number > HALF_A_DAY_IN_HOURS or (tokens[at - 1].text.isalpha() and not tokens[at - 1].glued)
    )


def _amount(match: re.Match[str], tokens: Tokens) -> tuple[int, int, int] | None:
    """Return the minutes, days and months of one amount; None if it is none, such as half a week."""
    mark = _first(tokens, Kind.UNIT, Kind.HOUR_MARK)
    unit = "hour" if mark is None or mark.kind is Kind.HOUR_MARK else mark.name
    number = _first(tokens, Kind.NUMBER, Kind.DECIMAL, Kind.DIGITS)
    count = 1 if number is None else number.number
    if match["with_minutes"]:
        numbers = [token.number for token in tokens if token.kind is Kind.NUMBER]
        last = tokens[-1]
        wrong = last.kind is Kind.UNIT and last.value != "minute"
        return None if wrong else (numbers[0] * MINUTES_IN_AN_HOUR + numbers[1], 0, 0)
    if match["range"]:
        return _of_unit(unit, count) if _are_minutes(tokens) else None
    if match["whole"] or match["couple"]:
        return _of_unit(unit, 2 if match["couple"] else count)
    if unit != "hour":
        return None
    if match["half_of"] or match["quarter"] or match["three_quarters"]:
        return (MINUTES_IN_AN_HOUR // 2 if match["half_of"] else count * MINUTES_IN_AN_HOUR // 4), 0, 0
    return count * MINUTES_IN_AN_HOUR + MINUTES_IN_AN_HOUR // 2, 0, 0


def _are_minutes(tokens: Tokens) -> bool:
    """Tell whether *tokens* are "10-15 mins", of which the first is taken, and asked about."""
    first, last = (token for token in tokens if token.kind is Kind.NUMBER)
    return tokens[-1].value == "minute" and first.number < last.number and not (first.apart or last.apart)


def _of_unit(unit: str, count: int) -> tuple[int, int, int]:
    minutes = {"minute": 1, "hour": MINUTES_IN_AN_HOUR}.get(unit, 0)
    return count * minutes, count * DAYS.get(unit, 0), count * MONTHS.get(unit, 0)
