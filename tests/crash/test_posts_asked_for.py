"""The bot's process is killed between a post asked for days ago and the regular one: each comes once."""

from datetime import timedelta
from pathlib import Path

import pytest
from discord.utils import utcnow

from tests.crash.recovery import POST, STARTED
from tests.loopback import WEEK, BotDatabase, BotProcess, Loopback, Scene, minutes_ago
from tests.wire.running_bot import post_now, running_bot

AGO = timedelta(days=4)


@pytest.fixture(autouse=True)
def _dies_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a bot in this process not wait for a post under way when it ends."""
    monkeypatch.setattr("bot.jobs.runner.SHUTDOWN_TIMEOUT", timedelta())


@pytest.mark.parametrize("of", ["the one asked for", "the regular one"])
@pytest.mark.parametrize("made", [False, True])
async def test_a_process_killed_around_a_post_asked_for_makes_both_posts_once(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, tmp_path: Path, *, of: str, made: bool
) -> None:
    """Killed before the message is made, or before its reply."""
    due = minutes_ago(0) - timedelta(days=2)
    (regular,) = await bot_database.plan(scene.channel, due=due)
    organiser = discord_server.person(scene.organiser, scene.channel)
    asking = discord_server.faults.hold("POST", POST, after=False)
    async with running_bot(discord_server, bot_database, clock=lambda: utcnow() - AGO):
        await post_now(organiser)
        await discord_server.until(lambda: asking.reached, "the post asked for")
    asking.drop()
    assert discord_server.world.posts(scene.channel) == []
    hold = discord_server.faults.hold("POST", POST, after=made, skip=of == "the regular one")
    await bot_database.expire_waits()
    async with await BotProcess.start(discord_server, tmp_path) as bot:
        await discord_server.until(lambda: hold.reached, of, STARTED)
        await bot.kill()
    hold.drop()
    discord_server.world.forget_nonces()
    await bot_database.expire_waits()
    async with await BotProcess.start(discord_server, tmp_path):
        await bot_database.settled(regular, within=STARTED)
    (extra,) = [row["id"] for row in bot_database.jobs("done") if row["occurrence"].startswith("extra:")]
    made_posts = [post.custom_ids[0] for post in discord_server.world.posts(scene.channel)]
    assert made_posts == [f"v1:watched-post:1:{extra}", f"v1:watched-post:2:{regular}"]
    assert bot_database.schedule(scene.channel)["position"] == 2
    assert [row["due"] for row in bot_database.jobs("waiting")] == [int((due + WEEK).timestamp())]


async def test_a_process_killed_while_a_post_can_still_be_undone_sends_it_once(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, tmp_path: Path
) -> None:
    """The next one sends it, when that moment is over; the regular post keeps its date."""
    due = minutes_ago(0) + timedelta(days=2)
    (regular,) = await bot_database.plan(scene.channel, due=due)
    organiser = discord_server.person(scene.organiser, scene.channel)
    async with await BotProcess.start(discord_server, tmp_path) as bot:
        await discord_server.ready(STARTED)
        await post_now(organiser)
        assert bot_database.job(regular)["state"] == "skipped"
        await bot.kill()
    assert discord_server.world.posts(scene.channel) == []
    async with await BotProcess.start(discord_server, tmp_path):
        (post,) = await discord_server.posts(scene.channel)
        await bot_database.until(lambda: bot_database.schedule(scene.channel)["position"] == 1, "the schedule moved on")
    (extra,) = [row["id"] for row in bot_database.jobs("done") if row["occurrence"].startswith("extra:")]
    assert post.custom_ids[0] == f"v1:watched-post:1:{extra}"
    assert [row["due"] for row in bot_database.jobs("waiting") if row["kind"] == "weekly_post"] == [
        int(due.timestamp())
    ]
