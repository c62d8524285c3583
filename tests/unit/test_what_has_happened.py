"""Which posts are history, and which were only planned, moved or taken back."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any, cast

import pytest

from bot.ids import ChannelId, ChapterId, CourseId, GuildId, JobId, ScheduleId, UserId
from bot.jobs.model import HoldReason, JobKind, JobRecord, JobState, SkipReason
from bot.schedules.model import Schedule, ScheduleState
from bot.schedules.posts import has_happened, is_ended_by_stop
from bot.times.slots import Cadence
from bot.undo.model import UNDO_WINDOW

NOW = datetime(2026, 9, 30, 12, tzinfo=UTC)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
RUNNING = Schedule(
    ScheduleId(7),
    GuildId(1),
    ChannelId(1),
    CourseId("course"),
    Cadence(frozenset({0}), time(19), "Europe/Berlin"),
    (ChapterId(1),),
    0,
    None,
    None,
)
STOPPED = replace(RUNNING, state=ScheduleState.REPLACED, ended_at=NOW, ended_by=UserId(2))
TOLD = {SkipReason.REQUESTED, SkipReason.HOLIDAY, SkipReason.PAUSED, SkipReason.REPLACED, SkipReason.MISSED}


def post(state: JobState, error: str | None = None, **more: object) -> JobRecord:
    """Return the record of a regular post that was due a day ago."""
    known = JobRecord(JobId(1), JobKind.WEEKLY_POST, GuildId(1), 7, NOW - DAY, state, 0, None, None, error)
    return replace(known, **cast("dict[str, Any]", more))


@pytest.mark.parametrize(
    ("state", "error", "happened"),
    [
        (JobState.DONE, None, True),
        (JobState.DEAD, "50035", True),
        (JobState.HELD, HoldReason.CANNOT_SEND, True),
        (JobState.WAITING, "503", True),
        (JobState.LEASED, "503", True),
        (JobState.WAITING, None, False),
        (JobState.LEASED, None, False),
        *((JobState.SKIPPED, reason, reason in TOLD) for reason in SkipReason),
    ],
)
def test_only_what_is_out_left_out_or_in_trouble_has_happened(
    state: JobState, error: str | None, *, happened: bool
) -> None:
    """And nothing of it on a date to come."""
    assert has_happened(post(state, error), RUNNING, NOW) is happened
    assert not has_happened(post(state, error, due=NOW + SECOND), RUNNING, NOW)


def test_nothing_has_happened_after_the_end() -> None:
    left_out = post(JobState.SKIPPED, SkipReason.REQUESTED, due=NOW)
    assert has_happened(left_out, STOPPED, NOW + DAY)
    assert not has_happened(replace(left_out, due=NOW + SECOND), STOPPED, NOW + DAY)


@pytest.mark.parametrize("reason", [SkipReason.REQUESTED, SkipReason.PAUSED, SkipReason.REPLACED])
def test_an_extra_post_dropped_before_it_could_be_seen_has_not_happened(reason: SkipReason) -> None:
    """One that was dropped later was due."""
    extra = post(JobState.SKIPPED, reason, occurrence="extra:7:1", settled_at=NOW - DAY + UNDO_WINDOW)
    assert not has_happened(extra, RUNNING, NOW)
    assert has_happened(replace(extra, settled_at=NOW - DAY + UNDO_WINDOW + SECOND), RUNNING, NOW)
    assert has_happened(replace(extra, error=SkipReason.MISSED, settled_at=NOW), RUNNING, NOW)


@pytest.mark.parametrize(
    ("reason", "settled_at", "stopped"),
    [
        (SkipReason.REQUESTED, NOW, True),
        (SkipReason.REQUESTED, NOW - SECOND, False),
        (SkipReason.OVER, NOW + DAY, True),
        (SkipReason.PAUSED, NOW, False),
    ],
)
def test_what_a_stop_has_dropped_is_told_as_that(reason: SkipReason, settled_at: datetime, *, stopped: bool) -> None:
    """Of a schedule that runs, nothing is."""
    dropped = post(JobState.SKIPPED, reason, settled_at=settled_at)
    assert is_ended_by_stop(dropped, STOPPED) is stopped
    assert has_happened(dropped, STOPPED, NOW)
    assert not is_ended_by_stop(dropped, RUNNING)
