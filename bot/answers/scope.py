"""Decides whether a message is about the course, and which of its clauses say what is asked."""

from collections.abc import Mapping
from math import log1p
from typing import Final, NamedTuple

from bot.answers.features import features
from bot.answers.parsed import Message, ParsedQuery
from bot.answers.subject import Subject, find_subject
from bot.answers.text_index import CourseIndex
from bot.answers.weights import WEIGHTS, Weights

LEAST_KNOWN: Final = log1p(0.5)  # as `bot.answers.features` gives known weight: half a word, or no question is ours
_ONE_WORD = log1p(1)  # where a glossary has the names, a single word that is none says too little: "pizza"
_FURTHER = 0.5  # taken from the score for each sentence but one, as more words have more in common with the course
CERTAIN: Final = 20.0  # added for a name that is enough alone, see `bot.answers.features`


class Judged(NamedTuple):
    """A reading of a message, what it names, and whether it is about the course: a score above 0 says so."""

    query: ParsedQuery
    subject: Subject
    score: float
    added: Mapping[str, float]  # what each feature adds to the score, and the constant


class Scope:
    """Judges whether messages are about the course, whose texts *index* has, by fitted *weights* of features."""

    def __init__(self, index: CourseIndex, weights: Weights = WEIGHTS.message) -> None:
        self._index = index
        self._weights = weights

    def judge(self, message: Message, query: ParsedQuery) -> Judged:
        """Return *query*, a reading of *message*, judged."""
        subject = find_subject(query)
        found = features(message, query, subject, self._index)
        added = self._weights.added(found) | {"certain": CERTAIN * found["certain"]}
        score = sum(added.values())
        says_enough = bool(subject.in_course) or found["length"] > _ONE_WORD or not self._index.has_sentences
        is_known = found["certain"] or (says_enough and found["known_weight"] >= LEAST_KNOWN)
        return Judged(query, subject, score if is_known else min(score, 0.0), added)

    def choose(self, message: Message) -> Judged:
        """Return the reading that says best what is asked: of those about the course, first those that ask."""
        return max([self.judge(message, query) for query in message.readings()], key=best_reading)


def best_reading(reading: Judged) -> tuple[bool, bool, float]:
    """Order readings: those about the course, of these those that ask, then by score, less for further sentences."""
    is_covered = reading.score > 0
    return is_covered, is_covered and reading.query.asks, reading.score - _FURTHER * (reading.query.sentences - 1)
