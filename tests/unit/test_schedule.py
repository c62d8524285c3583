"""A season's way through the course."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import islice

import pytest

from bot.core.cadence import Cadence
from bot.core.ids import ChannelId, ChapterNumber, CourseId, GuildId, ScheduleId
from bot.core.schedule import LATE_AFTER, Schedule, ScheduleState, is_late

MONDAYS = Cadence(frozenset({0}), time(19), "Europe/Berlin")
SEASON = Schedule(
    id=ScheduleId(1),
    guild=GuildId(10),
    channel=ChannelId(20),
    course=CourseId("course"),
    cadence=MONDAYS,
    order=(ChapterNumber(1), ChapterNumber(2), ChapterNumber(3)),
    position=0,
    role=None,
    organiser=None,
)
NOVEMBER_22 = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_a_season_goes_through_its_order() -> None:
    """The chapter to come and the chapter posted last move together, and the season ends by itself."""
    seen = []
    season = SEASON
    while season.state is ScheduleState.ACTIVE:
        seen.append((season.latest, season.chapter))
        season = season.advanced()
    assert seen == [(None, 1), (1, 2), (2, 3)]
    assert (season.state, season.latest, season.chapter) == (ScheduleState.FINISHED, 3, None)


def test_a_season_may_start_in_the_middle() -> None:
    """The chapters before its position are not posted."""
    season = replace(SEASON, position=2)
    assert season.planned(NOVEMBER_22) == [(3, MONDAYS.next_after(NOVEMBER_22))]


def test_a_paused_season_stays_paused_when_its_post_goes_out() -> None:
    """A post that was under way moves the place on and changes nothing else."""
    paused = replace(SEASON, state=ScheduleState.PAUSED)
    assert paused.advanced() == replace(paused, position=1)


def test_a_paused_season_ends_with_its_last_post() -> None:
    """There is nothing left to resume."""
    paused = replace(SEASON, position=2, state=ScheduleState.PAUSED)
    assert paused.advanced().state is ScheduleState.FINISHED


@pytest.mark.parametrize("state", [ScheduleState.REPLACED, ScheduleState.FINISHED])
def test_a_season_that_is_over_stays_as_it_is(state: ScheduleState) -> None:
    """Its last chapter does not make a replaced season a finished one."""
    assert replace(SEASON, position=2, state=state).advanced().state is state


def test_the_plan_pairs_chapters_with_slots_up_to_a_limit() -> None:
    """Two of three, in order."""
    slots = list(islice(MONDAYS.slots_after(NOVEMBER_22), 2))
    assert SEASON.planned(NOVEMBER_22, limit=2) == [(1, slots[0]), (2, slots[1])]


def test_the_plan_ends_with_the_season() -> None:
    """Nothing is planned beyond the last chapter."""
    assert [chapter for chapter, _ in SEASON.planned(NOVEMBER_22, limit=10)] == [1, 2, 3]
    assert replace(SEASON, position=3).planned(NOVEMBER_22) == []


def test_a_post_is_late_only_after_some_grace() -> None:
    """Exactly the grace is still in time."""
    assert not is_late(NOVEMBER_22, NOVEMBER_22 + LATE_AFTER)
    assert is_late(NOVEMBER_22, NOVEMBER_22 + LATE_AFTER + timedelta(seconds=1))
    assert not is_late(NOVEMBER_22, NOVEMBER_22 - timedelta(days=1))
