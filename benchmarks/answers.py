"""Measures the processor time of building the answer engine and of a question, against FTS5 and bm25s."""

import gc
from collections.abc import Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from time import process_time
from typing import NamedTuple

from benchmarks.engines import Build, bm25, fts5, fts5_with_snippets, fts5_without_glossary, lectern
from benchmarks.full_text import Ask
from benchmarks.synthetic import synthetic_course
from bot.answers.evaluation import parse_questions
from bot.courses.fields import known_fields
from bot.courses.file import parse_course
from bot.courses.glossary import Glossary, parse_glossary
from bot.courses.model import Course

_DATA = Path(__file__).parent.parent / "data"
_SIZES = (1_000, 10_000)  # chapters of the made-up courses
_RUNS = 5  # processes of each engine
_ROUNDS = 3  # how often a process asks all questions
_MILLI, _MICRO = 1_000, 1_000_000

OURS, BASELINE = "Lectern", "FTS5"
ENGINES: dict[str, Build] = {OURS: lectern, BASELINE: fts5, "FTS5 with snippets": fts5_with_snippets, "bm25s": bm25}
ENGINES_WITHOUT_GLOSSARY: dict[str, Build] = {"FTS5, chapters alone": fts5_without_glossary}


class Run(NamedTuple):
    """What one engine took in one process, in seconds of processor time.

    Attributes:
        built: Building the index.
        first: Asking all questions for the first time, which includes what is prepared on demand.
        asked: For each question the shortest time of all rounds.
    """

    built: float
    first: float
    asked: list[float]


class Cost(NamedTuple):
    """What an engine takes, in seconds of processor time.

    Attributes:
        built: Building the index, median of the runs.
        whole: That, and asking all questions once.
        question: A question at its shortest, median of all questions.
        slow: The same, 95th percentile.
    """

    built: float
    whole: float
    question: float
    slow: float


def report() -> None:
    """Print a row for each engine and size, then Lectern's times divided by those of FTS5."""
    print("| chapters | engine | built (ms) | and all asked once (ms) | a question (µs) | 95 of 100 (µs) |")
    print("| ---: | --- | ---: | ---: | ---: | ---: |")
    ratios = []
    for course, glossary, questions in (real_course(), *(synthetic_course(size) for size in _SIZES)):
        more = ENGINES_WITHOUT_GLOSSARY if glossary.concepts else {}
        costs = _compared(ENGINES | more, course, glossary, questions)
        size = f"{len(course.chapters):,}"
        for name, cost in costs.items():
            print(f"| {size} | {name} | {_shown(cost)} |", flush=True)
        ratios += [(size, name, _times(costs[OURS], costs[name])) for name in (BASELINE, *more)]
    print(f"\n| chapters | {OURS}, in times of | built | and all asked once | a question | 95 of 100 |")
    print("| ---: | --- | ---: | ---: | ---: | ---: |")
    for size, name, times in ratios:
        print(f"| {size} | {name} | {times} |")


def _shown(cost: Cost) -> str:
    asked = f"{cost.question * _MICRO:,.0f} | {cost.slow * _MICRO:,.0f}"
    return f"{cost.built * _MILLI:,.1f} | {cost.whole * _MILLI:,.0f} | {asked}"


def _times(mine: Cost, theirs: Cost) -> str:
    return " | ".join(f"{one / other:.2f}" for one, other in zip(mine, theirs, strict=True))


def real_course() -> tuple[Course, Glossary, list[str]]:
    """Return the real course, its glossary and the questions kept for tuning."""
    course = parse_course((_DATA / "videos.json").read_text("utf-8"), "data/videos.json")
    text = (_DATA / "glossary.json").read_text("utf-8")
    glossary = parse_glossary(text, course, known_fields(), "data/glossary.json")
    path = _DATA / "questions" / "tune.jsonl"
    return course, glossary, [row.q for row in parse_questions(path.read_text("utf-8"), path.name)]


def _compared(
    engines: dict[str, Build], course: Course, glossary: Glossary, questions: Sequence[str]
) -> dict[str, Cost]:
    """Return what each engine costs. Their runs alternate, since the machine's speed varies over minutes."""
    gc.freeze()  # else every process begins by copying the course, only to find that it is in use
    runs: dict[str, list[Run]] = {name: [] for name in engines}
    for _ in range(_RUNS):
        for name, build in engines.items():
            runs[name].append(_run(build, course, glossary, questions))
    return {name: _cost(taken) for name, taken in runs.items()}


def _cost(runs: Sequence[Run]) -> Cost:
    best = sorted(min(times) for times in zip(*(run.asked for run in runs), strict=True))
    return Cost(
        median(run.built for run in runs),
        median(run.built + run.first for run in runs),
        median(best),
        best[len(best) * 95 // 100],
    )


def _run(build: Build, course: Course, glossary: Glossary, questions: Sequence[str]) -> Run:
    """Measure an engine in a process of its own, where no cache is left of another run."""
    context = get_context("fork")  # shares the course, which takes seconds to make up
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_measure, args=(theirs, build, course, glossary, questions))
    process.start()
    theirs.close()  # so that `recv` fails if the process does
    run: Run = ours.recv()
    process.join()
    return run


def _measure(result: Connection, build: Build, course: Course, glossary: Glossary, questions: Sequence[str]) -> None:
    before = process_time()
    ask = build(course, glossary)
    built = process_time() - before
    rounds = [[_seconds(ask, question) for question in questions] for _ in range(_ROUNDS)]
    result.send(Run(built, sum(rounds[0]), [min(times) for times in zip(*rounds, strict=True)]))


def _seconds(ask: Ask, question: str) -> float:
    """Return the seconds of processor time for one question; other work on the machine does not count."""
    before = process_time()
    ask(question)
    return process_time() - before
