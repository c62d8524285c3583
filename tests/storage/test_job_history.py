"""The history of jobs: what became of each, who skipped it and why, and whether it was held."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from bot.jobs.model import FIRST_RETRY, Dead, Delivered, Held, HoldReason, JobState, Outcome, Retry, Skipped, SkipReason
from bot.jobs.store import JobStore
from bot.storage.database import Database
from tests.storage.samples import (
    CHANNEL,
    CHAPTERS,
    GUILD,
    NOW,
    OTHER_GUILD,
    OTHER_USER,
    SECOND,
    USER,
    WEEKLY,
    add,
    claimed,
    new_job,
    record,
    settle,
)

WEEK = timedelta(days=7)
HELD = Held(HoldReason.CANNOT_SEND)
JOBS = {"dropped": 7, "left out": 8, "aside": 9}


async def test_the_history_is_the_newest_first_and_no_longer_than_asked(database: Database) -> None:
    """By when they were due; of those due together, the one added later comes first."""
    names = {"second": 1, "first": 0, "third": 2, "third again": 2}
    for name, weeks in names.items():
        await add(database, new_job(name, due=NOW + weeks * WEEK))
    await add(database, new_job("elsewhere", guild=OTHER_GUILD), new_job("other subject", subject=8))
    async with database.transaction() as tx:
        history = await JobStore(tx).history(WEEKLY, GUILD, 7, 3)
        everything = await JobStore(tx).history(WEEKLY, GUILD, 7, 99)
        assert await JobStore(tx).history(WEEKLY, GUILD, 404, 99) == []
    assert [each.due for each in everything] == [NOW + weeks * WEEK for weeks in (2, 2, 1, 0)]
    assert everything[0].id > everything[1].id
    assert list(history) == list(everything[:3])


async def test_jobs_are_found_by_whether_they_are_open_and_by_when_they_are_due(database: Database) -> None:
    """The earliest first; those of another subject are not among them."""
    for name, weeks in {"later": 2, "first": 0, "second": 1}.items():
        await add(database, new_job(name, due=NOW + weeks * WEEK))
    await add(database, new_job("other subject", subject=8))
    await settle(database, await claimed(database), Delivered(CHANNEL, None))
    async with database.transaction() as tx:
        open_jobs = await JobStore(tx).open(WEEKLY, GUILD, 7)
        due = await JobStore(tx).due_from(WEEKLY, GUILD, 7, NOW)
        coming = await JobStore(tx).due_from(WEEKLY, GUILD, 7, NOW + SECOND)
    assert [job.occurrence for job in open_jobs] == ["second", "later"]
    assert [job.occurrence for job in due] == ["first", "second", "later"]
    assert coming == open_jobs


async def test_what_was_done_within_a_time_is_found_by_when_it_came(database: Database) -> None:
    """Not by when it was due; the end is not part of it."""
    for name in ("at once", "waiting"):
        await add(database, new_job(name, due=NOW))
    await settle(database, await claimed(database), Delivered(CHANNEL, None), NOW + WEEK)
    async with database.transaction() as tx:
        find = partial(JobStore(tx).posted_between, WEEKLY, GUILD, 7)
        found = [await find(NOW + a * SECOND, NOW + b * SECOND) for a, b in ((0, 2), (-1, 0), (1, 2))]
        late = await find(NOW + WEEK, NOW + WEEK + SECOND)
    assert found == [[], [], []]
    assert [job.occurrence for job in late] == ["at once"]


async def test_a_cancelled_job_tells_who_when_and_why(database: Database) -> None:
    """Nobody, where the bot itself cancelled it."""
    await add(database, new_job("by a person"), new_job("by the bot", subject=8))
    async with database.transaction() as tx:
        await JobStore(tx).cancel(WEEKLY, GUILD, 7, SkipReason.REQUESTED, NOW + SECOND, USER)
        await JobStore(tx).cancel(WEEKLY, GUILD, 8, SkipReason.OVER, NOW + SECOND)
        (mine,), (other,) = (
            await JobStore(tx).history(WEEKLY, GUILD, 7, 9),
            await JobStore(tx).history(WEEKLY, GUILD, 8, 9),
        )
    assert (mine.state, mine.error, mine.actor) == (JobState.SKIPPED, SkipReason.REQUESTED, USER)
    assert (other.state, other.error, other.actor) == (JobState.SKIPPED, SkipReason.OVER, None)
    assert mine.settled_at == other.settled_at == NOW + SECOND


async def test_a_job_taken_up_again_has_lost_its_old_outcome(database: Database) -> None:
    """Who had skipped it, why and when is deleted."""
    await add(database, new_job())
    async with database.transaction() as tx:
        await JobStore(tx).cancel(WEEKLY, GUILD, 7, SkipReason.PAUSED, NOW, USER)
        assert await JobStore(tx).add(new_job(due=NOW + WEEK))
        (again,) = await JobStore(tx).history(WEEKLY, GUILD, 7, 9)
    assert (again.state, again.due) == (JobState.WAITING, NOW + WEEK)
    assert (again.error, again.actor, again.settled_at) == (None, None, None)


async def test_adding_tells_whether_the_job_is_new(database: Database) -> None:
    """An occurrence that exists is not, unless it was skipped."""
    async with database.transaction() as tx:
        assert await JobStore(tx).add(new_job())
        assert not await JobStore(tx).add(new_job())
        await JobStore(tx).cancel(WEEKLY, GUILD, 7, SkipReason.PAUSED, NOW)
        assert await JobStore(tx).add(new_job())
        assert not await JobStore(tx).add(new_job())


@pytest.mark.parametrize("outcome", [Delivered(CHANNEL, None), Retry("?"), HELD, Dead("!"), Skipped(SkipReason.MISSED)])
async def test_the_end_of_an_attempt_is_dated(database: Database, outcome: Outcome) -> None:
    """So that the history can say how late a post was."""
    await add(database, new_job())
    job = await claimed(database)
    assert (await record(database, job.id)).settled_at is None
    await settle(database, job, outcome, NOW + SECOND)
    assert (await record(database, job.id)).settled_at == NOW + SECOND


async def test_a_job_that_was_held_remembers_it(database: Database) -> None:
    """Through every later attempt, so that its post is never called missed."""
    await add(database, new_job())
    job = await claimed(database)
    assert not job.waited
    await settle(database, job, HELD)
    async with database.transaction() as tx:
        await JobStore(tx).release(GUILD, NOW)
    job = await claimed(database)
    assert job.waited
    await settle(database, job, Retry("no answer"))
    assert (await claimed(database, NOW + FIRST_RETRY)).waited


async def test_a_retried_job_has_not_waited(database: Database) -> None:
    """A failure of Discord's does not count as being held."""
    await add(database, new_job())
    await settle(database, await claimed(database), Retry("no answer"))
    assert not (await claimed(database, NOW + FIRST_RETRY)).waited


