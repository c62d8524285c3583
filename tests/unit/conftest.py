"""Fixtures for several modules: a place without settings, a guild without parties."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.settings import Settings
from bot.storage.database import Database
from tests.unit.party_harness import PartyHarness


@pytest.fixture
def no_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in an empty folder, with no settings."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"LECTERN_{name.upper()}", raising=False)
    monkeypatch.delenv("DISCORD_TOKEN", raising=False)


@pytest.fixture
async def harness(tmp_path: Path) -> AsyncIterator[PartyHarness]:
    """A guild without parties."""
    async with Database.open(tmp_path / "lectern.db") as database:
        yield PartyHarness(database)
