"""Weighs a question's words against what chapters and concepts say about themselves."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import log

from bot.core.answers.filler import FILLER
from bot.core.answers.weights import plain_weight
from bot.core.answers.words import term, words

_KIN_WEIGHT = 0.7
_KIN_MARK = "~"
_BREVITY = 0.2

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
    """Texts as bags of weighted terms, each found by its place in the order given."""

    def __init__(self, texts: Iterable[Sequence[Field]], thesaurus: Thesaurus) -> None:
        """Index *texts*, each a sequence of pieces and how much a word in them counts."""
        self._thesaurus = thesaurus
        self._postings: dict[str, dict[int, float]] = defaultdict(dict)
        self._lengths: list[float] = []
        stems: dict[str, tuple[str, ...]] = {}
        bags: list[list[str]] = []
        for place, fields in enumerate(texts):
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
            bags.append([mark for mark in bag if not mark.startswith(_KIN_MARK)])
        self._size = len(bags)
        self._full = log(1.0 + self._size) or 1.0
        self.words = frozenset(stems)
        self.marks = frozenset(self._postings)
        rarity = {mark: self._rarity(len(held)) for mark, held in self._postings.items()}
        self._lengths = [sum(rarity[mark] for mark in bag) for bag in bags]

    def _marks(self, word: str) -> tuple[str, ...]:
        if word in FILLER:
            return ()
        stem = term(word)
        return (stem, *self._thesaurus.groups(stem))

    def _rarity(self, holders: int) -> float:
        return log(1.0 + self._size / holders) / self._full if holders else 1.0

    def weight(self, word: str, stem: str) -> float:
        """Return how much *word* says: one for a word never seen, little for one seen everywhere."""
        marks = (stem, *self._thesaurus.groups(stem))
        return self._rarity(max(len(self._postings.get(mark, ())) for mark in marks)) * plain_weight(word)

    def held(self, weighted: Mapping[str, float]) -> dict[int, float]:
        """Return how much of the *weighted* terms each text holds, itself or by a kin word."""
        total: dict[int, float] = defaultdict(float)
        for stem, weight in weighted.items():
            direct = self._postings.get(stem, {})
            for place, share in direct.items():
                total[place] += weight * share
            kin: dict[int, float] = {}
            for mark in self._thesaurus.groups(stem):
                for place, share in self._postings.get(mark, {}).items():
                    if place not in direct:
                        kin[place] = max(kin.get(place, 0.0), share)
            for place, share in kin.items():
                total[place] += weight * share * _KIN_WEIGHT
        return total

    def fit(self, weighted: Mapping[str, float]) -> dict[int, float]:
        """Return how well each text fits the *weighted* terms: much of them, and little besides."""
        whole = sum(weighted.values())
        return {
            place: held / whole * (held / max(self._lengths[place], held)) ** _BREVITY
            for place, held in self.held(weighted).items()
        }
