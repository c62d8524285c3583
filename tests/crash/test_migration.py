"""The bot's process is killed while it makes or migrates its database: nothing is lost, and it starts again."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.storage.sqlite.migrate import backup_path, scripts
from tests.crash.recovery import STARTED, assert_each_posted_once
from tests.loopback import BotDatabase, BotProcess, Loopback, Scene, minutes_ago

LATER = "tests.crash.later_version"
KNOWN = len(scripts())
ENDLESS = "1000000000000"


def _tables(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}


@pytest.mark.parametrize("delay", [0.0, 0.2])
async def test_a_process_killed_while_migrating_leaves_the_old_schema(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, tmp_path: Path, delay: float
) -> None:
    """With its data, and a complete backup; the next start migrates."""
    due = minutes_ago(2)
    (job,) = await bot_database.plan(scene.channel, due=due)
    before = _tables(bot_database.path)
    (tmp_path / "rows").write_text(ENDLESS, encoding="utf-8")
    backup = backup_path(bot_database.path, KNOWN)
    async with await BotProcess.start(discord_server, tmp_path, "run", module=LATER) as bot:
        await bot_database.until(backup.exists, "the backup", STARTED)
        await asyncio.sleep(delay)
        await bot.kill()
    assert discord_server.journal.records == []
    assert bot_database.value("PRAGMA user_version") == KNOWN
    assert _tables(bot_database.path) == before
    assert bot_database.job(job)["state"] == "waiting"
    (tmp_path / "rows").write_text("9", encoding="utf-8")
    async with await BotProcess.start(discord_server, tmp_path, "run", module=LATER):
        await bot_database.settled(job, within=STARTED)
    assert bot_database.value("PRAGMA user_version") == KNOWN + 1
    assert bot_database.value("SELECT count(*) FROM later") == 9
    assert _tables(bot_database.path) == before - {"watched"} | {"later"}
    assert _tables(backup) == before
    assert_each_posted_once(discord_server, bot_database, [job], [scene.channel], due)


@pytest.mark.parametrize("delay", [0.0, 0.01])
async def test_a_process_killed_while_making_the_database_finishes_it_at_the_next_start(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, tmp_path: Path, delay: float
) -> None:
    """That start then serves."""
    async with await BotProcess.start(discord_server, tmp_path) as bot:
        await bot_database.until(bot_database.path.exists, "the file", STARTED)
        await asyncio.sleep(delay)
        await bot.kill()
    async with await BotProcess.start(discord_server, tmp_path):
        await discord_server.ready(STARTED)
        member = discord_server.person(scene.member, scene.channel)
        talk = await (await member.slash("progress")).finished()
        assert "Your progress" in talk.reply.text
    assert bot_database.value("PRAGMA user_version") == KNOWN
    assert bot_database.value("PRAGMA integrity_check") == "ok"
