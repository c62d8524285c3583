"""Whole days as organisers type them, on a Sunday noon in São Paulo."""

from datetime import UTC, date, datetime

import pytest

from bot.times.typed_times import LONGEST_TYPED, TypedDays, Why, read_day, read_days

SAO_PAULO = "America/Sao_Paulo"
NOW = datetime(2026, 11, 22, 15, tzinfo=UTC)  # 12:00 there
CHRISTMAS_EVE, FRIDAY = date(2026, 12, 24), date(2026, 11, 27)


def days(first: str, last: str | None = None, tag: str = "en-GB") -> TypedDays:
    """Read days on that Sunday."""
    return read_days(first, last, tag, SAO_PAULO, NOW)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-12-24", CHRISTMAS_EVE),
        ("24 december", CHRISTMAS_EVE),
        ("December 24", CHRISTMAS_EVE),
        ("the 24th of december", CHRISTMAS_EVE),
        ("christmas eve", CHRISTMAS_EVE),
        ("24/12/2026", CHRISTMAS_EVE),
        ("12/24/2026", CHRISTMAS_EVE),
        ("24.12.2026", CHRISTMAS_EVE),
        ("march 1", date(2027, 3, 1)),
        ("the 5th", date(2026, 12, 5)),
        ("the 22nd", date(2026, 11, 22)),
        ("sat the 5th", date(2026, 12, 5)),
        ("sat 5", date(2026, 12, 5)),
        ("fri 27", FRIDAY),
        ("today", date(2026, 11, 22)),
        ("tomorrow", date(2026, 11, 23)),
        ("day after tomorrow", date(2026, 11, 24)),
        ("friday", FRIDAY),
        ("on friday", FRIDAY),
        ("in 2 weeks", date(2026, 12, 6)),
        ("dia 24 de dezembro", CHRISTMAS_EVE),
        ("1º de dezembro", date(2026, 12, 1)),
        ("dia 5", date(2026, 12, 5)),
        ("hoje", date(2026, 11, 22)),
        ("Depois de amanhã", date(2026, 11, 24)),
        ("sexta-feira", FRIDAY),
        ("no sábado", date(2026, 11, 28)),
        ("daqui a três dias", date(2026, 11, 25)),
        ("2030-01-01", date(2030, 1, 1)),
    ],
)
def test_one_day_is_read(typed: str, day: date) -> None:
    """In figures, by name and relative, in both languages."""
    assert days(typed) == TypedDays(day, day, Why.CLEAR)
    assert read_day(typed, "en-GB", SAO_PAULO, NOW) == TypedDays(day, day, Why.CLEAR)


@pytest.mark.parametrize(
    ("first", "last", "begin", "end"),
    [
        ("24-26 December", None, CHRISTMAS_EVE, date(2026, 12, 26)),
        ("dec 24-26", None, CHRISTMAS_EVE, date(2026, 12, 26)),
        ("24 a 26 de dezembro", None, CHRISTMAS_EVE, date(2026, 12, 26)),
        ("de 24 a 26 de dezembro", None, CHRISTMAS_EVE, date(2026, 12, 26)),
        ("from 24 to 26 december", None, CHRISTMAS_EVE, date(2026, 12, 26)),
        ("between dec 24 and jan 2", None, CHRISTMAS_EVE, date(2027, 1, 2)),
        ("dec 24 to jan 2", None, CHRISTMAS_EVE, date(2027, 1, 2)),
        ("24/12 - 02/01", None, CHRISTMAS_EVE, date(2027, 1, 2)),
        ("2026-12-24 - 2026-12-26", None, CHRISTMAS_EVE, date(2026, 12, 26)),
        ("24 december", "2 jan", CHRISTMAS_EVE, date(2027, 1, 2)),
        ("24 december", "26", CHRISTMAS_EVE, date(2026, 12, 26)),
        ("friday", "monday", FRIDAY, date(2026, 11, 30)),
        ("20 nov to 30 nov", None, date(2026, 11, 20), date(2026, 11, 30)),
        ("2026-11-20", "2026-11-30", date(2026, 11, 20), date(2026, 11, 30)),
        ("the 24th", "the 26th", date(2026, 11, 24), date(2026, 11, 26)),
        ("24.12.", "26.12.", CHRISTMAS_EVE, date(2026, 12, 26)),
        ("today", "in 2 weeks", date(2026, 11, 22), date(2026, 12, 6)),
        ("2026-12-24/2026-12-26", None, CHRISTMAS_EVE, date(2026, 12, 26)),
        ("dias 24 a 26 de dezembro", None, CHRISTMAS_EVE, date(2026, 12, 26)),
        ("two days before christmas", "day after christmas", date(2026, 12, 23), date(2026, 12, 26)),
        ("natal a ano novo", None, date(2026, 12, 25), date(2027, 1, 1)),
        ("dia 24 ao dia 26", None, date(2026, 11, 24), date(2026, 11, 26)),
        ("segunda a sexta", None, date(2026, 11, 23), FRIDAY),
    ],
)
def test_a_period_is_read(first: str, last: str | None, begin: date, end: date) -> None:
    """As one phrase or two; one that has begun counts from its beginning."""
    assert days(first, last) == TypedDays(begin, end, Why.CLEAR)


