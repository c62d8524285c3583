"""Deleting guilds and people from the database, and exporting what is stored about a person."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.ids import ScheduleId
from bot.privacy.service import EVERY_STORE
from bot.progress.store import ProgressStore
from bot.schedules.adjustments import Adjustments, Pause
from bot.schedules.store import ScheduleStore
from bot.storage.database import Database, open_database
from bot.storage.meta import MetaStore
from tests.storage.contents import about, columns, contents, fill
from tests.storage.samples import CHAPTERS, COURSE, GUILD, NOW, OTHER_GUILD, OTHER_USER, USER

ABOUT_GUILDS = {"guild_id"}
ABOUT_PEOPLE = {"user_id", "organiser_id", "actor_id", "host_id", "starter_id", "ender_id"}
ABOUT_NOBODY = {
    "channel_id",
    "role_id",
    "message_id",
    "course_id",
    "tag_id",
    "party_id",
    "venue_id",
    "event_id",
    "room_message_id",
    "interaction_id",
}


@pytest.fixture
async def filled(database: Database) -> Database:
    """A database with two guilds and two people, each with rows in every table."""
    for guild in (GUILD, OTHER_GUILD):
        for user in (USER, OTHER_USER):
            await fill(database, guild, user)
    return database


@pytest.mark.usefixtures("filled")
async def test_the_samples_fill_every_table(path: Path) -> None:
    """A new table without samples fails here, and so is covered by the tests below."""
    assert [table for table, rows in contents(path).items() if not rows] == []


@pytest.mark.usefixtures("filled")
async def test_every_column_is_known_to_be_about_someone_or_nobody(path: Path) -> None:
    """A new column with an id must be added to one of the lists above."""
    ids = {name for names in columns(path).values() for name in names if name.endswith("_id")}
    assert ids == ABOUT_GUILDS | ABOUT_PEOPLE | ABOUT_NOBODY


async def test_a_forgotten_guild_is_in_no_table(filled: Database, path: Path) -> None:
    """Every row about it is deleted, and no row about another guild."""
    others = about(path, ABOUT_GUILDS, OTHER_GUILD)
    async with filled.transaction() as tx:
        for store in EVERY_STORE:
            await store(tx).delete_guild(GUILD)
    assert set(about(path, ABOUT_GUILDS, GUILD).values()) == {0}
    assert about(path, ABOUT_GUILDS, OTHER_GUILD) == others
    assert [row[0] for row in contents(path)["guild"]] == [OTHER_GUILD]


async def test_a_forgotten_person_is_in_no_table(filled: Database, path: Path) -> None:
    """In any guild; others' rows stay."""
    others = about(path, ABOUT_PEOPLE, OTHER_USER)
    async with filled.transaction() as tx:
        for store in EVERY_STORE:
            await store(tx).delete_user(USER)
    assert set(about(path, ABOUT_PEOPLE, USER).values()) == {0}
    assert about(path, ABOUT_PEOPLE, OTHER_USER) == others


async def test_a_forgotten_person_left_no_days_out(filled: Database) -> None:
    """The days stay skipped, without who skipped them; others' skips keep their names."""
    async with filled.transaction() as tx:
        for store in EVERY_STORE:
            await store(tx).delete_user(USER)
        schedules = [await ScheduleStore(tx).get(ScheduleId(number)) for number in range(1, 5)]
    skips = [skip for schedule in schedules if schedule for skip in schedule.adjustments.skips]
    assert [skip.by for skip in skips] == [None, OTHER_USER] * 2
    assert {(skip.first, skip.last) for skip in skips} == {(date(2026, 12, 24), date(2027, 1, 2))}


