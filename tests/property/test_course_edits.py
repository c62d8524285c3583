"""Editing a course: keys are unique, keep to their lessons, are never given twice, and come back with their lessons."""

import json
import string

from hypothesis import given
from hypothesis import strategies as st

from bot.courses.file import course_file, parse_course
from bot.courses.imports.cleaning import LARGEST_FILE
from bot.courses.imports.drafts import MOST_LESSONS, MOST_MOMENTS
from bot.courses.imports.model import ImportRefusedError
from bot.courses.imports.uploads import Upload, read_upload
from bot.courses.model import Course
from bot.courses.revision import revised, unkeyed
from bot.ids import CourseId
from tests.property.test_imports import DOCUMENTS, ENCODED, NAMES
from tests.unit.big_course import full_course

KEY = CourseId("g1-1")
LETTERS = "abcdefgh"


def course(lessons: str, titles: str | None = None, **changes: object) -> Course:
    """Return a course of a lesson for each letter of *lessons*, at its address, called as the letter of *titles*."""
    listed = [
        {"number": number, "title": title, "address": f"https://lessons.example/{letter}"}
        for number, (letter, title) in enumerate(zip(lessons, titles or lessons, strict=True), 1)
    ]
    return Course.model_validate({"id": KEY, "title": {"en": "Letters"}, "chapters": listed} | changes)


LESSONS = st.lists(st.sampled_from(LETTERS), min_size=1, unique=True).map("".join)
EDITS = st.lists(LESSONS, min_size=1, max_size=6)


def keys(of: Course) -> dict[str, int]:
    """Return the keys of the lessons of *of* and of those that it had, by their addresses."""
    return {chapter.identity: chapter.key for chapter in (*of.chapters, *of.archived)}


@given(EDITS)
def test_a_lesson_has_one_key_for_ever(edits: list[str]) -> None:
    """However often a course is edited: it is found by its address, kept while it is away, and given to no other."""
    known: Course | None = None
    given_out: dict[str, int] = {}
    for lessons in edits:
        edit = revised(known, course(lessons))
        known = edit.after
        now = keys(known)
        assert now.items() >= given_out.items()
        assert len(set(now.values())) == len(now) == len(known.chapters) + len(known.archived)
        assert [chapter.title for chapter in known.chapters] == list(lessons)
        assert [chapter.number for chapter in known.chapters] == list(range(1, len(lessons) + 1))
        given_out = now


@given(LESSONS, LESSONS)
def test_an_edit_there_and_back_restores_the_lessons(first: str, second: str) -> None:
    before = revised(None, course(first)).after
    there = revised(before, course(second))
    back = revised(there.after, course(first))
    assert back.after.chapters == before.chapters
    assert {chapter.title for chapter in there.added} == set(second) - set(first)
    assert {chapter.title for chapter in there.archived} == set(first) - set(second)
    assert not there.changed
    assert there.is_none is (first == second)


@given(LESSONS, st.permutations(LETTERS))
def test_a_lesson_whose_title_or_address_stays_keeps_its_key(lessons: str, titles: list[str]) -> None:
    """Where both lead to lessons, the address counts."""
    before = revised(None, course(lessons)).after
    renamed = revised(before, course(lessons, "".join(titles)[: len(lessons)])).after
    assert keys(renamed) == keys(before)
    moved = course(lessons.upper(), lessons)
    assert [chapter.key for chapter in revised(before, moved).after.chapters] == [
        chapter.key for chapter in before.chapters
    ]


@given(EDITS, st.lists(st.integers(1, 10**30), max_size=9, unique=True))
def test_keys_that_somebody_made_up_are_not_taken_over(edits: list[str], made_up: list[int]) -> None:
    """A file may say any; only those that the course has given out mean its lessons."""
    known = revised(None, course(edits[0])).after
    for lessons in edits[1:]:
        forged = course(lessons)
        chapters = [
            each.model_copy(update={"id": made_up[place] if place < len(made_up) else None})
            for place, each in enumerate(forged.chapters)
        ]
        known = revised(known, forged.model_copy(update={"chapters": tuple(chapters)})).after
        all_keys = [chapter.key for chapter in (*known.chapters, *known.archived)]
        assert len(set(all_keys)) == len(all_keys)
        assert max(all_keys) <= len(edits) * len(LETTERS)


