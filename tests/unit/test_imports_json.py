"""Lessons read from what yt-dlp writes, and Lectern's own course file told from it."""

import json
from typing import Any

import pytest

from bot.courses.imports.model import ImportProblem, ProblemKind, RefusalKind, SourceKind
from bot.courses.imports.problems import place_of
from bot.text.data_files import DATA
from bot.text.locales import Locale
from bot.text.translations import localizer
from tests.unit.imported import identity, problems, read, refusal, titles, video


def flat(**others: Any) -> dict[str, Any]:
    return {"_type": "url", "ie_key": "Youtube", "id": "madeupvid01", "url": "madeupvid01", "title": "Flour", **others}


def test_a_flat_playlist() -> None:
    course = read(
        json.dumps(
            {
                "_type": "playlist",
                "title": "Bread",
                "webpage_url": "https://www.youtube.com/playlist?list=PLmadeup",
                "entries": [
                    flat(duration=61.5, channel="Bakery", channel_url="https://www.youtube.com/channel/UCmadeup"),
                    None,
                    flat(title="[Private video]", id="madeupvid02", url=video(2)),
                    {"title": "Tabs", "entries": [flat(title="Ovens", url=video(3), duration=None)]},
                    flat(title="Elsewhere", ie_key="Other", id="1", url="https://bread.org/v/1"),
                    flat(title="No address", ie_key="Other", id="madeupvid05", url=""),
                ],
            }
        )
    )
    assert (course.source, course.title) == (SourceKind.YT_DLP, "Bread")
    assert course.url == "https://www.youtube.com/playlist?list=PLmadeup"
    assert [(lesson.title, lesson.line) for lesson in course.lessons] == [("Flour", 1), ("Ovens", 4), ("Elsewhere", 5)]
    first = course.lessons[0]
    assert (first.identity, first.duration_s, first.channel) == (identity(1), 61, "Bakery")
    assert first.channel_url == "https://www.youtube.com/channel/UCmadeup"
    assert course.unknown_hosts == {"bread.org"}
    assert problems(course) == {ProblemKind.NO_LINK: (6,), ProblemKind.UNAVAILABLE: (2, 3)}


def test_of_what_a_program_listed_the_entries_are_named() -> None:
    """Its JSON is one long line."""
    course = read(json.dumps({"_type": "playlist", "entries": [flat(), None, flat(title="No address", id="", url="")]}))
    assert [place_of(problem, localizer(Locale.ENGLISH)) for problem in course.problems] == ["Entry 3", "Entry 2"]
    both = ImportProblem(ProblemKind.NO_LINK, (2, 3), in_entries=True)
    assert place_of(both, localizer(Locale.PORTUGUESE)) == "Itens 2, 3"
    assert place_of(ImportProblem(ProblemKind.NO_LINK, (2, 3)), localizer(Locale.PORTUGUESE), 1) == "Linhas 2 e mais 1"


def test_a_full_video_with_chapters() -> None:
    course = read(
        json.dumps(
            {
                "id": "madeupvid01",
                "title": "Flour",
                "webpage_url": video(1),
                "upload_date": "20240131",
                "duration": 600,
                "description": "All of it.\n0:00 Begin\n5:00 End",
                "chapters": [
                    {"start_time": 30.0, "title": "Water"},
                    {"start_time": 0, "title": "Begin"},
                    {"start_time": 700, "title": "Too late"},
                    {"start_time": "x"},
                    {"start_time": 40, "title": ""},
                    7,
                ],
            }
        )
    )
    lesson = course.lessons[0]
    assert (lesson.description, lesson.moments) == ("All of it.", ((0, "Begin"), (30, "Water")))
    assert (str(lesson.published), lesson.duration_s) == ("2024-01-31", 600)
    assert problems(course) == {ProblemKind.MOMENT_PAST_END: (1,)}


def test_one_video_a_line() -> None:
    lines = [json.dumps(flat()), "", json.dumps(flat(id="madeupvid02", url="madeupvid02", title="Ovens"))]
    assert titles(read("\n".join(lines))) == ["Flour", "Ovens"]


def test_hidden_characters_in_escapes_are_removed() -> None:
    assert titles(read(json.dumps([flat(title="Fl\u202eour\x00 \ud800")]))) == ["Flour"]


@pytest.mark.parametrize("duration", ["1e999", "NaN", "-5", "true", '"x"'])
def test_lengths_that_are_none_are_left_out(duration: str) -> None:
    written = json.dumps([flat(duration=0.25)]).replace("0.25", duration)
    assert read(written).lessons[0].duration_s is None


def test_lecterns_own_file_is_told_by_its_keys() -> None:
    written = (DATA / "videos.json").read_text("utf-8")
    course = read(written)
    assert (course.source, course.document, course.lessons) == (SourceKind.OWN_FILE, json.loads(written), ())


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ('{"a": ', RefusalKind.BAD_JSON),
        ('{"a": 1}', RefusalKind.UNKNOWN_JSON),
        ('{"chapters": 3}', RefusalKind.UNKNOWN_JSON),
        ("[]", RefusalKind.UNKNOWN_JSON),
        ("[" * 100_000, RefusalKind.TOO_DEEP),
        ('{"title": ' + "[" * 64 + "]" * 64 + "}", RefusalKind.TOO_DEEP),
        ('{"entries": [' * 9 + "]}" * 9, RefusalKind.TOO_DEEP),
        ('{"a": ' + "1" * 5_000 + "}", RefusalKind.BAD_JSON),
    ],
)
def test_json_that_cannot_be_read(content: str, kind: RefusalKind) -> None:
    assert refusal(content) is kind


def test_a_list_may_begin_with_a_bracket() -> None:
    assert titles(read(f"[Flour]({video(1)})\n[Ovens]({video(2)})")) == ["Flour", "Ovens"]
