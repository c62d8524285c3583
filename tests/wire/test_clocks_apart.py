"""The host's clock is not Discord's, may be set, and its machine may sleep: no post doubles or waits."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from discord import Permissions
from discord.utils import utcnow

from bot.jobs.runner import JobRunner
from tests.loopback import MINUTE, Channel, Ledger, Loopback, Scene, minutes_ago
from tests.wire.living import POST, living

pytestmark = pytest.mark.usefixtures("breachless", "no_errors")
HOUR = timedelta(hours=1)


def made_in(server: Loopback, place: Channel) -> int:
    """Return how many posts the bot has in a text channel, or in the threads of a forum."""
    guild = server.world.guilds[place.guild_id or 0]
    places = [place, *(thread for thread in guild.channels.values() if thread.parent_id == place.id)]
    return sum(len(server.world.posts(each)) for each in places)


@pytest.mark.usefixtures("soon_again")
@pytest.mark.parametrize("ahead", [10 * MINUTE, -10 * MINUTE, 26 * HOUR, -26 * HOUR])
@pytest.mark.parametrize("is_forum", [True, False])
async def test_a_post_whose_reply_was_lost_is_found_though_clocks_differ(
    discord_server: Loopback, scene: Scene, ledger: Ledger, ahead: timedelta, *, is_forum: bool
) -> None:
    """What an attempt made is found, however far the host is ahead of Discord or behind it."""
    discord_server.world.now = lambda: utcnow() - ahead
    place = scene.forum if is_forum else scene.channel
    for number in range(101):  # so that the first page of talk does not show it
        discord_server.world.post(scene.channel.id, scene.member, {"content": f"talk {number}"})
    async with living(discord_server, ledger) as bot:
        await ledger.until(lambda: bot._runner.problem() is None, "a runner at work")
        (job,) = await ledger.plan(place, due=minutes_ago(0))
        hold = discord_server.faults.hold("POST", "/channels/*", after=True)
        bot._runner.wake()
        await discord_server.until(lambda: hold.reached, "the post made, its reply held")
        for number in range(101):
            discord_server.world.post(scene.channel.id, scene.member, {"content": f"more {number}"})
        discord_server.world.forget_nonces()
        hold.drop()
        await ledger.settled(job)
    assert made_in(discord_server, place) == 1


async def test_a_post_goes_out_after_the_clock_was_set_forward(
    discord_server: Loopback, scene: Scene, ledger: Ledger
) -> None:
    """A post that is due by a clock set forward goes out when the connection is resumed, at the latest."""
    ahead = timedelta()
    later = utcnow().replace(second=0, microsecond=0) + HOUR
    (job,) = await ledger.plan(scene.channel, due=later)
    async with living(discord_server, ledger, clock=lambda: utcnow() + ahead) as bot:
        await ledger.until(lambda: bot._runner.problem() is None, "a runner at work")
        ahead = 2 * HOUR
        await discord_server.gateway.cut()
        await ledger.settled(job)
    assert made_in(discord_server, scene.channel) == 1


@pytest.mark.parametrize("is_forum", [True, False])
@pytest.mark.parametrize("late", [MINUTE, timedelta(days=8)])
async def test_posts_made_after_a_restored_copy_are_found(
    discord_server: Loopback, scene: Scene, ledger: Ledger, late: timedelta, *, is_forum: bool
) -> None:
    """What went out since a copy of the file was made is found, also where it would be missed by now."""
    place = scene.forum if is_forum else scene.channel
    due = minutes_ago(2)
    (job,) = await ledger.plan(place, due=due)
    copy = ledger.path.with_name("copy.db")
    copy.write_bytes(ledger.path.read_bytes())
    async with living(discord_server, ledger):
        await ledger.settled(job)
    first = ledger.job(job)
    discord_server.world.forget_nonces()
    for file in ledger.path.parent.glob("lectern.db*"):
        file.unlink()
    copy.rename(ledger.path)
    apart = late - 2 * MINUTE
    discord_server.world.now = lambda: utcnow() + apart
    async with living(discord_server, ledger, clock=lambda: utcnow() + apart):
        await ledger.settled(job)
    again = ledger.job(job)
    assert (again["channel_id"], again["message_id"]) == (first["channel_id"], first["message_id"])
    assert made_in(discord_server, place) == 1
    assert ledger.schedule(place)["position"] == 1


async def test_a_late_first_attempt_does_not_wait_for_read_message_history(
    discord_server: Loopback, scene: Scene, ledger: Ledger
) -> None:
    """A first attempt that is late does not wait for Read Message History: mostly nothing is there."""
    deny = Permissions(read_message_history=True)
    scene.guild.overwrite(scene.channel, scene.bot_role, deny, Permissions.none())
    scene.guild.overwrite(scene.forum, scene.bot_role, deny, Permissions.none())
    jobs = await ledger.plan(scene.channel, scene.forum, due=minutes_ago(2))
    async with living(discord_server, ledger):
        await ledger.settled(*jobs)
    assert len(discord_server.journal.answered("POST", POST)) == 1


LATE = ("bot.jobs.runner.LONGEST_DELIVERY", timedelta(seconds=0.5))


async def _hurried(runner: JobRunner, ledger: Ledger, job: int) -> Mapping[str, Any]:
    """Let the runner try what waits, and return the job as it is then."""
    await ledger.until(lambda: not runner._retry_waiting, "the runner to have tried what waits")
    return ledger.job(job)


async def test_a_forum_post_that_was_given_up_is_found_later(
    discord_server: Loopback, scene: Scene, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A forum post that was given up is left alone for a while, whatever may wake it, then looked for."""
    (job,) = await ledger.plan(scene.forum, due=minutes_ago(2))
    hold = discord_server.faults.hold("POST", "/channels/*/threads", after=False)
    async with living(discord_server, ledger) as bot:
        with monkeypatch.context() as short:
            short.setattr(*LATE)
            await ledger.until(lambda: bool(ledger.job(job)["last_error"]), "the post given up")
        await discord_server.gateway.cut()  # and resumed, which tries what waits after other failures
        await discord_server.until(lambda: bool(discord_server.gateway.resumed), "a RESUME")
        hurried = await _hurried(bot._runner, ledger, job)
        assert hurried["state"] == "waiting"
        assert hurried["try_at"] == hurried["rest_until"] >= int(utcnow().timestamp()) + 60
        hold.release()
        await discord_server.until(lambda: made_in(discord_server, scene.forum) == 1, "the post carried out")
        await ledger.lapse()
        bot._runner.wake()
        await ledger.settled(job)
    assert made_in(discord_server, scene.forum) == 1
    assert len(discord_server.journal.find("POST", "/channels/*/threads")) == 1


