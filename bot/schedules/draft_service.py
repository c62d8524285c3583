"""Filling a schedule in, step by step, and starting what was filled in."""

from collections.abc import Callable
from datetime import datetime

from bot.courses.model import Course
from bot.ids import GuildId, UserId
from bot.schedules.drafts import KEPT_FOR, Draft
from bot.schedules.order import Order
from bot.schedules.service import ScheduleRequest
from bot.schedules.store import DraftStore
from bot.storage.database import Database
from bot.times.clock import Clock


class DraftService:
    """Keeps what organisers have filled in, through restarts."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def begin(self, draft: Draft) -> None:
        """Remember *draft* in place of an earlier one; the long forgotten ones of everybody go."""
        now = self._clock()
        async with self._database.transaction() as tx:
            await DraftStore(tx).prune(now - KEPT_FOR)
            await DraftStore(tx).save(draft, now)

    async def find(self, guild: GuildId, organiser: UserId) -> Draft | None:
        """Return what *organiser* is filling in for *guild*."""
        async with self._database.reading() as tx:
            return await DraftStore(tx).get(guild, organiser)

    async def change(self, guild: GuildId, organiser: UserId, step: Callable[[Draft], Draft]) -> Draft | None:
        """Change the draft by *step*, and return what it is now; nothing where there is none."""
        async with self._database.transaction() as tx:
            draft = await DraftStore(tx).get(guild, organiser)
            if draft is not None:
                draft = step(draft)
                await DraftStore(tx).save(draft, self._clock())
            return draft

    async def finish(self, draft: Draft) -> bool:
        """Forget *draft*, which is to start; false when a press before this one has done so."""
        async with self._database.transaction() as tx:
            there = await DraftStore(tx).get(draft.guild, draft.organiser)
            await DraftStore(tx).drop(draft.guild, draft.organiser)
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
