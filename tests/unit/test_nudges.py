"""Nudges: within which hours, and on which days somebody catches up."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.courses.file import parse_course
from bot.ids import GuildId, NudgeWishId, UserId
from bot.schedules.nudge_rules import SPREAD_S, NudgeWish, catch_up
from bot.text.locales import Locale
from tests.unit.small_course import course

CHAPTERS = parse_course(json.dumps(course()), "small course").chapters
TODAY = date(2026, 11, 30)


def wish(from_hour: int, until_hour: int, number: int = 1) -> NudgeWish:
    """Return the wish with that *number* for these hours in Lisbon."""
    who = GuildId(1), UserId(2)
    return NudgeWish(NudgeWishId(number), *who, Locale.ENGLISH, from_hour, until_hour, "Europe/Lisbon")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return that time of a day of November 2026, on which Lisbon has UTC."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "after", "expected"),
    [
        ((9, 21), at(10, 3), at(10, 9)),
        ((9, 21), at(10, 12), at(10, 12)),
        ((9, 21), at(10, 21), at(11, 9)),
        ((9, 21), at(10, 23), at(11, 9)),
        ((22, 24), at(10, 23, 59), at(10, 23, 59)),
        ((0, 1), at(10, 1), at(11, 0)),
    ],
)
def test_a_nudge_waits_for_the_hours_that_were_chosen(
    hours: tuple[int, int], after: datetime, expected: datetime
) -> None:
    """By the clock of the time zone that was chosen."""
    assert wish(*hours).first_moment(after) == expected
    assert wish(*hours).is_open(expected)
    assert not wish(*hours).is_open(expected.replace(hour=(hours[0] - 1) % 24, minute=30))


@pytest.mark.parametrize("number", [1, SPREAD_S - 1, SPREAD_S, 123_456])
def test_nudges_are_spread_but_stay_within_the_hours(number: int) -> None:
    """Also where the hours end in a moment."""
    for after in (at(10, 3), at(10, 20, 59), at(10, 12)):
        due = wish(9, 21, number).due_after(after)
        assert wish(9, 21).is_open(due)
        assert timedelta() <= due - wish(9, 21).first_moment(after) < timedelta(seconds=SPREAD_S)


def test_on_the_day_of_a_change_of_clocks_the_hours_are_those_of_the_clock() -> None:
    """Clocks went back in Lisbon on 25 October 2026."""
    begin, end = wish(0, 24).window(date(2026, 10, 25))
    assert end - begin == timedelta(hours=25)


def test_a_few_chapters_are_planned_with_a_day_of_rest() -> None:
    """More of them one a day; the last day is by when one has caught up."""
    few = catch_up(CHAPTERS, TODAY)
    assert [day for day, _ in few.days] == [date(2026, 12, 1), date(2026, 12, 3), date(2026, 12, 5)]
    assert few.by == date(2026, 12, 5)
    many = catch_up(CHAPTERS * 2, TODAY)
    assert [day.day for day, _ in many.days] == [1, 2, 3, 4, 5, 6]