@pytest.mark.parametrize(
    ("typed", "begin", "end", "why"),
    [
        ("next week", date(2026, 11, 23), date(2026, 11, 29), Why.WHOLE_WEEK),
        ("a semana que vem", date(2026, 11, 23), date(2026, 11, 29), Why.WHOLE_WEEK),
        ("December", date(2026, 12, 1), date(2026, 12, 31), Why.WHOLE_MONTH),
        ("dezembro", date(2026, 12, 1), date(2026, 12, 31), Why.WHOLE_MONTH),
        ("mês que vem", date(2026, 12, 1), date(2026, 12, 31), Why.WHOLE_MONTH),
        ("february 2028", date(2028, 2, 1), date(2028, 2, 29), Why.WHOLE_MONTH),
        ("3 days", date(2026, 11, 25), date(2026, 11, 25), Why.ABOUT),
        ("5/12", date(2026, 12, 5), date(2026, 12, 5), Why.DAY_OR_MONTH),
        ("1 nov", date(2027, 11, 1), date(2027, 11, 1), Why.NEXT_YEAR),
        ("1 nov to 5 nov", date(2027, 11, 1), date(2027, 11, 5), Why.NEXT_YEAR),
        ("next friday", date(2026, 12, 4), date(2026, 12, 4), Why.THIS_OR_NEXT),
    ],
)
def test_some_days_are_asked_about(typed: str, begin: date, end: date, why: Why) -> None:
    """With what was taken."""
    read = days(typed)
    assert (read.first, read.last, read.why) == (begin, end, why)
    assert read.ask


@pytest.mark.parametrize(
    ("typed", "other"),
    [("5/12", date(2027, 5, 12)), ("next friday", FRIDAY), ("8 days", None), ("next week", None), ("dec 24", None)],
)
def test_the_other_day_that_is_asked_about_is_told(typed: str, other: date | None) -> None:
    """Where there is one, and it is to come."""
    assert days(typed).other == other


@pytest.mark.parametrize(
    ("first", "last", "why"),
    [
        ("", None, Why.NOT_UNDERSTOOD),
        ("bla bla", None, Why.NOT_UNDERSTOOD),
        ("5", None, Why.BARE_NUMBER),
        ("1-2", None, Why.BARE_NUMBER),
        ("1e9", None, Why.NOT_UNDERSTOOD),
        ("s" * (LONGEST_TYPED + 1), None, Why.TOO_LONG),
        ("tomorrow 8pm", None, Why.NOT_A_DAY),
        ("tonight", None, Why.NOT_A_DAY),
        ("in 2 hours", None, Why.NOT_A_DAY),
        ("easter monday", None, Why.NOT_UNDERSTOOD),
        ("Easter Sunday", None, Why.NOT_UNDERSTOOD),
        ("easter monday 8pm", None, Why.NOT_A_DAY),
        ("monday London time", None, Why.WITH_ZONE),
        ("24 december UTC", None, Why.WITH_ZONE),
        ("dec 26 to dec 24", None, Why.WRONG_ORDER),
        ("2026-12-26", "2026-12-24", Why.WRONG_ORDER),
        ("2020-01-01", None, Why.DAYS_OVER),
        ("yesterday", None, Why.DAYS_OVER),
        ("2040-01-01", None, Why.DAYS_TOO_FAR),
        ("31/31/2026", None, Why.NO_SUCH_DATE),
        ("30 nov - 1", None, Why.WRONG_ORDER),
        ("dec 24, 26", None, Why.NO_SUCH_TIME),
        ("not dec 24", None, Why.NOT_UNDERSTOOD),
        ("no friday", None, Why.NOT_UNDERSTOOD),
        ("until dec 24", None, Why.NOT_UNDERSTOOD),
        ("before christmas", None, Why.NOT_UNDERSTOOD),
        ("maybe dec 24", None, Why.TOO_VAGUE),
        ("late dec 24", None, Why.TOO_VAGUE),
        ("next year", None, Why.WHICH_DAY),
        ("this weekend", None, Why.TOO_VAGUE),
        ("1796500800", None, Why.NOT_A_DAY),
        ("sat 31", None, Why.WEEKDAY_CONTRADICTS),
        ("24", "26", Why.BARE_NUMBER),
        ("zamboni", "26 dec", Why.NOT_UNDERSTOOD),
        ("mon/fri", None, Why.SEVERAL),
        ("for 2 weeks", None, Why.NOT_UNDERSTOOD),
        ("8pm", "9pm", Why.NOT_A_DAY),
        ("monday and friday", None, Why.SEVERAL),
    ],
)
def test_what_cannot_be_days_is_refused_for_one_cause(first: str, last: str | None, why: Why) -> None:
    assert days(first, last) == TypedDays(None, None, why)


def test_one_day_is_not_a_week() -> None:
    assert read_day("next week", "en-GB", SAO_PAULO, NOW).why is Why.NOT_ONE_DAY


def test_today_is_the_day_in_the_zone() -> None:
    """In Auckland it is Monday already, so tomorrow is Tuesday."""
    assert read_day("tomorrow", "en-GB", "Pacific/Auckland", NOW).first == date(2026, 11, 24)
    assert read_day("tomorrow", "en-GB", SAO_PAULO, NOW).first == date(2026, 11, 23)
