"""Cards about watched chapters: a member's and the guild's progress, what to watch next, a mark confirmed."""

from collections.abc import Sequence
from typing import Any

from discord import ui

from bot.courses.buttons import CardRewatched
from bot.courses.cards import chapter_card, chapter_page, fitted, heading, here_legend, next_row
from bot.courses.model import Chapter, Course
from bot.progress.buttons import ProgressPage, Rewatched, UndoMark, Unwatched
from bot.progress.model import GuildProgress, Mark, Marking, MemberProgress
from bot.text.translations import Localizer
from bot.ui.cards import HERE, TICK, TOGETHER, Card, action_button, divider, panel, row, small, text
from bot.ui.note_cards import GOOD, done_card, note_card
from bot.ui.pages import Page, page_line, page_row
from bot.undo.cards import undo_button

OWN_BAR_WIDTH, GUILD_BAR_WIDTH = 20, 5  # characters, of the reader's own at most


def bar(part: int, whole: int, width: int) -> str:
    """Return a progress bar of *width* characters, of which *part*/*whole* are filled; all only for the whole."""
    filled = round(width * part / whole)
    if 0 < part < whole and width > 1:
        filled = min(max(filled, 1), width - 1)
    return "●" * filled + "○" * (width - filled)


def progress_card(
    member: MemberProgress, guild: GuildProgress, say: Localizer, page: int | None = None, coming: Sequence[str] = ()
) -> Card:
    """Show how many chapters the reader has watched, and for each how many members of the guild have.

    Of many chapters it shows the *page* with that number, or, if that is None, the one with the reader's next. *coming*
    are lines about the next posts.
    """
    course, upcoming = member.course, member.upcoming
    total = len(course.chapters)
    shown = chapter_page(course, upcoming, page)
    shared = sum(chapter.key in member.together for chapter in course.chapters)
    together = say.count("{number} watched together", "{number} watched together", shared) if shared else None
    finished = say("You have watched the whole course. Congratulations!") if upcoming is None else None

    def drawn(limit: int) -> Card:
        return Card(
            panel(
                text(
                    f"### {say('Your progress')}",
                    f"{own_bar(member.count, total)}  {member.count}/{total}",
                    f"{TOGETHER} {together}" if together else None,
                    finished,
                ),
                next_row(course, member.watched, say),
                text(*coming),
                divider(),
                text(f"### {say('This server')}", *_guild_lines(shown, member, guild, say, limit)),
                page_row(shown, lambda number: ProgressPage(number, course.ref)) if guild.is_any else None,
            )
        )

    return fitted(drawn)


def own_bar(part: int, whole: int) -> str:
    """Return the bar of a reader who has watched *part* of *whole* chapters, a character a chapter where they fit."""
    return bar(part, whole, min(whole, OWN_BAR_WIDTH))


def next_card(member: MemberProgress, say: Localizer, coming: Sequence[str] = ()) -> Card:
    """Show the chapter that the reader should watch next, and why that one; *coming* are lines about the next posts."""
    course, chapter = member.course, member.upcoming
    if chapter is None:
        done = say("You have watched the whole course. Congratulations!")
        return note_card(done, "\n".join([say("`/course` shows all of it."), *coming]))
    earlier = [course.chapters[needed.chapter - 1] for needed in chapter.prerequisites]
    needed = [each.number for each in earlier if each.key in member.watched]
    numbers = ", ".join(str(number) for number in needed)
    builds_on = say.count(
        "It builds on chapter {chapters}, which you have watched.",
        "It builds on chapters {chapters}, which you have watched.",
        len(needed),
        chapters=numbers,
    )
    why = builds_on if needed else say("It needs no chapter before it.")
    above = f"### {say('Next for you')}\n{small(why)}"
    return chapter_card(course, chapter, say, watched=False, why=above, below=coming)


