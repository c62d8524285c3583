"""What falls due about watch parties until they begin: their cards, reminders and news."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol
from weakref import WeakKeyDictionary

from bot.core.catalogue import Course
from bot.core.ids import ChannelId, JobId, MessageId, PartyId, UserId
from bot.core.jobs import Dead, Delivered, Held, Job, Outcome, Skipped, SkipReason
from bot.core.parties.jobs import (
    PartyTask,
    PartyWork,
    card_job,
    is_outdated,
    read_occurrence,
    reason_to_skip_reminder,
    start_told,
)
from bot.core.parties.party import Answer, Party, PartyState, PartyView
from bot.core.parties.whispers import TOLD, told, whisper_job, whispered
from bot.core.ports import Clock, Storage, Transaction
from bot.core.posts import PartyPost
from bot.services.notices import plan_party_notice
from bot.services.parties.leavers import Absence, forget_leavers
from bot.services.parties.planning import seen


class PartyDeliverer(Protocol):
    """Carries what is said about watch parties to Discord."""

    async def post_party(self, post: PartyPost) -> Outcome:
        """Post it, or bring the card in step, and say how it went."""
        ...

    async def whisper(self, post: PartyPost, user: UserId) -> Outcome:
        """Tell it to *user* by direct message, and say how it went."""
        ...

    async def absence(self, party: Party, guests: Sequence[UserId]) -> Absence:
        """Return which of *guests* the channel of *party* does not reach; none where nobody can say."""
        ...

    async def unname(self, post: PartyPost, channel: ChannelId, message: MessageId) -> Outcome:
        """Take the names off *message*, in which it was said before, and say how it went."""
        ...


class PartyJobs:
    """Handles the jobs about planned watch parties."""

    def __init__(self, storage: Storage, deliverer: PartyDeliverer, course: Course, clock: Clock) -> None:
        self._storage = storage
        self._deliverer = deliverer
        self._course = course
        self._clock = clock
        # Each as long as its attempt, which may end in many ways without being settled.
        self._drawn: WeakKeyDictionary[Job, PartyView] = WeakKeyDictionary()

    async def deliver(self, job: Job) -> Outcome:
        """Do what *job* asks, unless there is a reason not to."""
        work, now = read_occurrence(job.occurrence), self._clock()
        if work.task is PartyTask.WHISPER:
            return await self._whisper(job, work, now)
        if work.task is PartyTask.UNNAME:
            return await self._unname(job, work)
        async with self._storage.reading() as stores:
            view = await _view(stores, work.party)
            settings = await stores.guilds.get(job.guild)
            not_pinged = frozenset(wish.user for wish in await stores.wishes.of_guild(job.guild))
        if view is None:
            return Skipped(SkipReason.OVER)
        if (reason := _reason_to_skip(view, work, now)) is not None:
            return Skipped(reason)
        if (chapter := self._course.get(view.party.chapter)) is None:
            return Dead(f"the course has no chapter {view.party.chapter}")
        if work.task in TOLD:
            guests = dict.fromkeys((*told(view, work), *view.guests.saying(*Answer)))
            absence = await self._deliverer.absence(view.party, tuple(guests))
            not_pinged |= absence.blind
            if absence.left:
                view = await self._without(view, absence.left)
        self._drawn[job] = view
        post = PartyPost(job, work, view, chapter, settings.locale, now, not_pinged)
        return await self._deliverer.post_party(post)

    async def _without(self, view: PartyView, left: frozenset[UserId]) -> PartyView:
        """Forget guests who have left the guild, and return the party without them."""
        async with self._storage.transaction() as transaction:
            await forget_leavers(transaction, view.party.guild, left, self._clock())
            return await _view(transaction, view.party.id) or view

    async def _whisper(self, job: Job, whisper: PartyWork, now: datetime) -> Outcome:
        """Tell one person what the channel is told, if they still come and still wish it."""
        which, work = whispered(whisper)
        async with self._storage.reading() as stores:
            view = await _view(stores, work.party)
            wish = await stores.wishes.get(which)
        chapter = None if view is None else self._course.get(view.party.chapter)
        if view is None or wish is None or chapter is None:
            return Skipped(SkipReason.OVER)
        if (reason := _reason_to_skip(view, work, now)) is not None:
            return Skipped(reason)
        if wish.user not in told(view, work):
            return Skipped(SkipReason.NOBODY)
        post = PartyPost(job, work, view, chapter, wish.locale, now)
        return await self._deliverer.whisper(post, wish.user)

    async def _unname(self, job: Job, work: PartyWork) -> Outcome:
        """Draw a message that notified people once more as it was, but without their names."""
        async with self._storage.reading() as stores:
            view = await _view(stores, work.party)
            told = await stores.jobs.record(JobId(work.details[0]))
            settings = await stores.guilds.get(job.guild)
        chapter = None if view is None else self._course.get(view.party.chapter)
        if view is None or chapter is None or told is None or told.channel is None or told.message is None:
            return Skipped(SkipReason.OVER)
        said = read_occurrence(told.occurrence)
        party = replace(view.party, starts_at=start_told(said) or view.party.starts_at)
        post = PartyPost(
            replace(job, id=told.id),
            said,
            replace(view, party=party),
            chapter,
            settings.locale,
            told.settled_at or told.due,
        )
        return await self._deliverer.unname(post, told.channel, told.message)

    async def settled(self, transaction: Transaction, job: Job, outcome: Outcome) -> None:
        """Remember the card."""
        work, drawn = read_occurrence(job.occurrence), self._drawn.pop(job, None)
        view = await _view(transaction, work.party)
        if view is None:
            return
        if work.task not in {PartyTask.WHISPER, PartyTask.UNNAME}:
            await plan_party_notice(transaction, job, outcome, view.party, self._clock())
        if not isinstance(outcome, Delivered | Held):
            return
        if work.task in TOLD:
            await self._whisper_to(transaction, view, work)
        if not isinstance(outcome, Delivered):
            return
        if work.task is PartyTask.CARD:
            await self._card_drawn(transaction, job, view, drawn, outcome)

    async def _whisper_to(self, transaction: Transaction, view: PartyView, work: PartyWork) -> None:
        """Queue a direct message for each who wishes one; also when the channel cannot be told."""
        hearers = frozenset(told(view, work))
        for wish in await transaction.wishes.of_guild(view.party.guild):
            if wish.user in hearers:
                await transaction.jobs.add(whisper_job(view.party, work, wish, self._clock()))

    async def _card_drawn(
        self,
        transaction: Transaction,
        job: Job,
        view: PartyView,
        drawn: PartyView | None,
        outcome: Delivered,
    ) -> None:
        """Keep a new card's number and that of its *job*; what has changed meanwhile is drawn again.

        Also where what an earlier attempt posted may have been found.
        """
        party, outdated = view.party, drawn != view
        if party.message is None and outcome.message is not None:
            outdated |= job.may_be_out
            party = party.posted(outcome.message, job.id)
            await transaction.parties.save(party)
        if outdated and party.message is not None:
            await transaction.jobs.add(card_job(party, self._clock()))


def _reason_to_skip(view: PartyView, work: PartyWork, now: datetime) -> SkipReason | None:
    """Say why *work* should not be done any more, or nothing."""
    party = view.party
    match work.task:
        case PartyTask.REMINDER:
            return reason_to_skip_reminder(party, work, now)
        case PartyTask.MOVED | PartyTask.EVENT_GONE if party.state is not PartyState.PLANNED:
            return SkipReason.OVER
        case PartyTask.MOVED if is_outdated(party, work):
            return SkipReason.CHANGED
        case PartyTask.MOVED | PartyTask.CANCELLED if not view.guests.going:
            return SkipReason.NOBODY
        case PartyTask.CARD if party.message is None and not party.is_open:
            return SkipReason.OVER
        case _:
            return None


async def _view(transaction: Transaction, party: PartyId) -> PartyView | None:
    found = await transaction.parties.get(party)
    return None if found is None else await seen(transaction, found)
