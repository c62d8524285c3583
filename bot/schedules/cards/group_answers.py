"""Answers, in a few lines, to what members ask about their group: the next post, where to start, what they missed."""

from typing import Any

from discord import ui
from discord.utils import format_dt

from bot.answers.group_questions import GroupQuestion
from bot.courses.buttons import OpenChapter
from bot.courses.cards import course_line, extent, heading, plain_heading
from bot.courses.model import Chapter, Course, total_duration
from bot.schedules.buttons import ShowDates, ShowMissed
from bot.schedules.cards.dates import after_the_end, next_post_lines, no_dates_card
from bot.schedules.cards.reminders import tell_button
from bot.schedules.coming import ComingPosts, GroupFacts, in_order
from bot.text.translations import Localizer
from bot.text.visible import shortened
from bot.times.formats import length
from bot.ui.cards import TICK, Card, action_button, link, link_button, panel, row, small, text
from bot.ui.note_cards import note_card

MOST_COURSES = 3  # that one answer is about
MOST_MISSED = 5  # posts that one answer names
LONGEST_LABEL = 40  # characters of a button
LONGEST_MISSED = 80  # characters of a title


def group_answer_card(asked: GroupQuestion, facts: GroupFacts, say: Localizer) -> Card:
    """Answer what is *asked* about the group from *facts*."""
    match asked:
        case GroupQuestion.NEXT_POST:
            return _next_post_card(facts, say)
        case GroupQuestion.START:
            return _start_card(facts, say)
        case GroupQuestion.LENGTH:
            return _length_card(facts, say)
        case GroupQuestion.MISSED if facts.watched is None:
            return _ask_in_private_card(facts, say)
        case _:
            return _missed_card(facts, say)


def only_in_servers_card(say: Localizer) -> Card:
    """Say that a question about the group can be answered only in its server."""
    return note_card(
        say("That depends on your server: ask me there, and I look it up in its schedule."),
        say("`/course` shows all of it, `/help` what else I can do."),
    )


def _next_post_card(facts: GroupFacts, say: Localizer) -> Card:
    if not facts.coming:
        return no_dates_card(say)
    ended = after_the_end(facts.coming, say, organises=facts.organises)
    lines = _next_lines(facts, say) or [say("Every chapter has been posted.")]
    last = _asked_line(facts, say) or _latest_line(facts, say)
    return Card(panel(text(*lines, *ended, last), row(_dates_buttons(facts, say))))


def _asked_line(facts: GroupFacts, say: Localizer) -> str | None:
    """Return when the chapter that is asked for came out, else when it comes; None where neither is known."""
    for course in facts.posting.values():
        chapter = next((each for each in course.chapters if each.number == facts.number), None)
        if chapter is None:
            continue
        title = heading(chapter, LONGEST_MISSED)
        out = [post for post in facts.published if (post.course, post.chapter) == (course.key, chapter.key)]
        if out:
            return say("{chapter} came out {when}", chapter=link(title, out[-1].url), when=format_dt(out[-1].at, "D"))
        days = [day for each in facts.coming if each.schedule.course == course.key for day in each.days]
        comes = min((day.slot.at for day in days if chapter.key in day.chapters), default=None)
        if comes is not None:
            return say("{chapter} comes {when}", chapter=title, when=format_dt(comes, "D"))
    return None


def _latest_line(facts: GroupFacts, say: Localizer) -> str | None:
    """Return what came out last, for who asks whether something new is out; None where nothing is, or all."""
    if not facts.published or all(each.is_over for each in facts.coming):
        return None
    post = facts.published[-1]
    chapter = link(heading(facts.posting[post.course].chapter(post.chapter), LONGEST_MISSED), post.url)
    return small(say("Posted last: {chapter}", chapter=f"{chapter} · {format_dt(post.at, 'D')}"))


def _dates_buttons(facts: GroupFacts, say: Localizer) -> list[ui.Button[Any]]:
    """Return a button to all dates of the schedule with the next post, and one with which to be told of posts."""
    running = [each for each in in_order(facts.coming) if each.schedule.is_running]
    buttons = [action_button(say("All dates"), ShowDates(each.schedule.id, 0)) for each in running[:1] if each.days]
    return [*buttons, tell_button(say)] if running and not facts.told else buttons


