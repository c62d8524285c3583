"""How a party's scheduled event should be changed, as plain values."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.ids import PartyId
from bot.jobs.model import HoldReason, JobKind
from bot.loading import load_course
from bot.parties.cards.event import event_description, event_name, event_problem_text
from bot.parties.events import (
    EventChange,
    EventStatus,
    EventView,
    change_of,
    event_mark,
    is_marked,
    moved_to,
    needs_event,
)
from bot.parties.model import LONGEST_NOTE, LONGEST_PAUSE, Party, PartyState
from bot.parties.tasks import event_job
from bot.text.locales import Locale
from bot.text.translations import localizer
from tests.unit.parties import LENGTH, START, party_at

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
BEFORE = START - HOUR


def shown(status: EventStatus = EventStatus.SCHEDULED, starts_at: datetime = START) -> EventView:
    """Return an event with this status, that starts at *starts_at* and lasts as long as the video."""
    return EventView(status, starts_at, starts_at + LENGTH)


def running(at: datetime = START) -> Party:
    """Return a party whose video began at the instant *at*."""
    begun = party_at().started(at)
    assert begun is not None
    return begun


def test_an_event_that_shows_what_it_should_is_not_changed() -> None:
    """Fractions of a second, which Discord may add, do not count."""
    assert change_of(party_at(), shown(), BEFORE) is None
    assert change_of(party_at(), shown(starts_at=START + timedelta(microseconds=7)), BEFORE) is None
    assert change_of(running(), shown(EventStatus.ACTIVE), START + MINUTE) is None


def test_a_moved_party_moves_its_event() -> None:
    """With its end; an event whose party is about to begin is not moved any more."""
    moved = party_at(START + HOUR)
    wanted = EventChange(starts_at=START + HOUR, ends_at=START + HOUR + LENGTH)
    assert change_of(moved, shown(), BEFORE) == wanted
    assert change_of(party_at(START - HOUR), shown(), START - HOUR - timedelta(seconds=30)) is None


def test_an_event_gets_its_end_back() -> None:
    """If people have removed it."""
    endless = EventView(EventStatus.SCHEDULED, START, None)
    assert change_of(party_at(), endless, BEFORE) == EventChange(ends_at=START + LENGTH)


def test_an_event_that_began_lasts_longer_when_its_party_is_put_off() -> None:
    """Its start cannot change any more: Discord starts some events by itself."""
    moved = party_at(START + HOUR)
    wanted = EventChange(ends_at=START + HOUR + LENGTH)
    assert change_of(moved, shown(EventStatus.ACTIVE), START + MINUTE) == wanted


def test_an_event_begins_with_its_party() -> None:
    """Early, late or in time; its end follows where Discord allows it."""
    assert change_of(running(), shown(), START) == EventChange(status=EventStatus.ACTIVE)
    late = change_of(running(START + MINUTE), shown(), START + MINUTE)
    assert late == EventChange(status=EventStatus.ACTIVE, ends_at=START + MINUTE + LENGTH)
    much_too_early = change_of(running(BEFORE), shown(), BEFORE)
    assert much_too_early == EventChange(status=EventStatus.ACTIVE)


def test_a_pause_puts_off_the_end_of_an_event() -> None:
    """During the pause by its longest length, afterwards by what it took."""
    paused = running().paused(START + MINUTE)
    assert paused is not None
    wanted = EventChange(ends_at=START + MINUTE + LONGEST_PAUSE)
    assert change_of(paused, shown(EventStatus.ACTIVE), START + 3 * MINUTE) == wanted
    resumed = paused.resumed(START + 5 * MINUTE)
    assert resumed is not None
    ending = EventView(EventStatus.ACTIVE, START, START + MINUTE + LONGEST_PAUSE)
    wanted = EventChange(ends_at=START + LENGTH + 4 * MINUTE)
    assert change_of(resumed, ending, START + 6 * MINUTE) == wanted


@pytest.mark.parametrize("state", [PartyState.OVER, PartyState.CANCELLED])
def test_an_event_that_began_ends_and_another_is_called_off(state: PartyState) -> None:
    """An event that has not begun is cancelled, which notifies nobody."""
    party = replace(party_at(), state=state)
    assert change_of(party, shown(EventStatus.ACTIVE), START) == EventChange(status=EventStatus.OVER)
    assert change_of(party, shown(), START) == EventChange(status=EventStatus.CANCELLED)


@pytest.mark.parametrize("status", [EventStatus.OVER, EventStatus.CANCELLED])
@pytest.mark.parametrize("state", PartyState)
def test_an_event_that_is_over_is_left_alone(status: EventStatus, state: PartyState) -> None:
    """It does not move its party either."""
    party = replace(party_at(START + HOUR), state=state)
    assert change_of(party, shown(status), BEFORE) is None
    assert moved_to(party, shown(status), BEFORE) is None


@pytest.mark.parametrize("state", PartyState)
def test_only_a_planned_party_that_is_not_about_to_begin_gets_an_event(state: PartyState) -> None:
    party = replace(party_at(), state=state)
    assert needs_event(party, BEFORE) is (state is PartyState.PLANNED)
    assert not needs_event(party, START - MINUTE)


def test_an_event_moved_by_people_moves_its_party() -> None:
    """While the party is planned, and the new time is in the future."""
    later = shown(starts_at=START + HOUR)
    assert moved_to(party_at(), later, BEFORE) == START + HOUR
    assert moved_to(party_at(), shown(), BEFORE) is None
    assert moved_to(party_at(), later, START + 2 * HOUR) is None
    assert moved_to(running(), later, BEFORE) is None


def test_each_change_of_an_event_has_a_job_of_its_own() -> None:
    """So that a move there and back again is carried out, too."""
    party, moved = party_at(), party_at(START + HOUR)
    jobs = [
        event_job(party, BEFORE),
        event_job(moved, BEFORE),
        event_job(party, BEFORE + MINUTE),
        event_job(replace(party, state=PartyState.CANCELLED), BEFORE),
    ]
    assert len({job.occurrence for job in jobs}) == len(jobs)
    assert {(job.kind, job.subject) for job in jobs} == {(JobKind.PARTY_EVENT, party.id)}


def test_an_event_is_recognised_by_its_partys_number() -> None:
    """Which is in its description as a whole number."""
    described = f"Watch https://example.org{event_mark(PartyId(12))}\nand answer."
    assert is_marked(described, PartyId(12))
    assert not is_marked(described, PartyId(1))
    assert not is_marked(None, PartyId(1))


@pytest.mark.parametrize("locale", Locale)
def test_event_texts_fit_discords_limits(locale: Locale) -> None:
    """With the longest note, for every chapter, in both languages."""
    party = replace(party_at(), id=PartyId(10**12), note="*" * LONGEST_NOTE)
    for chapter in load_course().chapters:
        assert len(event_name(chapter, localizer(locale))) <= 100
        assert len(event_description(party, chapter, localizer(locale))) <= 1000


def test_event_problems_are_told_in_portuguese() -> None:
    """With what whoever plans the party can do."""
    say = localizer(Locale.PORTUGUESE)
    assert "Criar eventos" in event_problem_text(HoldReason.CANNOT_CREATE_EVENTS, say)
    assert "100 eventos" in event_problem_text(HoldReason.TOO_MANY_EVENTS, say)
    assert "não diz por quê" in event_problem_text(HoldReason.REFUSED, say)
