"""Watch parties from the start to "watched": starting, pausing, joining late, ending, marking."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.courses.model import Course
from bot.ids import ChannelId, GuildId, PartyId, UserId
from bot.jobs.store import JobStore
from bot.parties.model import LIVE_PHASES, UNDER_WAY, Actor, LiveParty, LiveResult, Party, Phase
from bot.parties.service.changes import end_party, live_party, plan_event, redraw_card, redraw_live_card
from bot.parties.store import PartyStore
from bot.parties.tasks import countdown_job, end_job, go_job, live_card_job
from bot.progress.store import ProgressStore
from bot.storage.database import Database
from bot.storage.rows import Transaction
from bot.times.clock import Clock

LiveAnswer = tuple[LiveResult, LiveParty | None]


class LivePartyService:
    """Leads parties; each change is one transaction, so two who lead never undo each other's."""

    def __init__(self, database: Database, course: Course, clock: Clock, wake: Callable[[], None]) -> None:
        self._database = database
        self._course = course
        self._clock = clock
        self._wake = wake

    async def get(self, guild: GuildId, party: PartyId) -> LiveParty | None:
        """Return how one party of *guild* stands now."""
        async with self._database.reading() as tx:
            return await self._find(tx, guild, party)

    async def next_to_start(self, guild: GuildId, by: Actor) -> Sequence[Party]:
        """Return the open parties, the one first that *by* most likely means: one under way, or one they lead."""
        async with self._database.reading() as tx:
            parties = await PartyStore(tx).open(guild)
        return sorted(parties, key=lambda party: (party.state not in UNDER_WAY, not by.leads(party)))

    async def start(self, guild: GuildId, party: PartyId, by: Actor) -> LiveAnswer:
        """Begin the countdown, unless it is too early or *by* is to wait for the host."""
        async with self._database.transaction() as tx:
            if (live := await self._find(tx, guild, party)) is None:
                return LiveResult.MISSING, None
            if (refusal := live.start_refusal(by)) is not None:
                return refusal, live
            started = live.party.started(live.party.earliest_start(live.now), by.user) or live.party
            await JobStore(tx).add(countdown_job(started, live.now))
            await JobStore(tx).add(go_job(started))
            await _save(tx, started, live.now)
        self._wake()
        return LiveResult.DONE, replace(live, party=started)

    async def set_paused(self, guild: GuildId, party: PartyId, by: Actor, *, paused: bool, redraws: bool) -> LiveAnswer:
        """Stop the video for everyone, or let it go on; *redraws* says that the caller redraws the live card."""
        before, after = (Phase.RUNNING, Phase.PAUSED) if paused else (Phase.PAUSED, Phase.RUNNING)
        async with self._database.transaction() as tx:
            if (live := await self._find(tx, guild, party)) is None:
                return LiveResult.MISSING, None
            if not by.leads(live.party):
                return LiveResult.NOT_YOURS, live
            if live.phase is after:
                return LiveResult.ALREADY, live
            changed = live.party.paused(live.now) if paused else live.party.resumed(live.now)
            if live.phase is not before or changed is None:
                return live.refusal, live
            await _save(tx, changed, live.now)
            if not redraws:
                await JobStore(tx).add(live_card_job(changed, live.now))
        self._wake()
        return LiveResult.DONE, replace(live, party=changed)

    async def card_drawn(self, live: LiveParty) -> None:
        """Take note that the live card was drawn like *live*; what has changed since is drawn anew."""
        async with self._database.transaction() as tx:
            found = await PartyStore(tx).get(live.party.id)
            if found is None or found == live.party:
                return
            await redraw_live_card(tx, found, self._clock())
        self._wake()

    async def end(self, guild: GuildId, party: PartyId, by: Actor) -> LiveAnswer:
        """End the party for everyone before the video does."""
        async with self._database.transaction() as tx:
            if (live := await self._find(tx, guild, party)) is None:
                return LiveResult.MISSING, None
            if not by.leads(live.party):
                return LiveResult.NOT_YOURS, live
            if live.phase not in LIVE_PHASES:
                return live.refusal, live
            over = await end_party(tx, self._course, live.party, live.now)
        self._wake()
        return LiveResult.DONE, replace(live, party=over)

    async def arrive(self, guild: GuildId, party: PartyId, user: UserId) -> LiveAnswer:
        """Remember that *user* says they are there."""
        async with self._database.transaction() as tx:
            if (live := await self._find(tx, guild, party)) is None:
                return LiveResult.MISSING, None
            if live.phase not in LIVE_PHASES:
                return live.refusal, live
            new = await PartyStore(tx).arrive(live.party, user, live.now)
        return LiveResult.DONE if new else LiveResult.ALREADY, live

    async def seen(self, guild: GuildId, venue: ChannelId, user: UserId) -> None:
        """Remember that *user* was seen where a party meets, while there is one."""
        now = self._clock()
        async with self._database.transaction() as tx:
            for party in await PartyStore(tx).open(guild):
                if party.venue == venue and party.phase(now) in LIVE_PHASES:
                    await PartyStore(tx).arrive(party, user, now, said=False)

    async def mark(self, guild: GuildId, party: PartyId, user: UserId) -> tuple[LiveAnswer, bool]:
        """Mark the chapter watched for *user*; together with the others, if they were there."""
        async with self._database.transaction() as tx:
            if (live := await self._find(tx, guild, party)) is None:
                return (LiveResult.MISSING, None), False
            together = live.joined(user)
            new = await _mark(tx, live, user, together=together)
        return (LiveResult.DONE if new else LiveResult.ALREADY, live), together

    async def mark_all(self, guild: GuildId, party: PartyId, by: Actor) -> LiveAnswer:
        """Mark the chapter watched together for everyone who said that they were there."""
        async with self._database.transaction() as tx:
            if (live := await self._find(tx, guild, party)) is None:
                return LiveResult.MISSING, None
            if not by.leads(live.party):
                return LiveResult.NOT_YOURS, live
            for user in live.said_here:
                await _mark(tx, live, user, together=True)
        return LiveResult.DONE, live

    async def _find(self, tx: Transaction, guild: GuildId, party: PartyId) -> LiveParty | None:
        live = await live_party(tx, self._course, party, self._clock().replace(microsecond=0))
        return None if live is None or live.party.guild != guild else live


async def _save(tx: Transaction, party: Party, now: datetime) -> None:
    """Keep *party* as it is now; its card and event follow, and its end moves."""
    await PartyStore(tx).save(party)
    await redraw_card(tx, party, now)
    await plan_event(tx, party, now)
    await JobStore(tx).add(end_job(party))


async def _mark(tx: Transaction, live: LiveParty, user: UserId, *, together: bool) -> bool:
    party = live.party
    return await ProgressStore(tx).mark(party.guild, user, party.course, party.chapter, live.now, together=together)