def _start_card(facts: GroupFacts, say: Localizer) -> Card:
    lines, buttons = list[str | None](), list[ui.Button[Any]]()
    for course in facts.courses[:MOST_COURSES]:
        watched = facts.watched_of(course.key)
        upcoming = course.next_for(watched)
        count = sum(chapter.key in watched for chapter in course.chapters)
        lines += [course_line(course, say), _start_line(course, upcoming, count, say)]
        if upcoming is not None:
            buttons.append(_open_button(course, upcoming, say, named=len(facts.courses) > 1))
            if len(facts.courses) == 1:
                buttons.insert(0, link_button(say("Watch"), upcoming.url))
    return Card(panel(text(*lines, *_next_lines(facts, say)), row(buttons)))


def _start_line(course: Course, upcoming: Chapter | None, watched: int, say: Localizer) -> str:
    if upcoming is None:
        return say("You have watched the whole course. Congratulations!")
    if not watched:
        return say("Start with {chapter}", chapter=f"**{heading(upcoming)}**")
    count = say("{count} of {total} watched", count=watched, total=len(course.chapters))
    return f"{say('Go on with {chapter}', chapter=f'**{heading(upcoming)}**')} · {count}"


def _open_button(course: Course, chapter: Chapter, say: Localizer, *, named: bool) -> ui.Button[Any]:
    """Return the button that shows *chapter*, *named* by its title or only by its number."""
    title = shortened(plain_heading(chapter), LONGEST_LABEL)
    label = title if named else say("Open chapter {number}", number=chapter.number)
    return action_button(label, OpenChapter(chapter.key, course.ref))


def _missed_card(facts: GroupFacts, say: Localizer) -> Card:
    lines, buttons = list[str](), list[ui.Button[Any]]()
    for post in facts.missed[:MOST_MISSED]:
        course = facts.posting[post.course]
        chapter = course.chapter(post.chapter)
        lines.append(f"{link(heading(chapter, LONGEST_MISSED), post.url)} · {format_dt(post.at, 'D')}")
        buttons.append(_open_button(course, chapter, say, named=True))
    rest = len(facts.missed) - len(lines)
    more = small(say("and {number} more", number=rest)) if rest > 0 else None
    return Card(panel(text(_missed_title(facts, say), *lines, more), text(*_next_lines(facts, say)), row(buttons)))


def _missed_title(facts: GroupFacts, say: Localizer) -> str:
    if not facts.published:
        return say("Nothing has been posted yet, so you have missed nothing.")
    if not facts.missed:
        return f"{TICK} {say('You have missed nothing: all that was posted is marked watched.')}"
    number = len(facts.missed)
    return f"**{say.count('{number} chapter to catch up on', '{number} chapters to catch up on', number)}**"


def _ask_in_private_card(facts: GroupFacts, say: Localizer) -> Card:
    """Offer to say in private what somebody missed, where others would read it."""
    button = action_button(say("What did I miss?"), ShowMissed())
    lines = [say("That is different for each of you. Press, and only you see it."), *_next_lines(facts, say)]
    return Card(panel(text(*lines), row([button])))


def _next_lines(facts: GroupFacts, say: Localizer) -> list[str]:
    return next_post_lines(facts.posting, facts.coming, say, stays=facts.watched is None)


def _length_card(facts: GroupFacts, say: Localizer) -> Card:
    lines = list[str | None]()
    for course in facts.courses[:MOST_COURSES]:
        lines += [course_line(course, say), f"**{extent(course, say)}**", _left_line(course, facts, say)]
    ends = [_end_line(each, say, named=len(facts.coming) > 1) for each in in_order(facts.coming)]
    return Card(panel(text(*lines, *ends, *_next_lines(facts, say)), row(_dates_buttons(facts, say)[:1])))


def _left_line(course: Course, facts: GroupFacts, say: Localizer) -> str | None:
    """Return how far the reader is, and how much video is left; None for somebody who has not begun."""
    watched = facts.watched_of(course.key)
    left = [chapter for chapter in course.chapters if chapter.key not in watched]
    if len(left) == len(course.chapters):
        return None
    count = say("{count} of {total} watched", count=len(course.chapters) - len(left), total=len(course.chapters))
    duration = total_duration(left)
    if duration is None or not left:
        return small(count)
    return small(f"{count} · {say('{duration} of video to come', duration=length(duration, say))}")


def _end_line(coming: ComingPosts, say: Localizer, *, named: bool) -> str | None:
    """Return when the last chapter of a schedule comes; None where no date is set."""
    last = next((day for day in reversed(coming.days) if day.chapters), None)
    if last is None:
        return None
    where = f" · <#{coming.schedule.channel}>" if named else ""
    return say("The last chapter comes {when}", when=format_dt(last.slot.at, "D")) + where
