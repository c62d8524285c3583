"""A draft of a schedule: what it lacks, and what it asks for when it is complete."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from bot.ids import ChannelId, ChapterId, GuildId, UserId
from bot.schedules.doubts import UnclearDay, UnclearTime, UnclearZone, number_of
from bot.schedules.drafts import Draft, Need
from bot.schedules.store import DRAFT
from bot.times.slots import Cadence
from bot.times.typed_times import Why
from tests.unit.answers_course import real_course

NOW = datetime(2026, 11, 23, 21, tzinfo=UTC)
TODAY = date(2026, 11, 23)
BLANK = Draft(GuildId(10), UserId(30))
WHOLE = replace(BLANK, channel=ChannelId(20), weekdays=frozenset({0}), at=time(19), zone_name="Europe/Lisbon")


def test_a_draft_names_what_is_open() -> None:
    """Everything at first, nothing when it is complete."""
    assert BLANK.needs == tuple(Need)
    assert replace(WHOLE, at=None).needs == (Need.TIME,)
    assert WHOLE.needs == ()


def test_text_that_was_not_understood_is_kept() -> None:
    """By its field, so that the form can show it again."""
    draft = replace(BLANK, typed=(("time", "25:99"),))
    assert (draft.typed_into("time"), draft.typed_into("zone")) == ("25:99", "")
    assert draft.retyped({"zone": "", "starts": None}).typed == (("time", "25:99"), ("zone", ""))
    assert draft.retyped({"time": None}) == BLANK


@pytest.mark.parametrize("starts", [None, TODAY, date(2020, 1, 1)])
def test_a_first_day_that_is_past_is_today(starts: date | None) -> None:
    """A draft may be started days after it was filled in."""
    expected = Cadence(frozenset({0}), time(19), "Europe/Lisbon", starts=TODAY)
    assert replace(WHOLE, starts=starts).cadence(NOW) == expected


def test_weeks_are_counted_from_the_first_post() -> None:
    """Today's time has passed, so every second week begins next Monday."""
    cadence = replace(WHOLE, every=2).cadence(NOW)
    assert cadence is not None
    assert cadence.starts == date(2026, 11, 30)


def test_an_open_draft_asks_for_nothing() -> None:
    """Without days or without a channel."""
    course = real_course()
    assert BLANK.cadence(NOW) is None
    assert replace(WHOLE, channel=None).schedule(course, None, NOW) is None
    assert replace(WHOLE, weekdays=frozenset()).schedule(course, None, NOW) is None


def test_a_first_chapter_outside_the_order_is_ignored() -> None:
    """The order may have been changed after it was chosen."""
    three = ChapterId(3)
    schedule = replace(WHOLE, order=(three,), first=ChapterId(1)).schedule(real_course(), None, NOW)
    assert schedule is not None
    assert (schedule.order, schedule.position) == ((three,), 0)


def test_an_answer_settles_its_own_doubt_only() -> None:
    """It fills in what was chosen; a number that no doubt offers changes nothing."""
    hour = UnclearTime(Why.NO_AM_PM, time(20), time(8))
    day = UnclearDay(Why.DAY_OR_MONTH, date(2027, 5, 12), date(2026, 12, 5))
    place = UnclearZone("IST", ("Asia/Kolkata", "Europe/Dublin"))
    draft = replace(WHOLE, at=time(20), starts=day.day, zone_name="Asia/Kolkata", doubts=(hour, place, day))
    assert draft.answered(number_of(time(8))) == replace(draft, at=time(8), doubts=(place, day))
    assert draft.answered(number_of(date(2026, 12, 5))) == replace(
        draft, starts=date(2026, 12, 5), doubts=(hour, place)
    )
    assert draft.answered(number_of("Europe/Dublin")) == replace(draft, zone_name="Europe/Dublin", doubts=(hour, day))
    assert draft.answered(number_of(time(9))) is draft


def test_doubts_are_stored_as_they_are() -> None:
    doubts = (
        UnclearTime(Why.TWELVE, time(12), time()),
        UnclearDay(Why.NEXT_YEAR, TODAY),
        UnclearZone("BST", ("a", "b")),
    )
    draft = replace(WHOLE, doubts=doubts)
    assert DRAFT.validate_json(DRAFT.dump_json(draft)) == draft
