"""A watch party's model, from the plan to the end."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.ids import JobId, MessageId, UserId
from bot.parties.model import Answer, Guests, Party, PartyState, Reply
from tests.unit.parties import LENGTH, START, party_at

MINUTE = timedelta(minutes=1)


def running(at: timedelta = timedelta()) -> Party:
    """Return the party whose video began *at* so long after its planned time."""
    started = party_at().started(START + at)
    assert started is not None
    return started


def test_a_party_has_no_position_before_it_begins() -> None:
    """Even at its planned time; it ends one video's length after its start."""
    assert party_at().position(START + MINUTE) is None
    assert party_at().ends_at(START + MINUTE) == START + LENGTH


def test_the_position_follows_the_clock() -> None:
    """From the instant at which the video began to its end."""
    party = running(5 * MINUTE)
    assert party.position(START) == timedelta()
    assert party.position(START + 7 * MINUTE) == 2 * MINUTE
    assert party.position(START + timedelta(days=1)) == LENGTH
    assert party.ends_at(START) == START + 5 * MINUTE + LENGTH


def test_a_pause_stops_the_video_and_puts_off_the_end() -> None:
    """Both during the pause and after it."""
    paused = running().paused(START + 10 * MINUTE)
    assert paused is not None
    assert paused.position(START + 9 * MINUTE) == 9 * MINUTE
    assert paused.position(START + 20 * MINUTE) == 10 * MINUTE
    assert paused.ends_at(START + 25 * MINUTE) == START + LENGTH + 15 * MINUTE
    resumed = paused.resumed(START + 30 * MINUTE)
    assert resumed is not None
    assert resumed.position(START + 31 * MINUTE) == 11 * MINUTE
    assert resumed.ends_at(START) == START + LENGTH + 20 * MINUTE


def test_steps_out_of_order_are_refused() -> None:
    """So two hosts who press the same button take one step."""
    draft, planned, under_way = party_at(state=PartyState.DRAFT), party_at(), running()
    paused = replace(under_way, state=PartyState.PAUSED, paused_at=START)
    over, off = replace(under_way, state=PartyState.OVER), replace(planned, state=PartyState.CANCELLED)
    every = (draft, planned, under_way, paused, over, off)
    assert [party.moved(START) is not None for party in every] == [True, True, *[False] * 4]
    assert [party.started(START) is not None for party in every] == [False, True, *[False] * 4]
    assert [party.paused(START) is not None for party in every] == [False, False, True, *[False] * 3]
    assert [party.resumed(START) is not None for party in every] == [False] * 3 + [True, False, False]
    for end in (Party.over, Party.cancelled):
        assert [end(party) is not None for party in every] == [False, *[True] * 3, False, False]
    assert [party.is_open for party in every] == [False, True, True, True, False, False]


@pytest.mark.parametrize("state", [PartyState.DRAFT, PartyState.PLANNED])
def test_each_step_changes_the_state(state: PartyState) -> None:
    """Confirming, moving, ending and cancelling."""
    party = party_at(state=state)
    assert party.confirmed() == party_at()
    assert party.posted(MessageId(50), JobId(1)) == replace(party, message=MessageId(50), card_job=JobId(1))
    assert party.led_from(MessageId(51), JobId(2)) == replace(party, live_message=MessageId(51), live_job=JobId(2))
    assert party.moved(START + MINUTE) == party_at(START + MINUTE, state=state)
    ends = (party.confirmed().over(), party.confirmed().cancelled())
    assert [end.state for end in ends if end] == [PartyState.OVER, PartyState.CANCELLED]


def test_guests_are_told_apart_by_their_answers() -> None:
    """In the order in which they answered."""
    said = (Answer.MAYBE, Answer.GOING, Answer.CANT, Answer.GOING)
    guests = Guests(tuple(Reply(UserId(number), answer) for number, answer in enumerate(said)))
    assert guests.saying(Answer.GOING) == (1, 3)
    assert guests.saying(Answer.GOING, Answer.MAYBE) == (0, 1, 3)
    assert [len(guests.saying(answer)) for answer in Answer] == [2, 1, 1]
