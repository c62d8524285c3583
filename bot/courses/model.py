"""The course as data/videos.json describes it: chapters, topics and moments."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Final, Self
from zlib import crc32

from pydantic import Field, StringConstraints, model_validator

from bot.courses import rules
from bot.courses.links import YOUTUBE_ID, link_at, youtube_id
from bot.ids import ChapterId, CourseId
from bot.text.data_files import Fault, Record, json_excerpt
from bot.text.locales import CourseText, Locale

FIRST_COURSE: Final = CourseId("neural-networks")
"""The course that every button and row of before there were several means."""
ALL_COURSES: Final = 1
"""What a button carries that means all courses that are meant where it is pressed."""
LONGEST_ID: Final = 40  # characters of a course's id
VIDEO_ID, WEB_ADDRESS, COURSE_ID = rf"^{YOUTUBE_ID.pattern}$", r"^https://\S+$", rf"^[a-z0-9-]{{1,{LONGEST_ID}}}$"
PATTERNS = {
    VIDEO_ID: "a YouTube video id of 11 letters, digits, hyphens or underscores",
    WEB_ADDRESS: "an address that begins with https:// and has no spaces",
    COURSE_ID: "a course id of 1 to 40 lower-case letters, digits or hyphens",
}
MOST_TAUGHT: Final = 200
"""Names that organisers may teach for one course."""
MOST_COURSES: Final = 5
"""Courses that one server may bring."""
UNKNOWN_LENGTH: Final = timedelta(hours=1)
"""How long a video is taken to be where its length must be reckoned with and is not known."""

LONGEST_TITLE, LONGEST_NAME, LONGEST_QUESTION, LONGEST_PARAGRAPH = 100, 80, 120, 4_000  # characters
Title = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_TITLE)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_NAME)]
Asked = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_QUESTION)]
Remark = Annotated[str, StringConstraints(min_length=1, max_length=400)]
Paragraph = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_PARAGRAPH)]
VideoId = Annotated[str, StringConstraints(pattern=VIDEO_ID)]
WebAddress = Annotated[str, StringConstraints(pattern=WEB_ADDRESS, max_length=500)]
Number = Annotated[int, Field(ge=1)]
Seconds = Annotated[int, Field(ge=0)]
Length = Annotated[int, Field(gt=0)]


class Heading(CourseText):
    """A text of at most 100 characters, a title."""

    en: Title | None = None
    pt: Title | None = None


class Label(CourseText):
    """A text of at most 80 characters, short enough for a button."""

    en: Name | None = None
    pt: Name | None = None


class Question(CourseText):
    """The question that a video answers, at most 120 characters."""

    en: Asked | None = None
    pt: Asked | None = None


class Note(CourseText):
    """A text of a sentence or two, at most 400 characters."""

    en: Remark | None = None
    pt: Remark | None = None


class Summary(CourseText):
    """What a video teaches, at most 4,000 characters."""

    en: Paragraph | None = None
    pt: Paragraph | None = None


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
    """One lesson of a course: a title and a link, and what else is known about it.

    The link is *video_id*, a video on YouTube, or *address*, of any other page. *number* is its place in the course,
    and *id* the key under which its marks are kept, which stays when lessons before it come or go (None: its number).
    *duration_s* is its length in seconds, *published* the date of its publication. *picture* is the address of a large
    picture of it, *question* what it answers: posts lead with both, and nothing is found by them. *note* is for those
    who edit the course, and is shown nowhere.
    """

    number: Number
    id: Number | None = None
    video_id: VideoId | None = None
    address: WebAddress | None = None
    title: Title
    earlier_titles: tuple[Title, ...] = ()
    channel: Title | None = None
    channel_url: WebAddress | None = None
    published: date | None = None
    duration_s: Length | None = None
    series: Series | None = None
    captions_pt: Captions | None = None
    listing: Listing | None = None
    picture: WebAddress | None = None
    question: Question | None = None
    summary: Summary | None = None
    topics: tuple[Topic, ...] = ()
    moments: tuple[Moment, ...] = ()
    errata: tuple[Erratum, ...] = ()
    prerequisites: tuple[Prerequisite, ...] = ()
    note: Note | None = None

    @property
    def identity(self) -> str:
        """What tells the chapter from others of any course, whatever it is called: its video or its page."""
        return self.address or f"youtube:{self.video_id}"

    @property
    def key(self) -> ChapterId:
        """The chapter's key in this course, under which everything about it is stored."""
        return ChapterId(self.id or self.number)

    @property
    def url(self) -> str:
        """The address of the video, or of the page that shows it."""
        return self.address or f"https://www.youtube.com/watch?v={self.video_id}"

    @property
    def titles(self) -> tuple[str, ...]:
        """Every title of the chapter: its own, the one in the list that it comes from, and earlier ones."""
        listed = () if self.listing is None else (self.listing.title,)
        return (self.title, *listed, *self.earlier_titles)

    @property
    def keywords(self) -> tuple[str, ...]:
        """The keywords of the list from which the course was compiled."""
        return () if self.listing is None else self.listing.keywords

    @property
    def heading(self) -> str:
        """The title without the series' numbering at its end (" | Deep Learning Chapter 5"); the course has its own."""
        start, _, end = self.title.rpartition(" | ")
        numbered = self.series is not None and end.casefold().startswith(self.series.name.casefold())
        return start if start and numbered else self.title

    @property
    def thumbnail_url(self) -> str | None:
        """The address of the video's thumbnail, 320 by 180 pixels; None for one that is not on YouTube."""
        return None if self.video_id is None else f"https://i.ytimg.com/vi/{self.video_id}/mqdefault.jpg"

    @property
    def cover_url(self) -> str | None:
        """The address of the video's thumbnail in its largest size; None for one that is not on YouTube."""
        return None if self.video_id is None else f"https://i.ytimg.com/vi/{self.video_id}/maxresdefault.jpg"

    @property
    def picture_url(self) -> str | None:
        """The address of the picture that posts lead with: its own, else the thumbnail, which is always there."""
        return self.picture or self.thumbnail_url

    @property
    def duration(self) -> timedelta:
        """The length of the video to plan with: UNKNOWN_LENGTH if it is not known."""
        return UNKNOWN_LENGTH if self.duration_s is None else timedelta(seconds=self.duration_s)

    def summary_in(self, locale: Locale) -> str:
        """Return the summary in *locale*, or in the language that it has; "" without one."""
        return "" if self.summary is None else self.summary.in_locale(locale)

    def question_in(self, locale: Locale) -> str:
        """Return the question that it answers in *locale*, or in the language that it has; "" without one."""
        return "" if self.question is None else self.question.in_locale(locale)

    def url_at(self, at_s: int) -> str:
        """Return the link that starts the video at second *at_s*, as far as its host has such links."""
        return link_at(self.url, at_s)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if (self.video_id is None) is (self.address is None):
            found = "neither" if self.video_id is None else "both"
            rules.refuse([Fault((), found, "either video_id, a video on YouTube, or address, of any other page")])
        if self.address is not None and youtube_id(self.address) is not None:
            rules.refuse([Fault(("address",), json_excerpt(self.address), "the video's id in video_id instead")])
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


