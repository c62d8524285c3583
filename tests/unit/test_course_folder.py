"""Courses in folders: which file is one, what lies beside it, and what a bad one costs."""

import json
import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from bot import course_folders
from bot.courses.folder import CourseFileError, CourseFiles, NoCourseFileError, read_course_folder, read_courses
from bot.courses.model import FIRST_COURSE
from bot.ids import CourseId
from bot.settings import Settings
from bot.text.data_files import DATA
from bot.text.locales import Locale
from tests.unit.imported import video

LIST = f"Flour {video(1)}\nYeast {video(2)}\n"
KEY = CourseId("bread")
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file below the folder of courses, and return that folder."""

    def written(name: str, content: str = LIST) -> Path:
        file = tmp_path / "courses" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, "utf-8")
        return tmp_path / "courses"

    return written


def titles(files: CourseFiles) -> list[str]:
    return [chapter.title for chapter in files.course.chapters]


def settings(folder: Path) -> Settings:
    return Settings(courses=folder, _env_file=None)


@pytest.mark.parametrize("name", ["list.md", "links.txt", "lessons.csv", "lessons.tsv", "x.JSON", "course.json"])
def test_the_one_file_in_a_folder_is_its_course(write: Write, name: str) -> None:
    """With the folder's name as its id, and as its title where it has none."""
    tables = {".csv": ",", ".tsv": "\t"}
    content = LIST
    if between := tables.get(Path(name).suffix):
        content = f"title{between}url\nFlour{between}{video(1)}\nYeast{between}{video(2)}\n"
    folder = write(f"rye-bread/{name}", content)
    (found,), unusable = read_courses(folder)
    assert not unusable
    assert found.course.id == "rye-bread"
    assert found.course.title.in_locale(Locale.ENGLISH) == "Rye bread"
    assert titles(found) == ["Flour", "Yeast"]
    assert (found.file, found.captions, found.glossary) == (folder / "rye-bread" / name, None, None)


def test_course_json_goes_before_other_files(write: Write) -> None:
    write("bread/course.json")
    folder = write("bread/README.md", "About this course.") / "bread"
    assert titles(read_course_folder(folder, KEY)) == ["Flour", "Yeast"]


def test_what_lies_beside_a_course_belongs_to_it(write: Write) -> None:
    """Its glossary is not taken for the course, nor anything hidden."""
    write("bread/glossary.json", "{}")
    write("bread/.notes.md")
    write("bread/captions/1.en.srt", "")
    folder = write("bread/list.md") / "bread"
    found = read_course_folder(folder, KEY)
    assert (found.captions, found.glossary) == (folder / "captions", folder / "glossary.json")
    assert titles(found) == ["Flour", "Yeast"]


def test_a_site_that_is_not_known_is_fine_in_a_file_of_ones_own(write: Write) -> None:
    folder = write("bread/list.md", "- [Flour](https://bread.example/1)\n- [Yeast](https://bread.example/2)\n")
    assert titles(read_course_folder(folder / "bread", KEY)) == ["Flour", "Yeast"]


def test_the_folder_gives_a_course_file_its_id(write: Write) -> None:
    written = {
        "id": "other",
        "title": {"pt": "Pão"},
        "chapters": [{"number": 1, "title": "A", "address": "https://bread.example/1"}],
    }
    found = read_course_folder(write("bread/course.json", json.dumps(written)) / "bread", KEY)
    assert (found.course.id, found.course.title.all()) == ("bread", ("Pão",))


