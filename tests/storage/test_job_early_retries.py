"""Which failed jobs are retried early, and from which time on a lost message is looked for."""

from datetime import datetime, timedelta

import pytest

from bot.jobs.model import CARRIED_OUT_WITHIN, LARGEST_CLOCK_ERROR, LEASE, Held, HoldReason, Job, Retry
from bot.jobs.store import JobStore
from bot.storage.database import Database
from tests.storage.samples import NOW, SECOND, add, claim, claimed, new_job, settle

MINUTE = timedelta(minutes=1)


async def watching(database: Database, since: datetime, now: datetime = NOW, slow: timedelta = MINUTE) -> Job:
    """Claim a job as a runner would that has run since *since*, with Discord's clock *slow* behind the host's."""
    async with database.transaction() as tx:
        job = await JobStore(tx).claim(now, watched_since=since, discord_now=now - slow)
    assert job is not None
    return job


async def retry_now(database: Database, now: datetime = NOW) -> None:
    """Try at once all failed jobs that wait for another attempt."""
    async with database.transaction() as tx:
        await JobStore(tx).retry_failed(now)


async def test_a_first_attempt_in_time_is_remembered_by_discords_clock(database: Database) -> None:
    """Also for a later attempt by another process whose clock differs in another way."""
    await add(database, new_job())
    first = await watching(database, NOW)
    assert (first.overdue, first.may_have_been_sent, first.sent_from) == (False, False, NOW - MINUTE)
    await settle(database, first, Retry("no answer"))
    later = NOW + timedelta(hours=1)
    second = await watching(database, later, later, slow=10 * MINUTE)
    assert (second.may_have_been_sent, second.sent_from) == (True, NOW - MINUTE)


async def test_a_job_that_fell_due_before_the_start_may_have_been_sent(database: Database) -> None:
    """Its message is looked for from its time on by Discord's clock, with a margin for how the clocks differed then."""
    await add(database, new_job())
    job = await watching(database, NOW + SECOND, NOW + MINUTE, slow=2 * MINUTE)
    assert (job.attempts, job.overdue, job.may_have_been_sent) == (1, True, True)
    assert job.sent_from == NOW - 2 * MINUTE - LARGEST_CLOCK_ERROR


@pytest.mark.parametrize(("watched_for", "overdue"), [(2 * MINUTE, False), (0 * MINUTE, True)])
async def test_a_job_held_since_the_start_was_not_sent(
    database: Database, watched_for: timedelta, *, overdue: bool
) -> None:
    """However long ago it was due."""
    await add(database, new_job())
    held_at = NOW + timedelta(days=20)
    await settle(database, await claimed(database), Held(HoldReason.CANNOT_SEND), held_at)
    async with database.transaction() as tx:
        await JobStore(tx).release(new_job().guild, held_at + MINUTE)
    job = await watching(database, held_at + MINUTE - watched_for, held_at + MINUTE)
    assert job.overdue is overdue


async def test_an_early_retry_tries_failed_jobs_at_once(database: Database) -> None:
    """A job that has not been tried yet keeps its time."""
    await add(database, new_job("failed"), new_job("to come", due=NOW + SECOND))
    await settle(database, await claimed(database), Retry("no answer"))
    assert await claim(database) is None
    await retry_now(database)
    assert (await claimed(database)).occurrence == "failed"
    assert await claim(database) is None


@pytest.mark.parametrize("retried_after", [timedelta(), CARRIED_OUT_WITHIN - SECOND, -timedelta(days=1)])
async def test_no_early_retry_of_a_job_that_may_still_be_carried_out(
    database: Database, retried_after: timedelta
) -> None:
    """It keeps its rest, which begins anew where the clock was set back."""
    await add(database, new_job())
    await settle(database, await claimed(database), Retry("given up", rest=CARRIED_OUT_WITHIN))
    now = NOW + retried_after
    await retry_now(database, now)
    ends = min(NOW, now) + CARRIED_OUT_WITHIN
    assert await claim(database, ends - SECOND) is None
    assert (await claimed(database, ends)).attempts == 2


async def test_an_early_retry_tries_a_rested_job_once_its_rest_is_over(database: Database) -> None:
    """Like any other failed job."""
    await add(database, new_job())
    now = NOW
    for _ in range(4):  # after four failures the wait is longer than the rest
        job = await claimed(database, now)
        await settle(database, job, Retry("given up", rest=MINUTE), now)
        now += MINUTE
        await retry_now(database, now)
    assert (await claimed(database, now)).attempts == 5


async def test_a_job_released_by_a_fast_clock_is_tried(database: Database) -> None:
    """It was to be tried at an hour that is still to come by the right clock."""
    await add(database, new_job())
    await settle(database, await claimed(database), Held(HoldReason.CANNOT_SEND), NOW)
    async with database.transaction() as tx:
        await JobStore(tx).release(new_job().guild, NOW + timedelta(hours=3))
    assert await claim(database, NOW + MINUTE) is None
    await retry_now(database, NOW + MINUTE)
    assert await claim(database, NOW + MINUTE) is not None


async def test_a_lease_given_by_a_fast_clock_ends(database: Database) -> None:
    """It is shortened to the length of a lease given now."""
    await add(database, new_job())
    await claimed(database, NOW + timedelta(hours=6))
    await retry_now(database)
    assert await claim(database, NOW + LEASE - SECOND) is None
    assert (await claimed(database, NOW + LEASE)).attempts == 2
