"""A study group for every test, and the guard that nothing fails unseen."""

import logging
from collections.abc import AsyncIterator, Generator, Iterator
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path

import discord
import pytest
from simcord._runtime import _selected_env

from tests import cached_commands, cached_course, threadless_sqlite
from tests.behaviour.study_group import STRIDE, StudyGroup, founded
from tests.measuring import unmeasured

FOUNDED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, None, None]:
    """Measure once how a study group is founded: it goes the same way before every test."""
    with unmeasured() if item.config.stash.get(FOUNDED, False) else nullcontext():
        yield
    if "group" in getattr(item, "fixturenames", ()):
        item.config.stash[FOUNDED] = True


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, None, None]:
    """Leave the measuring of how one is left to the tests that restart the bot themselves."""
    with unmeasured() if item.config.stash.get(FOUNDED, False) else nullcontext():
        yield


class ErrorRecords(logging.Handler):
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
def failures() -> Iterator[ErrorRecords]:
    """Fail a test that leaves an ERROR record: errors in buttons reach nothing but discord.py's log."""
    records = ErrorRecords()
    root = logging.getLogger()
    root.addHandler(records)
    yield records
    root.removeHandler(records)
    assert [record.getMessage() for record in records.records] == []


@pytest.fixture(autouse=True)
def _shared() -> Iterator[None]:
    """Let every bot of a test share the one course, one reading of the cogs and the test's own thread."""
    with cached_course.patched(), cached_commands.patched(), threadless_sqlite.patched():
        yield


@pytest.fixture(autouse=True)
def _no_machine_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse to tell the machine's time: a test that compared its dates with it would fail some day."""
    told = discord.utils.utcnow

    def utcnow() -> datetime:
        assert _selected_env() is not None, "asked for the time outside SimCord's; see `Env.time_context`"
        return told()

    monkeypatch.setattr(discord.utils, "utcnow", utcnow)


@pytest.fixture(autouse=True)
def _long_nap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the runner sleep until it is woken: what forgets to wake it is not covered up every hour."""
    monkeypatch.setattr("bot.jobs.runner.LONGEST_SLEEP", STRIDE)


@pytest.fixture
async def group(tmp_path: Path) -> AsyncIterator[StudyGroup]:
    """A study group with a bot that has just joined it."""
    async with founded(tmp_path / "lectern.db") as group:
        yield group
