"""What falls due about a party, each time as a job with a name of its own that no other job ever has."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from bot.courses.model import Chapter
from bot.ids import DmOptInId, JobId, PartyId, UserId
from bot.jobs.model import Job, JobKind, NewJob, SkipReason
from bot.parties.model import UNDER_WAY, WAIT_FOR_HOST, Answer, LiveParty, Party, PartyState, PartyView, Phase
from bot.text.locales import Locale

REDRAW_EVERY = 10


class PartyTask(StrEnum):
    """What a job about a party does."""

    CARD = "card"
    REMINDER = "remind"
    MOVED = "moved"
    CANCELLED = "cancelled"
    EVENT_GONE = "event-gone"
    END = "end"
    LATE = "late"
    COUNTDOWN = "countdown"
    GO = "go"
    LIVE_CARD = "room"
    CLOSING = "closing"
    DIRECT_MESSAGE = "whisper"
    REMOVE_NAMES = "unname"


ANNOUNCEMENTS = (PartyTask.REMINDER, PartyTask.MOVED, PartyTask.CANCELLED, PartyTask.EVENT_GONE)
"""What notifies people. Jobs of direct messages carry the place in it: it only grows."""


@dataclass(frozen=True, slots=True)
class PartyWork:
    """The task of a job, and the numbers that tell it from others of its kind."""

    task: PartyTask
    party: PartyId
    details: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PartyPost:
    """A party's card or an announcement, to be sent at *now*; without a *locale* the guild follows Discord's.

    Those *not_pinged* are not notified in the channel: they get direct messages, or cannot view it.
    """

    job: Job
    work: PartyWork
    view: PartyView
    chapter: Chapter
    locale: Locale | None
    now: datetime
    not_pinged: frozenset[UserId] = frozenset()


def occurrence_of(party: PartyId, task: PartyTask, *details: int) -> str:
    """Return the name of what happens once to *party*; *details* tell one such task from another."""
    return ":".join(("party", str(party), task, *map(str, details)))


def read_occurrence(occurrence: str) -> PartyWork:
    """Return what `occurrence_of` was given."""
    _, party, task, *details = occurrence.split(":")
    return PartyWork(PartyTask(task), PartyId(int(party)), tuple(map(int, details)))


def card_job(party: Party, now: datetime) -> NewJob:
    """Return the job that posts the card, or brings it in step with all changes of ten seconds together."""
    if party.message is None:
        return party_job(party, PartyTask.CARD, now, 0)
    since_epoch = _seconds(now)
    wait = REDRAW_EVERY - since_epoch % REDRAW_EVERY
    return party_job(party, PartyTask.CARD, now + timedelta(seconds=wait), since_epoch + wait)


def card_jobs(party: Party, now: datetime) -> tuple[NewJob, NewJob]:
    """Return the job that does so at once, and the one that does where that has been done already."""
    since_epoch = _seconds(now)
    begun = 0 if party.message is None else since_epoch - since_epoch % REDRAW_EVERY
    return party_job(party, PartyTask.CARD, now, begun), card_job(party, now)


def remove_names_job(party: Party, announcement: JobId, due: datetime) -> NewJob:
    """Return the job that takes the names off the message in which the job *announcement* notified people.

    It has no subject, so that it is not called off with the other jobs of *party*.
    """
    return replace(party_job(party, PartyTask.REMOVE_NAMES, due, announcement), subject=0)


def announced_start(work: PartyWork) -> datetime | None:
    """Return the start that a reminder or the announcement of a move or an end named, nothing for other work."""
    place = {PartyTask.REMINDER: 1, PartyTask.MOVED: 0, PartyTask.CANCELLED: 0}.get(work.task)
    return None if place is None else datetime.fromtimestamp(work.details[place], UTC)


def announcement_job(party: Party, task: PartyTask, now: datetime) -> NewJob:
    """Return the job that tells those who are coming that *party* was moved or called off."""
    return party_job(party, task, now, _seconds(party.starts_at), _seconds(now))


def end_job(party: Party) -> NewJob:
    """Return the job that ends *party*, unless something happens until then that puts its end off."""
    return party_job(party, PartyTask.END, party.closes_at, _seconds(party.closes_at))


def late_job(party: Party) -> NewJob:
    """Return the job that says, some time after the planned start, that nobody has started *party*."""
    return party_job(party, PartyTask.LATE, party.starts_at + WAIT_FOR_HOST, _seconds(party.starts_at))


def countdown_job(party: Party, now: datetime) -> NewJob:
    """Return the job that shows everyone when the video begins."""
    return party_job(party, PartyTask.COUNTDOWN, now, _seconds(party.begins_at))


def go_job(party: Party) -> NewJob:
    """Return the job that says "press play" when the video begins."""
    return party_job(party, PartyTask.GO, party.begins_at, _seconds(party.begins_at))


def live_card_job(party: Party, now: datetime) -> NewJob:
    """Return the job that brings the message from which *party* is led in step."""
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


def event_job(party: Party, now: datetime) -> NewJob:
    """Return the job that brings the event of *party* in step with how it is at *now*."""
    occurrence = f"event:{party.id}:{party.state}:{_seconds(party.starts_at)}:{int(now.timestamp() * 1000)}"
    return NewJob(JobKind.PARTY_EVENT, party.guild, party.id, occurrence, now)


def direct_message_job(party: Party, work: PartyWork, opt_in: DmOptInId, now: datetime) -> NewJob:
    """Return the job that tells one person by direct message what *work* tells the channel."""
    place = ANNOUNCEMENTS.index(work.task)
    return party_job(party, PartyTask.DIRECT_MESSAGE, now, opt_in, place, *work.details)


def read_direct_message(work: PartyWork) -> tuple[DmOptInId, PartyWork]:
    """Return to whom the work of a `direct_message_job` writes, and the work that it tells of."""
    opt_in, place, *details = work.details
    return DmOptInId(opt_in), PartyWork(ANNOUNCEMENTS[place], work.party, tuple(details))


def recipients(view: PartyView, work: PartyWork) -> tuple[UserId, ...]:
    """Return who is to hear of *work*: who comes; of the first reminder also who may, of changes the host."""
    guests, host = view.guests, view.party.host
    if work.task is PartyTask.REMINDER:
        return guests.saying(Answer.GOING, Answer.MAYBE) if is_first(work) else guests.going
    hosts = () if host is None else (host,)
    return hosts if work.task is PartyTask.EVENT_GONE else tuple(dict.fromkeys((*guests.going, *hosts)))


def is_first(work: PartyWork) -> bool:
    """Tell whether the reminder *work* is a party's first, which also reaches those who may come."""
    return work.details[-1] == 0


def is_outdated(party: Party, move: PartyWork) -> bool:
    """Tell whether *party* has been moved again since the announcement *move* fell due."""
    return move.details[0] != _seconds(party.starts_at)


def reason_to_skip(view: PartyView, work: PartyWork, now: datetime) -> SkipReason | None:
    """Say why a card or an announcement should not go out any more at *now*, or nothing."""
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


def reason_to_skip_reminder(party: Party, work: PartyWork, now: datetime) -> SkipReason | None:
    """Say why the reminder *work* should not go out at *now*, or nothing.

    Those whose time passed while the bot was away are one: the last, which says how long is
    left. After the end there is none, and once the party runs nobody need be told that it will:
    but for one that was started early, and begins when it was planned to.
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
    """Say why what *work* says while a party runs should not be said any more, or nothing.

    What follows a countdown tells of it too; nothing but the closing message comes after the end.
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
