"""Measures reading an upload of a hundred lessons, and editing such a course while a schedule posts it."""

import asyncio
import csv
import json
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import time
from functools import partial
from io import StringIO
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import NamedTuple

from benchmarks.asked_courses import CLOCK
from benchmarks.synthetic import CourseGenerator
from bot.courses.drafts import CourseDraft
from bot.courses.file import course_file
from bot.courses.imports.cleaning import LARGEST_FILE
from bot.courses.imports.uploads import Upload, read_upload
from bot.courses.model import Course
from bot.courses.revision import CourseEdit
from bot.courses.service import CourseService, Follow
from bot.ids import ChannelId, CourseId, GuildId, UserId
from bot.loading import load_course
from bot.opening import usable_database
from bot.schedules.drafts import Draft
from bot.schedules.service import ScheduleService
from bot.storage.rows import Transaction

_LESSONS = 100
_TITLE, _SENTENCE = 5, 14  # words of a title and of a description
_UPLOADS = 15  # of each form
_EDITS = 40
_MILLI = 1_000
_GUILD, _ORGANISER, _NEW = GuildId(1), UserId(1), CourseId("new")
Row = tuple[str, str, str]  # title, address and description of a lesson


class Used(NamedTuple):
    """The seconds until an upload was *shown*, and then until it was *made* the server's, and the *course* by then."""

    shown: float
    made: float
    course: Course


def report_reading() -> None:
    """Print how long an upload of each form takes to be read."""
    rows = _rows()
    own = course_file(_read(_markdown(rows), "course.md"), LARGEST_FILE)
    forms = {
        "course file": (own, "course.json"),
        "list of links": (_markdown(rows), "course.md"),
        "CSV": (_table(rows), "course.csv"),
        "yt-dlp": (_playlist(rows), "playlist.json"),
    }
    taken = {name: _time(partial(_read, *sent)) for name, sent in forms.items()}
    print(
        f"\n| {_LESSONS} lessons | KB | in times of a course file | read (ms), median |\n| --- | ---: | ---: | ---: |"
    )
    for name, seconds in taken.items():
        size, ratio = len(forms[name][0]) / 1_000, seconds / taken["course file"]
        print(f"| {name} | {size:,.0f} | {ratio:.1f} | {seconds * _MILLI:,.1f} |", flush=True)


def report_edits() -> None:
    """Print how long an edit takes, from the upload being read to its schedule's next post being planned."""
    with TemporaryDirectory() as folder:
        made, written = asyncio.run(_edited(Path(folder)))
    previews, uses = [each.shown for each in made], [each.made for each in made]
    print(f"\n| {_LESSONS} lessons, with a schedule | in times of SQLite writing the text ", end="")
    print("| median (ms) | 95 of 100 (ms) |\n| --- | ---: | ---: | ---: |")
    for name, times in (("the card of an edit", previews), ("the edit", uses), ("SQLite alone", written)):
        spread = (median(times), sorted(times)[len(times) * 95 // 100])
        shown = " | ".join(f"{seconds * _MILLI:,.1f}" for seconds in spread)
        print(f"| {name} | {spread[0] / median(written):.1f} | {shown} |", flush=True)


def _rows() -> list[Row]:
    generator = CourseGenerator(seed=_LESSONS)
    return [
        (generator.text(_TITLE), f"https://youtu.be/{number:0>11}", generator.text(_SENTENCE))
        for number in range(1, _LESSONS + 1)
    ]


def _markdown(rows: Sequence[Row]) -> bytes:
    return "\n".join(f"{n}. [{row[0]}]({row[1]}) - {row[2]}" for n, row in enumerate(rows, start=1)).encode()


def _table(rows: Sequence[Row]) -> bytes:
    file = StringIO()
    csv.writer(file).writerows([("title", "url", "description"), *rows])
    return file.getvalue().encode()


def _playlist(rows: Sequence[Row]) -> bytes:
    entries = [
        {"_type": "url", "ie_key": "Youtube", "id": address[-11:], "url": address, "title": title, "description": told}
        for title, address, told in rows
    ]
    return json.dumps({"_type": "playlist", "title": "Made up", "entries": entries}).encode()


def _read(content: bytes, name: str) -> Course:
    upload = read_upload(content, name, _NEW, "Made up")
    if not isinstance(upload, Upload) or upload.problems or len(upload.course.chapters) != _LESSONS:
        message = f"{name} is not read as it should be"
        raise RuntimeError(message)
    return upload.course


def _time(work: Callable[[], object]) -> float:
    """Return the median of the seconds of processor time that *work* takes."""
    times = []
    for _ in range(_UPLOADS):
        before = process_time()
        work()
        times.append(process_time() - before)
    return median(times)


async def used(courses: CourseService, draft: CourseDraft, follow: Follow) -> Used:
    """Let an organiser upload and then use *draft*, as they do with a file and a press."""
    began = perf_counter()
    shown = await courses.begin_draft(draft)
    shown_at = perf_counter()
    seen = 0 if shown is None else shown.seen
    _, edit = await courses.use_draft(draft.guild, draft.user, seen, beside=(), follow=follow)
    if edit is None:
        message = "the course is not used"
        raise RuntimeError(message)
    return Used(shown_at - began, perf_counter() - shown_at, edit.after)


async def _edited(folder: Path) -> tuple[list[Used], list[float]]:
    """Edit a course again and again; return that, and the seconds that SQLite alone takes to write its text each time.

    They take turns, since a disk's pace changes from second to second.
    """
    whole = _read(_markdown(_rows()), "course.md")
    async with usable_database(folder / "lectern.db") as database:
        courses = CourseService(database, [load_course()], CLOCK)
        schedules = ScheduleService(database, courses, CLOCK, wake=lambda: None)

        async def follow(tx: Transaction, edit: CourseEdit) -> None:
            await schedules.follow_edit(tx, _GUILD, edit, _ORGANISER)

        async def use(course: Course, edits: CourseId | None = None) -> Used:
            return await used(courses, CourseDraft(_GUILD, _ORGANISER, course, edits), follow)

        course = (await use(whole)).course
        days, at = frozenset({0}), time(19)
        await schedules.set_up(Draft(_GUILD, _ORGANISER, ChannelId(1), days, at, "Europe/Lisbon", course=course.key))
        fewer = Course.model_validate(whole.model_dump() | {"chapters": whole.chapters[:-1]})
        made, written = [], []
        with closing(_bare(folder / "bare.db")) as bare:
            for number in range(1, _EDITS + 1):
                made.append(await use(fewer if number % 2 else whole, course.key))
                written.append(_write(bare, f"{made[-1].course.model_dump_json(exclude_defaults=True)}{number}"))
    return made, written


def _bare(path: Path) -> sqlite3.Connection:
    """Return a connection to a file at *path* with one text in it."""
    database = sqlite3.connect(path)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("CREATE TABLE course (content TEXT) STRICT")
    database.execute("INSERT INTO course VALUES ('')")
    database.commit()
    return database


def _write(database: sqlite3.Connection, text: str) -> float:
    """Return the seconds that a transaction takes that writes *text*."""
    before = perf_counter()
    with database:
        database.execute("UPDATE course SET content = ?", (text,))
    return perf_counter() - before
