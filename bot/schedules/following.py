"""Use cases of members who follow schedules: what comes, what came out, and being told of it by direct message."""

from collections.abc import Sequence
from datetime import datetime

from bot.ids import ChapterId, CourseId, GuildId, UserId
from bot.jobs.store import JobStore
from bot.schedules.coming import ComingPosts
from bot.schedules.model import Schedule, ScheduleState
from bot.schedules.planning import plan_start, post_key
from bot.schedules.posts import PublishedPost
from bot.schedules.store import PostOptInStore
from bot.storage.database import Database
from bot.storage.rows import Transaction
from bot.text.locales import Locale
from bot.times.clock import Clock


class FollowingService:
    """Tells members what schedules bring, and keeps who wants to be told of posts by direct message."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def coming(self, schedules: Sequence[Schedule]) -> list[ComingPosts]:
        """Return what is to come of each of *schedules*."""

        async def found(tx: Transaction) -> list[ComingPosts]:
            return [await _coming(tx, schedule, self._clock()) for schedule in schedules]

        return await self._database.read(found)

    async def published(self, schedules: Sequence[Schedule]) -> list[PublishedPost]:
        """Return what *schedules* have posted and is not known to be deleted, the earliest first.

        Each chapter once, as it was posted last.
        """
        latest = dict[tuple[CourseId, ChapterId], PublishedPost]()
        async with self._database.reading() as tx:
            for schedule in schedules:
                for post in await JobStore(tx).posted(*post_key(schedule)):
                    if post.channel is None or post.message is None:
                        continue
                    for chapter in post.chapters or ():
                        at, where = post.settled_at or post.due, (post.channel, post.message)
                        published = PublishedPost(schedule.guild, schedule.course, chapter, at, *where)
                        before = latest.get((schedule.course, chapter), published)
                        latest[schedule.course, chapter] = max(before, published, key=lambda each: each.at)
        return sorted(latest.values(), key=lambda post: post.at)

    async def tell(self, guild: GuildId, user: UserId, locale: Locale | None) -> bool:
        """Let *user* be told of the posts of *guild* in *locale*, or not any more where that is None.

        False if they were not told of them before.
        """
        async with self._database.transaction(guild) as tx:
            store = PostOptInStore(tx)
            if locale is None:
                return await store.remove(guild, user)
            was_told = await store.has(guild, user)
            await store.add(guild, user, locale)
            return was_told

    async def is_told(self, guild: GuildId, user: UserId) -> bool:
        """Tell whether *user* is told of the posts of *guild* by direct message."""
        return await self._database.read(lambda tx: PostOptInStore(tx).has(guild, user))


async def _coming(tx: Transaction, schedule: Schedule, now: datetime) -> ComingPosts:
    pending = await JobStore(tx).pending(*post_key(schedule))
    if pending is not None and pending.is_extra_to_come:  # it can be taken back, and nobody has seen it
        pending = None
    waiting = pending if pending is not None and pending.due <= now else None
    after = schedule if waiting is None else schedule.advanced()
    if after.state is not ScheduleState.ACTIVE:
        return ComingPosts(schedule, now, waiting)
    return ComingPosts(schedule, now, waiting, tuple(after.season(await plan_start(tx, schedule, pending, now))))
