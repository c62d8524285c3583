"""Makes a course of what was read from a list, a table or a program's output."""

import json
from collections.abc import Iterator

from bot.courses.file import parse_course
from bot.courses.imports.model import ImportedCourse, ImportedLesson, SourceKind
from bot.courses.links import youtube_id
from bot.courses.model import (
    LONGEST_NAME,
    LONGEST_PARAGRAPH,
    LONGEST_TITLE,
    Chapter,
    Course,
    Heading,
    Label,
    Moment,
    Summary,
    Topic,
)
from bot.ids import CourseId
from bot.text.locales import Locale
from bot.text.visible import shortened

UNTITLED = {Locale.ENGLISH: "Our course", Locale.PORTUGUESE: "Nosso curso"}
"""What a course is called that has no title."""


def build_course(
    imported: ImportedCourse, key: CourseId, title: str | None = None, former: Heading | None = None
) -> Course:
    """Return *imported* as a course with the id *key*, called *title* if that is given, else as *former* says.

    Raise DataFileError for an own course file that breaks a rule, which always says what it is called.
    """
    if imported.source is SourceKind.OWN_FILE:
        course = parse_course(json.dumps({**(imported.document or {}), "id": key}), "course.json")
        return course if title is None else course.model_copy(update={"title": _heading(title, *course.title.locales)})
    locale = imported.locale
    chapters = [_chapter(number, lesson, locale) for number, lesson in enumerate(imported.lessons, 1)]
    name = _heading(title or imported.title or UNTITLED[locale], locale)
    return Course(
        id=key,
        title=name if title is not None or former is None else former,
        playlist_url=imported.url if imported.url and " " not in imported.url else None,
        chapters=tuple(chapters),
    )


def _heading(title: str, *locales: Locale) -> Heading:
    return Heading.in_one(min(locales), shortened(title, LONGEST_TITLE))


def _chapter(number: int, lesson: ImportedLesson, locale: Locale) -> Chapter:
    video = youtube_id(lesson.url)
    description = lesson.description[:LONGEST_PARAGRAPH].strip()
    return Chapter(
        number=number,
        video_id=video,
        address=None if video else lesson.url,
        title=lesson.title,
        channel=shortened(lesson.channel, LONGEST_TITLE) if lesson.channel else None,
        channel_url=lesson.channel_url,
        published=lesson.published,
        duration_s=lesson.duration_s or None,
        summary=Summary.in_one(locale, description) if description else None,
        topics=tuple(_topics(lesson, locale)),
        moments=tuple(
            Moment(at_s=at_s, label=Label.in_one(locale, shortened(label, LONGEST_NAME)))
            for at_s, label in lesson.moments
            if label.strip() and (not lesson.duration_s or at_s < lesson.duration_s)
        ),
    )


def _topics(lesson: ImportedLesson, locale: Locale) -> Iterator[Topic]:
    """Yield the topics of *lesson*, each name once, without names that are too long for one."""
    seen = set[str]()
    for name, *also in lesson.topics:
        if name not in seen and 0 < len(name) <= LONGEST_NAME:
            seen.add(name)
            others = tuple(other for other in also if 0 < len(other) <= LONGEST_NAME)
            yield Topic(name=Label.in_one(locale, name), also=others)
