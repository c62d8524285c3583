"""Cards about what an organiser has uploaded: what was read, what was wrong with it, and what using it would do."""

from collections.abc import Collection, Mapping, Sequence

from bot.courses.buttons import CancelCourse, ShowLessons, UseCourse
from bot.courses.cards import fitted, linked_lesson
from bot.courses.imports.model import MOST_PROBLEMS, ImportProblem, ImportRefusedError, ProblemKind, RefusalKind
from bot.courses.imports.problems import PROBLEMS, REFUSALS, place_of
from bot.courses.model import Chapter, Course
from bot.courses.revision import CourseEdit, Part
from bot.text.locales import Locale
from bot.text.translations import Localizer
from bot.times.formats import length
from bot.times.positions import position
from bot.ui.cards import PRIMARY, Card, action_button, divider, escaped, gap, panel, row, small, text
from bot.ui.note_cards import done_card, note_card
from bot.ui.pages import page_at, page_line, page_row

FIRST_LESSONS = 5  # shown in a preview
MOST_LINES_NAMED = 5  # of a problem
LONGEST_FOUND = 80  # characters
LONGEST_QUOTED = 200  # characters of what is refused as a whole
QUOTING = {RefusalKind.NO_HEADERS, RefusalKind.BAD_TABLE}


def preview_card(
    edit: CourseEdit, problems: Sequence[ImportProblem], hosts: Collection[str], seen: int, say: Localizer
) -> Card:
    """Show what *edit* would do, what was wrong with the upload, and the *hosts* that its links lead to, if unknown.

    *seen* is the draft's number, which the button carries that uses it.
    """
    course, is_new = edit.after, edit.before is None
    rest = max(0, len(course.chapters) - FIRST_LESSONS)
    more = small(say("… and {number} more", number=rest)) if rest else None
    buttons = [
        action_button(say("Add") if is_new else say("Change it"), UseCourse(seen), style=PRIMARY),
        action_button(say("Show all"), ShowLessons(0)),
        action_button(say("Cancel"), CancelCourse()),
    ]

    def drawn(limit: int) -> Card:
        return Card(
            panel(
                text(_title(course, say), small(extent(course, say))),
                text(*_changes(edit, say)),
                gap(),
                text(*(lesson_line(chapter, limit) for chapter in course.chapters[:FIRST_LESSONS]), more),
                gap() if problems else None,
                text(*(problem_line(problem, course, say) for problem in problems)),
                gap() if hosts else None,
                text(_hosts_line(hosts, say)),
                divider(),
                row(buttons),
            )
        )

    return fitted(drawn)


def _title(course: Course, say: Localizer) -> str:
    return f"### {escaped(course.title.in_locale(say.locale)) or course.id}"


def extent(course: Course, say: Localizer) -> str:
    """Return how many lessons *course* has, in which languages, and how long they take, or that this is not known."""
    lessons = say.count("{number} lesson", "{number} lessons", len(course.chapters))
    languages = {Locale.ENGLISH: say("in English"), Locale.PORTUGUESE: say("in Portuguese")}
    known = [languages[locale] for locale in Locale if locale in course.locales]
    duration = say("no lengths") if course.duration is None else length(course.duration, say)
    return " · ".join((lessons, *known, duration))


def lesson_line(chapter: Chapter, limit: int) -> str:
    """Return number, title with a link, cut to *limit* characters, and length of a lesson."""
    duration = "" if chapter.duration_s is None else f" `{position(chapter.duration_s)}`"
    return f"**{chapter.number}** {linked_lesson(chapter, limit)}{duration}"


def _changes(edit: CourseEdit, say: Localizer) -> list[str]:
    """Return what *edit* does to a course that there is; nothing for a new one."""
    if edit.before is None:
        return []
    parts = _part_names(say)
    new, gone = (_names(dict.fromkeys(lessons, ())) for lessons in (edit.added, edit.archived))
    other = _names({chapter: [parts[part] for part in edit.parts(chapter)] for chapter in edit.changed})
    lines = [
        (edit.added, say.count("New: {names}", "{number} new: {names}", len(edit.added), names=new)),
        (edit.archived, say.count("Goes: {names}", "{number} go: {names}", len(edit.archived), names=gone)),
        (edit.changed, say.count("Changed: {names}", "{number} changed: {names}", len(edit.changed), names=other)),
    ]
    told = [line for lessons, line in lines if lessons]
    told += [say("The order is another.")] if edit.is_reordered else []
    if edit.archived:
        told.append(small(say("What members have marked is kept, also of lessons that go.")))
    return told or [say("Nothing would change.")]


