"""What is deleted when it has become old, and what of that age is kept because it is still needed."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.ids import PartyId, ScheduleId
from bot.jobs.model import Dead, Delivered, JobKind, NewJob, Outcome, Skipped, SkipReason, notice_occurrence
from bot.jobs.store import JobStore
from bot.parties.model import Answer, Party, PartyState
from bot.parties.store import PartyStore
from bot.parties.tasks import PartyTask, announcement_job, occurrence_of
from bot.schedules.model import ScheduleState
from bot.schedules.store import ScheduleStore
from bot.storage.database import Database
from tests.storage.contents import contents
from tests.storage.samples import (
    CHANNEL,
    GUILD,
    NOW,
    OTHER_USER,
    SECOND,
    USER,
    add,
    claimed,
    new_job,
    new_party,
    new_schedule,
    settle,
)

DAY = timedelta(days=1)
LATER = NOW + 400 * DAY
DONE = Delivered(None, None)


async def prune(database: Database, *, ended: datetime = NOW, seen: datetime = NOW, drafted: datetime = NOW) -> None:
    """Delete the parties that ended before *ended*, the presences before *seen*, the drafts before *drafted*."""
    async with database.transaction() as tx:
        await PartyStore(tx).prune(ended=ended, seen=seen, drafted=drafted)


async def keep(database: Database, party: Party, drafted: datetime | None = None) -> Party:
    """Store *party* with a guest who said that they were there, and somebody who was only seen."""
    async with database.transaction() as tx:
        added = await PartyStore(tx).add(party, drafted)
        await PartyStore(tx).answer(added, USER, Answer.GOING, NOW)
        await PartyStore(tx).arrive(added, USER, NOW)
        await PartyStore(tx).arrive(added, OTHER_USER, NOW, said=False)
    return added


async def kept(database: Database, party: Party) -> bool:
    """Tell whether *party* is stored."""
    async with database.transaction() as tx:
        return await PartyStore(tx).get(party.id) is not None


@pytest.mark.parametrize("state", PartyState)
async def test_ended_parties_are_deleted_with_all_about_them(database: Database, path: Path, state: PartyState) -> None:
    """Not those that are still to end, nor those that ended later."""
    party = await keep(database, replace(new_party(), state=state), NOW + 9 * DAY)
    await prune(database, ended=party.starts_at)
    assert await kept(database, party)
    await prune(database, ended=party.starts_at + SECOND)
    gone = state in {PartyState.OVER, PartyState.CANCELLED}
    assert await kept(database, party) is not gone
    for table in ("party_answer", "party_presence"):
        assert (contents(path)[table] == []) is gone


async def test_a_party_called_off_long_before_its_day_is_not_kept_until_then(database: Database) -> None:
    """It counts from when it was cancelled."""
    off = await keep(database, replace(new_party(), state=PartyState.CANCELLED, starts_at=LATER))
    await add(database, announcement_job(off, PartyTask.CANCELLED, NOW))
    await settle(database, await claimed(database), DONE)
    await prune(database, ended=NOW)
    assert await kept(database, off)
    await prune(database, ended=NOW + SECOND)
    assert not await kept(database, off)


async def test_a_call_off_that_was_undone_does_not_count(database: Database) -> None:
    """The party was called off again later."""
    off = await keep(database, replace(new_party(), state=PartyState.CANCELLED, starts_at=LATER))
    await add(database, announcement_job(off, PartyTask.CANCELLED, NOW))
    async with database.transaction() as tx:
        await JobStore(tx).cancel(JobKind.PARTY, off.guild, off.id, SkipReason.CHANGED, NOW, USER)
    await prune(database, ended=NOW + SECOND)
    assert await kept(database, off)


async def test_who_was_only_seen_is_forgotten_once_the_party_is_over(database: Database) -> None:
    """Those who said that they were there stay."""
    parties = [await keep(database, replace(new_party(), state=state)) for state in PartyState]
    await prune(database, ended=NOW - DAY, seen=NOW - SECOND, drafted=NOW - DAY)
    async with database.transaction() as tx:
        assert {len(await PartyStore(tx).present(party.id)) for party in parties} == {2}
    await prune(database, ended=NOW - DAY, seen=NOW, drafted=NOW - DAY)
    async with database.transaction() as tx:
        left = {party.state: await PartyStore(tx).present(party.id) for party in parties}
    over = {PartyState.OVER, PartyState.CANCELLED}
    assert {state for state, present in left.items() if len(present) == 1} == over
    assert {present[0].user for present in left.values()} == {USER}


async def test_drafts_that_nobody_confirms_are_forgotten(database: Database) -> None:
    """By when they were drafted, or, where that is not known, by their party's date."""
    draft = replace(new_party(), state=PartyState.DRAFT, starts_at=LATER)
    dated = await keep(database, draft, NOW)
    undated = await keep(database, replace(draft, host=OTHER_USER))
    await prune(database, drafted=NOW)
    assert await kept(database, dated)
    await prune(database, drafted=NOW + SECOND)
    assert [await kept(database, party) for party in (dated, undated)] == [False, True]
    await prune(database, drafted=LATER + SECOND)
    assert not await kept(database, undated)


