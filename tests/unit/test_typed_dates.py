"""Dates and times as organisers type them, on a Sunday noon in São Paulo."""

from datetime import UTC, date, datetime, time

import pytest

from bot.text.locales import Locale
from bot.times.typed_times import LONGEST_TYPED, parse_day, parse_instant

ENGLISH, PORTUGUESE = Locale.ENGLISH, Locale.PORTUGUESE
SAO_PAULO, BERLIN = "America/Sao_Paulo", "Europe/Berlin"
NOW = datetime(2026, 11, 22, 15, tzinfo=UTC)  # 12:00 there
USUAL = time(19, 30)
CHRISTMAS_EVE = date(2026, 12, 24)
FRIDAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-12-24", CHRISTMAS_EVE),
        ("24 december", CHRISTMAS_EVE),
        ("December 24", CHRISTMAS_EVE),
        ("dec 24", CHRISTMAS_EVE),
        ("24 Dec", CHRISTMAS_EVE),
        ("the 24th of december", CHRISTMAS_EVE),
        ("12/24/2026", CHRISTMAS_EVE),
        ("24/12/2026", CHRISTMAS_EVE),
        ("24.12.2026", CHRISTMAS_EVE),
        ("march 1", date(2027, 3, 1)),
        ("the 5th", date(2026, 12, 5)),
        ("the 31st", date(2026, 12, 31)),
        ("the 22nd", date(2026, 11, 22)),
        ("sat the 5th", date(2026, 12, 5)),
        ("fri 27", FRIDAY),
        ("today", date(2026, 11, 22)),
        ("tomorrow", date(2026, 11, 23)),
        ("day after tomorrow", date(2026, 11, 24)),
        ("friday", FRIDAY),
        ("fri", FRIDAY),
        ("on friday", FRIDAY),
        ("this friday", FRIDAY),
        ("next friday", FRIDAY),
        ("sunday", date(2026, 11, 29)),
        ("next week", date(2026, 11, 29)),
        ("in two weeks", date(2026, 12, 6)),
        ("in 2 weeks", date(2026, 12, 6)),
    ],
)
def test_english_days_are_read(typed: str, day: date) -> None:
    """In figures, by name and relative; of several days the next."""
    assert parse_day(typed, ENGLISH, SAO_PAULO, NOW) == day


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-12-24", CHRISTMAS_EVE),
        ("24 de dezembro", CHRISTMAS_EVE),
        ("dia 24 de dezembro", CHRISTMAS_EVE),
        ("24 dez", CHRISTMAS_EVE),
        ("24/12", CHRISTMAS_EVE),
        ("24/12/2026", CHRISTMAS_EVE),
        ("5/12/2026", date(2026, 12, 5)),
        ("1º de dezembro", date(2026, 12, 1)),
        ("dia 24", date(2026, 11, 24)),
        ("dia 5", date(2026, 12, 5)),
        ("dia 24/12", CHRISTMAS_EVE),
        ("hoje", date(2026, 11, 22)),
        ("amanhã", date(2026, 11, 23)),
        ("Depois de amanhã", date(2026, 11, 24)),
        ("sexta", FRIDAY),
        ("sexta-feira", FRIDAY),
        ("na sexta", FRIDAY),
        ("Sexta que vem", FRIDAY),
        ("próxima sexta", FRIDAY),
        ("proxima sexta", FRIDAY),
        ("no sábado", date(2026, 11, 28)),
        ("terca", date(2026, 11, 24)),
        ("semana que vem", date(2026, 11, 29)),
        ("próxima semana", date(2026, 11, 29)),
        ("mês que vem", date(2026, 12, 22)),
        ("em duas semanas", date(2026, 12, 6)),
        ("daqui a duas semanas", date(2026, 12, 6)),
        ("daqui a uma semana", date(2026, 11, 29)),
        ("daqui a três dias", date(2026, 11, 25)),
        ("em quatro dias", date(2026, 11, 26)),
    ],
)
def test_portuguese_days_are_read(typed: str, day: date) -> None:
    """With and without accents."""
    assert parse_day(typed, PORTUGUESE, SAO_PAULO, NOW) == day


@pytest.mark.parametrize(
    ("typed", "instant"),
    [
        ("saturday 8pm", datetime(2026, 11, 28, 20, tzinfo=UTC)),
        ("Saturday at 8:15 pm", datetime(2026, 11, 28, 20, 15, tzinfo=UTC)),
        ("friday at 19:00", datetime(2026, 11, 27, 19, tzinfo=UTC)),
        ("2026-12-05 19:00", datetime(2026, 12, 5, 19, tzinfo=UTC)),
        ("dec 24 8pm", datetime(2026, 12, 24, 20, tzinfo=UTC)),
        ("tomorrow 20h", datetime(2026, 11, 23, 20, tzinfo=UTC)),
        ("8pm", datetime(2026, 11, 22, 20, tzinfo=UTC)),
        ("in 3 hours", datetime(2026, 11, 22, 15, tzinfo=UTC)),
        ("in two weeks", datetime(2026, 12, 6, 19, 30, tzinfo=UTC)),
        ("saturday", datetime(2026, 11, 28, 19, 30, tzinfo=UTC)),
        ("tomorrow", datetime(2026, 11, 23, 19, 30, tzinfo=UTC)),
        ("24 december", datetime(2026, 12, 24, 19, 30, tzinfo=UTC)),
    ],
)
def test_english_instants_are_read(typed: str, instant: datetime) -> None:
    """A date alone has the usual time of day."""
    assert parse_instant(typed, ENGLISH, "UTC", NOW.replace(hour=12), USUAL) == instant


