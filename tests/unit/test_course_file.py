"""A bad course file is refused with file, place, what was found and what was expected."""

import json
import re
from copy import deepcopy
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from bot.courses.file import parse_course
from bot.courses.model import Course
from bot.text.data_files import DataFileError, json_schema
from tests.unit.small_course import chapter, course

ROOT = Path(__file__).parents[2]
SOURCE = "data/videos.json"
REAL = (ROOT / SOURCE).read_text("utf-8")
TREE = json.loads(REAL)
ABSENT = object()
LINK = "either video_id, a video on YouTube, or address, of any other page"
LABEL = {"en": "a", "pt": "b"}


class Case(NamedTuple):
    """A broken rule: where a value is put, the value, how it is reported, and where, if not there."""

    at: str
    put: Any
    found: str
    expected: str
    told_at: str = ""


CASES = [
    Case("id", "A Course", '"A Course"', "a course id of 1 to 40 lower-case letters, digits or hyphens"),
    Case("title", ABSENT, "nothing", "this field, which is required"),
    Case("title", {}, "no text", "a text in English (en), Portuguese (pt) or both"),
    Case("lable", "x", '"x"', "no field of this name"),
    Case("playlist_url", "http://x", '"http://x"', "an address that begins with https:// and has no spaces"),
    Case("chapters", [], "[]", "a list of at least 1 entry"),
    Case("chapters", "none", '"none"', "a list in square brackets"),
    Case("chapters[1]", 7, "7", "an object in curly brackets"),
    Case("chapters[1].number", "2", '"2"', "a whole number"),
    Case("chapters[1].number", True, "true", "a whole number"),
    Case("chapters[1].number", 0, "0", "a number of at least 1"),
    Case("chapters[1].number", 1, "1", "2, since chapters are numbered 1, 2, 3 in their order"),
    Case(
        "chapters[0].video_id",
        "zxQyTK8quy",
        '"zxQyTK8quy"',
        "a YouTube video id of 11 letters, digits, hyphens or underscores",
    ),
    Case("chapters[2].video_id", "00000000001", '"00000000001"', "a video id, not taken by chapters[0].video_id"),
    Case("further[0].video_id", "00000000002", '"00000000002"', "a video id, not taken by chapters[1].video_id"),
    Case("chapters[0].title", "x" * 101, f'"{"x" * 59}…', "text of at most 100 characters"),
    Case("chapters[0].title", " ", '" "', "text of at least 1 character"),
    Case("chapters[0].title", None, "null", "text in double quotes"),
    Case("chapters[0].published", "1 April", '"1 April"', "a date such as 2024-04-01"),
    Case("chapters[0].published", 2024, "2024", "a date such as 2024-04-01"),
    Case("chapters[0].duration_s", 0, "0", "a number greater than 0"),
    Case("chapters[0].captions_pt", "yes", '"yes"', "'community' or 'machine'"),
    Case("chapters[0].listing.keywords", [], "[]", "a list of at least 1 entry"),
    Case("chapters[0].summary.en", "x" * 4_001, f'"{"x" * 59}…', "text of at most 4000 characters"),
    Case("chapters[0].video_id", ABSENT, "neither", LINK, "chapters[0]"),
    Case("chapters[0].address", "https://vimeo.com/76979871", "both", LINK, "chapters[0]"),
    Case("chapters[1].id", 1, "1", "a key, not taken by chapters[0].id"),
    Case("chapters[0].topics[0].name.en", "", '""', "text of at least 1 character"),
    Case(
        "chapters[0].topics",
        [{"name": {"en": "layer", "pt": pt}} for pt in ("camada", "nível")],
        '"layer"',
        "a name, not taken by chapters[0].topics[0].name.en",
        "chapters[0].topics[1].name.en",
    ),
    Case(
        "chapters[0].topics",
        [{"name": {"en": en, "pt": "camada"}} for en in ("layer", "level")],
        '"camada"',
        "a name, not taken by chapters[0].topics[0].name.pt",
        "chapters[0].topics[1].name.pt",
    ),
    Case("chapters[0].moments[1].at_s", 100, "100", "less than 100, the video's length in seconds"),
    Case("chapters[0].moments[1].at_s", 5, "5", "more than 5, the time before it in the list"),
    Case("chapters[0].moments[1].at_s", -1, "-1", "a number of at least 0"),
    Case("chapters[0].moments[1].label.pt", "x" * 81, f'"{"x" * 59}…', "text of at most 80 characters"),
    Case(
        "chapters[0].errata",
        [{"at_s": 100, "note": LABEL}],
        "100",
        "less than 100, the video's length in seconds",
        "chapters[0].errata[0].at_s",
    ),
    Case("chapters[2].prerequisites[0].chapter", 4, "4", "the number of a chapter, 1 to 3"),
    Case("chapters[2].prerequisites[0].chapter", 3, "3", "another chapter than the one that needs it"),
    Case("chapters[2].prerequisites[0].strength", "optional", '"optional"', "'required' or 'recommended'"),
    Case(
        "chapters[2].prerequisites",
        [{"chapter": 1, "strength": strength} for strength in ("required", "recommended")],
        "1",
        "a chapter, not taken by chapters[2].prerequisites[0].chapter",
        "chapters[2].prerequisites[1].chapter",
    ),
    Case(
        "chapters[0].prerequisites",
        [{"chapter": 3, "strength": "required"}],
        "a circle: 1, which needs 3, which needs 1",
        "no chapter to lead back to itself",
    ),
    Case("suggested_order", [1, 2], "[1, 2]", "every chapter from 1 to 3 exactly once"),
    Case("suggested_order", [3, 1, 2], "3", "chapter 1 before it, because it is a prerequisite", "suggested_order[0]"),
]


