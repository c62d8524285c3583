"""Weekdays, times and lengths as each language writes them and as people type them."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.locales import Locale
from bot.text.translations import localizer
from bot.times.formats import calendar_date, clock_time, length, position, weekday_names
from bot.times.typed_times import parse_time, parse_weekdays, suggest_weekdays

EN, PT = Locale.ENGLISH, Locale.PORTUGUESE
MON, TUE, WED, THU, FRI, SAT, SUN = range(7)
WORKDAYS = {MON, TUE, WED, THU, FRI}
ANY_DAY = set(range(7))


@pytest.mark.parametrize(
    ("days", "locale", "written"),
    [
        ({THU, MON}, EN, "Monday and Thursday"),
        ({THU, MON}, PT, "segunda-feira e quinta-feira"),
        ({SUN, MON, SAT}, EN, "Monday, Saturday, and Sunday"),
        ({SUN, MON, SAT}, PT, "segunda-feira, sábado e domingo"),
        (ANY_DAY, EN, "every day"),
        (ANY_DAY, PT, "todos os dias"),
    ],
)
def test_weekdays_are_written_in_the_order_of_the_week(days: set[int], locale: Locale, written: str) -> None:
    """As a list, or in one word where it is all of them."""
    assert weekday_names(days, locale) == written


@pytest.mark.parametrize(
    ("at", "english", "portuguese"),
    [(time(19), "7:00 PM", "19:00"), (time(0, 5), "12:05 AM", "00:05"), (time(12), "12:00 PM", "12:00")],
)
def test_times_are_written_as_each_language_does(at: time, english: str, portuguese: str) -> None:
    """With a plain space before PM, which people can type."""
    assert clock_time(at, EN) == english
    assert clock_time(at, PT) == portuguese


def test_dates_name_the_month() -> None:
    """So that 6/11 is not taken for June."""
    assert calendar_date(date(2026, 11, 6), EN) == "Nov 6, 2026"
    assert calendar_date(date(2026, 11, 6), PT) == "6 de nov. de 2026"


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0, "0:00"), (162, "2:42"), (3599, "59:59"), (3600, "1:00:00"), (3723, "1:02:03")]
)
def test_positions_look_as_in_a_player(seconds: int, shown: str) -> None:
    """With hours only where there are some."""
    assert position(seconds) == shown


@pytest.mark.parametrize("locale", Locale)
@pytest.mark.parametrize(
    ("duration", "shown"),
    [
        (timedelta(minutes=5, seconds=29), "5 min"),
        (timedelta(minutes=5, seconds=31), "6 min"),
        (timedelta(minutes=59, seconds=45), "1 h 0 min"),
        (timedelta(hours=3, minutes=11), "3 h 11 min"),
    ],
)
def test_lengths_are_rounded_to_the_minute(duration: timedelta, shown: str, locale: Locale) -> None:
    """60 minutes by rounding are an hour."""
    assert length(duration, localizer(locale)) == shown


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("monday", {MON}),
        ("MONDAYS", {MON}),
        ("mon, thu", {MON, THU}),
        ("Tu/Th", {TUE, THU}),
        ("tues & thurs", {TUE, THU}),
        ("every monday and thursday", {MON, THU}),
        ("segunda", {MON}),
        ("segunda feira", {MON}),
        ("segunda-feira, quinta-feira", {MON, THU}),
        ("terças-feiras", {TUE}),
        ("terca e sabado", {TUE, SAT}),
        ("aos sábados", {SAT}),
        ("toda terça", {TUE}),
        ("a terça", {TUE}),
        ("seg. qua. sex.", {MON, WED, FRI}),
        ("seg/qua/sex", {MON, WED, FRI}),
        ("2ª e 4ª", {MON, WED}),
        ("6a-feira", {FRI}),
        ("monday, quinta", {MON, THU}),
    ],
)
def test_weekdays_are_read_in_every_language(typed: str, days: set[int]) -> None:
    """In full or short, with or without accents and "-feira"."""
    assert set(parse_weekdays(typed) or ()) == days


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("monday to friday", WORKDAYS),
        ("Mon through Fri", WORKDAYS),
        ("mon-fri", WORKDAYS),
        ("Mon \N{EN DASH} Fri", WORKDAYS),
        ("de segunda a sexta", WORKDAYS),
        ("segunda à sexta-feira", WORKDAYS),
        ("segunda-feira até sexta-feira", WORKDAYS),
        ("segunda, quinta a sábado", {MON, THU, FRI, SAT}),
        ("friday to monday", {FRI, SAT, SUN, MON}),
        ("mon--fri", WORKDAYS),
        ("no sábado e no domingo", {SAT, SUN}),
        ("mon-wed-fri", {MON, WED, FRI}),
        ("every day", ANY_DAY),
        ("todos os dias", ANY_DAY),
        ("weekdays", WORKDAYS),
        ("dias úteis", WORKDAYS),
        ("fins de semana", {SAT, SUN}),
        ("weekends and monday", {SAT, SUN, MON}),
    ],
)
def test_spans_and_groups_of_weekdays_are_read(typed: str, days: set[int]) -> None:
    """Over the end of the week, too; several dashes only separate days."""
    assert set(parse_weekdays(typed) or ()) == days


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "-",
        "feira",
        "someday",
        "monday, someday",
        "every other monday",
        "not monday",
        "no monday",
        "every day but sunday",
        "todos os dias menos domingo",
        "to friday",
        "monday to",
        "weekdays to sunday",
        "monday to weekdays",
        "__",
        "7",
    ],
)
def test_text_without_weekdays_is_refused(typed: str) -> None:
    """One unknown day, or half a range, refuses the whole text."""
    assert parse_weekdays(typed) is None


@pytest.mark.parametrize("locale", Locale)
@given(days=st.frozensets(st.sampled_from(range(7)), min_size=1))
def test_weekdays_are_read_as_they_are_written(locale: Locale, days: frozenset[int]) -> None:
    """What a card shows can be typed."""
    assert parse_weekdays(weekday_names(days, locale)) == days


@pytest.mark.parametrize(
    ("typed", "locale", "first", "number"),
    [
        ("", EN, "Monday", 7),
        ("t", EN, "Tuesday", 2),
        ("monday", EN, "Monday", 7),
        ("monday, t", EN, "Monday, Tuesday", 2),
        ("monday t", EN, "Monday, Tuesday", 2),
        ("segunda e qu", PT, "segunda-feira, quarta-feira", 2),
        ("sa", PT, "sábado", 7),
        ("terca-f", PT, "terça-feira", 1),
        ("mon-fri", EN, "Monday, Tuesday, Wednesday, Thursday, Friday", 3),
        ("thursday, monday", EN, "Monday, Thursday", 6),
        ("someday", EN, None, 0),
        ("someday, m", EN, None, 0),
    ],
)
def test_weekdays_are_suggested_one_after_the_other(typed: str, locale: Locale, first: str | None, number: int) -> None:
    """First what is typed already, then what it can become, in the order of the week."""
    suggested = suggest_weekdays(typed, locale)
    assert len(suggested) == number
    assert next(iter(suggested), None) == first


@pytest.mark.parametrize("locale", Locale)
@given(days=st.frozensets(st.sampled_from(range(7)), min_size=1), begun=st.text(max_size=3))
def test_suggestions_fit_and_can_be_read(locale: Locale, days: frozenset[int], begun: str) -> None:
    """At most 25 of 100 characters, each understood when it is sent."""
    suggested = suggest_weekdays(f"{weekday_names(days, locale)}, {begun}", locale)
    assert len(suggested) <= 25
    for text in suggested:
        assert len(text) <= 100
        assert days <= (parse_weekdays(text) or set())


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("19:00", time(19)),
        ("19h", time(19)),
        ("19h30", time(19, 30)),
        ("19h30min", time(19, 30)),
        ("19 : 30", time(19, 30)),
        ("19.30", time(19, 30)),
        ("às 19 horas", time(19)),
        ("7pm", time(19)),
        ("at 7 PM", time(19)),
        ("7:30 p.m.", time(19, 30)),
        ("7 da noite", time(19)),
        ("3 da tarde", time(15)),
        ("8 da manhã", time(8)),
        ("12am", time(0)),
        ("12pm", time(12)),
        ("12 da tarde", time(12)),
        ("0:05", time(0, 5)),
        ("1930", time(19, 30)),
        ("19:00:00", time(19)),
        ("half past 7pm", time(19, 30)),
        ("oito e meia da noite", time(20, 30)),
        ("7", time(7)),
        ("noon", time(12)),
        ("Meio-dia", time(12)),
        ("midnight", time(0)),
        ("meia noite", time(0)),
    ],
)
def test_times_are_read_in_every_language(typed: str, at: time) -> None:
    """By clocks of 24 and of 12 hours."""
    assert parse_time(typed) == at


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "soon",
        "24:00",
        "19:60",
        "19:5",
        "19:",
        "13pm",
        "0am",
        "12 da noite",
        "-7",
        "25h",
        "8ish",
        "around 8",
        "10 to 8",
        "after 8pm",
        "8pm est",
    ],
)
def test_text_that_is_no_time_is_refused(typed: str) -> None:
    """Nothing is guessed: "12 da noite" could be midnight or noon."""
    assert parse_time(typed) is None


@pytest.mark.parametrize("locale", Locale)
@given(hour=st.integers(0, 23), minute=st.integers(0, 59))
def test_times_are_read_as_they_are_written(locale: Locale, hour: int, minute: int) -> None:
    """What a card shows can be typed."""
    assert parse_time(clock_time(time(hour, minute), locale)) == time(hour, minute)


@given(st.text(max_size=40))
def test_anything_can_be_typed(typed: str) -> None:
    """It is never an error."""
    assert parse_time(typed) is None or isinstance(parse_time(typed), time)
    assert parse_weekdays(typed) is None or parse_weekdays(typed)
    for locale in Locale:
        assert all(parse_weekdays(text) for text in suggest_weekdays(typed, locale))
