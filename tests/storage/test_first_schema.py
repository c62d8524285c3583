"""A database of the first schema, with rows in every table, migrated to the newest."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.ids import ChannelId, JobId, MessageId, ScheduleId
from bot.jobs.model import Delivered, JobState, SkipReason
from bot.privacy.service import EVERY_STORE
from bot.schedules.adjustments import Adjustments
from bot.schedules.model import DEFAULT_GRACE
from bot.schedules.store import ScheduleStore
from bot.storage.database import open_database
from bot.storage.sqlite.migrate import scripts, statements
from tests.storage.samples import CHANNEL, GUILD, NOW, SECOND, USER, add, claimed, new_job, new_schedule, record, settle

SCHEDULE = """
INSERT INTO schedule VALUES
    (7, 10, 20, 'neural-networks', '0,3', 1145, 'America/Sao_Paulo', '1,2,3,4,5,6,7,8,9', 0, 40, 30, 'active')
"""
JOBS = """
INSERT INTO job VALUES
    (1, 'weekly_post', 10, 7, 'weekly:7:2026-11-26', :week_ago, :week_ago, 'done', 1, 20, 50, NULL),
    (2, 'weekly_post', 10, 7, 'weekly:7:2026-11-23', :week_ago, :now, 'skipped', 0, NULL, NULL, 'replaced'),
    (3, 'weekly_post', 10, 7, 'weekly:7:2026-11-30', :now, :now, 'waiting', 0, NULL, NULL, NULL),
    (4, 'weekly_post', 10, 8, 'weekly:8:2026-11-30', :now, :now, 'skipped', 1, NULL, NULL, :over),
    (5, 'weekly_post', 10, 9, 'weekly:9:2026-11-30', :now, :now, 'skipped', 1, NULL, NULL, :paused),
    (6, 'forget_guild', 11, 11, 'forget:11:2026-11-30', :now, :now, 'skipped', 0, NULL, NULL, :back),
    (7, 'weekly_post', 11, 12, 'weekly:12:2026-11-30', :now, :now, 'dead', 1, NULL, NULL, :over)
"""
SENTENCES = {"over": "the schedule is over", "paused": "the schedule is paused", "back": "the guild came back"}


@pytest.fixture
def old(path: Path) -> Path:
    """A database as the first version left it."""
    now = int(NOW.timestamp())
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements(scripts()[0]):
            connection.execute(statement)
        connection.execute(SCHEDULE)
        connection.execute(JOBS, {"now": now, "week_ago": now - 7 * 86400} | SENTENCES)
        connection.execute("PRAGMA user_version = 1")
        connection.commit()
    return path


async def test_a_schedule_of_the_first_version_goes_on_as_it_was(old: Path) -> None:
    """Every week, one chapter a post, without skips and moves, with the default grace."""
    async with open_database(old) as database, database.transaction() as tx:
        found = await ScheduleStore(tx).get(ScheduleId(7))
    assert found is not None
    assert (found.guild, found.channel, found.organiser) == (GUILD, CHANNEL, USER)
    former = new_schedule()
    assert (found.cadence, found.order, found.role) == (former.cadence, former.order, former.role)
    assert (found.per_post, found.adjustments, found.grace) == (1, Adjustments(), DEFAULT_GRACE)
    assert (found.cadence.every, found.cadence.starts) == (1, None)


async def test_the_jobs_of_the_first_version_keep_their_history(old: Path) -> None:
    """What was not stored then is unknown; waiting jobs are carried out, and get a time of their end."""
    async with open_database(old) as database:
        done, skipped = await record(database, JobId(1)), await record(database, JobId(2))
        job = await claimed(database)
        await settle(database, job, Delivered(ChannelId(20), MessageId(51)))
        waited, after = job.waited, await record(database, job.id)
    assert (done.state, done.message, done.settled_at, done.actor) == (JobState.DONE, 50, None, None)
    assert (skipped.state, skipped.error, skipped.settled_at) == (JobState.SKIPPED, "replaced", None)
    assert (job.id, waited) == (3, False)
    assert (after.state, after.settled_at) == (JobState.DONE, NOW)


async def test_the_number_of_a_job_that_is_gone_is_never_given_again(old: Path) -> None:
    """Buttons of old posts carry it; the new table goes on counting where the old one was."""
    with closing(sqlite3.connect(old)) as connection:
        connection.execute("DELETE FROM job WHERE id > 3")
        connection.commit()
    async with open_database(old) as database:
        await add(database, new_job("the next", due=NOW - SECOND))
        assert (await claimed(database)).id == 8


async def test_reasons_stored_as_sentences_become_names(old: Path) -> None:
    """The history translates them; an unknown reason stays as it is."""
    async with open_database(old) as database:
        found = [(await record(database, JobId(number))).error for number in (2, 4, 5, 6, 7)]
    reasons = [SkipReason.REPLACED, SkipReason.OVER, SkipReason.PAUSED, SkipReason.CAME_BACK]
    assert found == [*reasons, SENTENCES["over"]]


async def test_a_person_of_the_first_version_can_be_forgotten(old: Path) -> None:
    """As a schedule's organiser; no job had anybody's id."""
    async with open_database(old) as database, database.transaction() as tx:
        rows = [dict(row) for store in EVERY_STORE for row in await store(tx).export_user(USER)]
        for store in EVERY_STORE:
            await store(tx).delete_user(USER)
            assert list(await store(tx).export_user(USER)) == []
    assert rows == [{"guild_id": GUILD, "course_id": "neural-networks", "organises_schedule": 7}]


async def test_migrated_rows_cannot_become_nonsense(old: Path) -> None:
    """The new columns have the checks of the models."""
    async with open_database(old):
        pass
    with closing(sqlite3.connect(old)) as connection:
        for change in ("every_weeks = 0", "every_weeks = 9", "per_post = 0", "grace = -1", "adjustments = NULL"):
            with pytest.raises(sqlite3.IntegrityError):
                connection.execute(f"UPDATE schedule SET {change}")  # noqa: S608 - from the list above
        for change in ("waited = 2", "waited = NULL", "settled_at = 'today'", "actor_id = 'me'"):
            with pytest.raises(sqlite3.IntegrityError):
                connection.execute(f"UPDATE job SET {change}")  # noqa: S608 - as above
        (grace,) = connection.execute("SELECT grace FROM schedule").fetchone()
    assert timedelta(seconds=grace) == DEFAULT_GRACE
