"""One process runs several shards, and several processes share them on one database."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from discord.utils import utcnow

from tests.crash.recovery import STARTED
from tests.loopback import BotDatabase, BotProcess, Loopback, Scene, minutes_ago, study_server
from tests.loopback.gateway import SessionStarts
from tests.wire.running_bot import POST, running_bot

pytestmark = pytest.mark.usefixtures("valid_requests")
SHARDS = 4
FALLS_DUE = "UPDATE job SET due = :at, try_at = :at WHERE kind = 'weekly_post' AND state = 'waiting'"


@pytest.fixture
def sharded(discord_server: Loopback) -> Loopback:
    """Discord, which recommends four shards, and lets them begin together."""
    discord_server.gateway.recommended_shards = SHARDS
    discord_server.gateway.starts = SessionStarts(max_concurrency=SHARDS)
    return discord_server


@pytest.fixture
def scenes(sharded: Loopback) -> list[Scene]:
    """A study server of each shard."""
    return [study_server(sharded.world, f"Group {number}", shard=(number, SHARDS)) for number in range(SHARDS)]


@pytest.fixture
def short_period() -> Iterator[float]:
    """Discord's five seconds between two sessions of a bucket are a fifth of one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.client.identifying.IDENTIFY_EVERY_S", 0.25)
        yield 0.2


def connected(server: Loopback, *shards: int) -> bool:
    """Tell whether just these shards have connections."""
    return server.gateway.shards == sorted(shards)


async def fall_due(bot_database: BotDatabase, seconds: int = 0) -> None:
    """Let every post that waits fall due in so many *seconds*."""
    await bot_database.change(FALLS_DUE, at=int(utcnow().timestamp()) + seconds)


async def start(server: Loopback, folder: Path, shards: str) -> BotProcess:
    """Start a process with a share of the shards, on the database in the parent of *folder*."""
    folder.mkdir(exist_ok=True)  # noqa: ASYNC240 - on a disk of this machine
    database = str(folder.parent / "lectern.db")
    return await BotProcess.start(server, folder, LECTERN_SHARDS=shards, LECTERN_DATABASE=database)


async def ready(bot_database: BotDatabase, *bots: BotProcess, times: int = 1) -> None:
    """Wait until all *bots* do their work."""
    await bot_database.until(
        lambda: all(bot.output.count("ready as") == times for bot in bots), "bots that are ready", STARTED
    )


@pytest.mark.usefixtures("no_errors")
async def test_one_process_with_four_shards_works_like_one_with_one(
    sharded: Loopback, scenes: list[Scene], bot_database: BotDatabase
) -> None:
    """It posts, answers commands, and direct messages, each of which comes to one shard only."""
    jobs = await bot_database.plan(*(scene.channel for scene in scenes), due=minutes_ago(2))
    async with running_bot(sharded, bot_database) as bot:
        await bot_database.settled(*jobs)
        assert connected(sharded, 0, 1, 2, 3)
        assert sorted(tuple(each["shard"]) for each in sharded.gateway.identified) == [
            (n, SHARDS) for n in range(SHARDS)
        ]
        for scene in scenes:
            talk = await sharded.person(scene.member, scene.channel).slash("ask", question="what covers LSTMs?")
            await talk.finished()
            assert "7 · Long Short-Term Memory" in talk.reply.text
        private = sharded.person(scenes[3].member, sharded.world.direct_channel(scenes[3].member))
        talk = await private.slash("course")
        await talk.finished()
        assert "But what is a neural network?" in talk.reply.text
        assert bot.problem() is None
    assert [len(sharded.world.posts(scene.channel)) for scene in scenes] == [1] * SHARDS


