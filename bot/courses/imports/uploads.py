"""Reads what an organiser sends as a course, and makes a course of it."""

from dataclasses import dataclass

from bot.courses.imports.building import build_course
from bot.courses.imports.model import ImportProblem
from bot.courses.imports.reading import read_course
from bot.courses.model import Course
from bot.ids import CourseId
from bot.text.data_files import DataFileError


@dataclass(frozen=True, slots=True)
class Upload:
    """The *course* that was read, what was wrong with it, and the hosts of its lessons that are no known ones."""

    course: Course
    problems: tuple[ImportProblem, ...] = ()
    hosts: frozenset[str] = frozenset()


def read_upload(content: bytes, name: str, key: CourseId, title: str | None) -> Upload | tuple[str, ...]:
    """Return the course in *content*, a file called *name* or a message, with the id *key*, called *title* if given.

    An own course file that breaks rules gives a line for each. Raise ImportRefusedError if nothing can be read.
    """
    imported = read_course(content, name)
    hosts = imported.unknown_hosts
    if hosts:
        imported = read_course(content, name, hosts=hosts)
    try:
        return Upload(build_course(imported, key, title), imported.problems, hosts)
    except DataFileError as error:
        return tuple(problem.partition(": ")[2] for problem in error.problems)
