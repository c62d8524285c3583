"""The announcement of a schedule's start is made once, wherever the process is killed."""

from pathlib import Path

import pytest

from bot.jobs.model import CARRIED_OUT_WITHIN
from tests import short_undo
from tests.crash.recovery import POST, STARTED
from tests.loopback import BotDatabase, BotProcess, Loopback, Scene
from tests.wire.running_bot import running_bot

SETUP = {"weekdays": "monday", "time": "19:00", "timezone": "Europe/Lisbon"}


@pytest.mark.parametrize("made", [False, True])
async def test_a_process_killed_around_an_announcement_makes_it_once(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, tmp_path: Path, *, made: bool
) -> None:
    """Killed before the message is made, or before its reply."""
    organiser = discord_server.person(scene.organiser, scene.channel)
    with short_undo.patched(CARRIED_OUT_WITHIN):  # longer than a busy machine takes: only the killed process sends
        async with running_bot(discord_server, bot_database):
            await (await organiser.slash("schedule setup", channel=scene.channel, **SETUP)).finished()
    (start,) = [row["id"] for row in bot_database.jobs("waiting") if row["kind"] == "schedule_start"]
    await bot_database.make_due("start:%")
    hold = discord_server.faults.hold("POST", POST, after=made)
    async with await BotProcess.start(discord_server, tmp_path) as bot:
        await discord_server.until(lambda: hold.reached, "the announcement", STARTED)
        await bot.kill()
    hold.drop()
    discord_server.world.forget_nonces()
    await bot_database.expire_waits()
    async with await BotProcess.start(discord_server, tmp_path):
        await bot_database.settled(start, within=STARTED)
    (announced,) = discord_server.world.posts(scene.channel)
    assert announced.custom_ids == [f"v1:progress-post:{start}"]
    assert announced.data["mention_roles"] == []
