"""Streaks of weeks: what counts, what breaks them, and by whose clock."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.progress.streaks import GroupPosts, Streak, streak_of, week_of

AUCKLAND, LISBON = ZoneInfo("Pacific/Auckland"), ZoneInfo("Europe/Lisbon")
NOW = datetime(2026, 12, 16, 12, tzinfo=UTC)  # a Wednesday
WEEK = timedelta(weeks=1)


def ago(*weeks: int) -> list[datetime]:
    """Return the instant so many *weeks* before now, for each."""
    return [NOW - number * WEEK for number in weeks]


@pytest.mark.parametrize(
    ("marked", "free", "expected"),
    [
        ([], [], Streak(0, 0)),
        ([0], [], Streak(1, 1)),
        ([0, 0, 0], [], Streak(1, 1)),
        ([1], [], Streak(1, 1)),
        ([2], [], Streak(0, 1)),
        ([0, 1, 2], [], Streak(3, 3)),
        ([1, 2, 3], [], Streak(3, 3)),
        ([0, 2, 3, 4], [], Streak(1, 3)),
        ([0, 2, 3, 4], [1], Streak(4, 4)),
        ([4, 5], [1, 2, 3], Streak(2, 2)),
        ([0, 5], [1, 2, 3], Streak(1, 1)),
        ([-1], [], Streak(1, 1)),
    ],
)
def test_weeks_in_a_row_are_counted(marked: list[int], free: list[int], expected: Streak) -> None:
    """This week breaks nothing until it is over; a free one neither counts nor breaks."""
    off = {week_of(at, UTC) for at in ago(*free)}
    assert streak_of(ago(*marked), off, NOW, UTC) == expected


def test_weeks_are_those_of_the_server() -> None:
    """Sunday evening in Lisbon is Monday in Auckland: there, it is another week."""
    sunday, monday = datetime(2026, 12, 6, 20, tzinfo=UTC), datetime(2026, 12, 7, 20, tzinfo=UTC)
    now = datetime(2026, 12, 8, 12, tzinfo=UTC)
    assert streak_of([sunday, monday], (), now, LISBON) == Streak(2, 2)
    assert streak_of([sunday, monday], (), now, AUCKLAND) == Streak(1, 1)


def test_a_change_of_clocks_does_not_break_a_streak() -> None:
    """Weeks are counted by their days, of which one is an hour shorter or longer."""
    mondays = [datetime(2026, 10, 19, 0, 30, tzinfo=LISBON) + number * WEEK for number in range(4)]
    assert streak_of(mondays, (), mondays[-1], LISBON) == Streak(4, 4)


def test_weeks_without_a_post_are_free_while_a_season_goes_on() -> None:
    """From the first post to the last, or, while a schedule goes on or is paused, until now."""
    posts = tuple(ago(9, 8, 5))
    season = {week_of(at, UTC) for at in ago(7, 6)}
    assert GroupPosts(posts).free_weeks(NOW, UTC) == season
    pause = {week_of(at, UTC) for at in ago(4, 3, 2, 1, 0)}
    assert GroupPosts(posts, going_on=True).free_weeks(NOW, UTC) == season | pause
    assert GroupPosts((), going_on=True).free_weeks(NOW, UTC) == frozenset()
