"""Whether the bot can work is known from the real client, and written to the heartbeat file."""

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import discord
import pytest

from bot.health import GRACE, find_problem
from bot.settings import heartbeat_beside
from tests.loopback import BotDatabase, BotProcess, Loopback
from tests.loopback.condition import TIMEOUT_S
from tests.wire.running_bot import running_bot

pytestmark = [pytest.mark.xdist_group("loopback"), pytest.mark.usefixtures("scene", "valid_requests")]


async def until(fits: Callable[[], bool], pause: float = 0.0) -> None:
    """Wait until *fits* is true, checked at every turn of the event loop or after each *pause*."""
    async with asyncio.timeout(TIMEOUT_S):
        while not fits():  # noqa: ASYNC110 - nothing tells when it changes
            await asyncio.sleep(pause)


async def test_the_bot_reports_a_problem_only_while_it_is_not_connected(
    discord_server: Loopback, bot_database: BotDatabase
) -> None:
    """Until its servers are known, and while it reconnects."""
    async with running_bot(discord_server, bot_database) as bot:
        await until(lambda: bot.problem() is None)
        await discord_server.gateway.cut()
        await until(lambda: bot.problem() == "Discord is not connected")
        await until(lambda: bot.problem() is None)
        assert discord_server.gateway.resumed


async def test_a_bot_whose_database_fails_while_it_gets_ready_is_unhealthy(
    discord_server: Loopback,
    bot_database: BotDatabase,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """It is connected, but would never post."""

    async def fail(*_: object) -> None:
        message = "disk I/O error"
        raise OSError(message)

    monkeypatch.setattr("bot.guilds.service.GuildService.reconcile", fail)
    async with running_bot(discord_server, bot_database) as bot:
        await until(lambda: bot.problem() != "Discord is not connected")
        await until(lambda: any(record.levelno == logging.ERROR for record in caplog.records))
        assert bot.problem() == "the job runner has not started"


async def test_the_process_writes_a_heartbeat_while_it_runs(discord_server: Loopback, tmp_path: Path) -> None:
    """After SIGTERM the file is deleted; after SIGKILL it stays and becomes old."""
    path = heartbeat_beside(tmp_path / "lectern.db")

    def well() -> bool:
        return find_problem(path, discord.utils.utcnow()) is None

    assert not well()
    async with await BotProcess.start(discord_server, tmp_path) as process:
        await until(well, 0.05)
        assert await process.terminate() == 0
    assert not path.exists()
    async with await BotProcess.start(discord_server, tmp_path) as process:
        await until(path.exists, 0.05)
        await process.kill()
    assert path.exists()
    assert find_problem(path, discord.utils.utcnow() + GRACE + timedelta(seconds=1)) is not None
