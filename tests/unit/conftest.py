"""Fixtures of several modules: a folder without settings, and a guild without parties."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.settings import Settings
from bot.storage.database import open_database
from tests.unit.party_harness import PartyHarness


@pytest.fixture
def no_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Change to an empty folder, with no setting in the environment."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"LECTERN_{name.upper()}", raising=False)
    monkeypatch.delenv("DISCORD_TOKEN", raising=False)


@pytest.fixture
async def harness(tmp_path: Path) -> AsyncIterator[PartyHarness]:
    """A guild without parties, with the service and the jobs of parties."""
    async with open_database(tmp_path / "lectern.db") as database:
        yield PartyHarness(database)
