"""A course as it was read from a list of links, a table or a program's output, and what was wrong with that."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from bot.text.locales import Locale


class SourceKind(StrEnum):
    """In which form a course came; the value is for programs."""

    LIST = "list"
    TABLE = "table"
    YT_DLP = "yt-dlp"
    OWN_FILE = "own_file"


class Consequence(StrEnum):
    """What a problem does: the lesson is left out, a part of it is, or it is only remarked."""

    LESSON_LEFT_OUT = "lesson_left_out"
    PART_LEFT_OUT = "part_left_out"
    REMARK = "remark"


class ProblemKind(StrEnum):
    """What can be wrong with a lesson; the value is for programs."""

    NO_LINK = "no_link"
    NO_TITLE = "no_title"
    UNSAFE_LINK = "unsafe_link"
    BROKEN_LINK = "broken_link"
    NOT_A_VIDEO = "not_a_video"
    UNAVAILABLE = "unavailable"
    REPEATED = "repeated"
    TITLE_SHORTENED = "title_shortened"
    DESCRIPTION_SHORTENED = "description_shortened"
    MOMENTS_LEFT_OUT = "moments_left_out"
    MOMENT_PAST_END = "moment_past_end"
    BAD_DURATION = "bad_duration"
    BAD_DATE = "bad_date"
    BAD_CHANNEL_LINK = "bad_channel_link"
    MISNUMBERED = "misnumbered"
    OTHER_LINKS = "other_links"
    LONG_ROW = "long_row"
    HIDDEN_CHARACTERS = "hidden_characters"

    @property
    def consequence(self) -> Consequence:
        """What comes of a problem of this kind."""
        if self in _FATAL:
            return Consequence.LESSON_LEFT_OUT
        return Consequence.REMARK if self in _REMARKS else Consequence.PART_LEFT_OUT


_FATAL = frozenset(
    {
        ProblemKind.NO_LINK, ProblemKind.NO_TITLE, ProblemKind.UNSAFE_LINK, ProblemKind.BROKEN_LINK,
        ProblemKind.NOT_A_VIDEO, ProblemKind.UNAVAILABLE, ProblemKind.REPEATED,
    }
)  # fmt: skip
_REMARKS = frozenset(
    {ProblemKind.MISNUMBERED, ProblemKind.OTHER_LINKS, ProblemKind.LONG_ROW, ProblemKind.HIDDEN_CHARACTERS}
)
MOST_PROBLEMS = 10  # shown of a course


class RefusalKind(StrEnum):
    """Why nothing at all can be read; the value is for programs."""

    TOO_LARGE = "too_large"
    TOO_MANY_LINES = "too_many_lines"
    NOT_TEXT = "not_text"
    EMPTY = "empty"
    WEB_PAGE = "web_page"
    BAD_JSON = "bad_json"
    UNKNOWN_JSON = "unknown_json"
    BAD_TABLE = "bad_table"
    NO_HEADERS = "no_headers"
    TOO_DEEP = "too_deep"
    NO_LESSONS = "no_lessons"
    TOO_MANY_LESSONS = "too_many_lessons"


class ImportRefusedError(ValueError):
    """Nothing can be read: *kind* says why, *found* what was found, *line* where (from 1), and *problems* what else."""

    def __init__(
        self, kind: RefusalKind, found: str = "", line: int | None = None, problems: "tuple[ImportProblem, ...]" = ()
    ) -> None:
        super().__init__(kind.value)
        self.kind = kind
        self.found = found
        self.line = line
        self.problems = problems


@dataclass(frozen=True, slots=True)
class ImportedLesson:
    """A lesson: its title and link, and what else is known of it.

    Attributes:
        identity: The same for every address of the same video: "youtube:ID", "vimeo:ID", else the cleaned address.
        written_number: The number as it was written, such as "24b".
        topics: Each its name, and behind it its acronyms and other names.
        moments: Each its second in the video and what begins there, in order.
        line: Where the lesson stands, from 1: a line of the text, or its place in what yt-dlp wrote.
    """

    title: str
    url: str
    identity: str
    line: int
    written_number: str | None = None
    description: str = ""
    topics: tuple[tuple[str, ...], ...] = ()
    moments: tuple[tuple[int, str], ...] = ()
    duration_s: int | None = None
    published: date | None = None
    channel: str | None = None
    channel_url: str | None = None


@dataclass(frozen=True, slots=True)
class ImportProblem:
    """One kind of problem and all lines that have it; *found* and *lesson* (its title) are those of the first line.

    *in_entries* says that the lines are places in what a program listed, since its JSON has no lines of its own.
    """

    kind: ProblemKind
    lines: tuple[int, ...]
    found: str = ""
    lesson: str | None = None
    in_entries: bool = False


@dataclass(frozen=True, slots=True)
class ImportedCourse:
    """What was read: the lessons in their order, and at most ten problems, the gravest first.

    Attributes:
        url: The address of the course as a whole, such as a playlist's.
        unknown_hosts: Hosts of lessons that are no known host of videos, and were not confirmed.
        document: The parsed JSON of an own course file, which is not validated; else None.
    """

    source: SourceKind
    title: str | None = None
    url: str | None = None
    locale: Locale = Locale.ENGLISH
    lessons: tuple[ImportedLesson, ...] = ()
    problems: tuple[ImportProblem, ...] = ()
    unknown_hosts: frozenset[str] = frozenset()
    document: Mapping[str, Any] | None = field(default=None, hash=False)
