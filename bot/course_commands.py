"""The commands `course check` and `course convert`, which read a course from a file and write our own form of it."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli_exit import exit_with_error
from bot.courses.file import course_file
from bot.courses.folder import SAY, CourseFileError, NoCourseFileError, read_course_file, shown
from bot.courses.imports.cleaning import LARGEST_FILE, clean_line
from bot.courses.imports.model import Consequence, ImportProblem
from bot.courses.imports.problems import PROBLEMS, problem_sentence
from bot.courses.imports.uploads import Upload
from bot.courses.model import COURSE_ID, LONGEST_TITLE, PATTERNS, Course
from bot.ids import CourseId
from bot.text.locales import Locale
from bot.times.formats import length

LANGUAGE_NAMES = {Locale.ENGLISH: "English", Locale.PORTUGUESE: "Portuguese"}
STREAM = Path("-")  # standard output
File = Annotated[
    Path,
    typer.Argument(
        metavar="FILE",
        help="A list of links (.md, .txt), a table (.csv, .tsv), what yt-dlp -J writes, or a course file.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Output = Annotated[
    Path, typer.Option("--output", "-o", metavar="FILE", help="The file to write; - is standard output.")
]
Key = Annotated[str | None, typer.Option("--id", help="The course's id, such as algorithms; else made of its title.")]
Title = Annotated[str | None, typer.Option("--title", help="The course's title, else the one that is read.")]
Force = Annotated[bool, typer.Option("--force", help="Replace the file that is to be written.")]

course = typer.Typer(name="course", no_args_is_help=True, help="Read a course from a file that you have.")


@course.callback()
def _about() -> None:
    """Read a course from a file that you have."""


@course.command()
def check(file: File, *, as_json: AsJson = False) -> None:
    """Say which course is read from FILE, and what is wrong with it, where, and what to write instead.

    The exit code is 0 if all of it is used, 1 if something is left out or nothing can be read, and 2 if there is no
    such file.
    """
    try:
        upload = read_course_file(file)
    except NoCourseFileError as error:
        exit_with_error(str(error))
    except CourseFileError as error:
        lines, told = _refusal(file, error.faults), _as_json(file, None, error.faults)
        is_whole = False
    else:
        lines, told = _report(file, upload), _as_json(file, upload)
        is_whole = not any(map(_is_loss, upload.problems))
    typer.echo(json.dumps(told, ensure_ascii=False, indent=2) if as_json else "\n".join(lines))
    raise typer.Exit(0 if is_whole else 1)


@course.command()
def convert(file: File, *, output: Output = STREAM, key: Key = None, title: Title = None, force: Force = False) -> None:
    """Write the course in FILE as a course file, with all that is known of it, to be edited or used.

    What is wrong with FILE is printed to standard error. The exit code is 0 if the course is written, 1 if nothing can
    be read, and 2 for a file or an option that cannot be used.
    """
    title = None if title is None else clean_line(title)
    _require_usable(output, key, title, force=force)
    try:
        upload = read_course_file(file, None if key is None else CourseId(key), title)
    except NoCourseFileError as error:
        exit_with_error(str(error))
    except CourseFileError as error:
        typer.echo("\n".join(_refusal(file, error.faults)), err=True)
        raise typer.Exit(1) from None
    for problem in upload.problems:
        typer.echo(problem_sentence(problem, SAY), err=True)
    text = course_file(upload.course, LARGEST_FILE).decode()
    if output == STREAM:
        typer.echo(text, nl=False)
        return
    try:
        output.write_text(text, "utf-8")
    except OSError as error:
        exit_with_error(f"cannot write {shown(output)}: {error.strerror}")
    typer.echo(f"{shown(output)}: {extent(upload.course)}, id {upload.course.id}")


def _require_usable(output: Path, key: str | None, title: str | None, *, force: bool) -> None:
    """Exit with a sentence on an option that cannot be used."""
    if key is not None and not re.fullmatch(COURSE_ID, key):
        exit_with_error(f"--id must be {PATTERNS[COURSE_ID]}, not {key!r}")
    if title is not None and not 0 < len(title) <= LONGEST_TITLE:
        exit_with_error(f"--title must have 1 to {LONGEST_TITLE} characters")
    if output != STREAM and output.exists() and not force:
        exit_with_error(f"{shown(output)} is there already; name another file, or replace it with --force")


def extent(read: Course) -> str:
    """Return how many lessons *read* has, in which languages, and which lengths are known."""
    lessons = "1 lesson" if len(read.chapters) == 1 else f"{len(read.chapters)} lessons"
    languages = [LANGUAGE_NAMES[locale] for locale in Locale if locale in read.locales]
    return ", ".join((lessons, " and ".join(languages), _lengths(read)))


def _lengths(read: Course) -> str:
    if read.duration is not None:
        return length(read.duration, SAY)
    known = sum(chapter.duration_s is not None for chapter in read.chapters)
    return f"the lengths of {known}" if known else "no lengths"


def _report(file: Path, upload: Upload) -> Iterator[str]:
    """Yield the lines that a person reads: what was read, each problem, and where lessons lead."""
    yield f"{shown(upload.course.title.all()[0])}: {extent(upload.course)}"
    yield from (problem_sentence(problem, SAY) for problem in upload.problems)
    if upload.hosts:
        hosts = ", ".join(sorted(upload.hosts))
        yield f"Lessons lead to {hosts}: no site that is known for videos, which is fine in a file of your own."
    if not upload.problems:
        yield f"All of {shown(file.name)} can be used."


def _refusal(file: Path, faults: tuple[str, ...]) -> Iterator[str]:
    yield f"No course can be read from {shown(file)}:"
    yield from faults


def _is_loss(problem: ImportProblem) -> bool:
    return problem.kind.consequence is not Consequence.REMARK


def _as_json(file: Path, upload: Upload | None, faults: tuple[str, ...] = ()) -> dict[str, Any]:
    read = None if upload is None else upload.course
    problems = () if upload is None else upload.problems
    return {
        "file": shown(file),
        "usable": upload is not None,
        "title": read and read.title.all()[0],
        "lessons": 0 if read is None else len(read.chapters),
        "languages": [] if read is None else sorted(read.locales),
        "duration_s": None if read is None or read.duration is None else int(read.duration.total_seconds()),
        "hosts": [] if upload is None else sorted(upload.hosts),
        "problems": [_problem(problem) for problem in problems] + [{"text": fault} for fault in faults],
    }


def _problem(problem: ImportProblem) -> dict[str, Any]:
    return {
        "kind": problem.kind.value,
        "consequence": problem.kind.consequence.value,
        "entries" if problem.in_entries else "lines": list(problem.lines),
        "found": problem.found,
        "text": PROBLEMS[problem.kind](SAY),
    }
