"""The jobs about a party: their unique occurrence names, when each is due, and when it is skipped."""

from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import islice

from bot.courses.model import Chapter
from bot.ids import DmOptInId, JobId, PartyId, UserId
from bot.jobs.model import Job, JobKind, NewJob, SkipReason
from bot.parties.model import UNDER_WAY, WAIT_FOR_HOST, Answer, LiveParty, Party, PartyState, PartyView, Phase
from bot.text.locales import Locale

AT_ONCE = timedelta()
MOST_PINGED = 100  # Discord refuses more in one message
REDRAW_EVERY = 10  # seconds: Discord limits a channel's edits, and a crowd may answer at once


class PartyTask(StrEnum):
    """What a job about a party does; the values are stored in names of occurrences."""

    CARD = "card"
    REMINDER = "remind"
    MOVED = "moved"
    CANCELLED = "cancelled"
    EVENT_GONE = "event-gone"
    END = "end"
    LATE = "late"  # nobody has started it
    COUNTDOWN = "countdown"
    GO = "go"  # press play
    LIVE_CARD = "room"
    CLOSING = "closing"
    DIRECT_MESSAGE = "whisper"
    REMOVE_NAMES = "unname"
    PLACED = "placed"  # somebody who waited has a place now
    REFRESH = "refresh"  # of a countdown, of the reminder at the start, or of the message that nobody has started


ANNOUNCEMENTS = (PartyTask.REMINDER, PartyTask.MOVED, PartyTask.CANCELLED, PartyTask.EVENT_GONE)
"""Tasks whose messages notify people. Jobs of direct messages store the index in it: append only."""


@dataclass(frozen=True, slots=True)
class PartyWork:
    """What an occurrence's name says: the task, the party, and the numbers that tell it from others of the task."""

    task: PartyTask
    party: PartyId
    details: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PartyPost:
    """A party's card or an announcement, to be sent at *now*; a *locale* of None is the guild's in Discord.

    Members in *not_pinged* get direct messages or cannot view the channel, so they are not notified there. A reminder
    that *is_redrawn* says what has become of the party since.
    """

    job: Job
    work: PartyWork
    view: PartyView
    chapter: Chapter
    locale: Locale | None
    now: datetime
    not_pinged: frozenset[UserId] = frozenset()
    is_redrawn: bool = False


def occurrence_of(party: PartyId, task: PartyTask, *details: int) -> str:
    """Return the unique name of one happening, "party:<id>:<task>:<details>"; *details* tell it from others."""
    return ":".join(("party", str(party), task, *map(str, details)))


def read_occurrence(occurrence: str) -> PartyWork:
    """Return what `occurrence_of` was given; ValueError for a name of another form."""
    _, party, task, *details = occurrence.split(":")
    return PartyWork(PartyTask(task), PartyId(int(party)), tuple(map(int, details)))


def card_job(party: Party, now: datetime) -> NewJob:
    """Return the job that posts the card, or redraws it at the end of the current ten seconds."""
    if party.message is None:
        return party_job(party, PartyTask.CARD, now, 0)
    since_epoch = _seconds(now)
    wait = REDRAW_EVERY - since_epoch % REDRAW_EVERY
    return party_job(party, PartyTask.CARD, now + timedelta(seconds=wait), since_epoch + wait)


def card_jobs(party: Party, now: datetime) -> tuple[NewJob, NewJob]:
    """Return the job that posts or redraws the card now, and the next ten seconds' job, if these have one already."""
    since_epoch = _seconds(now)
    begun = 0 if party.message is None else since_epoch - since_epoch % REDRAW_EVERY
    return party_job(party, PartyTask.CARD, now, begun), card_job(party, now)


def remove_names_job(party: Party, announcement: JobId, due: datetime) -> NewJob:
    """Return the job that redraws what the job *announcement* posted, without names.

    It has the subject 0, so that it is not cancelled with the other jobs of *party*.
    """
    return replace(party_job(party, PartyTask.REMOVE_NAMES, due, announcement), subject=0)


def announced_start(work: PartyWork) -> datetime | None:
    """Return the start that an announcement of *work* named (a reminder, a move, a cancellation), or None."""
    place = {PartyTask.REMINDER: 1, PartyTask.MOVED: 0, PartyTask.CANCELLED: 0}.get(work.task)
    return None if place is None else datetime.fromtimestamp(work.details[place], UTC)


