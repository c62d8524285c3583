"""Weighs a question's words against texts: chapters as a whole, or single sentences."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from math import log

from bot.core.answers.filler import FILLER
from bot.core.answers.weights import plain_weight
from bot.core.answers.words import term, words

_KIN_WEIGHT = 0.7
_KIN_MARK = "~"
_BREVITY = 0.2
_MANY = 1_000

Field = tuple[str, float]
Held = dict[int, float]


class Thesaurus:
    """Groups of words, across both languages, that a learner may use for one another."""

    def __init__(self, groups: Iterable[Iterable[str]]) -> None:
        """Number the *groups*; a word may stand in several."""
        self._groups: dict[str, tuple[str, ...]] = {}
        for number, group in enumerate(groups):
            mark = f"{_KIN_MARK}{number}"
            for stem in {term(word) for member in group for word in words(member)}:
                self._groups[stem] = (*self._groups.get(stem, ()), mark)

    def groups(self, stem: str) -> tuple[str, ...]:
        """Return the marks of the groups that *stem* belongs to."""
        return self._groups.get(stem, ())


class TextIndex:
    """Texts as bags of weighted terms, each found by its place in the order given."""

    def __init__(self, texts: Iterable[Sequence[Field]], thesaurus: Thesaurus) -> None:
        """Index *texts*, each a sequence of pieces and how much a word in them counts."""
        self._thesaurus = thesaurus
        self._postings: dict[str, Held] = defaultdict(dict)
        marks: dict[str, tuple[str, ...]] = {}
        bags: list[list[str]] = []
        for place, fields in enumerate(texts):
            bag: dict[str, float] = defaultdict(float)
            for text, weight in fields:
                for word, count in Counter(words(text)).items():
                    known = marks.get(word)
                    if known is None:
                        known = marks[word] = self._marks(word)
                    for mark in known:
                        bag[mark] += weight * count
            for mark, weight in bag.items():
                self._postings[mark][place] = weight / (weight + 1.0)
            bags.append([mark for mark in bag if mark[0] != _KIN_MARK])
        self._size = len(bags)
        self._full = log(1.0 + self._size) or 1.0
        self.words = marks.keys()
        self.marks = self._postings.keys()
        rarity = {mark: self._rarity(len(held)) for mark, held in self._postings.items()}
        self._lengths = [sum([rarity[mark] for mark in bag]) for bag in bags]
        self._holders = lru_cache(maxsize=2_048)(self._find_holders)

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
        return self._rarity(max([len(self._postings.get(mark, ())) for mark in marks])) * plain_weight(word)

    def held(self, weighted: Mapping[str, float]) -> Held:
        """Return how much of the *weighted* terms each text holds, itself or by a kin word."""
        total: Held = {}
        holders = [(self._holders(stem), weight) for stem, weight in weighted.items()]
        # the rarest first: once many texts hold a rarer word, a word of nearly all brings no new ones
        for shares, weight in sorted(holders, key=lambda item: len(item[0])):
            if total and len(shares) > _MANY:
                for place in total:
                    total[place] += weight * shares.get(place, 0.0)
            else:
                for place, share in shares.items():
                    total[place] = total.get(place, 0.0) + weight * share
        return total

    def _find_holders(self, stem: str) -> Held:
        """Return the share of *stem* in each text, a kin word counting for less."""
        direct = self._postings.get(stem, {})
        groups = [self._postings[mark] for mark in self._thesaurus.groups(stem) if mark in self._postings]
        if not groups:
            return direct
        shares: Held = {}
        for group in groups:
            for place, share in group.items():
                shares[place] = max(shares.get(place, 0.0), share * _KIN_WEIGHT)
        return shares | direct

    def fit(self, weighted: Mapping[str, float]) -> Held:
        """Return how well each text fits the *weighted* terms: much of them, and little besides."""
        whole = sum(weighted.values())
        lengths = self._lengths
        return {
            place: held / whole * min(1.0, held / lengths[place]) ** _BREVITY
            for place, held in self.held(weighted).items()
        }
