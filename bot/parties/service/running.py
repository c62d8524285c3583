"""Watch parties from the start to "watched": starting, pausing, joining late, ending, marking."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.courses.model import Course
from bot.ids import ChannelId, GuildId, PartyId, UserId
from bot.jobs.store import JobStore
from bot.parties.model import UNDER_WAY, Party, PartyState
from bot.parties.running import (
    GATHERED,
    OPENS_BEFORE,
    Phase,
    Room,
    Step,
    begins_at,
    closing_job,
    countdown_job,
    go_job,
    open_to_guests,
    phase_of,
    room_job,
)
from bot.parties.service.event_plans import plan_event
from bot.parties.service.planning import Actor, plan_following, redraw
from bot.parties.store import PartyStore
from bot.parties.tasks import end_job
from bot.progress.store import ProgressStore
from bot.storage.database import Database
from bot.storage.rows import Transaction
from bot.times.clock import Clock

A_SECOND = timedelta(seconds=1)
StepResult = tuple[Step, Room | None]


class WatchingService:
    """Leads parties; each change is one tx, so two who lead never undo each other's."""

    def __init__(self, database: Database, course: Course, clock: Clock, wake: Callable[[], None]) -> None:
        self._database = database
        self._course = course
        self._clock = clock
        self._wake = wake

    async def room(self, guild: GuildId, party: PartyId) -> Room | None:
        """Return how one party of *guild* stands now."""
        async with self._database.reading() as tx:
            return await self._room(tx, guild, party)

    async def next_to_start(self, guild: GuildId, by: Actor) -> Sequence[Party]:
        """Return the open parties, the one first that *by* most likely means.

        That is one under way, the next that they lead, or the next.
        """
        async with self._database.reading() as tx:
            parties = await PartyStore(tx).open(guild)
        return sorted(parties, key=lambda party: (party.state not in UNDER_WAY, not by.leads(party)))

    async def start(self, guild: GuildId, party: PartyId, by: Actor) -> StepResult:
        """Begin the countdown, unless it is too early or *by* is to wait for the host."""
        async with self._database.transaction() as tx:
            if (room := await self._room(tx, guild, party)) is None:
                return Step.MISSING, None
            if (step := _start_refused(room, by)) is not None:
                return step, room
            started = room.party.started(begins_at(room.party, room.now), by.user) or room.party
            await JobStore(tx).add(countdown_job(started, room.now))
            await JobStore(tx).add(go_job(started))
            await self._changed(tx, started, room.now)
        self._wake()
        return Step.DONE, replace(room, party=started)

    async def pause(self, guild: GuildId, party: PartyId, by: Actor, *, redraws: bool) -> StepResult:
        """Stop the video for everyone; *redraws* says that the caller brings the room's message in step."""
        return await self._lead(guild, party, by, Phase.RUNNING, Phase.PAUSED, Party.paused, redraws=redraws)

    async def resume(self, guild: GuildId, party: PartyId, by: Actor, *, redraws: bool) -> StepResult:
        """Let the video go on where it was paused; *redraws* as above."""
        return await self._lead(guild, party, by, Phase.PAUSED, Phase.RUNNING, Party.resumed, redraws=redraws)

    async def _lead(
        self,
        guild: GuildId,
        party: PartyId,
        by: Actor,
        before: Phase,
        after: Phase,
        step: Callable[[Party, datetime], Party | None],
        *,
        redraws: bool,
    ) -> StepResult:
        async with self._database.transaction() as tx:
            if (room := await self._room(tx, guild, party)) is None:
                return Step.MISSING, None
            if not by.leads(room.party):
                return Step.NOT_YOURS, room
            if room.phase is after:
                return Step.ALREADY, room
            changed = step(room.party, room.now)
            if room.phase is not before or changed is None:
                return room.obstacle, room
            await self._changed(tx, changed, room.now)
            if not redraws:
                await JobStore(tx).add(room_job(changed, room.now))
        self._wake()
        return Step.DONE, replace(room, party=changed)

    async def was_drawn(self, room: Room) -> None:
        """Take note that the room's message was drawn like *room*; what has changed since is drawn anew."""
        async with self._database.transaction() as tx:
            found = await PartyStore(tx).get(room.party.id)
            if found is None or found == room.party:
                return
            await redraw_room(tx, found, self._clock())
        self._wake()

    async def end(self, guild: GuildId, party: PartyId, by: Actor) -> StepResult:
        """End the party for everyone before the video does."""
        async with self._database.transaction() as tx:
            if (room := await self._room(tx, guild, party)) is None:
                return Step.MISSING, None
            if not by.leads(room.party):
                return Step.NOT_YOURS, room
            if room.phase not in GATHERED:
                return room.obstacle, room
            over = await close(tx, self._course, room.party, room.now)
        self._wake()
        return Step.DONE, replace(room, party=over)

    async def arrive(self, guild: GuildId, party: PartyId, user: UserId) -> StepResult:
        """Remember that *user* says they are there."""
        async with self._database.transaction() as tx:
            if (room := await self._room(tx, guild, party)) is None:
                return Step.MISSING, None
            if room.phase not in GATHERED:
                return room.obstacle, room
            new = await PartyStore(tx).arrive(room.party, user, room.now)
        return (Step.DONE if new else Step.ALREADY), room

    async def seen(self, guild: GuildId, venue: ChannelId, user: UserId) -> None:
        """Remember that *user* was seen where a party meets, while there is one."""
        now = self._clock()
        async with self._database.transaction() as tx:
            for party in await PartyStore(tx).open(guild):
                if party.venue == venue and phase_of(party, now) in GATHERED:
                    await PartyStore(tx).arrive(party, user, now, said=False)

    async def mark(self, guild: GuildId, party: PartyId, user: UserId) -> tuple[StepResult, bool]:
        """Mark the chapter watched for *user*; together with the others, if they were there."""
        async with self._database.transaction() as tx:
            if (room := await self._room(tx, guild, party)) is None:
                return (Step.MISSING, None), False
            together = room.joined(user)
            new = await ProgressStore(tx).mark(
                guild, user, room.party.course, room.party.chapter, room.now, together=together
            )
        return ((Step.DONE if new else Step.ALREADY), room), together

    async def mark_all(self, guild: GuildId, party: PartyId, by: Actor) -> StepResult:
        """Mark the chapter watched together for everyone who said that they were there."""
        async with self._database.transaction() as tx:
            if (room := await self._room(tx, guild, party)) is None:
                return Step.MISSING, None
            if not by.leads(room.party):
                return Step.NOT_YOURS, room
            for user in room.said_here:
                await ProgressStore(tx).mark(
                    guild, user, room.party.course, room.party.chapter, room.now, together=True
                )
        return Step.DONE, room

    @staticmethod
    async def _changed(tx: Transaction, party: Party, now: datetime) -> None:
        """Keep *party* as it is now; its card and event follow, and its end moves."""
        await PartyStore(tx).save(party)
        await redraw(tx, party, now)
        await plan_event(tx, party, now)
        await JobStore(tx).add(end_job(party))

    async def _room(self, tx: Transaction, guild: GuildId, party: PartyId) -> Room | None:
        room = await room_of(tx, self._course, party, self._clock().replace(microsecond=0))
        return None if room is None or room.party.guild != guild else room


