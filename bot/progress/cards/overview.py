"""The cards of a member's and the guild's progress, and of what to watch next."""

from collections.abc import Sequence
from typing import Any

import discord
from discord import ui

from bot.courses.buttons import Watched
from bot.courses.cards import (
    chapter_lead,
    chapter_page,
    course_name,
    fitted,
    heading,
    here_legend,
    next_buttons,
    public_buttons,
)
from bot.courses.model import Chapter, Course
from bot.courses.numbering import number_list
from bot.progress.buttons import ProgressPage, ShareProgress, ShowCertificate
from bot.progress.model import GuildProgress, MemberProgress
from bot.progress.streaks import Streak
from bot.text.translations import Localizer
from bot.times.formats import length
from bot.ui.cards import HERE, TICK, TOGETHER, Card, action_button, divider, panel, picture, row, small, text
from bot.ui.note_cards import note_card
from bot.ui.pages import Page, page_line, page_row

NO_STREAK = Streak()
CURRENT, OPEN, STREAK, FINISHED = "▶️", "▫️", "🔥", "🎓"
OWN_BAR_WIDTH, GUILD_BAR_WIDTH = 20, 5  # characters, of the reader's own at most


def bar(part: int, whole: int, width: int) -> str:
    """Return a progress bar of *width* characters, of which *part*/*whole* are filled; all only for the whole."""
    filled = round(width * part / whole)
    if 0 < part < whole and width > 1:
        filled = min(max(filled, 1), width - 1)
    return "●" * filled + "○" * (width - filled)


def progress_card(
    member: MemberProgress,
    guild: GuildProgress,
    say: Localizer,
    page: int | None = None,
    *,
    streak: Streak = NO_STREAK,
    coming: Sequence[str] = (),
    drawn: discord.File | None = None,
) -> Card:
    """Show which chapters the reader has watched, for how many weeks in a row, and how many of the guild have each.

    Of many chapters it shows the *page* with that number, or, if that is None, the one with the reader's next. *coming*
    are lines about the next posts, and the picture *drawn* is sent with the card.
    """
    course, upcoming = member.course, member.upcoming
    shown = chapter_page(course, upcoming, page)
    shared = sum(chapter.key in member.together for chapter in course.chapters)
    together = say.count("{number} watched together", "{number} watched together", shared) if shared else None
    finished = say("You have watched the whole course. Congratulations!") if upcoming is None else None
    certificate = [certificate_button(course, say)] if upcoming is None else []
    share = action_button(say("Share"), ShareProgress(course.ref))

    def card(limit: int) -> Card:
        return Card(
            panel(
                text(
                    f"### {say('Your progress')}",
                    *_own_lines(member, streak, say),
                    f"{TOGETHER} {together}" if together else None,
                    finished,
                ),
                picture(drawn),
                row([*next_buttons(course, member.watched, say), *certificate, share]),
                text(*coming),
                divider(),
                text(f"### {say('This server')}", *_guild_lines(shown, member, guild, say, limit)),
                page_row(shown, lambda number: ProgressPage(number, course.ref)) if guild.is_any else None,
            )
        )

    return fitted(card)


def shared_progress_card(
    member: MemberProgress, streak: Streak, say: Localizer, *, by: str, drawn: discord.File | None
) -> Card:
    """Show everyone how far the member is whom *by* mentions; the picture *drawn* is sent with the card."""
    shared = f"{say('Shared by {name}', name=by)} · {say('`/progress` shows you your own.')}"
    return Card(
        panel(
            text(f"### {course_name(member.course, say)}", *_own_lines(member, streak, say)),
            picture(drawn),
            text(small(shared)),
        )
    )


def _own_lines(member: MemberProgress, streak: Streak, say: Localizer) -> list[str | None]:
    """Return how far *member* is: a bar, the chapters by number, and time and streak."""
    total = len(member.course.chapters)
    done = f"{own_bar(member.count, total)}  {member.count}/{total}"
    return [done, chapter_states(member), _figures_line(member, streak, say)]


def certificate_button(course: Course, say: Localizer) -> ui.Button[Any]:
    """Return the button that shows the certificate of *course*."""
    return action_button(say("Certificate"), ShowCertificate(course.ref), emoji=FINISHED)


