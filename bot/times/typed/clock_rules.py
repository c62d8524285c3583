"""Which sequences of tokens are a time of day, or a range of two: "half past 8", "19h30", "11-1pm"."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from bot.text.languages import ANY_LANGUAGE
from bot.times.typed.parts import Clock, Style
from bot.times.typed.tokens import MOST_HOURS_APART, ClockFigures, Token
from bot.times.typed.vocabulary import Kind
from bot.times.typed.why import Why

NOON, MIDNIGHT_HOUR = 12, 24
LONGEST_NIGHT = 4  # hours from the evening on for which "20:00-23:00" is surely no zone
LAST_MINUTE = 59
HALF, QUARTER = 30, 15
MINUTES_BEFORE = frozenset({5, 10, 20, 25})
"""Of these many minutes one says "ten to nine" without naming the unit."""
LONGEST_CLOCK = 7  # tokens
HUNDRED = 100
JOINTS = frozenset({Kind.DASH, Kind.UNTIL, Kind.TO, Kind.ARTICLE})
PRESENT_YEARS = range(2025, 2030)  # figures that are rather a year than a time of day
FIRST_OF_TWO_FIGURES = 10
_after = tuple(sorted(ANY_LANGUAGE.times.past))
Tokens = Sequence[Token]
Built = Clock | Why | None


def _built(hour: int, minute: int, style: Style, *, is_number: bool = False) -> Built:
    """Return the clock time, or that there is no such time."""
    if minute > LAST_MINUTE or hour > MIDNIGHT_HOUR or (hour == MIDNIGHT_HOUR and minute):
        return Why.NO_SUCH_TIME
    if style in {Style.AM, Style.PM} and not 1 <= hour <= NOON:
        is_shown = hour == 0 if style is Style.AM else NOON < hour < MIDNIGHT_HOUR
        return Clock(hour, minute, Style.MARKED, why=Why.ODD_HOUR) if is_shown else Why.NO_SUCH_TIME
    if style in {Style.BARE, Style.COLON, Style.HOUR} and not 1 <= hour <= NOON:
        style = Style.MARKED
    return Clock(hour, minute, style, is_number=is_number)


def _style(hour: Token, after: Token | None, plain: Style) -> Style:
    """Return the style of the hour written as *hour*, which am or pm may follow."""
    if after is not None and after.kind is Kind.HALF_DAY:
        return Style.AM if after.value == "am" else Style.PM
    return Style.MARKED if hour.text.startswith("0") and hour.text != "0" else plain


def _figures(tokens: Tokens) -> Built:
    """Read "20:30", "8:30pm", "20:00h"."""
    figures = tokens[0].value
    if not isinstance(figures, ClockFigures) or figures.second > LAST_MINUTE:
        return Why.NO_SUCH_TIME
    return _built(figures.hour, figures.minute, _style(tokens[0], tokens[-1], Style.COLON))


def _hour(tokens: Tokens) -> Built:
    """Read "8", "8pm", "8 o'clock"."""
    return _built(tokens[0].number, 0, _style(tokens[0], tokens[-1], Style.BARE), is_number=len(tokens) == 1)


def _roughly(tokens: Tokens) -> Built:
    """Read "8ish", "8-ish", "4ish pm", "8:30ish"."""
    kept = [token for token in tokens if token.kind not in {Kind.ABOUT, Kind.DASH}]
    dash = next((token for token in tokens if token.kind is Kind.DASH), None)
    if len(kept) > len("NA") or (dash is not None and not dash.glued):
        return None
    built = _hour(kept) if kept[0].kind is Kind.NUMBER else _figures(kept)
    return replace(built, why=Why.ABOUT, is_number=False) if isinstance(built, Clock) else built


def _marked_hour(tokens: Tokens) -> Built:
    """Read "20h", "20 horas", "20h30", "19h30min", "20 horas e 30"."""
    minute = next((token for token in tokens[2:] if token.kind in {Kind.NUMBER, Kind.HALF}), None)
    if minute is not None and minute.is_figure and len(minute.text) != len("30"):
        return None
    unit = next((token for token in tokens if token.kind is Kind.UNIT), None)
    if unit is not None and unit.value != "minute":
        return None
    minutes = 0 if minute is None else HALF if minute.kind is Kind.HALF else minute.number
    built = _built(
        tokens[0].number, minutes, _style(tokens[0], tokens[-1], Style.HOUR if tokens[0].is_figure else Style.BARE)
    )
    if not isinstance(built, Clock) or built.style in {Style.AM, Style.PM}:
        return built
    return replace(built, as_span=tokens[0].number * 60 + minutes or None)


def _two_numbers(tokens: Tokens) -> Built:
    """Read "eight thirty", "8 30 pm"; two figures alone are no time."""
    hour, minute = tokens[0], tokens[1]
    in_words = not (hour.is_figure or minute.is_figure)
    if minute.number < FIRST_OF_TWO_FIGURES or minute.apart or not (in_words or len(tokens) > len("NN")):
        return None
    return _doubted(_built(hour.number, minute.number, _style(hour, tokens[-1], Style.BARE)), hour, minute)


def _and_minutes(tokens: Tokens) -> Built:
    """Read "oito e meia", "oito e quinze", "oito e um quarto"."""
    hour, minute = tokens[0], tokens[-1]
    if minute.kind in {Kind.HALF, Kind.QUARTER}:
        return _built(hour.number, HALF if minute.kind is Kind.HALF else QUARTER, Style.BARE)
    if _is_another(minute):
        return None
    return _doubted(_built(hour.number, minute.number, Style.BARE), hour, minute)


def _is_another(minute: Token) -> bool:
    """Tell whether a number behind "and" is another time: "noon and 8", but "meio-dia e dez"."""
    return minute.is_figure and minute.number < FIRST_OF_TWO_FIGURES


def _doubted(built: Built, hour: Token, minute: Token) -> Built:
    """Return *built* as doubtful where its minutes, in figures, may be another hour: "8 e 10"."""
    hours = range(FIRST_OF_TWO_FIGURES, NOON + 1) if hour.number <= NOON else range(hour.number, MIDNIGHT_HOUR)
    may_be_hour = minute.is_figure and minute.number in hours
    return replace(built, why=Why.MINUTES_OR_RANGE) if isinstance(built, Clock) and may_be_hour else built


def _named(tokens: Tokens) -> Built:
    """Read "noon", "meio-dia e meia"."""
    style = Style.NOON if tokens[0].value == "noon" else Style.MIDNIGHT
    if len(tokens) == 1:
        return Clock(NOON if style is Style.NOON else 0, 0, style)
    if _is_another(tokens[-1]):
        return None
    minute = HALF if tokens[-1].kind is Kind.HALF else tokens[-1].number
    return _built(NOON if style is Style.NOON else 0, minute, Style.PM if style is Style.NOON else style)


def _twelve_named(tokens: Tokens) -> Built:
    """Read "12 noon", "12:00 midnight"."""
    written = tokens[0].value
    is_twelve = written == NOON or (isinstance(written, ClockFigures) and written[:2] == (NOON, 0))
    return _named(tokens[1:]) if is_twelve else None


def _whole(token: Token) -> tuple[int, Style]:
    """Return the hour and the style of a named or numbered hour after "past" or "to"."""
    if token.kind is Kind.NAMED:
        return (NOON, Style.MARKED) if token.value == "noon" else (MIDNIGHT_HOUR, Style.MIDNIGHT)
    return token.number, Style.BARE


def _minutes(tokens: Tokens) -> int | None:
    """Return the minutes that "half", "a quarter", "20" or "20 minutes" are."""
    first = next(token for token in tokens if token.kind is not Kind.ARTICLE)
    if first.kind is Kind.NUMBER:
        unit = tokens[-1]
        return None if unit.kind is Kind.UNIT and unit.value != "minute" else first.number
    return HALF if first.kind is Kind.HALF else QUARTER


def _split(tokens: Tokens, kinds: set[Kind]) -> tuple[Tokens, Token, Tokens]:
    """Return the tokens before the first of *kinds*, that one, and those after it."""
    at = next(place for place, token in enumerate(tokens) if token.kind in kinds)
    return tokens[:at], tokens[at], tokens[at + 1 :]


def _minutes_past(tokens: Tokens) -> Built:
    """Read "half past 8", "quarter past eight pm", "20 past midnight"."""
    before, _, after = _split(tokens, {Kind.PAST})
    hour, style = _whole(after[0])
    minutes = _minutes(before)
    if minutes is None or minutes > LAST_MINUTE:
        return None
    if style is Style.MIDNIGHT:
        return Clock(0, minutes, style)
    return _built(hour, minutes, _style(after[0], after[-1], style))


def _minutes_to(tokens: Tokens) -> Built:
    """Read "quarter to nine", "20 pras 9"; "5 to 7" is a range, and "five to six" asks."""
    before, word, after = _split(tokens, {Kind.TO, Kind.BEFORE_HOUR})
    minutes = _minutes(before)
    hour, style = _whole(after[0])
    if minutes is None or not 1 <= minutes <= HALF:
        return None
    why = Why.CLEAR
    if word.kind is Kind.TO and before[-1].kind is Kind.NUMBER:
        may_be_range = minutes < hour or (before[-1].is_figure and minutes <= NOON)
        if minutes not in MINUTES_BEFORE or (before[-1].is_figure and minutes < hour):
            return None
        why = Why.MINUTES_OR_RANGE if may_be_range else why
    if style is Style.MIDNIGHT:
        return Clock(MIDNIGHT_HOUR - 1, 60 - minutes, Style.MARKED)
    built = _built(hour, 0, _style(after[0], after[-1], style))
    if not isinstance(built, Clock):
        return built
    return _hour_before(built, 60 - minutes, why)


def _hour_minus(tokens: Tokens) -> Built:
    """Read "oito menos um quarto", "20h menos 10"."""
    hour, _, lacking = _split(tokens, {Kind.MINUS})
    minutes = _minutes(lacking)
    if minutes is None or not 1 <= minutes <= HALF or not hour[0].number:
        return None
    built = _built(hour[0].number, 0, Style.MARKED if hour[0].number > NOON else Style.BARE)
    return _hour_before(built, 60 - minutes, Why.CLEAR) if isinstance(built, Clock) else built


def _hour_before(clock: Clock, minute: int, why: Why) -> Clock:
    """Return the time *minute* minutes into the hour before *clock*."""
    if clock.style in {Style.AM, Style.PM} and clock.hour == NOON:
        turned = Style.PM if clock.style is Style.AM else Style.AM
        return replace(clock, hour=NOON - 1, minute=minute, style=turned, why=why)
    if clock.style is Style.MARKED:
        return replace(clock, hour=(clock.hour - 1) % MIDNIGHT_HOUR, minute=minute, why=why)
    return replace(clock, hour=(clock.hour - 2) % NOON + 1, minute=minute, why=why)


def _half_hour(tokens: Tokens) -> Built:
    """Read the British "half 8"."""
    return _built(tokens[1].number, HALF, _style(tokens[1], tokens[-1], Style.BARE))


def _four_figures(tokens: Tokens) -> Built:
    """Read "1930", "0730", "730pm", "1930 hours"."""
    text = tokens[0].text
    after = tokens[1] if len(tokens) > 1 else None
    is_half_day = after is not None and after.kind is Kind.HALF_DAY
    if (len(text) != len("1930") and not is_half_day) or (after is None and tokens[0].number in PRESENT_YEARS):
        return None
    if after is not None and after.kind is Kind.UNIT and after.value != "hour":
        return None
    hour, minute = divmod(tokens[0].number, HUNDRED)
    style = _style(tokens[0], after, Style.MARKED)
    return _built(hour, minute, style)


_RULES: tuple[tuple[re.Pattern[str], Callable[[Tokens], Built]], ...] = tuple(
    (re.compile(pattern), build)
    for pattern, build in (
        (r"C[HA]?", _figures),
        (r"NK?A?", _hour),
        (r"[NC]A?-?wA?", _roughly),
        (r"NH(?:e?NU?|eh)?A?", _marked_hour),
        (r"NNA?", _two_numbers),
        (r"Ne(?:[Nh]|a?q)", _and_minutes),
        (r"N[HK]?z(?:a?q|NU?)", _hour_minus),
        (r"Q(?:e[Nh])?", _named),
        (r"[NC]Q", _twelve_named),
        (r"(?:h|a?q|NU?)p(?:N[AHK]?|Q)", _minutes_past),
        (r"(?:a?q|NU?)[tj](?:N[AHK]?|Q)", _minutes_to),
        (r"hN[AK]?", _half_hour),
        (r"Y[AHU]?", _four_figures),
    )
)
_PREFIX = re.compile(r"[marw]{0,3}")


def clocks(kinds: str, tokens: Tokens, at: int) -> Iterator[tuple[int, Clock | Why]]:
    """Yield each time of day that begins at the place *at*, longest first, with the place behind it."""
    prefix = _PREFIX.match(kinds, at)
    start = prefix.end() if prefix else at
    words = kinds[at:start]
    for end in range(min(len(kinds), start + LONGEST_CLOCK), start, -1):
        for pattern, build in _RULES:
            if not pattern.fullmatch(kinds, start, end) or (built := build(tokens[start:end])) is None:
                continue
            if not _counts_from(built, tokens, end):
                built = _behind_dash(built, kinds, tokens, at)
                yield end, built if isinstance(built, Why) else _with_prefix(built, words)


def _behind_dash(built: Clock | Why, kinds: str, tokens: Tokens, at: int) -> Clock | Why:
    """Return *built* as doubtful in "dec 5-8pm", where the 5 may be an hour."""
    in_figures = kinds[max(at - 2, 0) : at] == "N-" and tokens[at - 2].is_figure
    is_doubtful = in_figures and tokens[at - 1].glued and tokens[at].glued
    return replace(built, why=Why.HOUR_OR_DAY) if is_doubtful and isinstance(built, Clock) else built


def _counts_from(built: Clock | Why, tokens: Tokens, at: int) -> bool:
    """Tell whether "uma hora" is counted from what stands behind it: "depois do almoço"."""
    is_span = isinstance(built, Clock) and built.as_span is not None
    return is_span and at < len(tokens) and tokens[at].text.startswith(_after)


def _with_prefix(clock: Clock, words: str) -> Clock:
    """Return *clock* as the *words* before it, such as "at about", make it."""
    stands = bool(words.strip("w")) or clock.at or (bool(words) and clock.is_number)
    return replace(clock, at=stands, why=Why.ABOUT if "w" in words else clock.why)


def ranges(kinds: str, tokens: Tokens, at: int) -> Iterator[tuple[int, Clock | Why]]:
    """Yield the start of each range of two times that begins at the place *at*, with the place behind it."""
    opening = kinds[at : at + 1]
    start = at + 1 if opening and opening in "roB" else at
    for middle, begin in clocks(kinds, tokens, start):
        if isinstance(begin, Why) or not _is_joint(tokens, middle, between=opening == "B"):
            continue
        next_day = tokens[middle + 1].kind is Kind.WEEKDAY and kinds[middle] in "-xt"
        for end, finish in clocks(kinds, tokens, middle + 1 + next_day):
            if next_day and not (isinstance(finish, Clock) and _is_before_noon(finish)):
                continue
            if isinstance(finish, Why):
                yield end, finish
            elif _may_be_offset(tokens[middle - 1 : end]):
                yield end, replace(_start_of(begin, finish, loose=False), why=Why.ZONE_OR_RANGE)
            else:
                start_of = _start_of(begin, finish, loose=opening == "B")
                yield end, replace(start_of, until=tokens[middle + 1].number if next_day else None)


def _is_before_noon(clock: Clock) -> bool:
    """Tell whether *clock* is at night or in the morning, so that a range may end with it on the day after."""
    return clock.style in {Style.AM, Style.MIDNIGHT} or (
        clock.style in {Style.MARKED, Style.HOUR} and clock.hour < NOON
    )


def _may_be_offset(tokens: Tokens) -> bool:
    """Tell whether "8pm -3", "20:00 -0300" or "20:00-03:00" may also say how far behind UTC the time is meant."""
    if len(tokens) != len("C-C") or tokens[1].kind is not Kind.DASH:
        return False
    begin, sign, end = tokens
    if isinstance(begin.value, ClockFigures) and isinstance(end.value, ClockFigures):
        hours = (end.value.hour - begin.value.hour) % MIDNIGHT_HOUR
        return sign.glued and hours > LONGEST_NIGHT and end.value.padded and begin.value.hour > NOON
    if end.kind is Kind.DIGITS:
        return begin.kind is Kind.CLOCK and end.number <= MOST_HOURS_APART * HUNDRED
    return not sign.glued and end.glued and end.number <= MOST_HOURS_APART


def _is_joint(tokens: Tokens, at: int, *, between: bool) -> bool:
    """Tell whether the sign or word at the place *at* joins two times of day; a slash only in "20:00/22:00"."""
    if at + 1 >= len(tokens) or tokens[at].apart or tokens[at + 1].apart:
        return False
    kind = tokens[at].kind
    if kind is Kind.SLASH:
        return tokens[at].glued and tokens[at + 1].glued and tokens[at - 1].kind in {Kind.CLOCK, Kind.HOUR_MARK}
    return kind in JOINTS or (between and kind is Kind.AND)


def _start_of(begin: Clock, finish: Clock, *, loose: bool) -> Clock:
    """Return the start of the range from *begin* to *finish*, with am or pm from its end if it has none."""
    if loose:
        return replace(begin if begin.style is not Style.BARE else _half_day_of(begin, finish), at=True, why=Why.ABOUT)
    return replace(_half_day_of(begin, finish), at=True, is_number=False)


def _half_day_of(begin: Clock, finish: Clock) -> Clock:
    if begin.style not in {Style.BARE, Style.COLON}:
        return begin
    if finish.style in {Style.HOUR, Style.MARKED} and begin.is_number:
        return replace(begin, style=Style.HOUR if finish.style is Style.HOUR else Style.BARE)
    end = _minute_of_day(finish)
    if end is None:
        return begin
    first = begin.hour % NOON * 60 + begin.minute
    nearest = min((first, first + NOON * 60), key=lambda start: (end - start - 1) % (24 * 60))
    why = Why.TWELVE if finish.hour == NOON and finish.style is not Style.NOON else begin.why
    return replace(begin, style=Style.AM if nearest < NOON * 60 else Style.PM, why=why)


def _minute_of_day(clock: Clock) -> int | None:
    """Return the minute of the day at which a clock time with am or pm, or a name, comes; None for others."""
    if clock.style in {Style.AM, Style.PM}:
        return (clock.hour % NOON + (NOON if clock.style is Style.PM else 0)) * 60 + clock.minute
    return clock.hour * 60 + clock.minute if clock.style in {Style.NOON, Style.MIDNIGHT} else None