@pytest.mark.parametrize("outcome", [DONE, Dead("refused"), Skipped(SkipReason.MISSED)])
async def test_jobs_settled_long_ago_are_deleted(database: Database, path: Path, outcome: Outcome) -> None:
    """Both their time and their end are long ago; jobs that are not settled stay."""
    await add(database, new_job("settled"), new_job("early", due=NOW + SECOND))
    await settle(database, await claimed(database), outcome)
    await add(database, new_job("open"))
    await forget_jobs(database, NOW)
    assert len(contents(path)["job"]) == 3
    await forget_jobs(database, LATER)
    assert [row[4] for row in contents(path)["job"]] == ["early", "open"]


async def test_a_day_left_out_is_kept_until_it_is_long_past(database: Database, path: Path) -> None:
    """Though its job was settled the day somebody skipped it."""
    async with database.transaction() as tx:
        await JobStore(tx).skip(new_job("left out", due=NOW + DAY), SkipReason.REQUESTED, USER)
        await JobStore(tx).add(new_job("cancelled", due=NOW + DAY))
        await JobStore(tx).cancel(JobKind.WEEKLY_POST, GUILD, 7, SkipReason.REQUESTED, NOW, USER)
    await forget_jobs(database, NOW + DAY)
    assert len(contents(path)["job"]) == 2
    await forget_jobs(database, NOW + DAY + SECOND)
    assert contents(path)["job"] == []


@pytest.mark.parametrize("state", ScheduleState)
async def test_the_posts_of_a_season_are_kept_as_long_as_its_schedule(
    database: Database, path: Path, state: ScheduleState
) -> None:
    """The closing post sums up what was posted, even years later."""
    async with database.transaction() as tx:
        schedule = await ScheduleStore(tx).add(replace(new_schedule(), state=state))
    await add(database, new_job("posted", subject=schedule.id), new_job("missed", subject=schedule.id))
    await settle(database, await claimed(database), DONE)
    await settle(database, await claimed(database), Skipped(SkipReason.MISSED))
    await forget_jobs(database, LATER)
    left = [row[4] for row in contents(path)["job"]]
    assert left == ([] if state is ScheduleState.REPLACED else ["posted"])
    async with database.transaction() as tx:
        told = await JobStore(tx).posted(JobKind.WEEKLY_POST, GUILD, ScheduleId(schedule.id))
    assert len(told) == len(left)


@pytest.mark.parametrize("state", [state for state in PartyState if state is not PartyState.DRAFT])
async def test_jobs_of_a_party_are_kept_until_it_has_ended(database: Database, path: Path, state: PartyState) -> None:
    """Even those of a party planned a year ahead."""
    party = await keep(database, replace(new_party(), state=state, starts_at=LATER))
    card = occurrence_of(party.id, PartyTask.CARD, 0)
    for kind, name in ((JobKind.PARTY, card), (JobKind.PARTY_EVENT, "event:1")):
        await add(database, new_job(name, subject=party.id, kind=kind))
        await settle(database, await claimed(database), DONE)
    await forget_jobs(database, LATER)
    assert bool(contents(path)["job"]) is party.is_open


async def test_nobody_is_told_again_of_a_post_in_trouble(database: Database, path: Path) -> None:
    """The notice is kept as long as its post waits."""
    await add(database, new_job("post"))
    post = await claimed(database)
    await add(database, new_job(notice_occurrence(post.id), subject=post.id, kind=JobKind.NOTICE))
    await settle(database, await claimed(database), DONE)
    await forget_jobs(database, LATER)
    assert len(contents(path)["job"]) == 2
    await settle(database, post, DONE)
    await forget_jobs(database, LATER)
    assert contents(path)["job"] == []


async def test_ids_are_never_given_twice(database: Database) -> None:
    """Not even the ids of deleted rows: buttons and occurrences carry them."""
    party = await keep(database, replace(new_party(), state=PartyState.OVER))
    await add(database, NewJob(JobKind.PARTY, GUILD, 1, "first", NOW))
    job = await claimed(database)
    await settle(database, job, Delivered(CHANNEL, None))
    await prune(database, ended=LATER)
    await forget_jobs(database, LATER)
    await add(database, NewJob(JobKind.PARTY, GUILD, 1, "first", NOW))
    assert (await claimed(database)).id > job.id
    assert (await keep(database, new_party())).id > PartyId(party.id)


async def forget_jobs(database: Database, before: datetime) -> None:
    """Delete the jobs that were settled before *before*."""
    async with database.transaction() as tx:
        await JobStore(tx).prune(before)
