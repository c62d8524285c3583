"""Measures what a question costs, and what building the index costs, against FTS5 and bm25s."""

from collections.abc import Sequence
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks.contestants import Ask, Build, bm25, fts5, fts5_with_snippets, lectern
from benchmarks.synthetic import synthetic_course
from bot.core.catalogue import Course
from bot.core.course_file import parse_course
from bot.core.evaluation import parse_questions
from bot.core.glossary import Glossary, parse_glossary

_DATA = Path(__file__).parent.parent / "data"
_SIZES = (1_000, 10_000)
_ROUNDS = 5
_MICRO = 1_000_000

CONTESTANTS: dict[str, Build] = {
    "Lectern": lectern,
    "FTS5": fts5,
    "FTS5 with snippets": fts5_with_snippets,
    "bm25s": bm25,
}


def report() -> None:
    """Print one row for each engine and size: the build, and the median and slowest question."""
    print("| chapters | engine | index built (ms) | a question (µs, median) | 95 of 100 within (µs) |")
    print("| ---: | --- | ---: | ---: | ---: |")
    for course, glossary, questions in (real_course(), *(synthetic_course(size) for size in _SIZES)):
        for name, build in CONTESTANTS.items():
            before = perf_counter()
            ask = build(course, glossary)
            built = perf_counter() - before
            middle, slow = _asked(ask, questions)
            print(
                f"| {len(course.chapters):,} | {name} | {built * 1_000:,.1f} "
                f"| {middle * _MICRO:,.0f} | {slow * _MICRO:,.0f} |",
                flush=True,
            )


def real_course() -> tuple[Course, Glossary, list[str]]:
    """Return the nine chapters, their glossary and the questions kept for tuning."""
    course = parse_course((_DATA / "videos.json").read_text("utf-8"), "data/videos.json")
    glossary = parse_glossary((_DATA / "glossary.json").read_text("utf-8"), course, "data/glossary.json")
    path = _DATA / "questions" / "tune.jsonl"
    return course, glossary, [row.q for row in parse_questions(path.read_text("utf-8"), path.name)]


def _asked(ask: Ask, questions: Sequence[str]) -> tuple[float, float]:
    """Return the median and the 95th percentile of the seconds per question, the best of some rounds each."""
    times = [min(_seconds(ask, question) for _ in range(_ROUNDS)) for question in questions]
    return median(times), sorted(times)[len(times) * 95 // 100]


def _seconds(ask: Ask, question: str) -> float:
    before = perf_counter()
    ask(question)
    return perf_counter() - before
