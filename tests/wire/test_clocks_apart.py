"""The host's clock differs from Discord's, is set, or sleeps with its machine: no post is doubled or late."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from discord import Permissions
from discord.utils import utcnow

from bot.jobs.runner import JobRunner
from tests.loopback import MINUTE, BotDatabase, Channel, Loopback, Scene, minutes_ago
from tests.wire.running_bot import POST, running_bot

pytestmark = pytest.mark.usefixtures("valid_requests", "no_errors")
HOUR = timedelta(hours=1)


def made_in(server: Loopback, place: Channel) -> int:
    """Return the number of the bot's posts in a text channel, or in the threads of a forum."""
    guild = server.world.guilds[place.guild_id or 0]
    places = [place, *(thread for thread in guild.channels.values() if thread.parent_id == place.id)]
    return sum(len(server.world.posts(each)) for each in places)


@pytest.mark.usefixtures("retries_at_once")
@pytest.mark.parametrize("ahead", [10 * MINUTE, -10 * MINUTE, 26 * HOUR, -26 * HOUR])
@pytest.mark.parametrize("is_forum", [True, False])
async def test_a_post_whose_reply_was_lost_is_found_though_clocks_differ(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, ahead: timedelta, *, is_forum: bool
) -> None:
    """By ten minutes or by more than a day, in either direction."""
    discord_server.world.now = lambda: utcnow() - ahead
    place = scene.forum if is_forum else scene.channel
    for number in range(101):  # more than a page of history
        discord_server.world.post(scene.channel.id, scene.member, {"content": f"talk {number}"})
    async with running_bot(discord_server, bot_database) as bot:
        await bot_database.until(lambda: bot._runner.problem() is None, "a runner at work")
        (job,) = await bot_database.plan(place, due=minutes_ago(0))
        hold = discord_server.faults.hold("POST", "/channels/*", after=True)
        bot._runner.wake()
        await discord_server.until(lambda: hold.reached, "the post made, its reply held")
        for number in range(101):
            discord_server.world.post(scene.channel.id, scene.member, {"content": f"more {number}"})
        discord_server.world.forget_nonces()
        hold.drop()
        await bot_database.settled(job)
    assert made_in(discord_server, place) == 1


