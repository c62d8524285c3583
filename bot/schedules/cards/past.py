"""What is told of a schedule that was stopped, or replaced by another."""

from bot.courses.model import Course
from bot.schedules.cards.overview import headings, progress_line, timestamp, undo_row, watched_line, when_and_where
from bot.schedules.cards.posts import summary_lines
from bot.schedules.model import Schedule
from bot.schedules.posts import PastSchedule
from bot.text.translations import Localizer
from bot.ui.cards import Card, divider, panel, small, text


def past_card(course: Course, past: PastSchedule, say: Localizer) -> Card:
    """Tell when and where a schedule has ended, what was posted and watched, and how to go on."""
    schedule = past.overview.schedule
    return Card(
        panel(
            text(f"### {say('Study schedule')}", when_and_where(schedule, say), ended_line(schedule, say)),
            text(
                progress_line(course, past.overview, say),
                watched_line(past.overview.audience, say),
                *summary_lines(past.summary, say),
            ),
            divider(),
            text(_going_on(course, past, say)),
            None if past.undo is None else undo_row(past.undo, say),
        )
    )


def ended_line(schedule: Schedule, say: Localizer) -> str:
    """Return when *schedule* was stopped or replaced, and by whom if that is known."""
    when = "—" if schedule.ended_at is None else timestamp(schedule.ended_at)
    if schedule.ended_by is None:
        return say("Stopped {when}.", when=when)
    return say("Stopped {when} by {who}.", when=when, who=f"<@{schedule.ended_by}>")


def _going_on(course: Course, past: PastSchedule, say: Localizer) -> str:
    """Return how the group can go on."""
    schedule = past.overview.schedule
    if past.followed:
        return say("Another schedule was started in that channel after it.")
    if not past.left:
        return say("The course is over. `/schedule setup` begins it again.")
    coming = headings(course, past.left[: schedule.per_post])
    return "\n".join(
        [
            say(
                "`/schedule setup` in {channel} goes on with {chapter}",
                channel=f"<#{schedule.channel}>",
                chapter=coming,
            ),
            small(say("Its posts: `/schedule history`")),
        ]
    )
