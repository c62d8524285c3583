"""Inside a ban nothing is sent: neither while Discord's global limit lasts, nor while Cloudflare's does."""

import asyncio
from pathlib import Path

import pytest

from bot.client.pacing import LONGEST_WAIT_S
from tests.loopback import Ledger, Loopback, Scene, Spell, minutes_ago, study_server
from tests.wire.living import POST, living
from tests.wire.test_process import IMPORTED
from tests.wire.test_starting import ME, tries, trying

SECONDS = 6.0
"""How long a ban is; a header tells of whole seconds."""
COVERED = "what covers LSTMs?"


@pytest.fixture
def told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """No ban is so short that it is slept through."""
    monkeypatch.setattr("bot.client.pacing.LONGEST_WAIT_S", 0.0)


def _sent(server: Loopback, ban: Spell) -> list[str]:
    """Return what arrived inside *ban*."""
    assert ban.begins is not None
    return [f"{record.method} {record.path}" for record in server.journal.within(ban.begins, ban.ends)]


@pytest.mark.usefixtures("breachless", "no_errors", "soon_again", "told_at_once", "no_acknowledging")
@pytest.mark.parametrize("cloudflare", [False, True], ids=["global", "cloudflare"])
async def test_nothing_is_sent_during_a_ban(discord_server: Loopback, ledger: Ledger, *, cloudflare: bool) -> None:
    """Only the request that meets it; then neither posts nor answers to mentions, until it is over.

    The global limit does not count answers to interactions, which go on.
    """
    scenes = [study_server(discord_server.world, f"group {number}") for number in range(20)]
    first, *others = await ledger.plan(*(scene.channel for scene in scenes), due=minutes_ago(-5))
    member = discord_server.person(scenes[-1].member, scenes[-1].channel)
    async with living(discord_server, ledger) as bot:
        ban = discord_server.faults.ban(SECONDS, cloudflare=cloudflare)
        await ledger.change("UPDATE job SET try_at = due - 600 WHERE id = :id", id=first)
        bot._runner.wake()
        await ledger.until(lambda: bool(ledger.job(first)["last_error"]), "a post that meets the ban")
        await ledger.change("UPDATE job SET try_at = due - 600 WHERE id <> :id", id=first)
        bot._runner.retry_now()
        await member.say(f"<@{discord_server.world.bot.id}> {COVERED}")
        talk = await member.slash("ask", question=COVERED)
        if not cloudflare:
            await talk.finished()
            assert asyncio.get_running_loop().time() < ban.ends
        assert bot._runner.problem() is None
        await ledger.settled(first, *others)
        answers = [] if cloudflare else [f"POST /interactions/{talk.id}/{talk.token}/callback"]
        assert _sent(discord_server, ban) == [f"POST /channels/{scenes[0].channel.id}/messages", *answers]
        assert (talk.answered_at is None) is cloudflare
    assert [len(discord_server.world.posts(scene.channel)) for scene in scenes] == [1] * len(scenes)
    assert {ledger.job(job)["attempts"] for job in others} == {1}


@pytest.mark.usefixtures("breachless", "no_errors")
async def test_a_post_that_meets_a_ban_of_a_second_goes_out_in_the_same_attempt(
    discord_server: Loopback, scene: Scene, ledger: Ledger
) -> None:
    """Of a second, as when a burst was too much: the post that met it goes out in the same attempt."""
    (job,) = await ledger.plan(scene.channel, due=minutes_ago(-5))
    async with living(discord_server, ledger) as bot:
        ban = discord_server.faults.ban(1.0, cloudflare=False)
        await ledger.change("UPDATE job SET try_at = due - 600 WHERE id = :id", id=job)
        bot._runner.wake()
        await ledger.settled(job)
        assert len(_sent(discord_server, ban)) == 1
    assert ledger.job(job)["attempts"] == 1
    assert len(discord_server.journal.find("POST", POST)) == 2


@pytest.mark.usefixtures("scene")
@pytest.mark.parametrize("cloudflare", [False, True], ids=["global", "cloudflare"])
async def test_a_start_during_a_ban_waits_as_long_as_it_is_told(
    discord_server: Loopback, tmp_path: Path, *, cloudflare: bool
) -> None:
    """A start that meets one waits as long as it was told to, however short its own pauses are."""
    ban = discord_server.faults.ban(LONGEST_WAIT_S + 1, cloudflare=cloudflare)
    async with await trying(discord_server, tmp_path) as bot:
        await discord_server.ready(IMPORTED)
        (said,) = tries(bot)
        assert said == "cannot reach Discord: it lets nothing through for a while"
        assert await bot.terminate() == 0
    assert _sent(discord_server, ban) == [" ".join(ME)]
