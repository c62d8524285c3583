"""What tests of imports share: addresses of videos that do not exist, and reading a text in one call."""

import json

import pytest

from bot.courses.imports.model import ImportedCourse, ImportRefusedError, ProblemKind, RefusalKind
from bot.courses.imports.reading import read_course


def video(number: int) -> str:
    """Return the short address of the made-up video *number*."""
    return f"https://youtu.be/madeupvid{number:02}"


def identity(number: int) -> str:
    """Return the identity of the made-up video *number*."""
    return f"youtube:madeupvid{number:02}"


def read(text: str, name: str = "", hosts: tuple[str, ...] = ()) -> ImportedCourse:
    """Return the course in *text*."""
    return read_course(text.encode(), name, hosts=hosts)


def titles(course: ImportedCourse) -> list[str]:
    """Return the titles of the lessons of *course*."""
    return [lesson.title for lesson in course.lessons]


def problems(course: ImportedCourse) -> dict[ProblemKind, tuple[int, ...]]:
    """Return the lines with each kind of problem of *course*."""
    return {problem.kind: problem.lines for problem in course.problems}


def refusal(content: str | bytes, name: str = "") -> RefusalKind:
    """Return why nothing can be read from *content*."""
    with pytest.raises(ImportRefusedError) as refused:
        read_course(content.encode() if isinstance(content, str) else content, name)
    return refused.value.kind


def own_file(*lessons: dict[str, object], **changes: object) -> bytes:
    """Return a course file of *lessons*, numbered as they stand, that has *changes*."""
    chapters = [
        {"number": n, "title": f"Lesson {n}", "address": f"https://www.youtube.com/playlist?list=a{n}"} | each
        for n, each in enumerate(lessons, 1)
    ]
    return json.dumps({"title": {"en": "Bread"}, "chapters": chapters} | changes).encode()


BROKEN = {
    "no title": own_file({}, title={}),
    "hidden title": own_file({}, title={"en": "\u200b\u202e"}),
    "hidden lesson": own_file({"title": "\u200b"}),
    "http": own_file({"address": "http://bread.example/1"}),
    "script": own_file({"address": "javascript:alert(1)"}),
    "no lessons": own_file(),
    "length": own_file({"duration_s": 10**30}),
    "moments": own_file({"moments": [{"at_s": n, "label": {"en": "x"}} for n in range(61)]}),
    "moment": own_file({"moments": [{"at_s": 10**30, "label": {"en": "x"}}]}),
    "lessons": own_file(*({} for _ in range(101))),
    "password": own_file({"address": "https://you:secret@bread.example/1"}),
    "surrogate": own_file({"title": "\ud800"}),
    "picture": own_file({"picture": "https://you:secret@bread.example/1.jpg"}),
    "spaces": own_file({"title": "   "}),
    "long": own_file({"title": "x" * 101}),
    "further": own_file({}, further=[{"video_id": "0" * 11, "title": "x", "duration_s": 10**30}]),
    "unknown field": own_file({"colour": "red"}),
}
"""Course files of which each breaks a rule."""
