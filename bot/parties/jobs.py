"""Handlers of the jobs about watch parties: cards, announcements, countdown, start, end, and scheduled events."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol
from weakref import WeakKeyDictionary, WeakValueDictionary

from bot.courses.model import Chapter
from bot.courses.service import CourseService
from bot.guilds.notices import plan_notice
from bot.guilds.store import GuildStore
from bot.ids import ChannelId, EventId, JobId, MessageId, PartyId, UserId
from bot.jobs.model import (
    Delivered,
    Held,
    HoldReason,
    Job,
    JobKind,
    JobRecord,
    JobState,
    Outcome,
    Retry,
    Skipped,
    SkipReason,
    retention_of,
)
from bot.jobs.store import JobStore
from bot.parties import planning, tasks
from bot.parties.events import EventUpdate
from bot.parties.model import AbsentGuests, Answer, LiveParty, Party, PartyState, PartyView, Phase
from bot.parties.store import DmOptInStore, PartyStore
from bot.parties.tasks import ANNOUNCEMENTS, PartyPost, PartyTask, PartyWork
from bot.parties.unseen import unseen_changes
from bot.storage.database import Database
from bot.storage.rows import Transaction
from bot.text.locales import Locale
from bot.times.clock import Clock
from bot.undo.model import UNDO_WINDOW

LIVE_TASKS = {PartyTask.LATE, PartyTask.COUNTDOWN, PartyTask.GO, PartyTask.LIVE_CARD, PartyTask.CLOSING}
UNNOTICED = {PartyTask.DIRECT_MESSAGE, PartyTask.PLACED, PartyTask.REMOVE_NAMES, PartyTask.REFRESH}
"""Tasks of which the host is told nothing where they are held."""
VOICE_CHECK_WINDOW = timedelta(minutes=10)
"""How late a job may look who is in the voice channel: afterwards others may be there."""


class PartyDeliverer(Protocol):
    """Sends messages about watch parties to Discord, each returning how that ended, and reads who is there."""

    async def post_party(self, post: PartyPost) -> Outcome:
        """Send *post*, or redraw the card if it was sent before."""

    async def post_live(self, job: Job, task: PartyTask, live: LiveParty, locale: Locale | None) -> Outcome:
        """Send the message of *task*, one of `LIVE_TASKS`, or redraw the live card."""

    async def redraw_start(
        self, job: Job, said: PartyTask, posted: JobRecord, live: LiveParty, locale: Locale | None
    ) -> Outcome:
        """Redraw what *posted* has said about the start, of the task *said*, as the party is by now."""

    async def redraw_reminder(self, post: PartyPost, channel: ChannelId, message: MessageId) -> Outcome:
        """Redraw *message*, the reminder at the start that *post* was, as the party is by now."""

    async def send_direct_message(self, post: PartyPost, user: UserId) -> Outcome:
        """Send *post* to *user* by direct message."""

    async def remove_names(self, post: PartyPost, channel: ChannelId, message: MessageId) -> Outcome:
        """Redraw *message*, in which *post* was sent, without names."""

    async def find_absent(self, party: Party, guests: Sequence[UserId]) -> AbsentGuests:
        """Return which of *guests* left the guild or cannot view the channel of *party*; none where Discord fails."""

    def in_voice(self, party: Party) -> Sequence[UserId]:
        """Return who is in the voice or stage channel of *party* now."""


class PartyJobs:
    """Handles the jobs about watch parties (`PARTY`), all but those of scheduled events."""

    def __init__(self, database: Database, deliverer: PartyDeliverer, courses: CourseService, clock: Clock) -> None:
        self._database = database
        self._deliverer = deliverer
        self._courses = courses
        self._clock = clock
        # What each attempt has drawn. Weak, since an attempt may end without `on_result`.
        self._drawn: WeakKeyDictionary[Job, PartyView | LiveParty] = WeakKeyDictionary()

    async def deliver(self, job: Job) -> Outcome:
        """Do the task of *job*, and return how that ended, or why it is not done."""
        work = tasks.read_occurrence(job.occurrence)
        if work.task in LIVE_TASKS:
            return await self._post_live(job, work)
        match work.task:
            case PartyTask.END:
                return await self._end(work.party)
            case PartyTask.DIRECT_MESSAGE | PartyTask.PLACED:
                return await self._send_direct_message(job, work)
            case PartyTask.REFRESH:
                return await self._redraw_start(job, work)
            case PartyTask.REMOVE_NAMES:
                return await self._remove_names(job, work)
            case _:
                return await self._post(job, work)

    async def _post(self, job: Job, work: PartyWork) -> Outcome:
        now = self._clock()
        async with self._database.reading() as tx:
            view = await planning.get_view(tx, job.guild, work.party, now)
            # No invitation to a party that was called off, which an Undo would queue again.
            if view is not None and work.task is PartyTask.CARD and (view.party.is_open or view.party.message):
                view = await planning.shown_view(tx, view.party, now)
            settings = await GuildStore(tx).get(job.guild)
            not_pinged = frozenset(opt_in.user for opt_in in await DmOptInStore(tx).of_guild(job.guild))
            course = None if view is None else await self._courses.load(tx, view.party.course)
        if view is None or course is None:
            return Skipped(SkipReason.OVER)
        if (reason := tasks.reason_to_skip(view, work, now)) is not None:
            return Skipped(reason)
        if course.get(view.party.chapter) is None and (work.task is not PartyTask.CARD or not view.party.message):
            return Held(HoldReason.COURSE_GONE)
        chapter = course.chapter(view.party.chapter)
        if work.task in ANNOUNCEMENTS:
            guests = dict.fromkeys((*tasks.recipients(view, work), *view.guests.saying(*Answer)))
            absent = await self._deliverer.find_absent(view.party, tuple(guests))
            not_pinged |= absent.cannot_view
            if absent.left:
                async with self._database.transaction(job.guild) as tx:
                    await planning.forget_members(tx, job.guild, absent.left, self._clock())
                    view = await planning.get_view(tx, job.guild, work.party, now) or view
        self._drawn[job] = view
        return await self._deliverer.post_party(PartyPost(job, work, view, chapter, settings.locale, now, not_pinged))

    async def _post_live(self, job: Job, work: PartyWork) -> Outcome:
        now = self._clock()
        looks = work.task in {PartyTask.GO, PartyTask.CLOSING} and now < job.due + VOICE_CHECK_WINDOW
        as_shown = work.task is PartyTask.LIVE_CARD
        async with self._database.transaction(job.guild) if looks else self._database.reading() as tx:
            live = await planning.live_party(tx, self._courses, work.party, now, as_shown=as_shown)
            settings = await GuildStore(tx).get(job.guild)
            if live is not None and looks:
                for user in self._deliverer.in_voice(live.party):
                    await PartyStore(tx).arrive(live.party, user, now, said=False)
                live = await planning.live_party(tx, self._courses, work.party, now) or live
        if live is None:
            return Skipped(SkipReason.OVER)
        if (reason := tasks.reason_to_skip_live(live, work)) is not None:
            return Skipped(reason)
        if work.task in {PartyTask.LATE, PartyTask.COUNTDOWN}:
            absent = await self._deliverer.find_absent(live.party, live.guests.saying(*Answer))
            if absent.left:
                async with self._database.transaction(job.guild) as tx:
                    await planning.forget_members(tx, job.guild, absent.left, now)
                    live = await planning.live_party(tx, self._courses, work.party, now) or live
        self._drawn[job] = live
        return await self._deliverer.post_live(job, work.task, live, settings.locale)

    async def _chapter(self, tx: Transaction, party: Party) -> Chapter:
        """Return the chapter of *party*, also one that its course has no more."""
        return (await self._courses.load(tx, party.course)).chapter(party.chapter)

    async def _end(self, party: PartyId) -> Outcome:
        """Return Delivered if *party* ends now, which `on_result` records."""
        async with self._database.reading() as tx:
            found = await PartyStore(tx).get(party)
        if found is None or not found.is_open:
            return Skipped(SkipReason.OVER)
        return Delivered(None, None) if found.closes_at <= self._clock() else Skipped(SkipReason.CHANGED)

    async def _send_direct_message(self, job: Job, direct: PartyWork) -> Outcome:
        """Send an announcement, or that they have a place, to one person who still comes and has opted in to that."""
        now = self._clock()
        which, work = tasks.read_direct_message(direct)
        async with self._database.reading() as tx:
            view = await planning.get_view(tx, job.guild, work.party, now)
            opt_in = await DmOptInStore(tx).get(which)
            if view is not None and work.task is PartyTask.PLACED:
                view = await planning.shown_view(tx, view.party, now)  # it comes whenever somebody leaves
            chapter = None if view is None else await self._chapter(tx, view.party)
        if view is None or opt_in is None or chapter is None:
            return Skipped(SkipReason.OVER)
        if (reason := tasks.reason_to_skip(view, work, now)) is not None:
            return Skipped(reason)
        if opt_in.user not in tasks.recipients(view, work):
            return Skipped(SkipReason.NOBODY)
        post = PartyPost(job, work, view, chapter, opt_in.locale, now)
        return await self._deliverer.send_direct_message(post, opt_in.user)

    async def _redraw_start(self, job: Job, work: PartyWork) -> Outcome:
        """Redraw a message about the start (see `planning.refresh_start`), as everyone sees the party now."""
        now = self._clock()
        async with self._database.reading() as tx:
            live = await planning.live_party(tx, self._courses, work.party, now, as_shown=True)
            posted = await JobStore(tx).record(JobId(work.details[0]))
            settings = await GuildStore(tx).get(job.guild)
            opted_in = frozenset(opt_in.user for opt_in in await DmOptInStore(tx).of_guild(job.guild))
            view = None if live is None else await planning.party_view(tx, live.party, now)
        if live is None or view is None or posted is None:
            return Skipped(SkipReason.OVER)
        said = tasks.read_occurrence(posted.occurrence)
        if not tasks.is_at_the_start(said):
            return await self._deliverer.redraw_start(job, said.task, posted, live, settings.locale)
        if posted.channel is None or posted.message is None:
            return Skipped(SkipReason.OVER)
        same_job, said_at = replace(job, id=posted.id), posted.settled_at or posted.due
        post = PartyPost(same_job, said, view, live.chapter, settings.locale, said_at, opted_in, is_redrawn=True)
        return await self._deliverer.redraw_reminder(post, posted.channel, posted.message)

    async def _remove_names(self, job: Job, work: PartyWork) -> Outcome:
        """Redraw an announcement without names: as it was, or the reminder at the start as the party is by now."""
        async with self._database.reading() as tx:
            view = await planning.get_view(tx, job.guild, work.party, self._clock())
            if view is not None:
                view = await planning.shown_view(tx, view.party, self._clock())
            posted = await JobStore(tx).record(JobId(work.details[0]))
            settings = await GuildStore(tx).get(job.guild)
            chapter = None if view is None else await self._chapter(tx, view.party)
        if view is None or chapter is None or posted is None or posted.channel is None or posted.message is None:
            return Skipped(SkipReason.OVER)
        said = tasks.read_occurrence(posted.occurrence)
        is_redrawn = tasks.is_at_the_start(said)  # what it says now, not what it said then
        if not is_redrawn:
            starts_at = tasks.announced_start(said) or view.party.starts_at
            view = replace(view, party=replace(view.party, starts_at=starts_at))
        same_job, said_at = replace(job, id=posted.id), posted.settled_at or posted.due
        post = PartyPost(same_job, said, view, chapter, settings.locale, said_at, is_redrawn=is_redrawn)
        return await self._deliverer.remove_names(post, posted.channel, posted.message)

    async def on_result(self, tx: Transaction, job: Job, outcome: Outcome) -> None:
        """Record what was sent, queue direct messages and notices, or end the party; runs as *job* is settled."""
        work, drawn = tasks.read_occurrence(job.occurrence), self._drawn.pop(job, None)
        if (party := await PartyStore(tx).get(work.party)) is None:
            return
        if work.task not in UNNOTICED:
            await _plan_notice(tx, job, outcome, party, self._clock())
        if work.task in ANNOUNCEMENTS and isinstance(outcome, Delivered | Held):
            await self._plan_direct_messages(tx, party, work)
        if work.task is PartyTask.CARD and isinstance(outcome, Delivered):
            await self._card_delivered(tx, job, party, drawn, outcome)
        elif isinstance(outcome, Delivered):
            await self._delivered(tx, job, party, drawn, outcome)

    async def _plan_direct_messages(self, tx: Transaction, party: Party, work: PartyWork) -> None:
        """Queue a direct message to each recipient of *work* who opted in, also when the channel's post is held."""
        users = tasks.recipients(await planning.party_view(tx, party, self._clock()), work)
        for opt_in in await DmOptInStore(tx).of_guild(party.guild):
            if opt_in.user in users:
                await JobStore(tx).add(tasks.direct_message_job(party, work, opt_in.id, self._clock()))

    async def _delivered(
        self, tx: Transaction, job: Job, party: Party, drawn: PartyView | LiveParty | None, outcome: Delivered
    ) -> None:
        """Record the live card or end the party; queue a redrawing if the party changed since it was *drawn*."""
        now = self._clock()
        unseen = await unseen_changes(tx, party.guild, now)
        changed = drawn is None or drawn.party != unseen.shown(party)
        work = tasks.read_occurrence(job.occurrence)
        match work.task:
            case PartyTask.END if party.is_open and party.closes_at <= now:
                await planning.end_party(tx, self._courses, party, now)
            case PartyTask.GO if outcome.message is not None:
                led = party.led_from(outcome.message, job.id)
                await PartyStore(tx).save(led)
                if changed or job.may_have_been_sent:
                    await planning.redraw_live_card(tx, led, now)
                if (public_at := unseen.public_at(party)) is not None:
                    await planning.redraw_live_card(tx, led, public_at)
            case PartyTask.LIVE_CARD if changed:
                await planning.redraw_live_card(tx, party, now)
            case PartyTask.COUNTDOWN:
                waits = party.phase(now) is Phase.COUNTDOWN
                await JobStore(tx).add(tasks.refresh_job(party, job.id, now, party.begins_at if waits else None))
            case PartyTask.LATE | PartyTask.REMINDER if changed and tasks.is_about_the_start(work):
                await JobStore(tx).add(tasks.refresh_job(party, job.id, now))
            case PartyTask.CLOSING:
                await JobStore(tx).add(retention_of(party.id, now))

    async def _card_delivered(
        self, tx: Transaction, job: Job, party: Party, drawn: PartyView | LiveParty | None, outcome: Delivered
    ) -> None:
        """Record a new card; queue a redrawing if the party may have changed since the card was *drawn*."""
        now = self._clock()
        outdated, public_at = drawn != await planning.shown_view(tx, party, now), None
        if party.message is None and outcome.message is not None:
            outdated |= job.may_have_been_sent
            public_at = (await unseen_changes(tx, party.guild, now)).public_at(party)
            party = party.posted(outcome.message, job.id)
            await PartyStore(tx).save(party)
        if outdated and party.message is not None:
            await JobStore(tx).add(tasks.card_job(party, now))
        if public_at is not None:
            await planning.redraw_card(tx, party, public_at)