async def test_who_skipped_posts_is_exported_and_forgotten(database: Database) -> None:
    """In every guild; the posts stay skipped, and others' skips keep their names."""
    for number, (guild, user) in enumerate([(GUILD, USER), (OTHER_GUILD, USER), (GUILD, OTHER_USER)]):
        await add(database, new_job(f"job {number}", guild=guild, subject=number))
        async with database.transaction() as tx:
            await JobStore(tx).cancel(WEEKLY, guild, number, SkipReason.REQUESTED, NOW, user)
    async with database.transaction() as tx:
        rows = [dict(row) for row in await JobStore(tx).export_user(USER)]
        await JobStore(tx).delete_user(USER)
        assert list(await JobStore(tx).export_user(USER)) == []
        (mine,), (theirs,) = (
            await JobStore(tx).history(WEEKLY, GUILD, 0, 9),
            await JobStore(tx).history(WEEKLY, GUILD, 2, 9),
        )
    assert [row["guild_id"] for row in rows] == [GUILD, OTHER_GUILD]
    assert [row["skipped_post"] for row in rows] == [1, 2]
    assert (mine.state, mine.error, mine.actor) == (JobState.SKIPPED, SkipReason.REQUESTED, None)
    assert theirs.actor == OTHER_USER


async def test_the_chapters_of_posts_are_kept(database: Database) -> None:
    """As planned, or as it turned out; no chapters, for a closing post, differs from unknown."""
    planned = [None, (), CHAPTERS[:2]]
    for number, chapters in enumerate(planned):
        due = NOW + number * SECOND
        await add(database, replace(new_job(f"job {number}", due=due), chapters=chapters))
    async with database.transaction() as tx:
        told = await JobStore(tx).history(WEEKLY, GUILD, 7, 9)
        assert [record.chapters for record in reversed(told)] == planned
        await JobStore(tx).note_chapters(told[0].id, CHAPTERS[2:3])
        assert await JobStore(tx).posted(WEEKLY, GUILD, 7) == []
    for _ in planned:
        job = await claimed(database, NOW + timedelta(minutes=1))
        await settle(database, job, Delivered(None, None) if job.id != told[2].id else Retry("503"))
    async with database.transaction() as tx:
        assert await JobStore(tx).posted(WEEKLY, OTHER_GUILD, 7) == []
        posted = await JobStore(tx).posted(WEEKLY, GUILD, 7)
    assert [record.chapters for record in posted] == [(), CHAPTERS[2:3]]


