"""The bot as a process: how it starts, which hosts it connects to, and how it ends."""

import asyncio
import signal
import sys
from pathlib import Path

import pytest

from tests.loopback import BotDatabase, BotProcess, Loopback, Scene, minutes_ago
from tests.loopback.condition import TIMEOUT_S
from tests.wire.running_bot import POST

REFUSED = "lectern: Discord does not accept DISCORD_TOKEN; copy it anew from the developer portal"
IMPORTED = 60.0  # seconds that a process may take to start on a busy machine


async def _last_line(bot: BotProcess, code: int) -> str:
    assert await bot.ended(IMPORTED) == code
    assert "Traceback" not in bot.output
    return bot.output.splitlines()[-1]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_the_process_serves_and_ends_with_code_0_when_told(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, tmp_path: Path, number: signal.Signals
) -> None:
    """By SIGTERM, with a line that says so."""
    (job,) = await bot_database.plan(scene.channel, due=minutes_ago(2))
    async with await BotProcess.start(
        discord_server, tmp_path, python=sys.executable, LECTERN_LOG_LEVEL="DEBUG"
    ) as bot:
        await discord_server.ready(IMPORTED)
        member = discord_server.person(scene.member, scene.channel)
        answer = await (await member.slash("ask", question="what covers LSTMs?")).finished()
        assert "7 · Long Short-Term Memory" in answer.reply.text
        await bot_database.settled(job)
        bot.signal(number)
        assert await bot.ended() == 0
    assert "Lectern has ended.\n" in bot.output
    assert {"Traceback", "WARNING", "ERROR"} & set(bot.output.split()) == set()
    assert bot.hosts == {"127.0.0.1"}
    assert discord_server.token not in bot.output
    assert discord_server.breaches == []
    assert discord_server.gateway.sessions == {}


async def test_the_token_goes_to_no_other_host_on_resuming(
    discord_server: Loopback, scene: Scene, tmp_path: Path
) -> None:
    """READY names another host for resuming."""
    discord_server.gateway.resume_url = "ws://localhost:9/foreign"
    async with await BotProcess.start(discord_server, tmp_path) as bot:
        await discord_server.ready(IMPORTED)
        await discord_server.gateway.ask_to_reconnect()
        resumed = discord_server.gateway.resumed
        await discord_server.until(lambda: bool(resumed) and discord_server.gateway.ready, "a RESUME")
        member = discord_server.person(scene.member, scene.channel)
        await (await member.slash("course")).finished()
        assert bot.hosts == {"127.0.0.1"}
        assert discord_server.token not in bot.output


async def test_a_post_on_its_way_is_settled_before_the_process_ends(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, tmp_path: Path
) -> None:
    (job,) = await bot_database.plan(scene.channel, due=minutes_ago(2))
    hold = discord_server.faults.hold("POST", POST, after=True)
    async with await BotProcess.start(discord_server, tmp_path) as bot:
        await discord_server.until(lambda: hold.reached, "the post made, its reply held", IMPORTED)
        bot.signal(signal.SIGTERM)
        await asyncio.sleep(0.2)
        assert bot.running
        hold.release()
        assert await _last_line(bot, 0) == "Lectern has ended."
    assert bot_database.job(job)["state"] == "done"
    assert bot_database.schedule(scene.channel)["position"] == 1


async def test_a_hanging_post_does_not_keep_the_process_from_ending(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, tmp_path: Path
) -> None:
    """The next process finds what was posted."""
    (job,) = await bot_database.plan(scene.channel, due=minutes_ago(2))
    hold = discord_server.faults.hold("POST", POST, after=True)
    async with await BotProcess.start(discord_server, tmp_path) as bot:
        await discord_server.until(lambda: hold.reached, "the post made, its reply held", IMPORTED)
        bot.signal(signal.SIGTERM)
        assert await _last_line(bot, 0) == "Lectern has ended."
    assert bot_database.job(job)["state"] == "leased"
    await bot_database.expire_waits()
    discord_server.world.forget_nonces()
    async with await BotProcess.start(discord_server, tmp_path):
        await bot_database.settled(job, within=IMPORTED)
    assert len(discord_server.world.posts(scene.channel)) == 1


async def test_repeated_ctrl_c_gives_the_same_clean_end(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, tmp_path: Path
) -> None:
    """And sooner."""
    await bot_database.plan(scene.channel, due=minutes_ago(2))
    hold = discord_server.faults.hold("POST", POST, after=True)
    async with await BotProcess.start(discord_server, tmp_path) as bot:
        await discord_server.until(lambda: hold.reached, "the post made, its reply held", IMPORTED)
        async with asyncio.timeout(TIMEOUT_S):
            while bot.running:
                bot.signal(signal.SIGINT)
                await asyncio.sleep(0.01)
        assert await _last_line(bot, 0) == "Lectern has ended."


async def test_the_process_ends_while_it_is_logging_in(discord_server: Loopback, tmp_path: Path) -> None:
    """Though Discord has not answered."""
    hold = discord_server.faults.hold("GET", "/users/@me", after=False)
    async with await BotProcess.start(discord_server, tmp_path) as bot:
        await discord_server.until(lambda: hold.reached, "the login", IMPORTED)
        bot.signal(signal.SIGTERM)
        assert await _last_line(bot, 0) == "Lectern has ended."


async def test_a_refused_token_ends_the_process_in_one_sentence(discord_server: Loopback, tmp_path: Path) -> None:
    """Without the token in it."""
    wrong = {"DISCORD_TOKEN": "not.my.token"}
    async with await BotProcess.start(discord_server, tmp_path, **wrong) as bot:
        assert await _last_line(bot, 2) == REFUSED
        assert wrong["DISCORD_TOKEN"] not in bot.output


async def test_a_token_reset_while_serving_ends_the_process(
    discord_server: Loopback, scene: Scene, tmp_path: Path
) -> None:
    """With the same sentence."""
    _ = scene
    async with await BotProcess.start(discord_server, tmp_path) as bot:
        await discord_server.ready(IMPORTED)
        discord_server.reset_token("another.token")
        await discord_server.gateway.cut()
        assert await _last_line(bot, 2) == REFUSED


@pytest.mark.parametrize(
    ("setting", "value", "sentence"),
    [
        ("DISCORD_TOKEN", "two words", "DISCORD_TOKEN must be the bot token from Discord's developer portal"),
        ("LECTERN_LOG_LEVEL", "loud", "LECTERN_LOG_LEVEL must be one of DEBUG, INFO, WARNING, ERROR"),
        ("LECTERN_DISCORD_GATEWAY", "", "LECTERN_DISCORD_API and LECTERN_DISCORD_GATEWAY must be set together"),
        (
            "LECTERN_DATABASE",
            "gone/lectern.db",
            "cannot use the database gone/lectern.db (LECTERN_DATABASE): there is no folder FOLDER/gone",
        ),
    ],
)
async def test_a_malformed_setting_ends_the_process_with_code_2(
    discord_server: Loopback, tmp_path: Path, setting: str, value: str, sentence: str
) -> None:
    """And one sentence."""
    async with await BotProcess.start(discord_server, tmp_path, **{setting: value}) as bot:
        assert await bot.ended(IMPORTED) == 2
        assert bot.output == f"lectern: {sentence.replace('FOLDER', str(tmp_path))}\n"
        assert discord_server.journal.records == []
