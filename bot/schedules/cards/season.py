"""All dates of a season, as a card and as a calendar file, and the history of a schedule's posts."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

import discord
from discord import ui
from discord.utils import format_dt
from icalendar import Calendar, Event

from bot.courses.cards import fitted, heading
from bot.courses.model import Course, total_duration
from bot.ids import ChapterId
from bot.jobs.blockers import blocker_text
from bot.jobs.model import HoldReason, JobRecord, JobState, SkipReason
from bot.schedules.cards.overview import clocks_text, plain_headings, timestamp
from bot.schedules.cards.posts import END, closing_title
from bot.schedules.model import Schedule, ScheduleState, SeasonDay
from bot.schedules.posts import ChannelHistory, ScheduleHistory, is_ended_by_stop
from bot.text.translations import Localizer
from bot.text.visible import shortened
from bot.times.formats import length
from bot.ui.buttons import Action
from bot.ui.cards import Card, divider, escape, gap, link, panel, small, text, web_address
from bot.ui.note_cards import note_card
from bot.ui.pages import page_at, page_line, page_row

MOST_POSTS = 12  # of the history card
LONGEST_ERROR = 80  # characters
CLOCKS, MOVED, SKIPPED, PAUSED = "🕑", "↪️", "⏭️", "⏸️"
OPEN = {JobState.WAITING, JobState.LEASED, JobState.HELD}
ICONS = {
    JobState.WAITING: "🗓️",
    JobState.LEASED: "📤",
    JobState.DONE: "✅",
    JobState.HELD: "⚠️",
    JobState.DEAD: "❌",
    JobState.SKIPPED: SKIPPED,
}


def season_card(
    course: Course,
    schedule: Schedule,
    days: Sequence[SeasonDay],
    say: Localizer,
    turn: Callable[[int], Action],
    *,
    page: int = 0,
    file: discord.File | None = None,
) -> Card:
    """Show that *page* of the dates to the end of a season, with marks of clock changes, moves and skips.

    *turn* makes the actions of the buttons to other pages.
    """
    runs = runs_of(days)
    dates = page_at(len(runs), page)
    shown = [day for run in dates.of(runs) for day in run]
    total = total_duration([course.chapter(key) for day in days for key in day.chapters])
    paused = say("Paused: these dates hold if you resume now, with `/schedule resume`.")

    def drawn(limit: int) -> Card:
        return Card(
            panel(
                text(
                    f"### {say('The season, to {when}', when=format_dt(days[-1].slot.at, 'D'))}",
                    small(say("{duration} of video to come", duration=length(total, say))) if total else None,
                    f"{PAUSED} {paused}" if schedule.state is ScheduleState.PAUSED else None,
                    page_line(dates, say),
                ),
                divider(),
                text(*(line for run in dates.of(runs) for line in day_lines(course, run, say, limit))),
                text(*day_legend(schedule, shown, say)),
                page_row(dates, turn),
                *([] if file is None else [gap(), discord.ui.File(file)]),
            )
        )

    return fitted(drawn)


def day_legend(schedule: Schedule, shown: Sequence[SeasonDay], say: Localizer) -> list[str]:
    """Return what the marks on the lines of *shown* days mean, a line each; [] where there are none."""
    lines = []
    if any(day.clocks_changed for day in shown):
        lines.append(small(f"{CLOCKS} {clocks_text(schedule, say)}"))
    if any(day.moved for day in shown):
        lines.append(small(f"{MOVED} {say('moved')}"))
    return lines


def season_over_card(say: Localizer) -> Card:
    """Say that there is no season to show."""
    return note_card(say("Nothing is left to post."), say("See `/schedule show`."))


def runs_of(days: Sequence[SeasonDay]) -> list[list[SeasonDay]]:
    """Group *days*: each post alone; successive slots on holidays, or skipped by the same person, together."""

    def run(numbered: tuple[int, SeasonDay]) -> object:
        number, day = numbered
        return number if day.chapters or day.closing else (day.skipped_by, day.holiday)

    return [[day for _, day in days] for _, days in groupby(enumerate(days), run)]


def day_lines(course: Course, run: Sequence[SeasonDay], say: Localizer, limit: int) -> list[str]:
    """Return the lines for one group of days: what comes, titles cut to *limit* characters, and below it when."""
    first, last = run[0], run[-1]
    marks = f" {CLOCKS}" * first.clocks_changed + f" {MOVED}" * first.moved
    when = small(timestamp(first.slot.at) + marks)
    if first.closing:
        return [f"{END} {closing_title(say)}", when]
    if first.chapters:
        return [*(heading(course.chapter(key), limit) for key in first.chapters), when]
    who = first.skipped_by
    skipped = say("Left out") if who is None else say("Left out by {who}", who=f"<@{who}>")
    skipped = say("Holiday") if first.holiday else skipped
    if first is not last:
        dates = {"begin": format_dt(first.slot.at, "D"), "end": format_dt(last.slot.at, "D")}
        when = small(
            say.count("{number} post, {begin} to {end}", "{number} posts, {begin} to {end}", len(run), **dates)
        )
    return [f"{SKIPPED} {skipped}", when]


def season_file(
    course: Course, schedule: Schedule, days: Sequence[SeasonDay], say: Localizer, now: datetime, *, installation: str
) -> bytes:
    """Return the posts to come as an iCalendar file (RFC 5545), each as long as its videos.

    *installation* makes the UIDs unique: schedules of other installations have the same ids.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Lectern//Study schedule//EN")
    calendar.add("version", "2.0")
    for day in days:
        chapters = [course.chapter(number) for number in day.chapters]
        if not chapters and not day.closing:
            continue
        event = Event()
        event.add("uid", f"schedule-{schedule.id}-{day.slot.day.isoformat()}@{installation}.lectern")
        event.add("dtstamp", now)
        event.add("dtstart", day.slot.at)
        if day.closing:
            event.add("summary", closing_title(say))
        else:
            event.add("dtend", day.slot.at + sum((c.duration for c in chapters), start=timedelta()))
            event.add("summary", plain_headings(course, day.chapters))
            event.add("description", "\n".join(web_address(chapter.url) for chapter in chapters))
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def history_card(course: Course, history: ChannelHistory, say: Localizer) -> Card:
    """Show what became of each post and why, with a divider where a new schedule began in the channel."""
    return fitted(lambda limit: _history_card(course, history, say, limit))