async def redraw_room(tx: Transaction, party: Party, now: datetime) -> None:
    """Bring the message from which *party* is led in step: at once, or in a second when it was just drawn."""
    if not await JobStore(tx).add(room_job(party, now)):
        await JobStore(tx).add(room_job(party, now + A_SECOND))


async def room_of(tx: Transaction, course: Course, party: PartyId, now: datetime) -> Room | None:
    """Return how *party* stands at *now*; nothing when it is not planned, or its chapter is no more."""
    found = await PartyStore(tx).get(party)
    chapter = None if found is None else course.get(found.chapter)
    if found is None or chapter is None or found.state is PartyState.DRAFT:
        return None
    # One in another channel may be hidden from those who read of this one.
    others = [each for each in await PartyStore(tx).open(found.guild) if each.channel == found.channel]
    following = (other for other in others if other.state is PartyState.PLANNED and other.id != found.id)
    return Room(
        party=found,
        chapter=chapter,
        guests=await PartyStore(tx).guests(party),
        present=tuple(await PartyStore(tx).present(party)),
        following=next(following, None),
        now=now,
    )


async def close(tx: Transaction, course: Course, party: Party, now: datetime) -> Party:
    """End *party*: its messages say so, and the one that follows it is planned.

    Where the video never began, there is nothing to mark and nothing more to say.
    """
    over = party.over() or party
    await PartyStore(tx).save(over)
    await redraw(tx, over, now)
    await plan_event(tx, over, now)
    if over.room is not None:
        await JobStore(tx).add(room_job(over, now))
    if over.started_at is not None and over.started_at <= now:
        await JobStore(tx).add(closing_job(over, now))
    await plan_following(tx, course, over, now)
    return over


def _start_refused(room: Room, by: Actor) -> Step | None:
    """Say why the party does not begin now, or nothing."""
    if room.phase in GATHERED:
        return Step.ALREADY
    if room.phase is not Phase.AHEAD:
        return room.obstacle
    leads = by.leads(room.party)
    if not leads and not (by.user in room.guests.going and open_to_guests(room.party, room.now)):
        return Step.NOT_YOURS
    return Step.EARLY if room.now < room.party.starts_at - OPENS_BEFORE else None
