"""Whatever is moved, left out or a holiday: each chapter comes once, a moved one at its time, all others at theirs."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain, islice

from hypothesis import event, given, settings
from hypothesis import strategies as st

from bot.ids import ChannelId, ChapterId, CourseId, GuildId, ScheduleId, UserId
from bot.schedules.adjustments import Move, Skip
from bot.schedules.checks import movable_post, move_refusal
from bot.schedules.model import Ending, Schedule, ScheduleOverview, ScheduleState
from bot.times.slots import Cadence

ANA = UserId(30)
BEGINNING = datetime(2026, 9, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
Contents = tuple[ChapterId, ...]


@dataclass
class Season:
    """A schedule at *now*, and what has been asked of it.

    Attributes:
        groups: The chapters of each post, as they were in the beginning.
        moved: When the post of each moved slot comes, and with which chapters, by the slot's day.
        posted: The chapters that were posted.
    """

    schedule: Schedule
    now: datetime = BEGINNING
    groups: set[Contents] = field(default_factory=set)
    moved: dict[date, tuple[datetime, Contents]] = field(default_factory=dict)
    posted: list[ChapterId] = field(default_factory=list)

    @property
    def overview(self) -> ScheduleOverview:
        """How it stands, with no post under way."""
        planned, season = self.schedule.planned(self.now), self.schedule.season(self.now)
        return ScheduleOverview(self.schedule, None, tuple(planned), tuple(season), self.now)

    def place(self) -> None:
        """Put what is to come in order, as is done whenever the next post is planned."""
        self.schedule = self.schedule.with_moved_in_place(self.schedule.next_after(self.now).at - SECOND)


Step = Callable[[Season], None]


def move(hours: int) -> Step:
    """Move the next post to *hours* from now, unless that is refused."""

    def step(season: Season) -> None:
        to = season.now + timedelta(hours=hours, minutes=7 + len(season.moved))
        post = movable_post(season.overview, season.now)
        if post is None or move_refusal(season.overview, post, to, season.now) is not None:
            return
        adjustments = season.schedule.adjustments.with_move(Move(post.slot.day, to, post.chapters))
        season.schedule = replace(season.schedule, adjustments=adjustments)
        season.moved = {day: own for day, own in season.moved.items() if own[1] != post.chapters}
        season.moved[post.slot.day] = to, post.chapters
        event("moved")

    return step


def skip_next(season: Season) -> None:
    """Leave out the next post."""
    slot = season.schedule.next_after(season.now)
    skipped = season.schedule.adjustments.with_skip(Skip(slot.day, slot.day, ANA))
    season.schedule = replace(season.schedule, adjustments=skipped)


def skip_days(away: int, length: int) -> Step:
    """Leave out some days, and with them what was moved to them."""

    def step(season: Season) -> None:
        first = season.now.date() + timedelta(days=away)
        last = first + timedelta(days=length)
        season.schedule = season.schedule.skipping(first, last, ANA)

    return step


def unskip_days(away: int, length: int) -> Step:
    """Let the posts of some days come again."""

    def step(season: Season) -> None:
        first = season.now.date() + timedelta(days=away)
        season.schedule = season.schedule.unskipping(first, first + timedelta(days=length))

    return step


def holiday(away: int, length: int) -> Step:
    """Make some days a holiday, which moved posts do not mind."""

    def step(season: Season) -> None:
        first = season.now.date() + timedelta(days=away)
        kept = Skip(first, first + timedelta(days=length), None)
        season.schedule = replace(season.schedule, holidays=(*season.schedule.holidays, kept))

    return step


def post(season: Season) -> None:
    """Let the next post come, with what it should bring."""
    slot = season.schedule.next_after(season.now)
    season.posted += season.schedule.next_chapters
    season.now, season.schedule = slot.at, season.schedule.advanced()


lengths, distances = st.integers(0, 12), st.integers(0, 40)
steps = st.one_of(
    st.integers(1, 24 * 50).map(move),
    st.just(skip_next),
    st.builds(skip_days, distances, lengths),
    st.builds(unskip_days, distances, lengths),
    st.builds(holiday, distances, lengths),
    st.just(post),
)


@st.composite
def seasons(draw: st.DrawFn) -> Season:
    """Draw a season of up to nine chapters, one to three a post, on one to three days a week."""
    order = tuple(ChapterId(n) for n in draw(st.permutations(range(1, draw(st.integers(2, 10))))))
    days = draw(st.frozensets(st.integers(0, 6), min_size=1, max_size=3))
    per_post = draw(st.integers(1, 3))
    schedule = Schedule(
        id=ScheduleId(1),
        guild=GuildId(10),
        channel=ChannelId(20),
        course=CourseId("course"),
        cadence=Cadence(days, time(19), "UTC"),
        order=order,
        position=0,
        role=None,
        organiser=None,
        per_post=per_post,
        ending=draw(st.sampled_from([Ending.STOP, Ending.WAIT])),
    )
    whole = {order[start : start + per_post] for start in range(0, len(order), per_post)}
    return Season(schedule, groups=whole)


def check(season: Season) -> None:
    """Check what is to come."""
    coming = season.schedule.planned(season.now, None)
    chapters = list(chain.from_iterable(each.chapters for each in coming))
    assert sorted([*season.posted, *chapters]) == sorted(chain.from_iterable(season.groups)), "once each"
    assert {each.chapters for each in coming} <= {*season.groups, ()}, "none torn apart"
    assert coming[-1].chapters == ()
    by_day = {each.slot.day: (each.slot.at, each.chapters) for each in coming}
    for day, (to, own) in season.moved.items():
        if to > season.now and season.schedule.adjustments.skip_of(day) is None and set(own) <= set(chapters):
            assert by_day[day] == (to, own), "a moved post at its time, with its chapters"
    usual = islice(season.schedule.cadence.slots_after(BEGINNING), 400)
    moved = {move.day for move in season.schedule.adjustments.moves}
    assert {each.slot for each in coming if each.slot.day not in moved} <= set(usual), "others at their times"
    placed = season.schedule.with_moved_in_place(season.now)
    assert placed.with_moved_in_place(season.now) == placed
    assert placed.planned(season.now, None) == coming


@settings(max_examples=300)
@given(seasons(), st.lists(steps, max_size=12))
def test_each_chapter_comes_once_a_moved_one_at_its_time_and_all_others_at_theirs(
    season: Season, asked: list[Step]
) -> None:
    """After each of any number of moves, skips, holidays and posts."""
    check(season)
    for step in asked:
        step(season)
        if season.schedule.state is not ScheduleState.ACTIVE or (season.schedule.position == 0 and season.posted):
            return
        season.place()
        check(season)