async def test_a_shard_that_is_cut_off_resumes_while_others_go_on(
    sharded: Loopback, scenes: list[Scene], bot_database: BotDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Meanwhile the health check names it."""
    gateway, redial = sharded.gateway, asyncio.Event()

    async def wait(_: object, shard: int) -> None:
        assert shard == 2
        await redial.wait()

    async with running_bot(sharded, bot_database) as bot:
        await sharded.until(lambda: connected(sharded, 0, 1, 2, 3), "four shards")
        monkeypatch.setattr("bot.client.request_hooks.ReconnectPause.before_dialling", wait)
        await gateway.cut(shard=2)
        await sharded.until(lambda: connected(sharded, 0, 1, 3), "a shard less")
        talk = await sharded.person(scenes[1].member, scenes[1].channel).slash("course")
        await talk.finished()
        assert bot.problem() == "Discord is not connected to shard 2"
        missed = await sharded.person(scenes[2].member, scenes[2].channel).slash("course")
        redial.set()
        await missed.finished()
        assert bot.problem() is None
        assert (len(gateway.identified), len(gateway.resumed)) == (SHARDS, 1)


@pytest.mark.usefixtures("no_errors")
async def test_a_removal_between_two_sessions_of_a_shard_is_noticed(
    sharded: Loopback, scenes: list[Scene], bot_database: BotDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Discord tells of it only by not naming the server any more."""
    monkeypatch.setattr("bot.client.identifying.IDENTIFY_EVERY_S", 0.0)
    left = "SELECT coalesce(min(id), 0) FROM guild WHERE left_at IS NOT NULL"
    async with running_bot(sharded, bot_database):
        known = "SELECT count(*) FROM guild"
        await bot_database.until(lambda: bot_database.value(known) == SHARDS, "all servers known")
        del scenes[2].guild.members[sharded.world.bot.id]
        await sharded.gateway.invalidate()
        await bot_database.until(lambda: bot_database.value(left) == scenes[2].guild.id, "the removal noted")
    assert bot_database.value("SELECT count(*) FROM guild WHERE left_at IS NULL") == SHARDS - 1


@pytest.mark.usefixtures("no_errors", "scenes")
async def test_shards_of_a_bucket_identify_one_after_the_other(
    sharded: Loopback, bot_database: BotDatabase, short_period: float
) -> None:
    """Discord would refuse one that comes too early."""
    sharded.gateway.starts = SessionStarts(max_concurrency=2, period_s=short_period)
    async with running_bot(sharded, bot_database):
        await sharded.until(lambda: connected(sharded, 0, 1, 2, 3), "four shards")
    assert sharded.gateway.starts.too_early == []


@pytest.mark.usefixtures("scenes")
async def test_a_session_begun_too_early_is_begun_again(
    sharded: Loopback, bot_database: BotDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when another process has just begun one in the same bucket."""
    monkeypatch.setattr("bot.client.identifying.IDENTIFY_EVERY_S", 0.0)
    sharded.gateway.starts = SessionStarts(max_concurrency=SHARDS // 2, period_s=0.3)
    async with running_bot(sharded, bot_database):
        await sharded.until(lambda: connected(sharded, 0, 1, 2, 3), "four shards")
    assert sharded.gateway.starts.too_early != []


@pytest.mark.usefixtures("scenes")
async def test_no_session_is_begun_where_discord_allows_no_more(
    sharded: Loopback, bot_database: BotDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else Discord would reset the token; the bot waits until it may."""
    starts, waits = SessionStarts(remaining=0, reset_after_ms=7_200_000, max_concurrency=SHARDS), []
    sharded.gateway.starts = starts

    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        starts.remaining = 1000 * (len(waits) > SHARDS)

    monkeypatch.setattr("bot.client.identifying.sleep", sleep)
    async with running_bot(sharded, bot_database):
        await sharded.until(lambda: connected(sharded, 0, 1, 2, 3), "four shards")
    assert set(waits) == {600.0}
    assert starts.remaining == 1000 - SHARDS


async def test_each_of_two_processes_does_the_work_of_its_own_servers(
    sharded: Loopback, scenes: list[Scene], bot_database: BotDatabase, tmp_path: Path
) -> None:
    """One that dies costs its servers' posts until it is back; then each is made once, and no server was forgotten."""
    jobs = await bot_database.plan(*(scene.channel for scene in scenes), due=minutes_ago(2))
    await fall_due(bot_database, 3600)
    async with (
        await start(sharded, tmp_path / "first", "0-1/4") as first,
        await start(sharded, tmp_path / "second", "2-3/4") as second,
    ):
        await ready(bot_database, first, second)
        assert connected(sharded, 0, 1, 2, 3)
        await second.kill()
        await sharded.until(lambda: connected(sharded, 0, 1), "half of the shards")
        await fall_due(bot_database)
        new = study_server(sharded.world, "New group", shard=(0, SHARDS))
        await sharded.change.invite_bot(new.guild, new.bot_role)  # wakes the first
        await bot_database.settled(*jobs[:2])
        assert {row["id"] for row in bot_database.jobs("waiting")} > set(jobs[2:])
        assert [bot_database.job(job)["attempts"] for job in jobs] == [1, 1, 0, 0]
        async with await start(sharded, tmp_path / "second", "2-3/4"):
            await bot_database.settled(*jobs)
        assert (first.running, "Traceback" in first.output + second.output) == (True, False)
    assert [len(sharded.world.posts(scene.channel)) for scene in scenes] == [1] * SHARDS
    assert len(sharded.journal.find("POST", POST)) == SHARDS
    assert bot_database.value("SELECT count(*) FROM guild WHERE left_at IS NOT NULL") == 0
    assert bot_database.value("SELECT count(*) FROM guild") == SHARDS + 1


async def test_two_processes_with_the_same_shards_make_each_post_once(
    sharded: Loopback, scenes: list[Scene], bot_database: BotDatabase, tmp_path: Path
) -> None:
    jobs = await bot_database.plan(*(scene.channel for scene in scenes), due=minutes_ago(2))
    await fall_due(bot_database, 3600)
    async with (
        await start(sharded, tmp_path / "first", "0-3/4") as first,
        await start(sharded, tmp_path / "second", "0-3/4") as second,
    ):
        await ready(bot_database, first, second)
        await fall_due(bot_database)
        new = study_server(sharded.world, "New group", shard=(0, SHARDS))
        await sharded.change.invite_bot(new.guild, new.bot_role)  # wakes both
        await bot_database.settled(*jobs)
        assert (first.running, second.running) == (True, True)
    assert [len(sharded.world.posts(scene.channel)) for scene in scenes] == [1] * SHARDS
    assert len(sharded.journal.find("POST", POST)) == SHARDS


async def test_commands_are_sent_by_the_process_with_shard_0(
    sharded: Loopback, scenes: list[Scene], bot_database: BotDatabase, tmp_path: Path
) -> None:
    """The other has their ids from it, to mention them."""
    put = ("PUT", "/applications/*/commands")
    async with await start(sharded, tmp_path / "second", "2-3/4") as second:
        await ready(bot_database, second)
        assert sharded.journal.find(*put) == []
        async with await start(sharded, tmp_path / "first", "0-1/4") as first:
            await ready(bot_database, first)
            assert len(sharded.journal.find(*put)) == 1
            await second.kill()
    async with await start(sharded, tmp_path / "second", "2-3/4") as second:
        await ready(bot_database, second, times=2)
        talk = await sharded.person(scenes[2].member, scenes[2].channel).slash("help")
        await talk.finished()
        assert "</ask:" in talk.reply.text
    assert len(sharded.journal.find(*put)) == 1


async def test_more_shards_are_run_once_discord_asks_for_them(sharded: Loopback, tmp_path: Path) -> None:
    """A bot that has grown begins anew with as many as Discord recommends."""
    sharded.gateway.recommended_shards, sharded.gateway.fewest_shards = 1, 2
    async with await BotProcess.start(sharded, tmp_path, module="tests.loopback.short_pauses", PAUSE_S="0.2") as bot:
        await sharded.until(lambda: len(sharded.gateway.identified) > 0, "an IDENTIFY", STARTED)
        sharded.gateway.recommended_shards = 2
        await sharded.until(lambda: connected(sharded, 0, 1), "two shards", STARTED)
        assert "cannot reach Discord: it asks for more shards; trying again" in bot.output


async def test_too_few_shards_end_the_process_with_one_sentence(sharded: Loopback, tmp_path: Path) -> None:
    sharded.gateway.fewest_shards = SHARDS
    async with await start(sharded, tmp_path / "first", "0/2") as bot:
        assert await bot.ended(STARTED) == 2
    said = "lectern: LECTERN_SHARDS=0/2 has too few shards for Discord; give every process a larger count"
    assert bot.output.splitlines()[-1] == said


@pytest.mark.parametrize(
    ("shards", "said"),
    [
        ("0-3", "must be such as 0-3/16 (shards 0 to 3 of 16) or 5/16"),
        ("0-4/4", "says 0-4/4, but 4 shards are numbered from 0 to 3"),
    ],
)
async def test_wrong_shards_are_refused_in_one_sentence(
    discord_server: Loopback, tmp_path: Path, shards: str, said: str
) -> None:
    async with await start(discord_server, tmp_path / "first", shards) as bot:
        assert await bot.ended(STARTED) == 2
    assert bot.output.strip() == f"lectern: LECTERN_SHARDS {said}"
