"""The outcomes of attempts at a job, and what is recorded of them."""

from datetime import timedelta

import pytest

from bot.ids import JobId, MessageId
from bot.jobs.model import (
    FIRST_RETRY,
    LEASE,
    Dead,
    Delivered,
    Held,
    HoldReason,
    JobRecord,
    JobState,
    Outcome,
    Retry,
    Skipped,
    SkipReason,
)
from bot.jobs.store import JobStore
from bot.storage.database import Database
from tests.storage.samples import (
    CHANNEL,
    GUILD,
    NOW,
    OTHER_GUILD,
    SECOND,
    WEEKLY,
    add,
    claim,
    claimed,
    new_job,
    record,
    settle,
)

MESSAGE = MessageId(50)
OVER = [
    (Delivered(CHANNEL, MESSAGE), JobState.DONE, None),
    (Dead("50035: invalid form body"), JobState.DEAD, "50035: invalid form body"),
    (Skipped(SkipReason.REPLACED), JobState.SKIPPED, "replaced"),
]
EVERY_OUTCOME = [
    *OVER,
    (Retry("no answer"), JobState.WAITING, "no answer"),
    (Held(HoldReason.CHANNEL_GONE), JobState.HELD, "channel_gone"),
]


@pytest.mark.parametrize(("outcome", "state", "error"), EVERY_OUTCOME)
async def test_an_outcome_is_recorded(database: Database, outcome: Outcome, state: JobState, error: str | None) -> None:
    """Each leaves the job in its state, with its reason."""
    await add(database, new_job())
    job = await claimed(database)
    assert await settle(database, job, outcome)
    delivered = isinstance(outcome, Delivered)
    assert await record(database, job.id) == JobRecord(
        id=job.id,
        kind=job.kind,
        guild=job.guild,
        subject=job.subject,
        due=NOW,
        state=state,
        attempts=0 if isinstance(outcome, Held | Skipped) else 1,
        channel=CHANNEL if delivered else None,
        message=MESSAGE if delivered else None,
        error=error,
        occurrence=job.occurrence,
        settled_at=NOW,
        waited=isinstance(outcome, Held),
    )


@pytest.mark.parametrize(("outcome", "state", "error"), OVER)
async def test_a_job_that_is_over_is_never_tried_again(
    database: Database, outcome: Outcome, state: JobState, error: str | None
) -> None:
    await add(database, new_job())
    job = await claimed(database)
    await settle(database, job, outcome)
    assert await claim(database, NOW + timedelta(days=1000)) is None
    known = await record(database, job.id)
    assert (known.state, known.error) == (state, error)


async def test_a_delivery_without_a_message_is_a_delivery(database: Database) -> None:
    """As of a post deleted before it could be read, or of a job that posts nothing."""
    await add(database, new_job())
    job = await claimed(database)
    assert await settle(database, job, Delivered(None, None))
    assert (await record(database, job.id)).state is JobState.DONE


@pytest.mark.parametrize("outcome", [Retry("no answer"), Held(HoldReason.CANNOT_SEND), None])
async def test_the_channel_of_an_attempt_is_known_to_the_next(database: Database, outcome: Outcome | None) -> None:
    """However it ended: that channel is searched first."""
    await add(database, new_job(), new_job("another"))
    job = await claimed(database)
    assert job.sent_to is None
    async with database.transaction() as tx:
        await JobStore(tx).set_target(job.id, CHANNEL)
    if outcome is not None:
        await settle(database, job, outcome)
    async with database.transaction() as tx:
        await JobStore(tx).release(GUILD, NOW)
    other = await claimed(database, NOW + LEASE)
    again = await claimed(database, NOW + LEASE)
    if again.id != job.id:
        other, again = again, other
    assert (other.sent_to, again.sent_to) == (None, CHANNEL)


async def test_retries_wait_longer_each_time(database: Database) -> None:
    """30 seconds after the first failure, a minute after the second."""
    await add(database, new_job())
    now = NOW
    for attempt in (1, 2, 3):
        job = await claimed(database, now)
        assert job.attempts == attempt
        await settle(database, job, Retry("no answer"), now)
        wait = FIRST_RETRY * 2 ** (attempt - 1)
        assert await claim(database, now + wait - SECOND) is None
        now += wait


@pytest.mark.parametrize(("outcome", "state", "error"), EVERY_OUTCOME)
async def test_an_attempt_that_lost_its_lease_changes_nothing(
    database: Database, outcome: Outcome, state: JobState, error: str | None
) -> None:
    """Only the attempt that took the job over can settle it."""
    await add(database, new_job())
    loser = await claimed(database, NOW)
    winner = await claimed(database, NOW + LEASE)
    during = await record(database, winner.id)
    assert not await settle(database, loser, Delivered(CHANNEL, MESSAGE))
    assert await record(database, winner.id) == during
    assert await settle(database, winner, outcome)
    after = await record(database, winner.id)
    assert not await settle(database, loser, Dead("too late"))
    assert await record(database, winner.id) == after
    assert (after.state, after.error) == (state, error)


async def test_an_attempt_settles_once(database: Database) -> None:
    """A second outcome is ignored."""
    await add(database, new_job())
    job = await claimed(database)
    assert await settle(database, job, Retry("no answer"))
    assert not await settle(database, job, Delivered(CHANNEL, MESSAGE))
    assert (await record(database, job.id)).state is JobState.WAITING


