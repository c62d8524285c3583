"""Whatever a file has in it, a course comes of it or lines that say why not; what is written of one reads as itself."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from bot.courses.file import course_file
from bot.courses.folder import CourseFileError, read_course_file
from bot.courses.imports.uploads import Upload
from bot.ids import CourseId
from tests.property.test_imports import ENCODED, VALUES
from tests.unit import small_course

NAMES = st.sampled_from(["a.csv", "a.json", "README.md", "\u00e3.txt", "no-ending"])
FIELDS = st.sampled_from(["id", "title", "number", "video_id", "address", "summary", "moments", "chapters", "note"])


@given(NAMES, st.one_of(st.binary(max_size=300), ENCODED, VALUES.map(lambda tree: json.dumps(tree).encode())))
def test_any_file_is_read_or_told(name: str, content: bytes) -> None:
    _assert_reads_as_itself(name, content)


@given(FIELDS, FIELDS, VALUES)
def test_any_fault_in_a_course_file_is_told(field: str, inner: str, value: object) -> None:
    """In the course, or in its second chapter."""
    course = small_course.course() | {field: value}
    _assert_reads_as_itself("a.json", json.dumps(course).encode())
    changed = small_course.course(chapters=[small_course.chapter(1), small_course.chapter(2) | {inner: value}])
    _assert_reads_as_itself("a.json", json.dumps(changed).encode())


def _assert_reads_as_itself(name: str, content: bytes) -> None:
    upload = _read(name, content)
    if upload is not None:
        again = _read("course.json", course_file(upload.course))
        assert again == Upload(upload.course, hosts=upload.hosts, is_whole=True)


def _read(name: str, content: bytes) -> Upload | None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / name
        file.write_bytes(content)
        try:
            read_course_file(file, CourseId("key"))
            return read_course_file(file)
        except CourseFileError as error:
            faults = error.faults
    assert faults
    assert all(fault.isprintable() for fault in faults)
    return None
