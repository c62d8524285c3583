"""What falls due about a party: card, reminders, news and end, each with a name of its own for all time."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from bot.courses.model import Chapter
from bot.ids import JobId, PartyId, UserId
from bot.jobs.model import Job, JobKind, NewJob, SkipReason
from bot.parties.model import Party, PartyState, PartyView
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
    ROOM = "room"
    CLOSING = "closing"
    WHISPER = "whisper"
    UNNAME = "unname"


@dataclass(frozen=True, slots=True)
class PartyWork:
    """The task of a job, and the numbers that tell it from others of its kind."""

    task: PartyTask
    party: PartyId
    details: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PartyPost:
    """Something to be said about a watch party, or its card.

    Attributes:
        locale: The guild's chosen language, or nothing when it follows Discord's.
        now: When it is said.
        not_pinged: Who is not notified in the channel: they are told in person, or cannot view it.
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
    """Return the job that posts the card, or brings it in step: all changes of some seconds together.

    However many answer in a minute, Discord sees one change every ten seconds.
    """
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


def unname_job(party: Party, told: JobId, due: datetime) -> NewJob:
    """Return the job that takes the names off the message in which the job *told* notified people.

    Once does for everybody whom it names, and it is wanted whatever becomes of *party*: so it is about
    no subject whose jobs are called off.
    """
    return replace(party_job(party, PartyTask.UNNAME, due, told), subject=0)


def start_told(work: PartyWork) -> datetime | None:
    """Return the start of which a reminder or the news of a move or an end told, nothing for other work."""
    place = {PartyTask.REMINDER: 1, PartyTask.MOVED: 0, PartyTask.CANCELLED: 0}.get(work.task)
    return None if place is None else datetime.fromtimestamp(work.details[place], UTC)


def news_job(party: Party, task: PartyTask, now: datetime) -> NewJob:
    """Return the job that tells those who are coming that *party* was moved or called off."""
    return party_job(party, task, now, _seconds(party.starts_at), int(now.timestamp()))


def is_outdated(party: Party, news: PartyWork) -> bool:
    """Tell whether *party* has been moved again since *news* of its move fell due."""
    return news.details[0] != _seconds(party.starts_at)


def end_job(party: Party) -> NewJob:
    """Return the job that ends *party*, unless something happens until then that puts its end off."""
    return party_job(party, PartyTask.END, party.closes_at, _seconds(party.closes_at))


def reminder_jobs(party: Party, now: datetime) -> Iterator[NewJob]:
    """Yield a job for each reminder of *party* still to come."""
    moments = ((before, party.starts_at - before) for before in sorted(party.reminders, reverse=True))
    coming = ((before, due) for before, due in moments if due > now)
    for place, (before, due) in enumerate(coming):
        seconds = int(before.total_seconds())
        yield party_job(party, PartyTask.REMINDER, due, seconds, _seconds(party.starts_at), place)


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
    if any(other < before and party.starts_at - other <= now for other in party.reminders):
        return SkipReason.MERGED
    return None


def is_first(work: PartyWork) -> bool:
    """Tell whether the reminder *work* is a party's first, which also reaches those who may come."""
    return work.details[-1] == 0


def party_job(party: Party, task: PartyTask, due: datetime, *details: int) -> NewJob:
    """Return a job about *party*; *details* tell it from others of its task."""
    return NewJob(JobKind.PARTY, party.guild, party.id, occurrence_of(party.id, task, *details), due)


def _seconds(instant: datetime) -> int:
    return int(instant.timestamp())
