"""A post that cannot be sent is held, and goes out once when the reason is mended."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from discord import Permissions
from discord.utils import utcnow

from bot.client.permissions import INVITED_WITH
from tests.loopback import BotDatabase, Channel, Loopback, Scene, minutes_ago, study_server
from tests.wire.running_bot import POST, running_bot

pytestmark = pytest.mark.usefixtures("valid_requests", "no_errors")
PUBLIC_THREAD = 11
Act = Callable[[Loopback, Scene], Awaitable[None]]


def _deny(**rights: bool) -> Act:
    async def act(server: Loopback, scene: Scene) -> None:
        await server.change.overwrite(scene.channel, scene.bot_role, deny=Permissions(**rights))

    return act


def _let_role_alone(server: Loopback, scene: Scene) -> Awaitable[None]:
    """Deny everyone writing, and allow it to the bot's role."""
    scene.guild.overwrite(scene.channel, scene.bot_role, Permissions.none(), Permissions(send_messages=True))
    everyone = scene.guild.roles[scene.guild.id]
    return server.change.overwrite(scene.channel, everyone, deny=Permissions(send_messages=True))


async def _take_role(server: Loopback, scene: Scene) -> None:
    await _let_role_alone(server, scene)
    await server.change.give_bot_role(scene.guild)


async def _weaken_role(server: Loopback, scene: Scene) -> None:
    for role in (scene.bot_role, scene.guild.roles[scene.guild.id]):
        await server.change.set_role(scene.guild, role, Permissions(view_channel=True))


OBSTACLES: dict[str, tuple[Act, str, Act]] = {
    "may not send": (_deny(send_messages=True), "send_messages", _deny()),
    "channel hidden": (_deny(view_channel=True), "view_channel", _deny()),
    "role taken": (
        _take_role,
        "send_messages",
        lambda server, scene: server.change.give_bot_role(scene.guild, scene.bot_role),
    ),
    "role weakened": (
        _weaken_role,
        "send_messages",
        lambda server, scene: server.change.set_role(scene.guild, scene.bot_role, INVITED_WITH),
    ),
    "outage": (
        lambda server, scene: server.change.outage(scene.guild),
        "guild_gone",
        lambda server, scene: server.change.outage_over(scene.guild),
    ),
    "bot removed": (
        lambda server, scene: server.change.remove_bot(scene.guild),
        "guild_gone",
        lambda server, scene: server.change.invite_bot(scene.guild, scene.bot_role),
    ),
}


@pytest.mark.parametrize("obstacle", OBSTACLES)
async def test_known_blocker_holds_the_post_until_it_is_removed(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, obstacle: str
) -> None:
    """What the bot can see beforehand: no request is made until an event tells of the change."""
    break_it, reason, mend = OBSTACLES[obstacle]
    await break_it(discord_server, scene)
    (job,) = await bot_database.plan(scene.channel, due=minutes_ago(2))
    async with running_bot(discord_server, bot_database):
        await bot_database.settled(job, state="held")
        assert bot_database.job(job)["last_error"] == reason
        assert discord_server.journal.find("POST", POST) == []
        await mend(discord_server, scene)
        await bot_database.settled(job)
    assert len(discord_server.world.posts(scene.channel)) == 1
    assert bot_database.job(job)["attempts"] == 1


