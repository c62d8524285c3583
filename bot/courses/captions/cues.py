"""Reads the bytes of a subtitle file (SubRip or WebVTT) as cues: lines, and when they are shown."""

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from enum import StrEnum
from html import unescape
from typing import NamedTuple

from pysubs2 import SSAFile

from bot.text.visible import strip_invisible

LARGEST_FILE = 8 * 1024 * 1024  # bytes; the subtitles of a day of talk are smaller

# What pysubs2 would take for a part of what is said: notes and styles, names and numbers of cues.
BLANK_LINES = re.compile(r"\n{3,}")
NOTES = re.compile(r"(?<=\n\n)(?:NOTE|STYLE|REGION)(?:[ \t][^\n]*)?\n(?:[^\n]+\n)*")
CUE_NAMES = re.compile(r"(?<=\n\n)(?![^\n]*-->)[^\n]+\n(?=[^\n]*\d[ \t]*-->[ \t]*\d)")
CUE_NUMBERS = re.compile(r"^[ \t]*\d+[ \t]*\n(?=[^\n]*\d[ \t]*-->[ \t]*\d)", re.MULTILINE)
# It takes a last line that is a number for the next cue's, so a figure that is said gets an invisible sign.
FIGURES = re.compile(r"^([ \t]*\d+)[ \t]*$", re.MULTILINE)
GUARD = "\ue002"
# WebVTT says within a line when its next word is said; as a time it would look like that of another cue.
WORD_TIME = re.compile(r"<(?:(\d{1,4}):)?(\d{2}):(\d{2})\.(\d{3})>")
MARK_BEGIN, MARK_END = "\ue000", "\ue001"
MARK = re.compile(rf"{MARK_BEGIN}(\d+){MARK_END}")
UNUSUAL = re.compile("[^\n\t -~\u00a1-\u00ac\u00ae-\u017f\u2010-\u2027\u2669-\u266c]")  # perhaps invisible, or private
PRIVATE = re.compile("[\ue000-\ue002]")
# Capitals between angle brackets, such as <EOS>, are a token of which the video speaks.
TAG = re.compile(r"<(?![A-Z]{3,}>)[/a-zA-Z0-9][^<>\n]*>|\{\\[^{}\n]*\}")
ENTITY = re.compile(r"&#?\w+;")
MUSIC = re.compile("[♩♪♫♬]")
ONLY_SOUND = re.compile(r"[\s>-]*(?:\[[^\[\]]*[^\W\d_]{3}[^\[\]]*\]|\([^(),.]{3,30}\)|\*[^*]*\*)[\s.]*")
SOUND = re.compile(
    r"\[(?=[^\W\d_]{3})(?![A-Z]+\])[^\[\]\d]{3,40}\]|\[(?:MUSIC|APPLAUSE|LAUGHTER|MÚSICA|APLAUSOS|RISOS)\]|"
    r"\[\s*_+\s*\]"  # what YouTube does not write out
)
SPEAKER = re.compile(
    r"^\s*(?:>>+\s*(?:[^\W\d_][\w .'-]{0,24}:(?=\s))?|[-\u2013\u2014](?=\s)|[^\W\d_a-zà-ÿ]{5,24}:(?=\s)|"
    r"[^\W\d_a-zà-ÿ]{2,24} [^\W_a-zà-ÿ]{1,24}:(?=\s))\s*"
)
UNSPOKEN = re.compile(r"[\[(*&>:♩♪♫♬]|^\s*[-\u2013\u2014]")  # without which a line is wholly said
LATER_SPEAKER = re.compile(r"\s*>>+\s*")


class Trouble(StrEnum):
    """What can be wrong with a subtitle file; the value is for programs."""

    UNREADABLE = "unreadable"
    ENCODING = "encoding"
    EMPTY = "empty"
    MALFORMED = "malformed"
    NO_CHAPTER = "no_chapter"
    NO_LANGUAGE = "no_language"
    UNKNOWN_LANGUAGE = "unknown_language"
    UNKNOWN_FORMAT = "unknown_format"
    TWICE = "twice"
    AUTOMATIC = "automatic"
    OVERLAPPING = "overlapping"
    BACKWARDS = "backwards"
    PAST_THE_END = "past_the_end"
    LITTLE = "little"


class UnusableFileError(ValueError):
    """A subtitle file cannot be used: *trouble* says what kind of fault it has, the message what to do."""

    def __init__(self, trouble: Trouble, message: str) -> None:
        super().__init__(message)
        self.trouble = trouble


