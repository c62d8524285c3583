"""Which job is tried next, by whom, and when."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.ids import GuildId
from bot.core.jobs import (
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
from bot.core.ports import Storage
from bot.storage.database import Database
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


async def test_a_claimed_job_is_the_job_that_was_added(database: Storage) -> None:
    """Nothing is lost on the way, and this is its first attempt."""
    added = new_job()
    await add(database, added)
    job = await claimed(database)
    assert (job.kind, job.guild, job.subject) == (added.kind, added.guild, added.subject)
    assert (job.occurrence, job.due, job.attempts) == (added.occurrence, added.due, 1)


async def test_every_kind_of_job_can_be_stored(database: Storage) -> None:
    """The schema knows all that the core knows."""
    await add(database, *(new_job(kind, kind=kind) for kind in JobKind))
    assert {(await claimed(database)).kind for _ in JobKind} == set(JobKind)


async def test_an_empty_queue_has_nothing_to_claim(database: Storage) -> None:
    """Neither a job nor a time to wake at."""
    assert await claim(database) is None
    async with database.transaction() as stores:
        assert await stores.jobs.next_due() is None


async def test_an_occurrence_is_in_the_queue_once(database: Storage) -> None:
    """Whoever adds it again, with whatever details, changes nothing."""
    await add(
        database, new_job(), new_job(due=NOW - timedelta(days=1), subject=8), new_job(guild=OTHER_GUILD)
    )
    job = await claimed(database)
    assert (job.due, job.subject, job.guild) == (NOW, 7, GUILD)
    assert await claim(database, NOW + LEASE / 2) is None


@pytest.mark.parametrize("outcome", [Delivered(CHANNEL, None), Dead("invalid"), HELD])
async def test_an_occurrence_that_has_had_its_turn_does_not_come_back(
    database: Storage, outcome: Outcome
) -> None:
    """What was delivered, refused for good or held is not tried because it is added again."""
    await add(database, new_job())
    await settle(database, await claimed(database), outcome)
    await add(database, new_job())
    assert await claim(database, NOW + timedelta(days=365)) is None


async def test_an_occurrence_that_was_skipped_is_taken_up_again(database: Storage) -> None:
    """A schedule paused and resumed before its slot posts there, at its new time and for the first time."""
    await add(database, new_job())
    await settle(database, await claimed(database), Skipped(SkipReason.PAUSED))
    await add(database, new_job(due=NOW + timedelta(hours=1)))
    assert await claim(database) is None
    job = await claimed(database, NOW + timedelta(hours=1))
    assert (job.due, job.attempts) == (NOW + timedelta(hours=1), 1)
    assert (await record(database, job.id)).error is None


async def test_an_attempt_in_doubt_is_remembered_when_its_job_is_taken_up_again(database: Storage) -> None:
    """The first may have reached Discord; the second, which was skipped, did not and is not counted."""
    await add(database, new_job())
    await settle(database, await claimed(database), Retry("no answer"))
    later = NOW + timedelta(hours=1)
    await settle(database, await claimed(database, later), Skipped(SkipReason.OVER), later)
    await add(database, new_job(due=later))
    assert (await claimed(database, later)).attempts == 2


async def test_jobs_are_claimed_in_the_order_they_are_due(database: Storage) -> None:
    """Whatever the order they were added in; those due together, as they were added."""
    await add(
        database,
        new_job("late", due=NOW),
        new_job("early", due=NOW - timedelta(hours=1)),
        new_job("late too", due=NOW),
    )
    order = [(await claimed(database)).occurrence for _ in range(3)]
    assert order == ["early", "late", "late too"]


async def test_a_job_is_not_claimed_before_it_is_due(database: Storage) -> None:
    """A second too early is too early."""
    await add(database, new_job(due=NOW))
    assert await claim(database, NOW - SECOND) is None
    assert await claim(database, NOW) is not None


async def test_a_lease_is_taken_over_once_it_has_run_out_and_not_before(database: Storage) -> None:
    """A process that died gives its job up after the lease; the next attempt knows it is the second."""
    await add(database, new_job())
    first = await claimed(database, NOW)
    assert await claim(database, NOW + LEASE - SECOND) is None
    second = await claimed(database, NOW + LEASE)
    assert (second.id, second.attempts) == (first.id, 2)


async def test_the_next_due_is_the_earliest_try_or_end_of_a_lease(database: Storage) -> None:
    """The runner sleeps until exactly then."""
    await add(database, new_job("first"), new_job("second", due=NOW + timedelta(days=7)))
    async with database.transaction() as stores:
        assert await stores.jobs.next_due() == NOW
    job = await claimed(database)
    async with database.transaction() as stores:
        assert await stores.jobs.next_due() == NOW + LEASE
    await settle(database, job, Delivered(CHANNEL, None))
    async with database.transaction() as stores:
        assert await stores.jobs.next_due() == NOW + timedelta(days=7)


async def test_what_nobody_will_try_does_not_wake_the_runner(database: Storage) -> None:
    """A held job waits for a person, not for a time."""
    await add(database, new_job())
    await settle(database, await claimed(database), HELD)
    async with database.transaction() as stores:
        assert await stores.jobs.next_due() is None
    assert await claim(database, NOW + timedelta(days=365)) is None


async def test_a_released_job_is_tried_at_once(database: Storage) -> None:
    """As its first attempt still: the one that was held never reached Discord."""
    await add(database, new_job())
    held = await claimed(database)
    await settle(database, held, HELD)
    later = NOW + timedelta(hours=5)
    async with database.transaction() as stores:
        assert await stores.jobs.release(GUILD, later)
        assert await stores.jobs.next_due() == later
    assert (await record(database, held.id)).error is None
    job = await claimed(database, later)
    assert (job.id, job.attempts) == (held.id, 1)


async def test_a_job_released_while_it_is_tried_is_not_held(database: Storage) -> None:
    """What it met may be gone by then; the next attempt begins at once and is believed."""
    await add(database, new_job())
    job = await claimed(database)
    async with database.transaction() as stores:
        assert not await stores.jobs.release(GUILD, NOW)
    await settle(database, job, HELD)
    assert (await record(database, job.id)).error is None
    again = await claimed(database)
    assert (again.id, again.attempts, again.waited) == (job.id, 1, True)
    await settle(database, again, HELD)
    assert await claim(database, NOW + timedelta(days=365)) is None


async def test_a_job_that_asks_is_held_whatever_was_mended(database: Storage) -> None:
    """It waits for an organiser's word."""
    await add(database, new_job())
    job = await claimed(database)
    async with database.transaction() as stores:
        await stores.jobs.release(GUILD, NOW)
    await settle(database, job, Held(HoldReason.ASKED))
    assert (await record(database, job.id)).state is JobState.HELD


