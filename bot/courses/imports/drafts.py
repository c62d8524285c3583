"""Makes lessons of what a format's reader found, checks their links and bounds, and gathers what is wrong."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.courses.imports.cleaning import (
    LONGEST_DESCRIPTION,
    LONGEST_FOUND,
    LONGEST_NAME,
    LONGEST_TITLE,
    clean_line,
    clean_text,
    shorten,
    told_locale,
)
from bot.courses.imports.links import BadLinkError, Link, LinkFault, Target, is_on, read_link
from bot.courses.imports.model import (
    MOST_PROBLEMS,
    Consequence,
    ImportedCourse,
    ImportedLesson,
    ImportProblem,
    ImportRefusedError,
    ProblemKind,
    RefusalKind,
    SourceKind,
)
from bot.courses.imports.timestamps import day_comes_first, read_date, read_duration, read_moments
from bot.courses.imports.topics import introduced, joined
from bot.text.languages import ANY_LANGUAGE
from bot.text.tokens import fold

MOST_LESSONS = 100
MOST_MOMENTS = 60  # of a lesson
LONGEST_NUMBER = 10  # characters of a number as it is written
_plain_number = re.compile(r"[0-9]+[a-z]?", re.IGNORECASE)
_GRAVITY = tuple(Consequence)
_KINDS = tuple(ProblemKind)


class Problems:
    """What is wrong with a course: each kind once, with all lines that have it."""

    def __init__(self) -> None:
        self._found: dict[ProblemKind, tuple[list[int], str, str | None]] = {}

    def add(self, kind: ProblemKind, line: int, found: str = "", lesson: str | None = None) -> None:
        """Note that *line* has a problem of *kind*: *found* stands there, in the lesson with the title *lesson*."""
        quoted = shorten(clean_line(found), LONGEST_FOUND)
        self._found.setdefault(kind, ([], quoted, lesson and shorten(clean_line(lesson), LONGEST_TITLE)))[0].append(
            line
        )

    def grouped(self, *, in_entries: bool) -> tuple[ImportProblem, ...]:
        """Return at most ten problems, the gravest first; *in_entries* says what their lines are."""
        kinds = sorted(self._found, key=lambda kind: (_GRAVITY.index(kind.consequence), _KINDS.index(kind)))
        return tuple(
            ImportProblem(kind, tuple(sorted(set(lines))), found, lesson, in_entries)
            for kind, (lines, found, lesson) in ((kind, self._found[kind]) for kind in kinds[:MOST_PROBLEMS])
        )


@dataclass(slots=True)
class Draft:
    """What a format's reader found of a lesson, as it is written; *line* is where, from 1."""

    line: int
    title: str = ""
    link: str = ""
    number: str | None = None
    description: str = ""
    topics: tuple[tuple[str, ...], ...] = ()
    moments: tuple[tuple[int, str], ...] = ()
    duration: str | float | None = None
    published: str | None = None
    channel: str = ""
    channel_link: str = ""


@dataclass(slots=True)
class Course:
    """What a format's reader found: drafts of the lessons, and what is said of the course as a whole."""

    source: SourceKind
    drafts: list[Draft] = field(default_factory=list)
    title: str = ""
    link: str = ""
    problems: Problems = field(default_factory=Problems)


def finished(course: Course, hosts: Collection[str] = ()) -> ImportedCourse:
    """Return *course* with its usable lessons; raise ImportRefusedError if there is none, or too many."""
    problems = course.problems
    locale = told_locale("\n".join(f"{draft.title}\n{draft.description}" for draft in course.drafts))
    day_first = day_comes_first([draft.published for draft in course.drafts if draft.published], locale)
    usable = _usable(course)
    in_entries = course.source is SourceKind.YT_DLP
    if not usable:
        raise ImportRefusedError(RefusalKind.NO_LESSONS, problems=problems.grouped(in_entries=in_entries))
    if len(usable) > MOST_LESSONS:
        raise ImportRefusedError(RefusalKind.TOO_MANY_LESSONS, str(len(usable)))
    lessons = tuple(_lesson(draft, link, problems, day_first=day_first) for draft, link in usable)
    _note_numbers(lessons, problems)
    links = [link for _, link in usable]
    title = shorten(clean_line(course.title), LONGEST_TITLE) or None
    unknown = frozenset(link.host for link in links if link.target is Target.PAGE and not is_on(link.host, hosts))
    told = problems.grouped(in_entries=in_entries)
    return ImportedCourse(course.source, title, _address(course.link), locale, lessons, told, unknown)


def _usable(course: Course) -> list[tuple[Draft, Link]]:
    """Return the drafts that can be lessons, each video once, with their links; note why others are left out."""
    found: dict[str, tuple[Draft, Link]] = {}
    for draft in course.drafts:
        link = _usable_link(draft, course.problems)
        if link is not None and link.identity in found:
            first, _ = found[link.identity]
            course.problems.add(ProblemKind.REPEATED, draft.line, draft.title, first.title)
        elif link is not None:
            found[link.identity] = (draft, link)
    return list(found.values())


