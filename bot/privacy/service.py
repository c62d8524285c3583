"""Handing a person the data kept about them, and deleting it."""

from collections.abc import Callable, Sequence

from bot.client.store import PressStore
from bot.courses.store import CourseDraftStore, CourseStore
from bot.guilds.store import GuildStore
from bot.ids import UserId
from bot.jobs.store import JobStore
from bot.parties.planning import remove_names
from bot.parties.store import DmOptInStore, PartyStore
from bot.parties.waiting import move_up, waiting_for
from bot.progress.store import BoardStore, ProgressStore
from bot.schedules.store import DraftStore, NudgeStore, PostOptInStore, ScheduleStore
from bot.storage.database import Database
from bot.storage.rows import ExportedRow
from bot.times.clock import Clock
from bot.undo.store import UndoStore

EVERY_STORE = (
    *(JobStore, GuildStore, CourseStore, CourseDraftStore, ScheduleStore, DraftStore, PostOptInStore, NudgeStore),
    *(PartyStore, DmOptInStore, ProgressStore, BoardStore, UndoStore, PressStore),
)
"""All stores with data about people or guilds."""


class PrivacyService:
    """Exports and deletes personal data; *wake* makes the job runner look at its queue."""

    def __init__(self, database: Database, clock: Clock, wake: Callable[[], None]) -> None:
        self._database = database
        self._clock = clock
        self._wake = wake

    async def export(self, user: UserId) -> Sequence[ExportedRow]:
        """Return all rows about *user*, in every guild."""
        rows: list[ExportedRow] = []
        async with self._database.reading() as tx:
            for store in EVERY_STORE:
                rows.extend(await store(tx).export_user(user))
        return rows

    async def forget(self, user: UserId) -> None:
        """Delete all data about *user*; queue edits of messages and events that name them, and the file's rewriting."""
        now = self._clock()
        async with self._database.transaction() as tx:
            parties = await PartyStore(tx).mentioning(user)
            waited = await waiting_for(tx, parties)
            for store in EVERY_STORE:
                await store(tx).delete_user(user)
            await remove_names(tx, parties, now)
            await move_up(tx, waited, now)
            await JobStore(tx).plan_vacuum(now)
        self._wake()
