"""During a ban nothing is sent: neither under Discord's global limit nor under Cloudflare's ban."""

import asyncio
from pathlib import Path

import pytest

from bot.client.pacing import LONGEST_WAIT_S
from tests.loopback import BotDatabase, LastingFault, Loopback, Scene, minutes_ago, study_server
from tests.wire.running_bot import POST, running_bot
from tests.wire.test_process import IMPORTED
from tests.wire.test_starting import ME, start_bot, tries

SECONDS = 6.0
"""Length of a ban; Retry-After has whole seconds."""
COVERED = "what covers LSTMs?"


@pytest.fixture
def bans_never_slept_through(monkeypatch: pytest.MonkeyPatch) -> None:
    """discord.py waits for no ban inside a request, however short it is."""
    monkeypatch.setattr("bot.client.pacing.LONGEST_WAIT_S", 0.0)


def _sent(server: Loopback, ban: LastingFault) -> list[str]:
    """Return the requests that arrived during *ban*."""
    assert ban.begins is not None
    return [f"{record.method} {record.path}" for record in server.journal.within(ban.begins, ban.ends)]


@pytest.mark.usefixtures(
    "valid_requests", "no_errors", "retries_at_once", "bans_never_slept_through", "no_acknowledgements"
)
@pytest.mark.parametrize("cloudflare", [False, True], ids=["global", "cloudflare"])
async def test_nothing_is_sent_during_a_ban(
    discord_server: Loopback, bot_database: BotDatabase, *, cloudflare: bool
) -> None:
    """After the request that meets it, neither posts nor answers to mentions are sent until it is over.

    Answers to interactions go on under Discord's global limit, which does not count them.
    """
    scenes = [study_server(discord_server.world, f"group {number}") for number in range(20)]
    first, *others = await bot_database.plan(*(scene.channel for scene in scenes), due=minutes_ago(-5))
    member = discord_server.person(scenes[-1].member, scenes[-1].channel)
    async with running_bot(discord_server, bot_database) as bot:
        ban = discord_server.faults.ban(SECONDS, cloudflare=cloudflare)
        await bot_database.change("UPDATE job SET try_at = due - 600 WHERE id = :id", id=first)
        bot._runner.wake()
        await bot_database.until(lambda: bool(bot_database.job(first)["last_error"]), "a post that meets the ban")
        await bot_database.change("UPDATE job SET try_at = due - 600 WHERE id <> :id", id=first)
        bot._runner.retry_now()
        await member.say(f"<@{discord_server.world.bot.id}> {COVERED}")
        talk = await member.slash("ask", question=COVERED)
        if not cloudflare:
            await talk.finished()
            assert asyncio.get_running_loop().time() < ban.ends
        assert bot._runner.problem() is None
        await bot_database.settled(first, *others)
        answers = [] if cloudflare else [f"POST /interactions/{talk.id}/{talk.token}/callback"]
        assert _sent(discord_server, ban) == [f"POST /channels/{scenes[0].channel.id}/messages", *answers]
        assert (talk.answered_at is None) is cloudflare
    assert [len(discord_server.world.posts(scene.channel)) for scene in scenes] == [1] * len(scenes)
    assert {bot_database.job(job)["attempts"] for job in others} == {1}


@pytest.mark.usefixtures("valid_requests", "no_errors")
async def test_a_post_that_meets_a_ban_of_a_second_goes_out_in_the_same_attempt(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    """Such a short global limit is waited for inside the request."""
    (job,) = await bot_database.plan(scene.channel, due=minutes_ago(-5))
    async with running_bot(discord_server, bot_database) as bot:
        ban = discord_server.faults.ban(1.0, cloudflare=False)
        await bot_database.change("UPDATE job SET try_at = due - 600 WHERE id = :id", id=job)
        bot._runner.wake()
        await bot_database.settled(job)
        assert len(_sent(discord_server, ban)) == 1
    assert bot_database.job(job)["attempts"] == 1
    assert len(discord_server.journal.find("POST", POST)) == 2


@pytest.mark.usefixtures("scene")
@pytest.mark.parametrize("cloudflare", [False, True], ids=["global", "cloudflare"])
async def test_a_start_during_a_ban_waits_as_long_as_it_is_told(
    discord_server: Loopback, tmp_path: Path, *, cloudflare: bool
) -> None:
    """However short the pauses between the bot's tries are."""
    ban = discord_server.faults.ban(LONGEST_WAIT_S + 1, cloudflare=cloudflare)
    async with await start_bot(discord_server, tmp_path) as bot:
        await discord_server.ready(IMPORTED)
        (said,) = tries(bot)
        assert said == "cannot reach Discord: it lets nothing through for a while"
        assert await bot.terminate() == 0
    assert _sent(discord_server, ban) == [" ".join(ME)]
