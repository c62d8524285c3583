"""What keeps a post from being moved, or days from being left out, and what about that an organiser is asked first."""

from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime, timedelta
from enum import Enum, auto
from itertools import takewhile
from typing import NamedTuple

from bot.ids import ChapterId
from bot.jobs.model import day_of_weekly, is_extra
from bot.schedules.adjustments import LONGEST_SKIP
from bot.schedules.model import PlannedPost, Refusal, Refused, Schedule, ScheduleOverview
from bot.times.slots import Slot

MOST_UNASKED = 4  # posts of one schedule, or chapters never posted, that a change may take away without a question


class Doubt(Enum):
    """Why an organiser is asked before a post is moved; the question's card has the sentence for each."""

    AFTER_OTHERS = auto()
    SAME_DAY = auto()
    HOLIDAY = auto()
    LEFT_OUT = auto()


def next_post(overview: ScheduleOverview, now: datetime) -> PlannedPost | None:
    """Return the post that is next for an organiser: one that is held or overdue, but for one that may be out already.

    Its slot's day is that of the regular post, also where it was moved; of an extra one it is the local day. None
    where nothing follows the one that may be out.
    """
    pending, schedule = overview.pending, overview.schedule
    if pending is None or pending.due > now or pending.attempts:
        return coming_post(overview)
    day = day_of_weekly(pending.occurrence) or pending.due.astimezone(schedule.place).date()
    return PlannedPost(schedule.next_chapters, Slot(day, pending.due))


def drops_extra(overview: ScheduleOverview) -> bool:
    """Tell whether `next_post` is one that was asked for, so that leaving it out leaves out no date."""
    pending = overview.pending
    return pending is not None and is_extra(pending.occurrence) and not pending.attempts


def movable_post(overview: ScheduleOverview, now: datetime) -> PlannedPost | None:
    """Return the post that a move is about: `next_post`, but never one that was asked for, which has no slot."""
    pending = overview.pending
    is_regular = pending is not None and day_of_weekly(pending.occurrence) is not None
    return next_post(overview, now) if is_regular else coming_post(overview)


def comes_within(overview: ScheduleOverview, wait: timedelta, now: datetime) -> bool:
    """Tell whether the regular post is not due at *now*, but is by the end of *wait*."""
    pending = overview.pending
    return pending is not None and not is_extra(pending.occurrence) and now < pending.due <= now + wait


def is_asked_about(overview: ScheduleOverview) -> bool:
    """Tell whether the pending post is so late that an organiser is asked first: none is that was held or tried."""
    post = overview.pending
    if post is None or post.waited or post.attempts:
        return False
    return overview.schedule.asks_organiser(post.due, overview.after)


def coming_post(overview: ScheduleOverview) -> PlannedPost | None:
    """Return the first post whose time is to come, or None."""
    return next(iter(overview.planned), None)


def move_refusal(overview: ScheduleOverview, post: PlannedPost, to: datetime, now: datetime) -> Refusal | None:
    """Return why *post*, the next of the schedule, cannot be moved to the instant *to* at *now*; None if it can."""
    others, moved = _others(overview, post), PlannedPost(post.chapters, Slot(post.slot.day, to))
    whole = overview.schedule.per_post
    reasons = (
        (Refused.PAST, moved if to <= now else None),
        (Refused.TOO_FAR, moved if to > now + LONGEST_SKIP else None),
        (Refused.SAME_TIME, moved if to == post.slot.at else None),
        (Refused.AFTER_CLOSING, _first(others, lambda each: not each.chapters and each.slot.at <= to)),
        (Refused.AFTER_LAST, _first(others, lambda each: len(each.chapters) < whole and each.slot.at <= to)),
        (Refused.OTHER_POST, _first(others, lambda each: each.slot.at == to)),
    )
    return next((Refusal(reason, found) for reason, found in reasons if found is not None), None)


