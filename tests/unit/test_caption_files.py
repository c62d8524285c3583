"""A folder of subtitle files: which chapter each is for, which is used, and what is wrong with each by itself."""

from pathlib import Path

import pytest

from bot.courses.captions.reading import CaptionsFolderError, read_captions
from tests.unit.caption_files import AUTOMATIC, course, read, read_one, spoken, srt, troubles, whole
from tests.unprivileged import unprivileged_user

VIDEO = f"{2:011}"  # the id of chapter 2's
SLOW = "word " * 80


@pytest.mark.parametrize(
    ("name", "chapter", "locale"),
    [
        ("2.en.vtt", 2, "en-US"),
        ("02.pt-BR.srt", 2, "pt-BR"),
        ("2.en_GB.srt", 2, "en-US"),
        ("2.PT.SRT", 2, "pt-BR"),
        ("2.por.srt", 2, "pt-BR"),
        ("2.eng.srt", 2, "en-US"),
        ("2.en-orig.vtt", 2, "en-US"),
        ("2.pt-en.vtt", 2, "pt-BR"),
        (f"{VIDEO}.en.vtt", 2, "en-US"),
        (f"Bread, vs. cake [{VIDEO}].en.vtt", 2, "en-US"),
        (f"Bread-{VIDEO}.pt.vtt", 2, "pt-BR"),
    ],
)
def test_the_name_says_chapter_and_language(tmp_path: Path, name: str, chapter: int, locale: str) -> None:
    (script,) = read(tmp_path, {name: whole()}).transcripts
    assert (script.chapter, script.locale.value) == (chapter, locale)


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("4.en.srt", ["no_chapter"]),
        ("99999.en.srt", ["no_chapter"]),
        ("bread.en.srt", ["no_chapter"]),
        ("Bread [ABCDEFGHIJK].en.srt", ["no_chapter"]),
        ("2.srt", ["no_language"]),
        (f"Bread vs. cake [{VIDEO}].srt", ["no_language"]),
        ("2.de.srt", ["unknown_language"]),
        ("bread.deutsch.srt", ["no_chapter", "unknown_language"]),
        ("bread.srt", ["no_chapter", "no_language"]),
        ("2.en.json3", ["unknown_format"]),
    ],
)
def test_a_name_that_fits_nothing_is_told(tmp_path: Path, name: str, kinds: list[str]) -> None:
    file = read_one(tmp_path, whole(), name)
    assert troubles(file) == kinds
    assert file.transcript is None


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "empty"),
        (b" \r\n", "empty"),
        (srt(("00:01,000", "00:20,000", "[Music]")), "empty"),
        (whole("pão").encode("latin-1"), "encoding"),
        (b"\xff\xfea", "encoding"),
        (whole().encode("utf-16-le"), "encoding"),
        ("just a letter", "malformed"),
        (b"a" * (8 * 1024 * 1024 + 1), "malformed"),
        (srt(("05:01,000", "05:20,000", "Another video.")), "past_the_end"),
    ],
)
def test_a_bad_file_costs_only_itself(tmp_path: Path, content: str | bytes, kind: str) -> None:
    found = read(tmp_path, {"1.en.srt": content, "2.en.srt": whole("Good."), "1.pt.srt": whole("Bom.")})
    (bad,) = found.unusable
    assert (bad.name, troubles(bad)) == ("1.en.srt", [kind])
    assert [script.spoken[0].text for script in found.transcripts] == ["Bom.", "Good."]


def test_the_line_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    (problem,) = read_one(tmp_path, whole("pão").encode("latin-1")).problems
    assert problem.sentence == "it must be saved as UTF-8, which its line 3 is not"


def test_a_file_that_may_not_be_read_costs_only_itself() -> None:
    with unprivileged_user() as folder:
        (folder / "1.en.srt").touch(0)
        found = read_captions(folder, course())
    assert [troubles(file) for file in found.files] == [["unreadable"]]


def test_a_link_that_leads_nowhere_is_told(tmp_path: Path) -> None:
    (tmp_path / "1.en.srt").symlink_to(tmp_path / "gone.srt")
    first, second = read(tmp_path, {"2.en.srt": whole()}).files
    assert troubles(first) == ["unreadable"]
    assert second.is_used


def test_a_missing_folder_and_a_file_in_its_place_are_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for name in ("gone", "file"):
        with pytest.raises(CaptionsFolderError, match=f"cannot read the folder of subtitles .*{name}: "):
            read_captions(tmp_path / name, course())


