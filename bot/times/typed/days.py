"""Works out which days a phrase may mean, likeliest first."""

import calendar
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cache

from babel import Locale as BabelLocale
from babel import UnknownLocaleError

from bot.times.typed.parts import Figures, FromFeast, Mode, Month, MonthDay, NthWeekday, Shift, Week, Weekday
from bot.times.typed.phrases import Phrase
from bot.times.typed.why import RefusedError, Why

A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)
DAYS_IN_A_WEEK, MONTHS_IN_A_YEAR, SUNDAY = 7, 12, 6
JUST_PASSED = timedelta(days=31)
AWAKE_UNTIL = time(5)
"""Who says "tomorrow" before this time of day may mean the day that has begun."""
LATEST_YEAR = 9000
DateMaker = Callable[[int, int], date | None]
OTHER_ENGLISH = "en-GB"  # read as this, where Babel does not know a reader's language


@dataclass(frozen=True, slots=True)
class Days:
    """The days that are meant, likeliest first; *why* to ask, and *late* where the first is past by then."""

    dates: tuple[date, ...]
    why: Why = Why.CLEAR
    late: Why = Why.CLEAR

    @property
    def ask(self) -> bool:
        """Whether the days are unclear."""
        return self.why is not Why.CLEAR or self.late is not Why.CLEAR


@cache
def _babel(tag: str) -> BabelLocale:
    try:
        return BabelLocale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return BabelLocale.parse(OTHER_ENGLISH, sep="-")


@cache
def is_month_first(tag: str) -> bool:
    """Tell whether readers of Discord's locale *tag* write the month before the day: 12/24."""
    pattern = str(_babel(tag).datetime_skeletons["Md"].pattern)
    return pattern.upper().index("M") < pattern.upper().index("D")


@cache
def is_24_hour(tag: str) -> bool:
    """Tell whether readers of *tag* write "8:00" for the morning only; English ones may mean the evening."""
    return "H" in str(_babel(tag).time_formats["short"].pattern) and not tag.startswith("en")


def days_of(phrase: Phrase, today: date, said_at: time, tag: str) -> Days | None:
    """Return the days that *phrase* means when it is *today*, None if it names none; raise RefusedError."""
    if phrase.shift is not None:
        return _shifted(phrase, phrase.shift, today, said_at)
    if phrase.date is not None:
        return _dated(phrase, today, tag)
    if phrase.relative is not None:
        return _relative(phrase, today, said_at)
    if phrase.weekday is not None:
        return _weekday(phrase.weekday, phrase.week, today)
    if phrase.week is not None:
        if phrase.same_time:
            return Days((today + phrase.week.ahead * A_WEEK,))
        raise RefusedError(Why.WHICH_DAY)
    return None


def _relative(phrase: Phrase, today: date, said_at: time) -> Days:
    """Return today, tomorrow and so on; just after midnight "tomorrow" may be today."""
    ahead = phrase.relative.ahead if phrase.relative is not None else 0
    day = today + ahead * A_DAY
    if phrase.week is not None:
        raise RefusedError(Why.SEVERAL)
    if phrase.weekday is not None and phrase.weekday.day != day.weekday():
        raise RefusedError(Why.WEEKDAY_CONTRADICTS)
    return _unless_awake(day, said_at, settled=phrase.weekday is not None or ahead == 0)


def _unless_awake(day: date, said_at: time, *, settled: bool) -> Days:
    if settled or said_at >= AWAKE_UNTIL:
        return Days((day,))
    return Days((day, day - A_DAY), Why.AFTER_MIDNIGHT, Why.AFTER_MIDNIGHT)


