"""Reads the default course and glossaries, and builds what answers about a course."""

from collections.abc import Sequence
from pathlib import Path

from bot.answers import AnswerEngine
from bot.courses.captions.model import Transcript
from bot.courses.fields import known_fields
from bot.courses.file import parse_course
from bot.courses.glossary import Glossary, parse_glossary
from bot.courses.model import FIRST_COURSE, Course
from bot.text.data_files import DATA, DataFileError
from bot.unusable import CannotStartError


def load_course() -> Course:
    """Return the course of data/videos.json; CannotStartError if that is missing or breaks a rule."""
    try:
        return parse_course((DATA / "videos.json").read_text("utf-8"), "data/videos.json")
    except (DataFileError, OSError) as error:
        raise CannotStartError(str(error)) from error


def load_glossary(course: Course, file: Path | None) -> Glossary | None:
    """Return the glossary of *course* in *file*, None without one; CannotStartError if it cannot be used."""
    if file is None:
        return None
    name = "data/glossary.json" if file.parent == DATA else str(file)
    try:
        return parse_glossary(file.read_text("utf-8"), course, known_fields(), name)
    except (DataFileError, OSError, UnicodeDecodeError) as error:
        raise CannotStartError(str(error)) from error


def load_engine(course: Course, transcripts: Sequence[Transcript] = (), glossary: Path | None = None) -> AnswerEngine:
    """Build the answer engine from *course*, the file of its *glossary* and *transcripts*; CannotStartError as above.

    The default course has data/glossary.json, and another none, if no glossary is given.
    """
    file = DATA / "glossary.json" if glossary is None and course.key == FIRST_COURSE else glossary
    return AnswerEngine(course.with_taught(), load_glossary(course, file), transcripts)