async def test_releasing_frees_only_what_the_guild_has_held(database: Storage) -> None:
    """Other guilds' held jobs and this guild's other jobs stay as they are."""
    await add(database, new_job("held elsewhere", guild=OTHER_GUILD), new_job("retried"))
    for outcome in (HELD, Retry("no answer")):
        await settle(database, await claimed(database), outcome)
    async with database.transaction() as stores:
        assert not await stores.jobs.release(GUILD, NOW)
    assert await claim(database, NOW) is None


async def test_two_connections_never_claim_the_same_job(path: Path) -> None:
    """Two processes on one file that ask at the same time get different jobs, until none is left."""
    names = [f"job {number:02}" for number in range(30)]
    async with Database.open(path) as one, Database.open(path) as other:
        await add(one, *map(new_job, names))
        rounds = [await asyncio.gather(claim(one), claim(other)) for _ in range(16)]
    jobs = [job.occurrence for pair in rounds for job in pair if job is not None]
    assert sorted(jobs) == names


async def test_ids_are_never_given_twice(database: Storage) -> None:
    """A button in an old message names its job for ever, also when the job has been forgotten."""
    await add(database, new_job("before"))
    before = await claimed(database)
    async with database.transaction() as stores:
        await stores.jobs.delete_guild(GUILD)
    await add(database, new_job("after"))
    after = await claimed(database)
    assert after.id > before.id


async def test_discords_largest_ids_fit(database: Storage) -> None:
    """No snowflake is cut short."""
    guild, channel = type(GUILD)(LARGEST_ID), type(CHANNEL)(LARGEST_ID)
    await add(database, new_job(guild=guild, subject=LARGEST_ID))
    job = await claimed(database)
    assert (job.guild, job.subject) == (LARGEST_ID, LARGEST_ID)
    await settle(database, job, Delivered(channel, None))
    known = await record(database, job.id)
    assert (known.channel, known.state) == (LARGEST_ID, JobState.DONE)


async def test_guilds_whose_return_changes_their_jobs(database: Storage) -> None:
    """What is held, but for the organiser's word, what is being tried, and what is to be forgotten."""
    held, asked, leased, left, waiting = (GuildId(number) for number in range(1, 6))
    for guild, outcome in ((held, Held(HoldReason.GUILD_GONE)), (asked, Held(HoldReason.ASKED))):
        await add(database, new_job(f"weekly:{guild}", guild=guild))
        await settle(database, await claimed(database), outcome)
    await add(database, new_job("weekly:leased", guild=leased))
    await claimed(database)
    await add(database, new_job("weekly:waiting", guild=waiting))
    await add(database, new_job("forget:left", guild=left, kind=JobKind.FORGET_GUILD))
    async with database.transaction() as stores:
        assert await stores.jobs.awaiting_guilds() == {held, leased, left}