def _shifted(phrase: Phrase, shift: Shift, today: date, said_at: time) -> Days:
    """Return the day so many days and months from today, or the weekday of that week."""
    if phrase.date is not None or phrase.relative is not None or phrase.week is not None:
        raise RefusedError(Why.SEVERAL)
    try:
        day = _months_later(today, shift.months) + shift.days * A_DAY
    except (OverflowError, ValueError):
        raise RefusedError(Why.TOO_FAR) from None
    if phrase.weekday is None:
        if shift.or_days is not None:
            other = today + shift.or_days * A_DAY
            return Days((day, other), Why.DAYS_COUNTED, Why.DAYS_COUNTED)
        days = _unless_awake(day, said_at, settled=shift.months > 0)
        why = Why.ABOUT if shift.bare and phrase.clock is not None else shift.why
        return Days(days.dates, why if days.why is Why.CLEAR else days.why, days.late)
    if shift.days % DAYS_IN_A_WEEK:
        if day.weekday() != phrase.weekday.day:
            raise RefusedError(Why.WEEKDAY_CONTRADICTS)
        return Days((day,))
    in_week = day + (phrase.weekday.day - day.weekday()) * A_DAY
    after = day + (phrase.weekday.day - day.weekday()) % DAYS_IN_A_WEEK * A_DAY
    return Days(_distinct(after, in_week), Why.THIS_OR_NEXT, Why.THIS_OR_NEXT)


def _distinct(*dates: date) -> tuple[date, ...]:
    return tuple(dict.fromkeys(dates))


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * MONTHS_IN_A_YEAR + day.month - 1 + months, MONTHS_IN_A_YEAR)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _weekday(weekday: Weekday, week: Week | None, today: date) -> Days:
    """Return the coming such weekday, and the other that it may mean."""
    coming = today + (weekday.day - today.weekday()) % DAYS_IN_A_WEEK * A_DAY
    if week is not None:
        return _in_week(weekday, week, today)
    if weekday.weeks:
        later = coming + weekday.weeks * A_WEEK
        return Days((later, later + A_WEEK), Why.THIS_OR_NEXT) if coming == today else Days((later,))
    if weekday.mode is Mode.AFTER_NEXT:
        return Days((coming + A_WEEK, coming + 2 * A_WEEK), Why.THIS_OR_NEXT, Why.THIS_OR_NEXT)
    if weekday.mode in {Mode.NEXT, Mode.COMING}:
        return _next_weekday(weekday, coming, today)
    if coming == today:
        return Days((today, today + A_WEEK), Why.TODAY_OR_NEXT_WEEK)
    dates = (coming,) if weekday.why is Why.CLEAR else (coming, coming + A_WEEK)
    return Days(dates, weekday.why, weekday.why)


def _next_weekday(weekday: Weekday, coming: date, today: date) -> Days:
    """Return what "next friday" may mean: the coming one, or that of next week, which may begin on Sunday."""
    if coming == today:
        coming += A_WEEK
    by_monday = today + (DAYS_IN_A_WEEK - today.weekday() + weekday.day) * A_DAY
    since_sunday = (today.weekday() + 1) % DAYS_IN_A_WEEK
    by_sunday = today + (DAYS_IN_A_WEEK - since_sunday + (weekday.day + 1) % DAYS_IN_A_WEEK) * A_DAY
    ways = _distinct(by_monday, by_sunday, coming)
    if len(ways) == 1:
        return Days(ways)
    later = max(by_monday, by_sunday) if today.weekday() == SUNDAY else by_monday
    likely = coming if weekday.mode is Mode.COMING else later
    return Days(_distinct(likely, *sorted(ways)), Why.THIS_OR_NEXT, Why.THIS_OR_NEXT)


def _in_week(weekday: Weekday, week: Week, today: date) -> Days:
    """Return the weekday of the week *week*, by Mondays, and by Sundays where that differs."""
    if weekday.mode not in {Mode.PLAIN, Mode.THIS} or weekday.weeks:
        raise RefusedError(Why.SEVERAL)
    by_monday = today + (week.ahead * DAYS_IN_A_WEEK - today.weekday() + weekday.day) * A_DAY
    since_sunday = (today.weekday() + 1) % DAYS_IN_A_WEEK
    by_sunday = today + (week.ahead * DAYS_IN_A_WEEK - since_sunday + (weekday.day + 1) % DAYS_IN_A_WEEK) * A_DAY
    if by_monday == by_sunday:
        return Days((by_monday,))
    return Days((by_monday, by_sunday), Why.THIS_OR_NEXT, Why.THIS_OR_NEXT)


