"""What the scheduled event of a watch party in Discord should show, and what has to be changed for that."""

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
"""Closer to the start no event is made or moved: Discord refuses a start in the past, and requests take time."""


class EventStatus(StrEnum):
    """The status of an event, as Discord's; one that is over or cancelled never changes again."""

    SCHEDULED = "scheduled"
    ACTIVE = "active"
    OVER = "over"
    CANCELLED = "cancelled"


OPEN = frozenset({EventStatus.SCHEDULED, EventStatus.ACTIVE})


@dataclass(frozen=True, slots=True)
class EventView:
    """What an event shows in Discord at one moment."""

    status: EventStatus
    starts_at: datetime
    ends_at: datetime | None
    description: str | None = None


@dataclass(frozen=True, slots=True)
class EventChange:
    """The fields of an event to be edited; None leaves a field as it is."""

    status: EventStatus | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True)
class EventUpdate:
    """The update of a party's event to how the party is at *now*; a *locale* of None is the guild's in Discord."""

    job: Job
    party: Party
    chapter: Chapter
    locale: Locale | None
    now: datetime


def event_mark(party: PartyId) -> str:
    """Return the fragment added to the video's address in the description, by which the event is found again."""
    return f"#party-{party}"


def is_marked(description: str | None, party: PartyId) -> bool:
    """Tell whether *description* is that of the event of *party*."""
    return re.search(rf"{event_mark(party)}(?![0-9])", description or "") is not None


def without_note(description: str | None, party: Party) -> str | None:
    """Return *description* from the line with the mark on, if the host was deleted; None where nothing changes."""
    if party.host is not None or party.note is not None:
        return None
    lines = (description or "").splitlines()
    marked = [place for place, line in enumerate(lines) if is_marked(line, party.id)]
    return "\n".join(lines[marked[-1] :]) if marked and marked[-1] > 0 else None


def needs_event(party: Party, now: datetime) -> bool:
    """Tell whether an event should be made for *party*: it is planned, and begins in more than a minute."""
    return party.state is PartyState.PLANNED and party.starts_at > now + SOONEST


def change_of(party: Party, shown: EventView, now: datetime) -> EventChange | None:
    """Return the edit after which the event that shows *shown* matches *party* at *now*, or None.

    Only times and status are edited, so that what people wrote into the event stays, but for the note of a host
    whose data was deleted. An event that has begun keeps its start; one of a party that ended before it began is
    cancelled, since starting it would notify people.
    """
    if shown.status not in OPEN:
        return None
    waits = shown.status is EventStatus.SCHEDULED
    if not party.is_open:
        end = EventStatus.CANCELLED if waits else EventStatus.OVER
        return EventChange(end, description=without_note(shown.description, party))
    moves = waits and needs_event(party, now) and not _same(party.starts_at, shown.starts_at)
    # Discord ends some events by itself at their end, for good; so a pause puts that off as far as it may last.
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


def moved_to(party: Party, shown: EventView, now: datetime) -> datetime | None:
    """Return the start to which people moved *party* by editing its event; None if they did not, or may not."""
    movable = party.state is PartyState.PLANNED and shown.status is EventStatus.SCHEDULED
    differs = movable and not _same(shown.starts_at, party.starts_at)
    return shown.starts_at if differs and now < shown.starts_at <= now + LONGEST_AHEAD else None


def _same(one: datetime, other: datetime | None) -> bool:
    """Tell whether two instants are in the same second: Discord may drop fractions."""
    return other is not None and int(one.timestamp()) == int(other.timestamp())
