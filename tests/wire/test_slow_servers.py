"""Servers for which Discord is slow, or whose rate limit is used up, delay no other server."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest

from bot.client.request_hooks import RequestTrace
from bot.jobs.runner import WORKERS
from tests.loopback import BotDatabase, Loopback, Scene, minutes_ago, study_server
from tests.wire.running_bot import POST, running_bot

pytestmark = pytest.mark.usefixtures("no_errors")
SLOW = WORKERS + 9
"""Enough servers to take all workers of the runner, and some that become slow later."""
HARDLY_EVER_S = 3600.0


def _hanging(server: Loopback, path: str) -> None:
    server.faults.hang("POST", path, times=SLOW)


def _used_up(server: Loopback, path: str) -> None:
    server.faults.fill("POST", path, HARDLY_EVER_S)


@pytest.mark.parametrize("trouble", [_hanging, _used_up])
async def test_slow_servers_keep_no_other_servers_post_waiting(
    discord_server: Loopback,
    bot_database: BotDatabase,
    monkeypatch: pytest.MonkeyPatch,
    trouble: Callable[[Loopback, str], None],
) -> None:
    """Another server's post goes out, and a mention is answered, while theirs wait.

    Theirs are due first, and none is given up during the test.
    """
    monkeypatch.setattr("bot.jobs.runner.SHUTDOWN_TIMEOUT", timedelta())
    slow = [study_server(discord_server.world, f"slow {number}") for number in range(SLOW)]
    well = study_server(discord_server.world, "well")
    jobs = await bot_database.plan(*(scene.channel for scene in slow), due=minutes_ago(3))
    (healthy,) = await bot_database.plan(well.channel, due=minutes_ago(2))
    for scene in slow:
        trouble(discord_server, f"/channels/{scene.channel.id}/messages")
    async with running_bot(discord_server, bot_database):
        await discord_server.until(lambda: len(_met(discord_server, slow)) >= 1, "a server that is slow")
        await _mention(discord_server, well)
        await discord_server.until(lambda: _answered(discord_server, well), "an answer to the mention")
        await bot_database.settled(healthy)
        assert {bot_database.job(job)["state"] for job in jobs} <= {"waiting", "leased"}
        await discord_server.until(lambda: _met(discord_server, slow) == _all(slow), "all that are slow")
    assert len(discord_server.world.posts(well.channel)) == 2


def _met(server: Loopback, scenes: Sequence[Scene]) -> set[str]:
    """Return the paths at which the bot has tried to post for these servers."""
    return {record.path for record in server.journal.find("POST", POST)} & _all(scenes)


def _all(scenes: Sequence[Scene]) -> set[str]:
    return {f"/channels/{scene.channel.id}/messages" for scene in scenes}


async def _mention(server: Loopback, scene: Scene) -> None:
    await server.person(scene.member, scene.channel).say(f"<@{server.world.bot.id}> what covers LSTMs?")


def _answered(server: Loopback, scene: Scene) -> bool:
    return any("Long Short-Term Memory" in post.text for post in server.world.posts(scene.channel))


async def test_a_mention_is_answered_while_posts_wait_for_the_pacer(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    """With none of them allowed to start."""
    (job,) = await bot_database.plan(scene.channel, due=minutes_ago(-5))
    other = study_server(discord_server.world, "other")
    async with running_bot(discord_server, bot_database) as bot:
        trace = bot.http.http_trace
        assert isinstance(trace, RequestTrace)
        assert len(trace.on_request_start) == 1
        assert trace.hooks[-1] is bot.pacer  # the pacer is the last to let a request wait
        async with bot.pacer.gate:
            await bot_database.change("UPDATE job SET try_at = due - 600 WHERE id = :id", id=job)
            bot._runner.wake()
            await bot_database.until(lambda: bot_database.job(job)["state"] == "leased", "the post being sent")
            await _mention(discord_server, other)
            await discord_server.until(lambda: _answered(discord_server, other), "an answer to the mention")
            assert bot_database.job(job)["state"] == "leased"
        await bot_database.settled(job)