def announcement_job(party: Party, task: PartyTask, now: datetime, wait: timedelta = AT_ONCE) -> NewJob:
    """Return the job that announces *task*, that *party* was moved or called off *now*, after *wait*."""
    return party_job(party, task, now + wait, _seconds(party.starts_at), int(now.timestamp() * 1000))


def end_job(party: Party) -> NewJob:
    """Return the job that ends *party* at its `closes_at`; what moves that instant queues a job of its own."""
    return party_job(party, PartyTask.END, party.closes_at, _seconds(party.closes_at))


def late_job(party: Party) -> NewJob:
    """Return the job that says, five minutes after the planned start, that nobody has started *party*."""
    return party_job(party, PartyTask.LATE, party.starts_at + WAIT_FOR_HOST, _seconds(party.starts_at))


def countdown_job(party: Party, now: datetime) -> NewJob:
    """Return the job that posts the countdown to the start of the video."""
    return party_job(party, PartyTask.COUNTDOWN, now, _seconds(party.begins_at))


def go_job(party: Party) -> NewJob:
    """Return the job that says "press play" when the video begins."""
    return party_job(party, PartyTask.GO, party.begins_at, _seconds(party.begins_at))


def refresh_job(party: Party, posted: JobId, now: datetime, due: datetime | None = None) -> NewJob:
    """Return the job that redraws, at *due* or else *now*, what the job *posted* has said about the start.

    It draws the party as that is by then, so it has the subject 0, as `remove_names_job`.
    """
    details = posted, int((due or now).timestamp() * 1000)
    return replace(party_job(party, PartyTask.REFRESH, due or now, *details), subject=0)


def live_card_job(party: Party, now: datetime) -> NewJob:
    """Return the job that redraws the live card of *party* at *now*, one for each second and state."""
    return party_job(party, PartyTask.LIVE_CARD, now, _seconds(now), int(party.state is PartyState.PAUSED))


def reminder_jobs(party: Party, now: datetime) -> Iterator[NewJob]:
    """Yield a job for each reminder of *party* still to come."""
    coming = [before for before in sorted(party.reminders, reverse=True) if party.starts_at - before > now]
    for place, before in enumerate(coming):
        details = (int(before.total_seconds()), _seconds(party.starts_at), place)
        yield party_job(party, PartyTask.REMINDER, party.starts_at - before, *details)


def party_job(party: Party, task: PartyTask, due: datetime, *details: int) -> NewJob:
    """Return a job about *party*; *details* tell it from others of its task."""
    return NewJob(JobKind.PARTY, party.guild, party.id, occurrence_of(party.id, task, *details), due)


def event_job(party: Party, now: datetime, due: datetime | None = None) -> NewJob:
    """Return the job that makes or edits the event of *party* after its change at *now*, at *due* or else at once."""
    occurrence = f"event:{party.id}:{party.state}:{_seconds(party.starts_at)}:{int(now.timestamp() * 1000)}"
    return NewJob(JobKind.PARTY_EVENT, party.guild, party.id, occurrence, due or now)


def direct_message_job(party: Party, work: PartyWork, opt_in: DmOptInId, now: datetime) -> NewJob:
    """Return the job that sends the announcement *work* to one person by direct message."""
    place = ANNOUNCEMENTS.index(work.task)
    return party_job(party, PartyTask.DIRECT_MESSAGE, now, opt_in, place, *work.details)


def placed_job(party: Party, opt_in: DmOptInId, now: datetime, wait: timedelta = AT_ONCE) -> NewJob:
    """Return the job that tells one person by direct message, after *wait*, that they have a place now."""
    return party_job(party, PartyTask.PLACED, now + wait, opt_in, int(now.timestamp() * 1000))


def read_direct_message(work: PartyWork) -> tuple[DmOptInId, PartyWork]:
    """Return the opt-in, and the announcement that a `direct_message_job` was made of; a `placed_job` is its own."""
    if work.task is PartyTask.PLACED:
        return DmOptInId(work.details[0]), work
    opt_in, place, *details = work.details
    return DmOptInId(opt_in), PartyWork(ANNOUNCEMENTS[place], work.party, tuple(details))


def recipients(view: PartyView, work: PartyWork) -> tuple[UserId, ...]:
    """Return the recipients of *work*: who has a place, and for the first reminder also "maybe".

    A move or a call-off is for the host, too, and for those who wait for a place; that the event is gone for the host
    alone.
    """
    guests, host = view.guests, view.party.host
    if work.task is PartyTask.REMINDER:
        maybe = guests.saying(Answer.MAYBE) if is_first(work) else ()
        wanted = {*guests.going, *maybe}
        return tuple(reply.user for reply in guests.replies if reply.user in wanted)
    hosts = () if host is None else (host,)
    if work.task is PartyTask.EVENT_GONE:
        return hosts
    waiting = guests.waiting if work.task in {PartyTask.MOVED, PartyTask.CANCELLED} else ()
    return tuple(dict.fromkeys((*guests.going, *hosts, *waiting)))


