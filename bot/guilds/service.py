"""A guild's settings, whether it still has the bot, and the id of this installation."""

from collections.abc import Callable, Collection
from datetime import datetime
from uuid import uuid4

from bot.guilds.model import KEPT_AFTER_LEAVING, GuildSettings, Setting, SettingChange, SettingValue
from bot.guilds.store import GuildStore
from bot.ids import GuildId, UndoId, UserId
from bot.jobs.model import JobKind, NewJob, SkipReason, forget_occurrence
from bot.jobs.store import JobStore
from bot.shards import EVERY_SHARD, ShardSet
from bot.storage.database import Database
from bot.storage.meta import MetaStore
from bot.storage.rows import Transaction
from bot.times.clock import Clock
from bot.undo.model import UndoKind, UndoResult
from bot.undo.records import ChangeRecords
from bot.undo.store import UndoStore

CHANGES = ChangeRecords(UndoKind.SETTINGS, SettingChange)
BATCH = 100
"""Guilds reconciled in one transaction; whoever else writes waits until it ends."""
INSTALLATION = "installation"  # the key under which `MetaStore` keeps the id
HasBot = Callable[[GuildId], bool]  # tells whether a guild has the bot at the moment of the call


class GuildService:
    """Keeps guild settings, and records which guilds have the bot; *wake* makes the job runner look at its queue."""

    def __init__(self, database: Database, clock: Clock, wake: Callable[[], None]) -> None:
        self._database = database
        self._clock = clock
        self._wake = wake

    async def settings(self, guild: GuildId) -> GuildSettings:
        """Return the settings of *guild*, the defaults if it has chosen nothing."""
        return await self._database.read(lambda tx: GuildStore(tx).get(guild))

    async def change_settings(self, guild: GuildId, step: Callable[[GuildSettings], GuildSettings]) -> None:
        """Save what *step* makes of the settings of *guild*, reading and writing in one transaction."""
        async with self._database.transaction(guild) as tx:
            await GuildStore(tx).save(step(await GuildStore(tx).get(guild)))

    async def choose(
        self, guild: GuildId, setting: Setting, value: SettingValue, by: UserId
    ) -> tuple[SettingChange, UndoId | None]:
        """Save *value* for *setting* of *guild*, as *by* asked; return the change, and the number to undo it by.

        Without a number nothing was changed: the value was the same before.
        """
        async with self._database.transaction(guild) as tx:
            before = await GuildStore(tx).get(guild)
            change = SettingChange(setting, before, before.having(setting, value))
            if change.is_none:
                return change, None
            await GuildStore(tx).save(change.after)
            return change, await CHANGES.add(tx, guild, by, change, self._clock())

    async def undo(self, guild: GuildId, number: int) -> tuple[UndoResult, SettingChange | None]:
        """Take the change *number* of a setting of *guild* back, if nobody changed that one since; return it if so."""
        async with self._database.transaction(guild) as tx:
            if isinstance(found := await CHANGES.open(tx, guild, number), UndoResult):
                return found, None
            record, change = found
            settings = change.undone(await GuildStore(tx).get(guild))
            if settings is None or await CHANGES.is_overtaken(tx, record, lambda each: each.setting is change.setting):
                return UndoResult.CHANGED, None
            await GuildStore(tx).save(settings)
            await UndoStore(tx).mark_undone(record.id, self._clock())
        return UndoResult.DONE, change

    async def retry_held(self, guild: GuildId) -> None:
        """Try the held jobs of *guild* again: its channels, roles or permissions changed."""
        async with self._database.transaction(guild) as tx:
            released = await JobStore(tx).release(guild, self._clock())
        if released:
            self._wake()

    async def update_membership(self, guild: GuildId, has_bot: HasBot) -> None:
        """Record whether *guild* has the bot: retry its held jobs, or queue the deletion of its data in 30 days.

        *has_bot* is called inside the transaction: the bot may have left or come back since the event.
        """
        async with self._database.transaction(guild) as tx:
            await self._update_membership(tx, guild, self._clock(), here=has_bot(guild))
        self._wake()

    async def reconcile(self, present: Collection[GuildId], has_bot: HasBot, shards: ShardSet = EVERY_SHARD) -> None:
        """Record which guilds of *shards* came and went while the bot was offline; *present* have it now.

        Only differences are written, `BATCH` guilds to a transaction, so that other writers get their turn; if
        it is cut off, what is left differs still. *has_bot* is called for each guild as it is written, since it may
        have changed.
        """
        async with self._database.reading() as tx:
            known, waiting = await GuildStore(tx).known(shards), await JobStore(tx).awaiting_guilds(shards)
        here = set(present)
        changed = sorted(here.symmetric_difference(known) | here.intersection(waiting))
        for start in range(0, len(changed), BATCH):
            async with self._database.transaction() as tx:
                batch = changed[start : start + BATCH]
                new = [guild for guild in batch if guild not in waiting and has_bot(guild)]  # most of a first start
                await GuildStore(tx).mark_present(*new)
                for guild in sorted(set(batch).difference(new)):
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
    """Return this installation's id, 32 hexadecimal digits, drawn and stored when it is first asked for.

    It makes the UIDs in calendar files unique: every database numbers its parties and schedules from one, and a
    calendar takes two entries with the same UID for one (RFC 5545, 3.8.4.7).
    """
    async with database.reading() as tx:
        drawn = await MetaStore(tx).get(INSTALLATION)
    if drawn is None:
        async with database.transaction() as tx:
            drawn = await MetaStore(tx).get(INSTALLATION) or uuid4().hex  # another process may have stored one
            await MetaStore(tx).set(INSTALLATION, drawn)
    return drawn