def chapter_states(member: MemberProgress) -> str:
    """Return the numbers of the chapters that are watched, of the next one, and of those to come, each with a sign."""
    course, upcoming = member.course, member.upcoming
    numbers = {chapter.number for chapter in course.chapters}
    watched = set(course.numbers(key for key in member.watched if course.get(key) is not None))
    current = set() if upcoming is None else {upcoming.number}
    states = ((TICK, watched), (CURRENT, current), (OPEN, numbers - watched - current))
    return "   ".join(f"{sign} {number_list(list(those))}" for sign, those in states if those)


def _figures_line(member: MemberProgress, streak: Streak, say: Localizer) -> str | None:
    """Return how long what was watched is, of the whole course if all lengths are known, and the streak of weeks."""
    whole, figures = member.course.duration, []
    if whole is not None:
        time = length(member.time_watched, say)
        figures.append(say("{time} of {whole} watched", time=time, whole=length(whole, say)))
    if streak.now:
        weeks = say.count("{number} week in a row", "{number} weeks in a row", streak.now)
        best = f" ({say('best: {number}', number=streak.best)})" if streak.best > streak.now else ""
        figures.append(f"{STREAK} {weeks}{best}")
    return small("  ·  ".join(figures)) if figures else None


def own_bar(part: int, whole: int) -> str:
    """Return the bar of a reader who has watched *part* of *whole* chapters, a character a chapter where they fit."""
    return bar(part, whole, min(whole, OWN_BAR_WIDTH))


def guild_bar(part: int, whole: int) -> str:
    """Return the bar of *part* of *whole* members, one character a member where they fit."""
    return bar(part, max(whole, 1), min(max(whole, 1), GUILD_BAR_WIDTH))


def next_card(member: MemberProgress, say: Localizer, coming: Sequence[str] = ()) -> Card:
    """Show what the reader should watch next, and why that, in short; *coming* are lines about the next posts."""
    course, chapter = member.course, member.upcoming
    if chapter is None:
        done = say("You have watched the whole course. Congratulations!")
        return note_card(done, "\n".join([say("`/course` shows all of it."), *coming]))
    earlier = [course.chapters[needed.chapter - 1] for needed in chapter.prerequisites]
    needed = [each.number for each in earlier if each.key in member.watched]
    numbers = number_list(needed)
    builds_on = say.count(
        "It builds on chapter {chapters}, which you have watched.",
        "It builds on chapters {chapters}, which you have watched.",
        len(needed),
        chapters=numbers,
    )
    why = builds_on if needed else say("It needs no chapter before it.")
    buttons = public_buttons(course, chapter, say, Watched(chapter.key, course.ref))
    above = text(f"### {say('Next for you')}", small(why))
    return Card(panel(above, *chapter_lead(course, chapter, say), buttons, text(*coming)))


def _guild_lines(page: Page, member: MemberProgress, guild: GuildProgress, say: Localizer, limit: int) -> list[str]:
    if not guild.is_any:
        return [say("Nobody has marked a chapter yet.")]
    people = say.count("{number} member is watching along", "{number} members are watching along", guild.watchers)
    lines = [_guild_line(chapter, member, guild, say, limit) for chapter in page.of(member.course.chapters)]
    together = [f"{TOGETHER} {say('watched together')}"] if member.together else []
    here = [here_legend(guild.positions, say)] if guild.positions else []
    own = [f"{TICK} {say('watched by you')}"] if member.marks else []
    legend = [*own, *together, *here]
    above = [small(people), *filter(None, [page_line(page, say)])]
    return [*above, *lines, *([small("  ·  ".join(legend))] if legend else [])]


def _guild_line(chapter: Chapter, member: MemberProgress, guild: GuildProgress, say: Localizer, limit: int) -> str:
    """Return how many have watched *chapter*, its title cut to *limit* characters, and its marks."""
    kinds = {TICK: member.watched, TOGETHER: member.together, HERE: guild.positions}
    marks = "".join(mark for mark, chapters in kinds.items() if chapter.key in chapters)
    count = guild.watched_by(chapter.key)
    dots = guild_bar(count, guild.watchers)
    part = say("{count} of {total}", count=count, total=guild.watchers)
    return f"{dots} {part} — {heading(chapter, limit)} {marks}".rstrip()