def _dated(phrase: Phrase, today: date, tag: str) -> Days:
    """Return the date, which the other days that are named must fit."""
    days = date_of(phrase, today, tag)
    fitting = days.dates
    if phrase.weekday is not None:
        fitting = tuple(day for day in fitting if day.weekday() == phrase.weekday.day)
        if not fitting:
            raise RefusedError(Why.WEEKDAY_CONTRADICTS)
    if phrase.relative is not None:
        fitting = tuple(day for day in fitting if day == today + phrase.relative.ahead * A_DAY)
    if phrase.week is not None:
        monday = today - today.weekday() * A_DAY + phrase.week.ahead * A_WEEK
        fitting = tuple(day for day in fitting if monday <= day < monday + A_WEEK)
    if not fitting:
        raise RefusedError(Why.DAYS_CONTRADICT)
    settled = days.why is Why.DAY_OR_MONTH and len(fitting) == 1 and (phrase.weekday or phrase.relative or phrase.week)
    return Days(fitting, Why.CLEAR if settled else days.why, Why.CLEAR if settled else days.late)


def date_of(phrase: Phrase, today: date, tag: str) -> Days:
    """Return what the date in *phrase* means, likeliest first; raise RefusedError."""
    match phrase.date:
        case Figures():
            return _figures(phrase.date, today, tag)
        case FromFeast():
            return _from_feast(phrase.date, today)
        case NthWeekday():
            return _nth(phrase.date, phrase.month or Month(), today)
        case MonthDay() if phrase.date.month is not None:
            days = _with_year(phrase.date.day, phrase.date.month, phrase.date.year, today)
            return days if days.why is not Why.CLEAR else Days(days.dates, phrase.date.why)
        case MonthDay():
            days = _numbered(phrase.date.day, phrase.month, today)
            return Days(days.dates, phrase.date.why) if phrase == Phrase(date=phrase.date) and not days.ask else days
    raise RefusedError(Why.WHICH_DAY)


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year < LATEST_YEAR else None
    except ValueError:
        return None


def _with_year(day: int, month: int, year: int | None, today: date) -> Days:
    """Return a date; without a year the coming one, which is to be asked about if the last is nearer."""
    years = (year,) if year is not None else (today.year - 1, today.year, today.year + 1)
    known = [found for found in (_made(each, month, day) for each in years) if found is not None]
    ahead = [found for found in known if found >= today]
    if not known or (year is None and not ahead):
        raise RefusedError(Why.NO_SUCH_DATE)
    if not ahead:
        raise RefusedError(Why.PAST)
    return _next_of(known, ahead[0], today)


def _next_of(known: Sequence[date], coming: date, today: date) -> Days:
    """Return the *coming* one of the dates *known*, to be asked about if the last one has just passed."""
    over = [found for found in known if found < today]
    is_nearer = bool(over) and today - over[-1] < coming - today
    # In March "24 december" is this year's, although the last one is nearer.
    is_doubtful = is_nearer and (coming.year > today.year or today - over[-1] <= JUST_PASSED)
    return Days((coming,), Why.NEXT_YEAR if is_doubtful else Why.CLEAR)


def _figures(date_part: Figures, today: date, tag: str) -> Days:
    """Return a date in figures, in the reader's order, and in the other where both numbers could be months."""
    figures = date_part.figures
    day_first = figures.day_first if figures.day_first is not None else not is_month_first(tag)
    written = (figures.first, figures.second) if day_first else (figures.second, figures.first)
    orders = [written] if figures.day_first is not None else list(dict.fromkeys((written, written[::-1])))
    found: list[Days] = []
    failures: list[Why] = []
    for day, month in orders:
        try:
            found.append(_with_year(day, month, figures.year, today))
        except RefusedError as refused:
            failures.append(refused.why)
    if not found:
        raise RefusedError(Why.PAST if Why.PAST in failures else Why.NO_SUCH_DATE)
    both = len(orders) > 1 and max(written) <= MONTHS_IN_A_YEAR
    if both:
        return Days(tuple(days.dates[0] for days in found), Why.DAY_OR_MONTH, Why.DAY_OR_MONTH)
    return found[0]


