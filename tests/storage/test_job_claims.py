"""Claiming jobs: which is tried next, by whom and when."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from bot.ids import GuildId
from bot.jobs.model import (
    LEASE,
    Dead,
    Delivered,
    Held,
    HoldReason,
    JobKind,
    JobState,
    Outcome,
    Retry,
    Skipped,
    SkipReason,
)
from bot.jobs.store import JobStore
from bot.storage.database import Database, open_database
from bot.storage.rows import change
from tests.storage.samples import (
    CHANNEL,
    GUILD,
    LARGEST_ID,
    NOW,
    OTHER_GUILD,
    SECOND,
    add,
    claim,
    claimed,
    new_job,
    record,
    settle,
)

HELD = Held(HoldReason.CANNOT_SEND)


async def test_a_claimed_job_is_the_job_that_was_added(database: Database) -> None:
    """With all its values, as its first attempt."""
    added = new_job()
    await add(database, added)
    job = await claimed(database)
    assert (job.kind, job.guild, job.subject) == (added.kind, added.guild, added.subject)
    assert (job.occurrence, job.due, job.attempts) == (added.occurrence, added.due, 1)


async def test_every_kind_of_job_can_be_stored(database: Database) -> None:
    """Each is read as what it is."""
    await add(database, *(new_job(kind, kind=kind) for kind in JobKind))
    assert {(await claimed(database)).kind for _ in JobKind} == set(JobKind)


async def test_a_job_of_a_kind_that_this_version_does_not_know_keeps_nothing_waiting(database: Database) -> None:
    """It stays for the later version that has added it."""
    await add(database, new_job("later:1"), new_job())
    async with database.transaction() as tx:
        await change(tx, "UPDATE job SET kind = 'unknown' WHERE occurrence = 'later:1'", {})
    job = await claimed(database)
    assert job.occurrence == "weekly:7:2026-11-30"
    await settle(database, job, Delivered(None, None))
    assert await claim(database) is None
    async with database.reading() as tx:
        assert await JobStore(tx).next_due() is None


async def test_an_empty_queue_has_nothing_to_claim(database: Database) -> None:
    """Neither a job nor a time to wake at."""
    assert await claim(database) is None
    async with database.transaction() as tx:
        assert await JobStore(tx).next_due() is None


async def test_an_occurrence_is_in_the_queue_once(database: Database) -> None:
    """Adding it again, even with other values, changes nothing."""
    await add(database, new_job(), new_job(due=NOW - timedelta(days=1), subject=8), new_job(guild=OTHER_GUILD))
    job = await claimed(database)
    assert (job.due, job.subject, job.guild) == (NOW, 7, GUILD)
    assert await claim(database, NOW + LEASE / 2) is None


@pytest.mark.parametrize("outcome", [Delivered(CHANNEL, None), Dead("invalid"), HELD])
async def test_an_occurrence_that_was_tried_is_not_added_again(database: Database, outcome: Outcome) -> None:
    """A job that is done, dead or held is not tried because it is added again."""
    await add(database, new_job())
    await settle(database, await claimed(database), outcome)
    await add(database, new_job())
    assert await claim(database, NOW + timedelta(days=365)) is None


async def test_an_occurrence_that_was_skipped_is_taken_up_again(database: Database) -> None:
    """As when a schedule is paused and resumed before its slot: at its new time, as a first attempt."""
    await add(database, new_job())
    await settle(database, await claimed(database), Skipped(SkipReason.PAUSED))
    await add(database, new_job(due=NOW + timedelta(hours=1)))
    assert await claim(database) is None
    job = await claimed(database, NOW + timedelta(hours=1))
    assert (job.due, job.attempts) == (NOW + timedelta(hours=1), 1)
    assert (await record(database, job.id)).error is None


async def test_an_attempt_in_doubt_is_remembered_when_its_job_is_taken_up_again(database: Database) -> None:
    """The first attempt may have reached Discord; the one that was skipped did not, and is not counted."""
    await add(database, new_job())
    await settle(database, await claimed(database), Retry("no answer"))
    later = NOW + timedelta(hours=1)
    await settle(database, await claimed(database, later), Skipped(SkipReason.OVER), later)
    await add(database, new_job(due=later))
    assert (await claimed(database, later)).attempts == 2


async def test_jobs_are_claimed_in_the_order_they_are_due(database: Database) -> None:
    """Those due together in the order in which they were added."""
    await add(
        database, new_job("late", due=NOW), new_job("early", due=NOW - timedelta(hours=1)), new_job("late too", due=NOW)
    )
    order = [(await claimed(database)).occurrence for _ in range(3)]
    assert order == ["early", "late", "late too"]


async def test_a_job_is_not_claimed_before_it_is_due(database: Database) -> None:
    """Not even a second before."""
    await add(database, new_job(due=NOW))
    assert await claim(database, NOW - SECOND) is None
    assert await claim(database, NOW) is not None


async def test_a_lease_is_taken_over_once_it_has_run_out_and_not_before(database: Database) -> None:
    """As after the death of a process; the next attempt is the second."""
    await add(database, new_job())
    first = await claimed(database, NOW)
    assert await claim(database, NOW + LEASE - SECOND) is None
    second = await claimed(database, NOW + LEASE)
    assert (second.id, second.attempts) == (first.id, 2)


async def test_the_next_due_is_the_earliest_try_or_end_of_a_lease(database: Database) -> None:
    """The runner sleeps until then."""
    await add(database, new_job("first"), new_job("second", due=NOW + timedelta(days=7)))
    async with database.transaction() as tx:
        assert await JobStore(tx).next_due() == NOW
    job = await claimed(database)
    async with database.transaction() as tx:
        assert await JobStore(tx).next_due() == NOW + LEASE
    await settle(database, job, Delivered(CHANNEL, None))
    async with database.transaction() as tx:
        assert await JobStore(tx).next_due() == NOW + timedelta(days=7)


async def test_held_and_finished_jobs_do_not_wake_the_runner(database: Database) -> None:
    """A held job waits for a change, not for a time."""
    await add(database, new_job())
    await settle(database, await claimed(database), HELD)
    async with database.transaction() as tx:
        assert await JobStore(tx).next_due() is None
    assert await claim(database, NOW + timedelta(days=365)) is None


async def test_a_released_job_is_tried_at_once(database: Database) -> None:
    """As its first attempt, since the one that was held never reached Discord."""
    await add(database, new_job())
    held = await claimed(database)
    await settle(database, held, HELD)
    later = NOW + timedelta(hours=5)
    async with database.transaction() as tx:
        assert await JobStore(tx).release(GUILD, later)
        assert await JobStore(tx).next_due() == later
    assert (await record(database, held.id)).error is None
    job = await claimed(database, later)
    assert (job.id, job.attempts) == (held.id, 1)


async def test_a_job_released_while_it_is_tried_is_not_held(database: Database) -> None:
    """What held it may be mended by then, so another attempt begins at once, whose outcome counts."""
    await add(database, new_job())
    job = await claimed(database)
    async with database.transaction() as tx:
        assert not await JobStore(tx).release(GUILD, NOW)
    await settle(database, job, HELD)
    assert (await record(database, job.id)).error is None
    again = await claimed(database)
    assert (again.id, again.attempts, again.waited) == (job.id, 1, True)
    await settle(database, again, HELD)
    assert await claim(database, NOW + timedelta(days=365)) is None


async def test_a_job_that_waits_for_an_organiser_is_not_released(database: Database) -> None:
    """It waits for the organiser's decision."""
    await add(database, new_job())
    job = await claimed(database)
    async with database.transaction() as tx:
        await JobStore(tx).release(GUILD, NOW)
    await settle(database, job, Held(HoldReason.ASKED))
    assert (await record(database, job.id)).state is JobState.HELD


