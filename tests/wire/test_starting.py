"""The process retries for ever what may pass, and ends only for what a person must change."""

import asyncio
import signal
from collections.abc import Callable
from pathlib import Path

import discord
import pytest

from bot.health import find_problem
from bot.settings import heartbeat_beside
from tests import empty_database
from tests.loopback import BotDatabase, BotProcess, ConnectRefusal, Loopback
from tests.unprivileged import folder_of_unprivileged_user
from tests.wire.test_process import IMPORTED, REFUSED

ME, APPLICATION, SYNC = ("GET", "/users/@me"), ("GET", "/oauth2/*"), ("PUT", "/applications/*/commands")
AGAIN = "; trying again in "

pytestmark = pytest.mark.usefixtures("valid_requests", "scene")


async def start_bot(server: Loopback, folder: Path, **environment: str) -> BotProcess:
    """Start the bot; there is no pause between its tries, unless PAUSE_S is given in seconds."""
    settings = {"PAUSE_S": "0"} | environment
    return await BotProcess.start(server, folder, module="tests.loopback.short_pauses", **settings)


def tries(bot: BotProcess) -> list[str]:
    """Return the lines that it logged between its tries, without time, level and pause."""
    lines = [line for line in bot.output.splitlines() if AGAIN in line]
    return [line.partition(" bot.serving: ")[2].partition(AGAIN)[0] for line in lines]


async def until(fits: Callable[[], bool]) -> None:
    """Wait until *fits* is true, by polling."""
    async with asyncio.timeout(IMPORTED):
        while not fits():  # noqa: ASYNC110 - a process's output tells of no change
            await asyncio.sleep(0.02)


async def refusal(bot: BotProcess) -> str:
    """Return the sentence with which it ended for what a person must change."""
    assert await bot.ended(IMPORTED) == 2
    assert "Traceback" not in bot.output
    return bot.output.splitlines()[-1]


def _unavailable(server: Loopback) -> None:
    server.faults.fail(*ME, 503, times=3)


def _limited(server: Loopback) -> None:
    server.faults.fail(*ME, 429, times=3)


def _cut(server: Loopback) -> None:
    server.faults.lose(*ME, after=False, times=6)  # aiohttp repeats a lost GET by itself, so each try is two requests


def _application_unavailable(server: Loopback) -> None:
    server.faults.fail(*APPLICATION, 503, times=3)


def _sync_unavailable(server: Loopback) -> None:
    server.faults.fail(*SYNC, 503, times=3)


def _sync_forbidden(server: Loopback) -> None:
    server.faults.fail(*SYNC, 403, times=3)


def _unauthorised_by_a_proxy(server: Loopback) -> None:
    server.faults.fail(*ME, 401, times=3)


def _connections_refused(server: Loopback) -> None:
    server.gateway.refusals_left = 3


def _answered_with_a_page(server: Loopback) -> None:
    server.gateway.refusal, server.gateway.refusals_left = ConnectRefusal.PAGE, 3


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        (_unavailable, "cannot reach Discord: 503 Service Unavailable"),
        (_limited, "cannot reach Discord: 429 Too Many Requests"),
        (_cut, "cannot reach Discord: Server disconnected"),
        (_application_unavailable, "cannot reach Discord: 503 Service Unavailable"),
        (_sync_unavailable, "cannot reach Discord: 503 Service Unavailable"),
        (_sync_forbidden, "cannot reach Discord: 403 Forbidden"),
        (_unauthorised_by_a_proxy, "cannot reach Discord: Improper token has been passed."),
        (
            _connections_refused,
            "cannot reach Discord: its gateway did not let the bot in (it closed the connection at once)",
        ),
        (
            _answered_with_a_page,
            "cannot reach Discord: its gateway did not let the bot in (502 Invalid response status)",
        ),
    ],
)
async def test_failures_that_may_pass_are_retried_with_a_line_each(
    discord_server: Loopback, tmp_path: Path, trouble: Callable[[Loopback], None], said: str
) -> None:
    """Then the commands are synced once, and the bot serves."""
    trouble(discord_server)
    async with await start_bot(discord_server, tmp_path) as bot:
        await discord_server.ready(IMPORTED)
        assert tries(bot) == [said] * 3
        assert await bot.terminate() == 0
    assert [record.status for record in discord_server.journal.find(*SYNC)].count(200) == 1
    assert "Traceback" not in bot.output


