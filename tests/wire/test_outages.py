"""After trouble at Discord, failed posts are sent as soon as it answers, not only at their next attempt."""

import pytest
from discord.utils import utcnow

from bot.bot import LecternBot
from tests.loopback import BotDatabase, Loopback, Scene, minutes_ago, study_server
from tests.wire.running_bot import POST, running_bot

pytestmark = pytest.mark.usefixtures("valid_requests", "no_errors")


async def _waiting(server: Loopback, scene: Scene, bot_database: BotDatabase, bot: LecternBot) -> int:
    """Let a post fail so often that its next attempt is minutes away; return its job."""
    server.faults.fail("POST", POST, 503)
    (job,) = await bot_database.plan(
        scene.channel, due=minutes_ago(-5)
    )  # due later, so that it does not begin before try_at is set
    await bot_database.change("UPDATE job SET attempts = 4, try_at = due - 600 WHERE id = :id", id=job)
    bot._runner.wake()
    await bot_database.until(lambda: bool(bot_database.job(job)["last_error"]), "a failed attempt")
    assert bot_database.job(job)["try_at"] > utcnow().timestamp() + 120
    return job


async def test_a_resumed_connection_retries_failed_posts(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    async with running_bot(discord_server, bot_database) as bot:
        job = await _waiting(discord_server, scene, bot_database, bot)
        await discord_server.gateway.cut()
        await bot_database.settled(job)


async def test_a_new_session_retries_failed_posts(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.client.identifying.IDENTIFY_EVERY_S", 0.0)
    async with running_bot(discord_server, bot_database) as bot:
        job = await _waiting(discord_server, scene, bot_database, bot)
        await discord_server.gateway.invalidate()
        await bot_database.settled(job)


@pytest.mark.parametrize("success", ["a post", "a forum post", "an answer"])
async def test_the_first_successful_request_retries_failed_posts(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, success: str
) -> None:
    """Another server's post, or an answer to a member.

    The posts tried then do not inherit that request's context, such as "send this only once".
    """
    other = study_server(discord_server.world, "Other group")
    async with running_bot(discord_server, bot_database) as bot:
        job = await _waiting(discord_server, scene, bot_database, bot)
        if success != "an answer":
            place = other.channel if success == "a post" else other.forum
            (first,) = await bot_database.plan(
                place, due=minutes_ago(-5)
            )  # due later, so that no request looks for it first
            await bot_database.change("UPDATE job SET try_at = due - 600 WHERE id = :id", id=first)
            bot._runner.wake()
        else:
            await (await discord_server.person(scene.member, scene.channel).slash("course")).finished()
        await bot_database.settled(job)
    assert len(discord_server.world.posts(scene.channel)) == 1
