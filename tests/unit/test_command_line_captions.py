"""The command `captions check`, and what a start logs of the subtitles."""

import json
import logging
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import app, course_folders
from bot.settings import Settings
from tests.unit.caption_files import AUTOMATIC, course, whole
from tests.unit.command_line import lectern, refused_in_a_sentence

pytestmark = pytest.mark.usefixtures("no_settings")

GOOD = {"1.en.srt": whole(), "1.pt.srt": whole()}
REPORT = """\
1  Video 1
   English     1:40 of 1:40 min, 100 %    1.en.srt
   English     0:10 of 1:40 min, 10 %     01.en.vtt
               1.en.srt is for the same chapter and language, and is used instead.
               It is automatic and repeats its lines; each is read once.
               It covers less than half of the video.
   Portuguese  cannot be used             1.pt.srt
               It is empty.

Of no chapter
   English     cannot be used             bread.en.srt
               Its name says no chapter of this course; let it begin with a chapter's number, as in 1.en.vtt, \
or with its video's id, as in 00000000001.en.vtt.

Without subtitles: chapters 2, 3.
2 of 4 files can be used.
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of subtitles for the course of three videos."""
    monkeypatch.setattr(course_folders, "load_course", course)
    made = tmp_path / "captions"
    made.mkdir()
    return made


def fill(folder: Path, files: dict[str, str]) -> None:
    """Write *files* to *folder*."""
    for name, content in files.items():
        (folder / name).write_text(content, "utf-8")


def test_every_file_is_told_with_what_it_covers_and_what_is_wrong(folder: Path) -> None:
    fill(folder, {"1.en.srt": whole(), "01.en.vtt": AUTOMATIC, "1.pt.srt": "", "bread.en.srt": whole()})
    result = lectern("captions", "check", str(folder))
    assert result.stdout == REPORT
    assert result.exit_code == 1


def test_files_that_can_all_be_used_end_well(folder: Path) -> None:
    fill(folder, GOOD)
    result = lectern("captions", "check", str(folder))
    assert result.stdout.splitlines()[-2:] == ["Without subtitles: chapters 2, 3.", "All 2 files can be used."]
    assert result.exit_code == 0


def test_one_file_and_one_chapter_without_are_told_as_such(folder: Path) -> None:
    fill(folder, {"1.en.srt": whole(), "2.en.srt": whole()})
    assert "Without subtitles: chapter 3.\n" in lectern("captions", "check", str(folder)).stdout
    (folder / "2.en.srt").unlink()
    assert lectern("captions", "check", str(folder)).stdout.endswith("The file can be used.\n")


def test_all_chapters_with_subtitles_need_no_list_of_others(folder: Path) -> None:
    fill(folder, {f"{number}.en.srt": whole() for number in (1, 2, 3)})
    assert "Without" not in lectern("captions", "check", str(folder)).stdout


def test_an_empty_folder_is_told(folder: Path) -> None:
    result = lectern("captions", "check", str(folder))
    assert result.stdout == f"There are no subtitle files (.srt or .vtt) in {folder}.\n"
    assert result.exit_code == 0


def test_the_folder_of_the_setting_is_looked_at(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(folder, GOOD)
    monkeypatch.setenv("LECTERN_CAPTIONS", str(folder))
    assert "All 2 files can be used." in lectern("captions", "check").stdout


def test_without_a_folder_it_says_how_to_name_one(folder: Path) -> None:
    assert "lectern captions check FOLDER, or set LECTERN_CAPTIONS" in refused_in_a_sentence(
        lectern("captions", "check")
    )
    gone = str(folder / "gone")
    told = refused_in_a_sentence(lectern("captions", "check", gone))
    assert told == f"lectern: cannot read the folder of subtitles {gone}: No such file or directory"


def test_json_has_the_promised_shape(folder: Path) -> None:
    fill(folder, {"1.en.srt": whole("Pão. Bom."), "bread.srt": whole()})
    result = lectern("captions", "check", str(folder), "--json")
    shown = json.loads(result.stdout)
    good, bad = shown.pop("files")
    assert shown == {"folder": str(folder), "usable": False}
    assert good == {
        "file": "1.en.srt",
        "chapter": 1,
        "locale": "en-US",
        "usable": True,
        "used": True,
        "automatic": False,
        "covered_s": 100,
        "duration_s": 100,
        "sentences": 2,
        "problems": [],
    }
    assert (bad["chapter"], bad["locale"], bad["duration_s"], bad["sentences"]) == (None, None, None, 0)
    assert [problem["kind"] for problem in bad["problems"]] == ["no_chapter", "no_language"]
    assert result.exit_code == 1


def test_a_start_logs_what_there_is_and_a_warning_for_each_bad_file(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    fill(folder, {**GOOD, "2.en.srt": "", "bread.srt": whole()})
    assert len(course_folders.load_captions(folder, course()).transcripts) == 2
    empty, nameless, found = caplog.records
    assert (empty.levelname, empty.getMessage()) == ("WARNING", "subtitles 2.en.srt cannot be used: it is empty")
    assert (nameless.levelname, "; its name says no language" in nameless.getMessage()) == ("WARNING", True)
    assert (found.levelname, found.getMessage()) == ("INFO", "subtitles of 1 of 3 chapters, 2 files")


def test_a_start_without_the_folder_goes_on_with_a_warning(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert course_folders.load_captions(folder / "gone", course()).transcripts == ()
    (warning,) = caplog.records
    assert warning.levelname == "WARNING"
    assert warning.getMessage().endswith("No such file or directory (LECTERN_CAPTIONS); no subtitles are used")


async def test_the_bot_starts_whatever_the_setting_names(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    settings = Settings(database=tmp_path / "lectern.db", captions=tmp_path / "gone", _env_file=None)
    async with app.open_bot(settings, clock=lambda: datetime(2026, 11, 30, tzinfo=UTC)) as bot:
        assert bot.services.courses.default.chapters
    assert "cannot read the folder of subtitles" in caplog.text


def test_a_start_without_the_setting_says_nothing(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    assert course_folders.load_captions(None, course()).files == ()
    assert caplog.records == []
