"""Parties that come again with the study schedule: so many days after each post, at one wall time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import count

from bot.ids import ChannelId, ChapterNumber
from bot.schedules.model import Schedule, ScheduleState
from bot.times.slots import Cadence, instant_of, zone

DAYS_IN_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Repeat:
    """How many local days after the day of a post, and at which wall time."""

    days: int
    at: time


@dataclass(frozen=True, slots=True)
class NextParty:
    """The chapter and the start of the party that follows."""

    chapter: ChapterNumber
    starts_at: datetime


def schedule_for(schedules: Sequence[Schedule], channel: ChannelId) -> Schedule | None:
    """Return which of a guild's *schedules* a party in *channel* follows: that channel's, else the oldest."""
    there = (schedule for schedule in schedules if schedule.channel == channel)
    return next(there, next(iter(schedules), None))


def repeat_after(starts_at: datetime, cadence: Cadence, zone_name: str) -> Repeat:
    """Return the rule by which a party at *starts_at* follows the post before it.

    A party on the day of a post, but before it, belongs to the post a week before.
    """
    local = starts_at.astimezone(zone(zone_name))
    posted = instant_of(local.date(), cadence.at, zone(cadence.zone_name)).astimezone(zone(zone_name))
    same_day = DAYS_IN_A_WEEK if local.time() < posted.time() else 0
    days = min((local.weekday() - day) % DAYS_IN_A_WEEK or same_day for day in cadence.weekdays)
    return Repeat(days, time(local.hour, local.minute))


def next_party(schedule: Schedule, repeat: Repeat, zone_name: str, former: datetime, now: datetime) -> NextParty | None:
    """Return the party that follows the one at *former*, or nothing when the course has no more posts.

    While the schedule is paused nobody knows its next post: the party comes a week later.
    """
    if not schedule.chapters or schedule.state not in {ScheduleState.ACTIVE, ScheduleState.PAUSED}:
        return None
    place = zone(zone_name)
    if schedule.state is ScheduleState.PAUSED:
        first = former.astimezone(place).date()
        weekly = (instant_of(first + timedelta(weeks=week), repeat.at, place) for week in count(1))
        return NextParty(schedule.chapters[0], next(starts_at for starts_at in weekly if starts_at > now))
    coming = (
        NextParty(post.chapters[0], instant_of(post.slot.day + timedelta(days=repeat.days), repeat.at, place))
        for post in schedule.planned(now, None)
        if post.chapters  # the closing post has none
    )
    return next((party for party in coming if party.starts_at > max(now, former)), None)
