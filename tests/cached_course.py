"""The course, its answer engine and its look-up, made once a process and shared by all bots under test.

Nothing changes them, and making them takes longer than most tests.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from bot import app, course_folders, loading
from bot.answers import AnswerEngine
from bot.courses.captions.model import Transcript
from bot.courses.lookup import ChapterLookup
from bot.courses.model import Course
from bot.text.locales import Locale
from bot.times.typed_times import read_day

ANY_DAY = datetime(2026, 11, 23, tzinfo=UTC)
_load_course, _load_engine = loading.load_course, loading.load_engine


@cache
def course() -> Course:
    """Return the real course of nine chapters."""
    return _load_course()


@cache
def _engine(transcripts: tuple[Transcript, ...] = ()) -> AnswerEngine:
    engine = _load_engine(course(), transcripts)
    # Parts of both are made at their first use, which is to be here and not in a test with a time limit.
    engine.ask("GRU", Locale.ENGLISH)
    read_day("tomorrow", "en-US", "UTC", ANY_DAY)
    return engine


@cache
def _lookup() -> ChapterLookup:
    return ChapterLookup(course())


def _shared_engine(of: Course, transcripts: tuple[Transcript, ...] = (), glossary: Path | None = None) -> AnswerEngine:
    """Return the shared engine for the real course, and a new one for any other."""
    return _engine(transcripts) if of.key == course().key else _load_engine(of, transcripts, glossary)


def _shared_lookup(of: Course) -> ChapterLookup:
    return _lookup() if of.key == course().key else ChapterLookup(of)


def load() -> None:
    """Make all of it now."""
    _engine()
    _lookup()


@contextmanager
def patched() -> Iterator[None]:
    """Let every bot that is opened in the block use the shared course."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(course_folders, "load_course", course)
        patch.setattr(course_folders, "load_engine", _shared_engine)
        patch.setattr(app, "ChapterLookup", _shared_lookup)
        yield
