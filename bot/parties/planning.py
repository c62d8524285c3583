"""What use cases and jobs of parties share inside a transaction: reading a party, and queueing what a change causes."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.courses.service import CourseService
from bot.ids import GuildId, PartyId, UserId
from bot.jobs.model import HoldReason, JobKind, JobState, SkipReason
from bot.jobs.store import JobStore
from bot.parties import tasks
from bot.parties.events import EVENT_PROBLEMS
from bot.parties.model import LIVE_PHASES, Answer, LiveParty, Party, PartyState, PartyView, attends
from bot.parties.series import next_party, schedule_for
from bot.parties.store import DmOptInStore, PartyStore
from bot.parties.tasks import ANNOUNCEMENTS, AT_ONCE, PartyTask, PartyWork
from bot.parties.unseen import shown, visible
from bot.parties.waiting import move_up, waiting_for
from bot.schedules.model import Schedule
from bot.schedules.store import PostOptInStore, ScheduleStore
from bot.storage.rows import Transaction
from bot.undo.model import UNDO_WINDOW

A_SECOND = timedelta(seconds=1)
EDIT_INTERVAL = timedelta(seconds=30)
"""Between edits of old messages: Discord refuses many edits of messages older than an hour (its error 30046)."""


async def get_view(tx: Transaction, guild: GuildId, party: PartyId, now: datetime) -> PartyView | None:
    """Return *party* with its guests and problems; None if *guild* has no such party."""
    found = await PartyStore(tx).get(party)
    return None if found is None or found.guild != guild else await party_view(tx, found, now)


async def party_view(tx: Transaction, party: Party, now: datetime) -> PartyView:
    """Return *party* with its guests, the problem with its event, and whether all see that its series ends with it."""
    guests, reason = await PartyStore(tx).guests(party.id), await hold_reason(tx, JobKind.PARTY_EVENT, party)
    ends_series = not party.is_open and party.ends_series(await visible(tx, party.guild, None, now))
    event_problem = reason if reason in EVENT_PROBLEMS else None
    return PartyView(party, guests, event_problem=event_problem, ends_series=ends_series)


async def told_of_change(tx: Transaction, view: PartyView, by: UserId) -> tuple[UserId, ...]:
    """Return who but *by* is notified if *by* moves the party of *view* or calls it off."""
    if not view.guests.going:
        return ()
    change = PartyWork(PartyTask.MOVED, view.party.id, ())
    opted_in = {opt_in.user for opt_in in await DmOptInStore(tx).of_guild(view.party.guild)}
    told = opted_in.union(tasks.pinged(view, change, opted_in))
    return tuple(user for user in tasks.recipients(view, change) if user in told and user != by)


async def hold_reason(tx: Transaction, kind: JobKind, party: Party) -> HoldReason | None:
    """Return why the earliest job of *kind* about *party* is held; None if it is not."""
    pending = await JobStore(tx).pending(kind, party.guild, party.id)
    return HoldReason(pending.error) if pending and pending.state is JobState.HELD and pending.error else None


async def shown_view(tx: Transaction, party: Party, now: datetime) -> PartyView:
    """Return *party* as everyone sees it at *now*, as `party_view` does."""
    return await party_view(tx, await shown(tx, party, now), now)


async def live_party(
    tx: Transaction, courses: CourseService, party: PartyId, now: datetime, *, as_shown: bool = False
) -> LiveParty | None:
    """Return how *party* stands at *now*, or how everyone sees it (*as_shown*).

    None if there is none, and for a draft.
    """
    found = await PartyStore(tx).get(party)
    if found is None or found.state is PartyState.DRAFT:
        return None
    course = await courses.load(tx, found.course)
    seen = await shown(tx, found, now) if as_shown else found
    # The next party in the same channel: one in another may be hidden from those who read this.
    others = [each for each in await visible(tx, found.guild, None, now) if each.channel == found.channel]
    following = (other for other in others if other.state is PartyState.PLANNED and other.id != found.id)
    guests, present = await PartyStore(tx).guests(party), tuple(await PartyStore(tx).present(party))
    return LiveParty(seen, course, guests, present, next(following, None), now, is_outdated=seen != found)


async def attend(tx: Transaction, party: Party, user: UserId, now: datetime) -> None:
    """Check *user* in if *party* is under way, as they use it: if they are going, or host it and did not decline."""
    guests = await PartyStore(tx).guests(party.id)
    if party.phase(now) in LIVE_PHASES and attends(party, guests, user):
        await PartyStore(tx).arrive(party, user, now)


async def reschedule(
    tx: Transaction, party: Party, task: PartyTask | None, by: UserId | None, now: datetime, wait: timedelta = AT_ONCE
) -> None:
    """Save *party*, moved or called off by *by*, and queue its jobs anew, with an announcement for *task*.

    Whatever makes that public is due after *wait* at the earliest.
    """
    await PartyStore(tx).save(party)
    await JobStore(tx).cancel(JobKind.PARTY, party.guild, party.id, SkipReason.CHANGED, now, by)
    await redraw_card(tx, party, now + wait)
    if task is not None:
        await JobStore(tx).add(tasks.announcement_job(party, task, now, wait))
    await plan_event(tx, party, now, wait)
    if party.live_message is not None:
        await redraw_live_card(tx, party, now + wait)
    await refresh_start(tx, party, now + wait)
    if party.is_open:
        await _plan_reminders(tx, party, now, wait)


async def redraw_card(tx: Transaction, party: Party, now: datetime) -> None:
    """Queue a redrawing of the card, now or, where one was in these ten seconds, for their end."""
    at_once, soon = tasks.card_jobs(party, now)
    if not await JobStore(tx).add(at_once):
        await JobStore(tx).add(soon)


async def redraw_live_card(tx: Transaction, party: Party, now: datetime) -> None:
    """Queue a redrawing of the live card, now or, where one was in this second, for the next."""
    if not await JobStore(tx).add(tasks.live_card_job(party, now)):
        await JobStore(tx).add(tasks.live_card_job(party, now + A_SECOND))


async def refresh_start(tx: Transaction, party: Party, now: datetime) -> None:
    """Queue a redrawing, at *now*, of what was said about the start of *party*.

    That is the reminder at its start, the countdown, and that nobody has started it.
    """
    for posted in await JobStore(tx).posted(JobKind.PARTY, party.guild, party.id):
        if tasks.is_about_the_start(tasks.read_occurrence(posted.occurrence)):
            await JobStore(tx).add(tasks.refresh_job(party, posted.id, now))


async def plan_event(tx: Transaction, party: Party, now: datetime, wait: timedelta = AT_ONCE) -> None:
    """Queue an update of the event of *party* after *wait*, in place of those that wait, and no earlier than they."""
    waiting = [job.due for job in await JobStore(tx).open(JobKind.PARTY_EVENT, party.guild, party.id)]
    due = max(now + wait, min(max(waiting, default=now), now + UNDO_WINDOW))
    await JobStore(tx).cancel(JobKind.PARTY_EVENT, party.guild, party.id, SkipReason.CHANGED, now)
    await JobStore(tx).add(tasks.event_job(party, now, due))


async def publish(tx: Transaction, party: Party, now: datetime, wait: timedelta = AT_ONCE) -> None:
    """Queue the card and event of a party planned now, after *wait*, its reminders and end; its host is going."""
    if party.host is not None:
        await PartyStore(tx).answer(party, party.host, Answer.GOING, now)
    await JobStore(tx).add(replace(tasks.card_job(party, now), due=now + wait))
    await plan_event(tx, party, now, wait)
    await _plan_reminders(tx, party, now, wait)


async def _plan_reminders(tx: Transaction, party: Party, now: datetime, wait: timedelta) -> None:
    """Queue the reminders to come, none before *wait* is over, the message that nobody has started it, and the end."""
    for job in (*tasks.reminder_jobs(party, now), tasks.late_job(party), tasks.end_job(party)):
        await JobStore(tx).add(replace(job, due=max(job.due, now + wait)))


async def end_party(tx: Transaction, courses: CourseService, party: Party, now: datetime) -> Party:
    """End *party*, queue its last messages (a closing one if the video began), and plan the next of its series."""
    over = party.over() or party
    await PartyStore(tx).save(over)
    await redraw_card(tx, over, now)
    await plan_event(tx, over, now)
    if over.live_message is not None:
        await JobStore(tx).add(tasks.live_card_job(over, now))
    await refresh_start(tx, over, now)
    if over.started_at is not None and over.started_at <= now:
        await JobStore(tx).add(tasks.party_job(over, PartyTask.CLOSING, now))
    await plan_following(tx, courses, over, now)
    return over


async def plan_following(
    tx: Transaction, courses: CourseService, party: Party, now: datetime, wait: timedelta = AT_ONCE
) -> Party | None:
    """Plan the next party of the series of *party*, after the schedule's next post; None if there is none.

    It is made public after *wait*.
    """
    schedule = await schedule_of(tx, party)
    if party.repeat is None or schedule is None:
        return None
    post = await JobStore(tx).pending(JobKind.WEEKLY_POST, schedule.guild, schedule.id)
    if post is not None and post.due <= now and not schedule.is_missed(post.due, now):
        schedule = schedule.advanced()  # the due post brings its chapters before the next slot
    following = next_party(schedule, party.repeat, party.zone_name, party.starts_at, now)
    course = await courses.load(tx, party.course)
    if following is None or schedule.course != party.course or (chapter := course.get(following[0])) is None:
        return None
    planned = await PartyStore(tx).add(party.following(following[0], chapter.duration, following[1]))
    await publish(tx, planned, now, wait)
    return planned


async def schedule_of(tx: Transaction, party: Party) -> Schedule | None:
    """Return the schedule whose posts the series of *party* follows, if any."""
    return schedule_for(await ScheduleStore(tx).of_guild(party.guild), party.channel)


async def forget_members(tx: Transaction, guild: GuildId, users: Collection[UserId], now: datetime) -> None:
    """Delete *users* from all parties of *guild* that are not over, as guests and as hosts with their notes.

    Done whenever the bot finds out that they left the guild: without the privileged intent for members it is not
    told. They are not told of the guild's posts any more either. The cards and events are redrawn.
    """
    waited = await waiting_for(tx, await PartyStore(tx).open(guild))
    for user in users:
        await DmOptInStore(tx).remove(guild, user)
        await PostOptInStore(tx).remove(guild, user)
        for party in await PartyStore(tx).leave(guild, user):
            await redraw_card(tx, party, now)
            await plan_event(tx, party, now)
    await move_up(tx, waited, now)


async def remove_names(tx: Transaction, former: Sequence[Party], now: datetime) -> None:
    """Queue edits of all messages about the parties *former*, as they were before somebody's data was deleted.

    To be called in the transaction that deletes. Cards and events are drawn as the parties are then; announcements
    lose all names. Parties still open go first, and edits are `EDIT_INTERVAL` apart.
    """
    due = now
    for before in sorted(former, key=lambda party: not party.is_open):
        if (party := await PartyStore(tx).get(before.id)) is None:
            continue
        if party.message is not None:
            await redraw_card(tx, party, due)
            due += EDIT_INTERVAL
        if party.is_open and party.note != before.note:
            await plan_event(tx, party, now)
        for posted in await JobStore(tx).posted(JobKind.PARTY, party.guild, party.id):
            if posted.message is not None and tasks.read_occurrence(posted.occurrence).task in ANNOUNCEMENTS:
                await JobStore(tx).add(tasks.remove_names_job(party, posted.id, due))
                due += EDIT_INTERVAL
