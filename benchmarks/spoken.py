"""Measures searching what is said in the videos, against FTS5 over the same sentences: time and memory."""

import gc
import resource
import sqlite3
from collections.abc import Callable, Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection
from statistics import median
from time import process_time
from typing import NamedTuple

from benchmarks.answers import real_course
from benchmarks.full_text import Ask, asking, indexed
from benchmarks.synthetic import CourseGenerator, synthetic_course
from bot.answers import AnswerEngine
from bot.courses.captions.model import Spoken, Transcript
from bot.courses.glossary import Glossary
from bot.courses.model import Course
from bot.text.locales import Locale

_SIZE = 1_000  # chapters of the made-up course
_SENTENCES, _WORDS, _LASTS_S = 150, 15, 8  # of a video of twenty minutes
_QUESTIONS = 200
_ROUNDS = 3
_MILLI, _MICRO, _KIBI = 1_000, 1_000_000, 1_024
Build = Callable[[Course, Glossary, Sequence[Transcript]], Ask]


class Cost(NamedTuple):
    """What an engine took in a process of its own: seconds of processor time, and MiB.

    Attributes:
        built: Building, the first question included, which makes what is made on demand.
        memory: By how much the process grew until all questions were asked.
        asked: For each question the shortest time of all rounds.
    """

    built: float
    memory: float
    asked: list[float]


def report() -> None:
    """Print a row for each engine, with and without subtitles, for the nine videos and for a long course."""
    print("| chapters | engine | built (ms) | memory (MiB) | a question (µs) | 95 of 100 (µs) |")
    print("| ---: | --- | ---: | ---: | ---: | ---: |")
    for course, glossary, questions in (real_course(), synthetic_course(_SIZE)):
        spoken = transcripts(len(course.chapters))
        asked = [*questions[: _QUESTIONS // 2], *(_quote(spoken, place) for place in range(_QUESTIONS // 2))]
        gc.freeze()
        for name, build in ENGINES.items():
            cost = _run(build, course, glossary, spoken, asked)
            ordered = sorted(cost.asked)
            times = f"{median(ordered) * _MICRO:,.0f} | {ordered[len(ordered) * 95 // 100] * _MICRO:,.0f}"
            size = f"{len(course.chapters):,}"
            print(f"| {size} | {name} | {cost.built * _MILLI:,.0f} | {cost.memory:,.0f} | {times} |", flush=True)


def transcripts(chapters: int) -> list[Transcript]:
    """Return made-up subtitles of so many *chapters*."""
    generator = CourseGenerator(seed=chapters + 1)
    return [
        Transcript(
            chapter.key,
            Locale.ENGLISH,
            tuple(
                Spoken(f"{generator.text(_WORDS).capitalize()}.", _LASTS_S * place, _LASTS_S * (place + 1))
                for place in range(_SENTENCES)
            ),
        )
        for chapter in synthetic_course(chapters)[0].chapters
    ]


def _quote(spoken: Sequence[Transcript], place: int) -> str:
    """Return five words of a sentence, as somebody may remember them."""
    said = spoken[place * 7 % len(spoken)].spoken
    return " ".join(said[place * 11 % len(said)].text.rstrip(".").split()[4:9])


def lectern(course: Course, glossary: Glossary, spoken: Sequence[Transcript]) -> Ask:
    """Build Lectern's engine with subtitles; its answers come with a quote and its second."""
    engine = AnswerEngine(course, glossary, spoken)
    return lambda question: engine.ask(question, Locale.ENGLISH)


def lectern_without(course: Course, glossary: Glossary, _: Sequence[Transcript]) -> Ask:
    """Build Lectern's engine without subtitles."""
    return lectern(course, glossary, ())


def fts5(_: Course, __: Glossary, spoken: Sequence[Transcript]) -> Ask:
    """Build a full-text index in SQLite over the same sentences, whose answers come with a snippet."""
    rows = ((sentence.text, number) for said in spoken for number, sentence in enumerate(said.spoken))
    database: sqlite3.Connection = indexed(rows)
    return asking(database, with_snippets=True)


ENGINES: dict[str, Build] = {
    "Lectern with subtitles": lectern,
    "Lectern without": lectern_without,
    "FTS5 over the subtitles": fts5,
}


def _run(
    build: Build, course: Course, glossary: Glossary, spoken: Sequence[Transcript], questions: Sequence[str]
) -> Cost:
    """Measure an engine in a process of its own."""
    context = get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_measure, args=(theirs, build, course, glossary, spoken, questions))
    process.start()
    theirs.close()
    cost: Cost = ours.recv()
    process.join()
    return cost


def _measure(
    result: Connection,
    build: Build,
    course: Course,
    glossary: Glossary,
    spoken: Sequence[Transcript],
    questions: Sequence[str],
) -> None:
    memory, before = _peak(), process_time()
    ask = build(course, glossary, spoken)
    ask(questions[0])
    built = process_time() - before
    rounds = [[_seconds(ask, question) for question in questions] for _ in range(_ROUNDS)]
    result.send(Cost(built, _peak() - memory, [min(times) for times in zip(*rounds, strict=True)]))


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _KIBI


def _seconds(ask: Ask, question: str) -> float:
    before = process_time()
    ask(question)
    return process_time() - before
