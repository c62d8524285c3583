"""The study group that every test here runs on, and the check that nothing was logged as an error."""

import logging
from collections.abc import AsyncIterator, Generator, Iterator
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path

import discord
import pytest
from simcord._runtime import _selected_env

from tests import cached_commands, cached_course
from tests.behaviour.study_group import STRIDE, StudyGroup, founded
from tests.coverage_scope import without_coverage

FOUNDED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, None, None]:
    """Count the coverage of the first study group's set-up only: it is the same before every test."""
    with without_coverage() if item.config.stash.get(FOUNDED, False) else nullcontext():
        yield
    if "group" in getattr(item, "fixturenames", ()):
        item.config.stash[FOUNDED] = True


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, None, None]:
    """Count no coverage of closing a study group: the tests that restart the bot cover it."""
    with without_coverage() if item.config.stash.get(FOUNDED, False) else nullcontext():
        yield


class ErrorRecords(logging.Handler):
    """Keeps the log records of level ERROR and above."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep *record*."""
        self.records.append(record)

    def take(self) -> list[logging.LogRecord]:
        """Return and forget the records so far, for a test that expects them."""
        taken, self.records = self.records, []
        return taken


@pytest.fixture(autouse=True)
def failures() -> Iterator[ErrorRecords]:
    """Fail a test that leaves an ERROR record: discord.py only logs what a button's callback raises."""
    records = ErrorRecords()
    root = logging.getLogger()
    root.addHandler(records)
    yield records
    root.removeHandler(records)
    assert [record.getMessage() for record in records.records] == []


@pytest.fixture(autouse=True)
def _shared() -> Iterator[None]:
    """Load the course and the commands once for all bots."""
    with cached_course.patched(), cached_commands.patched():
        yield


@pytest.fixture(autouse=True)
def _no_machine_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make `discord.utils.utcnow` fail outside SimCord's time: the real date would fail a test some day."""
    told = discord.utils.utcnow

    def utcnow() -> datetime:
        assert _selected_env() is not None, "asked for the time outside SimCord's; see `Env.time_context`"
        return told()

    monkeypatch.setattr(discord.utils, "utcnow", utcnow)


@pytest.fixture(autouse=True)
def _sleep_until_woken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the runner sleep until it is woken, so that its hourly look hides no missing wake-up."""
    monkeypatch.setattr("bot.jobs.runner.LONGEST_SLEEP", STRIDE)


@pytest.fixture
async def group(tmp_path: Path) -> AsyncIterator[StudyGroup]:
    """A study group with a bot that has just joined it."""
    async with founded(tmp_path / "lectern.db") as group:
        yield group
