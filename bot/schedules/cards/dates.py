"""What members see of schedules: when the next post comes and what it brings, and all dates to come."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import discord
from discord import ui
from discord.utils import format_dt

from bot.courses.cards import course_line, fitted, heading
from bot.courses.model import Course
from bot.ids import ChapterId, CourseId
from bot.schedules.buttons import DatesTell, ShowDates
from bot.schedules.cards.overview import FREE, LONGEST_IN_LINE, contents, timestamp, when_and_where
from bot.schedules.cards.reminders import BELL, NO_BELL
from bot.schedules.cards.season import SKIPPED, day_legend, day_lines, runs_of
from bot.schedules.coming import ComingPosts, in_order, without_names
from bot.schedules.model import Schedule, ScheduleState
from bot.text.translations import Localizer
from bot.ui.cards import Card, action_button, divider, gap, panel, row, small, text
from bot.ui.note_cards import note_card
from bot.ui.pages import page_at, page_line, page_row

NEXT, PAUSED = "🗓️", "⏸️"
MOST_SCHEDULES_NAMED = 3  # on a card about something else
Courses = Mapping[CourseId, Course]


def next_post_lines(
    courses: Courses, coming: Sequence[ComingPosts], say: Localizer, *, stays: bool = False
) -> list[str]:
    """Return when the next post of each schedule comes and what it brings, for cards about something else.

    Of several schedules each is named by its channel, the first few of them; one that has ended has nothing to say. A
    card that *stays* in a channel does not say how long it is until then.
    """
    running = [each for each in in_order(coming) if each.schedule.is_running]
    named = len(running) > 1
    return [
        line
        for each in running[:MOST_SCHEDULES_NAMED]
        for line in post_lines(courses[each.schedule.course], each, say, named=named, stays=stays)
    ]


def post_lines(
    course: Course,
    coming: ComingPosts,
    say: Localizer,
    *,
    named: bool = False,
    listed: bool = False,
    stays: bool = False,
    limit: int = LONGEST_IN_LINE,
) -> list[str]:
    """Return when the next post of one schedule comes, and below that what it brings, unless that is *listed* anyway.

    The schedule is *named* by its channel, or not; titles are cut to *limit* characters. A card that *stays* does not
    say how long it is until then.
    """
    schedule = coming.schedule
    where = f" · <#{schedule.channel}>" if named else ""
    brings = _brings(course, schedule.next_chapters, say, limit)
    if coming.waiting is not None:
        late = say("The post of {when} is late; it comes as soon as it can.", when=timestamp(coming.waiting.due))
        now = late if coming.is_late else say("The next post comes any moment now.")
        return [f"{NEXT} {now}{where}", small(brings)]
    if schedule.state is ScheduleState.PAUSED:
        pause = say("The schedule is paused; no date is set.")
        return [f"{PAUSED} {pause}{where}", small(say("After the pause: {chapter}", chapter=brings))]
    if coming.post is None:
        return [say("Every chapter has been posted.") + where]
    at = coming.post.slot.at
    until = "" if stays else f" ({format_dt(at, 'R')})"
    when = f"{NEXT} **{say('Next post')}** {timestamp(at)}{until}{where}"
    what = [] if listed else [small(_brings(course, coming.post.chapters, say, limit))]
    return [when, *what, *_day_off(coming, say)]


def _brings(course: Course, chapters: Sequence[ChapterId], say: Localizer, limit: int) -> str:
    if not chapters:
        return contents(course, chapters, say)
    return " + ".join(heading(course.chapter(key), limit) for key in chapters)


def after_the_end(coming: Sequence[ComingPosts], say: Localizer, *, organises: bool) -> list[str]:
    """Return what can be done once all of *coming* is over, for one who *organises* more of it; [] before that."""
    if not coming or not all(each.is_over for each in coming):
        return []
    lines = [say("`/progress` shows what is left for you.")]
    if organises:
        lines.append(say("With `/schedule setup` you begin a new round."))
    return [small(line) for line in lines]


def _day_off(coming: ComingPosts, say: Localizer) -> list[str]:
    """Return which dates have no post before the next one; [] where there are none."""
    if not coming.days_off:
        return []
    days = list(dict.fromkeys(format_dt(day.slot.at, "D") for day in (coming.days_off[0], coming.days_off[-1])))
    mark = FREE if any(day.holiday for day in coming.days_off) else SKIPPED
    if len(days) == 1:
        return [small(f"{mark} {say('No post on {day}', day=days[0])}")]
    return [small(f"{mark} {say('No posts from {first} to {last}', first=days[0], last=days[1])}")]


def dates_card(
    course: Course,
    coming: ComingPosts,
    say: Localizer,
    *,
    page: int = 0,
    told: bool = False,
    organises: bool = False,
    file: discord.File | None = None,
) -> Card:
    """Show a member that *page* of the dates of a schedule, all of them as a *file*; *told*: of posts, in private.

    One who *organises* is told how to begin anew, once all has been posted.
    """
    schedule, runs = coming.schedule, runs_of(without_names(coming.days))
    dates = page_at(len(runs), page)
    shown = [day for run in dates.of(runs) for day in run]
    tell = _tell_button(schedule, dates.number, say, told=told) if schedule.is_running else None

    def drawn(limit: int) -> Card:
        lines = [line for run in dates.of(runs) for line in day_lines(course, run, say, limit)]
        return Card(
            panel(
                text(f"### {say('The posts to come')}", course_line(course, say), small(when_and_where(schedule, say))),
                text(*post_lines(course, coming, say, listed=True), *after_the_end([coming], say, organises=organises)),
                divider() if lines else None,
                text(page_line(dates, say), *lines),
                text(*day_legend(schedule, shown, say)),
                page_row(dates, partial(ShowDates, schedule.id)),
                *([] if file is None else [gap(), discord.ui.File(file)]),
                text(small(f"{BELL} {say('I write to you when a post comes out.')}")) if told and tell else None,
                row([] if tell is None else [tell]),
            )
        )

    return fitted(drawn)


def _tell_button(schedule: Schedule, page: int, say: Localizer, *, told: bool) -> ui.Button[Any]:
    if told:
        return action_button(say("No more messages"), DatesTell(schedule.id, page, on=False), emoji=NO_BELL)
    return action_button(say("Tell me of new posts"), DatesTell(schedule.id, page, on=True), emoji=BELL)


def all_dates_card(courses: Courses, coming: Sequence[ComingPosts], say: Localizer, *, organises: bool = False) -> Card:
    """Show a member, who *organises* or not, the next post of each of several schedules, with a button to all dates."""

    def drawn(limit: int) -> Card:
        parts: list[ui.Item[Any] | None] = []
        for each in in_order(coming):
            schedule, course = each.schedule, courses[each.schedule.course]
            lines = post_lines(course, each, say, limit=limit)
            about = text(course_line(course, say), small(when_and_where(schedule, say)), *lines)
            button = action_button(say("All dates"), ShowDates(schedule.id, 0))
            parts.append(ui.Section(about, accessory=button) if each.days and about is not None else about)
        parts.append(text(*after_the_end(coming, say, organises=organises)))
        return Card(panel(text(f"### {say('The posts to come')}"), divider(), *parts))

    return fitted(drawn)


def no_dates_card(say: Localizer) -> Card:
    """Tell a member that no schedule posts in a channel that they can see."""
    return note_card(
        say("No study schedule posts in a channel that you can see."),
        say("`/course` shows the whole course, to watch at your own pace."),
    )


def dates_gone_card(say: Localizer) -> Card:
    """Tell a member that the schedule of a button has ended, or that they cannot see it any more."""
    return note_card(say("That schedule has ended meanwhile."), say("`/dates` shows what is to come."))
