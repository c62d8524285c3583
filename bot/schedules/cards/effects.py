"""What a change does to a schedule, line by line: what was, and what is."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from discord.utils import format_dt

from bot.courses.model import Course
from bot.courses.numbering import ranges
from bot.ids import ChapterId
from bot.jobs.model import JobState, day_of_weekly, is_extra
from bot.schedules.cards.overview import contents, days_and_time, grace_name, headings, last_day, timestamp
from bot.schedules.checks import is_asked_about
from bot.schedules.model import Ending, Schedule, ScheduleOverview, ScheduleStart, ScheduleState, SeasonDay, missing
from bot.text.locales import Locale
from bot.text.translations import Localizer
from bot.times.slots import Slot
from bot.ui.cards import escape

MOST_NUMBERS = 12  # of chapters, or ranges of them, that one line names
MOST_DATES = 3  # of posts left out that are named one by one


def effect_lines(
    course: Course,
    before: ScheduleOverview,
    after: ScheduleOverview,
    say: Localizer,
    *,
    tags: tuple[str | None, str | None] = (None, None),
    is_blocked: bool = False,
) -> list[str]:
    """Return what is different *after*, each as "old → new", and the season's last day.

    *tags* are the forum tags; *is_blocked* says that no post can go out.
    """
    lines = [changed_line(name, *map(show, (before.schedule, after.schedule))) for name, show in _properties(say)]
    lines.append(changed_line(say("Tag"), *(escape(tag) if tag else say("none") for tag in tags)))
    moved = _moved(course, before, after, say)
    if after.schedule.state is ScheduleState.ACTIVE or before.schedule.state is after.schedule.state:
        lines += [*moved, *_chapters(course, before.schedule, after.schedule, say), *_left_out(before, after, say)]
    lines += [_asked_for(before, after, say), _waiting(course, before, after, say), _start_told(before, after, say)]
    lines.append(None if is_blocked else _at_once(course, before, after, say))
    lines.append(_next_post(course, before, after, say, is_told=bool(moved)))
    return [line for line in lines if line] + last_day(before, after, say)


def changed_line(name: str, old: str, new: str) -> str | None:
    """Return what *name* was and is, or None where it is the same."""
    return None if old == new else f"**{name}** {old} → {new}"


def _properties(say: Localizer) -> list[tuple[str, Callable[[Schedule], str]]]:
    states = {
        ScheduleState.ACTIVE: say("running"),
        ScheduleState.PAUSED: say("paused"),
        ScheduleState.FINISHED: say("over"),
        ScheduleState.REPLACED: say("stopped"),
    }
    endings = {
        Ending.STOP: say("it stops"),
        Ending.REPEAT: say("it begins again"),
        Ending.WAIT: say("it waits to be resumed"),
    }
    return [
        (say("Schedule"), lambda each: states[each.state]),
        (say("Channel"), lambda each: f"<#{each.channel}>"),
        (say("Days and time"), lambda each: days_and_time(each, say)),
        (say("Rhythm"), lambda each: say.count("every week", "every {number} weeks", each.cadence.every)),
        (say("Chapters a post"), lambda each: str(each.per_post)),
        (say("Missed posts"), lambda each: grace_name(each.grace, say)),
        (say("Pings"), lambda each: say("nobody") if each.role is None else f"<@&{each.role}>"),
        (say("Thread on each post"), lambda each: say("yes") if each.discussion else say("no")),
        (say("At the end"), lambda each: endings[each.ending]),
    ]


def _chapters(course: Course, before: Schedule, after: Schedule, say: Localizer) -> list[str | None]:
    """Return which chapters come no more, which come as well, and the order if only that is another."""
    old, new = before.to_come, after.to_come
    lost, added = missing(old, new), missing(new, old)
    return [
        chapters_left_out(course, lost, say),
        _chapters_line(course, say.count("Chapter added", "Chapters added", len(added)), added),
        None if lost or added else changed_line(say("Order"), numbers(course, old), numbers(course, new)),
    ]


def _chapters_line(course: Course, name: str, chapters: Sequence[ChapterId]) -> str | None:
    """Return *name* with the numbers of *chapters*, or the heading of the only one; None without any."""
    if not chapters:
        return None
    return f"**{name}** {headings(course, chapters) if len(chapters) == 1 else numbers(course, chapters)}"


def chapters_left_out(course: Course, chapters: Sequence[ChapterId], say: Localizer) -> str | None:
    """Return which *chapters* come no more; None without any."""
    return _chapters_line(course, say.count("Chapter left out", "Chapters left out", len(chapters)), chapters)


def start_lines(course: Course, start: ScheduleStart, say: Localizer) -> list[str]:
    """Return what a start has changed or kept beside a running schedule: see `stopped_lines`; and the language."""
    language = language_line(start.locales, say)
    return [*stopped_lines(course, start, say), *([language] if language else [])]


def stopped_lines(course: Course, start: ScheduleStart, say: Localizer) -> list[str]:
    """Return which chapters of the schedule that had ended are left out, and which of its days left out stay so."""
    skipped = [] if start.replaces_running else [day.slot for day in start.overview.season if _is_skipped(day)]
    lines = [chapters_left_out(course, start.left_out, say), *left_out_lines(skipped, [], say)]
    return [line for line in lines if line]


def language_line(locales: tuple[Locale | None, Locale | None] | None, say: Localizer) -> str | None:
    """Return the language of posts before and after, as a guild has chosen it; None where that is the same."""
    if locales is None:
        return None
    own = say("Discord's own setting for this server")
    return changed_line(say("Language of posts"), *(each.own_name if each else own for each in locales))


def numbers(course: Course, chapters: Sequence[ChapterId]) -> str:
    """Return the numbers of *chapters* of *course* with commas between; of many, the first as ranges; "—" for none."""
    each = course.numbers(chapters)
    written = list(map(str, each)) if len(each) <= MOST_NUMBERS else list(ranges(each))
    more = " …" if len(written) > MOST_NUMBERS else ""
    return (", ".join(written[:MOST_NUMBERS]) or "—") + more


def _moved(course: Course, before: ScheduleOverview, after: ScheduleOverview, say: Localizer) -> list[str | None]:
    """Return which posts were moved, from when to when; also those that are back at their own time."""
    moves = {move.day: move for each in (before, after) for move in each.schedule.adjustments.moves}
    lines = list[str | None]()
    for day, move in sorted(moves.items()):
        old, new = _time_of(before, day), _time_of(after, day)
        if old is not None and new is not None and move.chapters is not None:
            lines.append(changed_line(contents(course, move.chapters, say), timestamp(old), timestamp(new)))
    return [line for line in lines if line]


def _time_of(overview: ScheduleOverview, day: date) -> datetime | None:
    """Return when the post of the slot named after the local *day* is to come, or was due where it waits."""
    if overview.pending is not None and day_of_weekly(overview.pending.occurrence) == day:
        return overview.pending.due
    return next((each.slot.at for each in overview.season if each.slot.day == day and not _is_skipped(each)), None)


def _left_out(before: ScheduleOverview, after: ScheduleOverview, say: Localizer) -> list[str | None]:
    """Return how many posts there were that are left out, and how many come that were, with their days.

    Where posts have other days of the week only the numbers are compared: of the same days fewer or more may be left.
    """
    if not before.planned or not after.planned:
        return []
    begin = min(each.planned[0].slot.at for each in (before, after)) - timedelta(seconds=1)
    old, new = ([slot for slot, _ in each.schedule.skipped_between(begin)] for each in (before, after))
    if _rhythm(before.schedule) != _rhythm(after.schedule):
        counts = (str(sum(_is_within(each, slot) for slot in slots)) for each, slots in ((before, old), (after, new)))
        return [changed_line(say("Posts left out"), *counts)]
    lost = [slot for slot in _on_other_days(new, old) if _is_within(before, slot)]
    again = [slot for slot in _on_other_days(old, new) if _is_within(after, slot)]
    return left_out_lines(lost, again, say)


def _rhythm(schedule: Schedule) -> tuple[frozenset[int], int]:
    return schedule.cadence.weekdays, schedule.cadence.every


def _on_other_days(slots: Sequence[Slot], others: Sequence[Slot]) -> list[Slot]:
    """Return those of *slots* whose day, by which a slot is named, is that of none of *others*."""
    days = {slot.day for slot in others}
    return [slot for slot in slots if slot.day not in days]


def left_out_lines(lost: Sequence[Slot], again: Sequence[Slot], say: Localizer) -> list[str | None]:
    """Return how many posts are left out, the slots *lost*, and how many come *again*, with their dates."""
    return [
        _dates(say.count("{number} post left out", "{number} posts left out", len(lost)), lost),
        _dates(say.count("{number} post comes again", "{number} posts come again", len(again)), again),
    ]


def _is_within(overview: ScheduleOverview, slot: Slot) -> bool:
    """Tell whether *slot* is in the season, or in further rounds that follow it."""
    return overview.schedule.ending is Ending.REPEAT or slot.at <= overview.season[-1].slot.at


def _is_skipped(day: SeasonDay) -> bool:
    return not (day.chapters or day.closing or day.holiday)


def _dates(name: str, slots: Sequence[Slot]) -> str | None:
    """Return *name* with the dates of *slots*, or with the first and the last of many; None without any."""
    if not slots:
        return None
    dates = [format_dt(slot.at, "D") for slot in slots]
    shown = ", ".join(dates) if len(slots) <= MOST_DATES else f"{dates[0]} – {dates[-1]}"  # noqa: RUF001 - a range
    return f"**{name}** {shown}"


def _asked_for(before: ScheduleOverview, after: ScheduleOverview, say: Localizer) -> str | None:
    """Return that a post asked for with `/schedule now` comes no more; None where there was none, or it still comes."""
    old, new = (each.pending is not None and is_extra(each.pending.occurrence) for each in (before, after))
    return changed_line(say("Post asked for"), say("on its way"), say("not sent")) if old and not new else None


def _waiting(course: Course, before: ScheduleOverview, after: ScheduleOverview, say: Localizer) -> str | None:
    """Return what a post that is held or overdue was to bring, and what it brings; None where there is none."""
    old, new = before.pending, after.pending
    if old is None or new is None or old.occurrence != new.occurrence or new.due > after.after:
        return None
    brings = (contents(course, each.schedule.next_chapters, say) for each in (before, after))
    return changed_line(say("Waiting post"), *brings)


def _start_told(before: ScheduleOverview, after: ScheduleOverview, say: Localizer) -> str | None:
    """Return that the announcement of the start, which something was in the way of, comes now; else None."""
    comes = before.held_start is not None and after.tells_start and after.schedule.state is ScheduleState.ACTIVE
    return changed_line(say("Announcement of the start"), say("waiting"), say("in a moment")) if comes else None


def _at_once(course: Course, before: ScheduleOverview, after: ScheduleOverview, say: Localizer) -> str | None:
    """Return what goes out at once, or waits for an organiser's word, where a post is brought back that is due."""
    post, former = after.pending, before.pending
    if post is None or post.due > after.after or is_extra(post.occurrence) or post.state is not JobState.WAITING:
        return None
    if former is not None and former.occurrence == post.occurrence:
        return None
    what = say("Waiting post") if is_asked_about(after) else say("Goes out at once")
    return f"**{what}** {contents(course, after.schedule.next_chapters, say)}"


def _next_post(
    course: Course, before: ScheduleOverview, after: ScheduleOverview, say: Localizer, *, is_told: bool
) -> str | None:
    """Return the next post that was and is, with its chapters where these are others; None while none comes.

    Neither is one that is the same post, of which another line *is_told*.
    """
    if after.schedule.state is not ScheduleState.ACTIVE or not after.planned:
        return None
    new = after.planned[0]
    if before.schedule.state is not ScheduleState.ACTIVE or not before.planned:
        return None
    old = before.planned[0]
    brings = old.chapters != new.chapters
    if is_told and not brings and old.slot.day == new.slot.day:
        return None
    when = [timestamp(post.slot.at) for post in (old, new)]
    what = [contents(course, post.chapters, say) for post in (old, new)]
    if brings and old.slot.at == new.slot.at:
        return f"**{say('Next post')}** {when[0]}: {what[0]} → {what[1]}"
    if brings:
        when = [f"{time} ({chapters})" for time, chapters in zip(when, what, strict=True)]
    return changed_line(say("Next post"), when[0], when[1])
