"""Slots of wall time through the clock changes of real places."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest

from bot.times.slots import Cadence, Slot, UnknownZoneError, instant_of, zone, zone_names

MONDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = 0, 3, 4, 5, 6
EVERY_DAY = frozenset(range(7))
SEVEN_PM = time(19)
MONDAYS = Cadence(frozenset({MONDAY}), SEVEN_PM, "Europe/Berlin")
NOVEMBER_22 = datetime(2026, 11, 22, 12, tzinfo=UTC)  # a Sunday


def first_slots(cadence: Cadence, after: datetime, count: int) -> list[Slot]:
    """Return the first *count* slots."""
    return list(islice(cadence.slots_after(after), count))


def test_the_next_slot_is_the_coming_weekday_at_the_wall_time() -> None:
    """Mondays at 19:00 in Berlin are at 18:00 UTC in winter."""
    assert MONDAYS.next_after(NOVEMBER_22) == Slot(date(2026, 11, 23), datetime(2026, 11, 23, 18, tzinfo=UTC))


def test_slots_are_strictly_after_the_instant() -> None:
    """At the time of a slot the next is a week away; a microsecond earlier it is that slot."""
    slot = MONDAYS.next_after(NOVEMBER_22)
    assert MONDAYS.next_after(slot.at - timedelta(microseconds=1)) == slot
    assert MONDAYS.next_after(slot.at).at == slot.at + timedelta(days=7)


def test_several_weekdays_come_in_order() -> None:
    cadence = Cadence(frozenset({THURSDAY, MONDAY}), SEVEN_PM, "UTC")
    days = [slot.day for slot in first_slots(cadence, NOVEMBER_22, 4)]
    assert days == [date(2026, 11, 23), date(2026, 11, 26), date(2026, 11, 30), date(2026, 12, 3)]


def test_the_zone_of_the_instant_does_not_matter() -> None:
    """One instant in different zones has the same next slot."""
    elsewhere = NOVEMBER_22.astimezone(ZoneInfo("Pacific/Kiritimati"))
    assert first_slots(MONDAYS, elsewhere, 3) == first_slots(MONDAYS, NOVEMBER_22, 3)


def test_a_zone_ahead_of_utc_finds_the_slot_of_its_own_day() -> None:
    """It is Monday evening there already, while it is still Monday morning in UTC."""
    cadence = Cadence(frozenset({MONDAY}), time(0, 30), "Pacific/Kiritimati")
    slot = cadence.next_after(datetime(2026, 11, 22, 10, tzinfo=UTC))
    assert slot == Slot(date(2026, 11, 23), datetime(2026, 11, 22, 10, 30, tzinfo=UTC))


def test_the_wall_time_stays_when_summer_time_ends() -> None:
    """19:00 in New York is 23:00 UTC before the first Sunday of November and 00:00 UTC after."""
    cadence = Cadence(frozenset({MONDAY}), SEVEN_PM, "America/New_York")
    instants = [slot.at for slot in first_slots(cadence, datetime(2026, 10, 20, tzinfo=UTC), 2)]
    assert instants == [datetime(2026, 10, 26, 23, tzinfo=UTC), datetime(2026, 11, 3, tzinfo=UTC)]


@pytest.mark.parametrize(
    ("place", "day", "at", "expected"),
    [
        ("Europe/Berlin", date(2027, 3, 28), time(2, 30), datetime(2027, 3, 28, 1, tzinfo=UTC)),
        ("America/New_York", date(2027, 3, 14), time(2, 0), datetime(2027, 3, 14, 7, tzinfo=UTC)),
        ("America/New_York", date(2027, 3, 14), time(2, 59), datetime(2027, 3, 14, 7, tzinfo=UTC)),
        ("America/Sao_Paulo", date(2018, 11, 4), time(0, 0), datetime(2018, 11, 4, 3, tzinfo=UTC)),
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), datetime(2026, 10, 3, 15, 30, tzinfo=UTC)),
        ("Pacific/Apia", date(2011, 12, 30), time(19), datetime(2011, 12, 30, 10, tzinfo=UTC)),
    ],
)
def test_a_skipped_time_is_the_first_instant_after_the_gap(place: str, day: date, at: time, expected: datetime) -> None:
    """For gaps of an hour, half an hour, at midnight, and of Samoa's missing day."""
    assert instant_of(day, at, zone(place)) == expected


