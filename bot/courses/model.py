"""The course: chapters, topics and moments, and the rules that data/videos.json must keep."""

from collections.abc import Collection
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from bot.courses import rules
from bot.ids import ChapterNumber, CourseId
from bot.text.data_files import Fault, Record
from bot.text.locales import LocalizedText

VIDEO_ID, WEB_ADDRESS, COURSE_ID = r"^[A-Za-z0-9_-]{11}$", r"^https://\S+$", r"^[a-z0-9-]{1,40}$"
PATTERNS = {
    VIDEO_ID: "a YouTube video id of 11 letters, digits, hyphens or underscores",
    WEB_ADDRESS: "an address that begins with https:// and has no spaces",
    COURSE_ID: "a course id of 1 to 40 lower-case letters, digits or hyphens",
}
FEWEST_WORDS, MOST_WORDS = 60, 120


def _of_summary_length(text: str) -> str:
    words = len(text.split())
    if not FEWEST_WORDS <= words <= MOST_WORDS:
        rules.refuse([Fault((), f"{words} words", f"{FEWEST_WORDS} to {MOST_WORDS} words")])
    return text


Title = Annotated[str, StringConstraints(min_length=1, max_length=100)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=80)]
Remark = Annotated[str, StringConstraints(min_length=1, max_length=400)]
SummaryText = Annotated[
    str, AfterValidator(_of_summary_length), Field(description=f"{FEWEST_WORDS} to {MOST_WORDS} words")
]
VideoId = Annotated[str, StringConstraints(pattern=VIDEO_ID)]
WebAddress = Annotated[str, StringConstraints(pattern=WEB_ADDRESS)]
Number = Annotated[int, Field(ge=1)]
Seconds = Annotated[int, Field(ge=0)]
Length = Annotated[int, Field(gt=0)]


class Label(LocalizedText):
    """A few words, short enough for a button or a line of a list."""

    en: Name
    pt: Name


class Note(LocalizedText):
    """A sentence or two."""

    en: Remark
    pt: Remark


class Summary(LocalizedText):
    """What a video teaches, in one paragraph."""

    en: SummaryText
    pt: SummaryText


class Strength(StrEnum):
    """How much a chapter leans on an earlier one."""

    REQUIRED = "required"
    RECOMMENDED = "recommended"


class Topic(Record):
    """Something a chapter teaches, with the acronyms and other names people use for it."""

    name: Label
    also: tuple[Name, ...] = ()


class Moment(Record):
    """A second of the video at which something is known to begin."""

    at_s: Seconds
    label: Label


class Prerequisite(Record):
    """A chapter to watch before this one."""

    chapter: Number
    strength: Strength


class Series(Record):
    """The video's number in a series of its own channel; not the course's number."""

    name: Name
    chapter: Number


class Listing(Record):
    """Title and keywords in the Portuguese list that the course was made from, so that both are found."""

    title: Title
    keywords: tuple[Name, ...] = Field(min_length=1)


class Captions(StrEnum):
    """How a video's Portuguese captions came to be."""

    COMMUNITY = "community"
    MACHINE = "machine"


class Erratum(Record):
    """A slip in the video that its own makers have owned up to."""

    at_s: Seconds
    note: Note


class Chapter(Record):
    """One video of the course."""

    number: Number
    video_id: VideoId
    title: Title
    earlier_titles: tuple[Title, ...] = ()
    channel: Title
    channel_url: WebAddress
    published: date
    duration_s: Length
    series: Series | None = None
    captions_pt: Captions | None = None
    listing: Listing
    summary: Summary
    topics: tuple[Topic, ...] = Field(min_length=1)
    moments: tuple[Moment, ...] = ()
    errata: tuple[Erratum, ...] = ()
    prerequisites: tuple[Prerequisite, ...] = ()
    note: Note | None = None

    @property
    def key(self) -> ChapterNumber:
        """The chapter's number in this course."""
        return ChapterNumber(self.number)

    @property
    def url(self) -> str:
        """Where the video is watched."""
        return f"https://www.youtube.com/watch?v={self.video_id}"

    @property
    def heading(self) -> str:
        """The title without the channel's own numbering at its end, which would confuse beside ours."""
        start, _, end = self.title.rpartition(" | ")
        numbered = self.series is not None and end.casefold().startswith(self.series.name.casefold())
        return start if start and numbered else self.title

    @property
    def thumbnail_url(self) -> str:
        """The video's still picture, 320 by 180 pixels."""
        return f"https://i.ytimg.com/vi/{self.video_id}/mqdefault.jpg"

    @property
    def cover_url(self) -> str:
        """The same picture as large as there is one."""
        return f"https://i.ytimg.com/vi/{self.video_id}/maxresdefault.jpg"

    @property
    def required(self) -> frozenset[ChapterNumber]:
        """The chapters without which this one cannot be understood."""
        return frozenset(
            ChapterNumber(needed.chapter) for needed in self.prerequisites if needed.strength is Strength.REQUIRED
        )

    @property
    def duration(self) -> timedelta:
        """How long the video runs."""
        return timedelta(seconds=self.duration_s)

    def url_at(self, at_s: int) -> str:
        """Return the link that starts the video at second *at_s*."""
        return f"{self.url}&t={at_s}s"

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        names = [topic.name for topic in self.topics]
        needed = [prerequisite.chapter for prerequisite in self.prerequisites]
        rules.refuse(
            [
                *rules.mistimed("moments", [moment.at_s for moment in self.moments], self.duration_s),
                *rules.mistimed("errata", [erratum.at_s for erratum in self.errata], self.duration_s),
                *rules.repeats("a name", rules.with_paths("topics", [name.en for name in names], "name", "en")),
                *rules.repeats("a name", rules.with_paths("topics", [name.pt for name in names], "name", "pt")),
                *rules.repeats("a chapter", rules.with_paths("prerequisites", needed, "chapter")),
            ]
        )
        return self


class FurtherVideo(Record):
    """A video worth watching once the course is over."""

    video_id: VideoId
    title: Title
    duration_s: Length

    @property
    def url(self) -> str:
        """Where the video is watched."""
        return f"https://www.youtube.com/watch?v={self.video_id}"


class Course(Record):
    """The whole course, in its listed order."""

    id: Annotated[str, StringConstraints(pattern=COURSE_ID)]
    title: Label
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
        """Return chapter *number*, which is known to exist; else it is a KeyError."""
        return self._by_number[number]

    def next_for(self, watched: Collection[ChapterNumber]) -> Chapter | None:
        """Return the first chapter not *watched*, or one that it requires and so on back, or nothing when all are."""
        rest = [chapter for chapter in self.chapters if chapter.key not in watched]
        following, needed = None, rest[:1]
        while needed:
            following = needed[0]
            needed = [chapter for chapter in rest if chapter.key in following.required]
        return following

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        videos = rules.with_paths("chapters", [chapter.video_id for chapter in self.chapters], "video_id")
        more = rules.with_paths("further", [video.video_id for video in self.further], "video_id")
        series = [c.series and (c.series.name, c.series.chapter) for c in self.chapters]
        rules.refuse(
            [
                *rules.misnumbered([chapter.number for chapter in self.chapters]),
                *rules.repeats("a video id", [*videos, *more]),
                *rules.repeats("a chapter of the series", rules.with_paths("chapters", series, "series")),
            ]
        )
        needs = {c.number: [p.chapter for p in c.prerequisites] for c in self.chapters}
        rules.refuse(rules.unknown_needs(needs))
        rules.refuse(rules.prerequisite_cycles(needs))
        rules.refuse(rules.misordered(self.suggested_order, needs))
        return self
