"""What falls due while a party runs: its countdown, "press play", its end and what is said after it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Protocol
from weakref import WeakKeyDictionary

from bot.core.catalogue import Course
from bot.core.ids import PartyId, UserId
from bot.core.jobs import Delivered, Job, Outcome, Skipped, SkipReason
from bot.core.parties.jobs import PartyTask, read_occurrence
from bot.core.parties.party import Answer, Party
from bot.core.parties.watching import Room, RoomPost, reason_to_skip_post
from bot.core.ports import Clock, Storage, Transaction
from bot.core.retention import retention_of
from bot.services.notices import plan_party_notice
from bot.services.parties.leavers import Absence, forget_leavers
from bot.services.parties.watching import close, redraw_room, room_of
from bot.services.runner import Handler

TASKS = frozenset(
    {
        PartyTask.LATE,
        PartyTask.COUNTDOWN,
        PartyTask.GO,
        PartyTask.ROOM,
        PartyTask.END,
        PartyTask.CLOSING,
    }
)
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

    def __init__(self, storage: Storage, deliverer: RoomDeliverer, course: Course, clock: Clock) -> None:
        self._storage = storage
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
        async with self._storage.transaction() if looks else self._storage.reading() as stores:
            room = await room_of(stores, self._course, work.party, now)
            settings = await stores.guilds.get(job.guild)
            if room is not None and looks:
                room = await self._look_around(stores, room)
        if room is None:
            return Skipped(SkipReason.OVER)
        if (reason := reason_to_skip_post(room, work)) is not None:
            return Skipped(reason)
        if work.task in {PartyTask.LATE, PartyTask.COUNTDOWN}:
            room = await self._without_leavers(room)
        self._drawn[job] = room
        return await self._deliverer.post_room(RoomPost(job, work.task, room, settings.locale))

    async def _whether_to_end(self, party: PartyId) -> Outcome:
        async with self._storage.reading() as stores:
            found = await stores.parties.get(party)
        if found is None or not found.is_open:
            return Skipped(SkipReason.OVER)
        return Delivered(None, None) if found.closes_at <= self._clock() else Skipped(SkipReason.CHANGED)

    async def _look_around(self, transaction: Transaction, room: Room) -> Room:
        """Remember who is in the party's voice channel, and return the room with them."""
        for user in self._deliverer.audience(room.party):
            await transaction.parties.arrive(room.party, user, room.now, said=False)
        return await room_of(transaction, self._course, room.party.id, room.now) or room

    async def _without_leavers(self, room: Room) -> Room:
        """Forget guests who have left the guild, and return the room without them."""
        absence = await self._deliverer.absence(room.party, room.guests.saying(*Answer))
        if not absence.left:
            return room
        async with self._storage.transaction() as transaction:
            await forget_leavers(transaction, room.party.guild, absence.left, room.now)
            return await room_of(transaction, self._course, room.party.id, room.now) or room

    async def settled(self, transaction: Transaction, job: Job, outcome: Outcome) -> None:
        """Remember the message from which the party is led, or end it and plan the one that follows."""
        work, drawn = read_occurrence(job.occurrence), self._drawn.pop(job, None)
        party, now = await transaction.parties.get(work.party), self._clock()
        if party is None:
            return
        await plan_party_notice(transaction, job, outcome, party, now)
        if not isinstance(outcome, Delivered):
            return
        if work.task is PartyTask.END and party.is_open and party.closes_at <= now:
            await close(transaction, self._course, party, now)
        elif work.task is PartyTask.GO and outcome.message is not None:
            led = party.led_from(outcome.message, job.id)
            await transaction.parties.save(led)
            if drawn is None or drawn.party != party or job.may_be_out:
                await redraw_room(transaction, led, now)
        elif work.task is PartyTask.ROOM and (drawn is None or drawn.party != party):
            await redraw_room(transaction, party, now)
        elif work.task is PartyTask.CLOSING:
            await transaction.jobs.add(retention_of(party.id, now))


class PartyDesk:
    """Hands each job about a party to whoever knows its task."""

    def __init__(self, planned: Handler, under_way: Handler) -> None:
        self._planned = planned
        self._under_way = under_way

    async def deliver(self, job: Job) -> Outcome:
        """Let it be done."""
        return await self._knower(job).deliver(job)

    async def settled(self, transaction: Transaction, job: Job, outcome: Outcome) -> None:
        """Let what follows from it be changed."""
        await self._knower(job).settled(transaction, job, outcome)

    def _knower(self, job: Job) -> Handler:
        return self._under_way if read_occurrence(job.occurrence).task in TASKS else self._planned