def move_doubts(overview: ScheduleOverview, post: PlannedPost, to: datetime) -> tuple[Doubt, ...]:
    """Return what to ask about before *post*, the next of the schedule, is moved to the instant *to*."""
    schedule = overview.schedule
    day = to.astimezone(schedule.place).date()
    found = (
        (Doubt.AFTER_OTHERS, bool(passed_posts(overview, post, to))),
        (Doubt.SAME_DAY, bool(posts_of_day(overview, post, to))),
        (Doubt.HOLIDAY, schedule.has_holiday(day)),
        (Doubt.LEFT_OUT, schedule.adjustments.skip_of(day) is not None),
    )
    return tuple(doubt for doubt, holds in found if holds)


def passed_posts(overview: ScheduleOverview, post: PlannedPost, to: datetime) -> list[PlannedPost]:
    """Return the posts that *post* comes before now, and would come after if it were moved to *to*."""
    return [each for each in _others(overview, post) if post.slot.at < each.slot.at < to]


def posts_of_day(overview: ScheduleOverview, post: PlannedPost, to: datetime) -> list[PlannedPost]:
    """Return the posts to come but *post* that take place on the local day of the instant *to*."""
    place = overview.schedule.place
    day = to.astimezone(place).date()
    return [each for each in _others(overview, post) if each.slot.at.astimezone(place).date() == day]


def _others(overview: ScheduleOverview, post: PlannedPost) -> list[PlannedPost]:
    """Return the posts to come to the closing post, but *post*."""
    posts = (PlannedPost(day.chapters, day.slot) for day in overview.season if day.chapters or day.closing)
    return [each for each in posts if each.slot != post.slot]


def _first(posts: Sequence[PlannedPost], is_meant: Callable[[PlannedPost], bool]) -> PlannedPost | None:
    return next(filter(is_meant, posts), None)


def ends_season(before: Schedule, after: Schedule) -> bool:
    """Tell whether a jump leaves out all but the last post of a season, and more posts than one."""
    left_out = after.position - before.position
    return after.is_last and left_out > before.per_post and bool(after.next_chapters)


def comes_first(schedule: Schedule, chapter: ChapterId, posted: Collection[ChapterId]) -> bool:
    """Tell whether *chapter* is still to come, and is none of those *posted*, so that it cannot come once more."""
    return chapter in schedule.order[schedule.position :] and chapter not in posted


class OrderLoss(NamedTuple):
    """How many chapters never posted another order leaves out, and whether it only goes back to posted ones."""

    lost: int
    goes_back: bool

    @property
    def is_asked_about(self) -> bool:
        """Whether such an order is taken on only once an organiser says that it is meant."""
        return self.lost > MOST_UNASKED or self.goes_back


def chapters_lost(before: Schedule, after: Schedule, posted: Collection[ChapterId]) -> list[ChapterId]:
    """Return the chapters that a jump ahead or another order leaves out, but for those that were *posted* before."""
    left = after.order[after.position :]
    return [each for each in before.order[before.position :] if each not in left and each not in posted]


def goes_back(before: Schedule, after: Schedule, posted: Collection[ChapterId]) -> bool:
    """Tell whether another order has nothing but chapters that lie behind and are among those *posted*."""
    return after.order != before.order and before.behind(posted).issuperset(after.to_come)


def order_loss(
    before: Schedule, after: Schedule, ever: Collection[ChapterId], season: Collection[ChapterId]
) -> OrderLoss:
    """Return what another order leaves out and goes back to, by what was posted *ever*, and in this *season*."""
    return OrderLoss(len(chapters_lost(before, after, ever)), goes_back(before, after, season))


def is_kept_by_holiday(schedule: Schedule, first: date, last: date, now: datetime) -> bool:
    """Tell whether a regular post to come on the local days *first* to *last* stays away because of a holiday."""
    slots = takewhile(lambda slot: slot.day <= last, schedule.cadence.slots_after(now))
    return any(slot.day >= first and schedule.has_holiday(slot.day) for slot in slots)


def posts_on(overview: ScheduleOverview, first: date, last: date, now: datetime) -> list[PlannedPost]:
    """Return the posts to come that take place on the local days *first* to *last*."""
    is_due = overview.pending is not None and overview.pending.due <= now
    coming = overview.schedule.advanced() if is_due else overview.schedule
    halts = coming.state is not overview.schedule.state  # after the closing post that is due
    return [] if halts else coming.posts_on(first, last, overview.after)
