"""A series of parties: which schedule it follows, by which rule, and which party is its next."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from itertools import count

from bot.ids import ChannelId, ChapterId
from bot.parties.model import Repeat
from bot.schedules.model import Schedule, ScheduleState
from bot.times.slots import Cadence, instant_of, zone

DAYS_IN_A_WEEK = 7


def schedule_for(schedules: Sequence[Schedule], channel: ChannelId) -> Schedule | None:
    """Return which of a guild's *schedules* a party in *channel* follows: that channel's, else the first, or None."""
    there = (schedule for schedule in schedules if schedule.channel == channel)
    return next(there, next(iter(schedules), None))


def repeat_after(starts_at: datetime, cadence: Cadence, zone_name: str) -> Repeat:
    """Return the rule by which a party at *starts_at*, in the zone *zone_name*, follows the post before it.

    A party on the day of a post, but before its time, follows the last post before that day.
    """
    local = starts_at.astimezone(zone(zone_name))
    posted = instant_of(local.date(), cadence.at, zone(cadence.zone_name)).astimezone(zone(zone_name))
    same_day = DAYS_IN_A_WEEK if local.time() < posted.time() else 0
    days = min((local.weekday() - day) % DAYS_IN_A_WEEK or same_day for day in cadence.weekdays)
    return Repeat(days, time(local.hour, local.minute))


def next_party(
    schedule: Schedule, repeat: Repeat, zone_name: str, former: datetime, now: datetime
) -> tuple[ChapterId, datetime] | None:
    """Return chapter and start of the next party of a series after the one at *former*, or None if there is none.

    It follows the next post with chapters. While the schedule is paused that has no date: the party is weekly.
    """
    if not schedule.next_chapters or schedule.state not in {ScheduleState.ACTIVE, ScheduleState.PAUSED}:
        return None
    place = zone(zone_name)
    if schedule.state is ScheduleState.PAUSED:
        first = former.astimezone(place).date()
        weekly = (instant_of(first + timedelta(weeks=week), repeat.at, place) for week in count(1))
        coming = ((schedule.next_chapters[0], starts_at) for starts_at in weekly)
        earliest = now
    else:
        coming = (
            (post.chapters[0], instant_of(post.slot.day + timedelta(days=repeat.days), repeat.at, place))
            for post in schedule.planned(now, None)
            if post.chapters  # the closing post has none
        )
        earliest = max(now, former)
    suited = (
        (chapter, starts_at)
        for chapter, starts_at in coming
        if starts_at > earliest and not schedule.has_holiday(starts_at.astimezone(place).date())
    )
    return next(suited, None)
