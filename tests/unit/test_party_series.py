"""Watch parties that repeat with the study schedule."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.ids import ChannelId, ChapterId, CourseId, GuildId, ScheduleId
from bot.parties.model import Repeat
from bot.parties.series import next_party, repeat_after, schedule_for
from bot.schedules.adjustments import Adjustments, Move
from bot.schedules.model import Schedule, ScheduleState
from bot.times.slots import Cadence, zone

LISBON = "Europe/Lisbon"
MONDAYS = Cadence(frozenset({0}), time(19), LISBON)
SCHEDULE = Schedule(
    id=ScheduleId(1),
    guild=GuildId(10),
    channel=ChannelId(20),
    course=CourseId("neural-networks"),
    cadence=MONDAYS,
    order=tuple(ChapterId(number) for number in range(1, 6)),
    position=1,
    role=None,
    organiser=None,
)
TUESDAY = datetime(2026, 11, 24, 20, tzinfo=UTC)
WEEK = timedelta(weeks=1)


def lisbon(day: int, hour: int, month: int = 11) -> datetime:
    """Return an instant of Lisbon's wall time in 2026."""
    return datetime(2026, month, day, hour, tzinfo=zone(LISBON)).astimezone(UTC)


@pytest.mark.parametrize(
    ("weekdays", "starts_at", "days"),
    [
        ({0}, lisbon(24, 20), 1),
        ({0}, lisbon(23, 20), 0),
        ({0}, lisbon(23, 19), 0),
        ({0}, lisbon(23, 18), 7),
        ({0}, lisbon(29, 20), 6),
        ({0, 3}, lisbon(27, 20), 1),
        ({0, 3}, lisbon(26, 18), 3),
    ],
)
def test_a_party_belongs_to_the_post_before_it(weekdays: Iterable[int], starts_at: datetime, days: int) -> None:
    """So many days after it; on its day only if it is later than the post."""
    cadence = replace(MONDAYS, weekdays=frozenset(weekdays))
    repeat = repeat_after(starts_at, cadence, LISBON)
    assert repeat == Repeat(days, starts_at.astimezone(zone(LISBON)).time())


def test_the_day_of_the_post_is_taken_in_the_partys_zone() -> None:
    """Monday 19:00 in Lisbon is Monday 16:00 in São Paulo."""
    five = datetime(2026, 11, 23, 20, tzinfo=UTC)
    assert repeat_after(five, MONDAYS, "America/Sao_Paulo") == Repeat(0, time(17))


def test_the_next_party_shows_what_the_next_post_brings() -> None:
    """One day after it, by wall time."""
    found = next_party(SCHEDULE, Repeat(1, time(20)), LISBON, TUESDAY, TUESDAY + timedelta(hours=1))
    assert found == (ChapterId(2), TUESDAY + WEEK)


def test_the_time_of_day_outlives_a_change_of_clocks() -> None:
    """In UTC it moves by an hour."""
    former = lisbon(20, 20, month=10)
    found = next_party(SCHEDULE, Repeat(1, time(20)), LISBON, former, former)
    assert found is not None
    assert found[1] == lisbon(27, 20, month=10)
    assert found[1] - former == WEEK + timedelta(hours=1)


def test_a_party_follows_the_slot_of_a_moved_post() -> None:
    """Moving a post does not move the party after it."""
    adjusted = replace(SCHEDULE, adjustments=Adjustments((), (Move(date(2026, 11, 30), TUESDAY + WEEK),)))
    found = next_party(adjusted, Repeat(1, time(20)), LISBON, TUESDAY, TUESDAY)
    assert found == (ChapterId(2), TUESDAY + WEEK)


def test_no_party_is_planned_in_the_past() -> None:
    """After a long absence it is the first party to come, with the chapter of its post."""
    late = TUESDAY + 3 * WEEK
    found = next_party(SCHEDULE, Repeat(1, time(20)), LISBON, TUESDAY, late)
    assert found == (ChapterId(2), late + WEEK)
    same_day = next_party(SCHEDULE, Repeat(0, time(18)), LISBON, TUESDAY, lisbon(30, 18) + WEEK)
    assert same_day is not None
    assert same_day[1] > lisbon(30, 18) + WEEK


def test_in_a_pause_the_party_comes_a_week_later() -> None:
    """With the chapter at which the schedule will go on."""
    paused = replace(SCHEDULE, state=ScheduleState.PAUSED)
    found = next_party(paused, Repeat(1, time(20)), LISBON, TUESDAY, TUESDAY + 2 * WEEK)
    assert found == (ChapterId(2), TUESDAY + 3 * WEEK)


def test_a_series_ends_with_the_course() -> None:
    """Or with the schedule, or when no post leaves time for a party."""
    repeat = Repeat(1, time(20))
    finished = replace(SCHEDULE, state=ScheduleState.FINISHED)
    replaced = replace(SCHEDULE, state=ScheduleState.REPLACED)
    done = replace(SCHEDULE, position=5)
    for schedule in (finished, replaced, done):
        assert next_party(schedule, repeat, LISBON, TUESDAY, TUESDAY) is None
    last = replace(SCHEDULE, position=4)
    assert next_party(last, repeat, LISBON, TUESDAY + 2 * WEEK, TUESDAY) is None


def test_a_party_follows_the_schedule_of_its_channel() -> None:
    """Without one there, the guild's oldest schedule."""
    other = replace(SCHEDULE, id=ScheduleId(2), channel=ChannelId(21))
    assert schedule_for([SCHEDULE, other], ChannelId(21)) == other
    assert schedule_for([SCHEDULE, other], ChannelId(22)) == SCHEDULE
    assert schedule_for([], ChannelId(20)) is None
