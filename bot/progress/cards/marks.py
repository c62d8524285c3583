"""The cards that confirm a mark: given, taken off, undone, or with what its member added to it."""

from collections.abc import Iterable, Sequence
from typing import Any

import discord
from discord import ui

from bot.courses.buttons import CardRewatched
from bot.courses.cards import chapter_card, plain_heading
from bot.courses.model import Chapter, Course
from bot.courses.numbering import number_list
from bot.ids import UndoId
from bot.progress.buttons import AskNote, Clarity, NoteTyped, RateChapter, Rewatched, UndoMark, UndoMarks, Unwatched
from bot.progress.cards.overview import own_bar
from bot.progress.model import LONGEST_NOTE, Mark, Marking, MarksChange, MemberProgress
from bot.text.translations import Localizer
from bot.text.visible import shortened
from bot.ui.cards import PRIMARY, TICK, TOGETHER, Card, action_button, escaped, gap, panel, row, small, text
from bot.ui.note_cards import GOOD, done_card, note_card
from bot.undo.cards import undo_button

NOTE_FIELD = "note"
LONGEST_TITLE = 45  # characters of a form's title, set by Discord
LONGEST_UNKNOWN, MOST_UNKNOWN = 40, 5  # of what was typed that means no chapter


def marked_card(
    chapter: Chapter, progress: MemberProgress, marking: Marking, say: Localizer, more: Sequence[ui.Button[Any]] = ()
) -> Card:
    """Say what *marking* has done to *chapter*, with the reader's count, and offer to undo just that, and *more*.

    Where it changed nothing, a button takes the mark off that was there before.
    """
    new = say("Chapter {number} is marked watched.", number=chapter.number)
    known = say("You had already marked chapter {number}.", number=chapter.number)
    lines = [f"{TICK} {new if marking.before is None else known}", _together_line(marking, say)]
    return _mark_card(chapter, progress, lines, [_marked_button(progress.course, chapter, marking, say)], say, more)


def added_card(chapter: Chapter, progress: MemberProgress, say: Localizer) -> Card:
    """Show the mark of *chapter* with what the reader has just added to it."""
    lines = [f"{TICK} {say('Chapter {number} is marked watched.', number=chapter.number)}"]
    unwatched = action_button(say("Not watched"), Unwatched(chapter.key, progress.course.ref))
    return _mark_card(chapter, progress, lines, [unwatched], say)


def _mark_card(
    chapter: Chapter,
    progress: MemberProgress,
    lines: Iterable[str | None],
    back: Sequence[ui.Button[Any]],
    say: Localizer,
    more: Sequence[ui.Button[Any]] = (),
) -> Card:
    """Show *lines* about a mark, the reader's count, how clear it was; the ways *back*, to a note, and *more*."""
    course, mark = progress.course, progress.marks.get(chapter.key)
    clarity = None if mark is None else mark.clarity
    note = None if mark is None else mark.note
    total = len(course.chapters)
    count = say("{count} of {total} watched", count=progress.count, total=total)
    asked = say("How clear was it, from 1 (not at all) to 5 (perfectly)? Only you see this.")
    return Card(
        panel(
            text(*lines, f"{own_bar(progress.count, total)}  {count}" if total else None),  # none of a removed course
            gap(),
            text(small(asked), _note_line(note, say)),
            row(_clarity_buttons(course, chapter, clarity)),
            row(
                [
                    *back,
                    action_button(say("Change note") if note else say("Add a note"), AskNote(chapter.key, course.ref)),
                    *more,
                ]
            ),
        )
    )


def _clarity_buttons(course: Course, chapter: Chapter, chosen: int | None) -> list[ui.Button[Any]]:
    return [
        action_button(
            str(value.value),
            RateChapter(chapter.key, value, course.ref),
            style=PRIMARY if value == chosen else discord.ButtonStyle.secondary,
        )
        for value in Clarity
    ]


def _note_line(note: str | None, say: Localizer) -> str | None:
    return None if note is None else say("Your note: {note}", note=escaped(note))


def _clear_line(mark: Mark | None, say: Localizer) -> str | None:
    return say("Clear to you: {clarity} of 5", clarity=mark.clarity) if mark is not None and mark.clarity else None


def own_lines(mark: Mark | None, say: Localizer) -> list[str]:
    """Return what the reader has added to their *mark* of a chapter, a line each; [] for nothing."""
    if mark is None:
        return []
    return [line for line in (_clear_line(mark, say), _note_line(mark.note, say)) if line]


def note_form(course: Course, chapter: Chapter, note: str | None, say: Localizer) -> ui.Modal:
    """Return the form for the reader's own note on *chapter*, with the present *note* in it."""
    action = NoteTyped(chapter.key, course.ref)
    form = ui.Modal(title=shortened(plain_heading(chapter), LONGEST_TITLE), custom_id=action.custom_id, timeout=None)
    typed: ui.TextInput[Any] = ui.TextInput(
        custom_id=NOTE_FIELD, style=discord.TextStyle.paragraph, default=note, required=False, max_length=LONGEST_NOTE
    )
    label: ui.Label[Any] = ui.Label(
        text=say("Your note"), description=say("Only you see it. Leave it empty to delete it."), component=typed
    )
    return form.add_item(label)


