"""The summary of a season, from the records of its posts."""

from datetime import UTC, datetime, timedelta

from bot.ids import ChapterId, GuildId, JobId
from bot.jobs.model import JobKind, JobRecord, JobState
from bot.schedules.posts import SeasonSummary, season_summary

NOW = datetime(2026, 11, 23, 19, tzinfo=UTC)
WEEK = timedelta(weeks=1)


def post(week: int, *numbers: int, known: bool = True, settled: datetime | None = None) -> JobRecord:
    """Return the record of a post made in *week*."""
    chapters = tuple(map(ChapterId, numbers)) if known else None
    return JobRecord(
        JobId(week + 1),
        JobKind.WEEKLY_POST,
        GuildId(1),
        1,
        NOW + week * WEEK,
        JobState.DONE,
        1,
        None,
        None,
        None,
        settled,
        None,
        chapters,
    )


def test_chapters_are_counted_once() -> None:
    """Even if repeated; the dates are those of the posts, not when they were due."""
    late = NOW + timedelta(hours=5)
    story = season_summary([post(0, 1, 2, settled=late), post(1, 2), post(2, 3)], 4, 2)
    assert story == SeasonSummary(3, late, NOW + 2 * WEEK, 4, 2)


def test_each_round_has_its_own_summary() -> None:
    """From the closing post before it on."""
    story = season_summary([post(0, 1), post(1), post(2, 2), post(3, 3)], 0, 0)
    assert story == SeasonSummary(2, NOW + 2 * WEEK, NOW + 3 * WEEK)


def test_posts_from_before_chapters_were_kept_count_as_one_each() -> None:
    """Records without chapters; without any post the summary has no dates."""
    assert season_summary([post(0, known=False), post(1, 2)], 0, 0).chapters == 2
    assert season_summary([], 0, 0) == SeasonSummary(0, None, None)
