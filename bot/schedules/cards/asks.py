"""Cards that ask before a schedule is stopped, or posts at once: what that would do, and the button that does it."""

from discord.utils import format_dt

from bot.courses.model import Course
from bot.schedules.buttons import PostNow, StopSchedule
from bot.schedules.cards.overview import contents, timestamp, when_and_where
from bot.schedules.model import Ending, Schedule, ScheduleOverview, ScheduleState
from bot.schedules.seen import mark_of_post
from bot.text.translations import Localizer
from bot.ui.cards import DANGER, PRIMARY, Card, action_button, panel, row, small, text
from bot.ui.note_cards import note_card
from bot.undo.model import UNDO_WINDOW


def stop_question_card(overview: ScheduleOverview, say: Localizer) -> Card:
    """Ask whether to stop a schedule: how many posts would no longer come, and what is kept."""
    schedule = overview.schedule
    return Card(
        panel(
            text(
                f"### {say('Stop posting for good?')}",
                when_and_where(schedule, say),
                _posts_lost(overview, say),
                say("Kept: where the group is, and what members have watched."),
                small(say("For a while only: `/schedule pause`.")) if schedule.is_running else None,
            ),
            row([action_button(say("Stop it"), StopSchedule(schedule.id), style=DANGER)]),
        )
    )


def _posts_lost(overview: ScheduleOverview, say: Localizer) -> str | None:
    """Return how many posts are to come to the end of the season; None for none."""
    schedule, pending = overview.schedule, overview.pending
    if not schedule.is_running:
        return None
    is_waiting = pending is not None and pending.due <= overview.after and bool(schedule.next_chapters)
    lost = is_waiting + sum(bool(day.chapters) for day in overview.season)
    if schedule.ending is Ending.REPEAT:
        return say.count(
            "{number} post of this season would no longer come, nor would another season begin.",
            "{number} posts of this season would no longer come, nor would another season begin.",
            lost,
        )
    if not lost:
        return say("The closing post would no longer come.")
    return say.count("{number} post would no longer come.", "{number} posts would no longer come.", lost)


def post_now_question_card(course: Course, overview: ScheduleOverview, say: Localizer, *, quiet: bool) -> Card:
    """Ask whether to post the next chapters at once: which, where, whom it pings, and what the next date brings then.

    *quiet* says that the reader may not ping the schedule's role.
    """
    schedule = overview.schedule
    chapters = schedule.next_chapters
    action = PostNow(schedule.id, mark_of_post(schedule, quiet=quiet))
    question = say("Post the next chapter now?") if chapters else say("Post the closing post now?")
    return Card(
        panel(
            text(
                f"### {question}",
                f"<#{schedule.channel}>: {contents(course, chapters, say)}",
                _pings(schedule, say, quiet=quiet),
                _dates_after(course, overview, say),
                small(_when_sent(overview, say)),
            ),
            row([action_button(say("Post it"), action, style=PRIMARY)]),
        )
    )


def _pings(schedule: Schedule, say: Localizer, *, quiet: bool) -> str:
    if schedule.role is None or not schedule.next_chapters:
        return say("It pings nobody.")
    if quiet:
        return say("It pings nobody: you may not mention that role.")
    return say("It pings {role}.", role=f"<@&{schedule.role}>")


def _dates_after(course: Course, overview: ScheduleOverview, say: Localizer) -> str:
    schedule = overview.schedule
    coming = schedule.advanced()
    if schedule.state is ScheduleState.PAUSED:
        return say("The schedule stays paused.")
    if coming.state is not ScheduleState.ACTIVE:
        return say("The course is over then.")
    (following,) = coming.planned(overview.after, 1)
    brings = contents(course, following.chapters, say)
    return say("The dates stay: {when} then brings {what}", when=timestamp(following.slot.at), what=brings)


def _when_sent(overview: ScheduleOverview, say: Localizer) -> str:
    """Return when the post goes out: at once where one waits already, which is then tried again."""
    if overview.pending is not None and overview.pending.due <= overview.after:
        return say(
            "It is the post of {when}, which is waiting: it goes out at once.", when=timestamp(overview.pending.due)
        )
    return say.count(
        "It goes out {number} second after you press, so that you can undo it unseen.",
        "It goes out {number} seconds after you press, so that you can undo it unseen.",
        int(UNDO_WINDOW.total_seconds()),
    )


def posted_title(overview: ScheduleOverview, say: Localizer, *, quiet: bool) -> str:
    """Return the title of the answer after a press of "Post it", as *overview* stands then."""
    if overview.pending is None:
        return say("The next chapter is on its way")
    when = format_dt(overview.pending.due + UNDO_WINDOW, "R")
    if not overview.schedule.next_chapters:
        return say("The closing post goes out {when}", when=when)
    if quiet:
        return say("The next chapter goes out {when}, without its ping: you may not mention that role", when=when)
    return say("The next chapter goes out {when}", when=when)


def no_more_schedule_card(say: Localizer) -> Card:
    """Say that the schedule of a button has ended meanwhile."""
    return note_card(
        say("That schedule has ended meanwhile."), f"{say('Nothing was changed.')} {say('See `/schedule show`.')}"
    )


def other_post_card(say: Localizer) -> Card:
    """Say that what would be posted is not what the card showed any more."""
    return note_card(
        say("What this would post has changed since."),
        f"{say('Nothing was changed.')} {say('To see how it is now, use `/schedule now` again.')}",
    )