async def test_a_post_goes_out_after_the_clock_was_set_forward(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    """At the latest when the connection is resumed."""
    ahead = timedelta()
    later = utcnow().replace(second=0, microsecond=0) + HOUR
    (job,) = await bot_database.plan(scene.channel, due=later)
    async with running_bot(discord_server, bot_database, clock=lambda: utcnow() + ahead) as bot:
        await bot_database.until(lambda: bot._runner.problem() is None, "a runner at work")
        ahead = 2 * HOUR
        await discord_server.gateway.cut()
        await bot_database.settled(job)
    assert made_in(discord_server, scene.channel) == 1


@pytest.mark.sqlite
@pytest.mark.parametrize("is_forum", [True, False])
@pytest.mark.parametrize("late", [MINUTE, timedelta(days=8)])
async def test_posts_made_after_a_restored_copy_are_found(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, late: timedelta, *, is_forum: bool
) -> None:
    """Also one that would be missed by now."""
    place = scene.forum if is_forum else scene.channel
    due = minutes_ago(2)
    (job,) = await bot_database.plan(place, due=due)
    copy = bot_database.path.with_name("copy.db")
    copy.write_bytes(bot_database.path.read_bytes())
    async with running_bot(discord_server, bot_database):
        await bot_database.settled(job)
    first = bot_database.job(job)
    discord_server.world.forget_nonces()
    for file in bot_database.path.parent.glob("lectern.db*"):
        file.unlink()
    copy.rename(bot_database.path)
    apart = late - 2 * MINUTE
    discord_server.world.now = lambda: utcnow() + apart
    async with running_bot(discord_server, bot_database, clock=lambda: utcnow() + apart):
        await bot_database.settled(job)
    again = bot_database.job(job)
    assert (again["channel_id"], again["message_id"]) == (first["channel_id"], first["message_id"])
    assert made_in(discord_server, place) == 1
    assert bot_database.schedule(place)["position"] == 1


async def test_a_late_first_attempt_does_not_wait_for_read_message_history(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    """A first attempt has hardly ever a message to find."""
    deny = Permissions(read_message_history=True)
    scene.guild.overwrite(scene.channel, scene.bot_role, deny, Permissions.none())
    scene.guild.overwrite(scene.forum, scene.bot_role, deny, Permissions.none())
    jobs = await bot_database.plan(scene.channel, scene.forum, due=minutes_ago(2))
    async with running_bot(discord_server, bot_database):
        await bot_database.settled(*jobs)
    assert len(discord_server.journal.answered("POST", POST)) == 1


LATE = ("bot.jobs.runner.LONGEST_DELIVERY", timedelta(seconds=0.5))


async def _after_retry(runner: JobRunner, bot_database: BotDatabase, job: int) -> Mapping[str, Any]:
    """Wait until the runner has tried all that waits, and return the job's row."""
    await bot_database.until(lambda: not runner._retry_waiting, "the runner to have tried what waits")
    return bot_database.job(job)


async def test_a_forum_post_that_was_given_up_is_found_later(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It rests for a while, whatever makes the runner retry early, and is then looked for."""
    (job,) = await bot_database.plan(scene.forum, due=minutes_ago(2))
    hold = discord_server.faults.hold("POST", "/channels/*/threads", after=False)
    async with running_bot(discord_server, bot_database) as bot:
        with monkeypatch.context() as short:
            short.setattr(*LATE)
            await bot_database.until(lambda: bool(bot_database.job(job)["last_error"]), "the post given up")
        await discord_server.gateway.cut()  # the resumed connection makes the runner retry early
        await discord_server.until(lambda: bool(discord_server.gateway.resumed), "a RESUME")
        retried = await _after_retry(bot._runner, bot_database, job)
        assert retried["state"] == "waiting"
        assert retried["try_at"] == retried["rest_until"] >= int(utcnow().timestamp()) + 60
        hold.release()
        await discord_server.until(lambda: made_in(discord_server, scene.forum) == 1, "the post carried out")
        await bot_database.expire_waits()
        bot._runner.wake()
        await bot_database.settled(job)
    assert made_in(discord_server, scene.forum) == 1
    assert len(discord_server.journal.find("POST", "/channels/*/threads")) == 1


@pytest.mark.usefixtures("retries_at_once")
@pytest.mark.parametrize("may_delete", [True, False])
async def test_of_two_forum_posts_for_one_job_the_newer_is_deleted(
    discord_server: Loopback,
    scene: Scene,
    bot_database: BotDatabase,
    monkeypatch: pytest.MonkeyPatch,
    *,
    may_delete: bool,
) -> None:
    """The forum is searched once more after the second; without Manage Threads the newer is emptied and archived."""
    if may_delete:
        scene.bot_role.permissions |= Permissions(manage_threads=True).value
    (job,) = await bot_database.plan(scene.forum, due=minutes_ago(2))
    first = discord_server.faults.hold("POST", "/channels/*/threads", after=False)
    second = discord_server.faults.hold("POST", "/channels/*/threads", after=False)
    async with running_bot(discord_server, bot_database):
        with monkeypatch.context() as short:
            short.setattr(*LATE)
            await discord_server.until(lambda: first.reached, "the first attempt")
        await discord_server.until(lambda: second.reached, "the second attempt")
        first.release()
        await discord_server.until(lambda: made_in(discord_server, scene.forum) == 1, "the first carried out")
        second.release()
        await bot_database.settled(job)
    (thread, *others) = [each for each in scene.guild.channels.values() if each.parent_id == scene.forum.id]
    assert bot_database.job(job)["channel_id"] == thread.id
    assert len(others) == (0 if may_delete else 1)
    assert all(other.archived and not discord_server.world.posts(other) for other in others)
