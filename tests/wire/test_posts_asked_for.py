"""A post that was asked for and the regular one are both overdue: each comes once, with its own chapter."""

from datetime import timedelta

import pytest
from discord.utils import utcnow

from tests.loopback import MINUTE, WEEK, BotDatabase, Loopback, Scene, minutes_ago
from tests.wire.running_bot import POST, post_now, running_bot

pytestmark = pytest.mark.usefixtures("valid_requests", "no_errors")
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _dies_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a bot in this process not wait for a post under way when it ends."""
    monkeypatch.setattr("bot.jobs.runner.SHUTDOWN_TIMEOUT", timedelta())


@pytest.mark.parametrize("sent", [False, True])
async def test_post_asked_for_and_regular_post_both_come_after_days_away(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, *, sent: bool
) -> None:
    """The process died before the first was made, or before its reply, and is back after four days."""
    due = minutes_ago(0) + 2 * DAY
    (regular,) = await bot_database.plan(scene.channel, due=due)
    organiser = discord_server.person(scene.organiser, scene.channel)
    discords_time, passed = discord_server.world.now, timedelta()
    discord_server.world.now = lambda: discords_time() + passed
    hold = discord_server.faults.hold("POST", POST, after=sent)
    async with running_bot(discord_server, bot_database, clock=lambda: utcnow() + passed):
        await post_now(organiser)
        await discord_server.until(lambda: hold.reached, "the post asked for")
    hold.drop()
    discord_server.world.forget_nonces()
    assert bot_database.job(regular)["state"] == "skipped"
    passed = 4 * DAY
    async with running_bot(discord_server, bot_database, clock=lambda: utcnow() + passed):
        await bot_database.settled(regular)
        assert bot_database.schedule(scene.channel)["position"] == 2
    first, second = await discord_server.posts(scene.channel, 2)
    (extra,) = [row["id"] for row in bot_database.jobs("done") if row["occurrence"].startswith("extra:")]
    made = [post.custom_ids[0] for post in (first, second)]
    assert made == [f"v1:watched-post:1:{extra}", f"v1:watched-post:2:{regular}"]
    assert [row["due"] for row in bot_database.jobs("waiting")] == [int((due + WEEK).timestamp())]


async def test_post_asked_for_counts_as_the_regular_one_after_some_minutes_away(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    """Made when the regular one is due, too, it replaces that; the next chapter comes a week later."""
    due = minutes_ago(-5)
    (regular,) = await bot_database.plan(scene.channel, due=due)
    organiser = discord_server.person(scene.organiser, scene.channel)
    discords_time, passed = discord_server.world.now, timedelta()
    discord_server.world.now = lambda: discords_time() + passed
    hold = discord_server.faults.hold("POST", POST, after=False)
    async with running_bot(discord_server, bot_database, clock=lambda: utcnow() + passed):
        await post_now(organiser)
        await discord_server.until(lambda: hold.reached, "the post asked for")
    hold.drop()
    passed = 30 * MINUTE
    async with running_bot(discord_server, bot_database, clock=lambda: utcnow() + passed):
        await discord_server.posts(scene.channel)
        await bot_database.until(lambda: bot_database.schedule(scene.channel)["position"] == 1, "the schedule moved on")
    assert len(discord_server.world.posts(scene.channel)) == 1
    assert bot_database.job(regular)["state"] == "skipped"
    assert [row["due"] for row in bot_database.jobs("waiting")] == [int((due + WEEK).timestamp())]
