"""Filling a schedule in, step by step, and starting what was filled in."""

from collections.abc import Callable
from datetime import datetime

from bot.core.catalogue import Course
from bot.core.drafts import KEPT_FOR, Draft
from bot.core.ids import GuildId, UserId
from bot.core.orders import Order
from bot.core.ports import Clock, Storage
from bot.services.schedules import ScheduleRequest


class DraftService:
    """Keeps what organisers have filled in, through restarts."""

    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock

    async def begin(self, draft: Draft) -> None:
        """Remember *draft* in place of an earlier one; the long forgotten ones of everybody go."""
        now = self._clock()
        async with self._storage.transaction() as transaction:
            await transaction.drafts.prune(now - KEPT_FOR)
            await transaction.drafts.save(draft, now)

    async def find(self, guild: GuildId, organiser: UserId) -> Draft | None:
        """Return what *organiser* is filling in for *guild*."""
        async with self._storage.reading() as stores:
            return await stores.drafts.get(guild, organiser)

    async def change(self, guild: GuildId, organiser: UserId, step: Callable[[Draft], Draft]) -> Draft | None:
        """Change the draft by *step*, and return what it is now; nothing where there is none."""
        async with self._storage.transaction() as transaction:
            draft = await transaction.drafts.get(guild, organiser)
            if draft is not None:
                draft = step(draft)
                await transaction.drafts.save(draft, self._clock())
            return draft

    async def finish(self, draft: Draft) -> bool:
        """Forget *draft*, which is to start; false when a press before this one has done so."""
        async with self._storage.transaction() as transaction:
            there = await transaction.drafts.get(draft.guild, draft.organiser)
            await transaction.drafts.drop(draft.guild, draft.organiser)
            return there is not None


def request_of(draft: Draft, course: Course, now: datetime) -> ScheduleRequest | None:
    """Return the schedule that *draft* asks for, or nothing as long as something is open."""
    cadence = draft.cadence(now)
    if draft.channel is None or cadence is None:
        return None
    order = draft.order or Order.LISTED.of(course)
    return ScheduleRequest(
        guild=draft.guild,
        channel=draft.channel,
        cadence=cadence,
        order=order,
        first=draft.first if draft.first in order else None,
        per_post=draft.per_post,
        role=draft.role,
        grace=draft.grace,
        organiser=draft.organiser,
        discussion=draft.discussion,
        tag=draft.tag,
        ending=draft.ending,
    )
