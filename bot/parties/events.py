"""Discord's own scheduled event of a watch party: what it should show, and what has to be changed for that."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.courses.model import Chapter
from bot.ids import PartyId
from bot.jobs.model import HoldReason, Job
from bot.parties.model import LONGEST_AHEAD, UNDER_WAY, Party, PartyState
from bot.text.locales import Locale

EVENT_PROBLEMS = frozenset({HoldReason.CANNOT_CREATE_EVENTS, HoldReason.REFUSED, HoldReason.TOO_MANY_EVENTS})
SOONEST = timedelta(minutes=1)
"""Discord takes no start in the past, and a request may be on its way for a while."""


class EventStatus(StrEnum):
    """Where an event stands; one that is over or called off never changes again."""

    SCHEDULED = "scheduled"
    ACTIVE = "active"
    OVER = "over"
    CANCELLED = "cancelled"


OPEN = frozenset({EventStatus.SCHEDULED, EventStatus.ACTIVE})


@dataclass(frozen=True, slots=True)
class EventSnapshot:
    """What an event shows."""

    status: EventStatus
    starts_at: datetime
    ends_at: datetime | None
    description: str | None = None


@dataclass(frozen=True, slots=True)
class EventChange:
    """What is to be changed on an event; what is None stays."""

    status: EventStatus | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True)
class EventUpdate:
    """A party whose event is to be brought in step at *now*; without a *locale* the guild follows Discord's."""

    job: Job
    party: Party
    chapter: Chapter
    locale: Locale | None
    now: datetime


def event_mark(party: PartyId) -> str:
    """Return what follows the video's address in the description: by that the event is found again."""
    return f"#party-{party}"


def is_marked(description: str | None, party: PartyId) -> bool:
    """Tell whether an event so described is the one of *party*."""
    return re.search(rf"{event_mark(party)}(?![0-9])", description or "") is not None


def without_note(description: str | None, party: Party) -> str | None:
    """Return *description* from the bot's own words on if its host is forgotten; nothing where that is no change."""
    if party.host is not None or party.note is not None:
        return None
    lines = (description or "").splitlines()
    marked = [place for place, line in enumerate(lines) if is_marked(line, party.id)]
    return "\n".join(lines[marked[-1] :]) if marked and marked[-1] > 0 else None


def needs_event(party: Party, now: datetime) -> bool:
    """Tell whether *party* is to have an event if it has none: not when it is about to begin."""
    return party.state is PartyState.PLANNED and party.starts_at > now + SOONEST


def change_of(party: Party, shown: EventSnapshot, now: datetime) -> EventChange | None:
    """Return what brings the event that shows *shown* in step with *party*, or nothing.

    Only times and status: what people have written into the event stays, but for the note of a host
    who is forgotten. An event that has begun keeps its start, and one that never began is called off
    rather than started, which would notify people.
    """
    if shown.status not in OPEN:
        return None
    waits = shown.status is EventStatus.SCHEDULED
    if not party.is_open:
        end = EventStatus.CANCELLED if waits else EventStatus.OVER
        return EventChange(end, description=without_note(shown.description, party))
    moves = waits and needs_event(party, now) and not _same(party.starts_at, shown.starts_at)
    # Discord ends some events by itself, for good: not while a pause may still end.
    ends_at = party.closes_at if party.state is PartyState.PAUSED else party.ends_at(now)
    # Discord takes no end before the start, which stays where it was when a party begins early.
    ends_too = moves or (ends_at > shown.starts_at and not _same(ends_at, shown.ends_at))
    change = EventChange(
        EventStatus.ACTIVE if waits and party.state in UNDER_WAY else None,
        party.starts_at if moves else None,
        ends_at if ends_too else None,
        without_note(shown.description, party),
    )
    return None if change == EventChange() else change


def moved_to(party: Party, shown: EventSnapshot, now: datetime) -> datetime | None:
    """Return to when people moved *party* by moving its event, or nothing when they did not."""
    movable = party.state is PartyState.PLANNED and shown.status is EventStatus.SCHEDULED
    differs = movable and not _same(shown.starts_at, party.starts_at)
    return shown.starts_at if differs and now < shown.starts_at <= now + LONGEST_AHEAD else None


def _same(one: datetime, other: datetime | None) -> bool:
    """Tell whether two instants are the same second: Discord may show parts of one or not."""
    return other is not None and int(one.timestamp()) == int(other.timestamp())
