"""Finds the chapters that a message asks about, by a course's glossary; `bot.answers.lessons` does it without one."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from bot.answers.names import Entry, index_entries
from bot.answers.outside import outside_names
from bot.answers.parsed import Message, ParsedQuery
from bot.answers.query import QueryParser
from bot.answers.ranking import (
    Candidate,
    Candidates,
    named_candidates,
    prefer_comparing,
    rank,
    with_words,
    word_candidates,
)
from bot.answers.scope import Judged, Scope
from bot.answers.snippets import Forms, Snippets
from bot.answers.suggestions import worth_suggesting
from bot.answers.text_index import CourseIndex, synonym_groups
from bot.courses.glossary import Glossary
from bot.courses.model import Course
from bot.ids import ChapterId

Ranked = Sequence[tuple[ChapterId, Candidate]]


class Nearest(NamedTuple):
    """A chapter that is nearest to what nothing covers, and the entries by which it was found."""

    chapter: ChapterId
    entries: Sequence[Entry]


class Finder(Protocol):
    """What the engine asks of a way to find chapters."""

    @property
    def entries(self) -> Sequence[Entry]:
        """The names that the course has."""

    @property
    def suggested(self) -> Sequence[Entry]:
        """Those names that are offered while a question is typed."""

    @property
    def kin(self) -> Sequence[Sequence[str]]:
        """Groups of words that mean nearly the same."""

    @property
    def reads_code(self) -> bool:
        """Whether what looks like code in a short question may be what it asks about."""

    @property
    def forms(self) -> Forms:
        """What finds a chapter's words by their term, see `bot.answers.snippets`."""

    def titled(self, question: str) -> Sequence[ChapterId]:
        """Return the chapter whose title is all that *question* says."""

    def parse(self, prose: str, *, has_code: bool) -> Message:
        """Return *prose* parsed; *has_code* says whether code stood beside it."""

    def choose(self, message: Message) -> Judged:
        """Return the reading of *message* that says best what is asked, judged."""

    def asked_by_number(self, read: Judged) -> Sequence[ChapterId]:
        """Return the chapters that *read* asks for by their numbers."""

    def candidates(self, read: Judged) -> Candidates:
        """Return the chapters that may be answers to *read*, with their points."""

    def rank(self, candidates: Candidates, read: Judged, snippets: Snippets) -> Ranked:
        """Return at most five of *candidates*, best first."""

    def shown(self, query: ParsedQuery) -> Mapping[str, float]:
        """Return the terms by which *query* is quoted from a chapter's texts, with their weights."""

    def nearest(self, read: Judged) -> Nearest | None:
        """Return the chapter nearest to *read*, which nothing covers; None if none is near enough."""


class GlossaryFinder:
    """Finds the chapters of *course* whose concepts *glossary* describes."""

    reads_code = False

    def __init__(self, course: Course, glossary: Glossary) -> None:
        self._course = course
        self.kin = glossary.kin
        self.entries = index_entries(course, glossary)
        self.suggested = list(filter(worth_suggesting, self.entries))
        self.index = CourseIndex(course, self.entries, synonym_groups(glossary.kin))
        real_words = (*glossary.lookalikes, *(word for group in glossary.kin for word in group))
        self.parser = QueryParser(self.entries, self.index.words, real_words, outside_names())
        self.forms: Forms = self.index.chapters.forms
        self._scope = Scope(self.index)

    def titled(self, _question: str) -> Sequence[ChapterId]:
        """Return none: titles are names like others."""
        return ()

    def parse(self, prose: str, *, has_code: bool) -> Message:
        """Return *prose* parsed; *has_code* says whether code stood beside it."""
        return self.parser.parse(prose, has_code=has_code)

    def choose(self, message: Message) -> Judged:
        """Return the reading of *message* that says best what is asked, judged by fitted weights."""
        return self._scope.choose(message)

    def asked_by_number(self, read: Judged) -> Sequence[ChapterId]:
        """Return the chapters that *read* asks for by their numbers alone."""
        return [chapter.key for chapter in map(self._course.numbered, read.query.chapters) if chapter]

    def candidates(self, read: Judged) -> Candidates:
        """Return the chapters that may be answers, by the concepts that *read* names and by its other words."""
        if read.score <= 0.0 or read.query.chapters:
            return {}
        subject = read.subject
        named = named_candidates(subject)
        prefer_comparing(named, subject, self._course)
        if subject.is_fully_named:
            return named
        ignored = subject.ignored_terms
        content = [token for token in subject.query.content() if token.term not in ignored]
        found = word_candidates(self.index, self.index.weights(content), named)
        return with_words(named, found, specific=subject.is_specific)

    def rank(self, candidates: Candidates, read: Judged, snippets: Snippets) -> Ranked:
        """Return at most five of *candidates*, best first, after points for passages that are similar to *read*."""
        return rank(candidates, read.subject, snippets)

    def shown(self, query: ParsedQuery) -> Mapping[str, float]:
        """Return the terms of *query* with their weights."""
        return query.weights

    def nearest(self, _read: Judged) -> Nearest | None:
        """Return None: of what the course leaves out, the glossary says itself which chapter is nearest."""
        return None
