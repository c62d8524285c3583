"""Cards about what an organiser has uploaded: what was read, what was wrong with it, and what using it would do."""

from collections.abc import Collection, Sequence

from bot.courses.buttons import CancelCourse, ShowLessons, UseCourse
from bot.courses.imports.model import ImportProblem, ImportRefusedError
from bot.courses.imports.problems import PROBLEMS, REFUSALS
from bot.courses.model import Chapter, Course
from bot.courses.revision import CourseEdit
from bot.text.locales import Locale
from bot.text.translations import Localizer
from bot.text.visible import shortened
from bot.times.formats import length, position
from bot.ui.cards import PRIMARY, Card, action_button, divider, escape, gap, link, panel, row, small, text
from bot.ui.note_cards import done_card, note_card

FIRST_LESSONS = 5  # shown in a preview
A_PAGE = 25  # lessons
MOST_LINES_NAMED = 5  # of a problem
LONGEST_FOUND = 80  # characters
MOST_PROBLEMS = 10


def preview_card(
    edit: CourseEdit, problems: Sequence[ImportProblem], hosts: Collection[str], seen: int, say: Localizer
) -> Card:
    """Show what *edit* would do, what was wrong with the upload, and the *hosts* that its links lead to, if unknown.

    *seen* is the draft's number, which the button carries that uses it.
    """
    course, is_new = edit.after, edit.before is None
    lessons = [lesson_line(chapter) for chapter in course.chapters[:FIRST_LESSONS]]
    if rest := len(course.chapters) - len(lessons):
        lessons.append(small(say("… and {number} more", number=rest)))
    buttons = [
        action_button(say("Add") if is_new else say("Change it"), UseCourse(seen), style=PRIMARY),
        action_button(say("Show all"), ShowLessons(0)),
        action_button(say("Cancel"), CancelCourse()),
    ]
    return Card(
        panel(
            text(f"### {escape(course.title.in_locale(say.locale))}", small(extent(course, say))),
            text(*_changes(edit, say)),
            text(*lessons),
            gap() if problems else None,
            text(*(problem_line(problem, say) for problem in problems[:MOST_PROBLEMS])),
            gap() if hosts else None,
            text(_hosts_line(hosts, say)),
            divider(),
            row(buttons),
        )
    )


def extent(course: Course, say: Localizer) -> str:
    """Return how many lessons *course* has, in which languages, and how long they take, or that this is not known."""
    lessons = say.count("{number} lesson", "{number} lessons", len(course.chapters))
    languages = {Locale.ENGLISH: say("in English"), Locale.PORTUGUESE: say("in Portuguese")}
    known = [languages[locale] for locale in Locale if locale in course.locales]
    duration = say("no lengths") if course.duration is None else length(course.duration, say)
    return " · ".join((lessons, *known, duration))


def lesson_line(chapter: Chapter) -> str:
    """Return number, title with a link, and length of a lesson."""
    duration = "" if chapter.duration_s is None else f" `{position(chapter.duration_s)}`"
    return f"**{chapter.number}** {link(escape(chapter.title), chapter.url)}{duration}"


def _changes(edit: CourseEdit, say: Localizer) -> list[str]:
    """Return what *edit* does to a course that there is; nothing for a new one."""
    if edit.before is None:
        return []
    lines = [
        (edit.added, say.count("{number} lesson is new: {names}", "{number} lessons are new: {names}", len(edit.added), names=_names(edit.added))),
        (edit.archived, say.count("{number} lesson goes: {names}", "{number} lessons go: {names}", len(edit.archived), names=_names(edit.archived))),
        (edit.changed, say.count("{number} lesson is changed: {names}", "{number} lessons are changed: {names}", len(edit.changed), names=_names(edit.changed))),
    ]  # fmt: skip
    told = [line for lessons, line in lines if lessons]
    told += [say("The order is another.")] if edit.is_reordered else []
    if edit.archived:
        told.append(small(say("What members have marked is kept, also of lessons that go.")))
    return told or [say("Nothing would change.")]


def _names(chapters: Sequence[Chapter]) -> str:
    shown = ", ".join(f"“{escape(shortened(chapter.title, LONGEST_FOUND // 2))}”" for chapter in chapters[:3])
    return f"{shown} …" if len(chapters) > len(chapters[:3]) else shown


def problem_line(problem: ImportProblem, say: Localizer) -> str:
    """Return where *problem* is, what was found, and what to write."""
    lines = problem.lines[:MOST_LINES_NAMED]
    where = say.count("Line {lines}", "Lines {lines}", len(problem.lines), lines=", ".join(map(str, lines)))
    if rest := len(problem.lines) - len(lines):
        where += " " + say("and {number} more", number=rest)
    found = f" “{escape(shortened(problem.found, LONGEST_FOUND))}”" if problem.found else ""
    return f"⚠️ **{where}**{found}: {PROBLEMS[problem.kind](say)}"


def _hosts_line(hosts: Collection[str], say: Localizer) -> str | None:
    if not hosts:
        return None
    names = ", ".join(f"**{escape(host)}**" for host in sorted(hosts)[:FIRST_LESSONS])
    return say("Lessons lead to {hosts}. Add the course only if you know that site.", hosts=names)


def refused_card(error: ImportRefusedError, say: Localizer) -> Card:
    """Say why nothing can be read of an upload, and what to send instead."""
    where = "" if error.line is None else " " + say("(line {line})", line=error.line)
    why, step = REFUSALS[error.kind](say)
    return note_card(f"{why}{where}", f"{step} {say('Nothing was changed.')}")


def broken_file_card(problems: Sequence[str], say: Localizer) -> Card:
    """Say what breaks the rules of a course file; *problems* are a line each, in English as in the file."""
    shown = [f"- `{shortened(problem.replace('`', ''), 180)}`" for problem in problems[:MOST_PROBLEMS]]
    if rest := len(problems) - len(shown):
        shown.append(small(say("… and {number} more", number=rest)))
    title = say("That course file cannot be used:")
    return Card(panel(text(f"⚠️ **{title}**", *shown, small(say("Nothing was changed.")))))


def lessons_card(course: Course, page: int, say: Localizer) -> Card:
    """Show the lessons of *course* on *page*, counted from 0, with buttons to the pages beside it."""
    last = (len(course.chapters) - 1) // A_PAGE
    page = min(page, last)
    chapters = course.chapters[page * A_PAGE : (page + 1) * A_PAGE]
    places = {"first": chapters[0].number, "last": chapters[-1].number, "total": len(course.chapters)}
    buttons = [action_button("←", ShowLessons(page - 1))] if page else []
    buttons += [action_button("→", ShowLessons(page + 1))] if page < last else []
    return Card(
        panel(
            text(f"### {escape(course.title.in_locale(say.locale))}", small(say("{first}–{last} of {total}", **places))),  # noqa: RUF001 - a range
            text(*map(lesson_line, chapters)),
            row(buttons),
        )
    )


def cancelled_card(say: Localizer) -> Card:
    """Confirm that an upload is forgotten."""
    return done_card(say("Forgotten. Nothing was changed."))


def draft_gone_card(say: Localizer) -> Card:
    """Say that an upload was used or replaced since the card was shown."""
    return note_card(say("That upload is not there any more."), say("Send it again with `/courses add`."))
