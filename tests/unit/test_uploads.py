"""What is read of an upload: of a course file no more than a course of strangers may have."""

import pytest

from bot.courses.imports.building import build_course
from bot.courses.imports.model import ImportedCourse, ImportedLesson, ImportRefusedError, RefusalKind, SourceKind
from bot.courses.imports.uploads import Upload, read_upload
from bot.ids import CourseId
from tests.unit.imported import BROKEN, own_file, video

TOO_MANY = "lessons"


@pytest.mark.parametrize("name", [name for name in BROKEN if name != TOO_MANY])
def test_a_course_file_that_breaks_a_rule_is_told_where(name: str) -> None:
    (fault,) = _faults(BROKEN[name])
    where, _, rest = fault.partition(": found ")
    found, _, expected = rest.partition("; expected ")
    assert where.startswith(("chapters", "title", "further"))
    assert found
    assert expected


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (BROKEN[TOO_MANY], RefusalKind.TOO_MANY_LESSONS),
        (b'{"chapters": [{"title": ' + b"[" * 900 + b"]" * 900 + b"}]}", RefusalKind.TOO_DEEP),
        (b"[Bread](https://youtu.be/madeupvid01)" + b" \n" * 10_000 + b" " * 600_000, RefusalKind.TOO_LARGE),
    ],
    ids=["lessons", "deep", "large"],
)
def test_what_is_too_much_is_refused(content: bytes, kind: RefusalKind) -> None:
    with pytest.raises(ImportRefusedError) as refused:
        read_upload(content, "course.json", None, None)
    assert refused.value.kind is kind


def test_a_list_whose_course_is_larger_than_an_upload_may_be_is_refused() -> None:
    """Its export could not be uploaded again."""
    content = "\n".join(f"1. [Lesson]({video(n)}) {'a long word ' * 40}" for n in range(90)).encode()
    assert isinstance(read_upload(content, "list.md", None, None), Upload)
    with pytest.raises(ImportRefusedError) as refused:
        read_upload(content, "list.md", None, None, largest=len(content) + 1)
    assert refused.value.kind is RefusalKind.TOO_LARGE


def test_a_course_file_keeps_its_id_and_names_the_hosts_that_nobody_knows() -> None:
    upload = read_upload(own_file({"address": "https://bread.example/1"}, {}, id="bread"), "x.json", None, None)
    assert isinstance(upload, Upload)
    assert (upload.course.id, upload.is_whole) == ("bread", True)
    assert upload.hosts == {"bread.example"}


def test_a_list_of_links_to_a_site_that_nobody_knows_is_read_and_names_it() -> None:
    rows = "".join(f"1. [Lesson {n}](https://bread.example/{n})\n" for n in range(3))
    upload = read_upload(rows.encode(), "list.md", None, None)
    assert isinstance(upload, Upload)
    assert upload.hosts == {"bread.example"}
    assert len(upload.course.chapters) == 3


def test_a_topic_is_kept_once() -> None:
    lesson = ImportedLesson(
        line=1, title="Flour", url=video(1), identity="", topics=(("rye",), ("rye", "grain"), ("x" * 999,), ("spelt",))
    )
    course = build_course(ImportedCourse(SourceKind.LIST, lessons=(lesson,)), CourseId("bread"), "Bread")
    assert [topic.name.en for topic in course.chapters[0].topics] == ["rye", "spelt"]


def _faults(content: bytes) -> tuple[str, ...]:
    read = read_upload(content, "course.json", None, None)
    assert not isinstance(read, Upload)
    return tuple(read)
