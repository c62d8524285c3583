"""Whatever is repeated, jumped to or moved: later rounds have the order that was set."""

from collections.abc import Callable
from dataclasses import replace
from itertools import chain, dropwhile, islice

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ids import ChapterId
from bot.schedules.model import Ending, Schedule, ScheduleState
from tests.property.test_moved_posts import Season, move, post, seasons

ROUND = 60  # more posts than one round has here

Step = Callable[[Season], None]
chapters = st.integers(1, 12).map(ChapterId)


def repeat(chapter: ChapterId) -> Step:
    """Bring *chapter* once more, also one that is outside the order."""

    def step(season: Season) -> None:
        season.schedule = season.schedule.repeating(chapter).with_next_first(season.now)

    return step


def jump(chapter: ChapterId) -> Step:
    """Go on from *chapter*, back or ahead, also one that is outside the order."""

    def step(season: Season) -> None:
        season.schedule = season.schedule.jumped_to(chapter).with_next_first(season.now)

    return step


steps = st.one_of(chapters.map(repeat), chapters.map(jump), st.integers(1, 24 * 50).map(move), st.just(post))


def coming_round(schedule: Schedule, season: Season) -> list[ChapterId]:
    """Return the chapters that *schedule* announces after the closing post of the round to come."""
    posts = islice(dropwhile(lambda each: each.chapters, schedule.planned(season.now, ROUND)), 1, None)
    return list(chain.from_iterable(each.chapters for each in posts))


@settings(max_examples=200)
@given(seasons(), st.sampled_from([Ending.REPEAT, Ending.WAIT]), st.lists(steps, max_size=12))
def test_later_rounds_have_the_order_that_was_set(season: Season, ending: Ending, asked: list[Step]) -> None:
    """As announced, and as they begin; a typed order holds from where the group is."""
    season.schedule = replace(season.schedule, ending=ending)
    own = season.schedule.order
    for step in asked:
        step(season)
        season.place()
        assert season.schedule.next_round == own
        announced = coming_round(replace(season.schedule, ending=Ending.REPEAT), season)
        assert tuple(announced[: len(own)]) == own
        if season.schedule.state is not ScheduleState.ACTIVE:
            assert season.schedule.order == own
            return


@settings(max_examples=100)
@given(seasons(), st.lists(chapters.map(repeat) | st.just(post), max_size=6), st.data())
def test_an_order_typed_after_repetitions_is_that_of_later_rounds(
    season: Season, asked: list[Step], data: st.DataObject
) -> None:
    """But for what was posted at its own place."""
    season.schedule = replace(season.schedule, ending=Ending.REPEAT)
    own = season.schedule.order
    for step in asked:
        step(season)
    typed = tuple(data.draw(st.permutations(own)))
    reached = [each for each in own if each not in season.schedule.to_come and each in season.posted]
    later = season.schedule.reordered(typed, frozenset(season.posted)).next_round
    if season.schedule.position:
        assert later == (*reached, *(each for each in typed if each not in reached))
    else:
        assert later == typed
