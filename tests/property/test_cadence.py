"""Laws of a schedule's slots, in every zone and around every clock change, checked against zoneinfo."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.times.slots import Cadence, Slot, instant_of
from tests.property.clock_changes import SECOND, distinct_changes, is_first_to_show, wall, zones

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
SLOTS = 9  # more than a week of them, on however few weekdays


@st.composite
def any_cadences(draw: st.DrawFn, places: st.SearchStrategy[ZoneInfo]) -> Cadence:
    """Draw weekdays and a whole minute in one of *places*."""
    weekdays = draw(st.frozensets(st.integers(0, 6), min_size=1))
    minute = draw(st.integers(0, 24 * 60 - 1))
    return Cadence(weekdays, time(*divmod(minute, 60)), draw(places).key)


@st.composite
def anywhere_anytime(draw: st.DrawFn) -> tuple[Cadence, datetime]:
    """Draw a cadence and an instant that have nothing to do with each other."""
    instants = st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.sampled_from(zones()))  # noqa: DTZ001 - Hypothesis adds the zone
    return draw(any_cadences(st.sampled_from(zones()))), draw(instants)


@st.composite
def near_a_change(draw: st.DrawFn) -> tuple[Cadence, datetime]:
    """Draw an instant within days of a clock change, and a cadence that may fall into it."""
    place, change = draw(st.sampled_from(distinct_changes()))
    shown = wall(change + draw(st.integers(-180, 180)) * MINUTE, place)
    cadence = Cadence(draw(st.frozensets(st.integers(0, 6), min_size=1)), time(shown.hour, shown.minute), place.key)
    away = draw(st.timedeltas(-8 * DAY, 2 * DAY))
    return cadence, change + away


situations = st.one_of(anywhere_anytime(), near_a_change())


def test_around_every_change_a_slot_is_the_first_instant_to_show_its_time() -> None:
    """In every zone for ten years: a skipped time becomes the gap's end, a repeated time its first occurrence."""
    assert len(distinct_changes()) > 500
    for place, change in distinct_changes():
        before, after = wall(change - SECOND, place) + SECOND, wall(change, place)
        for shown in {before, after, before + (after - before) / 2}:
            for away in (-DAY, -MINUTE, timedelta(), MINUTE, DAY):
                wanted = shown + away
                assert is_first_to_show(instant_of(wanted.date(), wanted.time(), place), wanted, place)


@given(situations)
def test_every_slot_is_the_first_instant_to_show_its_time(situation: tuple[Cadence, datetime]) -> None:
    """A slot has its wall time, except one in a gap, which is the gap's end."""
    cadence, instant = situation
    for slot in islice(cadence.slots_after(instant), SLOTS):
        assert is_first_to_show(slot.at, datetime.combine(slot.day, cadence.at), ZoneInfo(cadence.zone_name))


@given(situations)
def test_slots_strictly_increase_from_strictly_after_the_instant(situation: tuple[Cadence, datetime]) -> None:
    cadence, instant = situation
    slots = list(islice(cadence.slots_after(instant), SLOTS))
    assert slots[0].at > instant
    assert all(one.at < other.at and one.day < other.day for one, other in pairwise(slots))


@given(situations)
def test_slots_are_those_of_all_scheduled_days(situation: tuple[Cadence, datetime]) -> None:
    """Days that fall on one instant share a slot."""
    cadence, instant = situation
    slots = list(islice(cadence.slots_after(instant), SLOTS))
    earliest = min(slots[0].day, wall(instant, ZoneInfo(cadence.zone_name)).date()) - 10 * DAY
    expected: dict[datetime, date] = {}
    for n in range((slots[-1].day - earliest).days + 1):
        day = earliest + n * DAY
        at = instant_of(day, cadence.at, ZoneInfo(cadence.zone_name))
        if day.weekday() in cadence.weekdays and at > instant:
            expected.setdefault(at, day)
    assert slots == [Slot(day, at) for at, day in expected.items()]


@given(situations)
def test_the_next_slot_is_the_earliest(situation: tuple[Cadence, datetime]) -> None:
    """None of the slots of the weeks around lies between the instant and the next slot."""
    cadence, instant = situation
    place = ZoneInfo(cadence.zone_name)
    today = wall(instant, place).date()
    days = [today + n * DAY for n in range(-10, 11)]
    instants = [instant_of(day, cadence.at, place) for day in days if day.weekday() in cadence.weekdays]
    assert cadence.next_after(instant).at == min(at for at in instants if at > instant)


@given(situations)
def test_asking_again_from_a_slot_goes_on_with_the_one_after_it(situation: tuple[Cadence, datetime]) -> None:
    """So a schedule that goes from post to post leaves no slot out."""
    cadence, instant = situation
    slots = list(islice(cadence.slots_after(instant), SLOTS))
    for one, other in pairwise(slots):
        assert cadence.next_after(one.at) == other
        assert cadence.next_after(other.at - SECOND) == other


@given(situations)
def test_slots_are_whole_seconds_of_utc(situation: tuple[Cadence, datetime]) -> None:
    """The database stores whole seconds."""
    cadence, instant = situation
    slot = cadence.next_after(instant)
    assert slot.at.tzinfo is UTC
    assert slot.at.microsecond == 0
