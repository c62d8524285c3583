"""Cards of courses that say much: what does not fit is shortened or left out, and problems are named once."""

from collections.abc import Callable

from discord import ui

from bot.courses.cards import SHORTEST_TITLE, TITLE_LENGTHS, fitted, moments_text
from bot.courses.imports.cards import MOST_LINES_NAMED, broken_file_card, problem_line
from bot.courses.imports.model import MOST_PROBLEMS, ImportProblem, ProblemKind
from bot.courses.lookup import ChapterLookup
from bot.courses.model import Course, Label, Moment
from bot.courses.per_course import PerCourse
from bot.text.locales import Locale
from bot.text.translations import localizer
from bot.ui.cards import Card, panel, text
from tests.unit.big_course import bare_course

SAY = localizer(Locale.ENGLISH)


def drawn(card: Card) -> str:
    """Return all text of *card*."""
    return "\n".join(item.content for item in card.walk_children() if isinstance(item, ui.TextDisplay))


def lines_of(number: int) -> Callable[[int], Card]:
    """Return what draws a card of *number* lines, each as long as it may be."""
    return lambda limit: Card(panel(text("\n".join(["x" * limit] * number))))


def test_titles_are_as_long_as_fits() -> None:
    for number, length in ((5, TITLE_LENGTHS[0]), (60, 60), (150, SHORTEST_TITLE)):
        assert set(map(len, drawn(fitted(lines_of(number))).split("\n"))) == {length}


def test_a_card_that_never_fits_has_the_shortest_titles() -> None:
    assert set(map(len, drawn(fitted(lines_of(900))).split("\n"))) == {SHORTEST_TITLE}


def test_moments_that_do_not_fit_are_left_out_evenly() -> None:
    moments = tuple(Moment(at_s=n * 10, label=Label(en=f"Moment {n}")) for n in range(20))
    chapter = bare_course(1).chapters[0].model_copy(update={"moments": moments, "duration_s": 300})
    shown = moments_text(chapter, SAY, room=600)
    assert shown is not None
    assert "Moment 0" in shown.content
    assert 1 < shown.content.count("Moment ") < len(moments)
    assert moments_text(chapter, SAY, room=10) is None


def test_many_lines_with_one_problem_are_counted_and_the_first_is_the_example() -> None:
    lines = tuple(range(1, MOST_LINES_NAMED + 4))
    told = problem_line(ImportProblem(ProblemKind.NO_LINK, lines, "Dark *matter*"), bare_course(1), SAY)
    assert told.startswith("⚠️ **Lines 1, 2, 3, 4, 5 and 3 more** (such as “Dark \\*matter\\*”): it has no link")
    one = problem_line(ImportProblem(ProblemKind.NO_LINK, (7,), "Dark matter"), bare_course(1), SAY)
    assert one.startswith("⚠️ **Line 7** “Dark matter”: ")


def test_many_broken_rules_are_counted() -> None:
    told = drawn(broken_file_card([f"fault {n}" for n in range(MOST_PROBLEMS + 2)], SAY))
    assert f"- fault {MOST_PROBLEMS - 1}\n" in told
    assert "fault 10" not in told
    assert "… and 2 more" in told


def test_what_is_built_of_courses_is_kept_for_those_used_last() -> None:
    """And is built anew for one that was edited."""
    built: list[Course] = []

    def build(course: Course) -> ChapterLookup:
        built.append(course)
        return ChapterLookup(course)

    lookups = PerCourse(build, 2)
    first, second, third = (bare_course(1, id=key) for key in ("a", "b", "c"))
    assert lookups.get(first) is lookups.get(first)
    for course in (second, first, third, first, second):
        lookups.get(course)
    assert built == [first, second, third, second]
    edited = second.model_copy(update={"field": "history"})
    lookups.get(edited)
    assert built[-1] is edited
