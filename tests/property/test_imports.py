"""Whatever bytes are brought, a course comes of them or a refusal, with nothing hidden; lists come back as written."""

import json
import re
import unicodedata
from collections.abc import Iterator

from hypothesis import assume, given
from hypothesis import strategies as st

from bot.courses.imports.drafts import MOST_LESSONS, MOST_MOMENTS
from bot.courses.imports.labels import is_generic, is_material, numbered
from bot.courses.imports.model import MOST_PROBLEMS, ImportedCourse, ImportRefusedError, SourceKind
from bot.courses.imports.reading import read_course

BIDI = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
FRAGMENTS = st.sampled_from(
    [
        "# ", "## Week 1\n", "- ", "1. ", "24b. ", "  - ", "> ", "| a | b |\n|---|---|\n", "| ", " |\n", "\n", "\n\n",
        "[Flour](https://youtu.be/madeupvid01)", "[video](https://youtu.be/madeupvid02)", "https://vimeo.com/123",
        "<https://bread.org/a>", "[x](javascript:alert(1))", "[y](http://bread.org)", "<a href='https://bread.org/b'>",
        "</a>", "<br>", "<!--", "-->", "```\n", "![i](x.png)", "[", "](", ")", "**", "_", "0:00 ", "1:02:33 ", " - ",
        "Flour", "Bread (BR)", "&#x202e;", "\u202e", "\x07", "\u200b", "title,url\n",
        "t\u00edtulo;v\u00eddeo\n", ",", ";", '"',
        "sep=;\n", "[a]: https://youtu.be/madeupvid03\n", "[a]", "Lecture 3: ", "{", "}", "(12 min)",
        "\t", "    ", "---\n", "===\n",
    ]
)  # fmt: skip
DOCUMENTS = st.lists(FRAGMENTS, max_size=60).map("".join)
ENCODED = st.builds(str.encode, DOCUMENTS, st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["entries", "title", "url", "id", "duration", "chapters", "start_time", "description", "_type"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=30,
)
NAMES = st.sampled_from(["", "a.csv", "a.json", "README.md"])
TITLES = st.text("abcdefgh \u00e3\u00e9XYZ", min_size=4, max_size=40).map(lambda text: " ".join(text.split()))


@given(NAMES, st.one_of(st.binary(max_size=300), ENCODED, st.builds(bytes.__add__, ENCODED, st.binary(max_size=9))))
def test_any_bytes_are_read_or_refused(name: str, content: bytes) -> None:
    course = _read(content, name)
    assert course is None or course.lessons
    _assert_in_bounds(course)


@given(VALUES)
def test_any_json_is_read_or_refused(tree: object) -> None:
    course = _read(json.dumps(tree).encode(), "")
    assert course is None or course.lessons or course.source is SourceKind.OWN_FILE
    _assert_in_bounds(course)


@given(
    st.lists(TITLES, min_size=1, max_size=20, unique=True), st.sampled_from(["- [{}]({})", "1. [{}]({})", "{}: <{}>"])
)
def test_a_list_comes_back_as_it_was_written(titles: list[str], form: str) -> None:
    for title in titles:
        assume(len(title) > 1 and not is_generic(title) and not is_material(title) and numbered(title)[0] is None)
    links = [f"https://youtu.be/madeup{place:05}" for place in range(len(titles))]
    course = _read("\n".join(map(form.format, titles, links)).encode(), "")
    assert course is not None
    assert [lesson.title for lesson in course.lessons] == titles
    assert [lesson.identity for lesson in course.lessons] == [f"youtube:madeup{n:05}" for n in range(len(titles))]


@given(st.lists(TITLES, min_size=1, max_size=20), st.sampled_from(",;\t"))
def test_a_table_comes_back_as_it_was_written(titles: list[str], delimiter: str) -> None:
    assume(all(titles))
    rows = [f'"{title}"{delimiter}https://youtu.be/madeup{place:05}' for place, title in enumerate(titles)]
    course = _read("\r\n".join((f"T\u00edtulo{delimiter}URL", *rows)).encode(), "")
    assert course is not None
    assert [lesson.title for lesson in course.lessons] == titles


def _read(content: bytes, name: str) -> ImportedCourse | None:
    try:
        return read_course(content, name)
    except ImportRefusedError:
        return None


def _assert_in_bounds(course: ImportedCourse | None) -> None:
    if course is None:
        return
    assert len(course.lessons) <= MOST_LESSONS
    assert len(course.problems) <= MOST_PROBLEMS
    assert len({lesson.identity for lesson in course.lessons}) == len(course.lessons)
    assert all(lesson.url.startswith("https://") and len(lesson.title) <= 100 for lesson in course.lessons)
    assert all(len(lesson.moments) <= MOST_MOMENTS for lesson in course.lessons)
    for text in _texts(course):
        assert not BIDI.search(text)
        assert not any(unicodedata.category(letter) in ("Cc", "Cs") for letter in text.replace("\n", ""))


def _texts(course: ImportedCourse) -> Iterator[str]:
    yield from filter(None, (course.title, course.url))
    for lesson in course.lessons:
        yield from filter(None, (lesson.title, lesson.url, lesson.description, lesson.channel, lesson.written_number))
        yield from (name for names in lesson.topics for name in names)
        yield from (label for _, label in lesson.moments)
    for problem in course.problems:
        yield from filter(None, (problem.found, problem.lesson))
