"""Reads a folder of subtitle files as what is said in each chapter's video, and finds what is wrong with them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from bot.courses.captions.cues import LARGEST_FILE, Cue, Trouble, UnusableFileError, read_cues
from bot.courses.captions.file_names import FileName, read_name
from bot.courses.captions.model import Spoken, Transcript
from bot.courses.captions.sentences import cut, is_punctuated
from bot.courses.captions.words import Word, has_word_times, repeats_lines, without_repetitions, words_of
from bot.courses.model import Course
from bot.ids import ChapterId
from bot.text.locales import Locale

READ = (".srt", ".vtt")
NOT_READ = (".ass", ".json3", ".lrc", ".sbv", ".srv1", ".srv2", ".srv3", ".ssa", ".sub", ".ttml")
OVERLAP_MS = 100  # which nobody sees
LEEWAY_S = 2  # by which a file may last longer than its video: lengths are rounded
MS = 1000  # in a second
LITTLE = 0.5  # of a video: less is hardly all that is said
FEWEST_WORDS_JUDGED = 60  # a shorter file without full stops may be a song


class CaptionsFolderError(ValueError):
    """The folder of subtitles is not there or cannot be listed; the message says which and why."""


class Problem(NamedTuple):
    """Something wrong with a file, in a sentence about it."""

    trouble: Trouble
    sentence: str


REPEATED = Problem(Trouble.AUTOMATIC, "it is automatic and repeats its lines; each is read once")
UNPUNCTUATED = Problem(Trouble.AUTOMATIC, "it seems automatic: without full stops it is cut at pauses")
AUTOMATIC = Problem(Trouble.AUTOMATIC, "it is automatic; names and figures may be misheard")


@dataclass(frozen=True, slots=True)
class CaptionFile:
    """A subtitle file: what its name says, and what it holds.

    Attributes:
        transcript: What is said; None if the file cannot be used.
        covered_s: For how many seconds of the video a subtitle is shown.
        is_automatic: Whether a machine made it by listening.
        is_used: Whether its transcript is the one for its chapter and language.
    """

    name: str
    said: FileName
    transcript: Transcript | None = None
    covered_s: int = 0
    is_automatic: bool = False
    is_used: bool = False
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class CourseCaptions:
    """The subtitle files of a course, by name, and what they say: at most one transcript a chapter and language."""

    files: tuple[CaptionFile, ...] = ()

    @property
    def used(self) -> tuple[CaptionFile, ...]:
        """The files that are used, by chapter, English first."""
        used = [file for file in self.files if file.is_used]
        return tuple(sorted(used, key=lambda file: (file.said.chapter or 0, file.said.locale or "")))

    @property
    def transcripts(self) -> tuple[Transcript, ...]:
        """What is said in each chapter and language, by chapter, English first."""
        return tuple(file.transcript for file in self.used if file.transcript is not None)

    @property
    def unusable(self) -> tuple[CaptionFile, ...]:
        """The files that cannot be used, by name."""
        return tuple(file for file in self.files if file.transcript is None)


def read_captions(folder: Path, course: Course) -> CourseCaptions:
    """Read the subtitle files in *folder*, each by itself; raise CaptionsFolderError if it cannot be listed."""
    try:
        paths = sorted(path for path in folder.iterdir() if _is_subtitle_file(path))
    except OSError as error:
        message = f"cannot read the folder of subtitles {folder}: {error.strerror}"
        raise CaptionsFolderError(message) from error
    return CourseCaptions(_with_choices([_read(path, course) for path in paths]))


def _is_subtitle_file(path: Path) -> bool:
    """Tell whether *path* looks like a file of subtitles; a link that leads nowhere does."""
    if path.suffix.lower() not in (*READ, *NOT_READ) or path.name.startswith("."):
        return False
    return path.is_file() or (path.is_symlink() and not path.exists())


def _read(path: Path, course: Course) -> CaptionFile:
    """Return the file at *path*, with all that is wrong with it."""
    said = read_name(path.name, course)
    shown = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in path.name)
    faults = tuple(_faults_of_name(path, said, course))
    if faults or said.chapter is None or said.locale is None:
        return CaptionFile(shown, said, problems=faults)
    try:
        cues = read_cues(_content(path))
        length_s = course.chapter(said.chapter).duration_s or _end_s(cues)
        rolling = repeats_lines(cues)
        words = words_of(without_repetitions(cues) if rolling else cues)
        transcript = Transcript(said.chapter, said.locale, _spoken(words, length_s))
    except UnusableFileError as error:
        return CaptionFile(shown, said, problems=(Problem(error.trouble, str(error)),))
    how = (REPEATED,) if rolling else _how_automatic(cues, words, said)
    problems = (*how, *_faults_of_times(cues, length_s, is_automatic=bool(how)))
    return CaptionFile(shown, said, transcript, _covered_s(cues, length_s), bool(how), problems=problems)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise UnusableFileError(Trouble.UNREADABLE, f"it cannot be read: {error.strerror}") from error


def _faults_of_name(path: Path, said: FileName, course: Course) -> Iterator[Problem]:
    """Yield why the file at *path*, whose name *said* this, cannot be used, whatever it holds."""
    if path.suffix.lower() in NOT_READ:
        yield Problem(Trouble.UNKNOWN_FORMAT, f"{path.suffix} is not read; convert it to .srt or .vtt")
        return
    if said.chapter is None:
        video = next((chapter.video_id for chapter in course.chapters if chapter.video_id is not None), None)
        sentence = "its name says no chapter of this course; let it begin with a chapter's number, as in 1.en.vtt"
        by_video = "" if video is None else f", or with its video's id, as in {video}.en.vtt"
        yield Problem(Trouble.NO_CHAPTER, sentence + by_video)
    if said.tag is None:
        yield Problem(
            Trouble.NO_LANGUAGE, f"its name says no language; end it with .en{path.suffix} or .pt{path.suffix}"
        )
    elif said.locale is None:
        yield Problem(
            Trouble.UNKNOWN_LANGUAGE, f'its language "{said.tag}" is neither English (en) nor Portuguese (pt)'
        )


def _end_s(cues: Sequence[Cue]) -> int:
    """Return the second at which the last of *cues* ends: how long a video is at least whose length is not known."""
    return max((max(cue.at_ms, cue.end_ms) for cue in cues), default=0) // MS + 1


def _spoken(words: Sequence[Word], length_s: int) -> tuple[Spoken, ...]:
    """Return *words* as sentences, up to the end of a video of *length_s* seconds; UnusableFileError if none."""
    if not words:
        raise UnusableFileError(Trouble.EMPTY, "nothing is said in it")
    spoken = [sentence for sentence in cut(words) if sentence.at_s < length_s]
    if not spoken:
        raise UnusableFileError(
            Trouble.PAST_THE_END, "all of it comes after the video's end; it may be another video's"
        )
    return tuple(said if said.end_s <= length_s else replace(said, end_s=length_s) for said in spoken)


def _how_automatic(cues: Sequence[Cue], words: Sequence[Word], said: FileName) -> tuple[Problem, ...]:
    """Return a remark if a machine seems to have made *cues* by listening, and nothing if people did."""
    if len(words) >= FEWEST_WORDS_JUDGED and not is_punctuated(words):
        return (UNPUNCTUATED,)
    return (AUTOMATIC,) if said.is_automatic or has_word_times(cues) else ()


def _faults_of_times(cues: Sequence[Cue], length_s: int, *, is_automatic: bool) -> Iterator[Problem]:
    """Yield what is wrong with the times of *cues*; those of a machine overlap by design."""
    overlapping = sum(after.at_ms < before.end_ms - OVERLAP_MS for before, after in pairwise(cues))
    if overlapping and not is_automatic:
        them = "subtitle begins" if overlapping == 1 else "subtitles begin"
        yield Problem(Trouble.OVERLAPPING, f"{overlapping} {them} before the one ahead has ended")
    if backwards := sum(cue.end_ms < cue.at_ms for cue in cues):
        them = "subtitle ends before it begins" if backwards == 1 else "subtitles end before they begin"
        yield Problem(Trouble.BACKWARDS, f"{backwards} {them}")
    if late := sum(max(cue.at_ms, cue.end_ms) > (length_s + LEEWAY_S) * MS for cue in cues):
        yield Problem(Trouble.PAST_THE_END, f"{late} of {len(cues)} subtitles last past the video's end")
    if _covered_s(cues, length_s) < LITTLE * length_s:
        yield Problem(Trouble.LITTLE, "it covers less than half of the video")


def _covered_s(cues: Sequence[Cue], length_s: int) -> int:
    """Return for how many seconds of a video of *length_s* seconds any of *cues* with text is shown."""
    covered = reached = 0
    for cue in cues:
        if cue.lines:
            end = min(cue.end_ms, length_s * MS)
            covered += max(0, end - max(cue.at_ms, reached))
            reached = max(reached, end)
    return covered // MS


def _with_choices(files: Sequence[CaptionFile]) -> tuple[CaptionFile, ...]:
    """Return *files*, of those for the same chapter and language one used: not the automatic one, the nearest language.

    Of two that are alike in this, the one that covers more of the video is used, then the first by name; each of the
    others says which was.
    """
    best: dict[tuple[ChapterId | None, Locale | None], CaptionFile] = {}
    for file in sorted(files, key=_preference):
        if file.transcript is not None:
            best.setdefault((file.said.chapter, file.said.locale), file)
    return tuple(_chosen(file, best.get((file.said.chapter, file.said.locale))) for file in files)


def _preference(file: CaptionFile) -> tuple[bool, int, int, str]:
    return file.is_automatic, file.said.distance, -file.covered_s, file.name


def _chosen(file: CaptionFile, best: CaptionFile | None) -> CaptionFile:
    """Return *file* marked as used if it is the *best* of its chapter and language, else with what is used instead."""
    if file.transcript is None or best is None:
        return file
    if file is best:
        return replace(file, is_used=True)
    twice = Problem(Trouble.TWICE, f"{best.name} is for the same chapter and language, and is used instead")
    return replace(file, problems=(twice, *file.problems))
