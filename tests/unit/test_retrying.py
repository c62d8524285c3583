"""Work that must be done is retried until it is, however often it is asked for, and never after the end."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import pytest

from bot.client.retrying import Retrying
from bot.ids import GuildId

GUILD, OTHER = GuildId(1), GuildId(2)


class LockedError(Exception):
    """A failure that may pass."""


@pytest.fixture
def retrying(monkeypatch: pytest.MonkeyPatch) -> Retrying:
    """An instance that takes LockedError for a failure that may pass, and hardly pauses."""
    monkeypatch.setattr("bot.client.retrying.LONGEST_PAUSE_S", 0.0)
    return Retrying(lambda error: isinstance(error, LockedError))


def failing(errors: list[Exception], done: list[str], name: str = "done") -> Callable[[], Awaitable[None]]:
    """Return work that raises each of *errors* in turn, and then adds *name* to *done*."""

    async def work() -> None:
        await asyncio.sleep(0)
        if errors:
            raise errors.pop(0)
        done.append(name)

    return work


async def test_the_same_failure_is_logged_once_until_the_work_is_done(
    retrying: Retrying, caplog: pytest.LogCaptureFixture
) -> None:
    """As is another one, if unexpected with its traceback; and the success after them."""
    caplog.set_level(logging.INFO)
    done: list[str] = []
    errors: list[Exception] = [LockedError("locked"), LockedError("locked"), ValueError("a fault")]
    await retrying.until_done("writing", failing(errors, done), guild=GUILD)
    assert done == ["done"]
    assert [(record.levelname, record.getMessage(), bool(record.exc_info)) for record in caplog.records] == [
        ("WARNING", "writing: locked; trying again until it works", False),
        ("ERROR", "writing failed; trying again until it works", True),
        ("INFO", "writing: done after all", False),
    ]
    assert {vars(record)["guild"] for record in caplog.records} == {GUILD}


async def test_a_thousand_calls_for_the_same_work_are_one_task(retrying: Retrying) -> None:
    """While one is retried, only the last of the others is kept; other guilds have their own."""
    done: list[str] = []
    is_locked = True

    async def locked() -> None:
        await asyncio.sleep(0)
        if is_locked:
            raise LockedError

    async with asyncio.TaskGroup() as group:
        first = group.create_task(retrying.until_done("writing", locked, guild=GUILD))
        await asyncio.sleep(0)
        for number in range(1000):
            await retrying.until_done("writing", failing([], done, f"{number}"), guild=GUILD)
        await retrying.until_done("writing", failing([], done, "other"), guild=OTHER)
        assert done == ["other"]
        is_locked = False
        await first
    assert done == ["other", "999"]
    assert not retrying.is_busy


async def test_work_asked_for_while_it_runs_is_done_again(retrying: Retrying) -> None:
    """The work under way may have read an older state."""
    done: list[str] = []
    begun, go = asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        begun.set()
        await go.wait()
        done.append("first")

    async with asyncio.TaskGroup() as group:
        group.create_task(retrying.until_done("writing", slow))
        await begun.wait()
        await retrying.until_done("writing", failing([], done, "second"))
        go.set()
    assert done == ["first", "second"]


async def test_retry_now_and_close_end_the_pause(retrying: Retrying, monkeypatch: pytest.MonkeyPatch) -> None:
    """`retry_now` tries at once; after `close` nothing is tried or begun."""
    monkeypatch.setattr("bot.client.retrying.LONGEST_PAUSE_S", 3600.0)
    monkeypatch.setattr("discord.backoff.ExponentialBackoff.delay", lambda _: 3600.0)
    tries = 0

    async def never() -> None:
        nonlocal tries
        tries += 1
        raise LockedError

    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        group.create_task(retrying.until_done("writing", never))
        while tries < 3:
            await asyncio.sleep(0)
            retrying.retry_now()
        retrying.close()
    assert tries in {3, 4}
    before = tries
    await retrying.until_done("writing", never)
    assert tries == before
