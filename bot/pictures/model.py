"""What the pictures show, as plain values: whoever wants one fills these in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

MOST_WEEKS = 16
"""Weeks that the chart of a progress picture has room for; of more, the last are shown."""

CLEAREST = 5  # of the marks from 1 that members give a chapter for how clear it was


class ChapterState(StrEnum):
    """How somebody stands with a chapter."""

    WATCHED = "watched"
    CURRENT = "current"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Week:
    """One week of a course.

    Attributes:
        first_day: In the zone of the server.
        own: Chapters that the member watched in it.
        group_mean: Chapters that members of the group watched in it, on average.
    """

    first_day: date
    own: int
    group_mean: float


@dataclass(frozen=True, slots=True)
class GroupCount:
    """How many of a group's *members* watched the latest chapter."""

    watched: int
    members: int


@dataclass(frozen=True, slots=True)
class ProgressFacts:
    """What a progress picture shows of one member.

    Attributes:
        name: The member's display name, as they wrote it.
        course: The course's title in the language of the picture.
        chapters: Each chapter's state in the course's order; at least one.
        watched_s: Seconds of video watched; None if unknown.
        total_s: Seconds of video in all; None if unknown.
        streak_weeks: Weeks in a row; 0 shows none.
        group: None shows nothing of the group.
        weeks: In order; the last `MOST_WEEKS` are shown, and without any there is no chart.
    """

    name: str
    course: str
    chapters: Sequence[ChapterState]
    watched_s: int | None = None
    total_s: int | None = None
    streak_weeks: int = 0
    group: GroupCount | None = None
    weeks: Sequence[Week] = ()

    @property
    def watched(self) -> int:
        """How many chapters are watched."""
        return sum(state is ChapterState.WATCHED for state in self.chapters)

    @property
    def share(self) -> float:
        """How much is watched, from 0 to 1: of the time where it is known, else of the chapters."""
        if self.total_s and self.watched_s is not None:
            return min(1.0, max(0.0, self.watched_s / self.total_s))
        return self.watched / max(1, len(self.chapters))

    @property
    def weeks_shown(self) -> Sequence[Week]:
        """The last weeks, as many as there is room for."""
        return self.weeks[-MOST_WEEKS:]


@dataclass(frozen=True, slots=True)
class ChapterOfGroup:
    """One chapter of a group's chart: how many *watched* it, and how clear it was to them.

    Attributes:
        watched: Members.
        clarity: The median of their marks from 1 to `CLEAREST`; None without any.
    """

    watched: int
    clarity: float | None = None


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """What a group's chart shows: nobody is named.

    Attributes:
        group: The server's name.
        course: The course's title in the language of the picture.
        members: How many there are who could have watched.
        chapters: In the course's order; at least one.
    """

    group: str
    course: str
    members: int
    chapters: Sequence[ChapterOfGroup]

    @property
    def most_watched(self) -> int:
        """What the tallest bar could stand for: the members, or more where more have watched than are there now."""
        return max(1, self.members, *(chapter.watched for chapter in self.chapters))


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """What a certificate says.

    Attributes:
        name: The member's display name, as they wrote it.
        course: The course's title in the language of the certificate.
        server: The server's name.
        finished_on: The day in the zone of the server.
        chapters: How many the course has.
        total_s: Seconds of video in all; None if unknown.
    """

    name: str
    course: str
    server: str
    finished_on: date
    chapters: int
    total_s: int | None = None


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate as a picture (PNG) and as a page to print (PDF)."""

    png: bytes
    pdf: bytes
