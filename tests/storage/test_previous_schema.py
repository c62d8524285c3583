"""A database of schema 14, before parties stored the job that posted their message, migrated to the newest."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.ids import JobId, MessageId, PartyId, ScheduleId
from bot.jobs.model import SkipReason
from bot.parties.model import Party, PartyState
from bot.parties.store import PartyStore
from bot.schedules.store import ScheduleStore
from bot.storage.database import open_database
from bot.storage.sqlite.migrate import scripts, statements
from tests.storage.samples import GUILD, NOW, record

VERSION = 14
PARTIES = """
INSERT INTO party (
    id, guild_id, course_id, chapter, length_s, channel_id, starts_at, zone_name, reminders, state,
    message_id, room_message_id
) VALUES
    (1, 10, 'neural-networks', 5, 1634, 20, :now, 'Europe/Lisbon', '', 'running', 50, 51),
    (2, 10, 'neural-networks', 5, 1634, 20, :now, 'Europe/Lisbon', '', 'planned', 52, NULL),
    (3, 10, 'neural-networks', 5, 1634, 20, :now, 'Europe/Lisbon', '', 'planned', NULL, NULL),
    (4, 10, 'neural-networks', 5, 1634, 20, :now, 'Europe/Lisbon', '', 'planned', 53, NULL)
"""
JOBS = """
INSERT INTO job (id, kind, guild_id, subject, occurrence, due, try_at, state, attempts, message_id) VALUES
    (6, 'weekly_post', 10, 1, 'weekly:1:2026-11-30', :now, :now, 'done', 1, 50),
    (7, 'party', 10, 1, 'party:1:card:0', :now, :now, 'done', 1, 50),
    (8, 'party', 10, 1, 'party:1:card:1796000000', :now, :now, 'done', 1, 50),
    (9, 'party', 10, 2, 'party:2:card:0', :now, :now, 'done', 1, 52),
    (10, 'party', 10, 1, 'party:1:go:1796000000', :now, :now, 'done', 1, 51),
    (11, 'party', 10, 1, 'party:1:room:1796000010:1', :now, :now, 'done', 1, 51),
    (12, 'party', 10, 3, 'party:3:card:0', :now, :now, 'waiting', 0, NULL),
    (20, 'weekly_post', 10, 7, 'extra:7:1', :now, :now, 'waiting', 0, NULL),
    (21, 'weekly_post', 10, 7, 'weekly:7:2026-12-03', :now + 259200, :now, 'skipped', 0, NULL),
    (22, 'weekly_post', 10, 7, 'weekly:7:2026-12-07', :now + 604800, :now, 'skipped', 0, NULL),
    (23, 'weekly_post', 10, 8, 'extra:8:1', :now, :now, 'done', 1, 60),
    (24, 'weekly_post', 10, 8, 'weekly:8:2026-12-03', :now + 259200, :now, 'skipped', 0, NULL)
"""
SCHEDULES = """
INSERT INTO schedule (
    id, guild_id, channel_id, course_id, weekdays, at_minute, zone_name, chapters, position, state
) VALUES
    (7, 10, 20, 'neural-networks', '0', 1140, 'Europe/Lisbon', '1,2', 0, 'active'),
    (9, 10, 21, 'neural-networks', '0', 1140, 'Europe/Lisbon', '1,2', 1, 'replaced'),
    (10, 10, 22, 'neural-networks', '0', 1140, 'Europe/Lisbon', '1,2', 0, 'replaced'),
    (11, 10, 23, 'neural-networks', '0', 1140, 'Europe/Lisbon', '1,2,1,3', 3, 'active')
"""
STOPPED = """
INSERT INTO job (id, kind, guild_id, subject, occurrence, due, try_at, state, attempts, settled_at, actor_id) VALUES
    (30, 'weekly_post', 10, 9, 'weekly:9:2026-11-23', :now, :now, 'done', 1, :now, NULL),
    (31, 'weekly_post', 10, 9, 'weekly:9:2026-11-30', :now + 604800, :now, 'skipped', 0, :now + 60, 77)
"""
SKIPPED = """
UPDATE job SET last_error = 'changed', settled_at = CASE id WHEN 22 THEN :now - 60 ELSE :now END
WHERE state = 'skipped'
"""


@pytest.fixture
def old(path: Path) -> Path:
    """A database as schema 14 left it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for script in scripts()[:VERSION]:
            for statement in statements(script):
                connection.execute(statement)
        for sql in (PARTIES, JOBS, SKIPPED, SCHEDULES, STOPPED):
            connection.execute(sql, {"now": int(NOW.timestamp())})
        connection.execute(f"PRAGMA user_version = {VERSION}")
    return path


async def test_parties_that_are_out_keep_the_number_of_the_job_that_posted_them(old: Path) -> None:
    """The first of the jobs that drew the message; none where there is no message or the job was deleted."""
    async with open_database(old) as database, database.transaction() as tx:
        found = [await PartyStore(tx).get(PartyId(number)) for number in range(1, 5)]
        parties = [party for party in found if party is not None]
        later = replace(parties[2], message=MessageId(54), card_job=JobId(12))
        await PartyStore(tx).save(later)
        kept = await PartyStore(tx).get(later.id)
    assert [_numbers(party) for party in parties] == [
        (MessageId(50), JobId(7), MessageId(51), JobId(10)),
        (MessageId(52), JobId(9), None, None),
        (None, None, None, None),
        (MessageId(53), None, None, None),
    ]
    assert kept == later
    assert (parties[0].guild, parties[0].state) == (GUILD, PartyState.RUNNING)


async def test_a_post_that_waits_for_one_that_was_asked_for_is_set_aside(old: Path) -> None:
    """The post that was cancelled for it, while the one asked for is not over; no other."""
    async with open_database(old) as database:
        reasons = [(await record(database, JobId(number))).error for number in (21, 22, 24)]
    assert reasons == [SkipReason.SET_ASIDE, SkipReason.CHANGED, SkipReason.CHANGED]


async def test_a_schedule_that_was_stopped_learns_when_and_by_whom(old: Path) -> None:
    """From the post that was cancelled then; one of which nothing is on record stays without."""
    async with open_database(old) as database, database.transaction() as tx:
        ended = await ScheduleStore(tx).ended_in(GUILD, 5)
        others = [await ScheduleStore(tx).get(ScheduleId(number)) for number in (7, 10)]
    (stopped,) = ended
    assert (stopped.id, stopped.ended_at, stopped.ended_by) == (9, NOW + timedelta(seconds=60), 77)
    assert [(each.ended_at, each.ended_by) for each in others if each] == [(None, None)] * 2


async def test_a_schedule_with_a_repetition_begins_its_next_round_as_before(old: Path) -> None:
    """Each chapter once, at its first place."""
    async with open_database(old) as database, database.transaction() as tx:
        found = await ScheduleStore(tx).get(ScheduleId(11))
    assert found is not None
    assert (found.order, found.later_order, found.next_round) == ((1, 2, 1, 3), (), (1, 2, 3))


def _numbers(party: Party) -> tuple[MessageId | None, JobId | None, MessageId | None, JobId | None]:
    return party.message, party.card_job, party.live_message, party.live_job
