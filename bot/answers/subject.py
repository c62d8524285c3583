"""What a question names: concepts of the course, concepts that it leaves out, and things outside its field.

A term is the stem of a word (`bot.text.tokens.term`).
"""

from collections.abc import Sequence
from typing import NamedTuple

from bot.answers.names import Match
from bot.answers.parsed import COMPARING, ParsedQuery
from bot.answers.stop_words import says_little
from bot.text.languages import ANY_LANGUAGE


class Subject(NamedTuple):
    """What *query* names: concepts of the course, concepts that the course leaves out, and off-topic ones."""

    query: ParsedQuery
    in_course: Sequence[Match]
    out_of_course: Sequence[Match]
    off_topic: Sequence[Match]

    @property
    def named_terms(self) -> set[str]:
        """The terms that name concepts of the course."""
        return self.query.terms(self.in_course)

    @property
    def ignored_terms(self) -> set[str]:
        """The terms that name off-topic concepts."""
        return self.query.terms(self.off_topic)

    @property
    def is_specific(self) -> bool:
        """Whether at least one name is certainly meant as a concept of the course.

        A name of a broad concept is not, if it is an everyday word or the question has an off-topic name, too: "batch
        size of cookies".
        """
        return any(not match.entry.broad or not (match.common or self.off_topic) for match in self.in_course)

    @property
    def is_broadly_named(self) -> bool:
        """Whether every name of a concept of the course is broad, as "weights" is."""
        return all(match.is_broad for match in self.in_course)

    @property
    def only_compares(self) -> bool:
        """Whether all that is said compares concepts of the course with some that it leaves out: "attention vs CNN"."""
        both = self.query.terms((*self.in_course, *self.out_of_course))
        rest = [token.word for token in self.query.words if token.term not in both]
        says_no_more = all(says_little(word) or word in COMPARING for word in rest)
        return bool(self.in_course and self.out_of_course) and self.query.contrasts and says_no_more

    @property
    def is_fully_named(self) -> bool:
        """Whether the names are all that the question says, so that the glossary's order of chapters decides."""
        telling = any(match.entry.concept or not match.is_broad for match in self.in_course)
        return telling and self.query.says_only(self.named_terms)


def find_subject(query: ParsedQuery) -> Subject:
    """Return what *query* names in the course and outside, without names that are part of another expression."""
    covered = [match for match in query.matches if match.entry.covered]
    out_of_course = [match for match in query.matches if match.entry.out_of_course]
    if any(not match.is_broad for match in covered):
        out_of_course = [match for match in out_of_course if not _is_library(match, query)]
    off_topic = [match for match in query.matches if match.entry.off_topic]
    if out_of_course and not query.comparing:
        # "policy gradient" does not ask about gradients; "LSTM in reinforcement learning" asks about LSTMs
        first = min(query.words[match.places[0]].start for match in out_of_course)
        covered = [match for match in covered if not match.is_broad and query.words[match.places[-1]].end + 1 < first]
    # Everyday words beside an off-topic name belong to it.
    beside = {place + step for match in off_topic for place in match.places for step in (-1, 1)}
    in_course = [match for match in covered if not (match.common and beside.intersection(match.places))]
    return Subject(query, in_course, out_of_course, off_topic)


def _is_library(match: Match, query: ParsedQuery) -> bool:
    return all(query.words[place].word in ANY_LANGUAGE.libraries for place in match.places)
