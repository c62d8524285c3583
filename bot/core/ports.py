"""What the use cases need from the outside world."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol

from bot.core.drafts import DraftStore
from bot.core.erasure import Erasable
from bot.core.guilds import GuildSettings
from bot.core.ids import ChannelId, ChapterNumber, CourseId, GuildId, JobId, ScheduleId, UserId
from bot.core.jobs import Job, JobKind, JobRecord, NewJob, Outcome, SkipReason
from bot.core.parties.ports import PartyStore, WishStore
from bot.core.schedule import Schedule

Clock = Callable[[], datetime]


class JobStore(Erasable, Protocol):
    """The durable queue of due work."""

    async def add(self, job: NewJob) -> bool:
        """Put *job* in the queue, once for its occurrence; false when it is there and was not skipped."""
        ...

    async def next_due(self) -> datetime | None:
        """Return when the earliest job is to be tried, or nothing when none is waiting."""
        ...

    async def claim(
        self, now: datetime, *, watched_since: datetime | None = None, discord_now: datetime | None = None
    ) -> Job | None:
        """Lease the earliest job to be tried at *now*, or one whose lease ran out; count the attempt.

        *watched_since* is when this process began to watch the queue, *discord_now* what Discord's
        clock shows.
        """
        ...

    async def hurry(self, now: datetime) -> None:
        """Try what waits after a failure at *now*, but nothing that may still be carried out."""
        ...

    async def aim(self, job: JobId, channel: ChannelId) -> None:
        """Remember, before it is sent, that this attempt at *job* posts in *channel*."""
        ...

    async def settle(self, job: Job, outcome: Outcome, now: datetime) -> bool:
        """Record how the attempt ended; false when the lease was lost to another attempt meanwhile."""
        ...

    async def cancel(
        self,
        kind: JobKind,
        guild: GuildId,
        subject: int,
        reason: SkipReason,
        now: datetime,
        by: UserId | None = None,
    ) -> None:
        """Skip the jobs of *kind* about *subject* that no attempt has begun on, as *by* wished.

        What was only set aside until then is skipped for good.
        """
        ...

    async def take_up(self, job: NewJob) -> bool:
        """Let *job* wait again if it is set aside; false if it is not."""
        ...

    async def leave_out(self, job: NewJob, by: UserId | None) -> None:
        """Remember that *job* will not be, as *by* wished, unless something is known of it already."""
        ...

    async def put_back(self, kind: JobKind, guild: GuildId, subject: int, after: datetime) -> None:
        """Forget what was left out of the jobs of *kind* about *subject* that were due *after* then."""
        ...

    async def history(self, kind: JobKind, guild: GuildId, subject: int, limit: int) -> Sequence[JobRecord]:
        """Return the latest *limit* jobs of *kind* about *subject*, the newest first."""
        ...

    async def release(self, guild: GuildId, now: datetime) -> bool:
        """Try the held jobs of *guild* again now, but not what was asked about; false if there are none.

        One that is being tried is not held after this, though it met what was in the way: that may be gone.
        """
        ...

    async def awaiting_guilds(self) -> Collection[GuildId]:
        """Return the guilds whose return changes their jobs: held, being tried, or waiting to forget them."""
        ...

    async def retry(self, job: JobId, now: datetime) -> bool:
        """Try *job* again now; false when it is not held."""
        ...

    async def pending(self, kind: JobKind, guild: GuildId, subject: int) -> JobRecord | None:
        """Return the earliest job of *kind* about *subject* that is not over."""
        ...

    async def posted(self, kind: JobKind, guild: GuildId, subject: int) -> Sequence[JobRecord]:
        """Return the jobs of *kind* about *subject* that were done, the oldest first."""
        ...

    async def note_chapters(self, job: JobId, chapters: tuple[ChapterNumber, ...]) -> None:
        """Remember what *job* brought, or was to bring."""
        ...

    async def record(self, job: JobId) -> JobRecord | None:
        """Return what is known of *job*."""
        ...

    async def prune(self, before: datetime) -> None:
        """Forget the jobs that were settled before then, but not what still decides something."""
        ...


class GuildStore(Erasable, Protocol):
    """What guilds have chosen."""

    async def get(self, guild: GuildId) -> GuildSettings:
        """Return the choices of *guild*; a guild never seen has made none."""
        ...

    async def save(self, settings: GuildSettings) -> None:
        """Remember *settings*."""
        ...

    async def mark_left(self, guild: GuildId, now: datetime) -> None:
        """Remember that *guild* removed the bot at *now*, unless that is known already."""
        ...

    async def mark_present(self, guild: GuildId) -> None:
        """Remember that *guild* has the bot."""
        ...

    async def known(self) -> Sequence[GuildId]:
        """Return the guilds thought to have the bot."""
        ...

    async def has_left(self, guild: GuildId) -> bool:
        """Tell whether *guild* is known to have removed the bot."""
        ...


class ScheduleStore(Erasable, Protocol):
    """The study schedules."""

    async def add(self, schedule: Schedule) -> Schedule:
        """Remember a new schedule and return it with its id."""
        ...

    async def save(self, schedule: Schedule) -> None:
        """Remember the new state of *schedule*."""
        ...

    async def get(self, schedule: ScheduleId) -> Schedule | None:
        """Return one schedule."""
        ...

    async def of_guild(self, guild: GuildId, course: CourseId) -> Sequence[Schedule]:
        """Return the schedules that *guild* follows through *course*, the oldest first, no replaced one."""
        ...

    async def latest_in(self, guild: GuildId, course: CourseId, channel: ChannelId) -> Schedule | None:
        """Return the last schedule through *course* that was set up for *channel*, stopped or not."""
        ...


class ProgressStore(Erasable, Protocol):
    """Who watched what, guild by guild."""

    async def mark(
        self,
        guild: GuildId,
        user: UserId,
        course: CourseId,
        chapter: ChapterNumber,
        now: datetime,
        *,
        together: bool = False,
    ) -> bool:
        """Remember that *user* watched *chapter*, maybe *together*; false when it was watched already."""
        ...

    async def unmark(self, guild: GuildId, user: UserId, course: CourseId, chapter: ChapterNumber) -> bool:
        """Forget that *user* watched *chapter*; false when there was nothing to forget."""
        ...

    async def watched(
        self, guild: GuildId, user: UserId, course: CourseId, *, together: bool = False
    ) -> frozenset[ChapterNumber]:
        """Return the chapters that *user* has watched, or only those watched *together* at a party."""
        ...

    async def counts(self, guild: GuildId, course: CourseId) -> Mapping[ChapterNumber, int]:
        """Return how many members have watched each chapter that anybody watched."""
        ...

    async def watchers(self, guild: GuildId, course: CourseId) -> int:
        """Return how many members have watched at least one chapter."""
        ...

    async def who(
        self, guild: GuildId, course: CourseId, chapter: ChapterNumber, limit: int
    ) -> Sequence[UserId]:
        """Return at most *limit* members who have watched *chapter*, the earliest first."""
        ...

    async def finishers(self, guild: GuildId, course: CourseId, chapters: int) -> int:
        """Return how many members have watched at least so many *chapters*."""
        ...


class MetaStore(Protocol):
    """The bot's own small memory, such as which commands Discord has."""

    async def get(self, key: str) -> str | None:
        """Return what is remembered under *key*."""
        ...

    async def set(self, key: str, value: str) -> None:
        """Remember *value* under *key*."""
        ...


