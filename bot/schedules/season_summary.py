"""What a group has done in a season, from the record of its posts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.jobs.model import JobRecord


@dataclass(frozen=True, slots=True)
class SeasonSummary:
    """How far a group came.

    Attributes:
        chapters: How many chapters were posted.
        first: When the first of them was, if any.
        last: When the last of them was.
        watchers: How many members have watched at least one chapter.
        finishers: How many have watched the whole course.
    """

    chapters: int
    first: datetime | None
    last: datetime | None
    watchers: int = 0
    finishers: int = 0


def season_summary(posted: Sequence[JobRecord], watchers: int, finishers: int) -> SeasonSummary:
    """Return the story of the season that ends now; *posted* is all that was, the oldest first.

    Posts of which was not kept what they brought count as one chapter.
    """
    season: list[JobRecord] = []
    for post in posted:
        season = [] if post.chapters == () else [*season, post]
    known = {chapter for post in season for chapter in post.chapters or ()}
    unknown = sum(post.chapters is None for post in season)
    times = [post.settled_at or post.due for post in season]
    return SeasonSummary(len(known) + unknown, min(times, default=None), max(times, default=None), watchers, finishers)