async def test_post_refused_in_a_channel_left_meanwhile_goes_out_in_the_new_one(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    """The schedule was moved while the request was under way."""
    other = discord_server.world.add_channel(scene.guild, "other")
    (job,) = await bot_database.plan(scene.channel, due=minutes_ago(2))
    hold = discord_server.faults.hold("POST", POST, after=False)
    async with running_bot(discord_server, bot_database):
        await discord_server.until(lambda: hold.reached, "the post on its way")
        await discord_server.change.overwrite(scene.channel, scene.bot_role, deny=Permissions(send_messages=True))
        organiser = discord_server.person(scene.organiser, other)
        await (await organiser.slash("schedule change", channel=other)).finished()
        hold.release()
        await bot_database.settled(job)
    assert [record.status for record in discord_server.journal.find("POST", POST)] == [403, 200]
    assert bot_database.job(job)["channel_id"] == other.id
    assert bot_database.job(job)["attempts"] == 1


async def test_post_due_in_an_outage_goes_out_when_the_server_is_back(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    (job,) = await bot_database.plan(scene.channel, due=minutes_ago(2))
    await bot_database.change("UPDATE job SET try_at = :later", later=int(utcnow().timestamp()) + 3600)
    async with running_bot(discord_server, bot_database):
        await discord_server.change.outage(scene.guild)
        await bot_database.change("UPDATE job SET try_at = due")
        new = study_server(discord_server.world, "New group")
        await discord_server.change.invite_bot(new.guild, new.bot_role)  # wakes the runner
        await bot_database.settled(job, state="held")
        await discord_server.change.outage_over(scene.guild)
        await bot_database.settled(job)
    assert len(discord_server.world.posts(scene.channel)) == 1


@pytest.mark.parametrize(
    ("status", "code", "reason"),
    [
        (404, 10003, "channel_gone"),
        (403, 50001, "view_channel"),
        (403, 50013, "send_messages"),
        (400, 50083, "thread_locked"),
        (400, 160005, "thread_locked"),
        (403, 340015, "refused"),
    ],
)
async def test_refusal_by_discord_holds_the_post_until_the_channel_changes(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, *, status: int, code: int, reason: str
) -> None:
    """For a reason that the bot cannot see."""
    discord_server.faults.refuse("POST", POST, status, code)
    (job,) = await bot_database.plan(scene.channel, due=minutes_ago(2))
    async with running_bot(discord_server, bot_database):
        await bot_database.settled(job, state="held")
        assert bot_database.job(job)["last_error"] == reason
        await discord_server.change.overwrite(scene.channel, scene.bot_role)
        await bot_database.settled(job)
    assert len(discord_server.world.posts(scene.channel)) == 1


@pytest.mark.parametrize("speaks_portuguese", [False, True])
async def test_refusal_without_a_reason_names_no_permission(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, *, speaks_portuguese: bool
) -> None:
    """Nor is anything said of it once the post is out."""
    discord_server.faults.refuse("POST", POST, 403, 340015)
    other = discord_server.world.add_channel(scene.guild, "other")
    if speaks_portuguese:
        scene.organiser.locale = "pt-BR"
    organiser = discord_server.person(scene.organiser, scene.channel)
    told = "não me deixa publicar" if speaks_portuguese else "does not let me post"
    (job,) = await bot_database.plan(scene.channel, due=minutes_ago(2))
    async with running_bot(discord_server, bot_database):
        await bot_database.settled(job, state="held")
        talk = await (await organiser.slash("schedule show")).finished()
        assert told in talk.reply.text
        hold = discord_server.faults.hold("POST", POST, after=False)
        talk = await (await organiser.slash("schedule change", channel=other)).finished()
        assert "⚠️" not in talk.reply.text
        await discord_server.until(lambda: hold.reached, "the post on its way")
        talk = await (await organiser.slash("schedule show")).finished()
        assert "⚠️" not in talk.reply.text
        hold.release()
        await bot_database.settled(job)


def _archived_thread(server: Loopback, scene: Scene, *, locked: bool) -> Channel:
    thread = server.world.add_channel(scene.guild, "course", PUBLIC_THREAD, scene.channel)
    thread.archived, thread.locked = True, locked
    return thread


async def test_archived_thread_is_unarchived_by_the_post(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    """The bot has no archived thread in its cache."""
    thread = _archived_thread(discord_server, scene, locked=False)
    (job,) = await bot_database.plan(thread, due=minutes_ago(2))
    async with running_bot(discord_server, bot_database):
        await bot_database.settled(job)
    assert len(discord_server.world.posts(thread)) == 1
    assert not thread.archived


@pytest.mark.parametrize("archived", [True, False])
async def test_locked_thread_holds_the_post_until_it_is_unlocked(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, *, archived: bool
) -> None:
    """Whether or not it stays archived then."""
    thread = _archived_thread(discord_server, scene, locked=True)
    (job,) = await bot_database.plan(thread, due=minutes_ago(2))
    async with running_bot(discord_server, bot_database):
        await bot_database.settled(job, state="held")
        assert bot_database.job(job)["last_error"] == "thread_locked"
        await discord_server.change.archive(thread, archived=archived, locked=False)
        await bot_database.settled(job)
    assert len(discord_server.world.posts(thread)) == 1


async def test_moderator_bot_posts_in_a_locked_thread(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    """With Manage Threads, and unarchives it."""
    thread = _archived_thread(discord_server, scene, locked=True)
    allowed = Permissions(manage_threads=True)
    scene.guild.overwrite(scene.channel, scene.bot_role, Permissions.none(), allowed)
    (job,) = await bot_database.plan(thread, due=minutes_ago(2))
    async with running_bot(discord_server, bot_database):
        await bot_database.settled(job)
    assert len(discord_server.world.posts(thread)) == 1
    assert not thread.archived


async def test_channel_that_cannot_hold_posts_holds_the_post(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    """A voice channel, for example, is treated like a deleted one."""
    stage = discord_server.world.add_channel(scene.guild, "stage", 13)
    (job,) = await bot_database.plan(stage, due=minutes_ago(2))
    async with running_bot(discord_server, bot_database):
        await bot_database.settled(job, state="held")
    assert bot_database.job(job)["last_error"] == "channel_gone"
    assert discord_server.journal.find("POST", "/channels/*") == []


async def test_deleted_channel_holds_the_post_until_another_is_chosen(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    (job,) = await bot_database.plan(scene.channel, due=minutes_ago(2))
    await discord_server.change.delete_channel(scene.channel)
    other = discord_server.world.add_channel(scene.guild, "other")
    async with running_bot(discord_server, bot_database):
        await bot_database.settled(job, state="held")
        assert bot_database.job(job)["last_error"] == "channel_gone"
        organiser = discord_server.person(scene.organiser, other)
        await (await organiser.slash("schedule change", channel=other)).finished()
        await bot_database.settled(job)
    assert bot_database.job(job)["channel_id"] == other.id


async def test_lost_post_waits_until_the_history_can_be_read(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without Read Message History it cannot be found."""
    monkeypatch.setattr("bot.jobs.model.FIRST_RETRY", timedelta())
    (job,) = await bot_database.plan(scene.channel, due=minutes_ago(2))
    hold = discord_server.faults.hold("POST", POST, after=True)
    async with running_bot(discord_server, bot_database):
        await discord_server.until(lambda: hold.reached, "the post made, its reply held")
        await _deny(read_message_history=True)(discord_server, scene)
        discord_server.world.forget_nonces()
        hold.drop()
        await bot_database.settled(job, state="held")
        assert bot_database.job(job)["last_error"] == "read_message_history"
        await _deny()(discord_server, scene)
        await bot_database.settled(job)
    assert len(discord_server.world.posts(scene.channel)) == 1


async def test_deleted_role_holds_the_post_until_another_is_chosen(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    """Or none."""
    (job,) = await bot_database.plan(scene.channel, due=minutes_ago(2), role=scene.students)
    await discord_server.change.delete_role(scene.guild, scene.students)
    organiser = discord_server.person(scene.organiser, scene.channel)
    async with running_bot(discord_server, bot_database):
        await bot_database.settled(job, state="held")
        assert bot_database.job(job)["last_error"] == "role_gone"
        shown = await (await organiser.slash("schedule show")).finished()
        assert "The role that I should ping is gone." in shown.reply.text
        await (await organiser.slash("schedule change", ping="nobody")).finished()
        await bot_database.settled(job)
    (post,) = discord_server.world.posts(scene.channel)
    assert post.data["mention_roles"] == []
    assert "<@&" not in post.text
