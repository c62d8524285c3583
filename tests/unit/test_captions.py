"""Subtitle files: what is said in them, sentence by sentence, with its seconds."""

from pathlib import Path

import pytest

from bot.courses.captions.reading import read_captions
from tests.unit.caption_files import AUTOMATIC, course, read, read_one, spoken, srt, times, whole

PAUSES = (("00:00,000", "00:09,000"), ("00:10,000", "00:18,000"), ("00:20,500", "00:30,000"))


def test_a_sentence_over_several_cues_is_one(tmp_path: Path) -> None:
    file = read_one(
        tmp_path,
        srt(
            ("00:04,200", "00:06,000", "Dough rests"),
            ("00:06,000", "00:08,000", "for an hour"),
            ("00:08,100", "00:10,500", "under a cloth."),
        ),
    )
    assert spoken(file) == ["Dough rests for an hour under a cloth."]
    assert times(file) == [(4, 11)]


def test_a_sentence_that_begins_within_a_cue_has_the_second_of_its_first_character(tmp_path: Path) -> None:
    """Of a cue of twenty seconds and 44 characters, the half lies at ten."""
    file = read_one(tmp_path, srt(("00:10,000", "00:30,000", "Twenty letters, here. Twenty letters, there.")))
    assert spoken(file) == ["Twenty letters, here.", "Twenty letters, there."]
    assert times(file) == [(10, 20), (19, 30)]


@pytest.mark.parametrize(
    ("said", "sentences"),
    [
        ("Ask Dr. Crust, e.g. today. He knows.", ["Ask Dr. Crust, e.g. today.", "He knows."]),
        ("It is 3.14 wide. Good!", ["It is 3.14 wide.", "Good!"]),
        ("Well... it rises. Wait... Now it does.", ["Well... it rises.", "Wait...", "Now it does."]),
        (
            "Salt, oil, etc. go in. Salt, oil, etc. Then wait.",
            ["Salt, oil, etc. go in.", "Salt, oil, etc.", "Then wait."],
        ),
        ('He said "Stop." Then he left.', ['He said "Stop."', "Then he left."]),
        ("O Sr. Pão chegou. ¿Quem? Ele, p. ex. hoje.", ["O Sr. Pão chegou.", "¿Quem?", "Ele, p. ex. hoje."]),
        ("it ends. the next begins small.", ["it ends.", "the next begins small."]),
        ("made in the U.S. of flour. Yes.", ["made in the U.S. of flour.", "Yes."]),
    ],
)
def test_sentences_end_where_a_reader_sees_an_end(tmp_path: Path, said: str, sentences: list[str]) -> None:
    assert spoken(read_one(tmp_path, whole(said))) == sentences


def test_a_silence_ends_a_sentence_without_a_full_stop(tmp_path: Path) -> None:
    cues = (("00:01,000", "00:02,000", "Part one"), ("00:07,000", "00:08,000", "We knead. Slowly."))
    assert spoken(read_one(tmp_path, srt(*cues))) == ["Part one", "We knead.", "Slowly."]


def test_an_endless_sentence_is_cut_into_pieces(tmp_path: Path) -> None:
    file = read_one(tmp_path, whole("It rises. " + "and rises " * 40 + "on."))
    first, *pieces = spoken(file)
    assert first == "It rises."
    assert [len(piece.split()) for piece in pieces] == [25, 25, 19, 12]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("<i>Knead</i> the <font color='red'>dough</font>.", "Knead the dough."),
        ("{\\an8}Fold it.", "Fold it."),
        ("[Music]", ""),
        ("(laughs)", ""),
        ("*coughs*", ""),
        ("♪ Bread is good ♪", "Bread is good"),
        ("[Applause] Thank you.", "Thank you."),
        ("[MUSIC] Thank you.", "Thank you."),
        ("A token [MASK] and the interval [0, 1].", "A token [MASK] and the interval [0, 1]."),
        ("It ends with <EOS>, &lt;EOS&gt; and <b>EOS</b>.", "It ends with <EOS>, <EOS> and EOS."),
        ("What the [&nbsp;__&nbsp;] is\\hthat?", "What the is that?"),
        ("(that is, the crust)", "(that is, the crust)"),
        ("Rye&#x202e; and&#xE000; wheat", "Rye and wheat"),
        ("Fold it (twice) now.", "Fold it (twice) now."),
        (">> Hello. >> Good day.", "Hello. Good day."),
        ("&gt;&gt; BAKER: Hello.", "Hello."),
        (">> Jane Crust: Hello.", "Hello."),
        ("NARRATOR: Once.", "Once."),
        ("SPEAKER 2: Once.", "Once."),
        ("LSTM: a network.", "LSTM: a network."),
        ("- Who bakes?", "Who bakes?"),
        ("Flour &amp; water,\nand 3 &lt; 4.", "Flour & water, and 3 < 4."),
        ("Rye\u202e and\u200b wheat", "Rye and wheat"),
    ],
)
def test_only_what_is_said_is_kept(tmp_path: Path, line: str, said: str) -> None:
    file = read_one(tmp_path, srt(("00:01,000", "00:20,000", line), ("00:20,000", "01:00,000", "End.")))
    assert " ".join(spoken(file)) == f"{said} End.".strip()