@given(EDITS)
def test_a_course_is_stored_and_exported_as_it_is(edits: list[str]) -> None:
    known = revised(None, course(edits[0])).after
    for lessons in edits:
        known = revised(known, course(lessons)).after
        assert Course.model_validate_json(known.model_dump_json(exclude_defaults=True)) == known
        again = parse_course(course_file(known, LARGEST_FILE).decode(), "course.json")
        assert revised(known, again).is_none


@given(LESSONS)
def test_what_was_kept_of_a_course_is_not_kept_of_its_copy(lessons: str) -> None:
    """A course that is gone finds no lesson, also where one was looked for before."""
    known = course(lessons)
    assert known.get(1) is not None
    assert known.locales
    gone = known.gone()
    assert gone.get(1) is None
    assert gone.chapter(known.chapters[0].key).title == lessons[0]


def uploaded(content: bytes, name: str = "") -> Upload | None:
    """Return what is made of *content*, None if it is refused; whatever is made keeps the bounds and comes back."""
    try:
        upload = read_upload(content, name, KEY, None)
    except ImportRefusedError:
        return None
    if not isinstance(upload, Upload):
        assert upload
        return None
    made = upload.course
    assert Course.model_validate_json(made.model_dump_json(exclude_defaults=True)) == made
    assert 1 <= len(made.chapters) <= MOST_LESSONS
    assert all(len(chapter.moments) <= MOST_MOMENTS for chapter in made.chapters)
    assert all(chapter.url.startswith("https://") and len(chapter.url_at(359_999)) <= 512 for chapter in made.chapters)
    added = revised(None, unkeyed(made)).after
    assert revised(added, parse_course(course_file(added, LARGEST_FILE).decode(), "course.json")).is_none
    again = read_upload(course_file(added, LARGEST_FILE), "course.json", KEY, None)
    assert isinstance(again, Upload)
    assert revised(added, again.course).is_none
    return upload


@given(NAMES, st.one_of(st.binary(max_size=300), ENCODED, st.builds(bytes.__add__, ENCODED, st.binary(max_size=9))))
def test_any_bytes_make_a_course_or_are_refused(name: str, content: bytes) -> None:
    uploaded(content, name)


@given(
    st.lists(DOCUMENTS, max_size=3),
    st.integers(0, 600),
    st.sampled_from(string.ascii_letters + "\u00e9\u202e\u4e2d<>&%"),
)
def test_long_lines_make_a_course_or_are_refused(parts: list[str], length: int, letter: str) -> None:
    """Titles, addresses and descriptions around the limits of a course's fields."""
    long = letter * length
    lines = [f"- [{long}](https://youtu.be/madeupvid08) {long}", f"- [Salt](https://bread.example/{long}) - {long}"]
    uploaded("\n".join([f"# {long}", *parts, *lines]).encode())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | st.sampled_from(["", "a" * 11]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["en", "pt", "x"]), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    [
        "number",
        "id",
        "video_id",
        "address",
        "title",
        "earlier_titles",
        "channel",
        "channel_url",
        "published",
        "duration_s",
        "series",
        "captions_pt",
        "listing",
        "picture",
        "question",
        "summary",
        "topics",
        "moments",
        "errata",
        "prerequisites",
        "note",
        "id",
        "title",
        "playlist_url",
        "suggested_order",
        "further",
        "archived",
    ]
)


@given(st.dictionaries(FIELDS, JSON, max_size=3), st.dictionaries(FIELDS, JSON, max_size=2))
def test_any_course_file_makes_a_course_or_is_refused(lesson: dict[str, object], changes: dict[str, object]) -> None:
    chapter = {"number": 1, "title": "Flour", "address": "https://bread.example/1"} | lesson
    document = {"title": {"en": "Bread"}, "chapters": [chapter]} | changes
    uploaded(json.dumps(document).encode(), "course.json")


@given(st.integers(1, 20), st.text(min_size=1, max_size=20).filter(str.strip))
def test_a_course_file_of_every_field_comes_back(lessons: int, words: str) -> None:
    """With whatever texts that can be seen; those that cannot are refused or left out."""
    content = course_file(full_course(lessons, "Bread " + words, size=10), LARGEST_FILE)
    upload = uploaded(content, "course.json")
    assert upload is None or len(upload.course.chapters) == lessons
