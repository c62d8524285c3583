"""The command `check`, which says whether a start would succeed, or why not."""

import gc
import importlib.util
from collections.abc import Callable, Iterator
from pathlib import Path

import typer

from bot.course_folders import course_folders, default_course, in_short
from bot.courses.captions.reading import CaptionsFolderError, CourseCaptions, read_captions
from bot.courses.folder import CourseFileError, CourseFiles, read_courses, shown
from bot.courses.model import Course
from bot.loading import load_course, load_engine, load_glossary
from bot.opening import describe_database
from bot.settings import Settings, SettingsError, load_settings, unknown_settings
from bot.unusable import CannotStartError, TemporaryStartError


def check() -> None:
    """Check settings, course, database, and courses and subtitles if folders are set, with a line for each."""
    parts = {
        "settings": _check_settings,
        "course": _check_course,
        "database": lambda: describe_database(load_settings().database),
    }
    if (settings := _usable_settings()) is not None:
        if course_folders(settings):
            parts["courses"] = lambda: describe_courses(settings)
        if folder := settings.captions:
            parts["subtitles"] = lambda: describe_captions(folder, load_course())
    if not all([_checked(name, examine) for name, examine in parts.items()]):  # noqa: C419 - every part is examined
        raise typer.Exit(1)


def _checked(name: str, examine: Callable[[], str]) -> bool:
    """Print what *examine* says of the part *name*, or what is wrong; False if something is."""
    try:
        typer.echo(f"{name:<9} ok: {examine()}")
    except (SettingsError, CannotStartError) as error:
        waits = "; `run` tries again until that has passed" if isinstance(error, TemporaryStartError) else ""
        typer.echo(f"{name:<9} wrong: {error}{waits}")
        return False
    return True


def _check_settings() -> str:
    settings, remarks = load_settings(), unknown_settings()
    served = settings.discord_token is not None
    if not served and (remarks or not has_tryout()):
        raise SettingsError("; ".join(["no token: set DISCORD_TOKEN to serve", *remarks]))
    without = "no token, so `run` starts the try-out on a terminal, and ends where there is none"
    share = [] if settings.shards is None else [f"this process runs the shards {settings.shards}"]
    return "; ".join(["a token is set" if served else without, *share, *remarks])


def _usable_settings() -> Settings | None:
    try:
        return load_settings()
    except SettingsError:
        return None  # the line of the settings says so


def _check_course() -> str:
    gc.disable()  # as nothing that an engine is made of is garbage
    course = load_course()
    load_engine(course)
    gc.enable()
    return f"{course.title.en}, {len(course.chapters)} chapters"


def describe_captions(folder: Path, course: Course) -> str:
    """Return how many subtitles there are in *folder*; raise SettingsError if it, or a file in it, cannot be used."""
    try:
        captions = read_captions(folder, course)
    except CaptionsFolderError as error:
        message = f"{error} (LECTERN_CAPTIONS)"
        raise SettingsError(message) from error
    if captions.unusable:
        bad, all_files = len(captions.unusable), len(captions.files)
        message = f"{bad} of {all_files} files in {folder} cannot be used: see `lectern captions check`"
        raise SettingsError(message)
    chapters = len({transcript.chapter for transcript in captions.transcripts})
    return f"{folder} has those of {chapters} of {len(course.chapters)} chapters"


def describe_courses(settings: Settings) -> str:
    """Return which further courses there are; raise SettingsError that names each that cannot be used in full."""
    known, wrong = [default_course().course.key], []
    for folder in course_folders(settings):
        try:
            found, unusable = read_courses(folder, known)
        except CourseFileError as error:
            wrong.append(f"{error} (LECTERN_COURSES)")
            continue
        wrong += [f"{bad.name} in {shown(folder)}: {in_short(bad.faults)}" for bad in unusable]
        for files in found:
            wrong += _faults_beside(files)
            known.append(files.course.key)
    if wrong:
        raise SettingsError("; ".join(wrong))
    return ", ".join(known[1:]) or "there are none yet: each is a folder of its own in that of LECTERN_COURSES"


def _faults_beside(files: CourseFiles) -> Iterator[str]:
    """Yield what is wrong with the glossary and the subtitles that lie beside a course."""
    course = files.course
    try:
        load_glossary(course, files.glossary)
    except CannotStartError as error:
        yield f"{course.id}: {in_short(str(error).splitlines())}"
    captions = CourseCaptions() if files.captions is None else read_captions(files.captions, course)
    if captions.unusable:
        bad, all_files = len(captions.unusable), len(captions.files)
        see = f"see `lectern captions check --course {course.id}`"
        yield f"{bad} of {all_files} files in {shown(files.captions or '')} cannot be used: {see}"


def has_tryout() -> bool:
    """Tell whether the try-out can be started: a server's installation lacks what it needs."""
    return importlib.util.find_spec("simcord") is not None
