"""How many chapters a member and a guild have watched, and which comes next."""

import json
from datetime import UTC, datetime

import pytest

from bot.courses.file import parse_course
from bot.ids import ChapterId
from bot.progress.model import GuildProgress, Mark, MemberProgress
from tests.unit.small_course import course

COURSE = parse_course(json.dumps(course()), "small course")
MARK = Mark(datetime(2026, 11, 30, 19, tzinfo=UTC))
ONE, TWO, THREE = (chapter.key for chapter in COURSE.chapters)


@pytest.mark.parametrize(
    ("watched", "count", "upcoming"),
    [(set(), 0, ONE), ({ONE}, 1, TWO), ({TWO}, 1, ONE), ({ONE, THREE}, 2, TWO), ({ONE, TWO, THREE}, 3, None)],
)
def test_the_next_chapter_is_the_first_not_watched(
    watched: set[ChapterId], count: int, upcoming: ChapterId | None
) -> None:
    """In the course's order, whatever else was watched; None when all were."""
    progress = MemberProgress(COURSE, dict.fromkeys(watched, MARK))
    assert progress.count == count
    assert (progress.upcoming.key if progress.upcoming else None) == upcoming


def test_a_chapter_the_course_no_longer_has_is_not_counted() -> None:
    """So nobody has watched four of three."""
    progress = MemberProgress(COURSE, {ONE: MARK, ChapterId(99): MARK})
    assert progress.count == 1


def test_a_guild_counts_nobody_where_nobody_watched() -> None:
    """A chapter without marks is not among the counts."""
    progress = GuildProgress(watchers=4, counts={ONE: 3}, positions=frozenset())
    assert [progress.watched_by(number) for number in (ONE, TWO)] == [3, 0]
