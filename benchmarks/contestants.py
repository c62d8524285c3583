"""The engines that are measured side by side, each behind the same two steps: build, then ask."""

import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from itertools import chain

import bm25s

from bot.core.answers import AnswerEngine
from bot.core.catalogue import Chapter, Course
from bot.core.glossary import Concept, Glossary
from bot.core.locales import Locale

Ask = Callable[[str], object]
Build = Callable[[Course, Glossary], Ask]

_MOST = 5
_word = re.compile(r"\w+")


def lectern(course: Course, glossary: Glossary) -> Ask:
    """Build the bot's own engine, whose answers come with evidence."""
    engine = AnswerEngine(course, glossary)
    return lambda question: engine.ask(question, Locale.ENGLISH)


def fts5(course: Course, _: Glossary) -> Ask:
    """Build a full-text index in SQLite, ranked by bm25, with the numbers of the best chapters."""
    return _sqlite(course, "SELECT rowid FROM chapter WHERE chapter MATCH ? ORDER BY rank LIMIT ?")


def fts5_with_snippets(course: Course, _: Glossary) -> Ask:
    """Build the same index; its answers come with the matching words in bold, as evidence."""
    return _sqlite(
        course,
        "SELECT rowid, snippet(chapter, -1, '**', '**', '…', 20) FROM chapter"
        " WHERE chapter MATCH ? ORDER BY rank LIMIT ?",
    )


def fts5_with_glossary(course: Course, glossary: Glossary) -> Ask:
    """Build an index of all that ours reads: a row for each chapter, and for each saying of the glossary."""
    database = sqlite3.connect(":memory:")
    database.execute(
        "CREATE VIRTUAL TABLE said USING fts5"
        "(text, chapter UNINDEXED, tokenize = 'porter unicode61 remove_diacritics 2')"
    )
    chapters = ((" ; ".join(_fields(chapter)), chapter.number) for chapter in course.chapters)
    sayings = (
        (text, concept.chapters[0].chapter if concept.chapters else None)
        for concept in glossary.concepts
        for text in _sayings(concept)
    )
    database.executemany("INSERT INTO said (text, chapter) VALUES (?, ?)", chain(chapters, sayings))
    database.commit()
    return _asking(database, "SELECT chapter FROM said WHERE said MATCH ? ORDER BY rank LIMIT ?")


def bm25(course: Course, _: Glossary) -> Ask:
    """Build an index of sparse scores with bm25s."""
    retriever = bm25s.BM25()
    corpus = [" ".join(_fields(chapter)) for chapter in course.chapters]
    retriever.index(bm25s.tokenize(corpus, show_progress=False), show_progress=False)
    most = min(_MOST, len(course.chapters))

    def ask(question: str) -> object:
        words = bm25s.tokenize(question, show_progress=False)
        return retriever.retrieve(words, k=most, show_progress=False)

    return ask


def _sqlite(course: Course, query: str) -> Ask:
    database = sqlite3.connect(":memory:")
    database.execute(
        "CREATE VIRTUAL TABLE chapter USING fts5"
        "(titles, topics, moments, summary, tokenize = 'porter unicode61 remove_diacritics 2')"
    )
    rows = ((chapter.number, *_fields(chapter)) for chapter in course.chapters)
    database.executemany(
        "INSERT INTO chapter (rowid, titles, topics, moments, summary) VALUES (?, ?, ?, ?, ?)", rows
    )
    database.commit()

    return _asking(database, query)


def _asking(database: sqlite3.Connection, query: str) -> Ask:
    def ask(question: str) -> object:
        words = " OR ".join(f'"{word}"' for word in _word.findall(question))
        return database.execute(query, (words or '""', _MOST)).fetchall()

    return ask


def _fields(chapter: Chapter) -> Sequence[str]:
    """Return everything that a chapter says, in four pieces."""
    topics = [text for topic in chapter.topics for text in (*topic.name.all(), *topic.also)]
    labels = [text for moment in chapter.moments for text in moment.label.all()]
    return (
        " ".join((chapter.title, chapter.listing.title, *chapter.listing.keywords)),
        " ; ".join(topics),
        " ; ".join(labels),
        " ".join(chapter.summary.all()),
    )


def _sayings(concept: Concept) -> Iterator[str]:
    """Yield a concept's names, what it is, and how it is asked for."""
    yield from (*concept.name.all(), *concept.forms.all(), *concept.misspelt)
    yield from (*(concept.gloss.all() if concept.gloss else ()), *concept.asked.all())
