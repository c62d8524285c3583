"""Courses read from what people have in hand: lists of links, tables, what yt-dlp writes."""

from bot.courses.imports.model import (
    Consequence,
    ImportedCourse,
    ImportedLesson,
    ImportProblem,
    ImportRefusedError,
    ProblemKind,
    RefusalKind,
    SourceKind,
)
from bot.courses.imports.reading import read_course

__all__ = [
    "Consequence",
    "ImportProblem",
    "ImportRefusedError",
    "ImportedCourse",
    "ImportedLesson",
    "ProblemKind",
    "RefusalKind",
    "SourceKind",
    "read_course",
]