async def test_a_skipped_day_is_on_record_until_it_is_restored(database: Database) -> None:
    """With who skipped it; it is never claimed, and replaces no job that exists."""
    later, elsewhere = new_job("later", due=NOW + WEEK), new_job("elsewhere", due=NOW + WEEK, subject=8)
    await add(database, new_job("queued"))
    async with database.transaction() as tx:
        for job in (new_job("queued"), new_job("now"), later, elsewhere):
            await JobStore(tx).skip(job, SkipReason.REQUESTED, USER)
        await JobStore(tx).unskip(WEEKLY, GUILD, 7, NOW)
        kept = await JobStore(tx).history(WEEKLY, GUILD, 7, 9)
        (other,) = await JobStore(tx).history(WEEKLY, GUILD, 8, 9)
        assert await JobStore(tx).claim(NOW + WEEK) is not None
        assert await JobStore(tx).claim(NOW + WEEK) is None
    assert [(each.state, each.error, each.actor) for each in kept] == [
        (JobState.SKIPPED, SkipReason.REQUESTED, USER),
        (JobState.WAITING, None, None),
    ]
    assert (other.state, other.due) == (JobState.SKIPPED, NOW + WEEK)


@pytest.mark.parametrize("former", [SkipReason.CHANGED, SkipReason.PAUSED, SkipReason.REPLACED])
async def test_a_holiday_takes_the_place_of_a_dropped_job(database: Database, former: SkipReason) -> None:
    """Without the name of who dropped it; one that was left out stays, and so does one that was set aside."""
    await add(database, new_job("dropped"), new_job("left out", subject=8), new_job("aside", subject=9))
    later = {name: new_job(name, due=NOW + SECOND, subject=subject) for name, subject in JOBS.items()}
    async with database.transaction() as tx:
        for subject, reason in ((7, former), (8, SkipReason.REQUESTED), (9, SkipReason.SET_ASIDE)):
            await JobStore(tx).cancel(WEEKLY, GUILD, subject, reason, NOW, USER)
        for job in later.values():
            await JobStore(tx).skip(job, SkipReason.HOLIDAY, None)
        found = [await JobStore(tx).history(WEEKLY, GUILD, subject, 9) for subject in JOBS.values()]
    assert [(each.error, each.actor, each.due) for (each,) in found] == [
        (SkipReason.HOLIDAY, None, NOW + SECOND),
        (SkipReason.REQUESTED, USER, NOW),
        (SkipReason.SET_ASIDE, USER, NOW),
    ]


@pytest.mark.parametrize(("even_paused", "kept"), [(False, ["paused"]), (True, [])])
async def test_what_is_left_out_later_is_forgotten(database: Database, even_paused: bool, kept: list[str]) -> None:  # noqa: FBT001 - a parameter of the test
    """What was left out before stays on record."""
    await add(database, new_job("paused", due=NOW + WEEK))
    async with database.transaction() as tx:
        await JobStore(tx).cancel(WEEKLY, GUILD, 7, SkipReason.PAUSED, NOW, USER)
        await JobStore(tx).skip(new_job("holiday", due=NOW + WEEK), SkipReason.HOLIDAY, None)
        await JobStore(tx).skip(new_job("past", due=NOW), SkipReason.HOLIDAY, None)
        await JobStore(tx).unskip(WEEKLY, GUILD, 7, NOW, even_paused=even_paused)
        found = await JobStore(tx).due_until(WEEKLY, GUILD, 7, NOW + WEEK)
        past = await JobStore(tx).due_until(WEEKLY, GUILD, 7, NOW)
    assert [each.occurrence for each in found] == [*kept, "past"]
    assert [each.occurrence for each in past] == ["past"]


async def test_a_post_set_aside_is_planned_again_once(database: Database) -> None:
    """With its chapters by then; once another change cancels it, it stays skipped."""
    job = replace(new_job(due=NOW + WEEK), chapters=CHAPTERS[:1])
    await add(database, job)
    async with database.transaction() as tx:
        assert not await JobStore(tx).requeue(job)
        await JobStore(tx).cancel(WEEKLY, GUILD, 7, SkipReason.SET_ASIDE, NOW)
        (aside,) = await JobStore(tx).history(WEEKLY, GUILD, 7, 9)
        assert await JobStore(tx).claim(NOW + WEEK) is None
        later = replace(job, due=NOW + 2 * WEEK, chapters=CHAPTERS[1:2])
        assert await JobStore(tx).requeue(later)
        assert not await JobStore(tx).requeue(later)
        again = await JobStore(tx).pending(WEEKLY, GUILD, 7)
        await JobStore(tx).cancel(WEEKLY, GUILD, 7, SkipReason.SET_ASIDE, NOW)
        await JobStore(tx).cancel(WEEKLY, GUILD, 7, SkipReason.REQUESTED, NOW + SECOND, USER)
        assert not await JobStore(tx).requeue(job)
        (gone,) = await JobStore(tx).history(WEEKLY, GUILD, 7, 9)
    assert (aside.state, aside.error, aside.settled_at) == (JobState.SKIPPED, SkipReason.SET_ASIDE, NOW)
    waits = replace(aside, state=JobState.WAITING, error=None, settled_at=None)
    assert again == replace(waits, due=later.due, chapters=later.chapters)
    assert (gone.state, gone.error, gone.actor) == (JobState.SKIPPED, SkipReason.CHANGED, None)
    assert gone.settled_at == NOW + SECOND
