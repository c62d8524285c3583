"""A guild's settings, its coming and going, and this installation's id."""

from collections.abc import Callable, Collection
from datetime import datetime
from uuid import uuid4

from bot.guilds.model import KEPT_AFTER_LEAVING, GuildSettings
from bot.guilds.store import GuildStore
from bot.ids import GuildId
from bot.jobs.model import JobKind, NewJob, SkipReason, forget_occurrence
from bot.jobs.store import JobStore
from bot.storage.database import Database
from bot.storage.meta import MetaStore
from bot.storage.rows import Transaction
from bot.times.clock import Clock

BATCH = 100
"""So many guilds are reconciled in one transaction, for which everybody else has to wait."""
INSTALLATION = "installation"
HasBot = Callable[[GuildId], bool]


class GuildService:
    """Keeps guild settings, and notes which guilds have the bot."""

    def __init__(self, database: Database, clock: Clock, wake: Callable[[], None]) -> None:
        self._database = database
        self._clock = clock
        self._wake = wake

    async def settings(self, guild: GuildId) -> GuildSettings:
        """Return what *guild* has chosen."""
        async with self._database.reading() as tx:
            return await GuildStore(tx).get(guild)

    async def change_settings(self, guild: GuildId, step: Callable[[GuildSettings], GuildSettings]) -> None:
        """Change what *guild* has chosen by *step*."""
        async with self._database.transaction() as tx:
            await GuildStore(tx).save(step(await GuildStore(tx).get(guild)))

    async def retry_held(self, guild: GuildId) -> None:
        """Try what was held for *guild*: something about its channels or permissions changed."""
        async with self._database.transaction() as tx:
            released = await JobStore(tx).release(guild, self._clock())
        if released:
            self._wake()

    async def update_membership(self, guild: GuildId, has_bot: HasBot) -> None:
        """Note whether *guild* has the bot: try what was held for it, or plan to forget it.

        *has_bot* is asked when that is written: the bot may have left or come back since.
        """
        async with self._database.transaction() as tx:
            await self._update_membership(tx, guild, self._clock(), here=has_bot(guild))
        self._wake()

    async def reconcile(self, present: Collection[GuildId], has_bot: HasBot) -> None:
        """Catch up with the guilds that came and went while the bot was away, *present* being its own now.

        Only what has changed is written, some guilds at a time, so that others get their turn meanwhile.
        *has_bot* is asked of each guild when that is written.
        """
        async with self._database.reading() as tx:
            known, waiting = await GuildStore(tx).known(), await JobStore(tx).awaiting_guilds()
        here = set(present)
        changed = sorted(here.symmetric_difference(known) | here.intersection(waiting))
        for start in range(0, len(changed), BATCH):
            async with self._database.transaction() as tx:
                for guild in changed[start : start + BATCH]:
                    if has_bot(guild) and guild not in waiting:
                        await GuildStore(tx).mark_present(guild)  # most guilds of a first start
                    else:
                        await self._update_membership(tx, guild, self._clock(), here=has_bot(guild))

    async def _update_membership(self, tx: Transaction, guild: GuildId, now: datetime, *, here: bool) -> None:
        guilds, jobs = GuildStore(tx), JobStore(tx)
        if here:
            await guilds.mark_present(guild)
            await jobs.cancel(JobKind.FORGET_GUILD, guild, guild, SkipReason.CAME_BACK, now)
            await jobs.release(guild, now)
        elif not await guilds.has_left(guild):
            await guilds.mark_left(guild, now)
            due = now + KEPT_AFTER_LEAVING
            await jobs.add(NewJob(JobKind.FORGET_GUILD, guild, guild, forget_occurrence(guild, due.date()), due))


async def installation_id(database: Database) -> str:
    """Return the id that was drawn when the database was first used, 32 hexadecimal digits.

    It goes into the UIDs of calendar files: parties and schedules are numbered from one in every
    database, and a calendar takes two entries with one UID for the same.
    """
    async with database.reading() as tx:
        drawn = await MetaStore(tx).get(INSTALLATION)
    if drawn is None:
        async with database.transaction() as tx:
            drawn = await MetaStore(tx).get(INSTALLATION) or uuid4().hex  # another process may have drawn it
            await MetaStore(tx).set(INSTALLATION, drawn)
    return drawn