async def test_a_page_in_discords_place_is_tried_again(discord_server: Loopback, tmp_path: Path) -> None:
    """A network's own login page, for example; the log has its beginning."""
    discord_server.faults.fail(*ME, 200, times=2)
    async with await start_bot(discord_server, tmp_path) as bot:
        await discord_server.ready(IMPORTED)
        assert tries(bot) == ["cannot reach Discord: TypeError"] * 2
        assert "makes no sense" in bot.output
        assert await bot.terminate() == 0


async def test_a_gateway_that_greets_and_closes_is_dialled_again(discord_server: Loopback, tmp_path: Path) -> None:
    """By the same bot, without another login."""
    discord_server.gateway.refusal, discord_server.gateway.refusals_left = ConnectRefusal.AFTER_HELLO, 3
    async with await start_bot(discord_server, tmp_path) as bot:
        await discord_server.ready(IMPORTED)
        assert not tries(bot)
        assert await bot.terminate() == 0


@pytest.mark.parametrize("how", [ConnectRefusal.PAGE, ConnectRefusal.NO_JSON])
async def test_a_network_that_answers_in_the_gateways_place_is_tried_again(
    discord_server: Loopback, tmp_path: Path, how: ConnectRefusal
) -> None:
    """Also after the bot has served, as where a network asks for another login."""
    gateway = discord_server.gateway
    async with await start_bot(discord_server, tmp_path) as bot:
        await discord_server.ready(IMPORTED)
        gateway.refusal, gateway.refusals_left = how, 2
        await gateway.cut()
        await discord_server.until(lambda: not gateway.refusals_left and gateway.ready, "a bot that serves", IMPORTED)
        assert await bot.terminate() == 0


async def test_the_bot_waits_until_discord_can_be_reached(tmp_path: Path) -> None:
    """As before the network is up."""
    async with Loopback(asleep=True) as server, await start_bot(server, tmp_path) as bot:
        await until(lambda: len(tries(bot)) > 1)
        assert tries(bot)[0].startswith("cannot reach Discord: Cannot connect to host 127.0.0.1")
        await server.wake()
        await server.ready(IMPORTED)
        assert await bot.terminate() == 0


async def test_a_gateway_that_refuses_connections_is_tried_again_and_named(
    discord_server: Loopback, tmp_path: Path
) -> None:
    nowhere = {"LECTERN_DISCORD_GATEWAY": "ws://127.0.0.1:9"}
    async with await start_bot(discord_server, tmp_path, **nowhere) as bot:
        await until(lambda: bool(tries(bot)))
        assert tries(bot)[0].startswith("cannot reach Discord: its gateway did not let the bot in (Cannot")
        assert await bot.terminate() == 0


async def test_a_database_locked_at_the_start_is_waited_for(
    discord_server: Loopback, bot_database: BotDatabase, tmp_path: Path
) -> None:
    """For longer than SQLite waits; Discord gets no request meanwhile."""
    async with await _started_locked(discord_server, bot_database, tmp_path) as bot:
        await discord_server.ready(IMPORTED)
        assert await bot.terminate() == 0


async def _started_locked(server: Loopback, bot_database: BotDatabase, folder: Path) -> BotProcess:
    async with bot_database.locked():
        bot = await start_bot(server, folder)
        await until(lambda: len(tries(bot)) > 1)
    said = f"cannot use the database {bot_database.path} (LECTERN_DATABASE): database is locked"
    assert set(tries(bot)) == {said}
    assert server.journal.records == []
    return bot


async def test_a_database_locked_while_logging_in_is_waited_for(
    discord_server: Loopback, bot_database: BotDatabase, tmp_path: Path
) -> None:
    """Between the login and the command sync."""
    hold = discord_server.faults.hold(*APPLICATION, after=True)
    async with await start_bot(discord_server, tmp_path) as bot:
        await discord_server.until(lambda: hold.reached, "the login", IMPORTED)
        async with bot_database.locked():
            hold.release()
            await until(lambda: bool(tries(bot)))
        assert tries(bot)[0].endswith("(LECTERN_DATABASE): database is locked")
        await discord_server.ready(IMPORTED)
        assert await bot.terminate() == 0


