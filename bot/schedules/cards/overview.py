"""Cards that show organisers one schedule or all, and texts that other cards of schedules share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from discord import ui
from discord.utils import format_dt

from bot.courses.cards import course_line, heading, plain_heading
from bot.courses.model import Course
from bot.ids import ChapterId, CourseId, UndoId
from bot.jobs.blockers import Blocker, blocker_text
from bot.jobs.model import HoldReason, JobRecord, JobState
from bot.progress.model import Audience
from bot.schedules.buttons import UndoSchedule
from bot.schedules.checks import is_asked_about
from bot.schedules.holiday_rules import days_in, ranges_of
from bot.schedules.model import ASK, MOST_SCHEDULES, Ending, PlannedPost, Schedule, ScheduleOverview, ScheduleState
from bot.schedules.order import Order
from bot.text.translations import Localizer
from bot.times.formats import calendar_days, clock_time, moment, weekday_names
from bot.times.zones import zone_city
from bot.ui.cards import Card, divider, escape, panel, row, small, text
from bot.ui.note_cards import NOTE, note_card
from bot.undo.cards import undo_button

LONGEST_IN_LINE = 90  # characters of a title on a line with others
MOST_DAYS_OFF = 5  # lines of holidays and days left out
FREE = "🏖️"


@dataclass(frozen=True, slots=True)
class ChannelStatus:
    """A schedule's channel now: what keeps the bot from posting there, the name of the tag, and further warnings."""

    blockers: Sequence[Blocker] = ()
    tag: str | None = None
    warnings: Sequence[str] = ()


def schedule_card(
    course: Course,
    overview: ScheduleOverview,
    status: ChannelStatus,
    say: Localizer,
    *,
    title: str | None = None,
    effects: Sequence[str] = (),
    undo: UndoId | None = None,
) -> Card:
    """Show where and when a schedule posts, what comes next, and what keeps a post from going out.

    After a change, *title* says what was done and *effects* what is different; *undo* takes it back.
    """
    schedule = overview.schedule
    every, discussion = schedule.cadence.every, schedule.discussion
    unusual = deviations(every, schedule.per_post, schedule.ending, say, tag=status.tag, discussion=discussion)
    pings = None if schedule.role is None else say("Each post pings {role}.", role=f"<@&{schedule.role}>")
    return Card(
        panel(
            text(
                f"### {title or say('Study schedule')}",
                course_line(course, say),
                when_and_where(schedule, say),
                small(unusual) if unusual else None,
            ),
            divider() if effects else None,
            text(*effects),
            None if effects else text(progress_line(course, overview, say), watched_line(overview.audience, say)),
            text(pings),
            text(
                _problem(overview, status.blockers, say),
                _held_start(overview, status.blockers, say),
                *(f"⚠️ {warning}" for warning in status.warnings),
            ),
            divider(),
            text(
                *_plan(course, schedule, overview.planned, say),
                *(last_day(None, overview, say) if undo is not None and not effects else []),
                _clock_rule(overview, say),
                *(_if_resumed(course, overview, say) if effects else []),
            ),
            text(*([] if title else _days_off(overview, say))),
            None if undo is None else undo_row(undo, say),
        )
    )


def undo_row(change: UndoId, say: Localizer) -> ui.ActionRow[Any] | None:
    """Return the button that takes *change* back."""
    return row([undo_button(UndoSchedule(change), say)])


def schedules_card(
    courses: Mapping[CourseId, Course], overviews: Sequence[tuple[ScheduleOverview, Sequence[Blocker]]], say: Localizer
) -> Card:
    """Show all schedules of a guild, each with its next post and what keeps a post from going out."""
    parts: list[ui.Item[Any] | None] = []
    for overview, blockers in overviews:
        schedule = overview.schedule
        course = courses[schedule.course]
        coming = _plan(course, schedule, overview.planned[:1], say)[-1]  # without the heading that an active one has
        problems = _problem(overview, blockers, say), _held_start(overview, blockers, say)
        parts += [divider(), text(course_line(course, say), when_and_where(schedule, say), coming, *problems)]
    more = small(say("For more of one, name it with the option `which`."))
    return Card(panel(text(f"### {say('Study schedules')}"), *parts, divider(), text(more)))


