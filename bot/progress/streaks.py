"""Streaks: how many weeks in a row a member has watched something, by the weeks of the server's own time zone."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class GroupPosts:
    """The posts of a guild's schedules of a course.

    Attributes:
        posted: When they came out, in order.
        going_on: Whether one of the schedules still goes on, or is paused.
        zone_name: The IANA time zone of the latest of them; UTC without any.
    """

    posted: tuple[datetime, ...] = ()
    going_on: bool = False
    zone_name: str = "UTC"

    def free_weeks(self, now: datetime, place: tzinfo) -> frozenset[date]:
        """Return the weeks, by their Mondays, since the first post in which none came out: a holiday, or a pause.

        After the season has ended, none is free.
        """
        weeks = {week_of(at, place) for at in self.posted}
        if not weeks:
            return frozenset()
        last = week_of(now, place) if self.going_on else max(weeks)
        between = (last - min(weeks)) // WEEK
        return frozenset(min(weeks) + WEEK * number for number in range(between + 1)) - weeks


@dataclass(frozen=True, slots=True)
class Streak:
    """Weeks in a row in which a member watched something: those until *now*, and the most that there ever were."""

    now: int = 0
    best: int = 0


def week_of(at: datetime, place: tzinfo) -> date:
    """Return the Monday of the week in which *at* is in the time zone *place*."""
    day = at.astimezone(place).date()
    return day - timedelta(days=day.weekday())


def streak_of(marked: Iterable[datetime], free: Collection[date], now: datetime, place: tzinfo) -> Streak:
    """Return the streak of a member who *marked* chapters then, at *now* in the time zone *place*.

    A *free* week, by its Monday, neither counts nor breaks it; nor does this week, until it is over.
    """
    this_week = week_of(now, place)
    weeks = sorted({min(week_of(at, place), this_week) for at in marked})
    if not weeks:
        return Streak()
    run = best = 0
    week = weeks[0]
    while week <= this_week:
        if week in weeks:
            run += 1
        elif week not in free and week != this_week:
            run = 0
        best = max(best, run)
        week += WEEK
    return Streak(run, best)
