"""A moved post takes its chapters along; what is left out is what takes place on a day."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest

from bot.ids import ChannelId, ChapterId, CourseId, GuildId, JobId, ScheduleId, UserId
from bot.jobs.model import JobKind, JobRecord, JobState
from bot.schedules.adjustments import Adjustments, Move, Skip
from bot.schedules.checks import (
    Doubt,
    ends_season,
    movable_post,
    move_doubts,
    move_refusal,
    next_post,
    passed_posts,
    posts_on,
)
from bot.schedules.model import Ending, PlannedPost, Refused, Schedule, ScheduleOverview, ScheduleState
from bot.times.slots import Cadence, Slot

ANA = UserId(30)
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
MONDAYS = Cadence(frozenset({0}), time(19), "UTC")
FIRST, SECOND, THIRD, FOURTH = islice(MONDAYS.slots_after(NOW), 4)
SEASON = Schedule(
    id=ScheduleId(1),
    guild=GuildId(10),
    channel=ChannelId(20),
    course=CourseId("course"),
    cadence=MONDAYS,
    order=tuple(map(ChapterId, (1, 2, 3))),
    position=0,
    role=None,
    organiser=None,
)
WEDNESDAY = SECOND.at + 2 * DAY


def chapters(*numbers: int) -> tuple[ChapterId, ...]:
    """Return the *numbers* as those of chapters."""
    return tuple(map(ChapterId, numbers))


def moved(schedule: Schedule, slot: Slot, to: datetime, *numbers: int) -> Schedule:
    """Return *schedule* with the post of *slot* and its chapters *numbers* moved to *to*, and all in its place."""
    adjustments = schedule.adjustments.with_move(Move(slot.day, to, chapters(*numbers)))
    return replace(schedule, adjustments=adjustments).with_moved_in_place(NOW)


def plan(schedule: Schedule, after: datetime = NOW) -> list[tuple[datetime, tuple[ChapterId, ...]]]:
    """Return when the posts of *schedule* come after *after*, and what they bring."""
    return [(post.slot.at, post.chapters) for post in schedule.planned(after, None)]


def overview(schedule: Schedule, pending: JobRecord | None = None) -> ScheduleOverview:
    """Return how *schedule* stands."""
    return ScheduleOverview(schedule, pending, tuple(schedule.planned(NOW)), tuple(schedule.season(NOW)), NOW)


def waiting(occurrence: str, *, attempts: int = 0) -> JobRecord:
    """Return a post that is held since yesterday."""
    held = JobState.HELD
    return JobRecord(
        JobId(1),
        JobKind.WEEKLY_POST,
        GuildId(10),
        1,
        NOW - DAY,
        held,
        attempts,
        None,
        None,
        None,
        occurrence=occurrence,
    )


def test_a_post_moved_past_another_keeps_its_chapter() -> None:
    """The others bring the rest, in order."""
    season = moved(SEASON, FIRST, WEDNESDAY, 1)
    assert season.order == chapters(2, 1, 3)
    assert plan(season) == [
        (SECOND.at, chapters(2)),
        (WEDNESDAY, chapters(1)),
        (THIRD.at, chapters(3)),
        (FOURTH.at, ()),
    ]


def test_what_is_left_out_before_a_moved_post_moves_the_others_around_it() -> None:
    """Also where it was not put in order since."""
    season = moved(SEASON, FIRST, WEDNESDAY, 1).skipping(SECOND.day, SECOND.day, ANA)
    assert plan(season)[:2] == [(WEDNESDAY, chapters(1)), (THIRD.at, chapters(2))]


def test_a_date_for_which_only_a_moved_post_is_left_has_none() -> None:
    """Whoever takes a day back that was left out gets no closing post before the last chapter."""
    season = replace(SEASON, position=1).skipping(FIRST.day, FIRST.day, ANA)
    season = moved(season, SECOND, THIRD.at + DAY, 2)
    assert plan(season) == [(THIRD.at, chapters(3)), (THIRD.at + DAY, chapters(2)), (FOURTH.at, ())]
    again = season.unskipping(FIRST.day, FIRST.day)
    assert plan(again) == [(FIRST.at, chapters(3)), (THIRD.at + DAY, chapters(2)), (FOURTH.at, ())]


def test_a_closing_post_that_was_moved_is_waited_for() -> None:
    season = moved(replace(SEASON, position=3), FIRST, WEDNESDAY)
    assert plan(season) == [(WEDNESDAY, ())]


def test_two_chapters_a_post_are_not_torn_apart() -> None:
    """A date before the moved post brings both or has no post."""
    season = replace(SEASON, per_post=2)
    assert plan(moved(season, FIRST, WEDNESDAY, 1, 2)) == [
        (WEDNESDAY, chapters(1, 2)),
        (THIRD.at, chapters(3)),
        (FOURTH.at, ()),
    ]
    assert plan(moved(season, FIRST, WEDNESDAY, 1))[0] == (SECOND.at, chapters(1, 2)), "half of a post is none"


def test_a_move_without_chapters_brings_what_comes_next() -> None:
    """As those of which none are on record."""
    adjustments = Adjustments((), (Move(FIRST.day, WEDNESDAY),))
    assert plan(replace(SEASON, adjustments=adjustments))[:2] == [(SECOND.at, chapters(1)), (WEDNESDAY, chapters(2))]


def test_a_move_whose_chapter_was_posted_since_brings_what_comes_next() -> None:
    season = moved(SEASON, FIRST, WEDNESDAY, 1)
    posted = replace(season, position=2)
    assert plan(posted) == [(SECOND.at, chapters(3)), (WEDNESDAY, ())]


def test_of_two_moves_with_one_chapter_the_later_counts() -> None:
    """The first was left out, the chapter moved again, and the first taken back."""
    both = Adjustments((), (Move(FIRST.day, WEDNESDAY, chapters(1)), Move(SECOND.day, WEDNESDAY + DAY, chapters(1))))
    season = replace(SEASON, adjustments=both)
    assert plan(season)[:2] == [(WEDNESDAY, chapters(2)), (WEDNESDAY + DAY, chapters(1))]


def test_a_chapter_that_comes_twice_moves_the_later_time() -> None:
    """The earlier is one that was repeated."""
    season = moved(replace(SEASON, order=chapters(2, 1, 3)), FIRST, THIRD.at + DAY, 1).repeating(ChapterId(1))
    assert [each for _, each in plan(season)][:4] == [chapters(1), chapters(2), chapters(1), chapters(3)]


def test_a_regular_post_gives_way_to_one_moved_to_its_very_instant() -> None:
    season = moved(SEASON, FIRST, SECOND.at, 1)
    assert plan(season)[:2] == [(SECOND.at, chapters(1)), (THIRD.at, chapters(2))]


def test_a_new_round_and_another_order_forget_what_moved_posts_brought() -> None:
    season = moved(SEASON, FIRST, WEDNESDAY, 1)
    assert season.reordered(chapters(3, 2, 1), chapters(1)).adjustments.moves == (Move(FIRST.day, WEDNESDAY),)
    again = replace(season, position=3, ending=Ending.REPEAT).advanced()
    assert again.adjustments.moves == (Move(FIRST.day, WEDNESDAY),)
    assert again.order == chapters(1, 2, 3)


def test_a_chapter_jumped_to_comes_first_whatever_was_moved_there() -> None:
    season = moved(SEASON, FIRST, FIRST.at + DAY, 1)
    there = season.jumped_to(ChapterId(2)).with_next_first(NOW)
    assert plan(there) == [(FIRST.at + DAY, chapters(2)), (SECOND.at, chapters(3)), (THIRD.at, ())]
    assert there.adjustments.moves == (Move(FIRST.day, FIRST.at + DAY, chapters(2)),)


def test_a_chapter_jumped_to_leaves_a_later_move_its_own() -> None:
    """Unless it is the one that was moved; a held post has its time already."""
    season = moved(replace(SEASON, order=chapters(2, 3, 1)), FIRST, THIRD.at + DAY, 1)
    assert season.with_next_first(NOW) == season
    assert season.with_next_first(None) == season
    back = season.jumped_to(ChapterId(1)).with_next_first(NOW)
    assert back.adjustments.moves == (Move(FIRST.day, THIRD.at + DAY),)


def test_days_left_out_are_those_on_which_posts_take_place() -> None:
    """Moved away or to there; taken back likewise."""
    season = moved(SEASON, FIRST, WEDNESDAY, 1)
    away = season.skipping(FIRST.day - DAY, FIRST.day + DAY, ANA)
    assert [skip for skip in away.adjustments.skips if skip.covers(FIRST.day)] == []
    there = season.skipping(WEDNESDAY.date(), WEDNESDAY.date(), ANA)
    assert list(there.skipped_between(NOW)) == [(Slot(FIRST.day, WEDNESDAY), Skip(FIRST.day, FIRST.day, ANA))]
    assert there.next_skipped(NOW) == Slot(FIRST.day, WEDNESDAY)
    assert list(there.skipped_between(NOW, WEDNESDAY)) == []
    assert there.unskipping(WEDNESDAY.date(), WEDNESDAY.date()).next_skipped(NOW) is None
    assert there.unskipping(FIRST.day, FIRST.day) == there


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [(20, 25, [(20, 22), (24, 25)]), (23, 23, []), (28, 29, [(28, 29), (23, 23)]), (20, 29, [(20, 29)])],
)
def test_the_days_of_slots_that_take_place_on_some_days(first: int, last: int, found: list[tuple[int, int]]) -> None:
    """The post of 23 November was moved to the 28th."""

    def day(number: int) -> date:
        return date(2026, 11, number)

    adjustments = Adjustments((), (Move(day(23), datetime(2026, 11, 28, 12, tzinfo=UTC)),))
    days = [(day(begin), day(end)) for begin, end in found]
    assert adjustments.days_of_slots(day(first), day(last), ZoneInfo("UTC")) == days


def test_a_day_left_out_that_is_a_holiday_counts_as_a_holiday() -> None:
    """Whoever takes it back gets no post there."""
    season = replace(SEASON.skipping(FIRST.day, FIRST.day, ANA), holidays=(Skip(FIRST.day, FIRST.day, None),))
    assert season.next_skipped(NOW) is None
    assert [day.holiday for day in season.season(NOW)][:2] == [True, False]


def test_the_posts_of_some_days_go_on_in_the_next_round() -> None:
    repeated = replace(SEASON, ending=Ending.REPEAT)
    last = FIRST.day + 5 * WEEK
    assert [post.chapters for post in repeated.posts_on(FOURTH.day, last, NOW)] == [(), chapters(1), chapters(2)]
    assert [post.chapters for post in SEASON.posts_on(FOURTH.day, last, NOW)] == [()]
    assert [post.slot for post in posts_on(overview(SEASON), SECOND.day, THIRD.day, NOW)] == [SECOND, THIRD]


def test_the_next_post_is_one_that_is_held_but_not_one_that_may_be_out() -> None:
    """One that was asked for can be left out, but has no slot to be moved from."""
    held, extra = waiting("weekly:1:2026-11-21"), waiting("extra:1:99")
    assert next_post(overview(SEASON), NOW) == PlannedPost(chapters(1), FIRST)
    assert next_post(overview(SEASON, held), NOW) == PlannedPost(chapters(1), Slot(date(2026, 11, 21), NOW - DAY))
    assert movable_post(overview(SEASON, held), NOW) == next_post(overview(SEASON, held), NOW)
    assert next_post(overview(SEASON, waiting("weekly:1:2026-11-21", attempts=1)), NOW) == PlannedPost(
        chapters(1), FIRST
    )
    assert next_post(overview(SEASON, extra), NOW) == PlannedPost(chapters(1), Slot(date(2026, 11, 21), NOW - DAY))
    assert movable_post(overview(SEASON, extra), NOW) == PlannedPost(chapters(1), FIRST)


def test_where_nothing_follows_a_post_under_way_none_is_next() -> None:
    over = replace(SEASON, position=3, state=ScheduleState.FINISHED)
    assert movable_post(overview(over, waiting("extra:1:99", attempts=1)), NOW) is None
    assert posts_on(overview(over), FIRST.day, FOURTH.day, NOW) == []


@pytest.mark.parametrize(
    ("to", "reason"),
    [
        (NOW, Refused.PAST),
        (NOW + 367 * DAY, Refused.TOO_FAR),
        (FIRST.at, Refused.SAME_TIME),
        (FOURTH.at, Refused.AFTER_CLOSING),
        (THIRD.at, Refused.OTHER_POST),
        (THIRD.at + DAY, None),
    ],
)
def test_a_move_is_refused_for_one_reason(to: datetime, reason: Refused | None) -> None:
    refusal = move_refusal(overview(SEASON), PlannedPost(chapters(1), FIRST), to, NOW)
    assert (refusal and refusal.reason) == reason


def test_no_post_is_moved_past_a_last_one_that_is_shorter() -> None:
    """The short one may be moved itself."""
    season = replace(SEASON, per_post=2)
    first, last = PlannedPost(chapters(1, 2), FIRST), PlannedPost(chapters(3), SECOND)
    refusal = move_refusal(overview(season), first, WEDNESDAY, NOW)
    assert refusal is not None
    assert (refusal.reason, refusal.post) == (Refused.AFTER_LAST, last)
    assert (
        move_refusal(overview(replace(season, position=2)), PlannedPost(chapters(3), FIRST), WEDNESDAY, NOW) is not None
    )
    assert (
        move_refusal(overview(replace(season, position=2)), PlannedPost(chapters(3), FIRST), FIRST.at + DAY, NOW)
        is None
    )


def test_a_move_past_others_to_a_day_with_another_post_a_holiday_or_left_out_is_asked_about() -> None:
    post = PlannedPost(chapters(1), FIRST)
    assert move_doubts(overview(SEASON), post, FIRST.at + DAY) == ()
    assert move_doubts(overview(SEASON), post, SECOND.at + timedelta(hours=1)) == (Doubt.AFTER_OTHERS, Doubt.SAME_DAY)
    free = replace(
        SEASON.skipping(WEDNESDAY.date(), WEDNESDAY.date(), ANA), holidays=(Skip(FIRST.day, SECOND.day, None),)
    )
    assert move_doubts(overview(free), post, FIRST.at + DAY) == (Doubt.HOLIDAY,)
    assert move_doubts(overview(free), post, WEDNESDAY) == (Doubt.LEFT_OUT,)
    assert [each.chapters for each in passed_posts(overview(SEASON), post, FOURTH.at)] == [chapters(2), chapters(3)]


def test_a_jump_ends_a_season_where_only_the_last_post_is_left() -> None:
    """And more than one is left out."""
    last = SEASON.jumped_to(ChapterId(3))
    assert ends_season(SEASON, last)
    assert not ends_season(replace(SEASON, position=1), last)
    assert not ends_season(SEASON, SEASON.jumped_to(ChapterId(2)))