def which_schedule_card(schedules: Sequence[Schedule], say: Localizer) -> Card:
    """Ask which of several schedules is meant, and say how to name it."""
    lines = [f"• {when_and_where(schedule, say)}" for schedule in schedules]
    question = text(f"{NOTE} {say('Which schedule do you mean? This server has several:')}", *lines)
    hint = small(say("Choose it with the option `which`, or use the command in its channel."))
    return Card(panel(question, text(hint, small(say("Nothing was changed.")))))


def too_many_schedules_card(say: Localizer) -> Card:
    """Say that the guild has `MOST_SCHEDULES` schedules, so no more can be started."""
    return note_card(
        say.count(
            "This server has {number} schedule, and may have no more.",
            "This server has {number} schedules, and may have no more.",
            MOST_SCHEDULES,
        ),
        say("End one with `/schedule stop` first, or set one up anew in its own channel."),
    )


def order_names(say: Localizer) -> tuple[tuple[Order, str], ...]:
    """Return the orders that the course file gives, each with its name in the reader's language."""
    return ((Order.LISTED, say("As listed")), (Order.SUGGESTED, say("As suggested: related chapters together")))


def no_schedule_card(say: Localizer) -> Card:
    """Say that the guild has no schedule, and how to get one."""
    return note_card(say("This server has no study schedule running."), say("Start one with `/schedule setup`."))


def deviations(every: int, chapters: int, ending: Ending, say: Localizer, *, tag: str | None, discussion: bool) -> str:
    """Return the options that differ from the defaults (weekly, one chapter, no thread, no tag, stop), on one line."""
    endings = {
        Ending.REPEAT: say("at the end from the beginning again"),
        Ending.WAIT: say("at the end it waits to be resumed"),
    }
    parts = [
        say.count("every week", "every {number} weeks", every) if every > 1 else "",
        say.count("{number} chapter a post", "{number} chapters a post", chapters) if chapters > 1 else "",
        say("a thread on each post") if discussion else "",
        say("tag: {name}", name=escape(tag)) if tag else "",
        endings.get(ending, ""),
    ]
    return " · ".join(filter(None, parts))


def grace_name(grace: timedelta, say: Localizer) -> str:
    """Return the name of the option *grace*: what becomes of posts that the bot could not make in time."""
    if not grace:
        return say("leave them for the next date")
    if grace == ASK:
        return say("ask me first")
    return say.count("post up to {number} day late", "post up to {number} days late", grace.days)


def when_and_where(schedule: Schedule, say: Localizer) -> str:
    """Return on which days, at what time and in which channel *schedule* posts."""
    cadence = schedule.cadence
    return say(
        "In {channel}: {weekdays} at {time} ({zone} time)",
        weekdays=weekday_names(cadence.weekdays, say.locale),
        time=clock_time(cadence.at, say.locale),
        zone=zone_city(cadence.zone_name, say.locale),
        channel=f"<#{schedule.channel}>",
    )


def _days_off(overview: ScheduleOverview, say: Localizer) -> list[str]:
    """Return the holidays and the days left out that fall into the season, a line each, at most `MOST_DAYS_OFF`."""
    schedule, season = overview.schedule, overview.season
    if not season or schedule.state is ScheduleState.REPLACED:
        return []
    begin, end = (each.slot.at.astimezone(schedule.place).date() for each in (season[0], season[-1]))
    holidays = [(each.first, each.last, say("Holiday")) for each in schedule.holidays]
    left_out = ranges_of(days_in((skip.first, skip.last) for skip in schedule.adjustments.skips_in(schedule.place)))
    skips = [(*days, say("Left out")) for days in left_out]
    found = sorted(each for each in (*holidays, *skips) if each[0] <= end and each[1] >= begin)
    lines = [
        small(f"{FREE} {name}: {calendar_days(first, last, say.locale)}") for first, last, name in found[:MOST_DAYS_OFF]
    ]
    more = len(found) - len(lines)
    hint = say.count("… and {number} more: `/schedule season`", "… and {number} more: `/schedule season`", more)
    return [*lines, small(hint)] if more else lines