def _guild_lines(page: Page, member: MemberProgress, guild: GuildProgress, say: Localizer, limit: int) -> list[str]:
    if not guild.is_any:
        return [say("Nobody has marked a chapter yet.")]
    people = say.count("{number} member is watching along", "{number} members are watching along", guild.watchers)
    lines = [_guild_line(chapter, member, guild, limit) for chapter in page.of(member.course.chapters)]
    together = [f"{TOGETHER} {say('watched together')}"] if member.together else []
    legend = [f"{TICK} {say('watched by you')}", *together, here_legend(guild.positions, say)]
    above = [small(people), *filter(None, [page_line(page, say)])]
    return [*above, *lines, small("  ·  ".join(legend))]


def _guild_line(chapter: Chapter, member: MemberProgress, guild: GuildProgress, limit: int) -> str:
    """Return how many have watched *chapter*, its title cut to *limit* characters, and its marks."""
    kinds = {TICK: member.watched, TOGETHER: member.together, HERE: guild.positions}
    marks = "".join(mark for mark, chapters in kinds.items() if chapter.key in chapters)
    count = guild.watched_by(chapter.key)
    dots = bar(count, max(guild.watchers, 1), GUILD_BAR_WIDTH)
    return f"{dots} {count} — {heading(chapter, limit)} {marks}".rstrip()


def marked_card(
    chapter: Chapter, progress: MemberProgress, marking: Marking, say: Localizer, more: Sequence[ui.Button[Any]] = ()
) -> Card:
    """Say what *marking* has done to *chapter*, with the reader's count, and offer to undo just that, and *more*.

    Where it changed nothing, a button takes the mark off that was there before.
    """
    new = say("Chapter {number} is marked watched.", number=chapter.number)
    known = say("You had already marked chapter {number}.", number=chapter.number)
    total = len(progress.course.chapters)
    count = say("{count} of {total} watched", count=progress.count, total=total)
    return Card(
        panel(
            text(
                f"{TICK} {new if marking.before is None else known}",
                f"{own_bar(progress.count, total)}  {count}" if total else None,  # none of a course that was removed
                _together_line(marking, say),
            ),
            row([_marked_button(progress.course, chapter, marking, say), *more]),
        )
    )


def _together_line(marking: Marking, say: Localizer) -> str | None:
    """Return that the chapter is marked as watched together, perhaps only now; None where it is not."""
    if not marking.after.together:
        return None
    only_now = marking.before is not None and not marking.before.together
    return f"{TOGETHER} {say('Now it counts as watched together.') if only_now else say('Watched together')}"


def _marked_button(course: Course, chapter: Chapter, marking: Marking, say: Localizer) -> ui.Button[Any]:
    if marking.is_none:
        return action_button(say("Not watched"), Unwatched(chapter.key, course.ref))
    was_alone = marking.before is not None
    return undo_button(UndoMark(chapter.key, *_numbers(marking.after), was_alone, course.ref), say)


def unmarked_card(course: Course, chapter: Chapter, mark: Mark | None, say: Localizer) -> Card:
    """Confirm that the *mark* was taken off *chapter*, and offer to put it back; None says that it had none."""
    if mark is None:
        return note_card(
            say("Chapter {number} is not marked watched.", number=chapter.number), say("Nothing was changed.")
        )
    message = say("Chapter {number} is not marked watched any more.", number=chapter.number)
    again = undo_button(Rewatched(chapter.key, *_numbers(mark), course.ref), say)
    return Card(panel(text(f"{GOOD} {message}"), row([again])))


def alone_again_card(chapter: Chapter, say: Localizer) -> Card:
    """Confirm that the mark of *chapter* is one of watching it alone, as it was before."""
    stays = say("Chapter {number} stays marked watched, but not as watched together.", number=chapter.number)
    return done_card(f"{say('Undone')} · {stays}")


def unmarked_chapter_card(course: Course, chapter: Chapter, mark: Mark | None, say: Localizer) -> Card:
    """Show *chapter* after its *mark*, if it had one, was taken off, and offer to put that back."""
    undo = None if mark is None else undo_button(CardRewatched(chapter.key, *_numbers(mark), course.ref), say)
    return chapter_card(course, chapter, say, watched=False, undo=undo)


def _numbers(mark: Mark) -> tuple[int, bool]:
    """Return what a button carries of *mark*: its time in epoch seconds, and whether it is of watching together."""
    return int(mark.at.timestamp()), mark.together