class Cue(NamedTuple):
    """Lines shown together, from and to which millisecond; `plain` has no marks of when a word is said."""

    lines: tuple[str, ...]
    at_ms: int
    end_ms: int

    @property
    def plain(self) -> tuple[str, ...]:
        """The lines as people read them."""
        return tuple(MARK.sub("", line) for line in self.lines)


def read_cues(content: bytes) -> list[Cue]:
    """Return the cues of a file in the order of their times, with what is said only; raise UnusableFileError."""
    text = _decoded(content)
    if not text.strip():
        raise UnusableFileError(Trouble.EMPTY, "it is empty")
    is_vtt = text.lstrip().startswith("WEBVTT")
    prepared = _prepared(text, is_vtt=is_vtt)
    for form in ("vtt", "srt") if is_vtt else ("srt", "vtt"):
        if events := SSAFile.from_string(prepared, form, keep_html_tags=True).events:
            return _in_order([Cue(_spoken_lines(event.text), event.start, event.end) for event in events])
    raise UnusableFileError(Trouble.MALFORMED, "it has no line with two times, such as 00:00:04,180 --> 00:00:07,280")


def _in_order(cues: list[Cue]) -> list[Cue]:
    """Return *cues* by when they begin, those that begin together as one, with each line once."""
    ordered: list[Cue] = []
    for cue in sorted(cues, key=lambda cue: cue.at_ms):
        if ordered and ordered[-1].at_ms == cue.at_ms:
            before = ordered.pop()
            lines = tuple(dict.fromkeys((*before.lines, *cue.lines)))
            ordered.append(Cue(lines, cue.at_ms, max(before.end_ms, cue.end_ms)))
        else:
            ordered.append(cue)
    return ordered


def _decoded(content: bytes) -> str:
    """Return *content* as text: UTF-8, or UTF-16 with a byte order mark; lines end with a line feed."""
    if len(content) > LARGEST_FILE:
        raise UnusableFileError(Trouble.MALFORMED, "it is larger than the subtitles of a video are")
    is_utf16 = content.startswith((BOM_UTF16_LE, BOM_UTF16_BE))
    try:
        text = content.decode("utf-16" if is_utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        sentence = "it must be saved as UTF-8" + ("" if is_utf16 else f", which its line {line} is not")
        raise UnusableFileError(Trouble.ENCODING, sentence) from error
    if "\0" in text:
        raise UnusableFileError(Trouble.ENCODING, "it must be saved as UTF-8, and looks like something else")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return PRIVATE.sub("", strip_invisible(text)) if UNUSUAL.search(text) else text


def _prepared(text: str, *, is_vtt: bool) -> str:
    """Return *text* without what is not said, so that pysubs2 reads it as it is meant."""
    text = BLANK_LINES.sub("\n\n", text)
    if is_vtt:
        text = CUE_NAMES.sub("", NOTES.sub("", text))
    if "<" in text or "{" in text:
        text = text.replace("<c>", "").replace("</c>", "")  # most tags are these, and this is quicker
        text = TAG.sub("", WORD_TIME.sub(_mark, text))
    return FIGURES.sub(rf"\1{GUARD}", CUE_NUMBERS.sub("", text))


def _mark(time: re.Match[str]) -> str:
    hours, minutes, seconds, ms = (int(part or 0) for part in time.groups())
    return f"{MARK_BEGIN}{((hours * 60 + minutes) * 60 + seconds) * 1000 + ms}{MARK_END}"


def _spoken_lines(text: str) -> tuple[str, ...]:
    """Return the lines of a cue without marks of speakers, descriptions of sounds and signs of music."""
    lines = (_spoken(line) for line in text.replace(GUARD, "").replace("\\h", " ").split("\\N"))
    return tuple(line for line in lines if MARK.sub("", line).strip())


def _unescaped(entity: re.Match[str]) -> str:
    return PRIVATE.sub("", strip_invisible(unescape(entity[0])))


def _spoken(line: str) -> str:
    if not UNSPOKEN.search(line):
        return " ".join(line.split())
    line = MUSIC.sub("", ENTITY.sub(_unescaped, line))
    if ONLY_SOUND.fullmatch(MARK.sub("", line)):
        return ""
    return " ".join(LATER_SPEAKER.sub(" ", SPEAKER.sub("", SOUND.sub(" ", line))).split())
