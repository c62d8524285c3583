"""Measures how long pictures take, how large they are, and how much memory drawing keeps."""

import resource
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from statistics import median
from time import perf_counter, process_time

from bot.pictures.drawing import certificate, group_chart, progress_picture
from bot.pictures.model import (
    CertificateFacts,
    ChapterOfGroup,
    ChapterState,
    GroupCount,
    GroupFacts,
    ProgressFacts,
    Week,
)
from bot.text.locales import Locale
from bot.text.translations import localizer

_COURSE = "Deep Learning, from Perceptrons to Transformers"
_SAY = localizer(Locale.ENGLISH)
_THREADS = 2


def report(count: int) -> None:
    """Draw *count* pictures of each kind, no two alike, and print the results."""
    before = _memory()
    began = perf_counter()
    _progress(9, 0)
    first = perf_counter() - began
    kinds: dict[str, Callable[[int], bytes]] = {
        "progress, 9 chapters": lambda number: _progress(9, number),
        "progress, 100 chapters": lambda number: _progress(100, number),
        "a group's chart, 35 chapters": _group,
        "a certificate, PNG and PDF": _certificate,
    }
    print("| picture | processor (ms, median) | drawn within (ms, median) | 95 of 100 within (ms) | largest (kB) |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for name, draw in kinds.items():
        times, busy, largest = _measured(draw, count)
        typical, slow = median(times) * 1_000, sorted(times)[len(times) * 95 // 100] * 1_000
        print(f"| {name} | {busy * 1_000:.0f} | {typical:.0f} | {slow:.0f} | {largest / 1_000:.0f} |")
    drawn = _memory()
    alone, together = _raced(count)
    print(
        f"\nThe first took {first * 1_000:.0f} ms, the fonts included. {count * len(kinds)} pictures took "
        f"{drawn - before:.0f} MiB of memory, and {_memory() - drawn:.0f} more in {count * 2} others. "
        f"{count} in {_THREADS} threads took {together / alone:.2f} of the time of as many in one.",
        flush=True,
    )


def _measured(draw: Callable[[int], bytes], count: int) -> tuple[list[float], float, int]:
    """Return the seconds that each of *count* pictures took, the median of the processor's, and the most bytes."""
    times, busy, largest = [], [], 0
    for number in range(count):
        began, worked = perf_counter(), process_time()
        picture = draw(number)
        times.append(perf_counter() - began)
        busy.append(process_time() - worked)
        largest = max(largest, len(picture))
    return times, median(busy), largest


def _raced(count: int) -> tuple[float, float]:
    """Return the seconds for *count* pictures in one thread, and for as many others in `_THREADS`."""
    began = perf_counter()
    for number in range(count):
        _progress(12, number)
    alone = perf_counter() - began
    began = perf_counter()
    with ThreadPoolExecutor(_THREADS) as pool:
        list(pool.map(lambda number: _progress(13, number), range(count)))
    return alone, perf_counter() - began


def _progress(chapters: int, number: int) -> bytes:
    watched = number % chapters
    states = [ChapterState.WATCHED] * watched + [ChapterState.CURRENT] + [ChapterState.OPEN] * (chapters - watched - 1)
    weeks = [Week(date(2026, 8, 3) + timedelta(weeks=at), (at + number) % 4, at * 3 % 7 / 2) for at in range(16)]
    name, group = f"Ana Souza {number}", GroupCount(5, 12)
    return progress_picture(
        ProgressFacts(name, _COURSE, states, watched * 1_260, chapters * 1_260, 4, group, weeks), _SAY
    )


def _group(number: int) -> bytes:
    chapters = [ChapterOfGroup((at * 7 + number) % 13, 1 + at % 9 / 2) for at in range(35)]
    return group_chart(GroupFacts("Tuesday Study Group", _COURSE, 12, chapters), _SAY)


def _certificate(number: int) -> bytes:
    facts = CertificateFacts(f"Ana Souza {number}", _COURSE, "Tuesday Study Group", date(2026, 11, 30), 9, 11_340)
    return certificate(facts, _SAY).png


def _memory() -> float:
    """Return the most memory that this process has had so far, in MiB."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024 * 1024 if sys.platform == "darwin" else 1024)
