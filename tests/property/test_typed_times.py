"""Laws of reading typed times, for whatever is typed, wherever and whenever."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from bot.text.languages import ANY_LANGUAGE
from bot.text.locales import Locale
from bot.times.formats import babel_locale, calendar_date, clock_time
from bot.times.typed.moments import FURTHEST
from bot.times.typed.vocabulary import phrases
from bot.times.typed_times import TypedTime, Why, read_days, read_time

TAGS = ("en-US", "en-GB", "de", "fr", "es-ES", "pt-BR", "ja", "xx")
ZONES = ("Europe/Lisbon", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Auckland", "UTC")
FIGURES = (
    "8",
    "20",
    "28",
    "2026",
    "1930",
    "8pm",
    "20:00",
    "20h",
    "2h30",
    "5/12",
    "2026-12-05",
    "5.12.",
    "1st",
    "-",
    "/",
    "@",
    ",",
)
words = st.sampled_from([*sorted(phrases()), *sorted(ANY_LANGUAGE.weekdays.names), *FIGURES])
typed_texts = st.one_of(st.text(max_size=40), st.lists(words, min_size=1, max_size=6).map(" ".join))
aheads = st.timedeltas(timedelta(minutes=1), timedelta(days=365))
tags, zones = st.sampled_from(TAGS), st.sampled_from(ZONES)
instants = st.datetimes(datetime(2026, 1, 1), datetime(2029, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - made aware


@given(typed=typed_texts, tag=tags, zone_name=zones, now=instants)
def test_whatever_is_typed_ends_in_an_instant_to_come_or_a_cause(
    typed: str, tag: str, zone_name: str, now: datetime
) -> None:
    """Never an error, never the past, at most a year and a month ahead; the other reading is another one, to come."""
    read = read_time(typed, tag, zone_name, now, time(19))
    is_refused = read.at is None
    assert (read.why is Why.CLEAR) <= (not is_refused)
    assert read.ask == (not is_refused and read.why is not Why.CLEAR)
    for at in (read.at, read.other):
        assert at is None or now < at <= now + FURTHEST + timedelta(days=1) or at is read.other
    assert read.other is None or (not is_refused and now < read.other != read.at)


@given(
    typed=typed_texts,
    last=st.none() | typed_texts,
    tag=st.sampled_from(TAGS),
    zone_name=st.sampled_from(ZONES),
    now=instants,
)
def test_whatever_is_typed_ends_in_days_or_a_cause(
    typed: str, last: str | None, tag: str, zone_name: str, now: datetime
) -> None:
    """In order, and not over."""
    days = read_days(typed, last, tag, zone_name, now)
    assert (days.first is None) == (days.last is None)
    assert (days.why is Why.CLEAR) <= (days.first is not None)
    if days.first is not None and days.last is not None:
        assert days.first <= days.last
        assert days.last >= now.astimezone(ZoneInfo(zone_name)).date()


@given(
    tag=tags, zone_name=zones, now=instants, ahead=aheads, lasts=st.timedeltas(timedelta(minutes=1), timedelta(hours=9))
)
def test_of_two_full_ends_the_first_is_the_start(
    tag: str, zone_name: str, now: datetime, ahead: timedelta, lasts: timedelta
) -> None:
    """With dates, or as Discord's timestamps; the other way round it is refused."""
    start = (now + ahead).replace(second=0, microsecond=0) + timedelta(minutes=1)
    end = (start + lasts).replace(second=0, microsecond=0) + timedelta(minutes=1)
    for form in ("{0:%Y-%m-%d %H:%M}Z - {1:%Y-%m-%d %H:%M}Z", "{0:%Y-%m-%dT%H:%M}Z/{1:%Y-%m-%dT%H:%M}Z"):
        assert read_time(form.format(start, end), tag, zone_name, now, time(19)).at == start
        assert read_time(form.format(end, start), tag, zone_name, now, time(19)).at is None
    first, last = (f"<t:{int(at.timestamp())}:f>" for at in (start, end))
    assert read_time(f"{first} to {last}", tag, zone_name, now, time(19)) == TypedTime(start, Why.CLEAR)
    assert read_time(f"{last} to {first}", tag, zone_name, now, time(19)).at is None


@given(seconds=st.integers(10**9, 10**10 - 1), tag=tags, zone_name=zones, now=instants)
def test_a_number_of_ten_figures_is_never_taken_in_silence(
    seconds: int, tag: str, zone_name: str, now: datetime
) -> None:
    read = read_time(str(seconds), tag, zone_name, now, time(19))
    assert read.why in {Why.EPOCH, Why.PAST, Why.TOO_FAR}


@given(
    locale=st.sampled_from(Locale),
    day=st.dates(datetime(2026, 11, 25).date(), datetime(2027, 11, 20).date()),  # noqa: DTZ001 - a date
    at=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
)
def test_what_the_bot_writes_is_read_as_it_was_meant(locale: Locale, day: datetime, at: time) -> None:
    """Dates with a month's name, the weekday or without, and times of day, in each language."""
    now = datetime(2026, 11, 23, 18, tzinfo=UTC)
    wanted = datetime.combine(day, at, UTC)
    for written in (calendar_date(day, locale), format_date(day, "full", locale=babel_locale(locale))):
        read = read_time(f"{written}, {clock_time(at, locale)}", locale.value, "UTC", now, time(19))
        assert wanted in {read.at, read.other}
        assert read.why in {Why.CLEAR, Why.MIDNIGHT, Why.NO_AM_PM}


@given(
    tag=st.sampled_from(TAGS),
    zone_name=st.sampled_from(ZONES),
    now=instants,
    ahead=st.timedeltas(timedelta(minutes=1), timedelta(days=365)),
)
def test_an_instant_in_iso_format_is_read_as_it_is(tag: str, zone_name: str, now: datetime, ahead: timedelta) -> None:
    """With the offset of any zone, to the minute; so is a Discord timestamp."""
    at = (now + ahead).replace(second=0, microsecond=0) + timedelta(minutes=1)
    for place in ZONES:
        written = at.astimezone(ZoneInfo(place)).isoformat()
        assert read_time(written, tag, zone_name, now, time(19)).at == at
    assert read_time(f"<t:{int(at.timestamp())}:F>", tag, zone_name, now, time(19)) == TypedTime(at, Why.CLEAR)
