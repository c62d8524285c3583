"""Several processes of one bot keep Discord's limits together, by the database that they share."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise
from random import Random

import pytest

from bot.addresses import DatabaseAddress
from bot.client.budget import LOAN_S, PLACES, Claim
from bot.client.shared_limits import SharedBudget, SharedIdentifyGate, process_name
from bot.client.store import SharedLimitsStore
from bot.storage.database import Database, open_database
from bot.storage.rows import change

ROUNDS = 60


@pytest.fixture
async def elsewhere(address: DatabaseAddress, database: Database) -> AsyncIterator[Database]:
    """The same database, as another process has opened it."""
    assert database is not None
    async with open_database(address) as opened:
        yield opened


async def end(database: Database, table: str, column: str) -> None:
    """Let what a process has in *table* be over by now, as after some seconds."""
    async with database.transaction() as tx:
        await change(tx, f"UPDATE {table} SET {column} = 0", {})  # noqa: S608 - our own names


async def test_a_process_alone_is_lent_all_that_it_wants(database: Database) -> None:
    budget = SharedBudget(database, process_name())
    loan = await budget.renew(Claim(0, PLACES))
    assert loan is not None
    assert (loan.places, loan.seconds) == (PLACES, LOAN_S)


@pytest.mark.parametrize("seed", range(3))
async def test_processes_are_never_lent_more_than_there_is(database: Database, elsewhere: Database, seed: int) -> None:
    """Four of them on two connections, which ask at the same time, want more or less, and hold what they were lent."""
    chance = Random(seed)  # noqa: S311 - the same each time
    budgets = [SharedBudget(each, process_name()) for each in (database, elsewhere, database, elsewhere)]
    held = [0] * len(budgets)

    async def renew(place: int) -> None:
        loan = await budgets[place].renew(Claim(held[place], chance.randint(0, PLACES)))
        assert loan is not None
        held[place] = loan.places

    for _ in range(ROUNDS):
        await asyncio.gather(*(renew(place) for place in chance.sample(range(len(budgets)), 3)))
        assert sum(held) <= PLACES


async def test_those_who_want_all_share_evenly(database: Database, elsewhere: Database) -> None:
    budgets = [SharedBudget(each, process_name()) for each in (database, elsewhere)]
    held = [0, 0]
    for _ in range(3):
        for place, budget in enumerate(budgets):
            loan = await budget.renew(Claim(held[place], PLACES))
            assert loan is not None
            held[place] = loan.places
    assert sorted(held) == [PLACES // 2, PLACES - PLACES // 2]


async def test_what_a_process_held_that_ended_is_lent_to_others(database: Database, elsewhere: Database) -> None:
    """After some seconds, not before."""
    await SharedBudget(elsewhere, process_name()).renew(Claim(0, PLACES))
    alive = SharedBudget(database, process_name())
    before = await alive.renew(Claim(0, PLACES))
    assert before is not None
    assert before.places == 0
    await end(database, "request_claim", "until_ms")
    after = await alive.renew(Claim(0, PLACES))
    assert after is not None
    assert after.places == PLACES


async def test_one_process_at_a_time_has_the_turn_of_a_bucket(
    database: Database, elsewhere: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the next has it a while after that one has ended it; another bucket's is free meanwhile."""
    monkeypatch.setattr("bot.client.shared_limits.IDENTIFY_EVERY_S", 0.3)
    loop = asyncio.get_running_loop()
    times: list[tuple[float, float]] = []

    async def identify(each: Database) -> None:
        async with SharedIdentifyGate(each, process_name()).turn(0):
            began = loop.time()
            await asyncio.sleep(0.05)
            times.append((began, loop.time()))

    async with SharedIdentifyGate(elsewhere, process_name()).turn(1):
        await asyncio.gather(*(identify(each) for each in (database, elsewhere, database)))
    times.sort()
    for (_, ended), (began, _) in pairwise(times):
        assert began - ended >= 0.29


async def test_a_turn_of_a_process_that_died_is_free_after_a_while(database: Database) -> None:
    async with database.claiming() as tx:
        assert await SharedLimitsStore(tx).take_turn(3, "dead", 60.0) == 0.0
        assert 59.0 < await SharedLimitsStore(tx).take_turn(3, "alive", 60.0) <= 60.0
    await end(database, "identify_turn", "free_at_ms")
    async with asyncio.timeout(10), SharedIdentifyGate(database, "alive").turn(3):
        pass
    async with database.claiming() as tx:
        await SharedLimitsStore(tx).end_turn(3, "dead", 1_000.0)
        assert await SharedLimitsStore(tx).take_turn(3, "next", 1.0) < 60.0


async def test_while_the_database_is_away_loans_go_on_and_turns_wait(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.client.shared_limits.LONGEST_PAUSE_S", 0.01)
    real, failures = database.claiming, [3]

    @asynccontextmanager
    async def claiming() -> AsyncIterator[object]:
        if failures[0] > 0:
            failures[0] -= 1
            locked = sqlite3.OperationalError("database is locked")
            locked.sqlite_errorcode = sqlite3.SQLITE_BUSY
            raise locked
        async with real() as tx:
            yield tx

    monkeypatch.setattr(database, "claiming", claiming)
    monkeypatch.setattr(database, "is_transient", lambda error: isinstance(error, sqlite3.OperationalError))
    assert await SharedBudget(database, "one").renew(Claim(0, 5)) is None
    async with asyncio.timeout(10), SharedIdentifyGate(database, "one").turn(0):
        assert failures == [0]
    monkeypatch.setattr(database, "is_transient", lambda _: False)
    failures[0] = 2
    with pytest.raises(sqlite3.OperationalError):
        await SharedBudget(database, "one").renew(Claim(0, 5))
    with pytest.raises(sqlite3.OperationalError):
        async with SharedIdentifyGate(database, "one").turn(0):
            pass
