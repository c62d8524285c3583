"""What an edit of a course does to the schedules that post it: lessons that go come no more, new ones do."""

from dataclasses import replace
from datetime import datetime

from bot.courses.revision import CourseEdit
from bot.ids import GuildId, UserId
from bot.jobs.model import JobKind, SkipReason
from bot.jobs.store import JobStore
from bot.schedules.model import Schedule
from bot.schedules.planning import replan_post
from bot.schedules.store import ScheduleStore
from bot.storage.rows import Transaction


def after_edit(schedule: Schedule, edit: CourseEdit, *, is_under_way: bool = False) -> Schedule:
    """Return *schedule* with what is to come after *edit* of its course; itself where nothing would be left of it.

    Where it was to bring all that it had not, as the course listed it, it brings new lessons as well, in the new order.
    A post that *is_under_way*, and may be out, brings what it was to bring.
    """
    before = () if edit.before is None else edit.before.listed_order
    ahead = schedule.position + (len(schedule.next_chapters) if is_under_way else 0)
    done, to_come = schedule.order[:ahead], schedule.order[ahead:]
    is_listed = to_come == tuple(key for key in before if key not in done)
    candidates = edit.after.listed_order if is_listed else to_come
    rest = tuple(key for key in candidates if edit.after.get(key) is not None and not (is_listed and key in done))
    if not (order := (*done, *rest)):
        return schedule
    later = tuple(key for key in dict.fromkeys((*schedule.next_round, *rest)) if edit.after.get(key) is not None)
    changed = schedule.in_order(order, later)
    if order == schedule.order:  # though later rounds may lose what was posted in this one
        return changed
    return replace(changed, adjustments=schedule.adjustments.without_chapters())


async def follow_edit(tx: Transaction, guild: GuildId, edit: CourseEdit, by: UserId, now: datetime) -> None:
    """Save what *edit*, made by *by*, does to the schedules of *guild*, and plan their posts anew that are not due."""
    for schedule in await ScheduleStore(tx).of_guild(guild):
        if schedule.course != edit.after.key:
            continue
        pending = await JobStore(tx).pending(JobKind.WEEKLY_POST, guild, schedule.id)
        is_under_way = pending is not None and pending.attempts > 0
        if (changed := after_edit(schedule, edit, is_under_way=is_under_way)) == schedule:
            continue
        await ScheduleStore(tx).save(changed)
        if changed.order != schedule.order and (pending is None or pending.due > now):
            await replan_post(tx, changed, now, SkipReason.CHANGED, by)
    await JobStore(tx).release(guild, now)
