"""Watch parties until they begin: planning, answering, moving and calling off."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.courses.model import Course
from bot.ids import ChannelId, ChapterNumber, GuildId, PartyId, RoleId, UserId
from bot.jobs.model import HoldReason, JobKind, JobState, SkipReason
from bot.jobs.store import JobStore
from bot.parties.model import LONGEST_AHEAD, MOST_HOSTED, MOST_OPEN, Answer, Party, PartyChange, PartyState, PartyView
from bot.parties.running import late_job, room_job
from bot.parties.series import next_party, repeat_after, schedule_for
from bot.parties.service.event_plans import event_trouble, plan_event
from bot.parties.store import PartyStore
from bot.parties.tasks import PartyTask, card_job, card_jobs, end_job, news_job, reminder_jobs
from bot.schedules.model import Schedule
from bot.schedules.store import ScheduleStore
from bot.storage.database import Database
from bot.storage.rows import Transaction
from bot.times.clock import Clock


@dataclass(frozen=True, slots=True)
class PartyRequest:
    """What a host asks for; with *repeats*, one after each post of the schedule."""

    guild: GuildId
    chapter: ChapterNumber
    host: UserId
    channel: ChannelId
    starts_at: datetime
    zone_name: str
    venue: ChannelId | None
    role: RoleId | None
    note: str | None
    reminders: tuple[timedelta, ...]
    repeats: bool


@dataclass(frozen=True, slots=True)
class Actor:
    """Who wishes something, and whether they organise the guild."""

    user: UserId
    organises: bool

    def changes(self, party: Party) -> bool:
        """Tell whether they may move *party* and call it off: its host and organisers."""
        return self.organises or self.user == party.host

    def leads(self, party: Party) -> bool:
        """Tell whether they may start, pause, resume and end *party*: also whoever started it."""
        return self.changes(party) or self.user == party.starter


PartyResult = tuple[PartyChange, PartyView | None]


class PartyService:
    """Arranges watch parties; each change reads and writes in one transaction."""

    def __init__(self, database: Database, course: Course, clock: Clock, wake: Callable[[], None]) -> None:
        self._database = database
        self._course = course
        self._clock = clock
        self._wake = wake

    async def draft(self, request: PartyRequest, *, organises: bool = False) -> PartyResult:
        """Keep what *request* asks for until its host has confirmed the date; *organises* is about them."""
        async with self._database.transaction() as tx:
            full = await no_room(tx, request.guild, request.host, organises=organises)
            if full is not None:
                return full, None
            party = Party(
                id=PartyId(0),
                guild=request.guild,
                course=self._course.key,
                chapter=request.chapter,
                length=self._course.chapter(request.chapter).duration,
                host=request.host,
                channel=request.channel,
                starts_at=request.starts_at,
                zone_name=request.zone_name,
                venue=request.venue,
                role=request.role,
                note=request.note,
                reminders=request.reminders,
            )
            if request.repeats:
                schedule = await _schedule_of(tx, party)
                if schedule is None or not schedule.chapters:
                    return PartyChange.NO_SCHEDULE, None
                repeat = repeat_after(party.starts_at, schedule.cadence, party.zone_name)
                party = replace(party, repeat=repeat)
            return PartyChange.DONE, PartyView(await PartyStore(tx).add(party, self._clock()))

    async def redate(self, guild: GuildId, party: PartyId, to: datetime, by: Actor) -> PartyResult:
        """Let the draft *party*, which is its host's alone, start at another time; what repeats follows."""
        async with self._database.transaction() as tx:
            found = await _planned_by(tx, guild, party, by)
            if found is None or found.state is not PartyState.DRAFT:
                return PartyChange.MISSING, None
            schedule = await _schedule_of(tx, found)
            if found.repeat is not None and schedule is not None:
                found = replace(found, repeat=repeat_after(to, schedule.cadence, found.zone_name))
            draft = replace(found, starts_at=to)
            await PartyStore(tx).save(draft)
        return PartyChange.DONE, PartyView(draft)

    async def confirm(self, guild: GuildId, party: PartyId, by: Actor) -> PartyResult:
        """Let the draft *party* of its host *by* count: they come, its card is posted, its reminders wait."""
        now = self._clock()
        async with self._database.transaction() as tx:
            draft = await _planned_by(tx, guild, party, by)
            if draft is None:
                return PartyChange.MISSING, None
            if draft.state is not PartyState.DRAFT:
                return PartyChange.DONE, PartyView(draft)
            if draft.starts_at <= now:
                return PartyChange.PAST, PartyView(draft)
            if (full := await no_room(tx, guild, by.user, organises=by.organises)) is not None:
                return full, PartyView(draft)
            planned = draft.confirmed()
            await PartyStore(tx).save(planned)
            await announce(tx, planned, now)
        self._wake()
        return PartyChange.DONE, PartyView(planned)

    async def view(self, guild: GuildId, party: PartyId) -> PartyView | None:
        """Return one party of *guild* with its guests."""
        async with self._database.reading() as tx:
            return await _view(tx, guild, party)

    async def find(self, party: PartyId) -> Party | None:
        """Return one party of whichever guild."""
        async with self._database.reading() as tx:
            return await PartyStore(tx).get(party)

    async def upcoming(self, guild: GuildId) -> Sequence[PartyView]:
        """Return the parties of *guild* that are to come or under way, the earliest first."""
        async with self._database.reading() as tx:
            return [await _overview(tx, party) for party in await PartyStore(tx).open(guild)]

    async def answer(
        self, guild: GuildId, party: PartyId, user: UserId, answer: Answer, *, card_follows: bool
    ) -> PartyResult:
        """Remember what *user* answers; *card_follows* says that the caller redraws the card itself."""
        now = self._clock()
        async with self._database.transaction() as tx:
            found = await PartyStore(tx).get(party)
            if found is None or found.guild != guild:
                return PartyChange.MISSING, None
            if not found.is_open:
                return PartyChange.TOO_LATE, await seen(tx, found)
            before = await PartyStore(tx).answer(found, user, answer, now)
            if before is not answer and card_follows:
                await JobStore(tx).add(card_job(found, now))  # for the caller's drawing may fail
            elif before is not answer:
                await redraw(tx, found, now)
            view = await seen(tx, found)
        self._wake()
        return PartyChange.DONE, view

    async def was_drawn(self, view: PartyView) -> None:
        """Take note that a card was drawn like *view*; what has changed since is drawn by the runner."""
        party = view.party
        if await self.view(party.guild, party.id) == view:
            return
        async with self._database.transaction() as tx:
            if (found := await PartyStore(tx).get(party.id)) is not None:
                await redraw(tx, found, self._clock())
        self._wake()

    async def move(
        self, guild: GuildId, party: PartyId, to: datetime, by: Actor
    ) -> tuple[PartyChange, PartyView | None, datetime | None]:
        """Let *party* start at *to*, with its reminders; return also when it was to start before."""
        now = self._clock()
        async with self._database.transaction() as tx:
            view = await _view(tx, guild, party)
            if view is None:
                return PartyChange.MISSING, None, None
            former, moved = view.party.starts_at, view.party.moved(to)
            if not by.changes(view.party):
                return PartyChange.NOT_YOURS, view, former
            if moved is None:
                return PartyChange.TOO_LATE, view, former
            if not now < to <= now + LONGEST_AHEAD:
                return PartyChange.PAST, view, former
            if to != former:
                await rearranged(tx, moved, PartyTask.MOVED, by.user, now)
        self._wake()
        return PartyChange.DONE, replace(view, party=moved), former

    async def cancel(self, guild: GuildId, party: PartyId, by: Actor, *, series: bool) -> PartyResult:
        """Call *party* off and tell who was coming; those that follow it come, unless *series* ends too."""
        now = self._clock()
        async with self._database.transaction() as tx:
            view = await _view(tx, guild, party)
            if view is None:
                return PartyChange.MISSING, None
            if not by.changes(view.party):
                return PartyChange.NOT_YOURS, view
            if (cancelled := view.party.cancelled()) is None:
                return PartyChange.TOO_LATE, view
            if series:
                cancelled = replace(cancelled, repeat=None)
            await rearranged(tx, cancelled, PartyTask.CANCELLED, by.user, now)
            await plan_following(tx, self._course, cancelled, now)
        self._wake()
        return PartyChange.DONE, replace(view, party=cancelled)


