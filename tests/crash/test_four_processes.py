"""Four processes with sixteen shards on PostgreSQL: one is killed, and the server crashes, amid five hundred posts."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path

import pytest

from bot.addresses import PostgresAddress
from tests.crash.recovery import POST, STARTED
from tests.loopback import BotDatabase, BotProcess, Limits, Loopback, minutes_ago, study_server
from tests.loopback.gateway import SessionStarts
from tests.postgres_server import PostgresServer, programs, running_server

SERVERS = 500
SHARDS = 16
PROCESSES = 4
DONE_WITHIN_S = 240.0
INTERRUPTED = 64  # posts at most that were under way when something died, and wait for their leases to end


@pytest.fixture
def own_server() -> Iterator[PostgresServer]:
    """A server of PostgreSQL that may be ended."""
    if programs() is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    with running_server() as server:
        yield server


async def _start(server: Loopback, folder: Path, address: PostgresAddress, number: int) -> BotProcess:
    """Start the process *number*, with its four shards."""
    own = folder / f"process-{number}"
    own.mkdir(exist_ok=True)
    each = SHARDS // PROCESSES
    share = f"{each * number}-{each * number + each - 1}/{SHARDS}"
    return await BotProcess.start(server, own, LECTERN_SHARDS=share, LECTERN_DATABASE=address.uri)


def _posted(server: Loopback, goal: int) -> bool:
    return len(server.journal.find("POST", POST)) >= goal


async def test_each_post_comes_once_though_a_process_and_the_database_die(
    own_server: PostgresServer, tmp_path: Path
) -> None:
    """And all processes together stay below Discord's limit."""
    limits, address = Limits(), own_server.new_database()
    bot_database = BotDatabase(address)
    async with Loopback(limits=limits, checked=False) as server, AsyncExitStack() as stack:
        server.gateway.recommended_shards = SHARDS
        server.gateway.starts = SessionStarts(max_concurrency=SHARDS)
        scenes = [
            study_server(server.world, f"Group {number}", shard=(number % SHARDS, SHARDS)) for number in range(SERVERS)
        ]
        jobs = await bot_database.plan(*(scene.channel for scene in scenes), due=minutes_ago(2))
        start = partial(_start, server, tmp_path, address)
        bots = [await stack.enter_async_context(await start(number)) for number in range(PROCESSES)]
        await server.until(partial(_posted, server, SERVERS // 4), "a quarter of the posts", DONE_WITHIN_S)
        await bots[2].kill()
        await server.until(partial(_posted, server, SERVERS // 3), "a third of the posts", DONE_WITHIN_S)
        await asyncio.to_thread(own_server.stop, signal.SIGQUIT)
        await asyncio.sleep(1)
        await asyncio.to_thread(own_server.start)
        again = await stack.enter_async_context(await start(2))
        await bot_database.until(lambda: again.output.count("ready as") > 1, "the killed process back", STARTED)
        await bot_database.until(partial(_nearly_done, bot_database), "nearly all posts", DONE_WITHIN_S)
        await bot_database.expire_waits()
        await bot_database.settled(*jobs, within=DONE_WITHIN_S)
        assert all(bot.running for bot in (bots[0], bots[1], again, bots[3]))
        assert [len(server.world.posts(scene.channel)) for scene in scenes] == [1] * SERVERS
        assert limits.refused == 0


def _nearly_done(bot_database: BotDatabase) -> bool:
    done = bot_database.value("SELECT count(*) FROM job WHERE kind = 'weekly_post' AND state = 'done'")
    return bool(done >= SERVERS - INTERRUPTED)
