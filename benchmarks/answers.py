"""Measures what a question costs, and what building the index costs, against FTS5 and bm25s."""

from collections.abc import Sequence
from pathlib import Path
from statistics import median
from time import process_time

from benchmarks.contestants import Ask, Build, bm25, fts5, fts5_with_snippets, fts5_without_glossary, lectern
from benchmarks.synthetic import synthetic_course
from bot.core.catalogue import Course
from bot.core.course_file import parse_course
from bot.core.evaluation import parse_questions
from bot.core.glossary import Glossary, parse_glossary

_DATA = Path(__file__).parent.parent / "data"
_SIZES = (1_000, 10_000)
_ROUNDS = 5
_MILLI, _MICRO = 1_000, 1_000_000

CONTESTANTS: dict[str, Build] = {
    "Lectern": lectern,
    "FTS5": fts5,
    "FTS5 with snippets": fts5_with_snippets,
    "bm25s": bm25,
}
WHERE_THERE_IS_A_GLOSSARY: dict[str, Build] = {"FTS5, chapters alone": fts5_without_glossary}


def report() -> None:
    """Print one row for each engine and size: building, the first round of questions, and one question."""
    print("| chapters | engine | built (ms) | and all asked once (ms) | a question (µs) | 95 of 100 (µs) |")
    print("| ---: | --- | ---: | ---: | ---: | ---: |")
    for course, glossary, questions in (real_course(), *(synthetic_course(size) for size in _SIZES)):
        more = WHERE_THERE_IS_A_GLOSSARY if glossary.concepts else {}
        for name, build in (CONTESTANTS | more).items():
            before = process_time()
            ask = build(course, glossary)
            built = process_time() - before
            first, middle, slow = _asked(ask, questions)
            whole = (built + first) * _MILLI
            print(
                f"| {len(course.chapters):,} | {name} | {built * _MILLI:,.1f} | {whole:,.0f} "
                f"| {middle * _MICRO:,.0f} | {slow * _MICRO:,.0f} |",
                flush=True,
            )


def real_course() -> tuple[Course, Glossary, list[str]]:
    """Return the nine chapters, their glossary and the questions kept for tuning."""
    course = parse_course((_DATA / "videos.json").read_text("utf-8"), "data/videos.json")
    glossary = parse_glossary((_DATA / "glossary.json").read_text("utf-8"), course, "data/glossary.json")
    path = _DATA / "questions" / "tune.jsonl"
    return course, glossary, [row.q for row in parse_questions(path.read_text("utf-8"), path.name)]


def _asked(ask: Ask, questions: Sequence[str]) -> tuple[float, float, float]:
    """Return the seconds that all questions take at first, and a question's median and 95th percentile.

    The first round is what an engine does that prepares only what is asked for; of one question, the best
    of all rounds counts.
    """
    rounds = [[_seconds(ask, question) for question in questions] for _ in range(_ROUNDS)]
    times = sorted(min(asked) for asked in zip(*rounds, strict=True))
    return sum(rounds[0]), median(times), times[len(times) * 95 // 100]


def _seconds(ask: Ask, question: str) -> float:
    """Return the processor's seconds for one question, in which other work on the machine does not count."""
    before = process_time()
    ask(question)
    return process_time() - before
