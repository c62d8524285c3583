"""The loopback Discord fails as Discord and networks do: rate limits, 5xx, lost replies, cut websockets."""

import asyncio
import sys
from collections import Counter
from collections.abc import Awaitable
from pathlib import Path

import aiohttp
import discord
import pytest

from tests.loopback import BotProcess, Limits, Loopback, Scene, study_server
from tests.wire.probe import Probe, running_probe

pytestmark = pytest.mark.xdist_group("loopback")
POST = "/channels/*/messages"


async def test_the_client_waits_after_a_429_and_sends_again(
    discord_server: Loopback, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For the time in Retry-After."""
    discord_server.faults.limit("POST", POST, 0.2)
    async with running_probe(discord_server, monkeypatch) as client:
        await client.text_channel(scene.channel.id).send("hello")
    first, second = discord_server.journal.find("POST", POST)
    assert (first.status, second.status) == (429, 200)
    assert second.at - first.at >= 0.2


async def test_the_client_retries_a_500_and_gives_up_on_a_503(
    discord_server: Loopback, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It retries after a second."""
    async with running_probe(discord_server, monkeypatch) as client:
        channel = client.text_channel(scene.channel.id)
        discord_server.faults.fail("POST", POST, 503)
        with pytest.raises(discord.DiscordServerError):
            await channel.send("hello")
        discord_server.faults.fail("POST", POST, 500)
        await channel.send("hello")
    assert [record.status for record in discord_server.journal.find("POST", POST)] == [503, 500, 200]


async def test_any_error_code_of_discords_can_be_ordered(
    discord_server: Loopback, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running_probe(discord_server, monkeypatch) as client:
        discord_server.faults.refuse("POST", POST, 403, 50013)
        with pytest.raises(discord.Forbidden) as refusal:
            await client.text_channel(scene.channel.id).send("hello")
        assert refusal.value.code == 50013


@pytest.mark.parametrize(("after", "standing"), [(False, 0), (True, 1)])
async def test_a_lost_connection_leaves_a_message_only_after_the_work(
    discord_server: Loopback, scene: Scene, monkeypatch: pytest.MonkeyPatch, *, after: bool, standing: int
) -> None:
    """Not if it is cut before."""
    async with running_probe(discord_server, monkeypatch) as client:
        discord_server.faults.lose("POST", POST, after=after)
        channel = client.text_channel(scene.channel.id)
        with pytest.raises((aiohttp.ClientError, ConnectionError)):
            await channel.send("hello", nonce="once")
        assert len(discord_server.world.posts(scene.channel)) == standing
        await channel.send("hello", nonce="once")
        assert len(discord_server.world.posts(scene.channel)) == 1
    assert discord_server.journal.find("POST", POST)[0].lost


async def test_a_held_request_goes_on_when_it_is_released(
    discord_server: Loopback, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the work done before the hold, or after it."""
    async with running_probe(discord_server, monkeypatch) as client:
        channel = client.text_channel(scene.channel.id)
        for after in (False, True):
            hold = discord_server.faults.hold("POST", POST, after=after)
            async with asyncio.TaskGroup() as group:
                sending = group.create_task(channel.send("hello"))
                await discord_server.until(lambda hold=hold: hold.reached, "the hold")  # type: ignore[misc] # mypy cannot type a default in a lambda
                assert len(discord_server.world.posts(scene.channel)) == int(after) * 2
                hold.release()
            assert sending.result().content == "hello"


async def test_a_reply_can_hang_and_a_bucket_be_used_up(
    discord_server: Loopback, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An empty bucket refuses every request until its time is over."""
    async with running_probe(discord_server, monkeypatch) as client:
        channel = client.text_channel(scene.channel.id)
        discord_server.faults.hang("POST", POST, times=1)
        hanging = asyncio.ensure_future(channel.send("hello"))
        await discord_server.until(lambda: bool(discord_server.journal.find("POST", POST)), "a request")
        hanging.cancel()
        filled = discord_server.faults.fill("POST", POST, 0.2)
        await channel.send("hello")
        assert discord_server.world.posts(scene.channel)[0].data["content"] == "hello"
    hung, *refused, sent = discord_server.journal.find("POST", POST)
    assert (hung.status, sent.status) == (None, 200)
    assert {record.status for record in refused} == {429}
    assert sent.at >= filled.ends


@pytest.mark.parametrize("cloudflare", [False, True])
async def test_the_client_sleeps_through_discords_ban_and_fails_in_cloudflares(
    discord_server: Loopback, scene: Scene, monkeypatch: pytest.MonkeyPatch, *, cloudflare: bool
) -> None:
    """Discord's does not refuse answers to interactions."""
    async with running_probe(discord_server, monkeypatch) as client:
        channel = client.text_channel(scene.channel.id)
        member = discord_server.person(scene.member, scene.channel)
        ban = discord_server.faults.ban(2.0, cloudflare=cloudflare)
        async with asyncio.TaskGroup() as group:
            sending = group.create_task(_failure(channel.send("hello")))
            await discord_server.until(lambda: ban.begins is not None, "a request that meets it")
            if not cloudflare:
                await (await member.slash("echo", text="x")).answered()
        failure = sending.result()
    assert ban.begins is not None
    arrived = discord_server.journal.within(ban.begins, ban.ends)
    assert [record.status for record in arrived] == ([429] if cloudflare else [429, 200])
    assert isinstance(failure, discord.HTTPException) is cloudflare


async def _failure(sending: Awaitable[object]) -> Exception | None:
    try:
        await sending
    except discord.HTTPException as error:
        return error
    return None


@pytest.mark.parametrize("how", ["cut", "closed", "asked"])
async def test_the_client_resumes_a_lost_websocket_and_hears_what_it_missed(
    discord_server: Loopback, scene: Scene, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    gateway = discord_server.gateway
    async with running_probe(discord_server, monkeypatch) as client:
        if how == "asked":
            await gateway.ask_to_reconnect()
        else:
            await gateway.cut(4000 if how == "closed" else None)
        room = await discord_server.change.open_channel(scene.guild, "opened-meanwhile")
        await discord_server.until(lambda: bool(gateway.resumed) and gateway.ready, "a RESUME")
        await (await discord_server.person(scene.member, scene.channel).slash("echo", text="x")).answered()
        assert client.get_channel(room.id) is not None
        assert client.resumes == 1
        assert len(gateway.identified) == 1


async def test_the_client_identifies_anew_after_an_invalidated_session(
    discord_server: Loopback, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:

    class Quick(Probe):
        async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
            """Leave out the five seconds that discord.py waits between two sessions."""

    gateway = discord_server.gateway
    async with running_probe(discord_server, monkeypatch, Quick()):
        await gateway.invalidate()
        await discord_server.until(lambda: len(gateway.identified) == 2 and gateway.ready, "a new session")
        assert scene.guild.id in discord_server.world.guilds


async def test_the_client_keeps_the_heartbeat_interval_of_hello(
    discord_server: Loopback, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    discord_server.gateway.heartbeat_interval = 0.1
    async with running_probe(discord_server, monkeypatch) as client:
        await discord_server.until(lambda: discord_server.gateway.heartbeats >= 3, "three heartbeats")
        assert client.get_guild(scene.guild.id) is not None


async def test_an_outage_is_told_apart_from_a_removal(
    discord_server: Loopback, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the client's events, as is an invitation."""
    seen: list[str] = []

    class Watching(Probe):
        async def on_guild_unavailable(self, _: discord.Guild) -> None:
            seen.append("unavailable")

        async def on_guild_available(self, _: discord.Guild) -> None:
            seen.append("available")

        async def on_guild_remove(self, _: discord.Guild) -> None:
            seen.append("removed")

        async def on_guild_join(self, _: discord.Guild) -> None:
            seen.append("joined")
            discord_server.changed.notify()

    async with running_probe(discord_server, monkeypatch, Watching()):
        seen.clear()
        await discord_server.change.outage(scene.guild)
        await discord_server.change.outage_over(scene.guild)
        await discord_server.change.remove_bot(scene.guild)
        await discord_server.change.invite_bot(scene.guild, scene.bot_role)
        await discord_server.until(lambda: "joined" in seen, "the invitation")
        assert seen == ["unavailable", "available", "removed", "joined"]


async def test_the_sixth_message_in_a_window_waits_when_limits_are_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """The client knows it from the headers of the fifth."""
    async with Loopback(limits=Limits(per_second=20, channel_seconds=0.5)) as server:
        scene = study_server(server.world)
        async with running_probe(server, monkeypatch) as client:
            channel = client.text_channel(scene.channel.id)
            for number in range(6):
                await channel.send(str(number))
            sent = server.journal.find("POST", POST)
            assert [record.status for record in sent] == [200] * 6
            assert sent[5].at - sent[0].at >= 0.5
            async with aiohttp.ClientSession(headers={"Authorization": f"Bot {server.token}"}) as session:
                asked = [session.get(server.api + "/users/@me") for _ in range(60)]
                answers = Counter([reply.status for reply in await asyncio.gather(*asked)])
    assert set(answers) == {200, 429}
    assert server.limits is not None
    assert server.limits.refused == answers[429]


_PILOT = """
import asyncio, os, sys
import discord, yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route
Route.BASE = os.environ["LECTERN_DISCORD_API"]
DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ["LECTERN_DISCORD_GATEWAY"])
client = discord.Client(intents=discord.Intents(guilds=True), guild_ready_timeout=0.1)
@client.event
async def on_ready():
    await client.get_channel(int(sys.argv[1])).send("hello", nonce="once")
client.run(os.environ["DISCORD_TOKEN"])
"""


async def test_a_killed_process_finds_its_message_by_the_nonce(
    discord_server: Loopback, scene: Scene, tmp_path: Path
) -> None:
    """When its next process sends the message again."""
    (tmp_path / "pilot.py").write_text(_PILOT, encoding="utf-8")
    hold = discord_server.faults.hold("POST", POST, after=True)
    channel = str(scene.channel.id)
    async with await BotProcess.start(
        discord_server, tmp_path, channel, module="pilot", python=sys.executable
    ) as first:
        await discord_server.until(lambda: hold.reached, "the message made, its reply held", 20)
        await first.kill()
    hold.drop()
    async with await BotProcess.start(
        discord_server, tmp_path, channel, module="pilot", python=sys.executable
    ) as second:
        sent = discord_server.journal
        await discord_server.until(lambda: len(sent.answered("POST", POST)) == 1, "a second attempt", 20)
        assert second.running
        assert len(discord_server.world.posts(scene.channel)) == 1
        assert second.hosts == {"127.0.0.1"}
        assert discord_server.token not in second.output