@pytest.mark.parametrize(
    ("typed", "instant"),
    [
        ("amanhã às 20h", datetime(2026, 11, 23, 20, tzinfo=UTC)),
        ("amanhã às 20h30", datetime(2026, 11, 23, 20, 30, tzinfo=UTC)),
        ("sábado às 20", datetime(2026, 11, 28, 20, tzinfo=UTC)),
        ("sábado às 20:30", datetime(2026, 11, 28, 20, 30, tzinfo=UTC)),
        ("sabado as 20h", datetime(2026, 11, 28, 20, tzinfo=UTC)),
        ("Sábado 9h", datetime(2026, 11, 28, 9, tzinfo=UTC)),
        ("20h", datetime(2026, 11, 22, 20, tzinfo=UTC)),
        ("24 de dezembro às 19h", datetime(2026, 12, 24, 19, tzinfo=UTC)),
        ("2026-12-05 19:00", datetime(2026, 12, 5, 19, tzinfo=UTC)),
        ("daqui a duas semanas", datetime(2026, 12, 6, 19, 30, tzinfo=UTC)),
        ("sexta que vem", datetime(2026, 11, 27, 19, 30, tzinfo=UTC)),
    ],
)
def test_portuguese_instants_are_read(typed: str, instant: datetime) -> None:
    """With the time as Brazilians write it."""
    assert parse_instant(typed, PORTUGUESE, "UTC", NOW.replace(hour=12), USUAL) == instant


def test_either_language_is_understood_in_the_other() -> None:
    """The order of day and month in figures is the reader's."""
    assert parse_day("24 de dezembro", ENGLISH, SAO_PAULO, NOW) == CHRISTMAS_EVE
    assert parse_day("sexta que vem", ENGLISH, SAO_PAULO, NOW) == FRIDAY
    assert parse_day("next friday", PORTUGUESE, SAO_PAULO, NOW) == FRIDAY
    assert parse_day("5/12/2027", ENGLISH, SAO_PAULO, NOW) == date(2027, 5, 12)
    assert parse_day("5/12/2027", PORTUGUESE, SAO_PAULO, NOW) == date(2027, 12, 5)


def test_days_in_the_past_are_read_as_written() -> None:
    """Whether they are allowed is decided elsewhere."""
    assert parse_day("yesterday", ENGLISH, SAO_PAULO, NOW) == date(2026, 11, 21)
    assert parse_day("2020-01-01", PORTUGUESE, SAO_PAULO, NOW) == date(2020, 1, 1)


@pytest.mark.parametrize("locale", Locale)
@pytest.mark.parametrize(
    "typed", ["", " ", "5", "2026", "--", "bla bla", "???", "31/31/2026", "sat 31", "s" * (LONGEST_TYPED + 1)]
)
def test_nonsense_is_read_as_no_date(typed: str, locale: Locale) -> None:
    """So is a bare number, which could be a day, an hour or a year."""
    assert parse_day(typed, locale, SAO_PAULO, NOW) is None
    assert parse_instant(typed, locale, SAO_PAULO, NOW, USUAL) is None


def test_today_is_the_day_in_the_zone() -> None:
    """In Auckland it is Monday already, so tomorrow is Tuesday."""
    assert parse_day("tomorrow", ENGLISH, "Pacific/Auckland", NOW) == date(2026, 11, 24)
    assert parse_day("tomorrow", ENGLISH, SAO_PAULO, NOW) == date(2026, 11, 23)


def test_times_of_day_are_those_of_the_zone() -> None:
    """20:00 in São Paulo is 23:00 UTC, 20:00 in Berlin 19:00 UTC."""
    for zone_name, hour in ((SAO_PAULO, 23), (BERLIN, 19), ("UTC", 20)):
        expected = datetime(2026, 11, 28, hour, tzinfo=UTC)
        assert parse_instant("saturday 8pm", ENGLISH, zone_name, NOW, USUAL) == expected


def test_a_time_that_clocks_skip_is_read_as_the_end_of_the_gap() -> None:
    """One that they repeat is the first of the two, as for every slot."""
    gap = parse_instant("2027-03-28 02:30", ENGLISH, BERLIN, NOW, USUAL)
    assert gap == datetime(2027, 3, 28, 1, tzinfo=UTC)
    assert parse_instant("2027-03-28", ENGLISH, BERLIN, NOW, time(2, 30)) == gap
    repeated = parse_instant("2027-10-31 02:30", ENGLISH, BERLIN, NOW, USUAL)
    assert repeated == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


