"""The commands `course check` and `course convert`, and those that take a course."""

import json
import re
from pathlib import Path

import pytest

from bot.courses.folder import read_course_file
from bot.text.data_files import DATA
from tests.unit.command_line import lectern, refused_in_a_sentence
from tests.unit.imported import video

pytestmark = pytest.mark.usefixtures("no_settings")

ROOT = Path(__file__).parents[2]
GOOD = f"# Bread\n\n1. [Flour]({video(1)}) - about gluten\n2. [Yeast]({video(2)}) - about sourdough\n"
LOSSY = f"""\
title,url,duration
Flour,{video(1)},12:30
Yeast,http://bread.example/2,
Oven,{video(3)},soon
Oven,{video(3)},
"""
QUESTIONS = (
    {"q": "what covers yeast?", "lang": "en", "kind": "listed", "best": [2]},
    {"q": "who won the world cup?", "lang": "en", "kind": "none", "best": []},
)


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """A list of two lessons."""
    return written(tmp_path, "bread.md", GOOD)


def written(folder: Path, name: str, content: str | bytes) -> Path:
    """Write *content* to the file *name*, and return it."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def test_check_says_what_is_read(good: Path) -> None:
    result = lectern("course", "check", str(good))
    assert result.stdout == "Bread: 2 lessons, English, no lengths\nAll of bread.md can be used.\n"
    assert result.exit_code == 0


def test_check_names_each_problem_with_its_line_what_is_there_and_what_to_write(tmp_path: Path) -> None:
    """And ends with 1, since something is left out."""
    result = lectern("course", "check", str(written(tmp_path, "bread.csv", LOSSY)))
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "Our course: 2 lessons, English, the lengths of 1",
        "Line 3 “http://bread.example/2”: its link is not safe, so it is left out. Use one with https.",
        "Line 5 “Oven”: it is there already, so it is left out the second time.",
        "Line 4 “soon”: I cannot read that length. Write it like 12:34 or 1:02:03.",
    ]


def test_what_is_only_remarked_ends_well(tmp_path: Path) -> None:
    """Lessons that are numbered otherwise, and sites that are not known."""
    content = "1. [Flour](https://bread.example/1)\n7. [Yeast](https://bread.example/2)\n"
    result = lectern("course", "check", str(written(tmp_path, "bread.md", content)))
    assert "it is numbered by its place in the list." in result.stdout
    assert "Lessons lead to bread.example: no site that is known for videos" in result.stdout
    assert result.exit_code == 0


def test_check_for_programs(tmp_path: Path) -> None:
    shown = json.loads(lectern("course", "check", str(written(tmp_path, "bread.csv", LOSSY)), "--json").stdout)
    assert list(shown) == ["file", "usable", "title", "lessons", "languages", "duration_s", "hosts", "problems"]
    assert (shown["usable"], shown["lessons"], shown["languages"], shown["duration_s"]) == (True, 2, ["en-US"], None)
    assert shown["problems"][0] == {
        "kind": "unsafe_link",
        "consequence": "lesson_left_out",
        "lines": [3],
        "found": "http://bread.example/2",
        "text": "its link is not safe, so it is left out. Use one with https.",
    }
    refused = json.loads(lectern("course", "check", str(written(tmp_path, "x.md", "x")), "--json").stdout)
    assert (refused["usable"], refused["lessons"], len(refused["problems"])) == (False, 0, 1)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\xff\xfe\x00", b"\x00" * 99, b"<html>", b"{", b"[", b"[" * 100_000, b'{"a":' * 100_000,
        b'{"chapters": []}', b'{"chapters": [1]}', b'{"chapters": [{"number": "\\ud800"}]}',
        b'[{"title": "\\ud800", "url": "https://a.b"}]', b'{"chapters": [{}], "title": 1e999}', b'title;url\n"',
        b"\x1b[31m" * 20, b"1" * 100_000,
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["x.json", "x.csv", "x.md"])
def test_no_bytes_give_a_traceback(tmp_path: Path, name: str, content: bytes) -> None:
    """What cannot be read says so in a line, without control characters."""
    file = written(tmp_path, name, content)
    for result in (lectern("course", "check", str(file)), lectern("course", "convert", str(file))):
        assert result.exit_code == 1
        assert isinstance(result.exception, SystemExit)
        assert result.output.startswith(f"No course can be read from {file}:\n")
        assert "\x1b" not in result.output


def test_a_file_that_is_not_there_is_said_in_a_sentence(tmp_path: Path) -> None:
    for command in ("check", "convert"):
        for path in (tmp_path, tmp_path / "gone", tmp_path / ("a" * 5_000)):
            assert "cannot read" in refused_in_a_sentence(lectern("course", command, str(path)))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bread.md", GOOD),
        ("bread.csv", LOSSY),
        ("videos.json", (DATA / "videos.json").read_text("utf-8")),
        (
            "all.json",
            json.dumps(
                {
                    "_type": "playlist",
                    "title": "Pães",
                    "entries": [
                        {
                            "title": "Como fazer o pão (MP)",
                            "webpage_url": video(1),
                            "description": "0:00 A farinha\n1:00 O fermento",
                            "duration": 90,
                            "upload_date": "20240401",
                            "channel": "Padaria",
                        }
                    ],
                }
            ),
        ),
    ],
)
def test_what_is_converted_is_sound_and_converts_to_itself(tmp_path: Path, name: str, content: str) -> None:
    """With all that was known."""
    file, course = written(tmp_path, name, content), tmp_path / "course.json"
    assert lectern("course", "convert", str(file), "-o", str(course)).exit_code == 0
    assert read_course_file(course).course == read_course_file(file).course
    checked = lectern("course", "check", str(course))
    assert (checked.exit_code, len(checked.stdout.splitlines())) == (0, 2)
    assert lectern("course", "convert", str(course)).stdout == course.read_text("utf-8")


def test_convert_says_what_it_wrote_and_what_was_wrong(tmp_path: Path) -> None:
    course = tmp_path / "course.json"
    result = lectern("course", "convert", str(written(tmp_path, "bread.csv", LOSSY)), "-o", str(course))
    assert result.stdout == f"{course}: 2 lessons, English, the lengths of 1, id bread\n"
    assert result.stderr.startswith("Line 3 “http://bread.example/2”: its link is not safe")


def test_convert_gives_an_id_and_a_title(good: Path) -> None:
    """Those that are named, else the title's and the file's own."""
    own = json.loads(lectern("course", "convert", str(good)).stdout)
    assert (own["id"], own["title"]) == ("bread", {"en": "Bread"})
    named = json.loads(lectern("course", "convert", str(good), "--id", "rye", "--title", " Rye\tbread ").stdout)
    assert (named["id"], named["title"]) == ("rye", {"en": "Rye bread"})
    for name, key in (("pão!.md", "pao"), ("日本.md", "course")):
        file = written(good.parent, name, GOOD.replace("# Bread", ""))
        assert json.loads(lectern("course", "convert", str(file)).stdout)["id"] == key


def test_convert_replaces_a_file_only_if_told_to(good: Path) -> None:
    kept = written(good.parent, "course.json", "mine")
    sentence = refused_in_a_sentence(lectern("course", "convert", str(good), "-o", str(kept)))
    assert sentence.endswith("course.json is there already; name another file, or replace it with --force")
    assert kept.read_text("utf-8") == "mine"
    assert lectern("course", "convert", str(good), "-o", str(kept), "--force").exit_code == 0
    assert json.loads(kept.read_text("utf-8"))["id"] == "bread"


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--id", "My Course"), "--id must be a course id of 1 to 40 lower-case letters"),
        (("--title", " "), "--title must have 1 to 100 characters"),
        (("--title", "a" * 101), "--title must have 1 to 100 characters"),
        (("-o", "no/such/folder/course.json"), "cannot write no/such/folder/course.json: No such file"),
    ],
)
def test_options_of_convert_that_cannot_be_used(good: Path, options: tuple[str, ...], sentence: str) -> None:
    assert sentence in refused_in_a_sentence(lectern("course", "convert", str(good), *options))


def test_a_question_is_asked_of_a_file_a_folder_or_an_id(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = good.parent / "courses"
    written(folder, "rye/list.md", GOOD)
    monkeypatch.setenv("LECTERN_COURSES", str(folder))
    for named in (good, folder / "rye", folder / "rye" / "list.md", "rye"):
        shown = lectern("ask", "what covers yeast?", "--course", str(named)).stdout
        assert shown.startswith("2  Yeast  https://")
    for default in ("neural-networks", str(DATA / "videos.json")):
        assert lectern("ask", "LSTM", "--course", default).stdout == lectern("ask", "LSTM").stdout


def test_answers_of_an_edited_course_are_counted_by_number(tmp_path: Path) -> None:
    """Whatever keys its lessons have, as in a file of /courses export."""
    lessons = [
        {"number": place, "id": 9 - place, "title": title, "address": f"https://bread.example/{place}"}
        for place, title in enumerate(("Flour", "Yeast"), 1)
    ]
    file = written(tmp_path, "c.json", json.dumps({"id": "bread", "title": {"en": "Bread"}, "chapters": lessons}))
    rows = written(tmp_path, "rows.jsonl", json.dumps(QUESTIONS[0]))
    assert lectern("ask", "yeast", "--course", str(file)).stdout.startswith("2  Yeast")
    assert json.loads(lectern("evaluate", str(rows), "--course", str(file), "--json").stdout)["top1"] == 1.0


def test_evaluate_measures_on_any_course(good: Path) -> None:
    rows = written(good.parent, "rows.jsonl", "\n".join(map(json.dumps, QUESTIONS)))
    shown = json.loads(lectern("evaluate", str(rows), "--course", str(good), "--json").stdout)
    assert (shown["n"], shown["top1"], shown["none"]) == (2, 1.0, 1.0)
    assert "top1  1.000" in lectern("evaluate", str(rows), "--course", str(good)).stdout


def test_subtitles_are_those_of_the_course(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its own, or those that are named; LECTERN_CAPTIONS are the default course's."""
    srt = "1\n00:00:05,000 --> 00:00:09,000\nUkuleles make everybody smile.\n"
    folder = good.parent / "courses"
    written(folder, "rye/list.md", GOOD)
    own = written(folder, "rye/captions/1.en.srt", srt).parent
    monkeypatch.setenv("LECTERN_COURSES", str(folder))
    monkeypatch.setenv("LECTERN_CAPTIONS", str(own))
    asked = ("ask", "where does he say ukuleles", "--course")
    assert lectern(*asked, "rye").stdout.startswith("1  Flour")
    assert lectern(*asked, str(good)).stdout.startswith("Nothing in this course covers that.")
    assert lectern(*asked, str(good), "--captions", str(own)).stdout.startswith("1  Flour")
    assert lectern("captions", "check", "--course", "rye").stdout.startswith("1  Flour\n   English     0:04 min")
    sentence = refused_in_a_sentence(lectern("captions", "check", "--course", str(good)))
    assert sentence.endswith("lectern captions check FOLDER, since the course has none of its own")


