"""Cadences of every few weeks, from a day on."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise

import pytest

from bot.times.slots import MOST_WEEKS, Cadence

NEW_YORK = "America/New_York"
DECEMBER_20 = datetime(2026, 12, 20, tzinfo=UTC)


def every(weeks: int, starts: date | None, weekdays: frozenset[int] = frozenset({0})) -> Cadence:
    """Return a cadence at 19:00 in New York every so many weeks."""
    return Cadence(weekdays, time(19), NEW_YORK, weeks, starts)


def days_of(cadence: Cadence, after: datetime, count: int) -> list[date]:
    """Return the days of the first slots."""
    return [slot.day for slot in islice(cadence.slots_after(after), count)]


def test_every_other_week_across_the_year() -> None:
    """Weeks are counted from the start, not by their number in the year."""
    assert days_of(every(2, date(2026, 12, 21)), DECEMBER_20, 3) == [
        date(2026, 12, 21),
        date(2027, 1, 4),
        date(2027, 1, 18),
    ]


def test_the_week_of_the_start_is_the_first() -> None:
    """Started on a Wednesday, Thursday counts, and the next week is left out."""
    cadence = every(2, date(2026, 12, 23), frozenset({0, 3}))
    assert days_of(cadence, DECEMBER_20, 4) == [
        date(2026, 12, 24),
        date(2027, 1, 4),
        date(2027, 1, 7),
        date(2027, 1, 18),
    ]


def test_nothing_comes_before_the_start() -> None:
    """For every week, too; on the day of the start a slot may come."""
    assert days_of(every(1, date(2027, 3, 1)), DECEMBER_20, 2) == [date(2027, 3, 1), date(2027, 3, 8)]


@pytest.mark.parametrize("weeks", range(1, MOST_WEEKS + 1))
def test_slots_are_so_many_weeks_apart_for_years(weeks: int) -> None:
    """Over leap days, years of 53 weeks and clock changes, always at 19:00."""
    slots = list(islice(every(weeks, date(2026, 12, 21)).slots_after(DECEMBER_20), 120))
    assert {later.day - earlier.day for earlier, later in pairwise(slots)} == {timedelta(weeks=weeks)}
    assert len({slot.at.hour for slot in slots}) == 2


def test_asking_from_the_midst_gives_the_same_weeks() -> None:
    """So a restart does not change which weeks count."""
    cadence = every(3, date(2026, 12, 21))
    slots = list(islice(cadence.slots_after(DECEMBER_20), 20))
    for earlier, later in pairwise(slots):
        assert cadence.next_after(earlier.at) == later
        assert cadence.next_after(earlier.at + timedelta(days=8)) == later


@pytest.mark.parametrize(
    ("weeks", "starts"), [(0, date(2026, 1, 1)), (-1, None), (MOST_WEEKS + 1, date(2026, 1, 1)), (2, None)]
)
def test_weeks_that_cannot_be_counted_are_refused(weeks: int, starts: date | None) -> None:
    """None, too many, or every second week without a start."""
    with pytest.raises(ValueError, match="weeks"):
        every(weeks, starts)
