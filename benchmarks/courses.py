"""Measures what courses cost that servers bring, in one database and through the real services.

FTS5 stands beside our engine, over the same texts, in the same run.
"""

import asyncio
import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from itertools import cycle
from pathlib import Path
from statistics import mean, median
from tempfile import TemporaryDirectory
from time import process_time

from benchmarks.asked_courses import BASELINE, CLOCK, ENGINES, OURS, Taken, resident
from benchmarks.full_text import chapters, indexed
from benchmarks.synthetic import CourseGenerator
from benchmarks.uploads import report_edits, report_reading, used
from bot.answers import AnswerEngine
from bot.answers.evaluation import Evaluation, Question, evaluate, parse_questions
from bot.answers.service import MOST_ENGINES
from bot.answers.stop_words import says_little
from bot.courses.drafts import CourseDraft
from bot.courses.fields import FieldConcept, known_fields
from bot.courses.file import course_file, parse_course
from bot.courses.imports.cleaning import LARGEST_FILE
from bot.courses.model import LONGEST_PARAGRAPH, LONGEST_TITLE, Chapter, Course, Heading, Summary
from bot.courses.revision import CourseEdit
from bot.courses.service import CourseService
from bot.ids import GuildId, UserId
from bot.loading import load_course
from bot.opening import usable_database
from bot.storage.rows import Transaction
from bot.text.tokens import words

_INVENTED = Path(__file__).parent.parent / "tests" / "unit" / "lesson_courses"
_LESSONS = 35  # of a server's course
_TITLE, _SENTENCE = 5, 14  # words of a title and of a description
_MOST_LESSONS = 100  # of a course
_LARGEST = 9  # courses nearly as large as an upload may be
_MILLI = 1_000
_ORGANISER = UserId(1)
_BEST = "SELECT chapter FROM said WHERE said MATCH ? ORDER BY rank LIMIT 1"


def report(servers: int) -> None:
    """Print what the courses of so many *servers* cost, what uploads and edits take, and how good answers are."""
    kinds = {"made-up words": made_up_courses(servers), "concepts of our fields": courses_of_concepts(servers)}
    taken = {name: _asked(list(courses)) for name, courses in kinds.items()}
    _print_ratios(taken)
    _print_times(taken)
    _print_memory(taken, servers)
    _report_largest()
    report_reading()
    report_edits()
    _report_answers()


def made_up_courses(count: int) -> Iterator[Course]:
    """Yield so many courses of 35 lessons, each a title and a sentence of made-up words."""
    generator = CourseGenerator(seed=_LESSONS)
    for _ in range(count):
        texts = ((generator.text(_TITLE), generator.text(_SENTENCE)) for _ in range(_LESSONS))
        yield _course(generator.text(3), texts)


def courses_of_concepts(count: int) -> Iterator[Course]:
    """Yield so many courses of 35 lessons, each a concept of a field of data/fields and what that is or includes."""
    places = {name: cycle(known.concepts) for name, known in known_fields().items()}
    for _, (name, concepts) in zip(range(count), cycle(places.items()), strict=False):
        yield _course(name, (_texts(next(concepts)) for _ in range(_LESSONS)))


def _texts(concept: FieldConcept) -> tuple[str, str]:
    told = ", ".join(concept.details.en) or concept.name.en if concept.gloss is None else concept.gloss.en
    return concept.name.en[:LONGEST_TITLE], told


def _course(title: str, texts: Iterator[tuple[str, str]]) -> Course:
    lessons = [
        Chapter(number=number, address=f"https://example.org/{number}", title=name, summary=Summary(en=f"{told}."))
        for number, (name, told) in enumerate(texts, start=1)
    ]
    return Course(id="new", title=Heading(en=title), chapters=tuple(lessons))


