"""A study group for every test, and the guard that nothing fails unseen."""

import logging
from collections.abc import AsyncIterator, Iterator
from functools import cache
from pathlib import Path

import pytest

import bot.app
from bot.core.answers import AnswerEngine
from tests.behaviour.study_group import StudyGroup, founded


class Watch(logging.Handler):
    """Keeps the records that say that something failed."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep *record*."""
        self.records.append(record)

    def take(self) -> list[logging.LogRecord]:
        """Return what has failed since the last time: the test expected it."""
        taken, self.records = self.records, []
        return taken


@pytest.fixture(autouse=True)
def failures() -> Iterator[Watch]:
    """Fail a test that leaves an ERROR record: errors in buttons reach nothing but discord.py's log."""
    watch = Watch()
    root = logging.getLogger()
    root.addHandler(watch)
    yield watch
    root.removeHandler(watch)
    assert [record.getMessage() for record in watch.records] == []


@cache
def engine() -> AnswerEngine:
    """Build the answer engine once for all tests: it only reads, and building it takes a quarter second."""
    return bot.app.load_engine(bot.app.load_course())


@pytest.fixture(autouse=True)
def _one_engine() -> Iterator[None]:
    """Let every bot of a test share the one engine."""
    shared = engine()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bot.app, "load_engine", lambda _course: shared)
        yield


@pytest.fixture
async def group(tmp_path: Path) -> AsyncIterator[StudyGroup]:
    """A study group with a bot that has just joined it."""
    async with founded(tmp_path / "lectern.db") as group:
        yield group