def test_a_name_that_no_terminal_can_show_is_told_without_its_signs(tmp_path: Path) -> None:
    assert read_one(tmp_path, whole(), "a\x1b[2J.en.srt").name == "a\N{REPLACEMENT CHARACTER}[2J.en.srt"


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (("1.en.vtt", whole()), ("01.en.vtt", AUTOMATIC)),
        (("1.en.srt", whole()), ("1.en-orig.srt", whole())),
        (("1.pt-BR.srt", whole()), ("1.pt.srt", whole())),
        (("1.pt.srt", whole()), ("1.pt-PT.srt", whole())),
        (("1.en.srt", whole()), ("1.en.vtt", whole())),
        (("1.en.vtt", whole()), ("1.en.srt", "")),
    ],
)
def test_of_two_files_for_the_same_one_is_used(tmp_path: Path, better: tuple[str, str], worse: tuple[str, str]) -> None:
    """Not the automatic one; the bot's own language rather than another country's; else the first by name."""
    found = read(tmp_path, dict([worse, better]))
    assert [file.name for file in found.used] == [better[0]]
    assert len(found.transcripts) == 1


def test_the_file_that_is_not_used_says_which_is(tmp_path: Path) -> None:
    (used, other) = read(tmp_path, {"1.en.srt": whole(), "1.en.vtt": whole()}).files
    assert (troubles(used), troubles(other)) == ([], ["twice"])
    assert other.problems[0].sentence == "1.en.srt is for the same chapter and language, and is used instead"


@pytest.mark.parametrize(
    ("cues", "sentence"),
    [
        (
            (("00:00,000", "00:50,000", "One."), ("00:40,000", "01:30,000", "Two.")),
            "1 subtitle begins before the one ahead has ended",
        ),
        (
            (("00:00,000", "00:50,000", "A."), ("00:40,000", "01:30,000", "B."), ("01:20,000", "01:40,000", "C.")),
            "2 subtitles begin before the one ahead has ended",
        ),
        ((("00:00,000", "01:30,000", "One."), ("01:31,000", "01:30,000", "Two.")), "1 subtitle ends before it begins"),
        (
            (("00:00,000", "01:30,000", "A."), ("01:31,000", "01:30,000", "B."), ("01:35,000", "01:30,000", "C.")),
            "2 subtitles end before they begin",
        ),
        (
            (("00:00,000", "01:30,000", "One."), ("01:50,000", "02:30,000", "Two.")),
            "1 of 2 subtitles last past the video's end",
        ),
        ((("00:00,000", "00:49,000", "One."),), "it covers less than half of the video"),
        (((("00:00,000"), "01:30,000", SLOW),), "it seems automatic: without full stops it is cut at pauses"),
    ],
)
def test_what_is_wrong_with_a_usable_file_is_told(
    tmp_path: Path, cues: tuple[tuple[str, str, str], ...], sentence: str
) -> None:
    file = read_one(tmp_path, srt(*cues))
    assert [problem.sentence for problem in file.problems] == [sentence]
    assert file.is_used


def test_what_comes_after_the_end_of_the_video_is_left_out(tmp_path: Path) -> None:
    file = read_one(tmp_path, srt(("00:00,000", "01:45,000", "One."), ("01:50,000", "02:30,000", "Two.")))
    assert spoken(file) == ["One."]
    assert file.transcript is not None
    assert file.transcript.spoken[0].end_s == 100


def test_automatic_captions_are_told(tmp_path: Path) -> None:
    """Those that repeat their lines; those whose words have times, or whose name says it."""
    timed = "WEBVTT\n\n00:01.000 --> 01:30.000\nOne.<00:00:04.000><c> Two.</c>\n"
    found = read(tmp_path, {"1.en.vtt": AUTOMATIC, "2.en.vtt": timed, "3.en-orig.srt": whole()})
    told = [file.problems[0].sentence for file in found.files]
    heard = "it is automatic; names and figures may be misheard"
    assert told == ["it is automatic and repeats its lines; each is read once", heard, heard]


def test_the_seconds_that_are_covered_are_counted_once(tmp_path: Path) -> None:
    cues = (
        ("00:00,000", "00:50,000", "One."),
        ("00:40,000", "00:45,000", "Two."),
        ("01:30,000", "02:00,000", "[Music]"),
    )
    assert read_one(tmp_path, srt(*cues)).covered_s == 50