def steps(at: str) -> list[str | int]:
    """Return the steps of a path such as ``chapters[4].moments[2].at_s``."""
    return [int(step) if step.isdigit() else step for step in re.findall(r"\w+", at)]


def with_put(tree: Any, at: str, value: Any) -> Any:
    """Return a copy of *tree* with *value* at the path *at*; if it is ABSENT, without what was there."""
    changed = deepcopy(tree)
    *way, last = steps(at)
    part = changed
    for step in way:
        part = part[step]
    if value is ABSENT:
        del part[last]
    else:
        part[last] = value
    return changed


def refusal(text: str) -> list[str]:
    """Return the lines with which *text* is refused as a course, without the file's name."""
    with pytest.raises(DataFileError) as caught:
        parse_course(text, SOURCE)
    lines = str(caught.value).split("\n")
    assert tuple(lines) == caught.value.problems
    assert all(line.startswith(f"{SOURCE}: ") for line in lines)
    return [line.removeprefix(f"{SOURCE}: ") for line in lines]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.at} {case.found}"[:60])
def test_a_broken_rule_is_reported(case: Case) -> None:
    """In one line: place, what was found, what was expected."""
    told = f"{case.told_at or case.at}: found {case.found}; expected {case.expected}"
    assert refusal(json.dumps(with_put(course(), case.at, case.put))) == [told]


def test_two_videos_of_one_series_chapter_are_refused() -> None:
    """A series numbers each of its videos once."""
    deep = {"series": {"name": "Deep Learning", "chapter": 6}}
    text = json.dumps(course(chapters=[chapter(1, **deep), chapter(2, **deep)], suggested_order=[1, 2]))
    expected = "a chapter of the series, not taken by chapters[0].series"
    assert refusal(text) == [f'chapters[1].series: found ["Deep Learning", 6]; expected {expected}']


def test_every_problem_is_reported_on_its_own_line() -> None:
    """All mistakes are reported in one go."""
    bad = with_put(with_put(course(), "chapters[0].duration_s", 20), "chapters[1].title", ABSENT)
    bad = with_put(bad, "chapters[0].moments[0].at_s", 60)
    assert refusal(json.dumps(bad)) == [
        "chapters[0].moments[0].at_s: found 60; expected less than 20, the video's length in seconds",
        "chapters[0].moments[1].at_s: found 50; expected less than 20, the video's length in seconds",
        "chapters[1].title: found nothing; expected this field, which is required",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "line 1, column 1: found the end of the line or file; expected value"),
        ('{\n  "id": }', 'line 2, column 9: found "}"; expected value'),
        ('{"id": "x"} more', 'line 1, column 13: found "more"; expected valid JSON (extra data)'),
        ("{'id': 1}", "line 1, column 2: found \"'id': 1}\"; expected property name enclosed in double quotes"),
        ("[]", "the whole file: found []; expected an object in curly brackets"),
        ('{"id": 1, "id": 2}', "id: found this field 2 times; expected it once"),
        ('{"chapters": [1, {"a": 1, "a": 1}]}', "chapters[1].a: found this field 2 times; expected it once"),
    ],
)
def test_text_that_is_no_course_is_refused(text: str, told: str) -> None:
    """Bad JSON with line and column, a repeated field with its place."""
    assert refusal(text) == [told]


