"""Writes folders of subtitle files for tests, of a course of three videos of 100 seconds."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from bot.courses.captions.reading import CaptionFile, CourseCaptions, read_captions
from bot.courses.file import parse_course
from bot.courses.model import Course
from tests.unit import small_course

AUTOMATIC = """WEBVTT
Kind: captions
Language: en

00:00:01.000 --> 00:00:03.000 align:start position:0%
\N{SPACE}
so<00:00:01.400><c> today</c><00:00:01.800><c> we</c><00:00:02.200><c> bake</c>

00:00:03.000 --> 00:00:03.010 align:start position:0%
so today we bake
\N{SPACE}

00:00:03.010 --> 00:00:06.000 align:start position:0%
so today we bake
bread<00:00:04.000><c> at</c>

00:00:06.000 --> 00:00:06.010 align:start position:0%
bread at
\N{SPACE}

00:00:06.010 --> 00:00:09.000 align:start position:0%
bread at
[Music]

00:00:09.000 --> 00:00:09.010 align:start position:0%
[Music]
\N{SPACE}

00:00:14.000 --> 00:00:16.000 align:start position:0%
[Music]
&gt;&gt; home<00:00:15.000><c> again</c>

00:00:16.000 --> 00:00:16.010 align:start position:0%
&gt;&gt; home again
\N{SPACE}
"""
"""As yt-dlp writes what YouTube heard: each line a second time, words with times, sounds in brackets."""


@cache
def course() -> Course:
    """Return the course of the files."""
    return parse_course(json.dumps(small_course.course()), "a course")


def srt(*cues: tuple[str, str, str]) -> str:
    """Return a SubRip file of *cues*, each when it begins and ends, as in 01:02,003, and its text."""
    numbered = enumerate(cues, 1)
    return "".join(f"{number}\n00:{at} --> 00:{end}\n{text}\n\n" for number, (at, end, text) in numbered)


def whole(text: str = "All of it is said at once.") -> str:
    """Return a SubRip file with *text* from the first second of the video to its last."""
    return srt(("00:00,000", "01:40,000", text))


def read(folder: Path, files: Mapping[str, str | bytes]) -> CourseCaptions:
    """Write *files* to *folder*, text as UTF-8, and read it."""
    for name, content in files.items():
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return read_captions(folder, course())


def read_one(folder: Path, content: str | bytes, name: str = "1.en.srt") -> CaptionFile:
    """Write a file called *name* with *content* to *folder*, and read it."""
    (file,) = read(folder, {name: content}).files
    return file


def spoken(file: CaptionFile) -> list[str]:
    """Return the sentences of *file*, which can be used."""
    assert file.transcript is not None
    return [sentence.text for sentence in file.transcript.spoken]


def times(file: CaptionFile) -> list[tuple[int, int]]:
    """Return from and to which second each sentence of *file* is said."""
    assert file.transcript is not None
    return [(sentence.at_s, sentence.end_s) for sentence in file.transcript.spoken]


def troubles(file: CaptionFile) -> list[str]:
    """Return the kinds of all that is wrong with *file*."""
    return [problem.trouble.value for problem in file.problems]
