"""Use cases of watch parties: planning, answering, moving, calling off; starting, leading, checking in, marking."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime

from bot.courses.service import CourseService
from bot.ids import ChannelId, EventId, GuildId, PartyId, UndoId, UserId
from bot.jobs.model import JobKind, JobState
from bot.jobs.store import JobStore
from bot.parties import marks, places, planning, tasks, undo
from bot.parties.events import EventView, moved_to
from bot.parties.model import (
    LIVE_PHASES,
    LONGEST_AHEAD,
    UNDER_WAY,
    Actor,
    Answer,
    LiveParty,
    LiveResult,
    Party,
    PartyChange,
    PartyState,
    PartyUndo,
    PartyView,
    Phase,
    PlacesChange,
    PlanResult,
    attends,
    plan_refusal,
)
from bot.parties.series import repeat_after
from bot.parties.store import DmOptInStore, PartyStore
from bot.parties.tasks import PartyTask
from bot.parties.unseen import known, visible
from bot.parties.waiting import move_up, waiting_for
from bot.progress.model import Marking
from bot.schedules.counts import CountPlanner
from bot.storage.database import Database
from bot.storage.rows import Transaction
from bot.text.locales import Locale
from bot.times.clock import Clock
from bot.undo.model import UndoResult

PlanAnswer = tuple[PlanResult, PartyView | None]
LiveAnswer = tuple[LiveResult, LiveParty | None]


class PartyService:
    """Plans and leads watch parties; each change is one transaction. *wake* makes the job runner look at its queue."""

    def __init__(self, database: Database, courses: CourseService, clock: Clock, wake: Callable[[], None]) -> None:
        self._database = database
        self._courses = courses
        self._clock = clock
        self._wake = wake
        self._on_marked = CountPlanner(clock)

    async def draft(self, party: Party, *, repeats: bool = False, organises: bool = False) -> PlanAnswer:
        """Save *party* as its host's draft, a series if it *repeats*; a host who *organises* may have any number."""
        async with self._database.transaction(party.guild) as tx:
            already_open = await PartyStore(tx).open(party.guild)
            if (refusal := plan_refusal(already_open, party.host, organises=organises)) is not None:
                return refusal, None
            if repeats:
                schedule = await planning.schedule_of(tx, party)
                if schedule is None or not schedule.next_chapters:
                    return PlanResult.NO_SCHEDULE, None
                party = replace(party, repeat=repeat_after(party.starts_at, schedule.cadence, party.zone_name))
            return PlanResult.DONE, PartyView(await PartyStore(tx).add(party, self._clock()))

    async def change_draft_start(self, guild: GuildId, party: PartyId, to: datetime, by: Actor) -> PlanAnswer:
        """Change the start of the draft *party* of the host *by*, and with it the rule of its series."""
        async with self._database.transaction(guild) as tx:
            draft = await _hosted(tx, guild, party, by)
            if draft is None or draft.state is not PartyState.DRAFT:
                return PlanResult.MISSING, None
            draft = await _beginning(tx, draft, to)
            await PartyStore(tx).save(draft)
        return PlanResult.DONE, PartyView(draft)

    async def confirm(self, guild: GuildId, party: PartyId, by: Actor, to: datetime | None = None) -> PlanAnswer:
        """Plan the draft *party* of the host *by*, at its own start or *to*.

        Its card, event and reminders are queued, and *by* counts as going.
        """
        now = self._clock()
        async with self._database.transaction(guild) as tx:
            if (draft := await _hosted(tx, guild, party, by)) is None:
                return PlanResult.MISSING, None
            if draft.state is not PartyState.DRAFT:
                return PlanResult.DONE, PartyView(draft)
            if not now < (to or draft.starts_at) <= now + LONGEST_AHEAD:
                return PlanResult.PAST, PartyView(draft)
            already_open = await PartyStore(tx).open(guild)
            if (refusal := plan_refusal(already_open, by.user, organises=by.organises)) is not None:
                return refusal, PartyView(draft)
            planned = (draft if to is None else await _beginning(tx, draft, to)).confirmed()
            await PartyStore(tx).save(planned)
            await planning.publish(tx, planned, now)
        self._wake()
        return PlanResult.DONE, PartyView(planned)

    async def view(self, guild: GuildId, party: PartyId, by: Actor | None = None) -> PartyView | None:
        """Return *party* as *by* is to see it, None for everyone, with its guests; None if *guild* has no such party.

        Until a change is public, only those who could have made it see it.
        """
        async with self._database.reading() as tx:
            view = await planning.get_view(tx, guild, party, self._clock())
            if view is None or (by is not None and by.may_change(view.party)):
                return view
            return await planning.shown_view(tx, view.party, self._clock())

    async def find(self, party: PartyId) -> Party | None:
        """Return *party*, of whichever guild, or None."""
        async with self._database.reading() as tx:
            return await PartyStore(tx).get(party)

    async def known(self, party: Party, by: Actor) -> Party | None:
        """Return *party* as *by* is to see it (see `view`); None while they are not to know of it."""
        async with self._database.reading() as tx:
            return await known(tx, party, by, self._clock())

    async def upcoming(self, guild: GuildId, by: Actor) -> Sequence[PartyView]:
        """Return the open parties of *guild* as *by* is to see them (see `view`), with why their posts are held."""
        now = self._clock()
        async with self._database.reading() as tx:
            parties = await visible(tx, guild, by, now)
            views = [await planning.party_view(tx, party, now) for party in parties]
            return [replace(view, problem=await planning.hold_reason(tx, JobKind.PARTY, view.party)) for view in views]

    async def answer(
        self, guild: GuildId, party: PartyId, user: UserId, answer: Answer, *, card_follows: bool
    ) -> PlanAnswer:
        """Save what *user* answers, and queue a redrawing of the card; *card_follows*: the caller redraws it first.

        The party is returned as everyone sees it: one whose call-off is not public still takes answers.
        """
        now = self._clock()
        async with self._database.transaction(guild) as tx:
            found = await PartyStore(tx).get(party)
            if found is None or found.guild != guild:
                return PlanResult.MISSING, None
            if not (seen := await planning.shown_view(tx, found, now)).party.is_open:
                return PlanResult.TOO_LATE, seen
            waited = await waiting_for(tx, [found])
            before = await PartyStore(tx).answer(found, user, answer, now)
            await move_up(tx, waited, now)
            if before is not answer and card_follows:
                await JobStore(tx).add(tasks.card_job(found, now))  # as the caller's drawing may fail
            elif before is not answer:
                await planning.redraw_card(tx, found, now)
            await planning.attend(tx, seen.party, user, now)
            view = await planning.shown_view(tx, found, now)
        self._wake()
        return PlanResult.DONE, view

    async def card_drawn(self, view: PartyView) -> None:
        """Queue a redrawing of the card if the party has changed since *view*, which the caller has drawn."""
        party = view.party
        if await self.view(party.guild, party.id) == view:
            return
        async with self._database.transaction(party.guild) as tx:
            if (found := await PartyStore(tx).get(party.id)) is not None:
                await planning.redraw_card(tx, found, self._clock())
        self._wake()

    async def told_of_change(self, guild: GuildId, party: PartyId, by: Actor) -> tuple[UserId, ...]:
        """Return who but *by* would be notified if *by* moved *party* or called it off."""
        async with self._database.reading() as tx:
            view = await planning.get_view(tx, guild, party, self._clock())
            return () if view is None else await planning.told_of_change(tx, view, by.user)

    async def move(self, guild: GuildId, party: PartyId, to: datetime, by: Actor) -> PartyChange:
        """Move *party* and its reminders to the start *to*, and announce it once it cannot be undone any more."""
        now = self._clock()
        async with self._database.transaction(guild) as tx:
            if (view := await planning.get_view(tx, guild, party, now)) is None:
                return PartyChange(PlanResult.MISSING)
            if not by.may_change(view.party):
                return PartyChange(PlanResult.NOT_YOURS, view)
            if (moved := view.party.moved(to)) is None:
                return PartyChange(PlanResult.TOO_LATE, view)
            if not now < to <= now + LONGEST_AHEAD:
                return PartyChange(PlanResult.PAST, view)
            if moved == view.party:
                return PartyChange(PlanResult.DONE, view, view.party)
            change = await undo.carry_out(tx, self._courses, view, moved, by.user, now)
        self._wake()
        return change

    async def cancel(self, guild: GuildId, party: PartyId, by: Actor, *, series: bool) -> PartyChange:
        """Call *party* off, and announce it once it cannot be undone any more.

        The next party of its series is planned, unless the *series* ends with it.
        """
        now = self._clock()
        async with self._database.transaction(guild) as tx:
            if (view := await planning.get_view(tx, guild, party, now)) is None:
                return PartyChange(PlanResult.MISSING)
            if not by.may_change(view.party):
                return PartyChange(PlanResult.NOT_YOURS, view)
            if (cancelled := view.party.cancelled()) is None:
                return PartyChange(PlanResult.TOO_LATE, view)
            if series:
                cancelled = replace(cancelled, repeat=None)
            change = await undo.carry_out(tx, self._courses, view, cancelled, by.user, now)
        self._wake()
        return change

    async def changed(self, change: int) -> Party | None:
        """Return the party, of whichever guild, that the *change* on record is about; None if there is none."""
        async with self._database.reading() as tx:
            return await undo.changed_party(tx, change)

    async def undo(self, guild: GuildId, change: int, by: Actor) -> PartyUndo:
        """Take the *change* of a party of *guild* back, as long as nothing of it went out."""
        async with self._database.transaction(guild) as tx:
            undone = await undo.take_back(tx, guild, change, by, self._clock())
        self._wake()
        return undone

    async def set_places(self, guild: GuildId, party: PartyId, number: int | None, by: Actor) -> PlacesChange:
        """Limit *party* to so many places, None for no limit, if *by* may change it; see `places.change`."""
        async with self._database.transaction(guild) as tx:
            change = await places.change(tx, guild, party, number, by, self._clock())
        self._wake()
        return change

    async def party_of_places(self, change: int) -> Party | None:
        """Return the party, of whichever guild, whose places the *change* on record altered; None if there is none."""
        async with self._database.reading() as tx:
            return await places.changed_party(tx, change)

    async def undo_places(self, guild: GuildId, change: int, by: Actor) -> PlacesChange:
        """Take the *change* of the places of a party of *guild* back; see `places.take_back`."""
        async with self._database.transaction(guild) as tx:
            undone = await places.take_back(tx, guild, change, by, self._clock())
        self._wake()
        return undone

    async def set_dm_opt_in(self, guild: GuildId, user: UserId, locale: Locale | None) -> None:
        """Let *user* get reminders by direct message in *locale*, or in the channel where that is None."""
        async with self._database.transaction(guild) as tx:
            opt_ins = DmOptInStore(tx)
            await (opt_ins.remove(guild, user) if locale is None else opt_ins.add(guild, user, locale))

    async def has_opted_in(self, guild: GuildId, user: UserId) -> bool:
        """Tell whether *user* has opted in to direct messages about parties of *guild*."""
        async with self._database.reading() as tx:
            return await DmOptInStore(tx).of(guild, user) is not None

    async def forget_members(self, guild: GuildId, users: Collection[UserId]) -> None:
        """Delete *users*, who left *guild*, from its parties that are not over."""
        async with self._database.transaction(guild) as tx:
            await planning.forget_members(tx, guild, users, self._clock())
        self._wake()

    async def events_to_follow(self) -> Sequence[tuple[GuildId, EventId, ChannelId]]:
        """Return the events of all planned parties still to start, each with its guild and the party's channel."""
        async with self._database.reading() as tx:
            return await PartyStore(tx).events(self._clock())

    async def refresh_events(self, guild: GuildId) -> None:
        """Queue updates of the events of *guild*'s open parties: who can view its channels has changed."""
        now = self._clock()
        async with self._database.transaction(guild) as tx:
            for party in await PartyStore(tx).open(guild):
                if party.event is not None:
                    await planning.plan_event(tx, party, now)
        self._wake()

    async def event_moved(self, guild: GuildId, event: EventId, shown: EventView, *, tells: bool = True) -> None:
        """Move the party of *event* to the start that the event shows, and announce it if *tells*.

        Nothing is done while an update of the event is queued: what it shows may be older than the party.
        """
        now = self._clock()
        async with self._database.transaction(guild) as tx:
            party = await _party_of(tx, guild, event)
            pending = None if party is None else await JobStore(tx).pending(JobKind.PARTY_EVENT, guild, party.id)
            if party is None or (pending is not None and pending.state is not JobState.HELD):
                return
            to = moved_to(party, shown, now)
            if to is None or (moved := party.moved(to)) is None:
                return
            await planning.reschedule(tx, moved, PartyTask.MOVED if tells else None, None, now)
        self._wake()

    async def event_removed(self, guild: GuildId, event: EventId) -> None:
        """Announce to the host, once, that *event* was cancelled or deleted; the party still takes place."""
        async with self._database.transaction(guild) as tx:
            party = await _party_of(tx, guild, event)
            if party is None or party.state is not PartyState.PLANNED:
                return
            await JobStore(tx).add(tasks.party_job(party, PartyTask.EVENT_GONE, self._clock(), event))
        self._wake()

    async def live(self, guild: GuildId, party: PartyId, by: Actor) -> LiveParty | None:
        """Return how *party* of *guild* stands now for *by* (see `view`); None as in `planning.live_party`."""
        async with self._database.reading() as tx:
            return await self._live(tx, guild, party, by)

    async def next_to_start(self, guild: GuildId, by: Actor) -> Sequence[Party]:
        """Return the open parties of *guild* as *by* is to see them (see `view`).

        First those under way, then those that *by* may lead, each by start.
        """
        async with self._database.reading() as tx:
            parties = await visible(tx, guild, by, self._clock())
        return sorted(parties, key=lambda party: (party.state not in UNDER_WAY, not by.may_lead(party)))

    async def start(self, guild: GuildId, party: PartyId, by: Actor) -> LiveAnswer:
        """Start *party* with its countdown, if `LiveParty.start_refusal` allows it to *by*."""
        async with self._database.transaction(guild) as tx:
            if (live := await self._live(tx, guild, party, by)) is None:
                return LiveResult.MISSING, None
            if (refusal := live.start_refusal(by)) is not None:
                return refusal, live
            started = live.party.started(live.party.earliest_start(live.now), by.user) or live.party
            await JobStore(tx).add(tasks.countdown_job(started, live.now))
            await JobStore(tx).add(tasks.go_job(started))
            await planning.refresh_start(tx, started, live.now)
            await _save(tx, started, live.now)
            await planning.attend(tx, started, by.user, live.now)
        self._wake()
        return LiveResult.DONE, replace(live, party=started)

    async def set_paused(self, guild: GuildId, party: PartyId, by: Actor, *, paused: bool, redraws: bool) -> LiveAnswer:
        """Pause or resume *party*, if *by* leads it; redraw the live card by a job unless the caller *redraws*."""
        before, after = (Phase.RUNNING, Phase.PAUSED) if paused else (Phase.PAUSED, Phase.RUNNING)
        async with self._database.transaction(guild) as tx:
            if (live := await self._live(tx, guild, party, by)) is None:
                return LiveResult.MISSING, None
            if not by.may_lead(live.party):
                return LiveResult.NOT_YOURS, live
            if live.phase is after:
                return LiveResult.ALREADY, live
            changed = live.party.paused(live.now) if paused else live.party.resumed(live.now)
            if live.phase is not before or changed is None:
                return live.refusal, live
            if live.is_outdated:
                return LiveResult.SOON, live
            await _save(tx, changed, live.now)
            if not redraws:
                await JobStore(tx).add(tasks.live_card_job(changed, live.now))
        self._wake()
        return LiveResult.DONE, replace(live, party=changed)

    async def live_card_drawn(self, live: LiveParty) -> None:
        """Queue a redrawing of the live card if the party has changed since *live*, which the caller has drawn."""
        async with self._database.transaction(live.party.guild) as tx:
            found = await PartyStore(tx).get(live.party.id)
            if found is None or found == live.party:
                return
            await planning.redraw_live_card(tx, found, self._clock())
        self._wake()

    async def end(self, guild: GuildId, party: PartyId, by: Actor) -> LiveAnswer:
        """End *party* before its video ends, if *by* leads it."""
        async with self._database.transaction(guild) as tx:
            if (live := await self._live(tx, guild, party, by)) is None:
                return LiveResult.MISSING, None
            if not by.may_lead(live.party):
                return LiveResult.NOT_YOURS, live
            if live.phase not in LIVE_PHASES:
                return live.refusal, live
            if live.is_outdated:
                return LiveResult.SOON, live
            over = await planning.end_party(tx, self._courses, live.party, live.now)
        self._wake()
        return LiveResult.DONE, replace(live, party=over)

    async def arrive(self, guild: GuildId, party: PartyId, user: UserId) -> LiveAnswer:
        """Check *user* in to *party*, as everyone sees it; ALREADY if they were."""
        async with self._database.transaction(guild) as tx:
            if (live := await self._live(tx, guild, party)) is None:
                return LiveResult.MISSING, None
            if live.phase not in LIVE_PHASES:
                return live.refusal, live
            new = await PartyStore(tx).arrive(live.party, user, live.now)
        return LiveResult.DONE if new else LiveResult.ALREADY, live

    async def attend(self, guild: GuildId, party: PartyId, user: UserId) -> None:
        """Check *user* in, who uses *party* while everyone sees it under way, if they host it or are going."""
        async with self._database.reading() as tx:
            live = await self._live(tx, guild, party)
        if live is not None and user not in live.checked_in and attends(live.party, live.guests, user):
            async with self._database.transaction(guild) as tx:
                await planning.attend(tx, live.party, user, live.now)

    async def record_seen(self, guild: GuildId, venue: ChannelId, user: UserId) -> None:
        """Record that *user* was seen in the voice channel *venue*, if a party is under way there."""
        now = self._clock()
        async with self._database.transaction(guild) as tx:
            for party in await PartyStore(tx).open(guild):
                if party.venue == venue and party.phase(now) in LIVE_PHASES:
                    await PartyStore(tx).arrive(party, user, now, said=False)

    async def mark(self, guild: GuildId, party: PartyId, user: UserId) -> tuple[LiveParty, Marking] | None:
        """Mark the chapter of *party* watched by *user*, together if they took part; None as in `live`."""
        async with self._database.transaction(guild) as tx:
            if (live := await self._live(tx, guild, party)) is None:
                return None
            marked = live, await marks.mark(tx, live, user, together=live.took_part(user))
            queued = await self._on_marked(tx, guild, live.party.course)
        if queued:
            self._wake()
        return marked

    async def mark_all(self, guild: GuildId, party: PartyId, by: Actor) -> tuple[LiveAnswer, UndoId | None]:
        """Mark the chapter of *party* watched together by everyone who checked in, if *by* leads it.

        Also return the number by which that can be undone; None where everyone had it marked so already.
        """
        async with self._database.transaction(guild) as tx:
            if (live := await self._live(tx, guild, party, by)) is None:
                return (LiveResult.MISSING, None), None
            if not by.may_lead(live.party):
                return (LiveResult.NOT_YOURS, live), None
            marked = (LiveResult.DONE, live), await marks.mark_everyone(tx, live, by.user)
            queued = await self._on_marked(tx, guild, live.party.course)
        if queued:
            self._wake()
        return marked

    async def undo_mark_all(self, guild: GuildId, party: PartyId, number: int, by: Actor) -> UndoResult | LiveAnswer:
        """Take the marks of `mark_all` with this *number* back, if *by* leads *party*; else return why not."""
        async with self._database.transaction(guild) as tx:
            if (live := await self._live(tx, guild, party, by)) is None:
                return LiveResult.MISSING, None
            if not by.may_lead(live.party):
                return LiveResult.NOT_YOURS, live
            result = await marks.unmark_everyone(tx, live, number)
            queued = await self._on_marked(tx, guild, live.party.course)
        if queued:
            self._wake()
        return result

    async def _live(self, tx: Transaction, guild: GuildId, party: PartyId, by: Actor | None = None) -> LiveParty | None:
        """Return how *party* of *guild* stands as *by* is to see it, None for everyone (see `view`)."""
        now = self._clock().replace(microsecond=0)
        live = await planning.live_party(tx, self._courses, party, now)
        if live is None or live.party.guild != guild:
            return None
        if by is not None and by.may_change(live.party):
            return live
        return await planning.live_party(tx, self._courses, party, now, as_shown=True)


async def _hosted(tx: Transaction, guild: GuildId, party: PartyId, by: Actor) -> Party | None:
    """Return *party* of *guild* if *by* is its host, else None."""
    found = await PartyStore(tx).get(party)
    return found if found is not None and (found.guild, found.host) == (guild, by.user) else None


async def _beginning(tx: Transaction, draft: Party, to: datetime) -> Party:
    """Return *draft* with the start *to*, and with it the rule of its series."""
    repeat, schedule = draft.repeat, await planning.schedule_of(tx, draft)
    if repeat is not None and schedule is not None:
        repeat = repeat_after(to, schedule.cadence, draft.zone_name)
    return replace(draft, starts_at=to, repeat=repeat)


async def _party_of(tx: Transaction, guild: GuildId, event: EventId) -> Party | None:
    return next((party for party in await PartyStore(tx).open(guild) if party.event == event), None)


async def _save(tx: Transaction, party: Party, now: datetime) -> None:
    """Save *party*, and queue a redrawing of its card, an update of its event, and its end."""
    await PartyStore(tx).save(party)
    await planning.redraw_card(tx, party, now)
    await planning.plan_event(tx, party, now)
    await JobStore(tx).add(tasks.end_job(party))