@pytest.mark.parametrize(
    ("place", "day", "at", "expected"),
    [
        ("Europe/Berlin", date(2026, 10, 25), time(2, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("America/New_York", date(2026, 11, 1), time(1, 0), datetime(2026, 11, 1, 5, tzinfo=UTC)),
        ("America/Sao_Paulo", date(2018, 2, 17), time(23, 30), datetime(2018, 2, 18, 1, 30, tzinfo=UTC)),
        ("Australia/Lord_Howe", date(2026, 4, 5), time(1, 45), datetime(2026, 4, 4, 14, 45, tzinfo=UTC)),
    ],
)
def test_a_repeated_time_is_the_first_of_the_two(place: str, day: date, at: time, expected: datetime) -> None:
    assert instant_of(day, at, zone(place)) == expected


def test_a_repeated_time_is_posted_once() -> None:
    """After the first 02:30 of the night comes the next day's slot."""
    cadence = Cadence(EVERY_DAY, time(2, 30), "Europe/Berlin")
    days = [slot.day for slot in first_slots(cadence, datetime(2026, 10, 24, 22, tzinfo=UTC), 2)]
    assert days == [date(2026, 10, 25), date(2026, 10, 26)]


def test_a_slot_on_the_missing_day_of_samoa_is_kept() -> None:
    """Samoa had no Friday 30 December 2011; its slot is when Saturday begins."""
    cadence = Cadence(frozenset({FRIDAY}), SEVEN_PM, "Pacific/Apia")
    slots = first_slots(cadence, datetime(2011, 12, 25, tzinfo=UTC), 2)
    assert [slot.day for slot in slots] == [date(2011, 12, 30), date(2012, 1, 6)]
    assert slots[0].at.astimezone(zone("Pacific/Apia")) == datetime(2011, 12, 31, tzinfo=zone("Pacific/Apia"))


def test_two_days_that_fall_on_one_instant_make_one_slot() -> None:
    """Midnight of Samoa's missing Friday and of the Saturday after it."""
    cadence = Cadence(frozenset({FRIDAY, SATURDAY}), time(0), "Pacific/Apia")
    days = [slot.day for slot in first_slots(cadence, datetime(2011, 12, 29, tzinfo=UTC), 2)]
    assert days == [date(2011, 12, 30), date(2012, 1, 6)]


def test_a_cadence_needs_a_weekday() -> None:
    with pytest.raises(ValueError, match="weekday"):
        Cadence(frozenset(), SEVEN_PM, "UTC")


@pytest.mark.parametrize("weekday", [-1, 7])
def test_a_weekday_is_a_day_of_the_week(weekday: int) -> None:
    """From 0 for Monday to 6."""
    with pytest.raises(ValueError, match="weekday"):
        Cadence(frozenset({MONDAY, weekday}), SEVEN_PM, "UTC")


@pytest.mark.parametrize("at", [time(19, 0, 1), time(19, 0, 0, 1), time(19, tzinfo=UTC), time(19, fold=1)])
def test_a_cadence_keeps_to_whole_minutes_of_wall_time(at: time) -> None:
    """Seconds, a zone or a fold in its time are refused."""
    with pytest.raises(ValueError, match="whole minute"):
        Cadence(frozenset({SUNDAY}), at, "UTC")


@pytest.mark.parametrize(
    "name", ["Mars/Olympus", "", ".", "..", "America", "../../etc/passwd", "/etc/localtime", "a\0b", "x" * 5000]
)
def test_an_unknown_zone_is_named(name: str) -> None:
    """Nonsense, folders, paths and overlong names raise one error, which has the name."""
    with pytest.raises(UnknownZoneError) as caught:
        zone(name)
    assert caught.value.args == (name,)


def test_the_zones_to_choose_from_are_places_and_utc() -> None:
    """In order, each known, without abbreviations and former names."""
    names = zone_names()
    assert names == sorted(names)
    assert {"UTC", "America/Sao_Paulo", "Europe/London", "Asia/Kolkata"} <= set(names)
    assert not {"EST5EDT", "Etc/GMT+3", "US/Eastern", "Brazil/East", "GB"} & set(names)
    assert [zone(name).key for name in names] == names