def pinged(view: PartyView, work: PartyWork, not_pinged: Container[UserId]) -> tuple[UserId, ...]:
    """Return whom the message of *work* in the channel mentions: its recipients, without *not_pinged*."""
    return tuple(islice((user for user in recipients(view, work) if user not in not_pinged), MOST_PINGED))


def is_first(work: PartyWork) -> bool:
    """Tell whether the reminder *work* is the first that its party has."""
    return work.details[-1] == 0


def is_at_the_start(work: PartyWork) -> bool:
    """Tell whether *work* is the reminder at the planned start itself."""
    return work.task is PartyTask.REMINDER and work.details[:1] == (0,)


def is_about_the_start(work: PartyWork) -> bool:
    """Tell whether the message of *work* is redrawn when what it says of the start is not true any more."""
    return work.task in {PartyTask.LATE, PartyTask.COUNTDOWN} or is_at_the_start(work)


def is_outdated(party: Party, work: PartyWork) -> bool:
    """Tell whether *party* has been moved since the announcement *work*, a reminder or a change, was queued."""
    return announced_start(work) != party.starts_at.replace(microsecond=0)


def reason_to_skip(view: PartyView, work: PartyWork, now: datetime) -> SkipReason | None:
    """Return why a card or an announcement should not be sent any more at *now*, or None."""
    party = view.party
    is_over = {
        PartyTask.MOVED: not party.is_open,  # if it has begun meanwhile, those who come need to know all the more
        PartyTask.PLACED: not party.is_open,
        PartyTask.EVENT_GONE: party.state is not PartyState.PLANNED,
        PartyTask.CARD: party.message is None and not party.is_open,
    }
    if is_over.get(work.task):
        return SkipReason.OVER
    match work.task:
        case PartyTask.REMINDER:
            return reason_to_skip_reminder(party, work, now)
        case PartyTask.MOVED if is_outdated(party, work):
            return SkipReason.CHANGED
        case PartyTask.MOVED | PartyTask.CANCELLED if not view.guests.going:
            return SkipReason.NOBODY
        case _:
            return None


def reason_to_skip_reminder(party: Party, work: PartyWork, now: datetime) -> SkipReason | None:
    """Return why the reminder *work* should not be sent at *now*, or None.

    Of several that are due only the latest is sent. No reminder is sent once the video was started or has ended,
    unless the party was started early and the video still begins at the planned time.
    """
    seconds, starts, _ = work.details
    before = timedelta(seconds=seconds)
    as_planned = party.state is PartyState.RUNNING and party.started_at == party.starts_at
    if party.state is not PartyState.PLANNED and not as_planned:
        return SkipReason.OVER
    if starts != _seconds(party.starts_at) or before not in party.reminders:
        return SkipReason.CHANGED
    if now >= party.ends_at(now):
        return SkipReason.MISSED
    later = any(other < before and party.starts_at - other <= now for other in party.reminders)
    return SkipReason.MERGED if later else None


def reason_to_skip_live(live: LiveParty, work: PartyWork) -> SkipReason | None:
    """Return why the message of *work*, one of the live tasks, should not be sent any more, or None.

    A countdown is not sent once the video runs; after the end only the live card and the closing message are.
    """
    party, phase = live.party, live.phase
    match work.task:
        case PartyTask.LATE if phase is Phase.AHEAD and work.details != (_seconds(party.starts_at),):
            return SkipReason.CHANGED
        case PartyTask.LATE if phase is Phase.AHEAD and not live.guests.going:
            return SkipReason.NOBODY
        case PartyTask.COUNTDOWN if phase is not Phase.COUNTDOWN and party.state in UNDER_WAY:
            return SkipReason.MERGED
    wanted = {
        PartyTask.LATE: phase is Phase.AHEAD,
        PartyTask.COUNTDOWN: phase is Phase.COUNTDOWN,
        PartyTask.GO: phase in {Phase.RUNNING, Phase.PAUSED},
        PartyTask.LIVE_CARD: party.live_message is not None,
    }
    return None if wanted.get(work.task, True) else SkipReason.OVER


def _seconds(instant: datetime) -> int:
    return int(instant.timestamp())
