"""Skipped days and moved slots of a schedule on Mondays and Thursdays."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

import pytest

from bot.ids import UserId
from bot.schedules.adjustments import Adjustments, Move, Skip
from bot.times.slots import Cadence, Slot

DAY = timedelta(days=1)
CADENCE = Cadence(frozenset({0, 3}), time(19), "Europe/Berlin")
NOVEMBER_22 = datetime(2026, 11, 22, 12, tzinfo=UTC)
MONDAY, THURSDAY, NEXT_MONDAY, NEXT_THURSDAY = islice(CADENCE.slots_after(NOVEMBER_22), 4)
ANA, BIA = UserId(30), UserId(31)


def days_of(adjustments: Adjustments, after: datetime = NOVEMBER_22, count: int = 3) -> list[Slot]:
    """Return the first slots after *after*, adjusted."""
    return list(islice(adjustments.applied(CADENCE.slots_after(after), after), count))


def test_without_adjustments_slots_stay_as_they_are() -> None:
    assert days_of(Adjustments()) == [MONDAY, THURSDAY, NEXT_MONDAY]


def test_a_range_leaves_out_its_first_and_its_last_day() -> None:
    """And all slots between them."""
    skip = Skip(MONDAY.day, NEXT_MONDAY.day, ANA)
    assert days_of(Adjustments((skip,)), count=1) == [NEXT_THURSDAY]
    for day, covered in [
        (MONDAY.day - DAY, False),
        (MONDAY.day, True),
        (THURSDAY.day, True),
        (NEXT_MONDAY.day, True),
        (NEXT_MONDAY.day + DAY, False),
    ]:
        assert skip.covers(day) is covered


def test_a_day_skipped_twice_shows_the_first_skip() -> None:
    """As when two organisers skip it."""
    first, second = Skip(MONDAY.day, MONDAY.day, ANA), Skip(MONDAY.day, THURSDAY.day, BIA)
    adjustments = Adjustments().with_skip(first).with_skip(second)
    assert adjustments.skip_of(MONDAY.day) == first
    assert adjustments.skip_of(THURSDAY.day) == second
    assert adjustments.skip_of(NEXT_MONDAY.day) is None


def test_a_moved_slot_keeps_the_day_that_names_it() -> None:
    """An hour later, it is still Monday's."""
    later = MONDAY.at + timedelta(hours=1)
    assert days_of(Adjustments((), (Move(MONDAY.day, later),))) == [Slot(MONDAY.day, later), THURSDAY, NEXT_MONDAY]


def test_a_slot_moved_behind_others_comes_after_them() -> None:
    """Monday's slot on Friday comes after Thursday's."""
    friday = THURSDAY.at + DAY
    assert days_of(Adjustments((), (Move(MONDAY.day, friday),))) == [THURSDAY, Slot(MONDAY.day, friday), NEXT_MONDAY]


def test_a_slot_moved_before_others_comes_before_them() -> None:
    """Next Monday's slot on Sunday comes before this Monday's."""
    sunday = NOVEMBER_22 + timedelta(hours=1)
    assert days_of(Adjustments((), (Move(NEXT_MONDAY.day, sunday),)), count=4) == [
        Slot(NEXT_MONDAY.day, sunday),
        MONDAY,
        THURSDAY,
        NEXT_THURSDAY,
    ]


def test_a_slot_moved_into_the_past_is_not_listed() -> None:
    """Neither there, from that very instant on, nor at its old time."""
    adjustments = Adjustments((), (Move(THURSDAY.day, MONDAY.at - DAY),))
    assert days_of(adjustments, MONDAY.at - DAY, 2) == [MONDAY, NEXT_MONDAY]
    assert days_of(adjustments, MONDAY.at - DAY - timedelta(seconds=1), 1) == [Slot(THURSDAY.day, MONDAY.at - DAY)]


def test_several_moved_slots_are_in_order() -> None:
    """In whatever order they were moved."""
    moves = (Move(MONDAY.day, THURSDAY.at + DAY), Move(THURSDAY.day, MONDAY.at))
    assert days_of(Adjustments((), moves)) == [
        Slot(THURSDAY.day, MONDAY.at),
        Slot(MONDAY.day, THURSDAY.at + DAY),
        NEXT_MONDAY,
    ]


def test_a_slot_both_skipped_and_moved_is_skipped() -> None:
    """Whichever was first."""
    move, skip = Move(MONDAY.day, MONDAY.at + DAY), Skip(MONDAY.day, MONDAY.day, ANA)
    assert days_of(Adjustments().with_move(move).with_skip(skip)) == days_of(Adjustments((skip,)))
    assert days_of(Adjustments().with_skip(skip).with_move(move), count=1) == [THURSDAY]


def test_the_last_move_of_a_slot_counts() -> None:
    """Other slots' moves stay."""
    first, other = Move(MONDAY.day, MONDAY.at + DAY), Move(THURSDAY.day, THURSDAY.at + DAY)
    second = Move(MONDAY.day, MONDAY.at + 2 * DAY)
    adjustments = Adjustments().with_move(first).with_move(other).with_move(second)
    assert adjustments.moves == (other, second)


def test_only_past_skips_and_moves_are_dropped() -> None:
    """A range that has not ended and a slot moved past the day are kept, with what leaves that out."""
    day = date(2026, 12, 1)
    before = datetime(2026, 11, 30, 23, tzinfo=UTC)
    past, moved = Skip(day - 3 * DAY, day - 3 * DAY, ANA), Skip(day - 2 * DAY, day - 2 * DAY, ANA)
    lasting = Skip(day - 3 * DAY, day, ANA)
    adjustments = Adjustments(
        (past, moved, lasting), (Move(day - DAY, before), Move(day - 2 * DAY, before + DAY), Move(day, before))
    )
    assert adjustments.since(datetime(2026, 12, 3, tzinfo=UTC)) == Adjustments(
        (moved, lasting), (Move(day - 2 * DAY, before + DAY), Move(day, before))
    )


def test_forgetting_a_person_keeps_the_days_skipped() -> None:
    """Only that person's id is removed."""
    mine, theirs = Skip(MONDAY.day, MONDAY.day, ANA), Skip(THURSDAY.day, THURSDAY.day, BIA)
    move = Move(NEXT_MONDAY.day, NEXT_MONDAY.at + DAY)
    forgotten = Adjustments((mine, theirs), (move,)).without(ANA)
    assert forgotten == Adjustments((Skip(MONDAY.day, MONDAY.day, None), theirs), (move,))


@pytest.mark.parametrize(
    ("first", "last", "kept"),
    [
        (1, 3, [(4, 9), (8, 12)]),
        (4, 9, [(10, 12)]),
        (6, 7, [(4, 5), (8, 9), (8, 12)]),
        (9, 9, [(4, 8), (8, 8), (10, 12)]),
        (1, 31, []),
        (13, 20, [(4, 9), (8, 12)]),
    ],
)
def test_skipped_days_can_be_restored(first: int, last: int, kept: list[tuple[int, int]]) -> None:
    """Those in the range, whoever skipped them; the rest keeps who skipped it."""

    def day(number: int) -> date:
        return date(2026, 12, number)

    adjustments = Adjustments((Skip(day(4), day(9), UserId(1)), Skip(day(8), day(12), UserId(2))))
    found = adjustments.without_days(day(first), day(last))
    assert [(skip.first.day, skip.last.day) for skip in found.skips] == kept
    assert {skip.by for skip in found.skips} <= {1, 2}