class Transaction(Protocol):
    """All stores, read and changed as one: everything happens, or nothing."""

    @property
    def jobs(self) -> JobStore:
        """The queue of due work."""
        ...

    @property
    def guilds(self) -> GuildStore:
        """Guild settings."""
        ...

    @property
    def schedules(self) -> ScheduleStore:
        """Study schedules."""
        ...

    @property
    def parties(self) -> PartyStore:
        """Watch parties."""
        ...

    @property
    def wishes(self) -> WishStore:
        """Who wants direct messages."""
        ...

    @property
    def drafts(self) -> DraftStore:
        """Schedules that are still being filled in."""
        ...

    @property
    def progress(self) -> ProgressStore:
        """Who watched what."""
        ...

    @property
    def meta(self) -> MetaStore:
        """The bot's own memory."""
        ...

    @property
    def erasable(self) -> Sequence[Erasable]:
        """Every store that keeps anything about people or guilds."""
        ...


class Storage(Protocol):
    """The durable memory."""

    def transaction(self) -> AbstractAsyncContextManager[Transaction]:
        """Open the stores for one change that happens wholly or not at all."""
        ...

    def reading(self) -> AbstractAsyncContextManager[Transaction]:
        """Open the stores for looking only, all as they are at one instant; no change is waited for."""
        ...


class Files(Protocol):
    """What the durable memory lies in."""

    async def tidy(self) -> bool:
        """Leave no trace in the files of what was deleted; false where others using them prevent that."""
        ...

    async def drop_copies(self, before: datetime) -> None:
        """Remove the copies that were made before then, each ahead of a change of the files' form."""
        ...