async def test_a_forgotten_job_cannot_be_settled(database: Database) -> None:
    """As when its guild's data was deleted during the attempt."""
    await add(database, new_job())
    job = await claimed(database)
    async with database.transaction() as tx:
        await JobStore(tx).delete_guild(GUILD)
        assert not await JobStore(tx).settle(job, Delivered(CHANNEL, MESSAGE), NOW)
        assert await JobStore(tx).record(job.id) is None


async def test_cancelling_skips_waiting_and_held_jobs(database: Database) -> None:
    """With the reason; no attempt at them reached Discord."""
    await add(database, new_job("held"), new_job("waiting", due=NOW + SECOND))
    held = await claimed(database)
    await settle(database, held, Held(HoldReason.GUILD_GONE))
    async with database.transaction() as tx:
        await JobStore(tx).cancel(WEEKLY, GUILD, 7, SkipReason.PAUSED, NOW)
        assert await JobStore(tx).pending(WEEKLY, GUILD, 7) is None
        assert not await JobStore(tx).release(GUILD, NOW)
    assert await claim(database, NOW + timedelta(days=1000)) is None
    known = await record(database, held.id)
    assert (known.state, known.error) == (JobState.SKIPPED, "paused")


async def test_one_held_job_can_be_tried_again_without_the_others(database: Database) -> None:
    """Only while it is held."""
    await add(database, new_job("one"), new_job("other"))
    one, other = await claimed(database), await claimed(database)
    for job in (one, other):
        await settle(database, job, Held(HoldReason.CANNOT_SEND))
    async with database.transaction() as tx:
        assert await JobStore(tx).retry(one.id, NOW)
        assert not await JobStore(tx).retry(one.id, NOW)
    assert (await claimed(database)).id == one.id
    assert await claim(database) is None


async def test_cancelling_leaves_a_leased_job_alone(database: Database) -> None:
    """Its post may be out; the attempt tells how it ended."""
    await add(database, new_job())
    job = await claimed(database)
    async with database.transaction() as tx:
        await JobStore(tx).cancel(WEEKLY, GUILD, 7, SkipReason.PAUSED, NOW)
    assert (await record(database, job.id)).state is JobState.LEASED
    assert await settle(database, job, Delivered(CHANNEL, MESSAGE))


@pytest.mark.parametrize("outcome", [Retry("no answer"), Held(HoldReason.CANNOT_READ_HISTORY)])
async def test_cancelling_leaves_a_post_alone_that_may_be_out(database: Database, outcome: Outcome) -> None:
    """After a first attempt without a known outcome, whether the job waits or is held."""
    await add(database, new_job())
    await settle(database, await claimed(database), Retry("no answer"))
    job = await claimed(database, NOW + FIRST_RETRY)
    await settle(database, job, outcome, NOW + FIRST_RETRY)
    before = await record(database, job.id)
    async with database.transaction() as tx:
        await JobStore(tx).cancel(WEEKLY, GUILD, 7, SkipReason.PAUSED, NOW)
    assert await record(database, job.id) == before


async def test_cancelling_keeps_to_its_subject_and_guild(database: Database) -> None:
    await add(database, new_job("other subject", subject=8), new_job("other guild", guild=OTHER_GUILD))
    async with database.transaction() as tx:
        await JobStore(tx).cancel(WEEKLY, GUILD, 7, SkipReason.PAUSED, NOW)
    assert {(await claimed(database)).occurrence for _ in range(2)} == {"other subject", "other guild"}


@pytest.mark.parametrize("outcome", [None, Retry("no answer"), Held(HoldReason.CANNOT_SEE)])
async def test_the_pending_job_is_the_earliest_that_is_not_over(database: Database, outcome: Outcome | None) -> None:
    """Leased, waiting or held: it is what an organiser is shown."""
    await add(database, new_job("next", due=NOW + timedelta(days=7)), new_job("now"))
    job = await claimed(database)
    if outcome is not None:
        await settle(database, job, outcome)
    async with database.transaction() as tx:
        assert await JobStore(tx).pending(WEEKLY, GUILD, 7) == await JobStore(tx).record(job.id)


async def test_a_job_that_is_over_is_not_pending(database: Database) -> None:
    """The next job is; jobs of other guilds and subjects never are."""
    await add(database, new_job("now"))
    await settle(database, await claimed(database), Delivered(CHANNEL, MESSAGE))
    await add(database, new_job("next", due=NOW + timedelta(days=7)), new_job("other", subject=8))
    async with database.transaction() as tx:
        pending = await JobStore(tx).pending(WEEKLY, GUILD, 7)
        assert pending is not None
        assert (pending.due, pending.state) == (NOW + timedelta(days=7), JobState.WAITING)
        assert await JobStore(tx).pending(WEEKLY, OTHER_GUILD, 7) is None
        assert await JobStore(tx).pending(WEEKLY, GUILD, 9) is None


async def test_an_unknown_job_has_no_record(database: Database) -> None:
    """A button may carry the id of a job that was deleted."""
    async with database.transaction() as tx:
        assert await JobStore(tx).record(JobId(404)) is None