def _asked(courses: Sequence[Course]) -> dict[str, Taken]:
    """Let each of *courses* be brought by a server of its own, and ask each engine about them, in its own process."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "lectern.db"
        asyncio.run(_brought(courses, path))
        return {name: _run(name, path, len(courses)) for name in ENGINES}


async def _brought(courses: Sequence[Course], path: Path) -> None:
    async def unfollowed(_tx: Transaction, _edit: CourseEdit) -> None:
        """Let no schedule follow."""

    async with usable_database(path) as database:
        service = CourseService(database, [load_course()], CLOCK)
        await service.sync()
        for number, course in enumerate(courses, start=1):
            await used(service, CourseDraft(GuildId(number), _ORGANISER, course), unfollowed)


def _run(engine: str, path: Path, servers: int) -> Taken:
    command = [sys.executable, "-m", "benchmarks.asked_courses", engine, str(path), str(servers)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own command
    return Taken(*json.loads(done.stdout))


def _print_ratios(taken: dict[str, dict[str, Taken]]) -> None:
    print(f"| {_LESSONS} lessons of | {OURS}, in times of | built and first asked, median | 95 of 100 ", end="")
    print("| a later question, median | 95 of 100 |\n| --- | --- | ---: | ---: | ---: | ---: |")
    for kind, engines in taken.items():
        mine, theirs = ((*_spread(_begun(engines[name])), *_spread(engines[name].later)) for name in (OURS, BASELINE))
        ratios = " | ".join(f"{one / other:.1f}" for one, other in zip(mine, theirs, strict=True))
        print(f"| {kind} | {BASELINE} | {ratios} |", flush=True)


def _print_times(taken: dict[str, dict[str, Taken]]) -> None:
    print("\n| lessons of | engine | the process's first course (ms) | read (ms) | built and first asked (ms) ", end="")
    print("| 95 of 100 (ms) | a later question (ms) | 95 of 100 (ms) |\n| --- | --- " + "| ---: " * 6 + "|")
    for kind, engines in taken.items():
        for name, cost in engines.items():
            begun = _begun(cost)
            times = (begun[0], median(cost.read), *_spread(begun), *_spread(cost.later))
            print(f"| {kind} | {name} | {' | '.join(f'{_MILLI * each:,.2f}' for each in times)} |", flush=True)


def _print_memory(taken: dict[str, dict[str, Taken]], servers: int) -> None:
    print(f"\n| lessons of | engine | MiB, no course asked about | 1 | {MOST_ENGINES} | {servers} ", end="")
    print("| each kept one |\n| --- | --- " + "| ---: " * 5 + "|")
    for kind, engines in taken.items():
        for name, cost in engines.items():
            each = (cost.memory[2] - cost.memory[1]) / (MOST_ENGINES - 1)
            shown = " | ".join(f"{mib:,.0f}" for mib in cost.memory)
            print(f"| {kind} | {name} | {shown} | {each:.2f} |", flush=True)


def _report_largest() -> None:
    """Print what the engine of a course costs that is nearly as large as an upload may be."""
    generator = CourseGenerator(seed=_MOST_LESSONS)
    built, grown, courses = [], [], [_largest(generator) for _ in range(_LARGEST)]
    engines = [AnswerEngine(courses[0])]  # reads what all share
    for course in courses[1:]:
        memory, before = resident(), process_time()
        engines.append(AnswerEngine(course))
        built.append(process_time() - before)
        grown.append(resident() - memory)
    size = median(len(course_file(course, LARGEST_FILE)) for course in courses) / 1_000
    print("\n| the largest courses | KB | built (ms), median | MiB kept, mean |\n| --- | ---: | ---: | ---: |")
    print(f"| {_MOST_LESSONS} lessons | {size:,.0f} | {_MILLI * median(built):,.0f} | {mean(grown):.1f} |", flush=True)


def _largest(generator: CourseGenerator) -> Course:
    words_told = LONGEST_PARAGRAPH // 7  # so long is a word, with the space behind it
    texts = (
        (generator.text(_TITLE), generator.text(words_told)[: LONGEST_PARAGRAPH - 1]) for _ in range(_MOST_LESSONS)
    )
    return _course(generator.text(3), texts)


def _begun(cost: Taken) -> list[float]:
    """Return what building and the first question took together, of each course."""
    return [built + first for built, first in zip(cost.built, cost.first, strict=True)]


def _spread(times: Sequence[float]) -> tuple[float, float]:
    """Return the median of *times*, and what 95 of 100 stay below."""
    return median(times), sorted(times)[len(times) * 95 // 100]


def _report_answers() -> None:
    print("\n| invented course | questions | Lectern: right | covered | not covered ", end="")
    print(f"| {BASELINE}, our stop words left out: right | covered | not covered |\n| --- " + "| ---: " * 7 + "|")
    for file in sorted(_INVENTED.glob("*.jsonl")):
        course = parse_course(file.with_suffix(".json").read_text("utf-8"), file.stem)
        rows = parse_questions(file.read_text("utf-8"), file.name)
        mine, database = evaluate(AnswerEngine(course), rows), indexed(chapters(course))
        theirs = [(row, row.accepts(_first(database, row.q))) for row in rows]
        shown = " | ".join(f"{share:.2f}" for share in (*_shares(mine), *_shares_of(theirs)))
        print(f"| {file.stem} | {len(rows)} | {shown} |", flush=True)


def _first(database: sqlite3.Connection, question: str) -> list[int]:
    """Return the chapter that the index finds first for the words of *question* that say something, if any."""
    wanted = " OR ".join(f'"{word}"' for word in words(question) if not says_little(word))
    return [chapter for (chapter,) in database.execute(_BEST, (wanted or '""',))]


def _shares(result: Evaluation) -> tuple[float, float, float]:
    return result.all, result.top1, result.none


def _shares_of(asked: Sequence[tuple[Question, bool]]) -> tuple[float, float, float]:
    """Return the shares of right answers: of all questions, of those that the course covers, and of the others."""
    parts = (asked, [each for each in asked if each[0].best], [each for each in asked if not each[0].best])
    all_right, covered, others = (sum(right for _, right in part) / len(part) for part in parts)
    return all_right, covered, others
