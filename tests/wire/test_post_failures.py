"""Failures of Discord and of networks while a post is sent: it still arrives exactly once."""

from datetime import timedelta

import pytest
from discord import Permissions, TextChannel
from discord.utils import time_snowflake, utcnow

from tests.loopback import MINUTE, BotDatabase, Loopback, Scene, minutes_ago
from tests.wire.running_bot import POST, running_bot

pytestmark = pytest.mark.usefixtures("valid_requests", "no_errors")
HISTORY = ("GET", "/channels/*/messages")
SOON_GIVEN_UP = ("bot.jobs.runner.LONGEST_DELIVERY", timedelta(seconds=0.5))


async def test_a_post_goes_out_once_the_time_of_a_429_has_passed(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    (job,) = await bot_database.plan(scene.channel, due=minutes_ago(2))
    discord_server.faults.limit("POST", POST, 0.3)
    async with running_bot(discord_server, bot_database):
        await bot_database.settled(job)
    first, second = discord_server.journal.find("POST", POST)
    assert (first.status, second.status) == (429, 200)
    assert second.at - first.at >= 0.3
    assert bot_database.job(job)["attempts"] == 1


async def test_a_post_is_sent_again_with_the_same_nonce_after_a_500(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    """By discord.py, within one attempt."""
    (job,) = await bot_database.plan(scene.channel, due=minutes_ago(2))
    discord_server.faults.fail("POST", POST, 500)
    async with running_bot(discord_server, bot_database):
        await bot_database.settled(job)
    first, second = discord_server.journal.find("POST", POST)
    assert (first.status, second.status) == (500, 200)
    assert first.body["nonce"] == second.body["nonce"]
    assert bot_database.job(job)["attempts"] == 1


@pytest.mark.parametrize("fault", ["503", "dropped"])
async def test_a_503_or_dropped_connection_is_retried_by_the_job_and_posts_once(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, fault: str
) -> None:
    """In half a minute."""
    (job,) = await bot_database.plan(scene.channel, due=minutes_ago(2))
    if fault == "503":
        discord_server.faults.fail("POST", POST, 503)
    else:
        discord_server.faults.lose("POST", POST, after=False)
    before = int(utcnow().timestamp())
    async with running_bot(discord_server, bot_database):
        await bot_database.until(lambda: bool(bot_database.job(job)["last_error"]), "a failed attempt")
    after = int(utcnow().timestamp())
    failed = bot_database.job(job)
    assert (failed["state"], failed["attempts"]) == ("waiting", 1)
    assert before + 30 <= failed["try_at"] <= after + 31
    assert bot_database.schedule(scene.channel)["position"] == 0
    await bot_database.expire_waits()
    async with running_bot(discord_server, bot_database):
        await bot_database.settled(job)
    assert len(discord_server.world.posts(scene.channel)) == 1
    assert len(discord_server.journal.find("POST", POST)) == 2
    assert bot_database.schedule(scene.channel)["position"] == 1


@pytest.mark.usefixtures("retries_at_once")
async def test_the_runner_wakes_by_itself_for_the_next_attempt(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    (job,) = await bot_database.plan(scene.channel, due=minutes_ago(2))
    discord_server.faults.fail("POST", POST, 503)
    async with running_bot(discord_server, bot_database):
        await bot_database.settled(job)
    assert [record.status for record in discord_server.journal.find("POST", POST)] == [503, 200]
    assert bot_database.job(job)["attempts"] == 2


@pytest.mark.usefixtures("retries_at_once")
async def test_a_post_whose_reply_was_lost_is_found_and_not_sent_again(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    """In the channel, by the next attempt."""
    (job,) = await bot_database.plan(scene.channel, due=minutes_ago(2))
    discord_server.faults.lose("POST", POST, after=True)
    async with running_bot(discord_server, bot_database):
        await bot_database.settled(job)
    (post,) = discord_server.world.posts(scene.channel)
    assert bot_database.job(job)["message_id"] == post.id
    assert len(discord_server.journal.find("POST", POST)) == 1
    assert bot_database.schedule(scene.channel)["position"] == 1


@pytest.mark.parametrize("into_a_forum", [True, False])
async def test_a_lost_post_is_found_in_the_channel_it_was_made_in_after_a_move(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, *, into_a_forum: bool
) -> None:
    """Though the schedule posts elsewhere by then."""
    places = [scene.channel, scene.forum]
    former, later = places if into_a_forum else reversed(places)
    (job,) = await bot_database.plan(former, due=minutes_ago(2))
    discord_server.faults.lose("POST", "/channels/*", after=True)
    async with running_bot(discord_server, bot_database):
        await bot_database.until(lambda: bool(bot_database.job(job)["last_error"]), "a failed attempt")
        await bot_database.expire_waits()
        organiser = discord_server.person(scene.organiser, scene.channel)
        await (await organiser.slash("schedule change", channel=later)).finished()
        await bot_database.settled(job)
    assert len(discord_server.journal.find("POST", "/channels/*")) == 1
    done = bot_database.job(job)
    assert discord_server.world.messages[done["message_id"]].channel_id == done["channel_id"]
    assert bot_database.schedule(later)["position"] == 1


async def test_a_lost_post_in_a_hidden_channel_is_made_in_the_new_one(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    """It cannot be looked for, so the schedule's new channel gets one."""
    other = discord_server.world.add_channel(scene.guild, "other")
    (job,) = await bot_database.plan(scene.channel, due=minutes_ago(2))
    hold = discord_server.faults.hold("POST", POST, after=True)
    async with running_bot(discord_server, bot_database) as bot:
        await discord_server.until(lambda: hold.reached, "the post made, its reply held")
        deny = Permissions(view_channel=True)
        await discord_server.change.overwrite(scene.channel, scene.bot_role, deny=deny)
        channel = bot.get_channel(scene.channel.id)
        assert isinstance(channel, TextChannel)
        await bot_database.until(lambda: not channel.permissions_for(channel.guild.me).view_channel, "a bot that knows")
        discord_server.world.forget_nonces()
        hold.drop()
        await bot_database.until(lambda: bool(bot_database.job(job)["last_error"]), "a failed attempt")
        await bot_database.expire_waits()
        organiser = discord_server.person(scene.organiser, other)
        await (await organiser.slash("schedule change", channel=other)).finished()
        await bot_database.settled(job)
    assert bot_database.job(job)["channel_id"] == other.id
    assert len(discord_server.world.posts(other)) == 1


@pytest.mark.usefixtures("retries_at_once")
async def test_a_lost_post_is_found_below_a_page_of_other_messages(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    (job,) = await bot_database.plan(scene.channel, due=minutes_ago(2))
    hold = discord_server.faults.hold("POST", POST, after=True)
    async with running_bot(discord_server, bot_database):
        await discord_server.until(lambda: hold.reached, "the post made, its reply held")
        discord_server.journal.clear()
        for number in range(250):
            discord_server.world.post(scene.channel.id, scene.member, {"content": f"talk {number}"})
        discord_server.world.forget_nonces()
        hold.drop()
        await bot_database.settled(job)
    (post,) = discord_server.world.posts(scene.channel)
    assert bot_database.job(job)["message_id"] == post.id
    assert len(discord_server.journal.find(*HISTORY)) == 3


@pytest.mark.usefixtures("retries_at_once")
async def test_a_lost_post_is_found_though_discords_clock_is_behind(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    """A message has the time of Discord's clock."""
    discord_server.world.now = lambda: utcnow() - 3 * MINUTE
    (job,) = await bot_database.plan(scene.channel, due=minutes_ago(1))
    hold = discord_server.faults.hold("POST", POST, after=True)
    async with running_bot(discord_server, bot_database):
        await discord_server.until(lambda: hold.reached, "the post made, its reply held")
        discord_server.world.forget_nonces()
        hold.drop()
        await bot_database.settled(job)
    assert len(discord_server.world.posts(scene.channel)) == 1


@pytest.mark.usefixtures("retries_at_once")
async def test_a_lost_post_that_a_moderator_deleted_is_not_made_again(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    """Discord answers its nonce with 404."""
    (job,) = await bot_database.plan(scene.channel, due=minutes_ago(2))
    hold = discord_server.faults.hold("POST", POST, after=True)
    async with running_bot(discord_server, bot_database):
        await discord_server.until(lambda: hold.reached, "the post made, its reply held")
        (post,) = discord_server.world.posts(scene.channel)
        await discord_server.change.delete_message(scene.channel, post.id)
        hold.drop()
        await bot_database.settled(job)
    assert discord_server.world.posts(scene.channel) == []
    assert [record.status for record in discord_server.journal.find("POST", POST)] == [None, 404]
    assert bot_database.job(job)["message_id"] is None
    assert bot_database.schedule(scene.channel)["position"] == 1


@pytest.mark.usefixtures("retries_at_once")
@pytest.mark.parametrize("status", [400, 403, 404, 429])
async def test_a_refusal_without_a_code_of_discords_is_tried_again(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, status: int
) -> None:
    """A proxy or firewall may have sent it."""
    (job,) = await bot_database.plan(scene.channel, due=minutes_ago(2))
    discord_server.faults.fail("POST", POST, status)
    async with running_bot(discord_server, bot_database):
        await bot_database.settled(job)
    assert len(discord_server.world.posts(scene.channel)) == 1


@pytest.mark.usefixtures("retries_at_once")
@pytest.mark.parametrize(("status", "code"), [(400, 400), (403, 403), (404, 404), (404, 10062)])
async def test_another_programs_json_is_not_taken_for_discords_refusal(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, status: int, code: int
) -> None:
    """Other programs number their errors, too; and one code only says that the message was deleted."""
    (job,) = await bot_database.plan(scene.channel, due=minutes_ago(2))
    discord_server.faults.refuse("POST", POST, status, code)
    async with running_bot(discord_server, bot_database):
        await bot_database.settled(job)
    assert len(discord_server.world.posts(scene.channel)) == 1


async def test_an_older_post_with_the_same_job_number_is_not_taken_for_a_new_one(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    """As after an old copy of the database was put back with `cp`."""
    (job,) = await bot_database.plan(scene.channel, due=minutes_ago(2))
    older = {"custom_id": f"v1:watched-post:1:{job}", "type": 2, "style": 1, "label": "Mark watched"}
    row = {"components": [{"type": 1, "components": [older]}]}
    number = time_snowflake(utcnow() - timedelta(days=30))
    world = discord_server.world
    message = world.post(scene.channel.id, world.bot, row, message_id=number)
    async with running_bot(discord_server, bot_database):
        await bot_database.settled(job)
    assert bot_database.job(job)["message_id"] != message.id


async def test_a_malformed_post_is_logged_and_its_chapter_comes_at_the_next_slot(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    """As an error, since it is a bug."""
    (job,) = await bot_database.plan(scene.channel, due=minutes_ago(2))
    discord_server.faults.refuse("POST", POST, 400, 50035)
    async with running_bot(discord_server, bot_database):
        await bot_database.settled(job, state="dead")
        await bot_database.until(lambda: len(bot_database.jobs("waiting")) == 1, "the next post planned")
    (error,) = [record for record in caplog.records if record.levelname == "ERROR"]
    assert "Discord refuses a post" in error.getMessage()
    caplog.clear()
    assert bot_database.schedule(scene.channel)["position"] == 0


@pytest.mark.usefixtures("retries_at_once")
async def test_a_hanging_delivery_is_given_up_and_its_post_found(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the next attempt."""
    (job,) = await bot_database.plan(scene.channel, due=minutes_ago(2))
    hold = discord_server.faults.hold("POST", POST, after=True)
    async with running_bot(discord_server, bot_database):
        with monkeypatch.context() as short:
            short.setattr(*SOON_GIVEN_UP)
            await discord_server.until(lambda: hold.reached, "the post made, its reply held")
        await bot_database.settled(job)
    assert len(discord_server.journal.find("POST", POST)) == 1


@pytest.mark.usefixtures("retries_at_once")
async def test_giving_up_during_a_global_limit_does_not_leave_it_standing(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """discord.py's own lock for the limit is released."""
    (job,) = await bot_database.plan(scene.channel, due=minutes_ago(2))
    discord_server.faults.limit("POST", POST, 3, everywhere=True)
    sent = discord_server.journal
    async with running_bot(discord_server, bot_database):
        with monkeypatch.context() as short:
            short.setattr(*SOON_GIVEN_UP)
            await discord_server.until(lambda: bool(sent.answered("POST", POST)), "the limit")
        await bot_database.settled(job)
    assert [record.status for record in discord_server.journal.find("POST", POST)] == [429, 200]


async def test_a_post_made_while_the_file_is_locked_is_found_after_its_lease(
    discord_server: Loopback,
    scene: Scene,
    bot_database: BotDatabase,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Its outcome could not be recorded."""
    monkeypatch.setattr("bot.storage.sqlite.connection.LONGEST_WAIT_S", 0.1)
    (job,) = await bot_database.plan(scene.channel, due=minutes_ago(2))
    hold = discord_server.faults.hold("POST", POST, after=True)
    async with running_bot(discord_server, bot_database):
        await discord_server.until(lambda: hold.reached, "the post made, its reply held")
        async with bot_database.locked():
            hold.release()
            await bot_database.until(lambda: "could not record" in caplog.text, "the failure logged")
        assert bot_database.job(job)["state"] == "leased"
        caplog.clear()
    await bot_database.expire_waits()
    discord_server.world.forget_nonces()
    async with running_bot(discord_server, bot_database):
        await bot_database.settled(job)
    caplog.clear()
    assert len(discord_server.journal.find("POST", POST)) == 1
