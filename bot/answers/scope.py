"""Decides which of the concepts that a question names count, and whether the question is about the course at all.

A term is the stem of a word (`bot.text.tokens.term`).
"""

from collections.abc import Sequence
from typing import NamedTuple

from bot.answers.names import Match
from bot.answers.query import ParsedQuery
from bot.answers.text_index import CourseIndex

# The share of a question's word weight (`plain_weight`) that the course must know, 0 to 1.
_ENOUGH = 0.58
_ENOUGH_IF_KNOWN = 0.4  # where the course uses each of the question's words, or a synonym of it
# And the least weight that it must know; an ordinary word weighs 1.
_LEAST = 0.5
_LEAST_UNNAMED = 1.0  # where no concept is named, but words of full weight are
_OFF_TOPIC_WEIGHT = 2.0  # how many times a word of an off-topic name counts against the question


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
    def asks_only_for_names(self) -> bool:
        """Whether the question is only a name of several words, or a comparison with a concept that is left out."""
        if self.out_of_course:
            both = (*self.in_course, *self.out_of_course)
            return bool(self.in_course) and self.query.compares_only(self.query.terms(both))
        return any(
            len(match.places) > 1 and self.query.says_only(self.query.terms([match])) for match in self.in_course
        )

    @property
    def is_fully_named(self) -> bool:
        """Whether the names are all that the question says, so that the glossary's order of chapters decides."""
        telling = any(match.entry.concept or not match.is_broad for match in self.in_course)
        return telling and self.query.says_only(self.named_terms)


def find_subject(query: ParsedQuery) -> Subject:
    """Return what *query* names in the course and outside, without names that are part of another expression."""
    covered = [match for match in query.matches if match.entry.covered]
    out_of_course = [match for match in query.matches if match.entry.out_of_course]
    off_topic = [match for match in query.matches if match.entry.off_topic]
    if out_of_course and not query.comparing:
        # "policy gradient" does not ask about gradients; "LSTM in reinforcement learning" asks about LSTMs
        first = min(query.words[match.places[0]].start for match in out_of_course)
        covered = [match for match in covered if not match.is_broad and query.words[match.places[-1]].end + 1 < first]
    # Everyday words beside an off-topic name belong to it.
    beside = {place + step for match in off_topic for place in match.places for step in (-1, 1)}
    in_course = [match for match in covered if not (match.common and beside.intersection(match.places))]
    return Subject(query, in_course, out_of_course, off_topic)


def is_in_scope(subject: Subject, index: CourseIndex) -> bool:
    """Tell whether the question is about the course, by the names in it or by the share of its words in *index*."""
    sure = subject.is_specific or subject.asks_only_for_names
    return sure or (not subject.out_of_course and _knows_enough(subject, index))


def _knows_enough(subject: Subject, index: CourseIndex) -> bool:
    """Tell whether names and texts of the course have enough of the question's word weight."""
    said, named, ignored = subject.query.weights, subject.named_terms, subject.ignored_terms
    total = sum([weight * (_OFF_TOPIC_WEIGHT if stem in ignored else 1.0) for stem, weight in said.items()])
    known = sum([said.get(stem, 0.0) for stem in named])
    if known >= max(total * _ENOUGH, _LEAST):
        return True
    rest = {stem: weight for stem, weight in said.items() if stem not in named | ignored}
    full = [stem for stem, weight in rest.items() if weight == 1.0]
    if full and not known and index.terms.isdisjoint(full):
        return False  # it shares only synonyms with the course, so is probably about something else
    enough = _ENOUGH_IF_KNOWN if all(map(index.knows, rest)) and not ignored else _ENOUGH
    least = _LEAST_UNNAMED if index.has_sentences and full and not known else _LEAST
    needed = max(total * enough, least) - known
    return index.concepts.reaches(rest, needed) or index.chapters.reaches(rest, needed)
