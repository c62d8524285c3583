"""Puts the parts of a phrase together: every token belongs to one, and none is said twice."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product

from bot.times.typed.clock_rules import MIDNIGHT_HOUR, NOON, clocks, ranges
from bot.times.typed.day_rules import MINUTES_IN_AN_HOUR, days, spans
from bot.times.typed.parts import (
    AnyPart,
    Clock,
    Figures,
    FromFeast,
    Glue,
    LooseWord,
    Mode,
    Month,
    MonthDay,
    NthWeekday,
    Part,
    Relative,
    Shift,
    Slot,
    Span,
    Stamp,
    Style,
    Week,
    Weekday,
    Zone,
)
from bot.times.typed.tokens import Choice, Token
from bot.times.typed.vocabulary import Kind
from bot.times.typed.why import RefusedError, Why

MOST_VARIANTS = 16  # of a phrase with words of several meanings that are tried
MOST_TOKENS = 24
WEEKEND = frozenset({5, 6})
SIGNS = {Kind.RECURRING: Why.RECURRING, Kind.GONE: Why.PAST, Kind.OR: Why.SEVERAL, Kind.VAGUE: Why.TOO_VAGUE}


@dataclass(frozen=True, slots=True)
class Phrase:
    """The parts of a phrase, by what each is about."""

    clock: Clock | None = None
    part: Part | None = None
    weekday: Weekday | None = None
    week: Week | None = None
    relative: Relative | None = None
    date: MonthDay | Figures | FromFeast | NthWeekday | None = None
    month: Month | None = None
    shift: Shift | None = None
    span: Span | None = None
    zone: Zone | None = None
    stamp: Stamp | None = None
    loose: LooseWord | None = None
    same_time: bool = False
    about: bool = False

    @property
    def has_day(self) -> bool:
        """Whether a day is named."""
        return any(each is not None for each in (self.weekday, self.week, self.relative, self.date, self.shift))


def _phrase(parts: Sequence[AnyPart]) -> Phrase:
    by_slot = {part.slot.name.lower(): part for part in parts}
    kept = {name: part for name, part in by_slot.items() if name not in {"glue", "length", "same_time", "about"}}
    return Phrase(**kept, same_time="same_time" in by_slot, about="about" in by_slot)  # type: ignore[arg-type]


def phrases_of(choices: Sequence[Choice], *, whole: bool = False, bare: bool = False) -> Iterator[Phrase]:
    """Yield how *choices* may be read as a phrase, for each meaning of its words the first; raise RefusedError.

    If *whole*, it may be a week or a month without a day; if *bare*, a number alone is an hour.
    """
    if not choices:
        raise RefusedError(Why.NOT_UNDERSTOOD)
    if len(choices) > MOST_TOKENS:
        raise RefusedError(Why.TOO_LONG)
    failures: list[Why] = []
    found = False
    for tokens in islice(product(*choices), MOST_VARIANTS):
        search = _Search(tokens, whole=whole, bare=bare)
        if (parts := search.first()) is not None:
            found = True
            yield _phrase(parts)
        failures += search.failures
    if not found:
        raise RefusedError(_reason(choices, failures))


def _reason(choices: Sequence[Choice], failures: Sequence[Why]) -> Why:
    """Return the likeliest reason why no reading covers every word."""
    kinds = [token.kind for choice in choices for token in choice]
    if Kind.UNKNOWN in kinds:
        return Why.NOT_UNDERSTOOD
    if kinds.count(Kind.WEEKDAY) > 1:
        return Why.SEVERAL
    for kind, why in SIGNS.items():
        if kind in kinds:
            return why
    return next((why for why in failures if why is not Why.SEVERAL), Why.SEVERAL if failures else Why.NOT_UNDERSTOOD)


class _Search:
    """Looks for the first sequence of parts that covers all tokens, longer parts first."""

    def __init__(self, tokens: Sequence[Token], *, whole: bool, bare: bool) -> None:
        self._whole, self._bare = whole, bare
        self._tokens = tokens
        self._kinds = "".join(token.kind for token in tokens)
        self._parts: dict[int, list[tuple[int, AnyPart | Why]]] = {}
        self.failures: list[Why] = []

    def first(self) -> list[AnyPart] | None:
        """Return the parts; None if there are none that make sense together."""
        return next(self._covers(0, []), None)

    def _at(self, at: int) -> list[tuple[int, AnyPart | Why]]:
        """Return the parts that begin at the place *at*, longest first."""
        if at not in self._parts:
            readers = (clocks, ranges, spans, days)
            each = [found for read in readers for found in read(self._kinds, self._tokens, at)]
            self._parts[at] = sorted(each, key=lambda part: -part[0])
        return self._parts[at]

    def _covers(self, at: int, parts: list[AnyPart]) -> Iterator[list[AnyPart]]:
        if at == len(self._tokens):
            if (why := self._fault(parts)) is None:
                yield parts
            else:
                self.failures.append(why)
            return
        for end, part in self._at(at):
            if isinstance(part, Why):
                self.failures.append(part)
            elif part.slot is not Slot.GLUE and any(part.slot is other.slot for other in parts):
                minute = None if Kind.ZONE in self._kinds else _minute(part)
                if minute is not None and minute in map(_minute, parts):
                    yield from self._covers(end, parts)  # "8pm (20:00)" says the same twice
                else:
                    self.failures.append(Why.SEVERAL)
            else:
                yield from self._covers(end, [*parts, part])

    def _fault(self, parts: Sequence[AnyPart]) -> Why | None:
        """Return why *parts* make no time together; None if they do."""
        if _has_loose_dash(parts) or (isinstance(parts[-1], Glue) and len(parts) > 1):
            return Why.NOT_UNDERSTOOD
        slots = {part.slot for part in parts} - {Slot.GLUE}
        why = None if self._whole and slots == {Slot.MONTH} else _fault(parts)
        return None if self._bare and why is Why.BARE_NUMBER else why


def _minute(part: AnyPart) -> int | None:
    """Return the minute of the day that *part* surely is; None if it is no time of day, or may be another."""
    if not isinstance(part, Clock) or part.is_number or part.why is not Why.CLEAR or part.until is not None:
        return None
    hours = {Style.AM: part.hour % NOON, Style.PM: part.hour % NOON + NOON, Style.NOON: NOON, Style.MARKED: part.hour}
    return hours[part.style] * MINUTES_IN_AN_HOUR + part.minute if part.style in hours else None


def _has_loose_dash(parts: Sequence[AnyPart]) -> bool:
    """Tell whether a dash stands at an end, or beside a bare number, which may be the day that begins a range."""
    padded = (None, *parts, None)
    return any(
        isinstance(part, Glue) and part.is_dash and not (_is_sure(before) and _is_sure(after))
        for before, part, after in zip(padded, padded[1:], padded[2:], strict=False)
    )


def _is_sure(part: AnyPart | None) -> bool:
    return part is not None and not (isinstance(part, Clock) and part.is_number and not part.at)


_WITH_STAMP = {Slot.STAMP, Slot.ABOUT, Slot.GLUE}
_WITH_SPAN = {Slot.SPAN, Slot.ABOUT}
_DAYS = {Slot.WEEKDAY, Slot.WEEK, Slot.RELATIVE, Slot.DATE, Slot.SHIFT}


def _fault(parts: Sequence[AnyPart]) -> Why | None:
    """Return why *parts* make no time together; None if they do."""
    slots = {part.slot for part in parts}
    if Slot.STAMP in slots:
        return None if slots <= _WITH_STAMP else Why.SEVERAL
    if Slot.SPAN in slots:
        return None if slots <= _WITH_SPAN else Why.NOT_UNDERSTOOD
    if Slot.SAME_TIME in slots and Slot.CLOCK in slots:
        return Why.SEVERAL
    if any(isinstance(part, Clock) and part.is_number and part.hour == MIDNIGHT_HOUR and not part.at for part in parts):
        return Why.NO_SUCH_TIME
    return _date_fault(_in(parts, Slot.DATE), _in(parts, Slot.MONTH), slots) or _lack(parts, slots)


def _in(parts: Sequence[AnyPart], slot: Slot) -> AnyPart | None:
    return next((part for part in parts if part.slot is slot), None)


def _date_fault(date: AnyPart | None, month: AnyPart | None, slots: set[Slot]) -> Why | None:
    """Return why *date*, if any, does not go with the month and the weekday beside it."""
    if isinstance(date, MonthDay) and date.is_number and Slot.WEEKDAY not in slots:
        return Why.NOT_UNDERSTOOD
    if month is not None and not _takes_month(date):
        return Why.WHICH_DAY
    if isinstance(month, Month) and month.of_year is not None and not isinstance(date, NthWeekday):
        return Why.WHICH_DAY
    if isinstance(date, NthWeekday) and Slot.MONTH not in slots:
        return Why.PAST if date.nth < 0 and date.day is not None else Why.NOT_UNDERSTOOD
    return None


def _takes_month(date: AnyPart | None) -> bool:
    return isinstance(date, NthWeekday) or (isinstance(date, MonthDay) and date.month is None)


def _is_exact(parts: Sequence[AnyPart], clock: Clock | None) -> bool:
    """Tell whether a vague word does no harm: beside a time of day, and "weekend" beside one of its days."""
    place, word = next((at, part.word) for at, part in enumerate(parts) if isinstance(part, LooseWord))
    weekday = _in(parts, Slot.WEEKDAY)
    if word == "weekend":
        return isinstance(weekday, Weekday) and weekday.day in WEEKEND and weekday.mode in {Mode.PLAIN, Mode.THIS}
    return clock is not None and (word != "open" or place > parts.index(clock))


def _lack(parts: Sequence[AnyPart], slots: set[Slot]) -> Why | None:
    """Return what *parts* lack to be a time; None if nothing."""
    clock = next((part for part in parts if isinstance(part, Clock)), None)
    if Slot.LOOSE in slots and not _is_exact(parts, clock):
        return Why.TOO_VAGUE
    if slots & _DAYS:
        return None
    if clock is None:
        return Why.WHICH_DAY if Slot.PART in slots else Why.NOT_UNDERSTOOD
    bare = clock.is_number and not clock.at and not slots & {Slot.PART, Slot.ZONE}
    return Why.BARE_NUMBER if bare else None
