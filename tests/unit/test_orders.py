"""Orders of chapters, as organisers type them."""

import pytest

from bot.courses.lookup import ChapterLookup
from bot.schedules.order import Order, read_chapters, read_order
from tests.unit.answers_course import real_course

COURSE = real_course()
LOOKUP = ChapterLookup(COURSE)
TITLES = [chapter.heading for chapter in COURSE.chapters]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1, 2, 3, 7, 8", (1, 2, 3, 7, 8)),
        ("7 8 9", (7, 8, 9)),
        (" 3;1 ;2, ", (3, 1, 2)),
        ("1-3, 7", (1, 2, 3, 7)),
        ("9 - 7 1", (9, 8, 7, 1)),
        ("1\u20133", (1, 2, 3)),
        ("1 -> 4 → 2 > 3", (1, 4, 2, 3)),
        ("#2 #1", (2, 1)),
        ("1, 2 and 3", (1, 2, 3)),
        ("7, 8 e 9", (7, 8, 9)),
        ("chapters 1-3 and video 7", (1, 2, 3, 7)),
        ("capítulos 7, 8 e 9", (7, 8, 9)),
        ("chapter one, aula 2", (1, 2)),
        ("1. 2. 3.", (1, 2, 3)),
        ("1., 2.\n3.", (1, 2, 3)),
        ("neural network, chapter 2", (1, 2)),
        ("but what is a neural network; lstm", (1, 7)),
        ("4", (4,)),
        ("lstm, 1-2", (7, 1, 2)),
        ("1 to 4", (1, 2, 3, 4)),
        ("from 2 through 4 and 7", (2, 3, 4, 7)),
        ("chapters 1 to 3", (1, 2, 3)),
        ("lstm, 1 until 2", (7, 1, 2)),
        ("1 a 4", (1, 2, 3, 4)),
        ("do 1 ao 3", (1, 2, 3)),
        ("de 1 até o 3, 5", (1, 2, 3, 5)),
        ("capítulos 3 a 1", (3, 2, 1)),
        ("9: Attention in transformers", (9,)),
        ("2; Backpropagation calculus\n1", (2, 4, 1)),
        (", ".join(TITLES), tuple(range(1, 10))),
        (", ".join(reversed(TITLES)), tuple(range(9, 0, -1))),
    ],
)
def test_lists_are_read_as_people_write_them(typed: str, meant: tuple[int, ...]) -> None:
    """With commas, spaces, arrows and ranges, by numbers or titles, even titles with a comma."""
    read = read_order(typed, LOOKUP)
    assert (read.chapters, read.is_usable) == (meant, True)


@pytest.mark.parametrize(
    ("typed", "unknown", "duplicates"),
    [
        ("1, 2, 12", ("12",), ()),
        ("1 2 1 2 3", (), (1, 2)),
        ("1, pizza, 2, pizza", ("pizza",), ()),
        ("1-3 2", (), (2,)),
        ("0-2", ("0",), ()),
        ("1-9999", ("1-9999",), ()),
        ("1-2-3", ("1-2-3",), ()),
        ("lstm, 2-", ("2-",), ()),
        ("lstm, 7 - 9", ("7 - 9",), ()),
        ("9:00", ("9:00",), ()),
        ("6..9", ("6..9",), ()),
        ("6 \u2026 9", ("...",), ()),
        ("1.2.3, 4", ("1.2.3",), ()),
        ("lstm, 6\u20269", ("6\u20269",), ()),
        ("all", ("all",), ()),
        ("2, the next", ("the next",), ()),
        ("tudo, como, lstm", ("tudo", "como"), ()),
        ("but", ("but",), ()),
        ("neural networks", ("neural networks",), ()),
        ("1, 9: 00 pm", ("9: 00 pm",), ()),
        ("\uff19\uff1a00", ("\uff19\uff1a00",), ()),
        ("🧠, 💥", ("🧠", "💥"), ()),
        ("", (), ()),
        (", ; >", (), ()),
    ],
)
def test_unknown_and_doubled_chapters_are_named(
    typed: str, unknown: tuple[str, ...], duplicates: tuple[int, ...]
) -> None:
    """All of them."""
    read = read_order(typed, LOOKUP)
    assert (read.unknown, read.duplicates, read.is_usable) == (unknown, duplicates, False)


def test_the_listed_and_the_suggested_order_have_the_same_chapters() -> None:
    assert Order.LISTED.of(COURSE) == tuple(range(1, 10))
    assert Order.SUGGESTED.of(COURSE) == tuple(COURSE.suggested_order)


@pytest.mark.parametrize(
    "typed",
    ["all", "all of them", "All the chapters!", "everything", "tudo", "todos os capítulos", "todos eles", "vi tudo"],
)
def test_all_chapters_are_meant_by_words_for_all(typed: str) -> None:
    assert read_chapters(typed, LOOKUP).chapters == tuple(range(1, 10))


@pytest.mark.parametrize(
    "typed",
    [
        *("not all", "not everything yet", "almost all", "all but 3", "all except 3", "nearly everything", "all?? no"),
        *(
            "nem todos",
            "todos menos 3",
            "tudo menos o 2",
            "quase todos",
            "não vi tudo",
            "ainda não vi todos",
            "todos exceto o 5",
        ),
    ],
)
def test_less_than_all_is_never_read_as_all(typed: str) -> None:
    """It is refused, and marks nothing."""
    read = read_chapters(typed, LOOKUP)
    assert not read.is_usable
    assert read.chapters == ()
