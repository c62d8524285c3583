"""What organisers do about a held post: try it again, or skip it."""

from collections.abc import Callable

from bot.ids import JobId, ScheduleId, UserId
from bot.jobs.model import JobKind, JobRecord, JobState, SkipReason
from bot.jobs.store import JobStore
from bot.schedules.model import Schedule
from bot.schedules.service import rearm, running
from bot.schedules.store import ScheduleStore
from bot.storage.database import Database
from bot.times.clock import Clock


class HeldPosts:
    """What organisers do about posts in trouble."""

    def __init__(self, database: Database, clock: Clock, wake: Callable[[], None]) -> None:
        self._database = database
        self._clock = clock
        self._wake = wake

    async def find(self, post: JobId) -> tuple[JobRecord, Schedule] | None:
        """Return what is known of *post* and its schedule, or nothing when no schedule that runs made it."""
        async with self._database.reading() as tx:
            known = await JobStore(tx).record(post)
            if known is None or known.kind is not JobKind.WEEKLY_POST:
                return None
            schedule = await running(tx, known.guild, ScheduleId(known.subject))
            return None if schedule is None else (known, schedule)

    async def try_again(self, post: JobId) -> bool:
        """Try *post* now; false when it is not held any more."""
        async with self._database.transaction() as tx:
            tried = await JobStore(tx).retry(post, self._clock())
        self._wake()
        return tried

    async def skip(self, post: JobId, by: UserId) -> bool:
        """Leave *post* out as *by* wishes, and its chapters for the next date; false when it is not held."""
        now = self._clock()
        async with self._database.transaction() as tx:
            known = await JobStore(tx).record(post)
            if known is None or known.state is not JobState.HELD:
                return False
            schedule = await ScheduleStore(tx).get(ScheduleId(known.subject))
            if schedule is not None:
                await rearm(tx, schedule, now, SkipReason.REQUESTED, by)
        self._wake()
        return True
