"""When shards begin sessions."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from bot.client import identifying
from bot.client.identifying import IDENTIFY_EVERY_S, KNOWN_FOR_S, OwnIdentifyGate, SessionStarts


@dataclass
class Limits:
    """What Discord says."""

    remaining: int = 1000
    reset_after: int = 60_000
    max_concurrency: int = 1


class Gate:
    """A gate that notes whose turn it was."""

    def __init__(self) -> None:
        self.turns: list[int] = []

    @asynccontextmanager
    async def turn(self, bucket: int) -> AsyncIterator[None]:
        """Let everybody identify at once."""
        self.turns.append(bucket)
        yield


@pytest.fixture
def sleeps(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long was slept, all of it at once."""
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr(identifying, "sleep", sleep)
    return slept


async def test_only_shards_of_a_bucket_wait_for_each_other(sleeps: list[float]) -> None:
    gate = OwnIdentifyGate()
    for bucket in (0, 1, 0):
        async with gate.turn(bucket):
            pass
    assert sleeps == [pytest.approx(IDENTIFY_EVERY_S, abs=0.5)]


async def test_a_shard_identifies_in_the_bucket_that_discord_says() -> None:
    gate, said = Gate(), Limits(max_concurrency=16)

    async def ask() -> Limits:
        return said

    starts = SessionStarts(gate, ask)
    starts.learn(said)
    async with starts.dialling(17), starts.dialling(18):
        assert gate.turns == [1, 2]


async def test_shards_of_a_bucket_dial_one_after_the_other(sleeps: list[float]) -> None:
    """So none holds an open connection while it waits for others; one that fails gives its turn up."""
    gate, order = OwnIdentifyGate(), []

    async def dial(shard: int) -> None:
        async with gate.turn(0):
            order.append(shard)
            await asyncio.sleep(0)
            order.append(shard)
            raise OSError

    await asyncio.gather(*map(dial, range(3)), return_exceptions=True)
    assert order == [0, 0, 1, 1, 2, 2]
    assert sleeps == [pytest.approx(IDENTIFY_EVERY_S, abs=0.5)] * 2


async def test_discord_is_asked_anew_where_few_sessions_are_left_or_its_word_is_old(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Other processes begin sessions, too."""
    asked, said = [], Limits()

    async def ask() -> Limits:
        asked.append(said.remaining)
        return said

    starts = SessionStarts(Gate(), ask)
    starts.learn(said)
    async with starts.dialling(0):
        assert asked == []
    starts.learn(Limits(remaining=3))
    async with starts.dialling(0):
        assert asked == [1000]
    loop = asyncio.get_running_loop()
    later = loop.time() + KNOWN_FOR_S + 1
    monkeypatch.setattr(loop, "time", lambda: later)
    async with starts.dialling(0):
        assert asked == [1000, 1000]


async def test_no_session_is_begun_before_discord_allows_one_again(
    sleeps: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    """Which is asked every ten minutes, and told once."""
    answers = [Limits(remaining=0, reset_after=3_600_000), Limits(remaining=0, reset_after=30_000), Limits()]

    async def ask() -> Limits:
        return answers.pop(0)

    starts = SessionStarts(Gate(), ask)
    async with starts.dialling(0):
        assert answers == []
    assert sleeps == [600.0, 31.0]
    assert [record.getMessage() for record in caplog.records] == [
        "Discord allows this bot no more sessions for 3601 s; waiting so long"
    ]
