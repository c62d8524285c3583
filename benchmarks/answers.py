"""Measures what a question costs, and what building the index costs, against FTS5 and bm25s."""

import gc
from collections.abc import Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from time import process_time
from typing import NamedTuple

from benchmarks.engines import Ask, Build, bm25, fts5, fts5_with_snippets, fts5_without_glossary, lectern
from benchmarks.synthetic import synthetic_course
from bot.answers.evaluation import parse_questions
from bot.courses.file import parse_course
from bot.courses.glossary import Glossary, parse_glossary
from bot.courses.model import Course

_DATA = Path(__file__).parent.parent / "data"
_SIZES = (1_000, 10_000)
_RUNS = 5
_ROUNDS = 3
_MILLI, _MICRO = 1_000, 1_000_000

OURS, BASELINE = "Lectern", "FTS5"
ENGINES: dict[str, Build] = {OURS: lectern, BASELINE: fts5, "FTS5 with snippets": fts5_with_snippets, "bm25s": bm25}
WHERE_THERE_IS_A_GLOSSARY: dict[str, Build] = {"FTS5, chapters alone": fts5_without_glossary}


class Run(NamedTuple):
    """What one engine took in one process: seconds of the processor's time.

    The first round is what an engine does that prepares only what is asked for.
    """

    built: float
    first: float
    asked: list[float]


class Cost(NamedTuple):
    """What an engine costs, in seconds: the medians of its runs, and one question at its best."""

    built: float
    whole: float
    question: float
    slow: float


def report() -> None:
    """Print a row for each engine and size, then how many times as long as FTS5 ours takes."""
    print("| chapters | engine | built (ms) | and all asked once (ms) | a question (µs) | 95 of 100 (µs) |")
    print("| ---: | --- | ---: | ---: | ---: | ---: |")
    ratios = []
    for course, glossary, questions in (real_course(), *(synthetic_course(size) for size in _SIZES)):
        more = WHERE_THERE_IS_A_GLOSSARY if glossary.concepts else {}
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
    """Return the nine chapters, their glossary and the questions kept for tuning."""
    course = parse_course((_DATA / "videos.json").read_text("utf-8"), "data/videos.json")
    glossary = parse_glossary((_DATA / "glossary.json").read_text("utf-8"), course, "data/glossary.json")
    path = _DATA / "questions" / "tune.jsonl"
    return course, glossary, [row.q for row in parse_questions(path.read_text("utf-8"), path.name)]


def _compared(
    engines: dict[str, Build], course: Course, glossary: Glossary, questions: Sequence[str]
) -> dict[str, Cost]:
    """Return what each engine costs. They take runs, as the machine's pace changes from minute to minute."""
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
    """Measure an engine in a process of its own, in which nothing is remembered from another run."""
    context = get_context("fork")  # the course is there already: a big one takes seconds to make up
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_measure, args=(theirs, build, course, glossary, questions))
    process.start()
    theirs.close()  # so that a process that fails ends the waiting
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
    """Return the processor's seconds for one question, in which other work on the machine does not count."""
    before = process_time()
    ask(question)
    return process_time() - before