async def test_releasing_frees_only_what_the_guild_has_held(database: Database) -> None:
    """Other guilds' held jobs and the guild's other jobs stay as they are."""
    await add(database, new_job("held elsewhere", guild=OTHER_GUILD), new_job("retried"))
    for outcome in (HELD, Retry("no answer")):
        await settle(database, await claimed(database), outcome)
    async with database.transaction() as tx:
        assert not await JobStore(tx).release(GUILD, NOW)
    assert await claim(database, NOW) is None


async def test_two_connections_never_claim_the_same_job(path: Path) -> None:
    """As two processes that claim at the same time, until no job is left."""
    names = [f"job {number:02}" for number in range(30)]
    async with open_database(path) as one, open_database(path) as other:
        await add(one, *map(new_job, names))
        rounds = [await asyncio.gather(claim(one), claim(other)) for _ in range(16)]
    jobs = [job.occurrence for pair in rounds for job in pair if job is not None]
    assert sorted(jobs) == names


async def test_ids_are_never_given_twice(database: Database) -> None:
    """A button carries its job's id for ever, even when the job was deleted."""
    await add(database, new_job("before"))
    before = await claimed(database)
    async with database.transaction() as tx:
        await JobStore(tx).delete_guild(GUILD)
    await add(database, new_job("after"))
    after = await claimed(database)
    assert after.id > before.id


async def test_discords_largest_ids_fit(database: Database) -> None:
    guild, channel = type(GUILD)(LARGEST_ID), type(CHANNEL)(LARGEST_ID)
    await add(database, new_job(guild=guild, subject=LARGEST_ID))
    job = await claimed(database)
    assert (job.guild, job.subject) == (LARGEST_ID, LARGEST_ID)
    await settle(database, job, Delivered(channel, None))
    known = await record(database, job.id)
    assert (known.channel, known.state) == (LARGEST_ID, JobState.DONE)


async def test_awaiting_guilds_are_those_whose_return_changes_their_jobs(database: Database) -> None:
    """Those with jobs that are leased, held (but not for an organiser's answer), or about deleting the guild."""
    held, asked, leased, left, waiting = (GuildId(number) for number in range(1, 6))
    for guild, outcome in ((held, Held(HoldReason.GUILD_GONE)), (asked, Held(HoldReason.ASKED))):
        await add(database, new_job(f"weekly:{guild}", guild=guild))
        await settle(database, await claimed(database), outcome)
    await add(database, new_job("weekly:leased", guild=leased))
    await claimed(database)
    await add(database, new_job("weekly:waiting", guild=waiting))
    await add(database, new_job("forget:left", guild=left, kind=JobKind.FORGET_GUILD))
    async with database.transaction() as tx:
        assert await JobStore(tx).awaiting_guilds() == {held, leased, left}
