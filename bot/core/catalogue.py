"""The course: chapters, topics and moments, and the rules that data/videos.json must keep."""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from bot.core.ids import ChapterNumber, CourseId
from bot.core.locales import LocalizedText

Name = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
VideoId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{11}$")]
WebAddress = Annotated[str, StringConstraints(pattern=r"^https://\S+$")]
Number = Annotated[int, Field(ge=1, le=999)]
Seconds = Annotated[int, Field(ge=0)]


class _Record(BaseModel):
    """A part of the course file: read once, never changed, no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Strength(StrEnum):
    """How much a chapter leans on an earlier one."""

    REQUIRED = "required"
    RECOMMENDED = "recommended"


class Topic(_Record):
    """Something a chapter teaches, with the acronyms and other names people use for it."""

    name: LocalizedText
    also: tuple[Name, ...] = ()


class Moment(_Record):
    """A second of the video at which something is known to begin."""

    at_s: Seconds
    label: LocalizedText


class Prerequisite(_Record):
    """A chapter to watch before this one."""

    chapter: Number
    strength: Strength


class Series(_Record):
    """Where the channel itself counts the video; not the course's number."""

    name: Name
    chapter: Number


class Listing(_Record):
    """The video as the original Portuguese list presents it, so its wording stays findable."""

    title: Name
    keywords: tuple[Name, ...] = Field(min_length=1)


class Captions(StrEnum):
    """How a video's Portuguese captions came to be."""

    COMMUNITY = "community"
    MACHINE = "machine"


class Erratum(_Record):
    """A slip in the video that its own makers have owned up to."""

    at_s: Seconds
    note: LocalizedText


class Chapter(_Record):
    """One video of the course."""

    number: Number
    video_id: VideoId
    title: Name
    earlier_titles: tuple[Name, ...] = ()
    channel: Name
    channel_url: WebAddress
    published: date
    duration_s: Annotated[int, Field(gt=0)]
    series: Series | None = None
    captions_pt: Captions | None = None
    listing: Listing
    summary: LocalizedText
    topics: tuple[Topic, ...] = Field(min_length=1)
    moments: tuple[Moment, ...] = ()
    errata: tuple[Erratum, ...] = ()
    prerequisites: tuple[Prerequisite, ...] = ()
    note: LocalizedText | None = None

    @property
    def key(self) -> ChapterNumber:
        """The chapter's number in this course."""
        return ChapterNumber(self.number)

    @property
    def url(self) -> str:
        """Where the video is watched."""
        return f"https://www.youtube.com/watch?v={self.video_id}"

    @property
    def thumbnail_url(self) -> str:
        """The video's still picture, 320 by 180 pixels."""
        return f"https://i.ytimg.com/vi/{self.video_id}/mqdefault.jpg"

    @property
    def duration(self) -> timedelta:
        """How long the video runs."""
        return timedelta(seconds=self.duration_s)

    def url_at(self, at_s: int) -> str:
        """Return the link that starts the video at second *at_s*."""
        return f"{self.url}&t={at_s}s"

    @model_validator(mode="after")
    def _times_fit(self) -> Self:
        times = [moment.at_s for moment in self.moments]
        for at_s in times:
            if at_s >= self.duration_s:
                message = f"moment at {at_s} s lies outside the video, which lasts {self.duration_s} s"
                raise ValueError(message)
        if times != sorted(set(times)):
            message = "moments must be in order of time, each second once"
            raise ValueError(message)
        return self


class FurtherVideo(_Record):
    """A video worth watching once the course is over."""

    video_id: VideoId
    title: Name
    duration_s: Annotated[int, Field(gt=0)]

    @property
    def url(self) -> str:
        """Where the video is watched."""
        return f"https://www.youtube.com/watch?v={self.video_id}"


class Course(_Record):
    """The whole course, in its listed order."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,40}$")]
    title: LocalizedText
    playlist_url: WebAddress
    suggested_order: tuple[Number, ...]
    further: tuple[FurtherVideo, ...] = ()
    chapters: tuple[Chapter, ...] = Field(min_length=1)

    @property
    def key(self) -> CourseId:
        """The course's id, under which everything about it is stored."""
        return CourseId(self.id)

    @property
    def duration(self) -> timedelta:
        """How long all chapters run together."""
        return sum((chapter.duration for chapter in self.chapters), timedelta())

    @cached_property
    def _by_number(self) -> dict[int, Chapter]:
        return {chapter.number: chapter for chapter in self.chapters}

    def get(self, number: int) -> Chapter | None:
        """Return chapter *number*, or nothing when the course has none such."""
        return self._by_number.get(number)

    def chapter(self, number: ChapterNumber) -> Chapter:
        """Return chapter *number*, which is known to exist.

        Raises:
            KeyError: There is no such chapter.
        """
        return self._by_number[number]

    def before(self, chapter: Chapter) -> Chapter | None:
        """Return the chapter listed before *chapter*."""
        place = self.chapters.index(chapter)
        return self.chapters[place - 1] if place else None

    def after(self, chapter: Chapter) -> Chapter | None:
        """Return the chapter listed after *chapter*."""
        place = self.chapters.index(chapter) + 1
        return self.chapters[place] if place < len(self.chapters) else None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        numbers = [chapter.number for chapter in self.chapters]
        _refuse_repeats("chapter number", numbers)
        _refuse_repeats("video id", [chapter.video_id for chapter in self.chapters])
        for chapter in self.chapters:
            for prerequisite in chapter.prerequisites:
                if prerequisite.chapter not in numbers:
                    message = (
                        f"chapter {chapter.number} needs chapter {prerequisite.chapter}, which does not exist"
                    )
                    raise ValueError(message)
        _refuse_circles(self.chapters)
        if sorted(self.suggested_order) != sorted(numbers):
            message = "suggested_order must name every chapter once"
            raise ValueError(message)
        return self


def _refuse_repeats(what: str, values: Sequence[object]) -> None:
    for value in values:
        if values.count(value) > 1:
            message = f"{what} {value} is used {values.count(value)} times; each must be unique"
            raise ValueError(message)


def _refuse_circles(chapters: Sequence[Chapter]) -> None:
    graph = {c.number: [p.chapter for p in c.prerequisites] for c in chapters}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        circle = " → ".join(str(number) for number in error.args[1])
        message = f"prerequisites form a circle: {circle}"
        raise ValueError(message) from None
