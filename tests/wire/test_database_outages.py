"""A PostgreSQL server that stops or crashes: members are told in time, and no post is lost or doubled."""

import asyncio
import signal
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from bot.addresses import PostgresAddress
from tests import short_undo
from tests.loopback import BotDatabase, BotProcess, Loopback, Person, Scene, minutes_ago, study_server
from tests.loopback.process import ADDRESS
from tests.postgres_server import PostgresServer, programs, running_server, running_standby
from tests.wire.running_bot import POST, running_bot

SERVERS = 60
IN_TIME_S = 3.0  # in which Discord takes an answer
BACK_WITHIN_S = 60.0
AWAY = {"en-US": "I cannot reach my database right now.", "pt-BR": "Não consigo acessar meu banco de dados agora."}


@pytest.fixture(scope="module")
def own_server() -> Iterator[PostgresServer]:
    """A server that tests of this module may stop and start."""
    if programs() is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    with running_server() as server:
        yield server


@pytest.fixture
def bot_database(own_server: PostgresServer, tmp_path: Path) -> Iterator[BotDatabase]:
    """An empty database on that server."""
    address = own_server.new_database()
    (tmp_path / ADDRESS).write_text(address.uri, "utf-8")
    with short_undo.patched():
        yield BotDatabase(address)


def _has_posted(server: Loopback, goal: int) -> bool:
    return len(server.journal.find("POST", POST)) >= goal


async def _mark(person: Person, server: Loopback, scene: Scene) -> tuple[str, float]:
    """Press "Mark watched" on the post; return the answer and the seconds that it took."""
    post = server.world.posts(scene.channel)[0]
    talk = await (await person.click(post, "Mark watched")).finished()
    return talk.reply.text, (talk.answered_at or 0.0) - talk.asked_at


async def test_members_are_told_while_the_database_is_away(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, own_server: PostgresServer
) -> None:
    """In time, in their language, and served again when it is back, without a restart of the bot."""
    (job,) = await bot_database.plan(scene.channel, due=minutes_ago(2))
    later = study_server(discord_server.world, "Other group")
    people = [discord_server.person(who, scene.channel) for who in (scene.member, scene.reader)]
    async with running_bot(discord_server, bot_database):
        await bot_database.settled(job)
        await asyncio.to_thread(own_server.stop)
        for person in people:
            said, took = await _mark(person, discord_server, scene)
            assert AWAY[person.user.locale] in said
            assert took < IN_TIME_S
        await asyncio.to_thread(own_server.start)
        async with asyncio.timeout(BACK_WITHIN_S):
            for person in people:
                while AWAY[person.user.locale] in (await _mark(person, discord_server, scene))[0]:
                    pass
        assert bot_database.value("SELECT count(*) FROM watched") == len(people)
        (second,) = await bot_database.plan(later.channel, due=minutes_ago(2))
        await bot_database.settled(second, within=BACK_WITHIN_S)
    assert len(discord_server.world.posts(later.channel)) == 1


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT])
async def test_a_server_that_ends_amid_deliveries_loses_and_doubles_none(
    bot_database: BotDatabase, own_server: PostgresServer, tmp_path: Path, how: signal.Signals
) -> None:
    """Stopped, or as in a crash, twice while sixty posts are on their way."""
    async with Loopback(checked=False) as server:
        scenes = [study_server(server.world, f"group {number}") for number in range(SERVERS)]
        jobs = await bot_database.plan(*(scene.channel for scene in scenes), due=minutes_ago(2))
        async with await BotProcess.start(server, tmp_path) as bot:
            for goal in (SERVERS // 4, SERVERS // 2):
                await server.until(partial(_has_posted, server, goal), f"{goal} posts", BACK_WITHIN_S)
                await asyncio.to_thread(own_server.stop, how)
                await asyncio.sleep(0.5)
                await asyncio.to_thread(own_server.start)
            await bot_database.settled(*jobs, within=2 * BACK_WITHIN_S)
            assert bot.running
        assert [len(server.world.posts(scene.channel)) for scene in scenes] == [1] * SERVERS


async def test_a_start_without_the_database_is_tried_again(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, own_server: PostgresServer, tmp_path: Path
) -> None:
    """It begins when the server has."""
    (job,) = await bot_database.plan(scene.channel, due=minutes_ago(2))
    assert isinstance(bot_database.address, PostgresAddress)
    await asyncio.to_thread(own_server.stop)
    async with await BotProcess.start(discord_server, tmp_path) as bot:
        await bot_database.until(lambda: "trying again" in bot.output, "a start that is tried again", BACK_WITHIN_S)
        assert f"cannot use the database {bot_database.address} (LECTERN_DATABASE)" in bot.output
        await asyncio.to_thread(own_server.start)
        await bot_database.settled(job, within=BACK_WITHIN_S)
    assert len(discord_server.world.posts(scene.channel)) == 1


async def test_a_standby_that_takes_over_amid_deliveries_loses_and_doubles_none(tmp_path: Path) -> None:
    """Both servers are named in the address; the first one crashes, and stays away."""
    if programs() is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    async with Loopback(checked=False) as server:
        with running_server() as primary, running_standby(primary) as standby:
            name = primary.new_database().uri.rpartition("/")[2]
            hosts = f"127.0.0.1:{primary.port},127.0.0.1:{standby.port}"
            address = PostgresAddress(f"postgresql://lectern@{hosts}/{name}?target_session_attrs=read-write")
            (tmp_path / ADDRESS).write_text(address.uri, "utf-8")
            bot_database = BotDatabase(address)
            scenes = [study_server(server.world, f"group {number}") for number in range(SERVERS)]
            jobs = await bot_database.plan(*(scene.channel for scene in scenes), due=minutes_ago(2))
            async with await BotProcess.start(server, tmp_path) as bot:
                await server.until(partial(_has_posted, server, SERVERS // 3), "a third of the posts", BACK_WITHIN_S)
                await asyncio.to_thread(primary.stop, signal.SIGQUIT)
                await asyncio.to_thread(standby.execute, "SELECT pg_promote()")
                await bot_database.settled(*jobs, within=2 * BACK_WITHIN_S)
                assert bot.running
    assert [len(server.world.posts(scene.channel)) for scene in scenes] == [1] * SERVERS
