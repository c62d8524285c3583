"""A process killed at random moments of two hundred deliveries neither doubles nor loses a post or a thread."""

import asyncio
from pathlib import Path
from random import Random

from tests.crash.recovery import POST, STARTED
from tests.loopback import FORUM, BotDatabase, BotProcess, Channel, Loopback, minutes_ago, study_server

SERVERS = 201
DEATHS = 4
TIMEOUT_S = 60.0  # seconds; two hundred posts take some on a busy machine
FORUM_POST, THREAD = "/channels/*/threads", "/channels/*/messages/*/threads"

# So that every process has both posts and threads to make: else threads would come last.
THREADS_FIRST = "UPDATE job SET try_at = 0 WHERE kind = 'discussion' AND state = 'waiting'"


async def test_a_process_killed_at_random_moments_makes_each_post_once(
    bot_database: BotDatabase, tmp_path: Path
) -> None:
    """Replies are lost at random, too."""
    chance = Random(4)  # noqa: S311 - chosen once, so that a failure can be had again
    async with Loopback(checked=False) as server:  # checking payloads would keep the kill waiting
        season = await _planned(server, bot_database)
        interrupted = 0
        for _ in range(DEATHS):
            _lose_replies(server, chance)
            await _start_and_kill(server, tmp_path, chance)
            server.faults.clear()
            interrupted += len(bot_database.jobs("leased"))
            await bot_database.expire_waits()
            await bot_database.change(THREADS_FIRST)
            if chance.random() < 0.5:
                server.world.forget_nonces()
        assert interrupted >= DEATHS
        for pattern in (POST, FORUM_POST, THREAD):
            assert any(record.lost for record in server.journal.find("POST", pattern))
        async with await BotProcess.start(server, tmp_path):
            await bot_database.settled(*season, within=TIMEOUT_S)
            waiting = "SELECT count(*) FROM job WHERE kind = 'discussion' AND state <> 'done'"
            await bot_database.until(lambda: bot_database.value(waiting) == 0, "all threads open", TIMEOUT_S)
        _assert_each_made_once(server, bot_database, season)


async def _planned(server: Loopback, bot_database: BotDatabase) -> dict[int, Channel]:
    """Plan a post for each server: in a text channel, in a forum, in a text channel with threads on posts, in turn."""
    scenes = [study_server(server.world, f"group {number}") for number in range(SERVERS)]
    channels = [scene.forum if place % 3 == 1 else scene.channel for place, scene in enumerate(scenes)]
    jobs = await bot_database.plan(*channels, due=minutes_ago(2))
    await bot_database.change("UPDATE schedule SET discussion = 1 WHERE id % 3 = 0")
    return dict(zip(jobs, channels, strict=True))


def _lose_replies(server: Loopback, chance: Random) -> None:
    """Let the next process lose some replies of each kind after Discord has done the work."""
    for pattern in (POST, FORUM_POST, THREAD):
        server.faults.lose("POST", pattern, after=True, skip=chance.randint(0, 6))
        server.faults.fail("POST", pattern, 502, after=True, skip=chance.randint(0, 6))


async def _start_and_kill(server: Loopback, folder: Path, chance: Random) -> None:
    """Start the bot, and kill it some milliseconds after its next 15 to 45 POST requests."""
    goal = len(server.journal.find("POST", "/channels/*")) + chance.randint(15, 45)
    async with await BotProcess.start(server, folder) as bot:
        await server.until(lambda: len(server.journal.find("POST", "/channels/*")) >= goal, f"{goal} requests", STARTED)
        await asyncio.sleep(chance.uniform(0, 0.03))
        await bot.kill()


def _assert_each_made_once(server: Loopback, bot_database: BotDatabase, season: dict[int, Channel]) -> None:
    """Check that each job has one message in its channel, each discussion one thread, and each schedule goes on."""
    for job, channel in season.items():
        guild, schedule = server.world.guilds[channel.guild_id or 0], bot_database.schedule(channel)
        threads = [place for place in guild.channels.values() if place.is_thread]
        made = [post for place in guild.channels.values() for post in server.world.posts(place)]
        assert [post.custom_ids[0] for post in made] == [f"v1:watched-post:1:{job}"]
        home = threads[0] if channel.kind == FORUM else channel
        done = bot_database.job(job)
        assert (done["state"], done["channel_id"], done["message_id"]) == ("done", home.id, made[0].id)
        threaded = channel.kind == FORUM or schedule["discussion"]
        assert [thread.id for thread in threads] == [made[0].id] * threaded
        assert schedule["position"] == 1
    assert len(bot_database.jobs("waiting")) == SERVERS
    assert bot_database.value("SELECT count(*) FROM job WHERE kind <> 'retention'") == 2 * SERVERS + SERVERS // 3
