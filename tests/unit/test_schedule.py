"""A schedule's way through the course: position, plan, end, skips and moves."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

import pytest

from bot.ids import ChannelId, ChapterId, CourseId, GuildId, ScheduleId, UserId
from bot.schedules.adjustments import Adjustments, Move, Pause, Skip
from bot.schedules.model import LATE_AFTER, Ending, PlannedPost, Schedule, ScheduleState, SeasonDay
from bot.times.slots import Cadence, Slot

ANA = UserId(30)
ONE, TWO, THREE = ChapterId(1), ChapterId(2), ChapterId(3)
MONDAYS = Cadence(frozenset({0}), time(19), "Europe/Berlin")
SEASON = Schedule(
    id=ScheduleId(1),
    guild=GuildId(10),
    channel=ChannelId(20),
    course=CourseId("course"),
    cadence=MONDAYS,
    order=(ONE, TWO, THREE),
    position=0,
    role=None,
    organiser=None,
)
OVER = replace(SEASON, position=3, state=ScheduleState.FINISHED)
NOVEMBER_22 = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_a_season_goes_through_its_order() -> None:
    """With the next chapter and the last one posted; it is over after the closing post."""
    seen = []
    season = SEASON
    while season.state is ScheduleState.ACTIVE:
        seen.append((season.latest_chapter, season.next_chapters))
        season = season.advanced()
    assert seen == [(None, (1,)), (1, (2,)), (2, (3,)), (3, ())]
    assert (season.state, season.latest_chapter, season.next_chapters) == (ScheduleState.FINISHED, 3, ())


def test_a_season_may_start_in_the_middle() -> None:
    season = replace(SEASON, position=2)
    slots = MONDAYS.slots_after(NOVEMBER_22)
    assert season.planned(NOVEMBER_22) == [PlannedPost((THREE,), next(slots)), PlannedPost((), next(slots))]


def test_a_paused_season_stays_paused_when_its_post_goes_out() -> None:
    """A post that was under way moves the position on."""
    paused = replace(SEASON, state=ScheduleState.PAUSED)
    assert paused.advanced() == replace(paused, position=1, latest_chapter=ONE)


def test_a_paused_season_ends_with_its_closing_post() -> None:
    """The pause is over then, too: a wait for a later round is none."""
    by_somebody = Adjustments(pause=Pause(NOVEMBER_22, None))
    paused = replace(SEASON, position=2, state=ScheduleState.PAUSED, adjustments=by_somebody)
    assert paused.advanced().state is ScheduleState.PAUSED
    finished = paused.advanced().advanced()
    assert (finished.state, finished.adjustments) == (ScheduleState.FINISHED, Adjustments())


def test_a_season_may_begin_again_by_itself() -> None:
    """At the slot after the closing post, without end; a paused one stays paused."""
    season = replace(SEASON, position=3, ending=Ending.REPEAT)
    assert season.advanced() == replace(season, position=0)
    planned = [post.chapters for post in replace(season, position=2).planned(NOVEMBER_22, 7)]
    assert planned == [(3,), (), (1,), (2,), (3,), (), (1,)]
    assert [day.closing for day in season.season(NOVEMBER_22)] == [True]
    paused = replace(season, state=ScheduleState.PAUSED)
    assert paused.advanced() == replace(paused, position=0)


def test_a_season_may_wait_at_the_beginning() -> None:
    """Nothing is planned until somebody resumes it."""
    season = replace(SEASON, position=3, ending=Ending.WAIT)
    assert season.advanced() == replace(season, position=0, state=ScheduleState.PAUSED)
    assert [post.chapters for post in season.planned(NOVEMBER_22)] == [()]


@pytest.mark.parametrize("state", [ScheduleState.REPLACED, ScheduleState.FINISHED])
def test_a_season_that_is_over_stays_as_it_is(state: ScheduleState) -> None:
    """A post under way does not make a replaced schedule a finished one."""
    assert replace(SEASON, position=2, state=state).advanced().state is state


def test_the_plan_pairs_chapters_with_slots_up_to_a_limit() -> None:
    slots = list(islice(MONDAYS.slots_after(NOVEMBER_22), 2))
    assert SEASON.planned(NOVEMBER_22, limit=2) == [PlannedPost((ONE,), slots[0]), PlannedPost((TWO,), slots[1])]


def test_the_plan_ends_with_the_season() -> None:
    """With the closing post."""
    assert [post.chapters for post in SEASON.planned(NOVEMBER_22, limit=10)] == [(1,), (2,), (3,), ()]
    assert OVER.planned(NOVEMBER_22) == []


def test_a_post_is_late_only_after_some_grace() -> None:
    """A post that is late by exactly the grace is in time."""
    assert not SEASON.is_late(NOVEMBER_22, NOVEMBER_22 + LATE_AFTER)
    assert SEASON.is_late(NOVEMBER_22, NOVEMBER_22 + LATE_AFTER + timedelta(seconds=1))
    assert not SEASON.is_late(NOVEMBER_22, NOVEMBER_22 - timedelta(days=1))


def test_two_chapters_a_post_leave_one_for_the_last() -> None:
    """Three chapters make two posts."""
    season = replace(SEASON, per_post=2)
    assert [post.chapters for post in season.planned(NOVEMBER_22, None)] == [(1, 2), (3,), ()]
    assert (season.next_chapters, season.is_last) == ((1, 2), False)
    last = season.advanced()
    assert (last.next_chapters, last.is_last, last.latest_chapter, last.state) == ((3,), True, 2, ScheduleState.ACTIVE)
    over = last.advanced().advanced()
    assert (over.position, over.latest_chapter, over.next_chapters) == (3, 3, ())
    assert over.state is ScheduleState.FINISHED
    assert over.advanced() == over


def test_more_chapters_a_post_than_there_are_make_one_post() -> None:
    season = replace(SEASON, per_post=9)
    assert [post.chapters for post in season.planned(NOVEMBER_22)] == [(1, 2, 3), ()]
    assert season.is_last
    assert season.advanced().position == len(SEASON.order)


def test_the_plan_follows_what_was_adjusted() -> None:
    """Skipped and moved slots do not change the order of the chapters."""
    monday, following, third = islice(MONDAYS.slots_after(NOVEMBER_22), 3)
    moved = replace(following, at=following.at + timedelta(days=1))
    adjustments = Adjustments((Skip(monday.day, monday.day, ANA),), (Move(following.day, moved.at),))
    season = replace(SEASON, adjustments=adjustments)
    assert season.next_after(NOVEMBER_22) == moved
    assert season.planned(NOVEMBER_22, 2) == [PlannedPost((ONE,), moved), PlannedPost((TWO,), third)]


def test_the_season_is_listed_to_its_end() -> None:
    """A moved post at its new time, a skipped day at its own, with who skipped it."""
    slots = list(islice(MONDAYS.slots_after(NOVEMBER_22), 6))
    moved = replace(slots[0], at=slots[1].at + timedelta(days=1))
    adjustments = Adjustments((Skip(slots[1].day, slots[2].day, ANA),), (Move(slots[0].day, moved.at),))
    assert replace(SEASON, adjustments=adjustments).season(NOVEMBER_22) == [
        SeasonDay(slots[1], (), skipped_by=ANA),
        SeasonDay(moved, (ONE,), moved=True),
        SeasonDay(slots[2], (), skipped_by=ANA),
        SeasonDay(slots[3], (TWO,)),
        SeasonDay(slots[4], (THREE,)),
        SeasonDay(slots[5], (), closing=True),
    ]


def test_skips_after_the_end_are_not_listed() -> None:
    slots = list(islice(MONDAYS.slots_after(NOVEMBER_22), 5))
    season = replace(SEASON, adjustments=Adjustments((Skip(slots[4].day, slots[4].day, ANA),)))
    assert [day.slot for day in season.season(NOVEMBER_22)] == slots[:4]


def test_a_season_that_is_over_has_no_days() -> None:
    assert OVER.season(NOVEMBER_22) == []


def test_clock_changes_are_marked_where_they_show() -> None:
    """On the first post after 25 October and after 28 March in Berlin."""
    cadence = replace(MONDAYS, every=8, starts=date(2026, 10, 5))
    season = replace(SEASON, cadence=cadence, order=tuple(map(ChapterId, range(1, 5))))
    days = season.season(datetime(2026, 10, 1, tzinfo=UTC))
    assert [(day.slot.day.month, day.clocks_changed) for day in days] == [
        (10, False),
        (11, True),
        (1, False),
        (3, False),
        (5, True),
    ]
    before_the_change = datetime(2026, 10, 20, tzinfo=UTC)
    assert [day.clocks_changed for day in season.season(before_the_change)][:2] == [True, False]


@pytest.mark.parametrize(
    ("grace", "missed_after"),
    [
        (timedelta(), LATE_AFTER),
        (timedelta(minutes=1), LATE_AFTER),
        (timedelta(hours=1), timedelta(hours=1)),
        (timedelta(days=3), timedelta(days=3)),
    ],
)
def test_a_post_is_missed_only_after_its_grace(grace: timedelta, missed_after: timedelta) -> None:
    """And never before it would be late, so that a short outage misses none."""
    season = replace(SEASON, grace=grace)
    assert not season.is_missed(NOVEMBER_22, NOVEMBER_22 + missed_after)
    assert season.is_missed(NOVEMBER_22, NOVEMBER_22 + missed_after + timedelta(seconds=1))


def test_a_chapter_is_jumped_to_where_it_comes_next() -> None:
    """One that comes again later is taken there; one that is past is repeated with what followed it."""
    season = replace(SEASON, order=(ONE, TWO, ONE, THREE), position=1)
    assert season.jumped_to(ONE).position == 2
    assert season.jumped_to(TWO).position == 1
    assert replace(season, position=3).jumped_to(ONE).position == 0


def test_a_chapter_outside_the_order_is_put_in_next() -> None:
    """The rest of the order follows."""
    season = replace(SEASON, order=(ONE, THREE), position=1).jumped_to(TWO)
    assert (season.order, season.next_chapters) == ((ONE, TWO, THREE), (TWO,))


def test_a_chapter_can_be_repeated() -> None:
    """The order then goes on; a season that was over ends after it."""
    season = replace(SEASON, position=2).repeating(ONE)
    assert (season.order, season.next_chapters) == ((ONE, TWO, ONE, THREE), (ONE,))
    over = replace(SEASON, position=3, state=ScheduleState.FINISHED).repeating(TWO)
    assert (over.state, over.next_chapters) == (ScheduleState.ACTIVE, (TWO,))
    assert over.advanced().advanced().state is ScheduleState.FINISHED


@pytest.mark.parametrize("ending", [Ending.REPEAT, Ending.WAIT])
def test_a_chapter_repeated_in_one_round_comes_once_in_the_next(ending: Ending) -> None:
    """The announced dates say so."""
    closing = replace(SEASON, position=2, ending=ending).repeating(ONE).advanced().advanced()
    assert closing.next_chapters == ()
    assert closing.advanced().order == (ONE, TWO, THREE)
    announced = [post.chapters for post in replace(closing, ending=Ending.REPEAT).planned(NOVEMBER_22, 4)]
    assert announced == [(), (ONE,), (TWO,), (THREE,)]


@pytest.mark.parametrize(
    ("order", "to_come"),
    [((THREE, TWO), (THREE, TWO)), ((ONE, THREE), (THREE,)), ((ONE,), (ONE,)), ((THREE, ONE), (THREE,))],
)
def test_a_new_order_holds_for_what_was_not_posted(
    order: tuple[ChapterId, ...], to_come: tuple[ChapterId, ...]
) -> None:
    """If all of it was posted, it begins anew."""
    season = replace(SEASON, position=1).reordered(order, {ONE})
    assert (season.order[: season.position], season.order[season.position :]) == ((ONE,), to_come)


def test_a_new_order_brings_chapters_that_were_jumped_over() -> None:
    """Only what is on record was posted."""
    season = replace(SEASON, position=2).reordered((ONE, TWO, THREE), {ONE})
    assert (season.order[: season.position], season.to_come) == ((ONE, TWO), (TWO, THREE))


def test_a_skip_in_a_far_century_costs_no_look_at_all_the_days_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Listing a season ends with its last post, and so does recording skips."""
    slots_after, seen = Cadence.slots_after, list[date]()

    def counted(cadence: Cadence, instant: datetime) -> Iterator[Slot]:
        for slot in slots_after(cadence, instant):
            seen.append(slot.day)
            yield slot

    monkeypatch.setattr(Cadence, "slots_after", counted)
    far = Skip(date(2926, 12, 24), date(2926, 12, 24), ANA)
    season = replace(SEASON, adjustments=Adjustments((far,)), holidays=(replace(far, by=None),))
    assert len(season.season(NOVEMBER_22)) == 4
    assert list(season.skipped_between(NOVEMBER_22, NOVEMBER_22 + timedelta(weeks=2))) == []
    assert max(seen) < date(2027, 1, 31)
