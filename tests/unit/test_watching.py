"""A party under way: how it stands, who may start it, and what is still to be said."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.courses.model import Chapter
from bot.ids import MessageId, UserId
from bot.jobs.model import SkipReason
from bot.parties.model import LONGEST_PAUSE, LONGEST_WAIT, Answer, Guests, Party, PartyState, Presence, Reply
from bot.parties.running import (
    COUNTDOWN,
    GRACE,
    Phase,
    Room,
    Step,
    begins_at,
    closing_job,
    countdown_job,
    go_job,
    late_job,
    open_to_guests,
    phase_of,
    reason_to_skip_post,
    room_job,
)
from bot.parties.tasks import PartyTask, read_occurrence
from tests.unit.parties import LENGTH, START, party_at
from tests.unit.small_course import chapter

CHAPTER = Chapter.model_validate(chapter(5))
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
HOST, GUEST, SEEN = UserId(30), UserId(31), UserId(32)
COMING = Guests((Reply(GUEST, Answer.GOING),))


def stepped(*, pause: bool = False) -> Party:
    """Return the party started at its time, and paused after ten minutes if so wished."""
    started = party_at().started(START, HOST)
    paused = None if started is None else started.paused(START + 10 * MINUTE)
    assert started is not None
    assert paused is not None
    return paused if pause else started


def room(party: Party, now: datetime, guests: Guests = COMING) -> Room:
    """Return *party* as it is at *now*, where one said that they are there and one was only seen."""
    present = (Presence(HOST, START), Presence(SEEN, START, said=False))
    return Room(party, CHAPTER, guests, present, None, now)


RUNNING, PAUSED = stepped(), stepped(pause=True)


@pytest.mark.parametrize(
    ("party", "after", "phase", "obstacle"),
    [
        (party_at(), -MINUTE, Phase.AHEAD, Step.NOT_BEGUN),
        (party_at(), LENGTH, Phase.AHEAD, Step.NOT_BEGUN),
        (party_at(), LENGTH + LONGEST_WAIT, Phase.OVER, Step.OVER),
        (RUNNING, -SECOND, Phase.COUNTDOWN, Step.NOT_BEGUN),
        (RUNNING, timedelta(), Phase.RUNNING, Step.ALREADY),
        (RUNNING, LENGTH, Phase.OVER, Step.OVER),
        (PAUSED, 2 * LENGTH, Phase.PAUSED, Step.ALREADY),
        (PAUSED, 10 * MINUTE + LONGEST_PAUSE, Phase.OVER, Step.OVER),
        (replace(RUNNING, state=PartyState.OVER), MINUTE, Phase.OVER, Step.OVER),
        (replace(RUNNING, state=PartyState.CANCELLED), MINUTE, Phase.CANCELLED, Step.CANCELLED),
    ],
)
def test_a_party_stands_where_time_and_people_have_brought_it(
    party: Party, after: timedelta, phase: Phase, obstacle: Step
) -> None:
    """One that nobody starts or resumes ends too, but only after a good while."""
    assert phase_of(party, START + after) is phase
    assert room(party, START + after).obstacle is obstacle


def test_the_video_begins_after_a_countdown_and_never_before_its_time() -> None:
    """Whoever is punctual misses nothing."""
    assert begins_at(party_at(), START - 10 * MINUTE) == START
    assert begins_at(party_at(), START + MINUTE) == START + MINUTE + COUNTDOWN


def test_guests_wait_for_the_host_where_there_is_one() -> None:
    """For five minutes; where there is none any more, for the planned time."""
    forgotten = replace(party_at(), host=None)
    moments = (START - SECOND, START, START + GRACE)
    assert [open_to_guests(party_at(), now) for now in moments] == [False, False, True]
    assert [open_to_guests(forgotten, now) for now in moments] == [False, True, True]


def test_the_room_knows_where_it_is_and_who_watches_along() -> None:
    """Those who were there, or said that they would be."""
    at = room(RUNNING, START + 90 * SECOND)
    assert at.seconds == 90
    assert room(party_at(), START).seconds == 0
    assert at.said_here == (HOST,)
    assert [at.joined(user) for user in (HOST, GUEST, SEEN, UserId(99))] == [True, True, True, False]


LED = replace(RUNNING, room=MessageId(60))


@pytest.mark.parametrize(
    ("task", "party", "after", "reason"),
    [
        (PartyTask.LATE, party_at(), GRACE, None),
        (PartyTask.LATE, RUNNING, GRACE, SkipReason.OVER),
        (PartyTask.LATE, party_at(START + MINUTE), GRACE, SkipReason.CHANGED),
        (PartyTask.COUNTDOWN, RUNNING, -SECOND, None),
        (PartyTask.COUNTDOWN, RUNNING, MINUTE, SkipReason.MERGED),
        (PartyTask.COUNTDOWN, replace(RUNNING, state=PartyState.OVER), -SECOND, SkipReason.OVER),
        (PartyTask.GO, RUNNING, MINUTE, None),
        (PartyTask.GO, PAUSED, 11 * MINUTE, None),
        (PartyTask.GO, RUNNING, LENGTH, SkipReason.OVER),
        (PartyTask.ROOM, RUNNING, MINUTE, SkipReason.OVER),
        (PartyTask.ROOM, LED, MINUTE, None),
        (PartyTask.ROOM, LED, LENGTH, None),
        (PartyTask.CLOSING, LED, 9 * LENGTH, None),
    ],
)
def test_what_is_no_longer_true_is_not_said(
    task: PartyTask, party: Party, after: timedelta, reason: SkipReason | None
) -> None:
    """After an outage, "press play" comes late but never after the end; the end is told however late."""
    jobs = {
        PartyTask.LATE: late_job(party_at()),
        PartyTask.COUNTDOWN: countdown_job(RUNNING, START - MINUTE),
        PartyTask.GO: go_job(RUNNING),
        PartyTask.ROOM: room_job(RUNNING, START),
        PartyTask.CLOSING: closing_job(RUNNING, START),
    }
    work = read_occurrence(jobs[task].occurrence)
    assert work.task is task
    assert reason_to_skip_post(room(party, START + after), work) is reason


def test_nobody_is_told_to_start_what_nobody_comes_to() -> None:
    """The message is for those who are going."""
    work = read_occurrence(late_job(party_at()).occurrence)
    assert reason_to_skip_post(room(party_at(), START + GRACE, Guests()), work) is SkipReason.NOBODY


def test_each_step_has_a_name_of_its_own() -> None:
    """So that none is taken for another, however fast they follow."""
    jobs = [
        go_job(RUNNING),
        go_job(replace(RUNNING, started_at=START + MINUTE)),
        room_job(RUNNING, START),
        room_job(PAUSED, START),
        room_job(RUNNING, START + SECOND),
        closing_job(RUNNING, START),
    ]
    assert len({job.occurrence for job in jobs}) == len(jobs)
    assert go_job(RUNNING).due == START
    assert closing_job(RUNNING, START).occurrence == closing_job(RUNNING, START + MINUTE).occurrence
