"""What a button's card has shown, as a number that the button carries: nothing is done that it did not show."""

from dataclasses import replace
from zlib import crc32

from bot.schedules.model import Schedule, ScheduleStart


def mark_of_post(schedule: Schedule, *, quiet: bool) -> int:
    """Return a number for the next post of *schedule* if asked for now: where, what, whom it pings unless *quiet*."""
    return _mark(schedule.channel, schedule.role, schedule.next_chapters, schedule.position, quiet)


def mark_of_start(start: ScheduleStart) -> int:
    """Return a number for *start*: the schedule with its first post, and the one whose place it takes."""
    schedule, cadence = start.overview.schedule, start.overview.schedule.cadence
    if cadence.every == 1:
        schedule = replace(schedule, cadence=replace(cadence, starts=None))  # else it would be another each day
    return _mark(schedule, start.overview.planned[:1], start.former and start.former.schedule)


def is_as_seen(start: ScheduleStart, seen: int | None) -> bool:
    """Tell whether *start* is what a page showed: *seen* is its number, None for an old page, which had none.

    What an old page starts must replace no schedule that runs.
    """
    return not start.replaces_running if seen is None else mark_of_start(start) == seen


def _mark(*shown: object) -> int:
    """Return a number for values whose `repr` is the same in every process."""
    return crc32(repr(shown).encode())
