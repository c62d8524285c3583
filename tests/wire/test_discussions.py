"""Each post in a text channel gets one thread to talk in, and the post never waits for it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from discord import Permissions

from bot.client.permissions import INVITED_WITH
from tests.loopback import BotDatabase, Channel, Loopback, Scene, minutes_ago
from tests.wire.running_bot import POST, running_bot

pytestmark = pytest.mark.usefixtures("valid_requests", "no_errors")
OPEN = "/channels/*/messages/*/threads"
NO_THREADS = Permissions(create_public_threads=True)


@pytest.fixture
def retries_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first retry comes at once."""
    monkeypatch.setattr("bot.jobs.model.FIRST_RETRY", timedelta())


def discussion(bot_database: BotDatabase, post: int) -> Mapping[str, Any]:
    """Return the job that opens a thread on the post of job *post*."""
    number = bot_database.value("SELECT max(id) FROM job WHERE occurrence = :name", name=f"discussion:{post}")
    return bot_database.job(number)


async def discussed(bot_database: BotDatabase, post: int, state: str = "done") -> None:
    """Wait until that job is in *state*."""
    count = "SELECT count(*) FROM job WHERE occurrence = :name AND state = :state"
    await bot_database.until(
        lambda: bot_database.value(count, name=f"discussion:{post}", state=state) == 1, f"the discussion {state}"
    )


def _threads(scene: Scene) -> list[Channel]:
    return [place for place in scene.guild.channels.values() if place.is_thread]


async def test_thread_on_the_post_is_named_after_the_chapter(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    """It is on the post's message, and is archived after a week without messages."""
    (job,) = await bot_database.plan(scene.channel, due=minutes_ago(2), discussion=True)
    async with running_bot(discord_server, bot_database):
        await discussed(bot_database, job)
    (post,) = discord_server.world.posts(scene.channel)
    (thread,) = _threads(scene)
    assert (thread.id, thread.name) == (post.id, "1 · But what is a neural network?")
    assert thread.auto_archive == 10080
    assert discussion(bot_database, job)["channel_id"] == thread.id
    assert {row["kind"] for row in bot_database.jobs("waiting")} == {"weekly_post"}


@pytest.mark.usefixtures("retries_at_once")
@pytest.mark.parametrize("fault", ["made", "not made", "503"])
async def test_lost_reply_leaves_one_thread_and_one_post(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, *, fault: str
) -> None:
    """Whether the connection broke before or after the thread was made."""
    (job,) = await bot_database.plan(scene.channel, due=minutes_ago(2), discussion=True)
    if fault == "503":
        discord_server.faults.fail("POST", OPEN, 503)
    else:
        discord_server.faults.lose("POST", OPEN, after=fault == "made")
    async with running_bot(discord_server, bot_database):
        await discussed(bot_database, job)
    assert len(_threads(scene)) == 1
    assert len(discord_server.world.posts(scene.channel)) == 1
    assert len(discord_server.journal.find("POST", OPEN)) == (1 if fault == "made" else 2)


async def test_thread_that_a_member_opened_is_kept(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    """A message can have only one thread."""
    (job,) = await bot_database.plan(scene.channel, due=minutes_ago(2), discussion=True)
    hold = discord_server.faults.hold("POST", OPEN, after=False)
    async with running_bot(discord_server, bot_database):
        await discord_server.until(lambda: hold.reached, "the request")
        (post,) = discord_server.world.posts(scene.channel)
        discord_server.world.add_channel(scene.guild, "mine", 11, scene.channel, post.id)
        hold.release()
        await discussed(bot_database, job)
    assert [thread.name for thread in _threads(scene)] == ["mine"]


async def test_post_goes_out_and_the_thread_waits_for_the_permission(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    """The thread is opened when the permission is granted."""
    everyone = scene.guild.roles[scene.guild.id]
    scene.guild.overwrite(scene.channel, everyone, NO_THREADS, Permissions.none())
    scene.guild.overwrite(scene.channel, scene.bot_role, NO_THREADS, Permissions.none())
    (job,) = await bot_database.plan(scene.channel, due=minutes_ago(2), discussion=True)
    async with running_bot(discord_server, bot_database):
        await bot_database.settled(job)
        await discussed(bot_database, job, "held")
        assert discussion(bot_database, job)["last_error"] == "create_public_threads"
        assert discord_server.journal.find("POST", OPEN) == []
        await discord_server.change.overwrite(scene.channel, scene.bot_role, allow=INVITED_WITH)
        await discussed(bot_database, job)
    assert len(_threads(scene)) == 1
    assert len(discord_server.world.posts(scene.channel)) == 1


async def test_thread_is_opened_after_an_outage(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    """A server whose outage begins between post and thread gets the thread afterwards."""
    (job,) = await bot_database.plan(scene.channel, due=minutes_ago(2), discussion=True)
    hold = discord_server.faults.hold("POST", POST, after=True)
    async with running_bot(discord_server, bot_database):
        await discord_server.until(lambda: hold.reached, "the post made, its reply held")
        await discord_server.change.outage(scene.guild)
        hold.release()
        await discussed(bot_database, job, "held")
        await discord_server.change.outage_over(scene.guild)
        await discussed(bot_database, job)
    assert len(_threads(scene)) == 1


async def test_refusal_by_discord_holds_the_thread_and_not_the_next_post(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    """For a permission whose lack the bot cannot see."""
    (job,) = await bot_database.plan(scene.channel, due=minutes_ago(2), discussion=True)
    discord_server.faults.refuse("POST", OPEN, 403, 50013)
    async with running_bot(discord_server, bot_database):
        await discussed(bot_database, job, "held")
    assert discussion(bot_database, job)["last_error"] == "create_public_threads"
    assert [row["kind"] for row in bot_database.jobs("waiting")] == ["weekly_post"]


async def test_deleted_post_gets_no_thread(discord_server: Loopback, scene: Scene, bot_database: BotDatabase) -> None:
    """Its job is skipped."""
    (job,) = await bot_database.plan(scene.channel, due=minutes_ago(2), discussion=True)
    hold = discord_server.faults.hold("GET", "/channels/*/messages/*", after=False)
    async with running_bot(discord_server, bot_database):
        await discord_server.until(lambda: hold.reached, "the look at the post")
        (post,) = discord_server.world.posts(scene.channel)
        await discord_server.change.delete_message(scene.channel, post.id)
        hold.release()
        await discussed(bot_database, job, "skipped")
    assert _threads(scene) == []


async def test_post_in_a_forum_gets_no_thread(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    """A forum post is a thread itself."""
    (job,) = await bot_database.plan(scene.forum, due=minutes_ago(2), discussion=True)
    async with running_bot(discord_server, bot_database):
        await bot_database.settled(job)
        await discussed(bot_database, job, "skipped")
    assert len(_threads(scene)) == 1
    assert discord_server.journal.find("POST", POST) == []
