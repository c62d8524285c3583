"""Reads courses from files: one of any readable form, or a folder that has a sub-folder for each."""

import re
from codecs import BOM_UTF8
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.courses.file import parse_course
from bot.courses.imports.building import UNTITLED
from bot.courses.imports.cleaning import LARGEST_FILE, decode
from bot.courses.imports.model import ImportProblem, ImportRefusedError, RefusalKind
from bot.courses.imports.problems import problem_sentence, refusal_sentence
from bot.courses.imports.uploads import Upload, read_upload
from bot.courses.model import COURSE_ID, LONGEST_TITLE, PATTERNS, Course, Heading
from bot.ids import CourseId
from bot.text.data_files import DataFileError
from bot.text.locales import Locale
from bot.text.translations import localizer
from bot.text.visible import shortened
from bot.unusable import UnusableError

COURSE_FILE, GLOSSARY_FILE, CAPTIONS_FOLDER = "course.json", "glossary.json", "captions"
READ = (".md", ".txt", ".csv", ".tsv", ".json")
KB = 1024  # bytes
LARGEST_JSON = 32_768 * KB  # bytes: yt-dlp writes hundreds of kilobytes for each video
OF_A_SERVER = re.compile(r"g\d+-\d+")  # ids of courses that servers bring
SAY = localizer(Locale.ENGLISH)


class CourseFileError(UnusableError, ValueError):
    """No course can be read from a file or folder; each of *faults* is a line about it."""

    def __init__(self, *faults: str) -> None:
        self.faults = tuple(map(shown, faults))
        super().__init__("; ".join(self.faults))


class NoCourseFileError(CourseFileError):
    """There is no such file or folder, or it cannot be opened."""


@dataclass(frozen=True, slots=True)
class CourseFiles:
    """A course that came from *file*, and what lies beside it, if anything; *problems* are what was wrong with it."""

    course: Course
    file: Path
    captions: Path | None = None
    glossary: Path | None = None
    problems: tuple[ImportProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class UnusableCourse:
    """A sub-folder that no course can be read from; each of *faults* is a line that says why."""

    name: str
    faults: tuple[str, ...]


def read_course_file(file: Path, key: CourseId | None = None, title: str | None = None) -> Upload:
    """Return the course in *file*, as `read_upload` does; raise CourseFileError if it has none.

    Hosts that are not known need no confirming here. JSON may be larger than what is uploaded.
    """
    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST_JSON + 1)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        message = f"cannot read {shown(file)}: {why}"
        raise NoCourseFileError(message) from error
    is_json = content.removeprefix(BOM_UTF8).lstrip().startswith(b"{")
    largest = LARGEST_JSON if is_json else LARGEST_FILE
    try:
        upload = read_upload(content, file.name, key, title, largest=largest)
    except ImportRefusedError as error:
        raise CourseFileError(*_refusal(error, content, largest)) from error
    if not isinstance(upload, Upload):
        raise CourseFileError(*upload)
    return upload


def _refusal(error: ImportRefusedError, content: bytes, largest: int) -> Iterator[str]:
    """Yield what is wrong with *content*, of which nothing can be read; of broken JSON where."""
    if error.kind is RefusalKind.TOO_LARGE:
        yield f"it is larger than {largest // KB} KB"
        return
    if error.kind is RefusalKind.BAD_JSON:
        try:
            parse_course(decode(content, largest), "")
        except DataFileError as broken:
            yield from (fault.removeprefix(": ") for fault in broken.problems)
            return
    yield refusal_sentence(error, SAY)
    yield from (problem_sentence(problem, SAY) for problem in error.problems)


def read_course_folder(folder: Path, key: CourseId) -> CourseFiles:
    """Return the course in *folder*, with the id *key*; raise CourseFileError if it has none.

    That is course.json, else the only file that can be one; without a title it is called as the folder. *folder* may
    have a glossary, and captions in a folder.
    """
    file = _course_file(folder)
    upload = read_course_file(file, key)
    captions, glossary = folder / CAPTIONS_FOLDER, folder / GLOSSARY_FILE
    return CourseFiles(
        _titled(upload.course, folder),
        file,
        captions if captions.is_dir() else None,
        glossary if glossary.exists() else None,
        upload.problems,
    )


def _titled(course: Course, folder: Path) -> Course:
    """Return *course* with the name of *folder* as its title, if it has none of its own."""
    words = re.sub(r"[-_\s]+", " ", shown(folder.resolve().name)).strip()
    if course.title.all()[0] not in UNTITLED.values() or not words:
        return course
    title = Heading.in_one(min(course.title.locales), shortened(words[0].upper() + words[1:], LONGEST_TITLE))
    return course.model_copy(update={"title": title})


def _course_file(folder: Path) -> Path:
    if (file := folder / COURSE_FILE).exists():
        return file
    found = [
        path
        for path in _listed(folder)
        if path.suffix.lower() in READ and path.name != GLOSSARY_FILE and not path.is_dir()
    ]
    if not found:
        message = f"there is no {COURSE_FILE} in it, and no other file that a course can be read from"
        raise NoCourseFileError(message)
    if len(found) > 1:
        names = ", ".join(shown(path.name) for path in found)
        message = f"several files in it may be the course: {names}; keep one of them"
        raise CourseFileError(message)
    return found[0]


def read_courses(
    folder: Path, taken: Collection[CourseId] = ()
) -> tuple[Sequence[CourseFiles], Sequence[UnusableCourse]]:
    """Return the courses in the sub-folders of *folder*, each called as its id, and which of these cannot be used.

    No id may be one of those *taken*. NoCourseFileError if *folder* cannot be listed.
    """
    courses, unusable = [], []
    for name in sub_folders(folder):
        try:
            courses.append(read_course_folder(folder / name, _folder_id(name, taken)))
        except CourseFileError as error:
            unusable.append(UnusableCourse(shown(name), error.faults))
    return courses, unusable


def sub_folders(folder: Path) -> list[str]:
    """Return the names of the folders in *folder*, in order; NoCourseFileError if it cannot be listed."""
    return [path.name for path in _listed(folder) if path.is_dir()]


def _folder_id(name: str, taken: Collection[CourseId]) -> CourseId:
    """Return the id that the sub-folder *name* is called as; raise CourseFileError if it cannot be one."""
    message = None
    if not re.fullmatch(COURSE_ID, name):
        message = f"a course's folder must be called as {PATTERNS[COURSE_ID]}"
    elif OF_A_SERVER.fullmatch(name):
        message = "such an id is for a course that a server brings; call the folder otherwise"
    elif name in taken:
        message = "there is a course of that id already; call the folder otherwise"
    if message is not None:
        raise CourseFileError(message)
    return CourseId(name)


def _listed(folder: Path) -> list[Path]:
    """Return what is in *folder*, by name, without what is hidden; NoCourseFileError if it cannot be listed."""
    try:
        return sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as error:
        message = f"cannot read the folder {shown(folder)}: {error.strerror}"
        raise NoCourseFileError(message) from error


def shown(text: Path | str) -> str:
    """Return *text*, such as a path, as it can be printed on a line, whatever is in it."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in str(text))
