"""What a course remembers of lessons that went, and what is told of lessons that changed."""

from typing import Any

import pytest

from bot.courses.model import Chapter, Course, Heading
from bot.courses.revision import MOST_ARCHIVED, Part, revised

LESSONS = 100


def course_of(edition: int) -> Course:
    """Return a course of a hundred lessons that no other *edition* has."""
    chapters = [
        Chapter(number=number, address=f"https://example.org/{edition}/{number}", title=f"Lesson {edition}.{number}")
        for number in range(1, LESSONS + 1)
    ]
    return Course(id="course", title=Heading(en="A course"), chapters=tuple(chapters))


def test_a_course_that_is_edited_for_ever_stays_small_and_gives_no_key_twice() -> None:
    course, given = revised(None, course_of(0)).after, set(range(1, LESSONS + 1))
    for edition in range(1, 8):
        course = revised(course, course_of(edition)).after
        keys = {int(chapter.key) for chapter in course.chapters}
        assert not keys & given
        given |= keys
        assert len(course.archived) <= MOST_ARCHIVED
    assert [chapter.title for chapter in course.archived][:1] == [f"Lesson 6.{LESSONS}"]


def test_the_text_of_a_lesson_that_went_is_not_kept() -> None:
    """Only what it is found again by."""
    rich = {"summary": {"en": "About flour."}, "duration_s": 60, "topics": [{"name": {"en": "rye"}}]}
    before = Course.model_validate(
        {
            "id": "course",
            "title": {"en": "Bread"},
            "chapters": [{"number": 1, "title": "Flour", "video_id": "00000000001"} | rich],
        }
    )
    (gone,) = revised(before, course_of(1)).after.archived
    assert gone == Chapter(number=1, id=1, title="Flour", video_id="00000000001")


@pytest.mark.parametrize(
    ("change", "parts"),
    [
        ({"title": "Rye flour"}, [Part.TITLE]),
        ({"video_id": None, "address": "https://example.org/flour"}, [Part.LINK]),
        ({"duration_s": 90}, [Part.LENGTH]),
        ({"summary": {"en": "All about flour."}, "topics": []}, [Part.SUMMARY, Part.TOPICS]),
        ({"duration_s": 90, "moments": [{"at_s": 30, "label": {"en": "rye"}}]}, [Part.LENGTH, Part.MOMENTS]),
        ({"channel": "A mill"}, [Part.OTHER]),
        ({"number": 2}, []),
    ],
)
def test_an_edit_tells_which_parts_of_a_lesson_are_other_ones(change: dict[str, Any], parts: list[Part]) -> None:
    flour = {"title": "Flour", "video_id": "00000000001", "duration_s": 60, "topics": [{"name": {"en": "rye"}}]}
    other = {"title": "Water", "video_id": "00000000002"}
    lessons = [{"number": 1} | flour, {"number": 2} | other]
    before = Course.model_validate({"id": "course", "title": {"en": "Bread"}, "chapters": lessons})
    edited = [{"number": 1} | flour | change, {"number": 2} | other]
    if change.get("number") == 2:
        edited = [{"number": 1} | other, {"number": 2} | flour]
    after = Course.model_validate({"id": "course", "title": {"en": "Bread"}, "chapters": edited})
    edit = revised(before, after)
    (lesson,) = (chapter for chapter in edit.after.chapters if chapter.key == 1)
    assert [*edit.parts(lesson)] == parts
    assert [*edit.changed] == ([lesson] if parts else [])
