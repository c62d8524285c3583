"""The command `captions check`, which says what a folder of subtitle files has, and what is wrong with them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli_exit import exit_with_error
from bot.course_folders import find_course
from bot.courses.captions.reading import CaptionFile, CaptionsFolderError, CourseCaptions, read_captions
from bot.courses.model import Course
from bot.settings import load_settings
from bot.text.locales import Locale

LANGUAGE_NAMES = {Locale.ENGLISH: "English", Locale.PORTUGUESE: "Portuguese"}
Folder = Annotated[
    Path | None,
    typer.Argument(metavar="[FOLDER]", help="The folder of subtitle files, else the one that the course has."),
]
NamedCourse = Annotated[
    str | None, typer.Option("--course", metavar="FILE|ID", help="A course's file or id, else the default course.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]

captions = typer.Typer(name="captions", no_args_is_help=True, help="Look at the subtitles of a course's videos.")


@captions.callback()
def _about() -> None:
    """Look at the subtitles of a course's videos."""


@captions.command()
def check(folder: Folder = None, *, named: NamedCourse = None, as_json: AsJson = False) -> None:
    """Say which subtitles there are in FOLDER, how much of each video they cover, and what is wrong with them.

    The exit code is 0 if every file can be used, 1 if one cannot, and 2 if there is no such folder.
    """
    files = find_course(named, load_settings())
    course, folder = files.course, folder or files.captions
    if folder is None:
        without = "or set LECTERN_CAPTIONS" if named is None else "since the course has none of its own"
        exit_with_error(f"name a folder, as in: lectern captions check FOLDER, {without}")
    try:
        found = read_captions(folder, course)
    except CaptionsFolderError as error:
        exit_with_error(str(error))
    if as_json:
        typer.echo(json.dumps(_as_json(folder, found, course), ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join(_report(folder, found, course)))
    raise typer.Exit(1 if found.unusable else 0)


def _as_json(folder: Path, found: CourseCaptions, course: Course) -> dict[str, Any]:
    return {"folder": str(folder), "usable": not found.unusable, "files": [_file(file, course) for file in found.files]}


def _file(file: CaptionFile, course: Course) -> dict[str, Any]:
    chapter, locale = file.said.chapter, file.said.locale
    return {
        "file": file.name,
        "chapter": chapter,
        "locale": None if locale is None else locale.value,
        "usable": file.transcript is not None,
        "used": file.is_used,
        "automatic": file.is_automatic,
        "covered_s": file.covered_s,
        "duration_s": None if chapter is None else course.chapter(chapter).duration_s,
        "sentences": 0 if file.transcript is None else len(file.transcript.spoken),
        "problems": [{"kind": found.trouble.value, "text": _sentence(found.sentence)} for found in file.problems],
    }


def _report(folder: Path, found: CourseCaptions, course: Course) -> Iterator[str]:
    """Yield the lines that a person reads: each chapter with its files, those of no chapter, and how many are good."""
    if not found.files:
        yield f"There are no subtitle files (.srt or .vtt) in {folder}."
        return
    without = []
    for chapter in course.chapters:
        if files := [file for file in found.files if file.said.chapter == chapter.number]:
            yield f"{chapter.number}  {chapter.title}"
            for file in sorted(files, key=lambda file: (file.said.locale or "z", not file.is_used)):
                yield from _lines(file, chapter.duration_s)
            yield ""
        else:
            without.append(str(chapter.number))
    if others := [file for file in found.files if file.said.chapter is None]:
        yield "Of no chapter"
        for file in others:
            yield from _lines(file, None)
        yield ""
    if without:
        yield f"Without subtitles: {'chapter' if len(without) == 1 else 'chapters'} {', '.join(without)}."
    yield _verdict(found)


def _lines(file: CaptionFile, length_s: int | None) -> Iterator[str]:
    """Yield the line of *file*, of a video of *length_s* seconds, and below it what is wrong; None if not known."""
    language = "" if file.said.locale is None else LANGUAGE_NAMES[file.said.locale]
    if file.transcript is None:
        extent = "cannot be used"
    elif length_s is None:
        extent = f"{_clock(file.covered_s)} min"
    else:
        share = round(100 * file.covered_s / length_s)
        extent = f"{_clock(file.covered_s)} of {_clock(length_s)} min, {share} %"
    yield f"   {language:<10}  {extent:<25}  {file.name}"
    for problem in file.problems:
        yield f"{'':15}{_sentence(problem.sentence)}"


def _verdict(found: CourseCaptions) -> str:
    usable, count = len(found.files) - len(found.unusable), len(found.files)
    if usable == count:
        return "The file can be used." if count == 1 else f"All {count} files can be used."
    return f"{usable} of {count} files can be used."


def _clock(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02}"


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."
