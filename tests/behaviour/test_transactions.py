"""What members use most reads the database once and writes to it once: each takes turns of its one thread."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from typing import Any

import pytest

from bot.client.internals import HANDLERS
from bot.ids import GuildId
from bot.storage.readings import open_reading
from bot.storage.rows import Transaction, Work
from bot.storage.sqlite.database import SqliteDatabase
from tests.behaviour.parties import cards, plan, planned, set_zone
from tests.behaviour.reading import answer
from tests.behaviour.schedules import lisbon_winter, posts, set_up
from tests.behaviour.study_group import StudyGroup

Use = Callable[[StudyGroup], Awaitable[object]]
READS, CHANGES, CHANGE = (1, 0), (1, 1), (0, 1)
"""Those that read before or after they change something, and one that does all in one transaction."""


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How many transactions interactions have opened to read and to write; what is part of another reading is none."""
    counts, database = Counter[str](), SqliteDatabase
    transaction, reading, read, write = database.transaction, database.reading, database.read, database.write

    def counted_transaction(
        self: SqliteDatabase, guild: GuildId | None = None
    ) -> AbstractAsyncContextManager[Transaction]:
        counts["write"] += is_answering()
        return transaction(self, guild)

    def counted_reading(self: SqliteDatabase) -> AbstractAsyncContextManager[Transaction]:
        counts["read"] += is_answering() and open_reading() is None
        return reading(self)

    async def counted_read(self: SqliteDatabase, work: Work[Any]) -> Any:
        counts["read"] += is_answering() and open_reading() is None
        return await read(self, work)

    async def counted_write(self: SqliteDatabase, work: Work[Any], guild: GuildId | None = None) -> Any:
        counts["write"] += is_answering()
        return await write(self, work, guild)

    monkeypatch.setattr(database, "transaction", counted_transaction)
    monkeypatch.setattr(database, "write", counted_write)
    monkeypatch.setattr(database, "reading", counted_reading)
    monkeypatch.setattr(database, "read", counted_read)
    return counts


def is_answering() -> bool:
    """Tell whether an interaction is being answered, not a job done."""
    task = asyncio.current_task()
    return task is not None and task.get_name().startswith(HANDLERS)


def command(name: str, *, organiser: bool = False, **options: object) -> Use:
    """Return how the member, or the organiser, uses a command."""
    return lambda group: (group.organiser if organiser else group.member).slash(group.channel, name, **options)


def on_the_post(label: str) -> Use:
    """Return how the member presses a button of the latest post."""
    return lambda group: group.member.click(posts(group)[-1], label=label)


USES: dict[str, tuple[Use, tuple[int, int]]] = {
    "/chapter": (command("chapter", chapter="5"), READS),
    "/chapter, all": (command("chapter"), READS),
    "/course": (command("course"), READS),
    "/ask": (command("ask", question="what covers LSTMs?"), READS),
    "/next": (command("next"), READS),
    "/dates": (command("dates"), READS),
    "/progress": (command("progress"), READS),
    "/board": (command("board"), READS),
    "/group": (command("group", organiser=True), READS),
    "/schedule show": (command("schedule show", organiser=True), READS),
    "/party list": (command("party list"), READS),
    "/watched": (command("watched", chapters="2-4"), CHANGES),
    "Mark watched": (on_the_post("Mark watched"), CHANGE),
    "/party plan": (lambda group: plan(group, chapter="6"), CHANGES),
}


@pytest.mark.parametrize("name", USES)
async def test_a_command_reads_once_and_writes_once(group: StudyGroup, opened: Counter[str], name: str) -> None:
    """In a server with a schedule, a party and somebody's marks."""
    use, allowed = USES[name]
    await set_zone(group)
    await set_up(group)
    await group.wait_until(lisbon_winter(23) + timedelta(minutes=1))
    await planned(group, when="2026-12-05 20:00")
    await group.member.slash(group.channel, "watched", chapters="1")
    await group.env.settle()
    opened.clear()
    await use(group)
    assert (opened["read"], opened["write"]) == allowed


async def test_an_answer_to_an_invitation_reads_once_before_it_writes(group: StudyGroup, opened: Counter[str]) -> None:
    """And once more when the card is drawn: whether somebody else has answered meanwhile."""
    await set_zone(group)
    await planned(group)
    await group.env.settle()
    opened.clear()
    await group.member.click(cards(group)[-1], label="Going")
    assert opened == {"read": 2, "write": 1}


async def test_details_of_a_party_are_read_in_two_steps(group: StudyGroup, opened: Counter[str]) -> None:
    """Whether the reader may know of it is asked of Discord in between."""
    await set_zone(group)
    await planned(group)
    listed = await group.member.slash(group.channel, "party list")
    await group.env.settle()
    opened.clear()
    await group.member.click(answer(listed), label="5 · Transformers, the tech behind LLMs")
    assert opened == {"read": 2}
