"""Who wants to be told of posts, as the store keeps it, and the reminders that are planned for them."""

from datetime import timedelta

from bot.ids import JobId, PostOptInId, UserId
from bot.jobs.model import Delivered, JobKind, NewJob, opt_in_of_reminder
from bot.jobs.store import JobStore
from bot.schedules.store import REMINDERS_PER_SECOND, PostOptIn, PostOptInStore
from bot.storage.database import Database
from bot.text.locales import Locale
from tests.storage.samples import GUILD, NOW, OTHER_GUILD, OTHER_USER, SECOND, USER, add, claimed, new_job, settle

POST = JobId(40)
MANY = 5_000
DONE = Delivered(None, None)


async def test_an_opt_in_is_kept_until_it_is_taken_back(database: Database) -> None:
    """For one guild, in the person's latest language there; one made again has another number."""
    async with database.transaction() as tx:
        store = PostOptInStore(tx)
        assert not await store.has(GUILD, USER)
        await store.add(GUILD, USER, Locale.ENGLISH)
        await store.add(GUILD, USER, Locale.PORTUGUESE)
        assert await store.has(GUILD, USER)
        assert not await store.has(OTHER_GUILD, USER)
        assert await store.get(PostOptInId(1)) == PostOptIn(GUILD, USER, Locale.PORTUGUESE)
        assert await store.remove(GUILD, USER)
        assert not await store.remove(GUILD, USER)
        await store.add(GUILD, USER, Locale.ENGLISH)
        assert await store.get(PostOptInId(1)) is None
        assert [dict(row) for row in await store.export_user(USER)] == [
            {"guild_id": GUILD, "wants_direct_posts": "en-US"}
        ]


async def test_everyone_who_opted_in_is_reminded_once_of_a_post(database: Database) -> None:
    """In that guild, however often it is planned; jobs name nobody."""
    async with database.transaction() as tx:
        store = PostOptInStore(tx)
        for guild, user in ((GUILD, USER), (GUILD, OTHER_USER), (OTHER_GUILD, USER)):
            await store.add(guild, user, Locale.ENGLISH)
        for _ in range(2):
            await store.plan_reminders(GUILD, POST, NOW)
        jobs = [await JobStore(tx).claim(NOW + SECOND) for _ in range(3)]
    assert [job and (job.kind, job.guild, job.subject, job.occurrence) for job in jobs] == [
        (JobKind.POST_REMINDER, GUILD, POST, "remind:40:1"),
        (JobKind.POST_REMINDER, GUILD, POST, "remind:40:2"),
        None,
    ]
    assert [opt_in_of_reminder(job.occurrence) for job in jobs if job is not None] == [1, 2]


async def test_thousands_of_reminders_are_spread_and_let_everything_else_go_first(database: Database) -> None:
    """A few each second; and where they have piled up, a post that falls due later is claimed before them."""
    async with database.transaction() as tx:
        store = PostOptInStore(tx)
        for number in range(MANY):
            await store.add(GUILD, UserId(1_000 + number), Locale.ENGLISH)
        await store.plan_reminders(GUILD, POST, NOW)
        reminders = await JobStore(tx).due_from(JobKind.POST_REMINDER, GUILD, POST, NOW)
    assert len(reminders) == MANY
    counts = [sum(job.due == NOW + timedelta(seconds=second) for job in reminders) for second in range(1_000)]
    assert set(counts) == {REMINDERS_PER_SECOND}
    later = NOW + timedelta(hours=1)
    async with database.transaction() as tx:
        await JobStore(tx).add(new_job("weekly:8:2026-11-30", due=later))
        first, second_job = [await JobStore(tx).claim(later) for _ in range(2)]
    assert first is not None
    assert first.kind is JobKind.WEEKLY_POST
    assert second_job is not None
    assert second_job.kind is JobKind.POST_REMINDER


async def test_reminders_that_are_over_are_deleted_after_a_week(database: Database) -> None:
    """Long before other jobs; one that waits is kept."""
    await add(
        database,
        NewJob(JobKind.POST_REMINDER, GUILD, POST, "remind:40:1", NOW),
        NewJob(JobKind.POST_REMINDER, GUILD, POST, "remind:40:2", NOW + SECOND),
        NewJob(JobKind.DISCUSSION, GUILD, POST, "discussion:40", NOW),
    )
    for _ in range(2):
        await settle(database, await claimed(database), DONE)
    async with database.transaction() as tx:
        store = JobStore(tx)
        for before, kept in ((NOW, 1), (NOW + SECOND, 0)):
            await store.prune(NOW - timedelta(days=1), reminders=before)
            assert len(await store.posted(JobKind.POST_REMINDER, GUILD, POST)) == kept
        assert len(await store.open(JobKind.POST_REMINDER, GUILD, POST)) == 1
        assert len(await store.posted(JobKind.DISCUSSION, GUILD, POST)) == 1
        await store.prune(NOW + SECOND)
        assert await store.posted(JobKind.DISCUSSION, GUILD, POST) == []
