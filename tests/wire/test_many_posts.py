"""Many posts at once are paced below Discord's limits, do not wait for each other, and are not doubled by two bots."""

import asyncio
from pathlib import Path

import pytest
from discord import Permissions
from discord.utils import utcnow

from tests.loopback import BotDatabase, BotProcess, Limits, Loopback, Person, Scene, minutes_ago, study_server
from tests.wire.running_bot import POST, running_bot

SERVERS = 200


@pytest.mark.usefixtures("no_errors")
async def test_two_hundred_posts_meet_no_limit(bot_database: BotDatabase) -> None:
    """They take at least four seconds, without a 429, and people are answered meanwhile.

    Answers come also while no post gets its turn.
    """
    async with Loopback(limits=Limits(), checked=False) as server:
        scenes = [study_server(server.world, f"group {number}") for number in range(SERVERS)]
        jobs = await bot_database.plan(*(scene.channel for scene in scenes), due=minutes_ago(2))
        members = (server.person(scene.member, scene.channel) for scene in scenes)
        async with running_bot(server, bot_database) as bot:
            async with bot.pacer.gate:
                before = len(server.journal.find("POST", POST))
                await _ask(next(members))
                assert len(server.journal.find("POST", POST)) == before < SERVERS
            while len(bot_database.jobs("done")) < SERVERS:
                await _ask(next(members))
                await asyncio.sleep(0.25)
        assert server.limits is not None
        assert server.limits.refused == 0
        sent = server.journal.find("POST", POST)
        assert len(sent) == SERVERS
        assert sent[-1].at - sent[0].at >= 4
    assert {bot_database.job(job)["state"] for job in jobs} == {"done"}
    assert {bot_database.job(job)["attempts"] for job in jobs} == {1}


async def _ask(member: Person) -> None:
    talk = await (await member.slash("ask", question="what covers LSTMs?")).finished()
    assert "7 · Long Short-Term Memory" in talk.reply.text


@pytest.mark.usefixtures("valid_requests", "no_errors")
async def test_one_stuck_delivery_keeps_no_later_post_waiting(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    """That of another server."""
    other = study_server(discord_server.world, "Other group")
    deny = Permissions(send_messages=True)
    await discord_server.change.overwrite(other.channel, other.bot_role, deny=deny)
    stuck, free = await bot_database.plan(scene.channel, other.channel, due=minutes_ago(2))
    hold = discord_server.faults.hold("POST", POST, after=False)
    async with running_bot(discord_server, bot_database):
        await discord_server.until(lambda: hold.reached, "the held request")
        await bot_database.settled(free, state="held")
        await discord_server.change.overwrite(other.channel, other.bot_role)
        await bot_database.settled(free)
        assert bot_database.job(stuck)["state"] == "leased"
        hold.release()
        await bot_database.settled(stuck)


async def test_two_processes_make_each_post_once(
    discord_server: Loopback, bot_database: BotDatabase, tmp_path: Path
) -> None:
    """Both work on one database, and wake when the posts are due."""
    channels = [study_server(discord_server.world, f"group {number}").channel for number in range(20)]
    jobs = await bot_database.plan(*channels, due=minutes_ago(2))
    falls_due = "UPDATE job SET due = :at, try_at = :at WHERE kind = 'weekly_post'"
    await bot_database.change(falls_due, at=int(utcnow().timestamp()) + 3600)
    async with (
        await BotProcess.start(discord_server, tmp_path) as first,
        await BotProcess.start(discord_server, tmp_path) as second,
    ):
        sessions = discord_server.gateway.sessions
        await discord_server.until(lambda: len(sessions) == 2, "two sessions")
        await bot_database.until(lambda: first.output.count("ready as") == 2, "two bots that are ready")
        await bot_database.change(falls_due, at=int(utcnow().timestamp()))
        new = study_server(discord_server.world, "New group")
        await discord_server.change.invite_bot(new.guild, new.bot_role)  # wakes both
        await bot_database.settled(*jobs)
        assert (first.running, second.running) == (True, True)
        assert "Traceback" not in first.output
    assert [len(discord_server.world.posts(channel)) for channel in channels] == [1] * len(channels)
    assert len(discord_server.journal.find("POST", POST)) == len(channels)
