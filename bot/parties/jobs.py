"""What falls due about a watch party: its card, reminders, news, countdown, start and end."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol
from weakref import WeakKeyDictionary

from bot.courses.model import Course
from bot.guilds.store import GuildStore
from bot.ids import ChannelId, JobId, MessageId, PartyId, UserId
from bot.jobs.model import Dead, Delivered, Held, Job, Outcome, Skipped, SkipReason, retention_of
from bot.jobs.runner import Handler
from bot.jobs.store import JobStore
from bot.parties.direct_messages import TOLD, told, whisper_job, whispered
from bot.parties.model import Answer, Party, PartyState, PartyView
from bot.parties.notices import plan_party_notice
from bot.parties.running import Room, RoomPost, reason_to_skip_post
from bot.parties.service.leavers import Absence, forget_leavers
from bot.parties.service.planning import seen
from bot.parties.service.running import close, redraw_room, room_of
from bot.parties.store import DmOptInStore, PartyStore
from bot.parties.tasks import (
    PartyPost,
    PartyTask,
    PartyWork,
    card_job,
    is_outdated,
    read_occurrence,
    reason_to_skip_reminder,
    start_told,
)
from bot.storage.database import Database
from bot.storage.rows import Transaction
from bot.times.clock import Clock


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

    def __init__(self, database: Database, deliverer: PartyDeliverer, course: Course, clock: Clock) -> None:
        self._database = database
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
        async with self._database.reading() as tx:
            view = await _view(tx, work.party)
            settings = await GuildStore(tx).get(job.guild)
            not_pinged = frozenset(wish.user for wish in await DmOptInStore(tx).of_guild(job.guild))
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
        async with self._database.transaction() as tx:
            await forget_leavers(tx, view.party.guild, left, self._clock())
            return await _view(tx, view.party.id) or view

    async def _whisper(self, job: Job, whisper: PartyWork, now: datetime) -> Outcome:
        """Tell one person what the channel is told, if they still come and still wish it."""
        which, work = whispered(whisper)
        async with self._database.reading() as tx:
            view = await _view(tx, work.party)
            wish = await DmOptInStore(tx).get(which)
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
        async with self._database.reading() as tx:
            view = await _view(tx, work.party)
            told = await JobStore(tx).record(JobId(work.details[0]))
            settings = await GuildStore(tx).get(job.guild)
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

    async def on_result(self, tx: Transaction, job: Job, outcome: Outcome) -> None:
        """Remember the card."""
        work, drawn = read_occurrence(job.occurrence), self._drawn.pop(job, None)
        view = await _view(tx, work.party)
        if view is None:
            return
        if work.task not in {PartyTask.WHISPER, PartyTask.UNNAME}:
            await plan_party_notice(tx, job, outcome, view.party, self._clock())
        if not isinstance(outcome, Delivered | Held):
            return
        if work.task in TOLD:
            await self._whisper_to(tx, view, work)
        if not isinstance(outcome, Delivered):
            return
        if work.task is PartyTask.CARD:
            await self._card_drawn(tx, job, view, drawn, outcome)

    async def _whisper_to(self, tx: Transaction, view: PartyView, work: PartyWork) -> None:
        """Queue a direct message for each who wishes one; also when the channel cannot be told."""
        hearers = frozenset(told(view, work))
        for wish in await DmOptInStore(tx).of_guild(view.party.guild):
            if wish.user in hearers:
                await JobStore(tx).add(whisper_job(view.party, work, wish, self._clock()))

    async def _card_drawn(
        self, tx: Transaction, job: Job, view: PartyView, drawn: PartyView | None, outcome: Delivered
    ) -> None:
        """Keep a new card's number and that of its *job*; what has changed meanwhile is drawn again.

        Also where what an earlier attempt posted may have been found.
        """
        party, outdated = view.party, drawn != view
        if party.message is None and outcome.message is not None:
            outdated |= job.may_be_out
            party = party.posted(outcome.message, job.id)
            await PartyStore(tx).save(party)
        if outdated and party.message is not None:
            await JobStore(tx).add(card_job(party, self._clock()))


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


async def _view(tx: Transaction, party: PartyId) -> PartyView | None:
    found = await PartyStore(tx).get(party)
    return None if found is None else await seen(tx, found)


TASKS = frozenset({PartyTask.LATE, PartyTask.COUNTDOWN, PartyTask.GO, PartyTask.ROOM, PartyTask.END, PartyTask.CLOSING})
LOOKS = frozenset({PartyTask.GO, PartyTask.CLOSING})
STILL_THERE = timedelta(minutes=10)


class RoomDeliverer(Protocol):
    """Carries what is said while a party runs to Discord, and sees who is there."""

    async def post_room(self, post: RoomPost) -> Outcome:
        """Post it, or bring the message in step from which the party is led, and say how it went."""
        ...

    def audience(self, party: Party) -> Sequence[UserId]:
        """Return who is in the voice or stage channel of *party* now."""
        ...

    async def absence(self, party: Party, guests: Sequence[UserId]) -> Absence:
        """Return which of *guests* the channel of *party* does not reach; none where nobody can say."""
        ...


class WatchingJobs:
    """Handles the jobs about parties under way."""

    def __init__(self, database: Database, deliverer: RoomDeliverer, course: Course, clock: Clock) -> None:
        self._database = database
        self._deliverer = deliverer
        self._course = course
        self._clock = clock
        # Each as long as its attempt, which may end in many ways without being settled.
        self._drawn: WeakKeyDictionary[Job, Room] = WeakKeyDictionary()

    async def deliver(self, job: Job) -> Outcome:
        """Do what *job* asks, unless there is a reason not to."""
        work = read_occurrence(job.occurrence)
        if work.task is PartyTask.END:
            return await self._whether_to_end(work.party)
        now = self._clock()
        looks = work.task in LOOKS and now < job.due + STILL_THERE
        async with self._database.transaction() if looks else self._database.reading() as tx:
            room = await room_of(tx, self._course, work.party, now)
            settings = await GuildStore(tx).get(job.guild)
            if room is not None and looks:
                room = await self._look_around(tx, room)
        if room is None:
            return Skipped(SkipReason.OVER)
        if (reason := reason_to_skip_post(room, work)) is not None:
            return Skipped(reason)
        if work.task in {PartyTask.LATE, PartyTask.COUNTDOWN}:
            room = await self._without_leavers(room)
        self._drawn[job] = room
        return await self._deliverer.post_room(RoomPost(job, work.task, room, settings.locale))

    async def _whether_to_end(self, party: PartyId) -> Outcome:
        async with self._database.reading() as tx:
            found = await PartyStore(tx).get(party)
        if found is None or not found.is_open:
            return Skipped(SkipReason.OVER)
        return Delivered(None, None) if found.closes_at <= self._clock() else Skipped(SkipReason.CHANGED)

    async def _look_around(self, tx: Transaction, room: Room) -> Room:
        """Remember who is in the party's voice channel, and return the room with them."""
        for user in self._deliverer.audience(room.party):
            await PartyStore(tx).arrive(room.party, user, room.now, said=False)
        return await room_of(tx, self._course, room.party.id, room.now) or room

    async def _without_leavers(self, room: Room) -> Room:
        """Forget guests who have left the guild, and return the room without them."""
        absence = await self._deliverer.absence(room.party, room.guests.saying(*Answer))
        if not absence.left:
            return room
        async with self._database.transaction() as tx:
            await forget_leavers(tx, room.party.guild, absence.left, room.now)
            return await room_of(tx, self._course, room.party.id, room.now) or room

    async def on_result(self, tx: Transaction, job: Job, outcome: Outcome) -> None:
        """Remember the message from which the party is led, or end it and plan the one that follows."""
        work, drawn = read_occurrence(job.occurrence), self._drawn.pop(job, None)
        party, now = await PartyStore(tx).get(work.party), self._clock()
        if party is None:
            return
        await plan_party_notice(tx, job, outcome, party, now)
        if not isinstance(outcome, Delivered):
            return
        if work.task is PartyTask.END and party.is_open and party.closes_at <= now:
            await close(tx, self._course, party, now)
        elif work.task is PartyTask.GO and outcome.message is not None:
            led = party.led_from(outcome.message, job.id)
            await PartyStore(tx).save(led)
            if drawn is None or drawn.party != party or job.may_be_out:
                await redraw_room(tx, led, now)
        elif work.task is PartyTask.ROOM and (drawn is None or drawn.party != party):
            await redraw_room(tx, party, now)
        elif work.task is PartyTask.CLOSING:
            await JobStore(tx).add(retention_of(party.id, now))


class PartyDesk:
    """Hands each job about a party to whoever knows its task."""

    def __init__(self, planned: Handler, under_way: Handler) -> None:
        self._planned = planned
        self._under_way = under_way

    async def deliver(self, job: Job) -> Outcome:
        """Let it be done."""
        return await self._knower(job).deliver(job)

    async def on_result(self, tx: Transaction, job: Job, outcome: Outcome) -> None:
        """Let what follows from it be changed."""
        await self._knower(job).on_result(tx, job, outcome)

    def _knower(self, job: Job) -> Handler:
        return self._under_way if read_occurrence(job.occurrence).task in TASKS else self._planned