def days_and_time(schedule: Schedule, say: Localizer) -> str:
    """Return on which days and at what time *schedule* posts."""
    cadence = schedule.cadence
    return say(
        "{weekdays} at {time} ({zone} time)",
        weekdays=weekday_names(cadence.weekdays, say.locale),
        time=clock_time(cadence.at, say.locale),
        zone=zone_city(cadence.zone_name, say.locale),
    )


def progress_line(course: Course, overview: ScheduleOverview, say: Localizer) -> str:
    """Return which chapter the group has reached; of a schedule that has ended before a new round, in the last one."""
    schedule, reached = overview.schedule, overview.schedule.latest_chapter
    if schedule.state is ScheduleState.REPLACED:
        reached = reached or overview.last_posted
    if reached is not None:
        return say("The group has reached: {chapter}", chapter=heading(course.chapter(reached)))
    if overview.last_posted is not None:
        return say("A new round begins: nothing of it has been posted yet.")
    return say("Nothing has been posted yet.")


def watched_line(audience: Audience, say: Localizer) -> str | None:
    """Return how many have watched the latest chapter, with some names; mentions on a private card notify nobody."""
    if not audience.count:
        return None
    people = say.count("{number} has watched it", "{number} have watched it", audience.count)
    names = ", ".join(f"<@{user}>" for user in audience.first)
    rest = " …" if audience.count > len(audience.first) else ""
    return small(f"{people}: {names}{rest}")


def _plan(course: Course, schedule: Schedule, planned: Sequence[PlannedPost], say: Localizer) -> list[str]:
    match schedule.state:
        case ScheduleState.PAUSED:
            coming = planned[0].chapters if planned else schedule.next_chapters
            if not coming:
                return [say("Paused; `/schedule resume` brings the closing post.")]
            going_on = headings(course, coming)
            return [say("Paused; `/schedule resume` goes on with {chapter}", chapter=going_on)]
        case ScheduleState.FINISHED:
            return [say("The course is over: every chapter has been posted.")]
        case ScheduleState.REPLACED:
            return [say("Nothing is posted any more. What members watched is kept.")]
        case ScheduleState.ACTIVE:
            if not planned:
                return [say("Nothing follows the closing post.")]
            return [f"**{say('Coming up')}**", *_dates(course, planned, say)]


def _clock_rule(overview: ScheduleOverview, say: Localizer) -> str | None:
    """Return that the time of day stays the same where clocks change before the season ends; else None."""
    schedule = overview.schedule
    if schedule.state is not ScheduleState.ACTIVE or not any(day.clocks_changed for day in overview.season):
        return None
    return small(clocks_text(schedule, say))


def clocks_text(schedule: Schedule, say: Localizer) -> str:
    """Return what the time of day of *schedule* is by the clocks of its zone, also once these have changed."""
    time, city = clock_time(schedule.cadence.at, say.locale), zone_city(schedule.cadence.zone_name, say.locale)
    return say("It stays {time} in {city} when clocks change.", time=time, city=city)


def _dates(course: Course, planned: Sequence[PlannedPost], say: Localizer) -> list[str]:
    return [f"{timestamp(post.slot.at)} — {contents(course, post.chapters, say)}" for post in planned]


def _if_resumed(course: Course, overview: ScheduleOverview, say: Localizer) -> list[str]:
    """Return the dates that a paused schedule would have if it were resumed now; [] for any other."""
    if overview.schedule.state is not ScheduleState.PAUSED or not overview.season:
        return []
    last = format_dt(overview.season[-1].slot.at, "D")
    return [f"**{say('If it is resumed now')}**", *_dates(course, overview.planned, say), f"{say('Last day')}: {last}"]


