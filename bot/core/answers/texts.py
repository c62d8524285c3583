"""Weighs a question's words against what chapters and concepts say about themselves."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import log

from bot.core.answers.filler import FILLER
from bot.core.answers.weights import plain_weight
from bot.core.answers.words import term, words

_KIN_WEIGHT = 0.7
_KIN_MARK = "~"

Field = tuple[str, float]


class Thesaurus:
    """Groups of words, across both languages, that a learner may use for one another."""

    def __init__(self, groups: Iterable[Iterable[str]]) -> None:
        """Number the *groups*; a word may stand in several."""
        self._groups: dict[str, tuple[str, ...]] = {}
        for number, group in enumerate(groups):
            for member in group:
                for word in words(member):
                    before = self._groups.get(term(word), ())
                    mark = f"{_KIN_MARK}{number}"
                    if mark not in before:
                        self._groups[term(word)] = (*before, mark)

    def groups(self, stem: str) -> tuple[str, ...]:
        """Return the marks of the groups that *stem* belongs to."""
        return self._groups.get(stem, ())


class TextIndex:
    """Documents as bags of weighted terms; a document is a chapter or a concept, by its place."""

    def __init__(self, documents: Iterable[Sequence[Field]], thesaurus: Thesaurus) -> None:
        """Index *documents*, each a sequence of texts and how much a word in them counts."""
        self._thesaurus = thesaurus
        self._postings: dict[str, dict[int, float]] = defaultdict(dict)
        stems: dict[str, tuple[str, ...]] = {}
        size = 0
        for place, fields in enumerate(documents):
            size += 1
            bag: dict[str, float] = defaultdict(float)
            for text, weight in fields:
                for word in words(text):
                    marks = stems.get(word)
                    if marks is None:
                        marks = stems[word] = self._marks(word)
                    for mark in marks:
                        bag[mark] += weight
            for mark, weight in bag.items():
                self._postings[mark][place] = weight / (weight + 1.0)
        self._full = log(1.0 + size) or 1.0
        self._size = size
        self.words = frozenset(stems)

    def _marks(self, word: str) -> tuple[str, ...]:
        if word in FILLER:
            return ()
        stem = term(word)
        return (stem, *self._thesaurus.groups(stem))

    def weight(self, word: str, stem: str) -> float:
        """Return how much *word* says: one for a word never seen, little for one seen everywhere."""
        most = max(
            (len(self._postings.get(mark, ())) for mark in (stem, *self._thesaurus.groups(stem))), default=0
        )
        rarity = log(1.0 + self._size / most) / self._full if most else 1.0
        return rarity * plain_weight(word)

    def scores(self, weighted: Mapping[str, float]) -> dict[int, float]:
        """Return how much of the *weighted* terms each document holds, itself or by a kin word."""
        total: dict[int, float] = defaultdict(float)
        for stem, weight in weighted.items():
            direct = self._postings.get(stem, {})
            for place, held in direct.items():
                total[place] += weight * held
            kin: dict[int, float] = {}
            for mark in self._thesaurus.groups(stem):
                for place, held in self._postings.get(mark, {}).items():
                    if place not in direct:
                        kin[place] = max(kin.get(place, 0.0), held)
            for place, held in kin.items():
                total[place] += weight * held * _KIN_WEIGHT
        return total