def test_an_arrow_that_is_said_is_no_line_of_times(tmp_path: Path) -> None:
    content = "WEBVTT\n\n00:01.000 --> 00:50.000\nflour --> dough\n\n00:50.000 --> 01:30.000\n1\nrye --> bread.\n"
    assert spoken(read_one(tmp_path, content, "1.en.vtt")) == ["flour --> dough 1 rye --> bread."]


def test_a_figure_alone_on_the_last_line_is_said(tmp_path: Path) -> None:
    """The number of the next cue is not."""
    cues = (("00:01,000", "00:40,000", "They are\n784"), ("00:40,000", "01:00,000", "in all."))
    assert spoken(read_one(tmp_path, srt(*cues))) == ["They are 784 in all."]


def test_cues_that_begin_together_are_read_once_each(tmp_path: Path) -> None:
    cues = (("00:01,000", "00:40,000", "One."), ("00:01,000", "00:40,000", "One."), ("00:01,000", "00:50,000", "Two."))
    assert spoken(read_one(tmp_path, srt(*cues))) == ["One.", "Two."]


def test_notes_styles_and_names_of_cues_in_web_vtt_are_not_said(tmp_path: Path) -> None:
    content = (
        "WEBVTT - a title\n\nSTYLE\n::cue { color: red }\n\nNOTE\nby a baker\n\n"
        "begin\n00:01.000 --> 00:30.000 line:0\n<v Baker>Water first.\n\n\n\n"
        "NOTE then flour\n\nthe end\n01:00.000 --> 01:40.000\nThen salt.\n"
    )
    file = read_one(tmp_path, content, "1.en.vtt")
    assert spoken(file) == ["Water first.", "Then salt."]
    assert times(file) == [(1, 30), (60, 100)]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("1.en.vtt", whole()),
        ("1.en.srt", "00:00.000 --> 01:40.000\nAll of it is said at once."),
        ("1.en.SRT", whole().replace("\n", "\r\n").encode("utf-8-sig")),
        ("1.en.srt", whole().replace("\n", "\r")),
        ("1.en.srt", whole().encode("utf-16")),
    ],
)
def test_what_a_file_holds_counts_not_how_it_is_called_or_saved(
    tmp_path: Path, name: str, content: str | bytes
) -> None:
    file = read_one(tmp_path, content, name)
    assert spoken(file) == ["All of it is said at once."]
    assert file.problems == ()


def test_automatic_captions_are_read_once_with_the_seconds_of_their_words(tmp_path: Path) -> None:
    file = read_one(tmp_path, AUTOMATIC, "1.en.vtt")
    assert spoken(file) == ["so today we bake bread at", "home again"]
    assert times(file) == [(1, 5), (14, 16)]
    assert file.is_automatic


def test_times_of_words_that_go_back_are_put_in_order(tmp_path: Path) -> None:
    line = "one<00:00:04.000><c> two</c><00:00:02.000><c> three. Four.</c>"
    file = read_one(tmp_path, f"WEBVTT\n\n00:01.000 --> 01:20.000\n{line}\n", "1.en.vtt")
    assert spoken(file) == ["one two three.", "Four."]
    assert times(file) == [(1, 5), (4, 6)]


def test_unpunctuated_captions_are_cut_at_their_pauses(tmp_path: Path) -> None:
    """Into twelve to twenty-five words."""
    cues = [(at, end, f"{'word ' * 19}last") for at, end in PAUSES]
    file = read_one(tmp_path, srt(*cues))
    assert [len(piece.split()) for piece in spoken(file)] == [20, 20, 20]
    assert times(file) == [(0, 9), (10, 18), (20, 30)]
    assert file.is_automatic


def test_a_silence_parts_unpunctuated_captions(tmp_path: Path) -> None:
    cues = (("00:01,000", "00:10,000", "we sing"), ("00:50,000", "01:00,000", "of bread"))
    file = read_one(tmp_path, srt(*cues))
    assert spoken(file) == ["we sing", "of bread"]
    assert not file.is_automatic


def test_transcripts_come_by_chapter_with_english_first(tmp_path: Path) -> None:
    found = read(tmp_path, {"3.en.srt": whole("Three."), "1.pt.srt": whole("Um."), "1.en.srt": whole("One.")})
    said = [(script.chapter, script.locale.value, script.spoken[0].text) for script in found.transcripts]
    assert said == [(1, "en-US", "One."), (1, "pt-BR", "Um."), (3, "en-US", "Three.")]


def test_other_files_and_folders_are_not_looked_at(tmp_path: Path) -> None:
    (tmp_path / "2.en.srt").mkdir()
    for name in (".1.en.srt", "README.md", "1.mp4"):
        (tmp_path / name).touch()
    assert read_captions(tmp_path, course()).files == ()
