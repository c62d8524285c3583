"""A guild's choices, its coming and going, and what the bot forgets when it has gone."""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime

from bot.core.guilds import KEPT_AFTER_LEAVING, GuildSettings
from bot.core.ids import ChannelId, GuildId
from bot.core.jobs import Delivered, Job, JobKind, NewJob, Outcome, Skipped, SkipReason, forget_occurrence
from bot.core.locales import Locale
from bot.core.ports import Clock, Storage, Transaction
from bot.services.retention import plan_tidying

AT_ONCE = 100
"""So many guilds are reconciled in one transaction, for which everybody else has to wait."""

Present = Callable[[GuildId], bool]


class GuildService:
    """Keeps guild settings, and notes which guilds have the bot."""

    def __init__(self, storage: Storage, clock: Clock, wake: Callable[[], None]) -> None:
        self._storage = storage
        self._clock = clock
        self._wake = wake

    async def settings(self, guild: GuildId) -> GuildSettings:
        """Return what *guild* has chosen."""
        async with self._storage.reading() as stores:
            return await stores.guilds.get(guild)

    async def choose_locale(self, guild: GuildId, locale: Locale | None) -> None:
        """Speak *locale* to the guild, or Discord's language for it when that is nothing."""
        async with self._storage.transaction() as transaction:
            await transaction.guilds.save(replace(await transaction.guilds.get(guild), locale=locale))

    async def choose_zone(self, guild: GuildId, zone_name: str) -> None:
        """Let new schedules of *guild* start from the zone *zone_name*."""
        async with self._storage.transaction() as transaction:
            await transaction.guilds.save(replace(await transaction.guilds.get(guild), zone_name=zone_name))

    async def let_members_plan(self, guild: GuildId, allowed: bool) -> None:  # noqa: FBT001 - the choice itself
        """Let every member of *guild* plan watch parties, or only organisers."""
        async with self._storage.transaction() as transaction:
            settings = await transaction.guilds.get(guild)
            await transaction.guilds.save(replace(settings, members_plan=allowed))

    async def choose_notices(self, guild: GuildId, channel: ChannelId | None) -> None:
        """Tell the organisers of *guild* in *channel* of posts in trouble, or who set them up if nowhere."""
        async with self._storage.transaction() as transaction:
            await transaction.guilds.save(replace(await transaction.guilds.get(guild), notices=channel))

    async def mended(self, guild: GuildId) -> None:
        """Try what was held for *guild*: something about its channels or permissions changed."""
        async with self._storage.transaction() as transaction:
            released = await transaction.jobs.release(guild, self._clock())
        if released:
            self._wake()

    async def note(self, guild: GuildId, is_here: Present) -> None:
        """Note whether *guild* has the bot: try what was held for it, or plan to forget it.

        *is_here* is asked when that is written: what was told of before may be over by then.
        """
        async with self._storage.transaction() as transaction:
            await self._note(transaction, guild, self._clock(), here=is_here(guild))
        self._wake()

    async def reconcile(self, present: Collection[GuildId], is_here: Present) -> None:
        """Catch up with the guilds that came and went while the bot was away, *present* being its own now.

        Only what has changed is written, some guilds at a time, so that others get their turn meanwhile.
        *is_here* is asked of each guild when that is written.
        """
        async with self._storage.reading() as transaction:
            known, waiting = await transaction.guilds.known(), await transaction.jobs.awaiting_guilds()
        here = set(present)
        changed = sorted(here.symmetric_difference(known) | here.intersection(waiting))
        for start in range(0, len(changed), AT_ONCE):
            async with self._storage.transaction() as transaction:
                for guild in changed[start : start + AT_ONCE]:
                    if is_here(guild) and guild not in waiting:
                        await transaction.guilds.mark_present(guild)  # most guilds of a first start
                    else:
                        await self._note(transaction, guild, self._clock(), here=is_here(guild))

    async def _note(self, transaction: Transaction, guild: GuildId, now: datetime, *, here: bool) -> None:
        if here:
            await self._arrive(transaction, guild, now)
        elif not await transaction.guilds.has_left(guild):
            await self._leave(transaction, guild, now)

    @staticmethod
    async def _arrive(transaction: Transaction, guild: GuildId, now: datetime) -> None:
        await transaction.guilds.mark_present(guild)
        await transaction.jobs.cancel(JobKind.FORGET_GUILD, guild, guild, SkipReason.CAME_BACK, now)
        await transaction.jobs.release(guild, now)

    @staticmethod
    async def _leave(transaction: Transaction, guild: GuildId, now: datetime) -> None:
        await transaction.guilds.mark_left(guild, now)
        due = now + KEPT_AFTER_LEAVING
        occurrence = forget_occurrence(guild, due.date())
        await transaction.jobs.add(NewJob(JobKind.FORGET_GUILD, guild, guild, occurrence, due))


class ForgetGuild:
    """Handles the job that deletes a guild's data some time after it removed the bot."""

    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock

    async def deliver(self, job: Job) -> Outcome:
        """Skip a guild that has come back."""
        async with self._storage.reading() as stores:
            gone = await stores.guilds.has_left(job.guild)
        return Delivered(None, None) if gone else Skipped(SkipReason.CAME_BACK)

    async def settled(self, transaction: Transaction, job: Job, outcome: Outcome) -> None:
        """Forget everything about the guild; the files follow."""
        if isinstance(outcome, Delivered):
            await plan_tidying(transaction, self._clock())
            for store in transaction.erasable:
                await store.delete_guild(job.guild)