def last_day(before: ScheduleOverview | None, after: ScheduleOverview, say: Localizer) -> list[str]:
    """Return the season's last day, with the one before if it was another; [] where nothing is to come."""
    if after.schedule.state is not ScheduleState.ACTIVE or not after.season:
        return []
    place, new = after.schedule.place, after.season[-1].slot.at
    old = before.season[-1].slot.at if before is not None and before.schedule.is_running and before.season else new
    was = "" if old.astimezone(place).date() == new.astimezone(place).date() else f"{format_dt(old, 'D')} → "
    return [f"**{say('Last day')}** {was}{format_dt(new, 'D')}"]


def timestamp(at: datetime) -> str:
    """Return *at* as a Discord timestamp: date and time in each reader's own zone and language."""
    return format_dt(at, "F")


def local_moment(at: datetime, zone_name: str, say: Localizer) -> str:
    """Return *at* by the clocks of *zone_name*, as a label, which has no timestamp: "Sat, Dec 5, 8:00 PM (Lisbon)"."""
    return f"{moment(at, zone_name, say.locale)} ({zone_city(zone_name, say.locale)})"


def headings(course: Course, chapters: Sequence[ChapterId]) -> str:
    """Return the headings of *chapters* on one line, "—" for none."""
    return " + ".join(heading(course.chapter(key), LONGEST_IN_LINE) for key in chapters) or "—"


def plain_headings(course: Course, chapters: Sequence[ChapterId]) -> str:
    """Return the headings of *chapters* on one line, as names and files have them, "—" for none."""
    return " + ".join(plain_heading(course.chapter(key)) for key in chapters) or "—"


def contents(course: Course, chapters: Sequence[ChapterId], say: Localizer) -> str:
    """Return what a post with *chapters* brings, on one line; with none it is the closing post."""
    return headings(course, chapters) if chapters else say("Closing post: how far the group came")


def _problem(overview: ScheduleOverview, blockers: Sequence[Blocker], say: Localizer) -> str | None:
    """Return what is wrong with the pending post, or keeps those to come from going out, and what to do; or None."""
    post, schedule = overview.pending, overview.schedule
    if post is None or post.error is None:
        if not blockers or not schedule.is_running or _held_start(overview, blockers, say) is not None:
            return None
        problem = f"⚠️ {blocker_text(blockers[0].reason, schedule.channel, say, blockers[0].cause)}"
        if post is None or post.due > overview.after or is_asked_about(overview):
            return problem
        return f"{problem}\n{_waits(post, say)}"
    when = timestamp(post.due)
    if post.state is JobState.HELD:
        reason = hold_text(post, schedule, blockers, say)
        if post.error == HoldReason.ASKED:
            return f"⚠️ {when}: {reason}"
        return f"⚠️ {reason}\n{_waits(post, say)}"
    now = [blocker_text(each.reason, schedule.channel, say, each.cause) for each in blockers[:1]]
    return "\n".join(["⚠️ " + say("Discord has not accepted the post of {when} yet; I keep trying.", when=when), *now])


def _waits(post: JobRecord, say: Localizer) -> str:
    return say("The post of {when} is waiting: it goes out as soon as this is fixed.", when=timestamp(post.due))


def _held_start(overview: ScheduleOverview, blockers: Sequence[Blocker], say: Localizer) -> str | None:
    """Return why the start of one that runs is not announced, and what to do, unless the post to come waits as well."""
    start, post = overview.held_start, overview.pending
    is_active = overview.schedule.state is ScheduleState.ACTIVE
    if start is None or not is_active or (post is not None and post.error is not None):
        return None
    waits = say("The start is announced as soon as this is fixed.")
    return f"⚠️ {hold_text(start, overview.schedule, blockers, say)}\n{waits}"


def hold_text(post: JobRecord, schedule: Schedule, blockers: Sequence[Blocker], say: Localizer) -> str:
    """Return why *post* is held, with the role or overwrite that causes it where *blockers* tell."""
    reason = HoldReason(post.error or "")
    cause = next((blocker.cause for blocker in blockers if blocker.reason is reason), None)
    return blocker_text(reason, schedule.channel, say, cause)
