"""What follows from a change of a party, in the transaction that makes it: cards, event, reminders, the next party."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from bot.courses.model import Course
from bot.ids import GuildId, PartyId, UserId
from bot.jobs.model import HoldReason, JobKind, JobState, SkipReason
from bot.jobs.store import JobStore
from bot.parties import tasks
from bot.parties.events import EVENT_PROBLEMS
from bot.parties.model import Answer, LiveParty, Party, PartyState, PartyView, next_party, schedule_for
from bot.parties.store import DmOptInStore, PartyStore
from bot.parties.tasks import ANNOUNCEMENTS, PartyTask
from bot.schedules.model import Schedule
from bot.schedules.store import ScheduleStore
from bot.storage.rows import Transaction

A_SECOND = timedelta(seconds=1)
# Discord lets few messages that are older than an hour be changed in a while.
EDIT_INTERVAL = timedelta(seconds=30)


async def get_view(tx: Transaction, guild: GuildId, party: PartyId) -> PartyView | None:
    """Return *party* as people see it, if it is one of *guild*."""
    found = await PartyStore(tx).get(party)
    return None if found is None or found.guild != guild else await party_view(tx, found)


async def party_view(tx: Transaction, party: Party) -> PartyView:
    """Return *party* as people see it."""
    guests, reason = await PartyStore(tx).guests(party.id), await hold_reason(tx, JobKind.PARTY_EVENT, party)
    ends_series = not party.is_open and party.ends_series(await PartyStore(tx).open(party.guild))
    event_problem = reason if reason in EVENT_PROBLEMS else None
    return PartyView(party, guests, event_problem=event_problem, ends_series=ends_series)


async def hold_reason(tx: Transaction, kind: JobKind, party: Party) -> HoldReason | None:
    """Return what holds the next job of *kind* about *party*, if anything does."""
    pending = await JobStore(tx).pending(kind, party.guild, party.id)
    return HoldReason(pending.error) if pending and pending.state is JobState.HELD and pending.error else None


async def live_party(tx: Transaction, course: Course, party: PartyId, now: datetime) -> LiveParty | None:
    """Return how *party* stands at *now*; nothing when it is not planned, or its chapter is no more."""
    found = await PartyStore(tx).get(party)
    chapter = None if found is None else course.get(found.chapter)
    if found is None or chapter is None or found.state is PartyState.DRAFT:
        return None
    # One in another channel may be hidden from those who read of this one.
    others = [each for each in await PartyStore(tx).open(found.guild) if each.channel == found.channel]
    following = (other for other in others if other.state is PartyState.PLANNED and other.id != found.id)
    guests, present = await PartyStore(tx).guests(party), tuple(await PartyStore(tx).present(party))
    return LiveParty(found, chapter, guests, present, next(following, None), now)


async def reschedule(tx: Transaction, party: Party, task: PartyTask | None, by: UserId | None, now: datetime) -> None:
    """Keep *party*, which *by* moved or called off, and let all that is due follow; *task* announces it."""
    await PartyStore(tx).save(party)
    await JobStore(tx).cancel(JobKind.PARTY, party.guild, party.id, SkipReason.CHANGED, now, by)
    await redraw_card(tx, party, now)
    if task is not None:
        await JobStore(tx).add(tasks.announcement_job(party, task, now))
    await plan_event(tx, party, now)
    if party.live_message is not None:
        await JobStore(tx).add(tasks.live_card_job(party, now))
    if party.is_open:
        await _plan_reminders(tx, party, now)


async def redraw_card(tx: Transaction, party: Party, now: datetime) -> None:
    """Bring the card in step: at once, or after ten seconds when it has just been drawn."""
    at_once, soon = tasks.card_jobs(party, now)
    if not await JobStore(tx).add(at_once):
        await JobStore(tx).add(soon)


async def redraw_live_card(tx: Transaction, party: Party, now: datetime) -> None:
    """Bring the message from which *party* is led in step: at once, or in a second when it was just drawn."""
    if not await JobStore(tx).add(tasks.live_card_job(party, now)):
        await JobStore(tx).add(tasks.live_card_job(party, now + A_SECOND))


async def plan_event(tx: Transaction, party: Party, now: datetime) -> None:
    """Let the event of *party* follow this change of it, and with it those that still waited for that."""
    await JobStore(tx).cancel(JobKind.PARTY_EVENT, party.guild, party.id, SkipReason.CHANGED, now)
    await JobStore(tx).add(tasks.event_job(party, now))


async def publish(tx: Transaction, party: Party, now: datetime) -> None:
    """Queue all that is due about a party that is planned now; its host comes."""
    if party.host is not None:
        await PartyStore(tx).answer(party, party.host, Answer.GOING, now)
    await JobStore(tx).add(tasks.card_job(party, now))
    await plan_event(tx, party, now)
    await _plan_reminders(tx, party, now)


async def _plan_reminders(tx: Transaction, party: Party, now: datetime) -> None:
    """Queue the reminders to come, and the end."""
    for job in (*tasks.reminder_jobs(party, now), tasks.late_job(party), tasks.end_job(party)):
        await JobStore(tx).add(job)


async def end_party(tx: Transaction, course: Course, party: Party, now: datetime) -> Party:
    """End *party*: its messages say so, a closing one only where the video began; the next of its series is planned."""
    over = party.over() or party
    await PartyStore(tx).save(over)
    await redraw_card(tx, over, now)
    await plan_event(tx, over, now)
    if over.live_message is not None:
        await JobStore(tx).add(tasks.live_card_job(over, now))
    if over.started_at is not None and over.started_at <= now:
        await JobStore(tx).add(tasks.party_job(over, PartyTask.CLOSING, now))
    await plan_following(tx, course, over, now)
    return over


async def plan_following(tx: Transaction, course: Course, party: Party, now: datetime) -> None:
    """Plan the party that follows *party* with the schedule, where one does."""
    schedule = await schedule_of(tx, party)
    if party.repeat is None or schedule is None:
        return
    post = await JobStore(tx).pending(JobKind.WEEKLY_POST, schedule.guild, schedule.id)
    if post is not None and post.due <= now and not schedule.is_missed(post.due, now):
        schedule = schedule.advanced()  # its post is on its way
    following = next_party(schedule, party.repeat, party.zone_name, party.starts_at, now)
    if following is None:
        return
    number, starts_at = following
    if (chapter := course.get(number)) is not None:
        planned = party.following(number, chapter.duration, starts_at)
        await publish(tx, await PartyStore(tx).add(planned), now)


async def schedule_of(tx: Transaction, party: Party) -> Schedule | None:
    """Return the schedule that *party* goes with."""
    return schedule_for(await ScheduleStore(tx).of_guild(party.guild, party.course), party.channel)


async def forget_members(tx: Transaction, guild: GuildId, users: Collection[UserId], now: datetime) -> None:
    """Take *users* off all parties of *guild* that are not over, as guests and as hosts with their notes.

    The bot is not told when somebody leaves, as that takes a privileged intent; so this is done
    whenever it finds out. The cards follow.
    """
    for user in users:
        await DmOptInStore(tx).remove(guild, user)
        for party in await PartyStore(tx).leave(guild, user):
            await redraw_card(tx, party, now)
            await plan_event(tx, party, now)


async def remove_names(tx: Transaction, former: Sequence[Party], now: datetime) -> None:
    """Let all messages about the parties *former* follow: somebody whom they name is forgotten.

    To be called in the transaction that forgets. Cards and events are drawn as the parties are by now;
    messages that notified people name nobody any more. What is still to come goes first.
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
