"""One fresh loopback Discord per test, which must have been asked nothing that it does not know."""

from collections.abc import AsyncIterator

import pytest

from tests.loopback import Loopback, Scene, study_server


@pytest.fixture
async def discord_server() -> AsyncIterator[Loopback]:
    """The server; at the end its own answers must have fitted Discord's document, without a gap."""
    async with Loopback() as server:
        yield server
    assert server.own_breaches == []
    assert server.gaps == []


@pytest.fixture
def scene(discord_server: Loopback) -> Scene:
    """A study server on it."""
    return study_server(discord_server.world)