async def rearranged(tx: Transaction, party: Party, news: PartyTask | None, by: UserId | None, now: datetime) -> None:
    """Keep *party* as it is now, and let what is due about it follow."""
    await PartyStore(tx).save(party)
    await JobStore(tx).cancel(JobKind.PARTY, party.guild, party.id, SkipReason.CHANGED, now, by)
    await redraw(tx, party, now)
    if news is not None:
        await JobStore(tx).add(news_job(party, news, now))
    await plan_event(tx, party, now)
    if party.room is not None:
        await JobStore(tx).add(room_job(party, now))
    if party.is_open:
        await plan_reminders(tx, party, now)


async def redraw(tx: Transaction, party: Party, now: datetime) -> None:
    """Bring the card in step: at once, or after ten seconds when it has just been drawn."""
    at_once, soon = card_jobs(party, now)
    if not await JobStore(tx).add(at_once):
        await JobStore(tx).add(soon)


async def announce(tx: Transaction, party: Party, now: datetime) -> None:
    """Queue all that is due about a party that is planned now; its host comes."""
    if party.host is not None:
        await PartyStore(tx).answer(party, party.host, Answer.GOING, now)
    await JobStore(tx).add(card_job(party, now))
    await plan_event(tx, party, now)
    await plan_reminders(tx, party, now)


