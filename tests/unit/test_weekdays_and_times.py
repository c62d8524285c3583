"""Weekdays, times and lengths as each language writes them and as people type them."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.locales import Locale
from bot.text.translations import localizer
from bot.times.explanations import clock_why_text, weekdays_why_text
from bot.times.formats import calendar_date, clock_time, length, weekday_names
from bot.times.positions import position
from bot.times.typed_times import (
    TypedClock,
    Why,
    parse_weekdays,
    read_clock,
    read_day,
    read_time,
    read_weekdays,
    suggest_weekdays,
)

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
        ("12pm", time(12)),
        ("12 da tarde", time(12)),
        ("0:05", time(0, 5)),
        ("1930", time(19, 30)),
        ("19:00:00", time(19)),
        ("half past 7pm", time(19, 30)),
        ("oito e meia da noite", time(20, 30)),
        ("noon", time(12)),
        ("Meio-dia", time(12)),
        ("00:00", time(0)),
        ("08:00", time(8)),
        ("8pm-10pm", time(20)),
    ],
)
@pytest.mark.parametrize("tag", ["en-US", "en-GB", "pt-BR"])
def test_times_are_read_in_every_language(tag: str, typed: str, at: time) -> None:
    """By clocks of 24 and of 12 hours; "7" and "midnight" are not among them, since they are asked about."""
    assert read_clock(typed, tag) == TypedClock(at, Why.CLEAR)


@pytest.mark.parametrize(
    ("typed", "tag", "at", "other", "why"),
    [
        ("7", "en-US", time(19), time(7), Why.NO_AM_PM),
        ("7", "pt-BR", time(19), time(7), Why.NO_AM_PM),
        ("half past 8", "en-GB", time(20, 30), time(8, 30), Why.NO_AM_PM),
        ("7:30", "en-US", time(19, 30), time(7, 30), Why.NO_AM_PM),
        ("7:30", "pt-BR", time(7, 30), None, Why.CLEAR),
        ("10:00", "en-US", time(10), time(22), Why.NO_AM_PM),
        ("3h", "pt-BR", time(3), time(15), Why.NO_AM_PM),
        ("12", "en-US", time(12), time(0), Why.TWELVE),
        ("12 da noite", "pt-BR", time(0), None, Why.TWELVE),
        ("midnight", "en-US", time(0), None, Why.MIDNIGHT),
        ("meia noite", "pt-BR", time(0), None, Why.MIDNIGHT),
        ("12am", "en-US", time(0), None, Why.MIDNIGHT),
        ("2 at night", "en-US", time(2), None, Why.NIGHT_AFTER),
        ("around 8pm", "en-US", time(20), None, Why.ABOUT),
        ("13pm", "en-US", time(13), None, Why.ODD_HOUR),
        ("10 to 8pm", "en-US", time(19, 50), None, Why.MINUTES_OR_RANGE),
    ],
)
def test_a_time_of_two_readings_is_asked_about(typed: str, tag: str, at: time, other: time | None, why: Why) -> None:
    """The likelier is first; a reader of the 24-hour clock writes minutes only by it."""
    read = read_clock(typed, tag)
    assert read == TypedClock(at, why, other)
    assert read.ask is (why is not Why.CLEAR)


@pytest.mark.parametrize("tag", ["en-US", "pt-BR"])
@given(
    hour=st.integers(0, 24),
    written=st.sampled_from(["{}", "{}:00", "{}:30", "{:02}:30", "{}h", "{}h30", "{}pm", "half past {}"]),
)
def test_what_is_asked_about_beside_a_day_is_asked_about_alone(tag: str, hour: int, written: str) -> None:
    """Or refused; never is a doubtful time taken in silence."""
    typed = written.format(hour)
    beside = read_time(f"5 dec 2026 at {typed}", tag, "UTC", datetime(2026, 11, 29, tzinfo=UTC), time(19))
    alone = read_clock(typed, tag)
    assert alone.ask or not beside.ask or alone.at is None
    if not (beside.ask or alone.ask) and alone.at is not None:
        assert beside.instant.time() == alone.at


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", Why.NOT_UNDERSTOOD),
        ("soon", Why.TOO_VAGUE),
        ("24:00", Why.MIDNIGHT),
        ("25:00", Why.NO_SUCH_TIME),
        ("19:60", Why.NO_SUCH_TIME),
        ("9 da tarde", Why.PART_CONTRADICTS),
        ("25h", Why.WAIT),
        ("after 8pm", Why.NOT_UNDERSTOOD),
        ("8pm est", Why.WITH_ZONE),
        ("monday 8pm", Why.WITH_DAY),
        ("amanhã 20 horas", Why.WITH_DAY),
        ("every day at 8pm", Why.WITH_DAY),
        ("<t:1796500800>", Why.WITH_DAY),
        ("in 2 hours", Why.WAIT),
        ("evening", Why.NO_HOUR),
        ("monday", Why.NO_HOUR),
        ("early 8", Why.TOO_VAGUE),
        ("8pm or 9pm", Why.SEVERAL),
        ("8pm" * 40, Why.TOO_LONG),
    ],
)
def test_text_that_is_no_time_is_refused_for_one_cause(typed: str, why: Why) -> None:
    assert read_clock(typed, "en-US") == TypedClock(None, why)


@pytest.mark.parametrize("typed", ["19:5", "19:", "0am", "-7"])
def test_what_is_mistyped_is_no_clear_time(typed: str) -> None:
    read = read_clock(typed, "en-US")
    assert read.at is None or read.ask


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("monday or tuesday", Why.SEVERAL),
        ("segunda ou terça", Why.SEVERAL),
        ("monday 8pm", Why.NOT_A_DAY),
        ("24/12", Why.RECURRING),
        ("tomorrow", Why.RECURRING),
        ("someday", Why.NOT_UNDERSTOOD),
        ("", Why.NOT_UNDERSTOOD),
        ("monday " * 40, Why.TOO_LONG),
    ],
)
def test_weekdays_are_refused_for_one_cause(typed: str, why: Why) -> None:
    read = read_weekdays(typed)
    assert (read.days, read.why) == (frozenset(), why)


@pytest.mark.parametrize("locale", Locale)
def test_causes_are_told_without_a_date(locale: Locale) -> None:
    """A schedule's time comes every week: no example has a day beside it."""
    say = localizer(locale)
    causes = {
        read_clock(typed, "en-US").why for typed in ("7", "12", "midnight", "24:00", "25:00", "8pm est", "x", "8ish")
    }
    for text in (*(clock_why_text(why, say) for why in causes), *(weekdays_why_text(why, say) for why in Why)):
        assert text
        assert "Saturday" not in text
        assert "sábado" not in text