class Taught(Record):
    """What organisers have said that a lesson covers: a *name*, and the key of the *chapter*."""

    name: Name
    chapter: Number


class Course(Record):
    """The whole course; *chapters* are in the order of their numbers, *suggested_order* lists these in another.

    *archived* are lessons that it had before: nothing of them is posted or counted, but they keep their keys.
    *field* is the field of study that it belongs to, one of data/fields; None to find it out.
    """

    id: Annotated[str, StringConstraints(pattern=COURSE_ID)]
    title: Heading
    field: Annotated[str, StringConstraints(pattern=COURSE_ID)] | None = None
    playlist_url: WebAddress | None = None
    suggested_order: tuple[Number, ...] = ()
    further: tuple[FurtherVideo, ...] = ()
    chapters: tuple[Chapter, ...] = Field(min_length=1)
    archived: tuple[Chapter, ...] = ()
    taught: tuple[Taught, ...] = Field(default=(), max_length=MOST_TAUGHT)

    @property
    def key(self) -> CourseId:
        """The course's id, under which everything about it is stored."""
        return CourseId(self.id)

    @property
    def ref(self) -> int:
        """The number by which buttons mean this course."""
        return course_ref(self.key)

    @property
    def duration(self) -> timedelta | None:
        """The total length of all chapters; None unless each one's is known."""
        return total_duration(self.chapters)

    @cached_property
    def locales(self) -> frozenset[Locale]:
        """The languages that any text of the course but its chapters' titles is in."""
        texts = [self.title, *(text for chapter in self.chapters for text in _texts(chapter))]
        return frozenset(locale for text in texts for locale in text.locales)

    @cached_property
    def _by_key(self) -> dict[int, Chapter]:
        return {chapter.key: chapter for chapter in self.chapters}

    @cached_property
    def keys_by_video(self) -> dict[str, ChapterId]:
        """The chapters' keys by the ids of their videos on YouTube."""
        return {chapter.video_id: chapter.key for chapter in self.chapters if chapter.video_id is not None}

    @property
    def listed_order(self) -> tuple[ChapterId, ...]:
        """The keys of the chapters in the order of their numbers."""
        return tuple(chapter.key for chapter in self.chapters)

    @property
    def suggested(self) -> tuple[ChapterId, ...]:
        """The keys of the chapters in the order in which the course suggests to watch them."""
        return tuple(self.chapters[number - 1].key for number in self.suggested_order) or self.listed_order

    def get(self, key: int) -> Chapter | None:
        """Return the chapter with the *key*, or None if there is none."""
        return self._by_key.get(key)

    def chapter(self, key: ChapterId) -> Chapter:
        """Return the chapter with the *key*, also an archived one; a stand-in for one that was never seen."""
        known = self._by_key.get(key) or next((chapter for chapter in self.archived if chapter.key == key), None)
        return known or Chapter.model_construct(number=key, title="?", address="https://www.youtube.com")

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy with *update*, without what was kept of the fields as they were (`cached_property`)."""
        copied = super().model_copy(update=update, deep=deep)
        for kept in copied.__dict__.keys() - type(self).model_fields.keys():
            del copied.__dict__[kept]
        return copied

    @property
    def is_gone(self) -> bool:
        """Whether the course was removed, or its file is missing: all its chapters are archived."""
        return not self.chapters

    def gone(self) -> Self:
        """Return the course without chapters to post: all are archived."""
        return self.model_copy(update={"chapters": (), "archived": (*self.chapters, *self.archived)})

    def with_taught(self) -> Self:
        """Return the course with what organisers taught among the topics of its chapters, as answers are found by."""
        if not self.taught:
            return self
        topics: dict[int, list[Topic]] = {}
        for each in self.taught:
            topics.setdefault(each.chapter, []).append(Topic(name=Label(en=each.name, pt=each.name)))
        chapters = [
            chapter.model_copy(update={"topics": (*topics.get(chapter.key, ()), *chapter.topics)})
            for chapter in self.chapters
        ]
        return self.model_copy(update={"chapters": tuple(chapters)})

    def numbered(self, number: int) -> Chapter | None:
        """Return chapter *number* as people count them, from 1; None if there is none."""
        return self.chapters[number - 1] if 1 <= number <= len(self.chapters) else None

    def numbers(self, keys: Iterable[ChapterId]) -> list[int]:
        """Return the numbers, as people count them, of the chapters with the *keys*."""
        return [self.chapter(key).number for key in keys]

    def required(self, chapter: Chapter) -> frozenset[ChapterId]:
        """Return the keys of the chapters without which *chapter* cannot be understood."""
        needed = [each.chapter for each in chapter.prerequisites if each.strength is Strength.REQUIRED]
        return frozenset(self.chapters[number - 1].key for number in needed)

    def next_for(self, watched: Collection[ChapterId]) -> Chapter | None:
        """Return the first chapter not *watched*, or an unwatched one that it requires first; None if all are."""
        rest = [chapter for chapter in self.chapters if chapter.key not in watched]
        following, needed = None, rest[:1]
        while needed:
            following = needed[0]
            required = self.required(following)
            needed = [chapter for chapter in rest if chapter.key in required]
        return following

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        videos = rules.with_paths("chapters", [chapter.video_id for chapter in self.chapters], "video_id")
        more = rules.with_paths("further", [video.video_id for video in self.further], "video_id")
        series = [c.series and (c.series.name, c.series.chapter) for c in self.chapters]
        keys = [chapter.id or place for place, chapter in enumerate((*self.chapters, *self.archived), 1)]
        addresses = [chapter.address for chapter in self.chapters]
        rules.refuse(
            [
                *rules.misnumbered([chapter.number for chapter in self.chapters]),
                *rules.repeats("a key", rules.with_paths("chapters", keys, "id")),
                *rules.repeats("an address", rules.with_paths("chapters", addresses, "address")),
                *rules.repeats("a video id", [*videos, *more]),
                *rules.repeats("a chapter of the series", rules.with_paths("chapters", series, "series")),
            ]
        )
        needs = {c.number: [p.chapter for p in c.prerequisites] for c in self.chapters}
        rules.refuse(rules.unknown_needs(needs))
        rules.refuse(rules.prerequisite_cycles(needs))
        rules.refuse(rules.misordered(self.suggested_order, needs) if self.suggested_order else ())
        return self


def total_duration(chapters: Sequence[Chapter]) -> timedelta | None:
    """Return the length of all *chapters* together; None unless each one's is known."""
    known = [chapter.duration for chapter in chapters if chapter.duration_s is not None]
    return sum(known, timedelta()) if len(known) == len(chapters) else None


def unknown_course(course: CourseId) -> Course:
    """Return what stands for a *course* that was never seen: one without chapters, called as its id."""
    return Course.model_construct(id=course, title=Heading(en=course), chapters=(), archived=())


def course_ref(course: CourseId) -> int:
    """Return the number by which buttons mean *course*: 0 for the first course, else a checksum of its id."""
    return 0 if course == FIRST_COURSE else max(crc32(course.encode()), ALL_COURSES + 1)


def _texts(chapter: Chapter) -> Iterator[CourseText]:
    """Yield the texts of *chapter* that say which language they are in."""
    yield from () if chapter.question is None else (chapter.question,)
    yield from () if chapter.summary is None else (chapter.summary,)
    yield from (topic.name for topic in chapter.topics)
    yield from (moment.label for moment in chapter.moments)
