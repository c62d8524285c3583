"""The real bot posts what is due over HTTP and websocket, and the schedule goes on."""

from datetime import UTC, datetime

import pytest
from discord.utils import utcnow

from bot.jobs.model import nonce_for
from tests.loopback import WEEK, BotDatabase, Loopback, Scene, minutes_ago, study_server
from tests.loopback.world import HOST_AHEAD
from tests.wire.running_bot import POST, running_bot

pytestmark = pytest.mark.usefixtures("valid_requests", "no_errors")


async def test_due_chapter_is_posted_once_and_the_next_is_planned(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    """A week later."""
    due = minutes_ago(2)
    (job,) = await bot_database.plan(scene.channel, due=due)
    async with running_bot(discord_server, bot_database):
        (post,) = await discord_server.posts(scene.channel)
        await bot_database.settled(job)
    assert "1 · But what is a neural network?" in post.text
    assert post.buttons == {"Mark watched": f"v1:watched-post:1:{job}", "About this chapter": "v1:open-chapter:1"}
    done = bot_database.job(job)
    assert (done["channel_id"], done["message_id"]) == (scene.channel.id, post.id)
    (waiting,) = bot_database.jobs("waiting")
    assert waiting["due"] == int((due + WEEK).timestamp())
    assert f"<t:{waiting['due']}:F>" in post.text
    assert bot_database.schedule(scene.channel)["position"] == 1
    assert len(discord_server.journal.find("POST", POST)) == 1


async def test_post_pings_its_role_and_nobody_else(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    """The mention is above the card, and allowed_mentions names the role only."""
    (job,) = await bot_database.plan(scene.channel, due=minutes_ago(2), role=scene.students)
    async with running_bot(discord_server, bot_database):
        (post,) = await discord_server.posts(scene.channel)
    assert post.text.startswith(f"<@&{scene.students.id}>\n")
    assert post.data["mention_roles"] == [str(scene.students.id)]
    (sent,) = discord_server.journal.find("POST", POST)
    assert sent.body["allowed_mentions"] == {"parse": [], "roles": [scene.students.id]}
    assert sent.body["nonce"] == nonce_for(bot_database.job(job)["occurrence"])
    assert len(sent.body["nonce"]) <= 25
    assert sent.body["enforce_nonce"] is True


async def test_chapter_is_posted_at_the_moment_it_falls_due(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    """By a bot that is running already."""
    (job,) = await bot_database.plan(scene.channel, due=minutes_ago(2))
    soon = int(utcnow().timestamp()) + 2
    await bot_database.change("UPDATE job SET try_at = :soon", soon=soon)
    async with running_bot(discord_server, bot_database):
        await bot_database.settled(job)
    (post,) = discord_server.world.posts(scene.channel)
    assert datetime.fromisoformat(post.data["timestamp"]) + HOST_AHEAD >= datetime.fromtimestamp(soon, UTC)


async def test_post_is_in_the_servers_language(discord_server: Loopback, bot_database: BotDatabase) -> None:
    """That of the server at Discord, where none was chosen."""
    scene = study_server(discord_server.world, "Grupo de estudos", locale="pt-BR")
    (job,) = await bot_database.plan(scene.channel, due=minutes_ago(2))
    async with running_bot(discord_server, bot_database):
        await bot_database.settled(job)
    (post,) = discord_server.world.posts(scene.channel)
    assert "Marcar como assistido" in post.buttons


async def test_closing_post_follows_the_last_chapter(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    """At the next slot; then nothing is planned."""
    due = minutes_ago(2)
    (job,) = await bot_database.plan(scene.channel, due=due, first=9)
    async with running_bot(discord_server, bot_database):
        await bot_database.settled(job)
    (closing,) = bot_database.jobs("waiting")
    assert closing["due"] == int((due + WEEK).timestamp())
    await bot_database.change("UPDATE job SET try_at = 0 WHERE state = 'waiting'")
    async with running_bot(discord_server, bot_database):
        await bot_database.settled(closing["id"])
    post, last = discord_server.world.posts(scene.channel)
    assert "9 · Attention in transformers" in post.text
    assert last.custom_ids == [f"v1:progress-post:{closing['id']}"]
    assert bot_database.schedule(scene.channel)["state"] == "finished"
    assert bot_database.jobs("waiting") == []
