"""Random holidays: what a change says that it does is what it does, and undone it leaves no trace."""

import asyncio
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ids import ScheduleId
from bot.schedules.adjustments import LONGEST_SKIP
from bot.schedules.drafts import Draft
from bot.schedules.holiday_rules import HolidayResult, changed_holidays, days_in, ranges_of
from bot.schedules.model import MOST_HOLIDAYS, ScheduleOverview
from bot.undo.model import UndoResult
from tests.property.schedule_simulation import BEGINNING, CHANNEL, GUILD, ORGANISER, SimulatedGroup
from tests.property.strategies import drafts, few_days

DAY = timedelta(days=1)
TODAY = BEGINNING.date()
near = st.integers(0, 60).map(lambda days: TODAY + days * DAY)
lengths = st.integers(0, 40).map(lambda days: days * DAY)
any_length = st.integers(0, 800).map(lambda days: days * DAY)
far = st.integers(-400, 4000).map(lambda days: TODAY + days * DAY)


@given(st.frozensets(near))
def test_ranges_of_days_are_those_days_again(days: frozenset[date]) -> None:
    """In order, and none follows another at once."""
    ranges = ranges_of(days)
    assert days_in(ranges) == days
    assert all(last + DAY < first for (_, last), (first, _) in pairwise(ranges))


@given(former=st.frozensets(near), first=far, length=any_length, remove=st.booleans())
def test_a_change_of_holidays_adds_or_removes_those_days_and_no_others(
    *, former: frozenset[date], first: date, length: timedelta, remove: bool
) -> None:
    """Or nothing at all, for a reason that holds."""
    days = first, first + length
    kept = changed_holidays(former, days, BEGINNING, remove=remove)
    named = {first + place * DAY for place in range(length.days + 1)}
    match kept:
        case HolidayResult.PAST:
            assert days[1] < TODAY
        case HolidayResult.TOO_FAR:
            assert not remove
            assert first > TODAY
        case HolidayResult.TOO_LONG:
            assert not remove
            assert length > LONGEST_SKIP
        case HolidayResult.FULL:
            assert not remove
            assert len(ranges_of(former | named)) > MOST_HOLIDAYS
        case HolidayResult.ALREADY:
            assert not named & former if remove else named <= former
        case _:
            assert kept == (former - named if remove else former | named)
            assert kept != former


Change = tuple[date, timedelta, bool]


async def _plan(group: SimulatedGroup) -> tuple[object, ScheduleOverview]:
    """Return all that a change of holidays may change: they, the post that waits, and the dates of the season."""
    overview = (await group.look())[CHANNEL]
    waiting = [(entry.occurrence, entry.due) for entry in group.entries() if entry.state == "waiting"]
    return (await group.holidays.of_guild(GUILD), waiting, overview.planned, overview.season), overview


async def _change_and_undo(draft: Draft, changes: Sequence[Change], days: float) -> None:
    with tempfile.TemporaryDirectory() as folder:
        group = SimulatedGroup(Path(folder) / "lectern.db")
        await group.start()
        start = await group.schedules.set_up(replace(draft, channel=CHANNEL))
        assert start is not None
        group.coming[ScheduleId(start.overview.schedule.id)] = start.overview.schedule.position
        for first, length, remove in changes:
            group.now += timedelta(days=days)
            await _check(group, (first, first + length), remove=remove)
        await group.stop()


async def _check(group: SimulatedGroup, days: tuple[date, date], *, remove: bool) -> None:
    """Change holidays, undo that and change them again, and compare what is said with what is."""
    before, former = await _plan(group)
    said = await group.holidays.preview(GUILD, days, remove=remove)
    change = await group.holidays.change(GUILD, days, ORGANISER, remove=remove, sure=True)
    after, current = await _plan(group)
    if change.number is None:
        assert change.result not in {HolidayResult.DONE, HolidayResult.ASK}
        assert before == after
        return
    assert (said.changed, said.holidays, said.effects) == (change.changed, change.holidays, change.effects)
    for effect in change.effects:
        assert effect.upcoming == (former.planned[0].slot.at, current.planned[0].slot.at)
        assert effect.ends == (former.season[-1].slot.at, current.season[-1].slot.at)
        assert all(days[0] <= slot.day <= days[1] for slot in (*effect.gone, *effect.back))
        assert bool(effect.gone) is not remove
    if not change.effects:
        assert former.planned[0] == current.planned[0]
    undone, _ = await group.holidays.undo(GUILD, change.number, ORGANISER)
    assert undone is UndoResult.DONE
    assert (await _plan(group))[0] == before
    assert (await group.holidays.undo(GUILD, change.number, ORGANISER))[0] is UndoResult.ALREADY
    await group.holidays.change(GUILD, days, ORGANISER, remove=remove, sure=True)
    assert (await _plan(group))[0] == after


@settings(max_examples=20)
@given(drafts(), st.lists(st.tuples(near, lengths, st.booleans()), min_size=1, max_size=5), few_days)
def test_what_a_change_says_is_what_it_does_and_undone_it_leaves_no_trace(
    draft: Draft, changes: Sequence[Change], days: float
) -> None:
    """Whatever the schedule, without a post going out meanwhile."""
    asyncio.run(_change_and_undo(draft, changes, days / 10))