def _history_card(course: Course, history: ChannelHistory, say: Localizer, limit: int) -> Card:
    parts: list[ui.Item[Any] | None] = []
    for place, each in enumerate(history.schedules):
        parts += [divider(), text(_earlier(each.schedule, say) if place else None, *_records(course, each, say, limit))]
    if history.has_more:
        parts.append(text(small(say("For an earlier schedule, name it with the option `which`."))))
    return Card(panel(text(f"### {say('What became of each post')}"), *parts))


def _earlier(schedule: Schedule, say: Localizer) -> str:
    """Return the line above the posts of *schedule*, after which another began in its channel."""
    ended = "—" if schedule.ended_at is None else timestamp(schedule.ended_at)
    return small(say("Earlier schedule, until {when}", when=ended))


def _records(course: Course, told: ScheduleHistory, say: Localizer, limit: int) -> list[str]:
    lines = [_record(course, told.schedule, row, say, limit) for row in told.rows]
    return lines or [say("Nothing has been posted yet.")]


def _record(course: Course, schedule: Schedule, row: Sequence[JobRecord], say: Localizer, limit: int) -> str:
    """Return what became of the posts of *row*, the newest first, with their date, or the first and the last."""
    record, dates = row[0], dict.fromkeys(timestamp(each.due) for each in (row[-1], row[0]))
    outcome = f"{ICONS[record.state]} {_outcome(schedule, record, say)}"
    brought = schedule.next_chapters if record.state in OPEN else record.chapters
    is_left_out = record.state is JobState.SKIPPED  # its chapters come on the next date
    what = "" if brought is None or is_left_out else f" · {_brought(course, brought, say, limit)}"
    return f"{outcome}\n{small(' – '.join(dates) + what)}"  # noqa: RUF001 - a range


def _brought(course: Course, chapters: Sequence[ChapterId], say: Localizer, limit: int) -> str:
    """Return the headings of *chapters*, titles cut to *limit* characters; for one that the course lacks, its key."""
    if not chapters:
        return closing_title(say)
    return " + ".join(heading(course.chapter(key), limit) for key in chapters)


def _outcome(schedule: Schedule, record: JobRecord, say: Localizer) -> str:
    match record.state:
        case JobState.DONE:
            return _posted(schedule, record, say)
        case JobState.HELD:
            return say("Waiting: {why}", why=blocker_text(HoldReason(record.error or ""), schedule.channel, say))
        case JobState.SKIPPED:
            return _skipped(schedule, record, say)
        case JobState.DEAD:
            return say("Discord refused it: {why}", why=escape(shortened(record.error or "", LONGEST_ERROR)))
        case _:
            return say("Not accepted by Discord yet; I keep trying")


def _posted(schedule: Schedule, record: JobRecord, say: Localizer) -> str:
    if record.message is None:
        return say("Posted, and deleted since")
    address = f"https://discord.com/channels/{schedule.guild}/{record.channel}/{record.message}"
    posted = link(say("Posted"), address)
    if record.settled_at is not None and schedule.is_late(record.due, record.settled_at):
        return say("{posted} late, {when}", posted=posted, when=timestamp(record.settled_at))
    return posted


def _skipped(schedule: Schedule, record: JobRecord, say: Localizer) -> str:
    reasons = {
        SkipReason.PAUSED: say("The schedule was paused"),
        SkipReason.REPLACED: say("The schedule was set up anew"),
        SkipReason.REQUESTED: say("Left out"),
        SkipReason.HOLIDAY: say("Holiday"),
        SkipReason.MISSED: say("Missed: I was offline for too long"),
    }
    if is_ended_by_stop(record, schedule):
        why, actor = say("The schedule was stopped"), record.actor or schedule.ended_by
    else:
        why, actor = reasons[SkipReason(record.error or "")], record.actor
    return why if actor is None else f"{why} · <@{actor}>"