@pytest.mark.parametrize("locale", Locale)
@given(hour=st.integers(0, 23), minute=st.integers(0, 59))
def test_times_are_read_as_they_are_written(locale: Locale, hour: int, minute: int) -> None:
    """What a card shows can be typed; of midnight's hour in English it is asked whether it begins or ends the day."""
    read = read_clock(clock_time(time(hour, minute), locale), locale.value)
    assert read.at == time(hour, minute)
    assert not read.ask or (hour == 0 and locale is EN)


@pytest.mark.parametrize("locale", Locale)
@given(day=st.dates(date(2026, 11, 29), date(2027, 11, 29)))
def test_dates_are_read_as_they_are_written(locale: Locale, day: date) -> None:
    """What a form has filled in can be sent again."""
    read = read_day(calendar_date(day, locale), locale.value, "UTC", datetime(2026, 11, 29, tzinfo=UTC))
    assert (read.first, read.why) == (day, Why.CLEAR)


@given(st.text(max_size=40))
def test_anything_can_be_typed(typed: str) -> None:
    """It is never an error."""
    assert all(isinstance(read_clock(typed, tag), TypedClock) for tag in ("en-US", "pt-BR"))
    assert parse_weekdays(typed) is None or parse_weekdays(typed)
    for locale in Locale:
        assert all(parse_weekdays(text) for text in suggest_weekdays(typed, locale))