@pytest.mark.parametrize("mode", [0o444, 0o000])
async def test_an_unwritable_database_ends_the_process_before_it_logs_in(discord_server: Loopback, mode: int) -> None:
    with folder_of_unprivileged_user() as folder:
        path = folder / "lectern.db"
        empty_database.copy_to(path)
        path.chmod(mode)
        async with await BotProcess.start(discord_server, folder, module="tests.loopback.unprivileged_bot") as bot:
            said = f"cannot use the database {path} (LECTERN_DATABASE): this user may not read and write it; "
            assert (await refusal(bot)).startswith(f"lectern: {said}")
            assert len(bot.output.splitlines()) == 1
    assert discord_server.journal.records == []


async def test_the_health_check_names_what_the_start_waits_for(discord_server: Loopback, tmp_path: Path) -> None:
    """And nothing more once the process is told to end."""
    discord_server.faults.fail(*ME, 503)
    async with await start_bot(discord_server, tmp_path, PAUSE_S="300") as bot:
        pulse = heartbeat_beside(tmp_path / "lectern.db")
        ill = "cannot reach Discord: 503 Service Unavailable, since the bot's start"
        await until(lambda: find_problem(pulse, discord.utils.utcnow()) == ill)
        assert await bot.terminate() == 0
    assert not pulse.exists()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_the_process_ends_at_once_between_two_tries(
    discord_server: Loopback, tmp_path: Path, number: signal.Signals
) -> None:
    """However long the pause is."""
    discord_server.faults.fail(*ME, 503)
    async with await start_bot(discord_server, tmp_path, PAUSE_S="300") as bot:
        await until(lambda: bool(tries(bot)))
        bot.signal(number)
        assert await bot.ended() == 0
    assert bot.output.splitlines()[-1] == "Lectern has ended."
    assert "Traceback" not in bot.output


async def test_a_refused_token_ends_the_process_after_other_failures(discord_server: Loopback, tmp_path: Path) -> None:
    discord_server.faults.fail(*ME, 503)
    async with await start_bot(discord_server, tmp_path, DISCORD_TOKEN="not.my.token") as bot:  # noqa: S106 - invented
        assert await refusal(bot) == REFUSED
        assert len(tries(bot)) == 1


@pytest.mark.parametrize(
    ("status", "said"), [(403, "403 Forbidden (error code: 50001): Refused"), (404, "404 Not Found")]
)
async def test_refused_commands_end_the_process_with_discords_words(
    discord_server: Loopback, tmp_path: Path, status: int, said: str
) -> None:
    """Discord would refuse them again."""
    discord_server.faults.refuse(*SYNC, status, 50001 if status == 403 else 0)
    async with await start_bot(discord_server, tmp_path) as bot:
        assert await refusal(bot) == f"lectern: Discord refuses what Lectern asks of it: {said}"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (4004, "Discord does not accept DISCORD_TOKEN"),
        (4011, "Discord ended the connection: Shard ID None WebSocket closed with 4011"),
        (4014, "Discord does not let this application use the intents"),
    ],
)
async def test_final_close_codes_of_the_gateway_end_the_process(
    discord_server: Loopback, tmp_path: Path, code: int, said: str
) -> None:
    """Those after which discord.py gives up."""
    async with await start_bot(discord_server, tmp_path) as bot:
        await discord_server.ready(IMPORTED)
        await discord_server.gateway.cut(code)
        assert (await refusal(bot)).startswith(f"lectern: {said}")


async def test_the_bot_serves_when_the_days_commands_are_used_up(
    discord_server: Loopback, bot_database: BotDatabase, tmp_path: Path
) -> None:
    """Discord takes 200 new commands a day; they are synced at the next start."""
    discord_server.faults.refuse(*SYNC, 400, 30034)
    async with await start_bot(discord_server, tmp_path) as bot:
        await discord_server.ready(IMPORTED)
        assert "Discord takes no new commands today" in bot.output
        assert await bot.terminate() == 0
    async with await start_bot(discord_server, tmp_path) as bot:
        await discord_server.ready(IMPORTED)
        assert await bot.terminate() == 0
    assert [record.status for record in discord_server.journal.find(*SYNC)] == [400, 200]
    assert bot_database.value("SELECT count(*) FROM meta WHERE key LIKE 'commands:%'") == 1
