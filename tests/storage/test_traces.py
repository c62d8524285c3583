"""No byte about a deleted person is left in the database's files."""

import os
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.ids import GuildId, UserId
from bot.jobs.model import Delivered, Retry, retention_job
from bot.jobs.store import JobStore
from bot.parties.model import Answer, PartyState
from bot.parties.store import PartyStore
from bot.privacy.jobs import AFTER_A_START, BACKUPS_KEPT, Retention
from bot.privacy.service import PrivacyService
from bot.progress.store import ProgressStore
from bot.storage.database import Database
from bot.storage.sqlite import maintenance
from bot.storage.sqlite.migrate import backup_path, scripts
from tests.storage.contents import fill
from tests.storage.samples import CHAPTERS, COURSE, GUILD, NOW, SECOND, add, claimed, new_party, settle

FORGOTTEN, OTHER = UserId(713864209331250187), UserId(713864209331250188)
NOTE = "Bring the exercises of Monday"
MARKS = (str(FORGOTTEN).encode(), FORGOTTEN.to_bytes(8, "big"), NOTE.encode())


def traces(path: Path, *marks: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield each of *marks* that is in a file beside *path*, with that file."""
    for file in sorted(path.parent.iterdir()):
        content = file.read_bytes()
        yield from ((file.name, mark) for mark in marks if mark in content)


async def forget(database: Database, user: UserId) -> Delivered | Retry:
    """Let *user* delete their data, and run the retention job that this brings."""
    await PrivacyService(database, lambda: NOW, lambda: None).forget(user)
    return await do_retention(database)


async def do_retention(database: Database, after: timedelta = timedelta(minutes=1)) -> Delivered | Retry:
    """Run the retention job that is due at NOW + *after*, and return its outcome."""
    now = NOW + after
    retention = Retention(database, lambda: now)
    async with database.transaction() as tx:
        job = await JobStore(tx).claim(now)
        while job is not None and not job.occurrence.startswith("retention:"):
            job = await JobStore(tx).claim(now)
    assert job is not None
    outcome = await retention.deliver(job)
    async with database.transaction() as tx:
        assert await JobStore(tx).settle(job, outcome, now)
        await retention.on_result(tx, job, outcome)
    assert isinstance(outcome, Delivered | Retry)
    return outcome


async def test_a_forgotten_person_is_in_no_byte_of_the_files(database: Database, path: Path) -> None:
    """Neither as a number nor as text, in the database or its log; others' data stays."""
    for user in (FORGOTTEN, OTHER):
        await fill(database, GUILD, user)
    async with database.transaction() as tx:
        await PartyStore(tx).add(replace(new_party(GUILD, FORGOTTEN), note=NOTE))
    assert {mark for _, mark in traces(path, *MARKS)} == set(MARKS)
    assert await forget(database, FORGOTTEN) == Delivered(None, None)
    assert list(traces(path, *MARKS)) == []
    others = (str(OTHER).encode(), OTHER.to_bytes(8, "big"))
    assert {mark for _, mark in traces(path, *others)} == set(others)


@pytest.mark.parametrize("seed", range(6))
async def test_rows_that_moved_between_pages_leave_no_trace(database: Database, path: Path, seed: int) -> None:
    """SQLite copies rows between pages, and does not clear the old place."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    people = [UserId(chance.randrange(2**59, 2**60)) for _ in range(60)]
    async with database.transaction() as tx:
        parties = [
            await PartyStore(tx).add(replace(new_party(GUILD, chance.choice(people)), note=NOTE * 3)) for _ in range(60)
        ]
        for _ in range(3_000):
            person, party = chance.choice(people), chance.choice(parties)
            match chance.randrange(6):
                case 0 | 1 | 2:
                    await PartyStore(tx).answer(party, person, chance.choice(list(Answer)), NOW)
                case 3:
                    await ProgressStore(tx).mark(
                        GuildId(chance.randrange(9)), person, COURSE, chance.choice(CHAPTERS), NOW
                    )
                case 4:
                    await ProgressStore(tx).unmark(GUILD, person, COURSE, chance.choice(CHAPTERS))
                case _:
                    await PartyStore(tx).arrive(party, person, NOW, said=chance.random() < 0.5)
    gone = people[::5]
    for person in gone:
        await PrivacyService(database, lambda: NOW, lambda: None).forget(person)
    assert await do_retention(database) == Delivered(None, None)
    marks = [mark for person in gone for mark in (str(person).encode(), person.to_bytes(8, "big"))]
    assert list(traces(path, *marks)) == []


async def test_cleaning_is_retried_while_somebody_reads(
    database: Database, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A backup, for example; afterwards nothing is left."""
    monkeypatch.setattr(maintenance, "VACUUM_WAIT_S", 0.01)
    await fill(database, GUILD, FORGOTTEN)
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM party").fetchone()
        outcome = await forget(database, FORGOTTEN)
        assert isinstance(outcome, Retry)
        assert list(traces(path, *MARKS[:2])) != []
    assert await do_retention(database, timedelta(hours=1)) == Delivered(None, None)
    assert list(traces(path, *MARKS[:2])) == []


async def test_cleaning_is_retried_while_somebody_writes(
    database: Database, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without blocking the event loop."""
    monkeypatch.setattr(maintenance, "VACUUM_WAIT_S", 0.01)
    with closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        assert not await database.vacuum()
    assert await database.vacuum()


def test_a_vacuum_that_fails_is_an_error(path: Path) -> None:
    """Unlike one that must wait for others."""
    with closing(sqlite3.connect(path)) as connection:
        connection.create_collation("unheard_of", lambda one, other: (one > other) - (one < other))
        connection.execute("CREATE TABLE content (x TEXT COLLATE unheard_of UNIQUE)")
        connection.executemany("INSERT INTO content VALUES (?)", [("a",), ("b",)])
        connection.commit()
    with pytest.raises(sqlite3.OperationalError, match="unheard_of"):
        maintenance.vacuum(path)


async def test_the_copy_before_a_migration_goes_after_a_week(database: Database, path: Path) -> None:
    """Neither a younger one nor a copy that somebody made is deleted."""
    old = [backup_path(path, 1), backup_path(path, len(scripts()))]
    old.append(old[0].with_name(f"{old[0].name}-journal"))
    others = [path.with_name(f"{path.name}.backup-{name}") for name in ("20261122", "monday")]
    young = backup_path(path, 2)
    now = NOW + timedelta(minutes=1)
    for file in (*old, *others, young):
        file.write_bytes(b"a copy")
        age = BACKUPS_KEPT if file is young else BACKUPS_KEPT + SECOND
        os.utime(file, ((now - age).timestamp(),) * 2)
    await add(database, retention_job("2026-11-30", NOW))
    assert await do_retention(database) == Delivered(None, None)
    assert [file.exists() for file in (*old, *others, young)] == [False] * 3 + [True] * 3


async def test_every_day_has_one_retention_job(database: Database) -> None:
    """However often the bot starts on that day."""
    retention = Retention(database, lambda: NOW)
    await retention.plan()
    await retention.plan()
    async with database.transaction() as tx:
        ended = replace(new_party(), state=PartyState.OVER, starts_at=NOW - timedelta(days=91))
        party = await PartyStore(tx).add(ended)
    assert await do_retention(database, AFTER_A_START) == Delivered(None, None)
    await retention.plan()
    async with database.transaction() as tx:
        assert await PartyStore(tx).get(party.id) is None
        assert await JobStore(tx).claim(NOW + timedelta(days=1) - SECOND) is None
    tomorrow = await claimed(database, NOW + timedelta(days=1) + AFTER_A_START)
    assert tomorrow.occurrence == "retention:2026-12-01"
    assert await settle(database, tomorrow, Retry("in use"))
