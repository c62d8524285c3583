"""What tests of imports share: addresses of videos that do not exist, and reading a text in one call."""

import pytest

from bot.courses.imports import ImportedCourse, ImportRefusedError, ProblemKind, RefusalKind, read_course


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