def _numbered(day: int, month: Month | None, today: date) -> Days:
    """Return the coming day with this number, or that of the *month* named beside it."""
    if month is not None:
        return _in_month(lambda year, number: _made(year, number, day), month, today)
    months = (divmod(today.year * MONTHS_IN_A_YEAR + today.month - 1 + later, MONTHS_IN_A_YEAR) for later in range(4))
    every = [_made(year, number + 1, day) for year, number in months]
    ahead = [found for found in every if found is not None and found >= today]
    if not ahead:
        raise RefusedError(Why.NO_SUCH_DATE)
    if ahead[0] == today:
        return Days((today, *ahead[1:2]), Why.CLEAR, Why.NEXT_MONTH)
    lacking = next(found for found in every if found is None or found >= today) is None
    return Days((ahead[0],), Why.NEXT_MONTH if lacking else Why.CLEAR)


def _in_month(make: DateMaker, month: Month, today: date) -> Days:
    """Return the day that *make* makes of the year and number of *month*."""
    if month.month is None:
        year, number = divmod(today.year * MONTHS_IN_A_YEAR + today.month - 1 + month.ahead, MONTHS_IN_A_YEAR)
        day = make(year, number + 1)
        if day is None or day < today:
            raise RefusedError(Why.NO_SUCH_DATE if day is None else Why.PAST)
        return Days((day,))
    number = month.month
    return _coming(lambda year: make(year, number), month.year, today)


def _coming(make: Callable[[int], date | None], year: int | None, today: date) -> Days:
    """Return the day that *make* makes of the *year*, or of the first year in which it is to come."""
    years = [year] if year is not None else [today.year - 1, today.year, today.year + 1]
    known = [day for day in map(make, years) if day is not None]
    ahead = [day for day in known if day >= today]
    if not ahead:
        raise RefusedError(Why.PAST if known else Why.NO_SUCH_DATE)
    return _next_of(known, ahead[0], today)


def _from_feast(wanted: FromFeast, today: date) -> Days:
    """Return the day so many days, or the weekday, after or before the feast."""

    def make(year: int) -> date | None:
        feast = _made(year, wanted.feast.first, wanted.feast.second)
        if feast is None or wanted.day is None:
            return None if feast is None else feast + wanted.days * A_DAY
        if wanted.nth > 0:
            first = feast + ((wanted.day - feast.weekday() - 1) % DAYS_IN_A_WEEK + 1) * A_DAY
            return first + (wanted.nth - 1) * A_WEEK
        last = feast - ((feast.weekday() - wanted.day - 1) % DAYS_IN_A_WEEK + 1) * A_DAY
        return last + (wanted.nth + 1) * A_WEEK

    try:
        return _coming(make, None, today)
    except OverflowError:
        raise RefusedError(Why.TOO_FAR) from None


def _nth(wanted: NthWeekday, month: Month, today: date) -> Days:
    """Return the first, second or last such weekday, or the first or last day, of *month*."""

    def make(year: int, number: int) -> date | None:
        if not 1 <= year < LATEST_YEAR:
            return None
        days = list(_days_of_month(year, number, wanted.day))
        return days[-1] if wanted.nth < 0 else next(iter(days[wanted.nth - 1 : wanted.nth]), None)

    if month.of_year is not None:
        month = Month(MONTHS_IN_A_YEAR if wanted.nth < 0 else 1, year=today.year + month.of_year)
    return _in_month(make, month, today)


def _days_of_month(year: int, month: int, weekday: int | None) -> Iterator[date]:
    for number in range(1, calendar.monthrange(year, month)[1] + 1):
        if weekday in {None, (day := date(year, month, number)).weekday()}:
            yield day