def _part_names(say: Localizer) -> Mapping[Part, str]:
    return {
        Part.TITLE: say("title"),
        Part.LINK: say("link"),
        Part.LENGTH: say("length"),
        Part.SUMMARY: say("summary"),
        Part.TOPICS: say("topics"),
        Part.MOMENTS: say("moments"),
        Part.OTHER: say("other details"),
    }


def _names(chapters: Mapping[Chapter, Sequence[str]]) -> str:
    """Return the titles of the first *chapters*, each with what is said of it in parentheses."""
    titles = [
        f"“{escaped(chapter.title, LONGEST_FOUND // 2)}”" + (f" ({', '.join(said)})" if said else "")
        for chapter, said in chapters.items()
    ]
    return ", ".join(titles[:3]) + (" …" if len(titles) > len(titles[:3]) else "")


def problem_line(problem: ImportProblem, course: Course, say: Localizer) -> str:
    """Return where *problem* is, what was found, and what to write; *course* is what was made of it all."""
    if problem.kind is ProblemKind.MISNUMBERED:
        return f"ℹ️ {_misnumbered(problem, course, say)}"  # noqa: RUF001 - the sign of information
    found = f" “{escaped(problem.found, LONGEST_FOUND)}”" if problem.found else ""
    if found and len(problem.lines) > 1:
        found = f" ({say('such as')}{found})"
    return f"⚠️ **{place_of(problem, say, MOST_LINES_NAMED)}**{found}: {PROBLEMS[problem.kind](say)}"


def _misnumbered(problem: ImportProblem, course: Course, say: Localizer) -> str:
    """Return that lessons are numbered by their place, whatever number they bore, by the example of the first."""
    number = next((chapter.number for chapter in course.chapters if chapter.title == problem.lesson), 0)
    written = escaped(problem.found, LONGEST_FOUND)
    told = say("Lesson {written} is numbered {number}, by its place in the list", written=written, number=number)
    rest = len(problem.lines) - 1
    return f"{told} ({say('and {number} more', number=rest)})." if rest else f"{told}."


def _hosts_line(hosts: Collection[str], say: Localizer) -> str | None:
    if not hosts:
        return None
    names = ", ".join(f"**{escaped(host, LONGEST_FOUND)}**" for host in sorted(hosts)[:FIRST_LESSONS])
    return say("Lessons lead to {hosts}. Add the course only if you know that site.", hosts=names)


def refused_card(error: ImportRefusedError, say: Localizer) -> Card:
    """Say why nothing can be read of an upload, and what to send instead."""
    why, step = REFUSALS[error.kind](say)
    found = f" “{escaped(error.found, LONGEST_QUOTED)}”" if error.kind in QUOTING and error.found else ""
    where = "" if error.line is None else f"{say.count('Line {lines}', 'Lines {lines}', 1, lines=error.line)}{found}: "
    return note_card(f"{where}{why}", f"{step} {say('Nothing was changed.')}")


def broken_file_card(problems: Sequence[str], say: Localizer) -> Card:
    """Say what breaks the rules of a course file; *problems* are a line each, in English as in the file."""
    shown = [f"- {escaped(problem, 180)}" for problem in problems[:MOST_PROBLEMS]]
    if rest := len(problems) - len(shown):
        shown.append(small(say("… and {number} more", number=rest)))
    title = say("That course file cannot be used:")
    return Card(panel(text(f"⚠️ **{title}**", *shown, small(say("Nothing was changed.")))))


def lessons_card(course: Course, number: int, say: Localizer) -> Card:
    """Show the lessons of *course* on page *number*, with buttons to the pages beside it."""
    page = page_at(len(course.chapters), number)

    def drawn(limit: int) -> Card:
        return Card(
            panel(
                text(_title(course, say), page_line(page, say)),
                text(*(lesson_line(chapter, limit) for chapter in page.of(course.chapters))),
                page_row(page, ShowLessons),
            )
        )

    return fitted(drawn)


def cancelled_card(say: Localizer) -> Card:
    """Confirm that an upload is forgotten."""
    return done_card(say("Forgotten. Nothing was changed."))


def draft_gone_card(say: Localizer) -> Card:
    """Say that an upload was used or replaced since the card was shown."""
    return note_card(say("That upload is not there any more."), say("Send it again with `/courses add`."))


def unreachable_card(say: Localizer) -> Card:
    """Say that Discord did not hand over a file."""
    return note_card(say("Discord did not hand that file over."), say("Please send it again. Nothing was changed."))
