"""A process like the bot's that is asked about the course of each server in turn, and tells what that took.

`python -m benchmarks.asked_courses ENGINE DATABASE SERVERS` prints a `Taken` as JSON, for `benchmarks.courses`.
"""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from itertools import pairwise
from pathlib import Path
from resource import getpagesize
from time import process_time
from typing import NamedTuple

from benchmarks.full_text import Ask, asking, chapters, indexed
from bot.answers.service import MOST_ENGINES, AnswerEngines
from bot.courses.model import Course
from bot.courses.per_course import PerCourse
from bot.courses.service import CourseService
from bot.ids import GuildId
from bot.loading import load_course, load_engine
from bot.opening import usable_database
from bot.text.locales import Locale
from bot.times.clock import Clock

OURS, BASELINE = "Lectern", "FTS5"
LATER = 5  # questions to a course after the first
CLOCK: Clock = partial(datetime, 2026, 11, 30, 12, tzinfo=UTC)  # stands still
AskOf = Callable[[Course], Awaitable[Ask]]


class Taken(NamedTuple):
    """What one engine took: MiB of the process, and seconds of processor time, of each server one or several.

    Attributes:
        memory: Before any server's course was asked about, after one was, after as many as engines are kept, after all.
        read: Reading the course from the database.
        built: Building the engine, or the index.
        first: The first question to it.
        later: Each of the later ones.
    """

    memory: list[float]
    read: list[float]
    built: list[float]
    first: list[float]
    later: list[float]


def lectern(default: Course) -> AskOf:
    """Prepare the engines as a start does, which has been asked about the *default* course."""
    engines = AnswerEngines(load_engine)
    engines.prepare([default])

    async def asked(course: Course) -> Ask:
        engine = await engines.of(course)
        return lambda question: engine.ask(question, Locale.ENGLISH)

    return asked


def fts5(_: Course) -> AskOf:
    """Keep as many indexes in SQLite as there are engines."""
    indexes: PerCourse[Ask] = PerCourse(lambda course: asking(indexed(chapters(course))), MOST_ENGINES)

    async def asked(course: Course) -> Ask:
        return indexes.get(course)

    return asked


ENGINES: dict[str, Callable[[Course], AskOf]] = {OURS: lectern, BASELINE: fts5}


async def measured(engine: str, path: Path, servers: int) -> Taken:
    """Ask *engine* about the courses of so many *servers*, which the database at *path* has."""
    default = load_course()
    ask_of = ENGINES[engine](default)
    (await ask_of(default))("what covers LSTMs?")
    taken = Taken([], [], [], [], [])
    async with usable_database(path) as database:
        courses = CourseService(database, [default], CLOCK)
        taken.memory.append(resident())
        for guild in range(1, servers + 1):
            await _ask(courses, GuildId(guild), ask_of, taken)
            if guild in (1, MOST_ENGINES, servers):
                taken.memory.append(resident())
    return taken


async def _ask(courses: CourseService, guild: GuildId, ask_of: AskOf, taken: Taken) -> None:
    times = [process_time()]
    course = (await courses.of_guild(guild)).main
    times.append(process_time())
    ask = await ask_of(course)
    times.append(process_time())
    for chapter in course.chapters[: 1 + LATER]:
        ask(f"what covers {max(chapter.title.split(), key=len)}?")
        times.append(process_time())
    read, built, first, *later = (after - before for before, after in pairwise(times))
    taken.read.append(read)
    taken.built.append(built)
    taken.first.append(first)
    taken.later.extend(later)


def resident() -> float:
    """Return the MiB that the process has in memory now, as Linux counts them."""
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * getpagesize() / 2**20


if __name__ == "__main__":
    print(json.dumps(asyncio.run(measured(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])))))