def test_seconds_are_dropped() -> None:
    now = NOW.replace(second=42, microsecond=7)
    assert parse_instant("in 3 hours", ENGLISH, "UTC", now, USUAL) == datetime(2026, 11, 22, 18, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("9pm", datetime(2027, 1, 1, 21, tzinfo=UTC)),
        ("às 9 da noite", datetime(2027, 1, 1, 21, tzinfo=UTC)),
        ("tomorrow 9pm", datetime(2027, 1, 1, 21, tzinfo=UTC)),
        ("saturday 9pm", datetime(2027, 1, 2, 21, tzinfo=UTC)),
        ("today 9pm", datetime(2026, 12, 31, 21, tzinfo=UTC)),
        ("2026-12-01 21:00", datetime(2026, 12, 1, 21, tzinfo=UTC)),
    ],
)
def test_on_the_last_day_of_a_month_a_past_time_means_tomorrow(typed: str, at: datetime) -> None:
    """Not a day eleven months ahead, or four weeks ago."""
    late = datetime(2026, 12, 31, 23, tzinfo=UTC)
    assert parse_instant(typed, ENGLISH, "UTC", late, USUAL) == at


@pytest.mark.parametrize("locale", Locale)
@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("in 1h 30m", datetime(2026, 11, 22, 16, 30, tzinfo=UTC)),
        ("daqui a 1h30", datetime(2026, 11, 22, 16, 30, tzinfo=UTC)),
        ("em 2h", datetime(2026, 11, 22, 17, tzinfo=UTC)),
        ("in half an hour", datetime(2026, 11, 22, 15, 30, tzinfo=UTC)),
        ("daqui a meia hora", datetime(2026, 11, 22, 15, 30, tzinfo=UTC)),
        ("tonight at 9", datetime(2026, 11, 22, 21, tzinfo=UTC)),
        ("saturday at 20", datetime(2026, 11, 28, 20, tzinfo=UTC)),
        ("tomorrow at 9 in the evening", datetime(2026, 11, 23, 21, tzinfo=UTC)),
        ("sat 8", datetime(2026, 11, 28, 8, tzinfo=UTC)),
        ("tomorrow 8", datetime(2026, 11, 23, 8, tzinfo=UTC)),
        ("Amanhã 20", datetime(2026, 11, 23, 20, tzinfo=UTC)),
        ("depois de amanhã, 9", datetime(2026, 11, 24, 9, tzinfo=UTC)),
        ("fri 20", datetime(2026, 11, 27, 20, tzinfo=UTC)),
        ("sat 5", datetime(2026, 12, 5, 19, 30, tzinfo=UTC)),
        ("the 5th at 7pm", datetime(2026, 12, 5, 19, tzinfo=UTC)),
        ("7pm on the 5th", datetime(2026, 12, 5, 19, tzinfo=UTC)),
        ("the 5th of january at 7pm", datetime(2027, 1, 5, 19, tzinfo=UTC)),
        ("tomorrow at 8 pm", datetime(2026, 11, 23, 20, tzinfo=UTC)),
        ("dia 5 às 19h", datetime(2026, 12, 5, 19, tzinfo=UTC)),
        ("sábado 20", datetime(2026, 11, 28, 20, tzinfo=UTC)),
        ("dia 30 às 19h", datetime(2026, 11, 30, 19, tzinfo=UTC)),
        ("yesterday 9pm", datetime(2026, 11, 21, 21, tzinfo=UTC)),
        ("sábado à noite", datetime(2026, 11, 28, 19, 30, tzinfo=UTC)),
        ("amanhã às 9 da noite", datetime(2026, 11, 23, 21, tzinfo=UTC)),
        ("sábado às 3 da tarde", datetime(2026, 11, 28, 15, tzinfo=UTC)),
        ("amanhã às 8:30 da manhã", datetime(2026, 11, 23, 8, 30, tzinfo=UTC)),
        ("amanhã ao meio-dia", datetime(2026, 11, 23, 12, tzinfo=UTC)),
        ("meia-noite", datetime(2026, 11, 23, tzinfo=UTC)),
    ],
)
def test_colloquial_times_are_read_and_spans_are_not(typed: str, at: datetime, locale: Locale) -> None:
    """A span of time is no time of day, and nine in the evening not nine in the morning.

    A number after a weekday is an hour, unless it is the date of that weekday.
    """
    assert parse_instant(typed, locale, "UTC", NOW, USUAL) == at


def test_a_past_day_that_the_next_month_lacks_stays_in_this_month() -> None:
    """As the 31st before a month of 30 days."""
    noon = datetime(2027, 10, 31, 12, tzinfo=UTC)
    assert parse_instant("today 9am", ENGLISH, "UTC", noon, USUAL) == noon.replace(hour=9)
    assert parse_instant("9am", ENGLISH, "UTC", noon, USUAL) == datetime(2027, 11, 1, 9, tzinfo=UTC)
