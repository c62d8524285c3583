"""The search engines to compare, each as a function that builds an index and returns one that asks it."""

from collections.abc import Callable, Iterator

import bm25s

from benchmarks.full_text import Ask, Row, asking, chapters, indexed
from bot.answers import AnswerEngine
from bot.courses.glossary import Concept, Glossary
from bot.courses.model import Course
from bot.text.locales import Locale

Build = Callable[[Course, Glossary], Ask]

_MOST = 5  # results of a question


def lectern(course: Course, glossary: Glossary) -> Ask:
    """Build Lectern's engine, whose answers come with evidence."""
    engine = AnswerEngine(course, glossary)
    return lambda question: engine.ask(question, Locale.ENGLISH)


def fts5(course: Course, glossary: Glossary) -> Ask:
    """Build a full-text index in SQLite (FTS5), ranked by BM25, whose answers are chapter numbers."""
    return asking(indexed(_rows(course, glossary)))


def fts5_without_glossary(course: Course, _: Glossary) -> Ask:
    """Build the index of `fts5` from the chapters alone."""
    return asking(indexed(chapters(course)))


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


def _rows(course: Course, glossary: Glossary) -> Iterator[Row]:
    """Yield all texts that Lectern's engine reads, each with its chapter."""
    yield from chapters(course)
    for concept in glossary.concepts:
        for text in _sayings(concept):
            yield text, concept.chapters[0].chapter if concept.chapters else None


def _sayings(concept: Concept) -> Iterator[str]:
    """Yield all texts of a concept: its names, its definition, and how it is asked for."""
    yield from (*concept.name.all(), *concept.forms.all(), *concept.misspelt)
    yield from (*(concept.gloss.all() if concept.gloss else ()), *concept.asked.all())
