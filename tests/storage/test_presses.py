"""Presses in direct messages wait for the process whose server they are about, which takes each once."""

import asyncio
from collections.abc import Collection

from bot.client.store import PressStore, WaitingPress
from bot.ids import GuildId, UserId
from bot.shards import ShardSet
from bot.storage.database import Database
from tests.storage.samples import USER

SERVER = GuildId(1001 << 22)  # of shard 1 of 2
MINE, OTHER = ShardSet.of({1}, 2), ShardSet.of({0}, 2)


async def add(database: Database, number: int, user: UserId = USER) -> None:
    """Let the press *number* of *user* wait, about a server of `MINE`."""
    async with database.claiming() as tx:
        await PressStore(tx).add(number, SERVER, user, f"press {number}")


async def take(database: Database, shards: ShardSet = MINE) -> Collection[WaitingPress]:
    """Take what waits for *shards*."""
    async with database.claiming() as tx:
        return await PressStore(tx).take(shards)


async def withdraw(database: Database, number: int) -> bool:
    """Give the press *number* up; false if it was taken."""
    async with database.claiming() as tx:
        return await PressStore(tx).withdraw(number)


async def waits(database: Database, shards: ShardSet) -> bool:
    """Tell whether a press waits for *shards*."""
    return await database.read(lambda tx: PressStore(tx).any_wait(shards))


async def test_a_press_is_taken_by_whoever_has_its_server(database: Database) -> None:
    await add(database, 1)
    assert (await waits(database, OTHER), await waits(database, MINE)) == (False, True)
    assert list(await take(database, OTHER)) == []
    (press,) = await take(database)
    assert press.payload == "press 1"
    assert 0 <= press.age_ms < 60_000
    assert list(await take(database)) == []
    assert not await waits(database, MINE)


async def test_a_press_is_either_taken_or_given_up(database: Database) -> None:
    await add(database, 1)
    assert await withdraw(database, 1)
    assert list(await take(database)) == []
    await add(database, 2)
    assert len(await take(database)) == 1
    assert not await withdraw(database, 2)


async def test_of_many_who_take_at_once_each_press_goes_to_one(database: Database) -> None:
    """And one that came twice, as after a connection was resumed, waits once."""
    for number in (*range(20), 0):
        await add(database, number)
    taken = [press.payload for some in await asyncio.gather(*(take(database) for _ in range(8))) for press in some]
    assert sorted(taken) == sorted(f"press {number}" for number in range(20))


async def test_whoever_pressed_is_told_what_waits(database: Database) -> None:
    await add(database, 1)
    await add(database, 2, UserId(USER + 1))
    async with database.reading() as tx:
        exported = await PressStore(tx).export_user(USER)
    assert list(exported) == [{"guild_id": SERVER, "waiting_press": "press 1"}]