@pytest.mark.usefixtures("soon_again")
@pytest.mark.parametrize("may_delete", [True, False])
async def test_of_two_forum_posts_for_one_job_the_newer_is_deleted(
    discord_server: Loopback, scene: Scene, ledger: Ledger, monkeypatch: pytest.MonkeyPatch, *, may_delete: bool
) -> None:
    """After the second is made it is looked once more: the newer goes, or at least what it says."""
    if may_delete:
        scene.bot_role.permissions |= Permissions(manage_threads=True).value
    (job,) = await ledger.plan(scene.forum, due=minutes_ago(2))
    first = discord_server.faults.hold("POST", "/channels/*/threads", after=False)
    second = discord_server.faults.hold("POST", "/channels/*/threads", after=False)
    async with living(discord_server, ledger):
        with monkeypatch.context() as short:
            short.setattr(*LATE)
            await discord_server.until(lambda: first.reached, "the first attempt")
        await discord_server.until(lambda: second.reached, "the second attempt")
        first.release()
        await discord_server.until(lambda: made_in(discord_server, scene.forum) == 1, "the first carried out")
        second.release()
        await ledger.settled(job)
    (thread, *others) = [each for each in scene.guild.channels.values() if each.parent_id == scene.forum.id]
    assert ledger.job(job)["channel_id"] == thread.id
    assert len(others) == (0 if may_delete else 1)
    assert all(other.archived and not discord_server.world.posts(other) for other in others)
