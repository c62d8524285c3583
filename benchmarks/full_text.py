"""A full-text index in SQLite (FTS5), ranked by BM25: what the engines are compared with."""

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator

from bot.courses.model import Chapter, Course

Ask = Callable[[str], object]
Row = tuple[str, int | None]  # a text, and the number of its chapter

_MOST = 5  # results of a question
_BEST = "SELECT chapter FROM said WHERE said MATCH ? ORDER BY rank LIMIT ?"
_BEST_QUOTED = (
    "SELECT chapter, snippet(said, 0, '**', '**', '\u2026', 20) FROM said WHERE said MATCH ? ORDER BY rank LIMIT ?"
)
_word = re.compile(r"\w+")


def indexed(rows: Iterable[Row]) -> sqlite3.Connection:
    """Return a full-text index of *rows*, in memory."""
    database = sqlite3.connect(":memory:")
    database.execute(
        "CREATE VIRTUAL TABLE said USING fts5"
        "(text, chapter UNINDEXED, tokenize = 'porter unicode61 remove_diacritics 2')"
    )
    database.executemany("INSERT INTO said (text, chapter) VALUES (?, ?)", rows)
    database.commit()
    return database


def asking(database: sqlite3.Connection, *, with_snippets: bool = False) -> Ask:
    """Return a function that asks the index for the five best texts, *with_snippets* or only their numbers."""
    query = _BEST_QUOTED if with_snippets else _BEST

    def ask(question: str) -> object:
        words = " OR ".join(f'"{word}"' for word in _word.findall(question))
        return database.execute(query, (words or '""', _MOST)).fetchall()

    return ask


def chapters(course: Course) -> Iterator[Row]:
    """Yield the texts of each chapter of *course*, with its number."""
    for chapter in course.chapters:
        yield " ; ".join(_texts(chapter)), chapter.number


def _texts(chapter: Chapter) -> Iterator[str]:
    """Yield all texts of a chapter."""
    yield from (*chapter.titles, *chapter.keywords)
    yield from (text for topic in chapter.topics for text in (*topic.name.all(), *topic.also))
    yield from (text for moment in chapter.moments for text in moment.label.all())
    yield from () if chapter.summary is None else chapter.summary.all()