async def _plan_notice(tx: Transaction, job: Job, outcome: Outcome, party: Party, now: datetime) -> None:
    """Queue a notice to the host of *party* that *job* is held or refused, while the party is not over.

    Only for the earliest of its held jobs: what holds its reminders is one thing to mend.
    """
    first = await JobStore(tx).pending(JobKind.PARTY, party.guild, party.id)
    known = first is not None and first.state is JobState.HELD and first.id != job.id
    if party.is_open and not known:
        await plan_notice(tx, job, outcome, party.host, now)


class EventDeliverer(Protocol):
    """Makes and edits scheduled events in Discord."""

    async def update_event(self, order: EventUpdate) -> tuple[Outcome, EventId | None]:
        """Make or edit the party's event; return how that ended, and the id of the event if there is one."""


class EventJobs:
    """Handles the jobs that make or edit a party's scheduled event (`PARTY_EVENT`)."""

    def __init__(self, database: Database, deliverer: EventDeliverer, courses: CourseService, clock: Clock) -> None:
        self._database = database
        self._deliverer = deliverer
        self._courses = courses
        self._clock = clock
        self._busy: WeakValueDictionary[PartyId, asyncio.Lock] = WeakValueDictionary()

    async def deliver(self, job: Job) -> Outcome:
        """Make or edit the event so that it shows the party as it is now, and return how that ended.

        Two jobs of one party at once could make two events, so one waits for the other.
        """
        async with self._busy.setdefault(PartyId(job.subject), asyncio.Lock()):
            order = await self._order(job)
            if not isinstance(order, EventUpdate):
                return order
            outcome, event = await self._deliverer.update_event(order)
            if event is not None and event != order.party.event:
                # Not in `on_result`: the next job of the party, which waits for the lock, must find it.
                async with self._database.transaction(job.guild) as tx:
                    if (current := await PartyStore(tx).get(order.party.id)) is not None:
                        await PartyStore(tx).save(replace(current, event=event))
            return outcome

    async def on_result(self, tx: Transaction, job: Job, outcome: Outcome) -> None:
        """Queue a redrawing of the card if the event is newly held or no longer held, which the card tells."""
        party = await PartyStore(tx).get(PartyId(job.subject))
        if party is not None and isinstance(outcome, Held) is not job.waited:
            await planning.redraw_card(tx, party, self._clock())

    async def _order(self, job: Job) -> EventUpdate | Outcome:
        now = self._clock()
        async with self._database.reading() as tx:
            party = await PartyStore(tx).get(PartyId(job.subject))
            settings = await GuildStore(tx).get(job.guild)
            others = await JobStore(tx).open(job.kind, job.guild, job.subject)
            course = None if party is None else await self._courses.load(tx, party.course)
        if party is None or course is None or party.state is PartyState.DRAFT:
            return Skipped(SkipReason.OVER)
        if any(now < other.due <= now + UNDO_WINDOW for other in others if other.id != job.id):
            # An event once called off stays so: while the party's change can be undone, it must not be seen here.
            return Retry("a change of the party can still be undone", UNDO_WINDOW)
        if course.get(party.chapter) is None and party.event is None:
            return Held(HoldReason.COURSE_GONE)
        return EventUpdate(job, party, course.chapter(party.chapter), settings.locale, now)
