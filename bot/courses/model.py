"""The course as data/videos.json describes it: chapters, topics and moments."""

from collections.abc import Collection
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from bot.courses import rules
from bot.ids import ChapterId, CourseId
from bot.text.data_files import Fault, Record
from bot.text.locales import LocalizedText

VIDEO_ID, WEB_ADDRESS, COURSE_ID = r"^[A-Za-z0-9_-]{11}$", r"^https://\S+$", r"^[a-z0-9-]{1,40}$"
PATTERNS = {
    VIDEO_ID: "a YouTube video id of 11 letters, digits, hyphens or underscores",
    WEB_ADDRESS: "an address that begins with https:// and has no spaces",
    COURSE_ID: "a course id of 1 to 40 lower-case letters, digits or hyphens",
}
FEWEST_WORDS, MOST_WORDS = 60, 120  # of a summary


def _check_summary_length(text: str) -> str:
    words = len(text.split())
    if not FEWEST_WORDS <= words <= MOST_WORDS:
        rules.refuse([Fault((), f"{words} words", f"{FEWEST_WORDS} to {MOST_WORDS} words")])
    return text


Title = Annotated[str, StringConstraints(min_length=1, max_length=100)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=80)]
Remark = Annotated[str, StringConstraints(min_length=1, max_length=400)]
SummaryText = Annotated[
    str, AfterValidator(_check_summary_length), Field(description=f"{FEWEST_WORDS} to {MOST_WORDS} words")
]
VideoId = Annotated[str, StringConstraints(pattern=VIDEO_ID)]
WebAddress = Annotated[str, StringConstraints(pattern=WEB_ADDRESS)]
Number = Annotated[int, Field(ge=1)]
Seconds = Annotated[int, Field(ge=0)]
Length = Annotated[int, Field(gt=0)]


class Label(LocalizedText):
    """A text of at most 80 characters, short enough for a button."""

    en: Name
    pt: Name


class Note(LocalizedText):
    """A text of a sentence or two, at most 400 characters."""

    en: Remark
    pt: Remark


class Summary(LocalizedText):
    """What a video teaches, in one paragraph."""

    en: SummaryText
    pt: SummaryText


class Strength(StrEnum):
    """Whether a prerequisite must be watched to understand a chapter, or only helps."""

    REQUIRED = "required"
    RECOMMENDED = "recommended"


class Topic(Record):
    """Something a chapter teaches; *also* has acronyms and other names of it."""

    name: Label
    also: tuple[Name, ...] = ()


class Moment(Record):
    """The second *at_s* of the video, at which what *label* names begins."""

    at_s: Seconds
    label: Label


class Prerequisite(Record):
    """The number of a chapter to watch before this one, and how much it matters."""

    chapter: Number
    strength: Strength


class Series(Record):
    """The series of its channel that a video belongs to, and its number there, which is not the course's."""

    name: Name
    chapter: Number


class Listing(Record):
    """A video's title and keywords in the Portuguese list from which the course was compiled; both can be searched."""

    title: Title
    keywords: tuple[Name, ...] = Field(min_length=1)


class Captions(StrEnum):
    """Who made a video's Portuguese captions: viewers, or a machine."""

    COMMUNITY = "community"
    MACHINE = "machine"


class Erratum(Record):
    """A mistake at second *at_s* of the video that its makers have acknowledged."""

    at_s: Seconds
    note: Note


class Chapter(Record):
    """One video of the course; *duration_s* is its length in seconds, *published* the date of its publication."""

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
    def key(self) -> ChapterId:
        """The chapter's number in this course."""
        return ChapterId(self.number)

    @property
    def url(self) -> str:
        """The address of the video on YouTube."""
        return f"https://www.youtube.com/watch?v={self.video_id}"

    @property
    def heading(self) -> str:
        """The title without the series' numbering at its end (" | Deep Learning Chapter 5"); the course has its own."""
        start, _, end = self.title.rpartition(" | ")
        numbered = self.series is not None and end.casefold().startswith(self.series.name.casefold())
        return start if start and numbered else self.title

    @property
    def thumbnail_url(self) -> str:
        """The address of the video's thumbnail, 320 by 180 pixels."""
        return f"https://i.ytimg.com/vi/{self.video_id}/mqdefault.jpg"

    @property
    def cover_url(self) -> str:
        """The address of the video's thumbnail in its largest size."""
        return f"https://i.ytimg.com/vi/{self.video_id}/maxresdefault.jpg"

    @property
    def required(self) -> frozenset[ChapterId]:
        """The numbers of the chapters without which this one cannot be understood."""
        return frozenset(
            ChapterId(needed.chapter) for needed in self.prerequisites if needed.strength is Strength.REQUIRED
        )

    @property
    def duration(self) -> timedelta:
        """The length of the video."""
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
        """The address of the video on YouTube."""
        return f"https://www.youtube.com/watch?v={self.video_id}"


class Course(Record):
    """The whole course; *chapters* are in the order of their numbers, *suggested_order* lists these in another."""

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
        """The total length of all chapters."""
        return sum((chapter.duration for chapter in self.chapters), timedelta())

    @cached_property
    def _by_number(self) -> dict[int, Chapter]:
        return {chapter.number: chapter for chapter in self.chapters}

    @cached_property
    def numbers_by_video(self) -> dict[str, ChapterId]:
        """The chapters' numbers by the ids of their videos on YouTube."""
        return {chapter.video_id: chapter.key for chapter in self.chapters}

    def get(self, number: int) -> Chapter | None:
        """Return chapter *number*, or None if there is none."""
        return self._by_number.get(number)

    def chapter(self, number: ChapterId) -> Chapter:
        """Return chapter *number*; raise KeyError if there is none."""
        return self._by_number[number]

    def next_for(self, watched: Collection[ChapterId]) -> Chapter | None:
        """Return the first chapter not *watched*, or an unwatched one that it requires first; None if all are."""
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
