"""Questions before a change of a schedule, with what it would do, and what is said where that has changed since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from discord import ui
from discord.utils import format_dt

from bot.courses.cards import heading
from bot.courses.model import Course
from bot.ids import ChapterId, UndoId
from bot.jobs.model import is_extra
from bot.schedules.adjustments import DateRange
from bot.schedules.buttons import (
    JumpTo,
    MakeChange,
    MovePost,
    PostNow,
    RepeatChapter,
    SkipDays,
    StopSchedule,
    UnskipDays,
)
from bot.schedules.cards.effects import effect_lines, numbers
from bot.schedules.cards.overview import contents, local_moment, timestamp, when_and_where
from bot.schedules.cards.typed_problems import reading_text, typed_problem_text
from bot.schedules.checks import Doubt, OrderLoss, ends_season, move_doubts, passed_posts, posts_of_day
from bot.schedules.doubts import Question, Reading
from bot.schedules.model import ChangeAnswer, Ending, PlannedPost, Schedule, ScheduleOverview, ScheduleState
from bot.schedules.seen import mark_of_post
from bot.text.translations import Localizer
from bot.times.formats import calendar_days
from bot.ui.cards import DANGER, PRIMARY, Card, action_button, divider, panel, row, small, text
from bot.ui.note_cards import note_card
from bot.undo.model import UNDO_WINDOW

QUESTION = "❓"
MOST_EFFECTS = 3000  # characters of effects on a card, which Discord allows 4,000
MOST_IN_ROW = 5  # buttons, set by Discord


@dataclass(frozen=True, slots=True)
class Preview:
    """How a schedule stands *before* a change, and how it would stand *after* it."""

    before: ScheduleOverview
    after: ScheduleOverview


def preview_of(answer: ChangeAnswer) -> Preview | None:
    """Return what a change would do, whose *answer* was only to be seen; None if it would do nothing."""
    return None if answer.before is None or answer.after is None else Preview(answer.before, answer.after)


@dataclass(frozen=True, slots=True)
class AskedMove:
    """A move of *post*, the next of a schedule, to the instant *to*.

    Attributes:
        why: What is ambiguous about the time as it was typed, if anything is.
        other: The instant of the other reading, if there is one.
        posted: What has been posted on that day already; None if nothing has.
    """

    post: PlannedPost
    to: datetime
    why: str | None = None
    other: datetime | None = None
    posted: tuple[ChapterId, ...] | None = None


def move_question_card(course: Course, preview: Preview, move: AskedMove, say: Localizer) -> Card:
    """Ask whether the next post is to be moved, or is to be moved to the other reading of what was typed."""
    schedule, day = preview.before.schedule, move.post.slot.day.toordinal()
    buttons = [action_button(say("Move it"), MovePost(schedule.id, day, int(move.to.timestamp())), style=PRIMARY)]
    if move.other is not None:
        label = say("Move it to {when}", when=local_moment(move.other, schedule.cadence.zone_name, say))
        buttons.append(action_button(label, MovePost(schedule.id, day, int(move.other.timestamp()))))
    reasons = [move.why, *_doubt_lines(course, preview.before, move, say)]
    if move.posted is not None:
        reasons.append(say("That day has had its post: {chapters}.", chapters=contents(course, move.posted, say)))
    return _question_card(course, say("Move this post?"), reasons, preview, buttons, say)


def _doubt_lines(course: Course, before: ScheduleOverview, move: AskedMove, say: Localizer) -> list[str]:
    """Return a sentence for each doubt about *move*."""
    passed = [chapter for each in passed_posts(before, move.post, move.to) for chapter in each.chapters]
    others = " · ".join(contents(course, each.chapters, say) for each in posts_of_day(before, move.post, move.to))
    sentences = {
        Doubt.AFTER_OTHERS: say.count(
            "It would come after chapter {chapters}.",
            "It would come after chapters {chapters}.",
            len(passed),
            chapters=numbers(course, passed),
        ),
        Doubt.SAME_DAY: say("That day has another post: {chapters}.", chapters=others),
        Doubt.HOLIDAY: say("That day is a holiday of this server."),
        Doubt.LEFT_OUT: say("That day is one that was left out."),
    }
    return [sentences[doubt] for doubt in move_doubts(before, move.post, move.to)]


def skip_question_card(course: Course, preview: Preview, days: DateRange, why: str | None, say: Localizer) -> Card:
    """Ask whether the posts of *days* are to be left out; *why* is what is ambiguous about the days as typed."""
    number, (first, last) = preview.before.schedule.id, days
    button = action_button(say("Leave them out"), SkipDays(number, first.toordinal(), last.toordinal()), style=PRIMARY)
    title, reasons = say("Leave out the posts on these days?"), [_days(days, say), why]
    return _question_card(course, title, reasons, preview, [button], say)


def unskip_question_card(course: Course, preview: Preview, days: DateRange, why: str | None, say: Localizer) -> Card:
    """Ask whether the posts of *days* that were left out are to come again; *why* as in `skip_question_card`."""
    number, (first, last) = preview.before.schedule.id, days
    action = UnskipDays(number, first.toordinal(), last.toordinal())
    button = action_button(say("Let them come"), action, style=PRIMARY)
    title, reasons = say("Let the posts on these days come again?"), [_days(days, say), why]
    return _question_card(course, title, reasons, preview, [button], say)


def _days(days: DateRange, say: Localizer) -> str:
    return f"**{calendar_days(*days, say.locale)}**"


def jump_question_card(course: Course, preview: Preview, lost: int, say: Localizer) -> Card:
    """Ask about a jump to the last post of the season, or one that passes as many chapters never posted as *lost*."""
    schedule = preview.after.schedule
    button = action_button(say("Jump there"), JumpTo(schedule.id, schedule.next_chapters[0]), style=PRIMARY)
    if ends_season(preview.before.schedule, schedule):
        title, reason = say("Jump to the end?"), say("The next post would be the last of the season.")
    else:
        title, reason = say("Jump ahead?"), _lost_line(lost, say)
    return _question_card(course, title, [reason], preview, [button], say)


def _lost_line(lost: int, say: Localizer) -> str:
    return say.count(
        "{number} chapter that was never posted would be left out.",
        "{number} chapters that were never posted would be left out.",
        lost,
    )


@dataclass(frozen=True, slots=True)
class AskedChange:
    """What a change as typed may mean: by which *readings*, and what it would do; None where all is so already.

    It is kept by the number *asked*, so that a button can make it.
    """

    readings: tuple[Reading, ...]
    preview: Preview | None
    asked: UndoId | None


def change_question_card(
    course: Course, doubts: Sequence[Question], ways: Sequence[AskedChange], loss: OrderLoss, say: Localizer
) -> Card:
    """Ask which of *ways* a change with *doubts* is meant, or about an order that leaves out or goes back as *loss*."""
    reasons = [*(typed_problem_text(doubt, say) for doubt in doubts), *_order_reasons(loss, say)]
    buttons, effects = list[ui.Button[Any]](), list[list[str]]()
    for way in ways:
        label = " · ".join(reading_text(each, say) for each in way.readings)
        if way.preview is None or way.asked is None:
            effects.append([f"**{label}** {say('That is how it is now.')}"])
            continue
        effects.append(effect_lines(course, way.preview.before, way.preview.after, say))
        action = MakeChange(way.preview.before.schedule.id, way.asked)
        button = action_button(label if len(ways) > 1 else say("Change it"), action)
        button.style = button.style if buttons else PRIMARY
        buttons.append(button)
    return _asking_card(say("Change the schedule?"), reasons, _told_apart(effects), buttons, say)


def _told_apart(effects: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """Return the lines of each of *effects* that are not in all, then those that are.

    Where that would be too long for a card, of each only the first line, which has its days and time.
    """
    same = [line for line in effects[0] if all(line in lines for lines in effects)]
    own = [[line for line in lines if line not in same] for lines in effects]
    is_long = sum(len(line) for lines in (*own, same) for line in lines) > MOST_EFFECTS
    return [*(lines[:1] if is_long else lines for lines in own), same]


def _order_reasons(loss: OrderLoss, say: Localizer) -> list[str | None]:
    """Return why an order is asked about; [] where it is not."""
    if not loss.is_asked_about:
        return []
    back = say("This order has only chapters that lie behind: the group would go back to them.")
    return [
        back if loss.goes_back else None,
        _lost_line(loss.lost, say) if loss.lost else None,
        small(say("An order holds for all that is still to come: name every chapter that is to be posted.")),
    ]


def changed_since_card(say: Localizer) -> Card:
    """Say that a change is not made, since the schedule is not as it was when that was asked about."""
    return note_card(
        say("The schedule has changed since this was asked."),
        f"{say('Nothing was changed.')} {say('Use the command again.')}",
    )


def repeat_question_card(course: Course, preview: Preview, chapter: ChapterId, say: Localizer) -> Card:
    """Ask whether *chapter*, which is still to come, is to be posted twice."""
    schedule = preview.before.schedule
    button = action_button(say("Post it twice"), RepeatChapter(schedule.id, chapter), style=PRIMARY)
    later = next((day for day in preview.after.season[1:] if chapter in day.chapters), None)
    when = "—" if later is None else timestamp(later.slot.at)
    reasons = [
        heading(course.chapter(chapter)),
        say("It has not been posted yet: it also comes {when}.", when=when),
        small(say("Only earlier, not twice: `/schedule change` with `order`.")),
    ]
    return _question_card(course, say("Post this chapter twice?"), reasons, preview, [button], say)


def _question_card(
    course: Course,
    title: str,
    reasons: Sequence[str | None],
    preview: Preview,
    buttons: Sequence[ui.Button[Any]],
    say: Localizer,
) -> Card:
    """Ask about a change, with the *reasons* for asking and what it would do; *buttons* carry it out."""
    return _asking_card(title, reasons, [effect_lines(course, preview.before, preview.after, say)], buttons, say)


def _asking_card(
    title: str,
    reasons: Sequence[str | None],
    effects: Sequence[Sequence[str]],
    buttons: Sequence[ui.Button[Any]],
    say: Localizer,
) -> Card:
    """Ask about a change with the *effects* of each of its readings."""
    return Card(
        panel(
            text(f"### {QUESTION} {title}", *reasons),
            *(item for lines in effects if lines for item in (divider(), text(*lines))),
            text(small(say("Nothing was changed yet."))),
            *(row(buttons[first : first + MOST_IN_ROW]) for first in range(0, len(buttons), MOST_IN_ROW)),
        )
    )


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
    next_ones = say.count("Post the next chapter now?", "Post the next chapters now?", len(chapters))
    question = next_ones if chapters else say("Post the closing post now?")
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
    if coming.state is ScheduleState.PAUSED:
        return say("Then it waits until somebody resumes it.")
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
        return say("The post is on its way")
    when = format_dt(overview.pending.due + UNDO_WINDOW, "R")
    if not overview.schedule.next_chapters:
        return say("The closing post goes out {when}", when=when)
    if quiet:
        return say("The post goes out {when}, without its ping: you may not mention that role", when=when)
    return say("The post goes out {when}", when=when)


def about_to_post_title(say: Localizer) -> str:
    """Return why nothing is changed while a post that was asked for can still be undone, and what to do."""
    return say.count(
        "Nothing was changed: a post is about to go out. Undo it first, or wait {number} second.",
        "Nothing was changed: a post is about to go out. Undo it first, or wait {number} seconds.",
        int(UNDO_WINDOW.total_seconds()),
    )


def dropped_title(course: Course, overview: ScheduleOverview, say: Localizer) -> str:
    """Return the title of the answer after the post was left out that had been asked for, as *overview* stood."""
    return say(
        "The post asked for is left out: {chapters}", chapters=contents(course, overview.schedule.next_chapters, say)
    )


def comes_again_line(course: Course, before: ScheduleOverview, after: ScheduleOverview, say: Localizer) -> str | None:
    """Return when a post asked for goes out that an Undo has brought back; None where it has brought none back."""
    was, now = (each.pending is not None and is_extra(each.pending.occurrence) for each in (before, after))
    if was or not now or after.pending is None:
        return None
    brings, at = contents(course, after.schedule.next_chapters, say), after.pending.due + UNDO_WINDOW
    if at <= after.after:
        return say("The post asked for goes out as soon as it can: {chapters}", chapters=brings)
    return say("The post asked for goes out {when}: {chapters}", when=format_dt(at, "R"), chapters=brings)


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
