"""What makes long and strange texts fit on a card: pages, ranges, cut and escaped texts."""

import pytest

from bot.courses.lookup import ChapterLookup
from bot.progress.cards.overview import bar, own_bar
from bot.schedules.order import read_order, written_order
from bot.text.locales import Locale
from bot.text.translations import localizer
from bot.ui.cards import escaped, fitting, link, link_button, one_line, opening
from bot.ui.pages import Page, page_at, page_line, page_with
from tests.unit.big_course import bare_course

ENGLISH = localizer(Locale.ENGLISH)


@pytest.mark.parametrize(
    ("total", "place", "shown"),
    [
        (25, 24, None),
        (26, 25, "-# 26 of 26"),
        (100, 0, "-# 1\N{EN DASH}25 of 100"),
        (100, 99, "-# 76\N{EN DASH}100 of 100"),
    ],
)
def test_a_page_says_where_it_is(total: int, place: int, shown: str | None) -> None:
    """Unless it is the only one."""
    page = page_with(total, place)
    assert page_line(page, ENGLISH) == shown
    assert place in page.of(range(total))


def test_pages_hold_each_entry_once() -> None:
    """And what lies beyond the last is the last."""
    assert [entry for number in range(4) for entry in Page(number, 99).of(range(99))] == list(range(99))
    assert page_at(99, 10**20) == Page(3, 99)
    assert page_at(0, 5) == Page(0, 0)


@pytest.mark.parametrize(
    ("numbers", "limit", "written"),
    [
        ([1, 2, 3, 7], 20, "1, 2, 3, 7"),
        (list(range(1, 101)), 20, "1-100"),
        ([*range(100, 0, -1)], 20, "100-1"),
        ([1, 2, 10, 9, 8, 3, 4, 5, 6, 20], 20, "1, 2, 10-8, 3-6, 20"),
        ([], 20, ""),
    ],
)
def test_a_written_order_is_read_as_the_same(numbers: list[int], limit: int, written: str) -> None:
    """With runs as ranges only where it would be too long."""
    course = bare_course(100)
    assert written_order(numbers, limit) == written
    assert course.numbers(read_order(written, ChapterLookup(course)).chapters) == numbers


@pytest.mark.parametrize(
    ("typed", "limit", "shown"),
    [
        ("two\n words", 20, "two words"),
        ("**bold**", 40, "\\*\\*bold\\*\\*"),
        ("*" * 50, 10, "\\*\\*\\*\\*…"),
        ("\u202e", 10, ""),
    ],
)
def test_escaped_texts_are_cut_with_their_escapes(typed: str, limit: int, shown: str) -> None:
    assert escaped(typed, limit) == shown


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("One. Two.", "One. Two."),
        ("One sentence here. Another sentence.", "One sentence here."),
        ("One. And a very long second one", "One. And a very long…"),
        ("No end of any sentence in sight", "No end of any sentence…"),
    ],
)
def test_a_long_summary_ends_with_a_sentence_or_a_word(typed: str, shown: str) -> None:
    """With a sentence only where that leaves enough."""
    assert opening(typed, 25) == shown


def test_only_whole_parts_are_taken() -> None:
    assert fitting(["one", "two", "three"], 8, ", ") == ("one", "two")
    assert fitting(["much too long", "two"], 8) == ()


def test_an_address_cannot_end_its_link() -> None:
    """Nor does it mention anybody."""
    assert link("x", "https://a/>)[y](https://b") == "[x](<https://a/%3E%29%5By%5D%28https://b>)"
    assert link("x", "https://a/@everyone?v=1&t=2s") == "[x](<https://a/%40everyone?v=1&t=2s>)"
    assert link_button("x", "https://a/\u202e" + "(" * 400).url == "https://a/" + "(" * 400


def test_a_bar_is_full_only_at_the_end() -> None:
    """And empty only at the start; of a long course it has twenty places."""
    assert [bar(part, 100, 5) for part in (0, 1, 99, 100)] == ["○○○○○", "●○○○○", "●●●●○", "●●●●●"]
    assert own_bar(50, 100) == "●" * 10 + "○" * 10
    assert own_bar(2, 9) == "●●○○○○○○○"
    assert one_line(" a\n\u200bb ") == "a b"
