"""Reads the courses in files and folders, with their glossaries and subtitles, and builds what answers about them."""

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from bot.answers import AnswerEngine
from bot.courses.captions.reading import CaptionsFolderError, CourseCaptions, read_captions
from bot.courses.folder import (
    CourseFileError,
    CourseFiles,
    read_course_file,
    read_course_folder,
    read_courses,
    shown,
    sub_folders,
)
from bot.courses.model import COURSE_ID, Course
from bot.ids import CourseId
from bot.loading import load_course, load_engine, load_glossary
from bot.settings import Settings
from bot.text.data_files import DATA
from bot.unusable import CannotStartError

log = logging.getLogger(__name__)

FILE_COURSE = CourseId("file")
"""The id of a course that is only looked at, from a file that is no known course's."""


def default_course(captions: Path | None = None) -> CourseFiles:
    """Return the default course with its glossary and its *captions*; CannotStartError as `load_course`."""
    return CourseFiles(load_course(), DATA / "videos.json", captions, DATA / "glossary.json")


def course_folders(settings: Settings) -> list[Path]:
    """Return the folders that further courses are in: data/courses, if there is one, and the one that is set."""
    shipped = DATA / "courses"
    return [folder for folder in (shipped if shipped.is_dir() else None, settings.courses) if folder is not None]


def load_courses(settings: Settings) -> tuple[CourseFiles, ...]:
    """Return the default course and those in folders; CannotStartError for the default course alone.

    Of the others, a warning is logged for each that cannot be used, and for what of one cannot.
    """
    courses = [default_course(settings.captions)]
    for folder in course_folders(settings):
        try:
            found, unusable = read_courses(folder, [files.course.key for files in courses])
        except CourseFileError as error:
            log.warning("%s (LECTERN_COURSES); no course of it is used", error)
            continue
        for bad in unusable:
            log.warning("the course %s in %s cannot be used: %s", bad.name, shown(folder), in_short(bad.faults))
        courses += [_with_usable_glossary(files) for files in found]
    return tuple(courses)


def _with_usable_glossary(files: CourseFiles) -> CourseFiles:
    """Return *files*, without a glossary that cannot be used; log what there is."""
    course = files.course
    log.info("course %s, %s lessons", course.id, len(course.chapters))
    if files.problems:
        log.warning("of the course %s something is left out: see `lectern course check %s`", course.id, files.file)
    try:
        load_glossary(course, files.glossary)
    except CannotStartError as error:
        log.warning("the glossary of the course %s is not used: %s", course.id, in_short(str(error).splitlines()))
        return replace(files, glossary=None)
    return files


def find_course(named: str | None, settings: Settings) -> CourseFiles:
    """Return the course *named* by its id or by the path of its file or folder; None is the default course.

    CourseFileError if there is none, or it cannot be used.
    """
    default = default_course(settings.captions)
    if named is None or named == default.course.id:
        return default
    path, folders = Path(named), course_folders(settings)
    if re.fullmatch(COURSE_ID, named):
        path = next((folder / named for folder in folders if (folder / named).is_dir()), path)
    if not _exists(path):
        ids = [name for folder in folders for name in sub_folders(folder) if re.fullmatch(COURSE_ID, name)]
        known = ", ".join(dict.fromkeys([default.course.id, *ids]))
        message = f"--course must be the file of a course, or one of {known}, not {named!r}"
        raise CourseFileError(message)
    return default if path.samefile(default.file) else _read_found(path)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # no file could be called so
        return False


def _read_found(path: Path) -> CourseFiles:
    """Return the course in the file or folder *path*; raise CourseFileError that names it if there is none."""
    try:
        if path.is_dir():
            name = path.resolve().name
            return read_course_folder(path, CourseId(name) if re.fullmatch(COURSE_ID, name) else FILE_COURSE)
        return CourseFiles(read_course_file(path, FILE_COURSE).course, path)
    except CourseFileError as error:
        message = f"{shown(path)}: {in_short(error.faults)}"
        raise CourseFileError(message) from error


def load_captions(folder: Path | None, course: Course) -> CourseCaptions:
    """Read the subtitles in *folder*, none without one; log what there is, and a warning for what cannot be used."""
    if folder is None:
        return CourseCaptions()
    try:
        captions = read_captions(folder, course)
    except CaptionsFolderError as error:
        log.warning("%s (LECTERN_CAPTIONS); no subtitles are used", error)
        return CourseCaptions()
    for file in captions.unusable:
        log.warning("subtitles %s cannot be used: %s", file.name, "; ".join(found.sentence for found in file.problems))
    chapters = len({transcript.chapter for transcript in captions.transcripts})
    log.info("subtitles of %s of %s chapters, %s files", chapters, len(course.chapters), len(captions.used))
    return captions


def in_short(faults: Sequence[str]) -> str:
    """Return the first of *faults*, and how many more there are."""
    return faults[0] if len(faults) == 1 else f"{faults[0]} (and {len(faults) - 1} more)"


def build_engine(courses: Mapping[CourseId, CourseFiles], course: Course) -> AnswerEngine:
    """Build the answer engine of *course*, with what lies beside its file, if it is one of *courses*."""
    if (files := courses.get(course.key)) is None:
        return load_engine(course)
    return load_engine(course, load_captions(files.captions, course).transcripts, files.glossary)
