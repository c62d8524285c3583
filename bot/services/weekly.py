"""The weekly post: what to post when its job falls due, and how the schedule moves on."""

from bot.core.catalogue import Course
from bot.core.ids import ScheduleId
from bot.core.jobs import Dead, Delivered, Job, Outcome, Skipped
from bot.core.ports import Clock, Deliverer, Storage, Transaction
from bot.core.posts import WeeklyPost
from bot.core.schedule import ScheduleState, is_late
from bot.services.schedules import next_post


class WeeklyPosts:
    """Handles the jobs that bring the next chapter."""

    def __init__(self, storage: Storage, deliverer: Deliverer, course: Course, clock: Clock) -> None:
        self._storage = storage
        self._deliverer = deliverer
        self._course = course
        self._clock = clock

    async def deliver(self, job: Job) -> Outcome:
        """Post the schedule's next chapter.

        A schedule paused after a first attempt finishes that post: it may be out already.
        """
        async with self._storage.transaction() as transaction:
            schedule = await transaction.schedules.get(ScheduleId(job.subject))
            settings = await transaction.guilds.get(job.guild)
        begun = job.attempts > 1
        if schedule is None or schedule.state is ScheduleState.REPLACED or schedule.chapter is None:
            return Skipped("the schedule is over")
        if schedule.state is ScheduleState.PAUSED and not begun:
            return Skipped("the schedule is paused")
        chapter = self._course.get(schedule.chapter)
        if chapter is None:
            return Dead(f"the course has no chapter {schedule.chapter}")
        now = self._clock()
        last = schedule.position + 1 >= len(schedule.order)
        following = None if last else schedule.cadence.next_after(max(now, job.due)).at
        return await self._deliverer.post_weekly(
            WeeklyPost(
                job=job,
                channel=schedule.channel,
                chapter=chapter,
                role=schedule.role,
                locale=settings.locale,
                following=following,
                late=is_late(job.due, now),
            )
        )

    async def settled(self, transaction: Transaction, job: Job, outcome: Outcome) -> None:
        """Move the schedule on once its post is out; keep its place when the post was refused for good."""
        if not isinstance(outcome, Delivered | Dead):
            return
        schedule = await transaction.schedules.get(ScheduleId(job.subject))
        if schedule is None or schedule.state is ScheduleState.REPLACED:
            return
        if isinstance(outcome, Delivered):
            schedule = schedule.advanced()
            await transaction.schedules.save(schedule)
        if schedule.state is ScheduleState.ACTIVE:
            await transaction.jobs.add(next_post(schedule, max(self._clock(), job.due)))