def _usable_link(draft: Draft, problems: Problems) -> Link | None:
    """Return where the lesson *draft* is, or note why it is left out."""
    title = clean_line(draft.title)
    kind, found, link = ProblemKind.NO_LINK, title, None
    if fold(title) in ANY_LANGUAGE.imports.unavailable:
        kind = ProblemKind.UNAVAILABLE
    elif draft.link.strip():
        kind, found, link = ProblemKind.NO_TITLE, draft.link, None
        try:
            link = read_link(draft.link)
        except BadLinkError as error:
            kind = ProblemKind.UNSAFE_LINK if error.fault is LinkFault.UNSAFE else ProblemKind.BROKEN_LINK
        if link is not None and link.target in (Target.PLAYLIST, Target.CHANNEL):
            kind, link = ProblemKind.NOT_A_VIDEO, None
    if link is None or not title:
        problems.add(kind, draft.line, found, title or None)
        return None
    return link


def _address(written: str) -> str | None:
    """Return the link *written* cleaned, or nothing if it cannot be used."""
    try:
        return read_link(written).url
    except BadLinkError:
        return None


def _lesson(draft: Draft, link: Link, problems: Problems, *, day_first: bool | None) -> ImportedLesson:
    """Return the lesson of *draft* within all bounds; what is lost is noted."""
    title = shorten(whole := clean_line(draft.title), LONGEST_TITLE)
    if title != whole:
        problems.add(ProblemKind.TITLE_SHORTENED, draft.line, whole, title)
    duration_s = _duration(draft, title, problems)
    listed, rest = read_moments(draft.description)
    description = clean_text(rest) or (whole if title != whole else "")
    if len(description) > LONGEST_DESCRIPTION:
        problems.add(ProblemKind.DESCRIPTION_SHORTENED, draft.line, description, title)
        description = shorten(description, LONGEST_DESCRIPTION)
    channel_url = _address(draft.channel_link)
    if draft.channel_link.strip() and channel_url is None:
        problems.add(ProblemKind.BAD_CHANNEL_LINK, draft.line, draft.channel_link, title)
    return ImportedLesson(
        title=title,
        url=link.url,
        identity=link.identity,
        line=draft.line,
        written_number=clean_line(draft.number or "")[:LONGEST_NUMBER] or None,
        description=description,
        topics=joined(*draft.topics, *introduced(f"{title}\n{description}")),
        moments=_moments(draft.moments or listed, duration_s, draft.line, title, problems),
        duration_s=duration_s,
        published=_published(draft, title, problems, day_first=day_first),
        channel=shorten(clean_line(draft.channel), LONGEST_TITLE) or None,
        channel_url=channel_url,
    )


def _duration(draft: Draft, title: str, problems: Problems) -> int | None:
    duration_s = read_duration(draft.duration)
    if duration_s is None and draft.duration not in (None, "", 0):
        problems.add(ProblemKind.BAD_DURATION, draft.line, str(draft.duration), title)
    return duration_s


def _published(draft: Draft, title: str, problems: Problems, *, day_first: bool | None) -> date | None:
    published = read_date(draft.published, day_first=day_first)
    if published is None and draft.published and draft.published.strip():
        problems.add(ProblemKind.BAD_DATE, draft.line, draft.published, title)
    return published


def _moments(
    moments: Iterable[tuple[int, str]], duration_s: int | None, line: int, title: str, problems: Problems
) -> tuple[tuple[int, str], ...]:
    """Return *moments* in order, each second once, at most 60, and none past the video's end."""
    kept: dict[int, str] = {}
    for at_s, label in sorted(moments, key=lambda moment: moment[0]):
        name = shorten(clean_line(label), LONGEST_NAME)
        if duration_s is not None and at_s >= duration_s:
            problems.add(ProblemKind.MOMENT_PAST_END, line, name, title)
        elif name:
            kept.setdefault(at_s, name)
    if len(kept) > MOST_MOMENTS:
        problems.add(ProblemKind.MOMENTS_LEFT_OUT, line, str(len(kept)), title)
    return tuple(kept.items())[:MOST_MOMENTS]


def _note_numbers(lessons: Sequence[ImportedLesson], problems: Problems) -> None:
    """Note lessons whose place is not the number that they were given, if such numbers are each given once."""
    written = [lesson.written_number for lesson in lessons if lesson.written_number is not None]
    if len(set(written)) < len(written):
        return  # each section counts anew
    for place, lesson in enumerate(lessons, 1):
        number = lesson.written_number
        if number is not None and _plain_number.fullmatch(number) and (number.lstrip("0") or "0") != str(place):
            problems.add(ProblemKind.MISNUMBERED, lesson.line, number, lesson.title)
