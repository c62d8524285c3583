"""Reads what an organiser sends as a course, and makes a course of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from bot.courses.file import course_file
from bot.courses.imports.building import build_course
from bot.courses.imports.cleaning import LARGEST_FILE, clean_line
from bot.courses.imports.model import ImportedCourse, ImportProblem, ImportRefusedError, RefusalKind, SourceKind
from bot.courses.imports.own_files import broken_bounds, hosts_of, visible
from bot.courses.imports.reading import read_course
from bot.courses.model import LONGEST_ID, Course, Heading
from bot.ids import CourseId
from bot.text.data_files import DataFileError
from bot.text.tokens import fold

UNNAMED = CourseId("course")
"""The id of a course whose title and file give none."""


@dataclass(frozen=True, slots=True)
class Upload:
    """The *course* that was read, what was wrong with it, and the hosts of its lessons that are no known ones.

    It *is_whole* where its form holds all that a course can: what is not in it is not to be.
    """

    course: Course
    problems: tuple[ImportProblem, ...] = ()
    hosts: frozenset[str] = frozenset()
    is_whole: bool = False


def read_upload(
    content: bytes,
    name: str,
    key: CourseId | None,
    title: str | None,
    former: Heading | None = None,
    *,
    largest: int = LARGEST_FILE,
) -> Upload | Sequence[str]:
    """Return the course in *content*, a file called *name* or a message, with the id *key*, called *title* if given.

    One that is edited keeps its *former* title unless a course file has another. Without a *key*, an own course file
    keeps its id, and any other is called after its title or its file. An own course file that breaks rules gives a line
    for each. Raise ImportRefusedError if nothing can be read, or *content* or the course is more than *largest* bytes.
    """
    title = clean_line(title or "") or None
    imported = read_course(content, name, largest=largest)
    hosts = imported.unknown_hosts
    if hosts:
        imported = read_course(content, name, hosts=hosts, largest=largest)
    key = key or _own_key(imported, name)
    upload: Upload | Sequence[str]
    if imported.source is SourceKind.OWN_FILE:
        upload = _own(imported, key, title)
    else:
        upload = Upload(build_course(imported, key, title, former), imported.problems, hosts)
    if isinstance(upload, Upload) and len(course_file(upload.course, largest)) > largest:
        raise ImportRefusedError(RefusalKind.TOO_LARGE)
    return upload


def _own(imported: ImportedCourse, key: CourseId, title: str | None) -> Upload | Sequence[str]:
    imported = replace(imported, document=visible(imported.document or {}))
    try:
        course = build_course(imported, key, title)
    except DataFileError as error:
        return tuple(problem.partition(": ")[2] for problem in error.problems)
    return broken_bounds(course) or Upload(course, hosts=hosts_of(course), is_whole=True)


def _own_key(imported: ImportedCourse, name: str) -> CourseId:
    """Return the id that the own course file *imported* has, else one made of the title, or of the file's *name*."""
    written = (imported.document or {}).get("id")
    if isinstance(written, str):
        return CourseId(written)
    stem = PurePath(name).stem
    return CourseId(next(filter(None, map(_as_id, (imported.title or "", stem))), UNNAMED))


def _as_id(text: str) -> str:
    """Return *text* as lower-case letters and digits with hyphens between them, at most as long as an id may be."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")[:LONGEST_ID].rstrip("-")
