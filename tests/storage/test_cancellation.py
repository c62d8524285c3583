"""Cancelling a database call at any step: no other call is harmed, and nothing is half done or left behind."""

import asyncio
import random
import sqlite3
import threading
from pathlib import Path

import pytest

from bot.storage.database import Database, open_database
from bot.storage.meta import MetaStore
from tests.storage.contents import contents

ROUNDS = 80
WORKERS = 5


async def steps(count: int) -> None:
    """Let the event loop run *count* times."""
    for _ in range(count):
        await asyncio.sleep(0)


class Pair:
    """A transaction that writes two rows, and tells how many of its statements have been carried out."""

    STATEMENTS = 6

    def __init__(self, name: str, pause: int) -> None:
        self.name, self._pause = name, pause
        self.reached = [asyncio.Event() for _ in range(self.STATEMENTS + 1)]

    async def write(self, database: Database) -> None:
        """Write the rows, and check that no other transaction runs meanwhile."""
        self.reached[0].set()
        async with database.transaction() as tx:
            meta = MetaStore(tx)
            assert await meta.get("at work") in {None, ""}
            self.reached[1].set()
            for number, (key, value) in enumerate(
                [("at work", self.name), (f"{self.name} first", "1"), (f"{self.name} second", "1")], start=2
            ):
                await meta.set(key, value)
                self.reached[number].set()
                await steps(self._pause)
            assert await meta.get("at work") == self.name
            self.reached[5].set()
            await meta.set("at work", "")
            self.reached[6].set()  # the task does not pause before the commit is queued

    async def cancel(self, task: asyncio.Task[None], statement: int, *waits: int) -> None:
        """Cancel *task*, which writes this, after that statement and so many runs of the event loop, each time."""
        await self.reached[statement].wait()
        for count in waits:
            await steps(count)
            task.cancel()


@pytest.mark.parametrize("seed", range(5))
async def test_a_cancelled_transaction_harms_no_neighbour(database: Database, path: Path, seed: int) -> None:
    """Whoever was not cancelled has both rows; whoever was has both or neither."""
    choose = random.Random(seed)  # noqa: S311 - the same tests each time, not secrets
    spared: set[str] = set()
    hit: set[str] = set()
    for number in range(ROUNDS):
        pairs = [Pair(f"{number}-{worker}", choose.randint(0, 3)) for worker in range(WORKERS)]
        victims = choose.sample(pairs, choose.randint(1, WORKERS - 1))
        async with asyncio.TaskGroup() as group:
            for pair in pairs:
                task = group.create_task(pair.write(database))
                if pair in victims:
                    waits = [choose.choice([0, 1, 2, 5, 20, 100]) for _ in range(choose.randint(1, 3))]
                    group.create_task(pair.cancel(task, choose.randint(0, Pair.STATEMENTS), *waits))
        spared.update(pair.name for pair in pairs if pair not in victims)
        hit.update(pair.name for pair in victims)
    stored = {str(key) for key, _ in contents(path)["meta"]}
    first, second = ({key.split()[0] for key in stored if key.endswith(part)} for part in ("first", "second"))
    assert first == second
    assert spared <= first
    assert 0 < len(hit & first) < len(hit), "the cancellations came only too early or only too late"


async def cancel_after(task: asyncio.Task[None], *waits: int) -> None:
    """Cancel *task* after so many runs of the event loop, and again after so many more."""
    for count in waits:
        await steps(count)
        task.cancel()


@pytest.mark.parametrize("again", [False, True])
async def test_a_cancelled_opening_or_closing_leaves_no_thread(tmp_path: Path, *, again: bool) -> None:
    """At any step, once or twice; the database can be opened afterwards."""

    async def use(path: Path) -> None:
        async with open_database(path) as database, database.transaction() as tx:
            await MetaStore(tx).set("key", "value")

    path = tmp_path / "lectern.db"
    before = set(threading.enumerate())
    cancelled = 0
    for count in range(0, 200, 3):
        task = asyncio.ensure_future(use(path))
        await cancel_after(task, count, *([1] if again else []))
        await asyncio.wait({task})
        cancelled += task.cancelled()
        await steps(1)
    for thread in set(threading.enumerate()) - before:
        thread.join(5)
        assert not thread.is_alive()
    assert cancelled > 10
    await use(path)
    assert contents(path)["meta"] == [("key", "value")]


def test_a_loop_may_close_right_after_a_cancelled_or_failed_opening(tmp_path: Path) -> None:
    """No thread calls the closed loop, which pytest would report as an error."""

    async def cancelled(path: Path, *waits: int) -> None:
        async def use() -> None:
            async with open_database(path):
                await asyncio.sleep(60)

        task = asyncio.ensure_future(use())
        await cancel_after(task, *waits)
        await asyncio.wait({task})
        assert task.cancelled()

    async def failed() -> None:
        async with open_database(tmp_path / "no such folder" / "lectern.db"):
            pytest.fail("opened a file in a folder that does not exist")

    for count in range(20):
        for waits in [(count,), (count, 1), (count, 1, 1, 1), (60 + count, 1, 1, 1, 1)]:
            asyncio.run(cancelled(tmp_path / "lectern.db", *waits))
        with pytest.raises(sqlite3.OperationalError, match="unable to open"):
            asyncio.run(failed())