async def plan_reminders(tx: Transaction, party: Party, now: datetime) -> None:
    """Queue the reminders to come, and the end."""
    for job in reminder_jobs(party, now):
        await JobStore(tx).add(job)
    await JobStore(tx).add(late_job(party))
    await JobStore(tx).add(end_job(party))


async def plan_following(tx: Transaction, course: Course, party: Party, now: datetime) -> Party | None:
    """Plan the party that follows *party* with the schedule, where one does."""
    schedule = await _schedule_of(tx, party)
    if party.repeat is None or schedule is None:
        return None
    post = await JobStore(tx).pending(JobKind.WEEKLY_POST, schedule.guild, schedule.id)
    if post is not None and post.due <= now and not schedule.is_missed(post.due, now):
        schedule = schedule.advanced()  # its post is on its way
    following = next_party(schedule, party.repeat, party.zone_name, party.starts_at, now)
    chapter = None if following is None else course.get(following.chapter)
    if following is None or chapter is None:
        return None
    planned = party.following(following.chapter, chapter.duration, following.starts_at)
    added = await PartyStore(tx).add(planned)
    await announce(tx, added, now)
    return added


async def seen(tx: Transaction, party: Party) -> PartyView:
    """Return *party* as people see it."""
    guests, trouble = await PartyStore(tx).guests(party.id), await event_trouble(tx, party)
    ends_series = not party.is_open and party.ends_series(await PartyStore(tx).open(party.guild))
    return PartyView(party, guests, event_trouble=trouble, ends_series=ends_series)


async def _overview(tx: Transaction, party: Party) -> PartyView:
    """Return *party* with what stands in the way of what is to be posted about it."""
    pending = await JobStore(tx).pending(JobKind.PARTY, party.guild, party.id)
    held = pending is not None and pending.state is JobState.HELD
    trouble = HoldReason(pending.error) if held and pending and pending.error else None
    return replace(await seen(tx, party), trouble=trouble)


async def _view(tx: Transaction, guild: GuildId, party: PartyId) -> PartyView | None:
    found = await PartyStore(tx).get(party)
    return None if found is None or found.guild != guild else await seen(tx, found)


async def _planned_by(tx: Transaction, guild: GuildId, party: PartyId, by: Actor) -> Party | None:
    """Return *party* of *guild*, if *by* is its host; nobody else knows of a draft."""
    found = await PartyStore(tx).get(party)
    return found if found is not None and (found.guild, found.host) == (guild, by.user) else None


async def _schedule_of(tx: Transaction, party: Party) -> Schedule | None:
    return schedule_for(await ScheduleStore(tx).of_guild(party.guild, party.course), party.channel)


async def no_room(tx: Transaction, guild: GuildId, host: UserId | None, *, organises: bool) -> PartyChange | None:
    """Say why *host* can plan no further party in *guild*, or nothing.

    What follows in a series is not asked about: it takes the place of the party before it.
    """
    there = await PartyStore(tx).open(guild)
    if len(there) >= MOST_OPEN:
        return PartyChange.FULL
    hosted = sum(party.host == host for party in there)
    return PartyChange.HOSTS_MANY if hosted >= MOST_HOSTED and not organises else None
