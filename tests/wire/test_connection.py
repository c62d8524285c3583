"""The bot's connection: command sync, lost and resumed websockets, servers that come and go."""

import asyncio
from collections.abc import Awaitable, Callable

import discord
import pytest
from discord import Permissions

from tests.loopback import BotDatabase, ConnectRefusal, Loopback, Scene, minutes_ago, study_server
from tests.wire.running_bot import POST, running_bot

pytestmark = pytest.mark.usefixtures("valid_requests")
SYNC = ("PUT", "/applications/*/commands")


@pytest.mark.usefixtures("no_errors")
async def test_commands_are_synced_only_when_they_have_changed(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    """At the first start, not at the next, and again after a change."""
    _ = scene
    for expected in (1, 1):
        async with running_bot(discord_server, bot_database):
            pass
        assert len(discord_server.journal.find(*SYNC)) == expected
    await bot_database.change("UPDATE meta SET value = 'other commands' WHERE key LIKE 'commands:%'")
    async with running_bot(discord_server, bot_database):
        pass
    assert len(discord_server.journal.find(*SYNC)) == 2
    names = {command["name"] for command in discord_server.world.commands[None].values()}
    assert {"ask", "chapter", "course", "schedule", "progress", "help", "settings"} <= names


@pytest.mark.usefixtures("no_errors")
async def test_a_failed_command_sync_is_repeated_at_the_next_start(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    _ = scene
    discord_server.faults.fail(*SYNC, 503)
    with pytest.RaisesGroup(pytest.RaisesExc(Exception, match="503")):
        async with running_bot(discord_server, bot_database):
            pytest.fail("started without commands")
    async with running_bot(discord_server, bot_database):
        pass
    assert [record.status for record in discord_server.journal.find(*SYNC)] == [503, 200]


@pytest.mark.usefixtures("no_errors")
async def test_the_bot_identifies_without_privileged_intents(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    """Neither members nor presences nor message content."""
    _ = scene
    async with running_bot(discord_server, bot_database):
        (identified,) = discord_server.gateway.identified
    assert identified["intents"] == 1 << 0 | 1 << 7 | 1 << 9 | 1 << 12 | 1 << 16


async def test_a_gateway_that_cannot_be_reached_is_named(
    discord_server: Loopback, bot_database: BotDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Instead of an error inside discord.py."""
    monkeypatch.setattr("discord.backoff.ExponentialBackoff.delay", lambda _: 0)
    discord_server.gateway_url = "ws://127.0.0.1:9"
    with pytest.RaisesGroup(discord.GatewayNotFound):
        async with running_bot(discord_server, bot_database):
            pytest.fail("started without a gateway")


def _cut(server: Loopback) -> Awaitable[None]:
    return server.gateway.cut()


def _close(server: Loopback) -> Awaitable[None]:
    return server.gateway.cut(4000)


def _ask(server: Loopback) -> Awaitable[None]:
    return server.gateway.ask_to_reconnect()


@pytest.mark.parametrize("lose", [_cut, _close, _ask])
async def test_events_during_a_lost_websocket_are_heard_after_a_resume(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, lose: Callable[[Loopback], Awaitable[None]]
) -> None:
    """A change of the channel, and a command."""
    gateway, deny = discord_server.gateway, Permissions(send_messages=True)
    await discord_server.change.overwrite(scene.channel, scene.bot_role, deny=deny)
    (job,) = await bot_database.plan(scene.channel, due=minutes_ago(2))
    async with running_bot(discord_server, bot_database):
        await bot_database.settled(job, state="held")
        await lose(discord_server)
        await discord_server.change.overwrite(scene.channel, scene.bot_role)
        talk = await discord_server.person(scene.member, scene.channel).slash("course")
        await talk.finished()
        await bot_database.settled(job)
        assert (len(gateway.identified), len(gateway.resumed)) == (1, 1)
    assert len(discord_server.world.posts(scene.channel)) == 1


@pytest.mark.parametrize("how", [ConnectRefusal.AT_ONCE, ConnectRefusal.AFTER_HELLO])
async def test_a_gateway_that_closes_before_a_session_is_redialled_with_pauses(
    discord_server: Loopback,
    scene: Scene,
    bot_database: BotDatabase,
    how: ConnectRefusal,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Once at once, then with pauses until it accepts; the same the next time."""
    _ = scene
    gateway, pauses = discord_server.gateway, []

    async def sleep(seconds: float) -> None:
        pauses.append(round(seconds))

    monkeypatch.setattr("discord.backoff.ExponentialBackoff.delay", lambda _: 10_000)
    monkeypatch.setattr("bot.client.request_hooks.sleep", sleep)
    async with running_bot(discord_server, bot_database):
        for _again in range(2):
            pauses.clear()
            gateway.resumed.clear()
            gateway.refusal, gateway.refusals_left = how, 3
            await gateway.cut()
            await discord_server.until(lambda: bool(gateway.resumed) and gateway.ready, "a RESUME")
            assert pauses == [pytest.approx(30, abs=20)] * 3


async def test_a_new_session_retries_held_posts(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Events that would release them may have been lost."""
    monkeypatch.setattr("bot.client.identifying.IDENTIFY_EVERY_S", 0.0)
    gateway = discord_server.gateway
    deny = Permissions(send_messages=True)
    await discord_server.change.overwrite(scene.channel, scene.bot_role, deny=deny)
    (job,) = await bot_database.plan(scene.channel, due=minutes_ago(2))
    async with running_bot(discord_server, bot_database):
        await bot_database.settled(job, state="held")
        await gateway.invalidate()
        scene.channel.overwrites.clear()  # without an event for the bot
        await bot_database.settled(job)
        assert len(gateway.identified) == 2
    assert len(discord_server.journal.find("POST", POST)) == 1


@pytest.mark.usefixtures("no_errors")
async def test_a_server_that_removes_the_bot_is_to_be_forgotten_unless_it_invites_it_again(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    """In thirty days."""
    left = "SELECT left_at IS NOT NULL FROM guild WHERE id = :guild"
    async with running_bot(discord_server, bot_database):
        await bot_database.until(lambda: len(_known(bot_database)) == 1, "the server known")
        await discord_server.change.remove_bot(scene.guild)
        await bot_database.until(lambda: bot_database.value(left, guild=scene.guild.id) == 1, "the removal noted")
        (forget,) = bot_database.jobs("waiting")
        assert (forget["kind"], forget["guild_id"]) == ("forget_guild", scene.guild.id)
        await discord_server.change.invite_bot(scene.guild, scene.bot_role)
        await bot_database.until(lambda: bot_database.value(left, guild=scene.guild.id) == 0, "the return noted")


@pytest.mark.usefixtures("no_errors")
async def test_a_removal_while_the_bot_was_away_is_noticed_and_an_outage_is_none(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    """Both at the bot's start."""
    other = study_server(discord_server.world, "Other group")
    async with running_bot(discord_server, bot_database):
        await bot_database.until(lambda: len(_known(bot_database)) == 2, "the servers known")
    await discord_server.change.remove_bot(scene.guild)
    await discord_server.change.outage(other.guild)
    async with running_bot(discord_server, bot_database):
        await bot_database.until(lambda: _known(bot_database) == [other.guild.id], "the removal noted")


def _known(bot_database: BotDatabase) -> list[int]:
    known = bot_database.value("SELECT coalesce(group_concat(id), '') FROM guild WHERE left_at IS NULL")
    return [int(guild) for guild in known.split(",") if guild]


@pytest.mark.usefixtures("no_errors")
async def test_question_asked_while_the_bot_ends_is_answered(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    hold = discord_server.faults.hold("POST", "/interactions/*/callback", after=False)
    member = discord_server.person(scene.member, scene.channel)
    async with running_bot(discord_server, bot_database) as bot, asyncio.TaskGroup() as group:
        talk = await member.slash("ask", question="what covers LSTMs?")
        await discord_server.until(lambda: hold.reached, "the answer on its way")
        group.create_task(bot.close())
        await asyncio.sleep(0.1)
        hold.release()
        await talk.finished()
    assert "7 · Long Short-Term Memory" in talk.reply.text
