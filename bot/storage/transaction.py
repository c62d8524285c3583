"""All stores over one open transaction."""

from collections.abc import Sequence

import aiosqlite

from bot.core.erasure import Erasable
from bot.storage.drafts import SqliteDraftStore
from bot.storage.guilds import SqliteGuildStore
from bot.storage.jobs import SqliteJobStore
from bot.storage.meta import SqliteMetaStore
from bot.storage.parties import SqlitePartyStore
from bot.storage.progress import SqliteProgressStore
from bot.storage.schedules import SqliteScheduleStore
from bot.storage.wishes import SqliteWishStore


class StoreTransaction:
    """The stores, bound to the transaction that is open on *connection*."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self.jobs = SqliteJobStore(connection)
        self.guilds = SqliteGuildStore(connection)
        self.schedules = SqliteScheduleStore(connection)
        self.drafts = SqliteDraftStore(connection)
        self.parties = SqlitePartyStore(connection)
        self.wishes = SqliteWishStore(connection)
        self.progress = SqliteProgressStore(connection)
        self.meta = SqliteMetaStore(connection)

    @property
    def erasable(self) -> Sequence[Erasable]:
        """Every store that keeps anything about people or guilds."""
        return (
            self.jobs,
            self.guilds,
            self.schedules,
            self.drafts,
            self.parties,
            self.wishes,
            self.progress,
        )