def several_card(
    change: MarksChange, progress: MemberProgress, undo: UndoId | None, say: Localizer, *, marked: bool
) -> Card:
    """Say which chapters were *marked* watched, or unmarked, by *change*, and offer to take just that back.

    Of a single one that was marked it asks how clear it was, as everywhere.
    """
    course, total = progress.course, len(progress.course.chapters)
    asked, numbers = course.numbers(change.before), course.numbers(change.changed)
    if not numbers:
        return note_card(_unchanged(asked, say, marked=marked), say("Nothing was changed."))
    said = _marked_text(numbers, say) if marked else _unmarked_text(numbers, say)
    same = [number for number in asked if number not in numbers]
    count = say("{count} of {total} watched", count=progress.count, total=total)
    back = [] if undo is None else [undo_button(UndoMarks(undo), say)]
    last = progress.marks.get(change.changed[-1]) if marked else None
    if marked and len(asked) == 1:
        lines = [f"{GOOD} {said}", _clear_line(last, say)]
        return _mark_card(course.chapter(change.changed[0]), progress, lines, back, say)
    return Card(
        panel(
            text(
                f"{GOOD} {said}",
                f"{own_bar(progress.count, total)}  {count}",
                small(_unchanged(same, say, marked=marked)) if same else None,
                *(small(line) for line in own_lines(last, say)),
            ),
            row(back),
        )
    )


def _marked_text(numbers: list[int], say: Localizer) -> str:
    return say.count(
        "Chapter {chapters} is marked watched.",
        "Chapters {chapters} are marked watched.",
        len(numbers),
        chapters=number_list(numbers),
    )


def _unmarked_text(numbers: list[int], say: Localizer) -> str:
    return say.count(
        "Chapter {chapters} is not marked watched any more.",
        "Chapters {chapters} are not marked watched any more.",
        len(numbers),
        chapters=number_list(numbers),
    )


def _unchanged(numbers: list[int], say: Localizer, *, marked: bool) -> str:
    shown = number_list(numbers)
    if marked:
        return say.count(
            "You had already marked chapter {chapters}.",
            "You had already marked chapters {chapters}.",
            len(numbers),
            chapters=shown,
        )
    return say.count(
        "Chapter {chapters} was not marked watched.",
        "Chapters {chapters} were not marked watched.",
        len(numbers),
        chapters=shown,
    )


def marks_undone_card(change: MarksChange, progress: MemberProgress, say: Localizer) -> Card:
    """Confirm that *change* of the reader's marks was taken back, with their count."""
    course = progress.course
    total, numbers = len(course.chapters), number_list(course.numbers(change.changed))
    as_before = say.count(
        "Undone. Your marks are as before: chapter {chapters}.",
        "Undone. Your marks are as before: chapters {chapters}.",
        len(change.changed),
        chapters=numbers,
    )
    count = say("{count} of {total} watched", count=progress.count, total=total)
    return done_card(as_before, hint=f"{own_bar(progress.count, total)}  {count}" if total else None)


def unknown_chapters_card(unknown: tuple[str, ...], say: Localizer) -> Card:
    """Say which of what was typed means no chapter, and how to write several."""
    names = [f"“{escaped(name, LONGEST_UNKNOWN)}”" for name in unknown if name.strip()]
    shown = ", ".join(names[:MOST_UNKNOWN]) + (", …" if len(names) > MOST_UNKNOWN else "")
    wrong = say.count(
        "The course has no chapter {typed}.", "The course has no chapters {typed}.", len(names), typed=shown
    )
    return note_card(
        wrong if names else say("No chapter was named."),
        say("Write numbers or titles, such as: 3, or 1-4, or 1, 2, 5, or all. Nothing was changed."),
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


def unmarked_card(
    course: Course, chapter: Chapter, mark: Mark | None, say: Localizer, change: UndoId | None = None
) -> Card:
    """Confirm that the *mark* was taken off *chapter*, and offer to put it back; None says that it had none.

    *change* is the number of the record of what the reader had added to it, None for nothing.
    """
    if mark is None:
        return note_card(
            say("Chapter {number} is not marked watched.", number=chapter.number), say("Nothing was changed.")
        )
    message = say("Chapter {number} is not marked watched any more.", number=chapter.number)
    again = undo_button(Rewatched(chapter.key, *_numbers(mark), course.ref, change or 0), say)
    return Card(panel(text(f"{GOOD} {message}"), row([again])))


def alone_again_card(chapter: Chapter, say: Localizer) -> Card:
    """Confirm that the mark of *chapter* is one of watching it alone, as it was before."""
    stays = say("Chapter {number} stays marked watched, but not as watched together.", number=chapter.number)
    return done_card(f"{say('Undone')} · {stays}")


def unmarked_chapter_card(
    course: Course, chapter: Chapter, mark: Mark | None, say: Localizer, change: UndoId | None = None
) -> Card:
    """Show *chapter* after its *mark*, if it had one, was taken off, and offer to put that back, as `unmarked_card`."""
    action = None if mark is None else CardRewatched(chapter.key, *_numbers(mark), course.ref, change or 0)
    undo = None if action is None else undo_button(action, say)
    return chapter_card(course, chapter, say, watched=False, undo=undo)


def _numbers(mark: Mark) -> tuple[int, bool]:
    """Return what a button carries of *mark*: its time in epoch seconds, and whether it is of watching together."""
    return int(mark.at.timestamp()), mark.together