def test_a_lone_surrogate_is_refused() -> None:
    """Python's own reader accepts an escape for half a character."""
    (line,) = refusal(json.dumps(course(id="half")).replace("half", r"\ud800"))
    assert line.startswith("the whole file: found ")
    assert "; expected valid JSON (" in line


def test_an_unforeseen_validation_error_is_still_reported() -> None:
    """In pydantic's words, escaped so that they can be printed."""
    (line,) = refusal('{"id": "\ud800"}')
    assert line.startswith("the whole file: found ")
    assert line.encode()


def test_the_models_alone_tell_the_rule_too() -> None:
    """A course made in code, not read from a file, has the same rules."""
    with pytest.raises(ValidationError, match=r"suggested_order: found \[1\]; expected every chapter"):
        Course.model_validate(course(suggested_order=[1]))


def test_the_documented_refusals_are_the_real_ones() -> None:
    """Those that docs/course.md shows."""
    bad = with_put(TREE, "chapters[4].moments[2].at_s", 5000)
    lines = refusal(json.dumps(bad)) + refusal(json.dumps(with_put(TREE, "chapters[4].title", ABSENT)))
    shown = re.findall(r"^    (chapters\[4\].+)$", (ROOT / "docs/course.md").read_text("utf-8"), re.MULTILINE)
    assert shown == lines


def places(node: Any, at: str = "") -> list[str]:
    """Return the path of every value in *node* that has no values in it."""
    if isinstance(node, dict):
        return [place for key, value in node.items() for place in places(value, f"{at}.{key}".lstrip("."))]
    if isinstance(node, list):
        return [place for index, value in enumerate(node) for place in places(value, f"{at}[{index}]")]
    return [at]


@given(at=st.sampled_from(places(TREE)), value=st.sampled_from([{}, [], 1.5, False]))
def test_a_wrong_kind_of_value_anywhere_is_told_at_its_place(at: str, value: object) -> None:
    """Any value of the real course can be replaced; the one refusal names its place."""
    (line,) = refusal(json.dumps(with_put(TREE, at, value)))
    assert line.startswith(f"{at}: found {json.dumps(value)}; expected ")


@given(st.permutations(range(9)))
def test_a_repeated_number_is_told_at_its_place(order: list[int]) -> None:
    """Whichever chapter takes another one's number."""
    taker, giver = order[:2]
    lines = refusal(json.dumps(with_put(TREE, f"chapters[{taker}].number", giver + 1)))
    assert lines[0].startswith(f"chapters[{taker}].number: found {giver + 1}; expected {taker + 1}")


@given(at=st.sampled_from([place for place in places(TREE) if place.endswith(".at_s")]), beyond=st.integers(0))
def test_a_moment_after_the_end_is_told_at_its_place(at: str, beyond: int) -> None:
    """Any moment or erratum that is later than its video's end."""
    duration_s: int = TREE["chapters"][steps(at)[1]]["duration_s"]
    lines = refusal(json.dumps(with_put(TREE, at, duration_s + beyond)))
    assert lines[0].startswith(f"{at}: found {duration_s + beyond}; expected less than {duration_s}")


@given(st.integers(0, len(REAL.rstrip()) - 1))
def test_a_file_cut_short_is_told_by_line_and_column(length: int) -> None:
    """Wherever it is cut, in one line."""
    (line,) = refusal(REAL[:length])
    assert re.match(r"line \d+, column \d+: found .+; expected .+", line)


@given(st.text())
def test_no_text_ends_in_anything_but_a_refusal(text: str) -> None:
    """Each of its lines begins with the file's name."""
    assert refusal(text)


def test_the_schema_beside_the_course_is_current() -> None:
    """data/videos.schema.json is made from the models; docs/course.md has the command."""
    assert (ROOT / "data/videos.schema.json").read_text("utf-8") == json_schema(Course)


def test_the_schema_is_one_and_the_course_keeps_it() -> None:
    """It is a valid Draft 2020-12 schema, accepts the real course and refuses what the models refuse."""
    schema = json.loads(json_schema(Course))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    assert not list(validator.iter_errors(TREE))
    assert not validator.is_valid(with_put(TREE, "chapters[4].title", ABSENT))
    assert not validator.is_valid(with_put(TREE, "chapters[4].video_id", "short"))
