"""The table of the group that organisers open in a spreadsheet, and how clear chapters were."""

import csv
import io
import json

import pytest

from bot.courses.file import parse_course
from bot.progress.cards.group import group_table
from bot.progress.model import Clearness, GroupReport, GuildProgress
from bot.text.locales import Locale
from bot.text.translations import localizer
from tests.unit.small_course import course

COURSE = parse_course(json.dumps(course()), "small course")


@pytest.mark.parametrize("title", ["=HYPERLINK(1)", "@SUM(1)", "-1+1", "+1", '=1,"a"'])
def test_a_title_is_no_formula(title: str) -> None:
    """A spreadsheet runs what begins like one; the same title in quotes is text."""
    first = COURSE.chapters[0].model_copy(update={"title": title})
    changed = COURSE.model_copy(update={"chapters": (first, *COURSE.chapters[1:])})
    report = GroupReport(changed, GuildProgress(3, {first.key: 2}, frozenset()), 1, {first.key: Clearness(4, 3.5)})
    table = group_table(report, localizer(Locale.ENGLISH)).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(table)))
    assert rows[0] == ["chapter", "title", "watched by", "watching along", "median clarity", "ratings"]
    assert rows[1] == ["1", f"'{title}", "2", "3", "3.5", "4"]
    assert rows[2][2:] == ["0", "3", "", ""]


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({}, Clearness()),
        ({5: 2}, Clearness(2, None)),
        ({1: 1, 5: 2}, Clearness(3, 5)),
        ({1: 2, 2: 2}, Clearness(4, 1.5)),
        ({4: 1000, 5: 999}, Clearness(1999, 4)),
    ],
)
def test_the_median_needs_three_who_said_so(counts: dict[int, int], expected: Clearness) -> None:
    """So that it is nobody's own."""
    assert Clearness.of(counts) == expected
