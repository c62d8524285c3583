"""The search engines to compare, each as a function that builds an index and returns one that asks it."""

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator

import bm25s

from bot.answers import AnswerEngine
from bot.courses.glossary import Concept, Glossary
from bot.courses.model import Chapter, Course
from bot.text.locales import Locale

Ask = Callable[[str], object]
Build = Callable[[Course, Glossary], Ask]

Row = tuple[str, int | None]  # a text, and the number of its chapter

_MOST = 5  # results of a question
_BEST = "SELECT chapter FROM said WHERE said MATCH ? ORDER BY rank LIMIT ?"
_BEST_QUOTED = (
    "SELECT chapter, snippet(said, 0, '**', '**', '\u2026', 20) FROM said WHERE said MATCH ? ORDER BY rank LIMIT ?"
)
_word = re.compile(r"\w+")


def lectern(course: Course, glossary: Glossary) -> Ask:
    """Build Lectern's engine, whose answers come with evidence."""
    engine = AnswerEngine(course, glossary)
    return lambda question: engine.ask(question, Locale.ENGLISH)


def fts5(course: Course, glossary: Glossary) -> Ask:
    """Build a full-text index in SQLite (FTS5), ranked by BM25, whose answers are chapter numbers."""
    return asking(indexed(_rows(course, glossary)))


def fts5_without_glossary(course: Course, _: Glossary) -> Ask:
    """Build the index of `fts5` from the chapters alone."""
    return asking(indexed(_chapters(course)))


def fts5_with_snippets(course: Course, glossary: Glossary) -> Ask:
    """Build the index of `fts5`; its answers come with a snippet, the matching words in bold."""
    return asking(indexed(_rows(course, glossary)), with_snippets=True)


def bm25(course: Course, glossary: Glossary) -> Ask:
    """Build an index with bm25s, which scores all words in advance."""
    retriever = bm25s.BM25()
    corpus = [text for text, _ in _rows(course, glossary)]
    retriever.index(bm25s.tokenize(corpus, show_progress=False), show_progress=False)

    def ask(question: str) -> object:
        words = bm25s.tokenize(question, show_progress=False)
        return retriever.retrieve(words, k=_MOST, show_progress=False)

    return ask


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


def _rows(course: Course, glossary: Glossary) -> Iterator[Row]:
    """Yield all texts that Lectern's engine reads, each with its chapter."""
    yield from _chapters(course)
    for concept in glossary.concepts:
        for text in _sayings(concept):
            yield text, concept.chapters[0].chapter if concept.chapters else None


def _chapters(course: Course) -> Iterator[Row]:
    for chapter in course.chapters:
        yield " ; ".join(_texts(chapter)), chapter.number


def _texts(chapter: Chapter) -> Iterator[str]:
    """Yield all texts of a chapter."""
    yield from (*chapter.titles, *chapter.keywords)
    yield from (text for topic in chapter.topics for text in (*topic.name.all(), *topic.also))
    yield from (text for moment in chapter.moments for text in moment.label.all())
    yield from () if chapter.summary is None else chapter.summary.all()


def _sayings(concept: Concept) -> Iterator[str]:
    """Yield all texts of a concept: its names, its definition, and how it is asked for."""
    yield from (*concept.name.all(), *concept.forms.all(), *concept.misspelt)
    yield from (*(concept.gloss.all() if concept.gloss else ()), *concept.asked.all())
