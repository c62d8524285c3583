"""Whatever bytes a subtitle file holds, reading it never fails, and what is said lies in the video, in order."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from bot.courses.captions.reading import CourseCaptions
from tests.unit.caption_files import course, read

NAMES = st.sampled_from(["1.en.srt", "1.pt.vtt"])
FRAGMENTS = st.sampled_from(
    [
        "WEBVTT\n\n", "1\n", "00:00:01,000 --> 00:00:04,500\n", "00:03.000 --> 00:02.000 align:start\n",
        "00:01:30.000 --> 99:00:00.000\n", "-->", "\n\n", "\r\n", " \n", "NOTE a\n", "784\n", "<c>", "</c>",
        "<00:00:02.500>", "<00:00:01.000><c> one</c>", "[Music]", "(laughs)", ">> ", "&gt;&gt;", "&#xE000;", "{\\an8}",
        "JANE CRUST: ", "bread rises. ", "Why? ", "etc. ", "e.g. ", "… ", "pão ", "٣", "\ue000", "\ue0019", "\\N",
    ]
)  # fmt: skip
TEXTS = st.lists(FRAGMENTS, max_size=40).map("".join)
ENCODED = st.builds(str.encode, TEXTS, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32"]))


@given(NAMES, st.one_of(st.binary(max_size=200), ENCODED, st.builds(bytes.__add__, ENCODED, st.binary(max_size=9))))
def test_any_bytes_are_read_or_refused(name: str, content: bytes) -> None:
    with TemporaryDirectory() as folder:
        found = read(Path(folder), {name: content})
    (file,) = found.files
    assert (file.transcript is None) == bool(found.unusable)
    assert file.transcript is not None or len(file.problems) == 1
    _assert_lies_in_the_video(found)


def _assert_lies_in_the_video(found: CourseCaptions) -> None:
    for script in found.transcripts:
        length_s = course().chapter(script.chapter).duration.total_seconds()
        begins = [said.at_s for said in script.spoken]
        assert begins == sorted(begins)
        assert all(0 <= said.at_s <= said.end_s <= length_s for said in script.spoken)
        assert all(said.text.strip() and "\ue000" not in said.text for said in script.spoken)
