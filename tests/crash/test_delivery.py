"""The bot's process is killed at each step of a delivery: one post comes of it, and the schedule goes on."""

import asyncio
from pathlib import Path

import pytest

from tests.crash.recovery import POST, STARTED, assert_each_posted_once, recover
from tests.loopback import BotDatabase, BotProcess, Loopback, Scene, minutes_ago, study_server

DUE_AGO = 2


async def test_a_process_killed_before_the_message_is_made_posts_after_its_restart(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, tmp_path: Path
) -> None:
    """Discord had not worked on the request; the next attempt posts."""
    due = minutes_ago(DUE_AGO)
    (job,) = await bot_database.plan(scene.channel, due=due)
    hold = discord_server.faults.hold("POST", POST, after=False)
    async with await BotProcess.start(discord_server, tmp_path) as bot:
        await discord_server.until(lambda: hold.reached, "the request", STARTED)
        await bot.kill()
    hold.drop()
    assert discord_server.world.posts(scene.channel) == []
    assert bot_database.job(job)["state"] == "leased"
    await recover(discord_server, bot_database, tmp_path, job)
    assert_each_posted_once(discord_server, bot_database, [job], [scene.channel], due)


@pytest.mark.parametrize("remembered", [True, False])
async def test_a_process_killed_before_the_reply_finds_its_message(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, tmp_path: Path, *, remembered: bool
) -> None:
    """Discord had made the message; the next attempt finds it, with or without the nonce."""
    due = minutes_ago(DUE_AGO)
    (job,) = await bot_database.plan(scene.channel, due=due)
    hold = discord_server.faults.hold("POST", POST, after=True)
    async with await BotProcess.start(discord_server, tmp_path) as bot:
        await discord_server.until(lambda: hold.reached, "the message made, its reply held", STARTED)
        await bot.kill()
    hold.drop()
    if not remembered:
        discord_server.world.forget_nonces()
    assert bot_database.job(job)["state"] == "leased"
    await recover(discord_server, bot_database, tmp_path, job)
    assert_each_posted_once(discord_server, bot_database, [job], [scene.channel], due)
    assert len(discord_server.journal.find("POST", POST)) == 1


async def test_a_process_killed_before_the_job_is_settled_finds_its_message(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, tmp_path: Path
) -> None:
    """The bot had the reply, but had not recorded it; the next attempt finds the message."""
    due = minutes_ago(DUE_AGO)
    (job,) = await bot_database.plan(scene.channel, due=due)
    hold = discord_server.faults.hold("POST", POST, after=True)
    async with await BotProcess.start(discord_server, tmp_path) as bot:
        await discord_server.until(lambda: hold.reached, "the message made, its reply held", STARTED)
        async with bot_database.locked():
            hold.release()
            sent = discord_server.journal
            await discord_server.until(lambda: len(sent.answered("POST", POST)) == 1, "the reply")
            await asyncio.sleep(0.3)
            await bot.kill()
    discord_server.world.forget_nonces()
    assert bot_database.job(job)["state"] == "leased"
    await recover(discord_server, bot_database, tmp_path, job)
    assert_each_posted_once(discord_server, bot_database, [job], [scene.channel], due)
    assert len(discord_server.journal.find("POST", POST)) == 1


async def test_a_process_killed_after_the_job_is_settled_sends_nothing_again(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, tmp_path: Path
) -> None:
    """The next process sends only what has fallen due since."""
    due = minutes_ago(DUE_AGO)
    (job,) = await bot_database.plan(scene.channel, due=due)
    async with await BotProcess.start(discord_server, tmp_path) as bot:
        await bot_database.settled(job, within=STARTED)
        await bot.kill()
    discord_server.journal.clear()
    other = study_server(discord_server.world, "Other group").channel
    (later,) = await bot_database.plan(other, due=due)
    await recover(discord_server, bot_database, tmp_path, later)
    sent = [record.path for record in discord_server.journal.find("POST", POST)]
    assert sent == [f"/channels/{other.id}/messages"]
    assert_each_posted_once(discord_server, bot_database, [job, later], [scene.channel, other], due)