async def test_a_forgotten_person_paused_nothing(filled: Database) -> None:
    """The schedule stays paused, and another's pause keeps its name; until then an export tells of it."""
    async with filled.transaction() as tx:
        store = ScheduleStore(tx)
        for number, by in ((1, USER), (2, OTHER_USER)):
            schedule = await store.get(ScheduleId(number))
            assert schedule is not None
            await store.save(replace(schedule, adjustments=Adjustments(pause=Pause(NOW, by))))
        told = [dict(row) for row in await store.export_user(USER) if "paused_schedule" in row]
        await store.delete_user(USER)
        left = [await store.get(ScheduleId(number)) for number in (1, 2)]
        again = [row for row in await store.export_user(USER) if "paused_schedule" in row]
    assert told == [{"guild_id": GUILD, "course_id": COURSE, "paused_schedule": 1}]
    assert again == []
    assert [each and each.adjustments.pause for each in left] == [Pause(NOW, None), Pause(NOW, OTHER_USER)]


async def test_a_guilds_schedule_outlives_its_organiser(filled: Database, path: Path) -> None:
    """It loses the organiser's id only."""
    before = contents(path)
    async with filled.transaction() as tx:
        for store in EVERY_STORE:
            await store(tx).delete_user(USER)
    after = contents(path)
    for table in ("schedule", "job", "guild", "party"):
        assert len(after[table]) == len(before[table])
    assert after["guild"] == before["guild"]
    assert [row[:9] for row in after["job"]] == [row[:9] for row in before["job"]]


async def test_an_export_has_every_row_about_a_person(filled: Database, path: Path) -> None:
    """From every guild and table, under readable names."""
    async with filled.transaction() as tx:
        rows = [row for store in EVERY_STORE for row in await store(tx).export_user(USER)]
    in_adjustments = sum(f'"by":{USER}}}' in str(row) for row in contents(path)["schedule"])
    assert in_adjustments == len((GUILD, OTHER_GUILD))
    ended = sum("ended_schedule" in row for row in rows)  # which the same person has set up, so that it is there twice
    assert ended == len((GUILD, OTHER_GUILD))
    assert len(rows) == sum(about(path, ABOUT_PEOPLE, USER).values()) + in_adjustments + ended
    watched = [dict(row) for row in rows if "watched_at" in row]
    assert watched == [
        {
            "guild_id": guild,
            "course_id": COURSE,
            "chapter": CHAPTERS[0],
            "watched_at": int(NOW.timestamp()),
            "together": 0,
            "clarity": 4,
            "note": "again",
        }
        for guild in (GUILD, OTHER_GUILD)
    ]
    organised = [row for row in rows if "organises_schedule" in row]
    assert [row["guild_id"] for row in organised] == [GUILD, OTHER_GUILD]
    skipped = [row for row in rows if "skipped_post" in row]
    assert [row["guild_id"] for row in skipped] == [GUILD, OTHER_GUILD]
    left_out = [dict(row) for row in rows if "left_out_from" in row]
    assert left_out == [
        {"guild_id": guild, "course_id": COURSE, "left_out_from": "2026-12-24", "left_out_until": "2027-01-02"}
        for guild in (GUILD, OTHER_GUILD)
    ]


async def test_an_export_names_nobody_else(filled: Database) -> None:
    """Not by id either."""
    async with filled.transaction() as tx:
        rows = [row for store in EVERY_STORE for row in await store(tx).export_user(USER)]
    assert OTHER_USER not in {value for row in rows for value in row.values()}


async def test_nothing_is_exported_or_deleted_for_a_stranger(database: Database) -> None:
    async with database.transaction() as tx:
        for store in EVERY_STORE:
            await store(tx).delete_user(USER)
            await store(tx).delete_guild(GUILD)
            assert list(await store(tx).export_user(USER)) == []


async def test_everything_survives_closing_and_opening(path: Path) -> None:
    """Row for row, even the leases of a stopped process."""
    async with open_database(path) as first:
        await fill(first, GUILD, USER)
        before = contents(path)
    async with open_database(path) as second:
        assert contents(path) == before
        async with second.transaction() as tx:
            assert set(await ProgressStore(tx).marks(GUILD, USER, COURSE)) == {CHAPTERS[0]}
            assert await MetaStore(tx).get("commands") == "hash"
    assert contents(path) == before
