"""A watch party under way: its phase, who may start it, and which messages still apply."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.courses.model import Course
from bot.ids import MessageId, UserId
from bot.jobs.model import SkipReason
from bot.parties.model import (
    COUNTDOWN,
    LONGEST_PAUSE,
    LONGEST_WAIT,
    WAIT_FOR_HOST,
    Answer,
    Guests,
    LiveParty,
    LiveResult,
    Party,
    PartyState,
    Phase,
    Presence,
    Reply,
)
from bot.parties.tasks import (
    PartyTask,
    countdown_job,
    go_job,
    late_job,
    live_card_job,
    party_job,
    read_occurrence,
    reason_to_skip_live,
)
from tests.unit.parties import LENGTH, START, party_at
from tests.unit.small_course import course as small_course

COURSE = Course.model_validate(small_course())
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
HOST, GUEST, SEEN = UserId(30), UserId(31), UserId(32)
COMING = Guests((Reply(GUEST, Answer.GOING),))


def stepped(*, pause: bool = False) -> Party:
    """Return the party started at its time and, if *pause*, paused ten minutes later."""
    started = party_at().started(START, HOST)
    paused = None if started is None else started.paused(START + 10 * MINUTE)
    assert started is not None
    assert paused is not None
    return paused if pause else started


def live(party: Party, now: datetime, guests: Guests = COMING) -> LiveParty:
    """Return *party* at *now*, with one person who said that they are there and one who was only seen."""
    present = (Presence(HOST, START), Presence(SEEN, START, said=False))
    return LiveParty(party, COURSE, guests, present, None, now)


RUNNING, PAUSED = stepped(), stepped(pause=True)


@pytest.mark.parametrize(
    ("party", "after", "phase", "refusal"),
    [
        (party_at(), -MINUTE, Phase.AHEAD, LiveResult.NOT_BEGUN),
        (party_at(), LENGTH, Phase.AHEAD, LiveResult.NOT_BEGUN),
        (party_at(), LENGTH + LONGEST_WAIT, Phase.OVER, LiveResult.OVER),
        (RUNNING, -SECOND, Phase.COUNTDOWN, LiveResult.NOT_BEGUN),
        (RUNNING, timedelta(), Phase.RUNNING, LiveResult.ALREADY),
        (RUNNING, LENGTH, Phase.OVER, LiveResult.OVER),
        (PAUSED, 2 * LENGTH, Phase.PAUSED, LiveResult.ALREADY),
        (PAUSED, 10 * MINUTE + LONGEST_PAUSE, Phase.OVER, LiveResult.OVER),
        (replace(RUNNING, state=PartyState.OVER), MINUTE, Phase.OVER, LiveResult.OVER),
        (replace(RUNNING, state=PartyState.CANCELLED), MINUTE, Phase.CANCELLED, LiveResult.CANCELLED),
    ],
)
def test_the_phase_follows_from_time_and_state(
    party: Party, after: timedelta, phase: Phase, refusal: LiveResult
) -> None:
    """A party that nobody starts or resumes ends, too, after some time."""
    assert party.phase(START + after) is phase
    assert live(party, START + after).refusal is refusal


def test_the_video_begins_after_a_countdown_and_never_before_its_time() -> None:
    assert party_at().earliest_start(START - 10 * MINUTE) == START
    assert party_at().earliest_start(START + MINUTE) == START + MINUTE + COUNTDOWN


def test_guests_wait_for_the_host_where_there_is_one() -> None:
    """For five minutes; without a host until the planned time."""
    forgotten = replace(party_at(), host=None)
    moments = (START - SECOND, START, START + WAIT_FOR_HOST)
    assert [party_at().guests_may_start(now) for now in moments] == [False, False, True]
    assert [forgotten.guests_may_start(now) for now in moments] == [False, True, True]


def test_a_live_party_knows_its_place_in_the_video_and_who_watches_along() -> None:
    """Whoever said that they are there, was seen there, or is going."""
    at = live(RUNNING, START + 90 * SECOND)
    assert at.seconds == 90
    assert live(party_at(), START).seconds == 0
    assert at.checked_in == (HOST,)
    assert [at.took_part(user) for user in (HOST, GUEST, SEEN, UserId(99))] == [True, True, True, False]


LED = replace(RUNNING, live_message=MessageId(60))


@pytest.mark.parametrize(
    ("task", "party", "after", "reason"),
    [
        (PartyTask.LATE, party_at(), WAIT_FOR_HOST, None),
        (PartyTask.LATE, RUNNING, WAIT_FOR_HOST, SkipReason.OVER),
        (PartyTask.LATE, party_at(START + MINUTE), WAIT_FOR_HOST, SkipReason.CHANGED),
        (PartyTask.COUNTDOWN, RUNNING, -SECOND, None),
        (PartyTask.COUNTDOWN, RUNNING, MINUTE, SkipReason.MERGED),
        (PartyTask.COUNTDOWN, replace(RUNNING, state=PartyState.OVER), -SECOND, SkipReason.OVER),
        (PartyTask.GO, RUNNING, MINUTE, None),
        (PartyTask.GO, PAUSED, 11 * MINUTE, None),
        (PartyTask.GO, RUNNING, LENGTH, SkipReason.OVER),
        (PartyTask.LIVE_CARD, RUNNING, MINUTE, SkipReason.OVER),
        (PartyTask.LIVE_CARD, LED, MINUTE, None),
        (PartyTask.LIVE_CARD, LED, LENGTH, None),
        (PartyTask.CLOSING, LED, 9 * LENGTH, None),
    ],
)
def test_messages_that_no_longer_apply_are_skipped(
    task: PartyTask, party: Party, after: timedelta, reason: SkipReason | None
) -> None:
    """The message "Press play" may come late, but not after the end; the end is always posted."""
    jobs = {
        PartyTask.LATE: late_job(party_at()),
        PartyTask.COUNTDOWN: countdown_job(RUNNING, START - MINUTE),
        PartyTask.GO: go_job(RUNNING),
        PartyTask.LIVE_CARD: live_card_job(RUNNING, START),
        PartyTask.CLOSING: party_job(RUNNING, PartyTask.CLOSING, START),
    }
    work = read_occurrence(jobs[task].occurrence)
    assert work.task is task
    assert reason_to_skip_live(live(party, START + after), work) is reason


def test_a_late_party_that_nobody_attends_is_skipped() -> None:
    """The message is for those who are going."""
    work = read_occurrence(late_job(party_at()).occurrence)
    assert reason_to_skip_live(live(party_at(), START + WAIT_FOR_HOST, Guests()), work) is SkipReason.NOBODY


def test_each_live_job_has_its_own_occurrence() -> None:
    """However soon they follow each other."""
    jobs = [
        go_job(RUNNING),
        go_job(replace(RUNNING, started_at=START + MINUTE)),
        live_card_job(RUNNING, START),
        live_card_job(PAUSED, START),
        live_card_job(RUNNING, START + SECOND),
        party_job(RUNNING, PartyTask.CLOSING, START),
    ]
    assert len({job.occurrence for job in jobs}) == len(jobs)
    assert go_job(RUNNING).due == START
    assert (
        party_job(RUNNING, PartyTask.CLOSING, START).occurrence
        == party_job(RUNNING, PartyTask.CLOSING, START + MINUTE).occurrence
    )