@pytest.mark.parametrize("named", ["cake", "a\udcff", "a" * 5_000, "no/such.md"])
def test_a_course_that_is_not_known_is_named_with_those_that_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    written(tmp_path, "courses/rye/list.md", GOOD)
    monkeypatch.setenv("LECTERN_COURSES", str(tmp_path / "courses"))
    sentence = refused_in_a_sentence(lectern("ask", "flour", "--course", named))
    assert "--course must be the file of a course, or one of neural-networks, rye, not " in sentence


def test_a_course_that_cannot_be_read_is_said_in_a_sentence(tmp_path: Path) -> None:
    bad = written(tmp_path, "Bad/course.json", '{"id": "x", "chapters": [{}, {}]}')
    for named in (bad, bad.parent):
        sentence = refused_in_a_sentence(lectern("ask", "flour", "--course", str(named)))
        assert "title: found nothing; expected this field, which is required (and " in sentence


def test_check_has_a_line_for_courses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only where there can be some; it names each that cannot be used, and what of one cannot."""
    assert "courses" not in lectern("check").stdout
    folder = tmp_path / "courses"
    monkeypatch.setenv("LECTERN_COURSES", str(folder))
    missing = lectern("check")
    assert missing.exit_code == 1
    assert (
        f"courses   wrong: cannot read the folder {folder}: No such file or directory (LECTERN_COURSES)"
        in missing.stdout
    )
    folder.mkdir()
    assert "courses   ok: there are none yet" in lectern("check").stdout
    written(folder, "rye/list.md", GOOD)
    written(folder, "oat/list.md", GOOD)
    sound = lectern("check")
    assert (sound.exit_code, sound.stdout.splitlines()[-1]) == (0, "courses   ok: oat, rye")
    written(folder, "Bad/list.md", GOOD)
    written(folder, "oat/captions/x.srt", "")
    written(folder, "rye/glossary.json", "{}")
    line = lectern("check").stdout.splitlines()[-1]
    assert line.startswith("courses   wrong: ")
    assert f"Bad in {folder}: a course's folder must be called as" in line
    assert "rye: " in line
    assert "glossary.json: course: found nothing; expected this field, which is required (and 2 more)" in line
    assert "1 of 1 files in " in line
    assert "cannot be used: see `lectern captions check --course oat`" in line


@pytest.mark.parametrize(("kind", "lessons"), [("markdown", 3), ("csv", 2), ("json", 2)])
def test_examples_of_the_documents_are_read_in_full(tmp_path: Path, kind: str, lessons: int) -> None:
    page = (ROOT / "docs" / "course.md").read_text("utf-8")
    (example,) = re.findall(rf"^```{kind}\n(.+?)^```", page, re.MULTILINE | re.DOTALL)
    upload = read_course_file(written(tmp_path, f"example.{kind}", example))
    assert (len(upload.course.chapters), upload.problems) == (lessons, ())