@pytest.mark.parametrize(
    ("files", "fault"),
    [
        ({"a.md": LIST, "b.csv": LIST}, "several files in it may be the course: a.md, b.csv; keep one of them"),
        ({"a.docx": "x"}, "there is no course.json in it, and no other file that a course can be read from"),
        ({"course.json": '{"chapters": [\n{"number": 1 2}]}'}, "line 2, column 14: found"),
        ({"course.json": '{"chapters": [{"number": 1}]}'}, "chapters[0].title: found nothing; expected this field"),
        ({"list.md": "nothing here"}, "I found no lesson"),
        ({"list.md": "<html><body>"}, "That is a web page"),
        ({"list.md": "x" * (512 * 1024 + 1)}, "it is larger than 512 KB"),
        ({"list.json": "[a](b) " * 80_000}, "it is larger than 512 KB"),
    ],
)
def test_a_bad_folder_costs_only_itself_and_says_why(write: Write, files: dict[str, str], fault: str) -> None:
    write("good/list.md")
    for name, content in files.items():
        folder = write(f"bad/{name}", content)
    (good,), (bad,) = read_courses(folder)
    assert (good.course.id, bad.name) == ("good", "bad")
    assert any(line.startswith(fault) for line in bad.faults)


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("Bread", "must be called as a course id of 1 to 40 lower-case letters, digits or hyphens"),
        ("pão", "must be called as a course id"),
        (FIRST_COURSE, "there is a course of that id already"),
        ("g123-1", "for a course that a server brings"),
    ],
)
def test_names_that_no_folder_may_have(write: Write, name: str, fault: str) -> None:
    courses, (bad,) = read_courses(write(f"{name}/list.md"), [FIRST_COURSE])
    assert not courses
    assert fault in bad.faults[0]


def test_a_file_of_yt_dlp_may_be_larger_than_an_upload(write: Write) -> None:
    """For each video it has hundreds of kilobytes that nobody needs here."""
    videos = [{"title": name, "webpage_url": video(place), "formats": "x" * 400_000} for place, name in enumerate("AB")]
    content = json.dumps({"_type": "playlist", "title": "Loaves", "entries": videos}, indent=0)
    assert titles(read_course_folder(write("bread/all.json", content) / "bread", KEY)) == ["A", "B"]


def test_a_folder_that_is_missing_or_a_file_that_is_one_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoCourseFileError, match=r"cannot read the folder .*: No such file or directory"):
        read_courses(tmp_path / "gone")
    (tmp_path / "bread" / "course.json").mkdir(parents=True)
    with pytest.raises(CourseFileError, match="Is a directory"):
        read_course_folder(tmp_path / "bread", KEY)


def test_a_start_takes_what_can_be_used_and_warns_of_the_rest(write: Write, caplog: pytest.LogCaptureFixture) -> None:
    """The default course comes first; data/courses is read as well, if there is one."""
    write("bad/list.md", "nothing")
    write("bread/list.md", f"{LIST}Oven {video(2)}\n")
    folder = write("bread/glossary.json", '{"course": "cake", "concepts": []}')
    with caplog.at_level(logging.WARNING):
        courses = course_folders.load_courses(settings(folder))
    assert [files.course.id for files in courses] == [FIRST_COURSE, "bread"]
    assert courses[1].glossary is None
    told = "\n".join(record.getMessage() for record in caplog.records)
    assert f"the course bad in {folder} cannot be used: I found no lesson" in told
    assert (
        f"of the course bread something is left out: see `lectern course check {folder / 'bread' / 'list.md'}`" in told
    )
    assert "the glossary of the course bread is not used" in told


def test_a_missing_folder_costs_only_its_courses(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert len(course_folders.load_courses(settings(tmp_path / "gone"))) == 1
    (warning,) = caplog.records
    assert warning.getMessage().endswith("No such file or directory (LECTERN_COURSES); no course of it is used")


def test_courses_beside_the_default_one_are_read_without_a_setting(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("bread/list.md")
    for name in ("videos.json", "glossary.json"):
        (tmp_path / name).write_text((DATA / name).read_text("utf-8"), "utf-8")
    monkeypatch.setattr(course_folders, "DATA", tmp_path)
    assert [files.course.id for files in course_folders.load_courses(Settings(_env_file=None))] == [
        FIRST_COURSE,
        "bread",
    ]


def test_each_course_is_asked_with_what_lies_beside_it(write: Write) -> None:
    """Not with the subtitles of another, and with its glossary if it has one."""
    write("bread/captions/2.en.srt", "1\n00:00:05,000 --> 00:00:09,000\nUkuleles make everybody smile.\n")
    write("cake/list.md")
    folder = write("bread/list.md")
    courses = {files.course.key: files for files in course_folders.load_courses(settings(folder))}
    question = "where does he say ukuleles"
    bread = course_folders.build_engine(courses, courses[KEY].course).ask(question, Locale.ENGLISH)
    assert [answer.chapter for answer in bread.answers] == [2]
    assert (
        not course_folders.build_engine(courses, courses[CourseId("cake")].course).ask(question, Locale.ENGLISH).answers
    )
