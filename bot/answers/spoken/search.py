"""Scores the sentences of an index by how well they say what a question asks for."""

from collections import defaultdict
from heapq import nlargest
from itertools import pairwise
from typing import NamedTuple

from bot.answers.spoken.index import WHOLE, SpokenIndex, Terms
from bot.answers.spoken.wanted import Unit, Wanted
from bot.answers.stop_words import EMPTY, IN_NAMES
from bot.text.tokens import term

# What is said one or two sentences before or after counts less, 0 to 1.
_BESIDE = {1: 0.4, 2: 0.15}
_LONG = 120  # words: a sentence of so many counts half as much as a very short one
# Added where words stand side by side as in the question, for all of its pairs or of its threes.
_PAIRS = 0.5
_THREES = 0.5
_SMALL_WORD = 0.12  # 0 to 1: a small word in a pair, beside another
_SHORTLIST = 60  # sentences that are scored in full, best first by their own words
_LITERAL = 0.8  # 0 to 1: from which share a unit is said nearly literally
_small_terms = frozenset(map(term, EMPTY | IN_NAMES))


class Score(NamedTuple):
    """How well a sentence says what is asked for: *points*, with quotes counted, and the *share* of it, 0 to 1."""

    points: float
    share: float


class Literal(NamedTuple):
    """What is said nearly literally, where synonyms do not count, but translations do.

    Attributes:
        share: The share of what is asked for, 0 to 1.
        own: How many words of full weight, and names, are said in the question's own words.
    """

    share: float
    own: int


class SentenceScorer:
    """Scores the sentences of *index* by what is *wanted*; as_sections: each is a text of its own, and may be long."""

    def __init__(self, index: SpokenIndex, wanted: Wanted, *, as_sections: bool = False) -> None:
        self._index = index
        self._wanted = wanted
        self._as_sections = as_sections
        self._weighed = [
            (unit.weight * _rarity(index, unit), index.shares(tuple(unit.ways.items()), is_whole=unit.is_whole))
            for unit in wanted.units
        ]
        self._whole = sum([weight for weight, _ in self._weighed])

    def scores(self) -> dict[int, Score]:
        """Return the scores of the sentences that say most of it, by number."""
        own: dict[int, float] = defaultdict(float)
        for weight, shares in self._weighed:
            for number, share in shares.items():
                own[number] += weight * share
        shortlist = nlargest(_SHORTLIST, own, key=own.__getitem__)
        if self._as_sections:
            return {n: Score(own[n] / self._whole, own[n] / self._whole) for n in shortlist}
        quotes = _Quotes(self._index, self._wanted.terms)
        shares = {number: self._share(number) for number in shortlist}
        return {n: Score(share / self._length(n) + quotes.points(n), share) for n, share in shares.items()}

    def _length(self, number: int) -> float:
        return 1 + len(self._index.sentences[number].terms) / _LONG

    def _share(self, number: int) -> float:
        """Return the share of what is wanted, 0 to 1, that sentence *number* says, what is beside it counted less."""
        first, last = (bounds := self._index.sentences[number].transcript).start, bounds.stop - 1
        beside = [(n, part) for d, part in _BESIDE.items() for n in (number - d, number + d) if first <= n <= last]
        total = 0.0
        for weight, shares in self._weighed:
            found = shares.get(number, 0.0)
            if found < _BESIDE[1]:
                for near, part in beside:
                    if near in shares:
                        found = max(found, part * shares[near])
            total += weight * found
        return total / self._whole

    def literally(self, number: int) -> Literal:
        """Return what sentence *number* and those beside it say nearly literally."""
        near = [n for n in (number - 1, number, number + 1) if n in self._index.sentences[number].transcript]
        share, own = 0.0, 0
        for unit, (weight, shares) in zip(self._wanted.units, self._weighed, strict=True):
            most = max(shares.get(n, 0.0) for n in near)
            share += weight * (most >= _LITERAL)
            own += unit.weight >= 1.0 and most >= WHOLE
        return Literal(share / self._whole, own)

    @property
    def unsaid(self) -> tuple[Unit, ...]:
        """What is wanted, but said nowhere, not even by a synonym."""
        said = zip(self._wanted.units, self._weighed, strict=True)
        return tuple([unit for unit, (_, shares) in said if not shares])


def _rarity(index: SpokenIndex, unit: Unit) -> float:
    """Return how rare *unit* is, 0 to 1: by its own word, else by the rarest that says it; 1 if it is never said."""
    own = next(iter(unit.ways))
    if len(own) == 1 and index.where(own[0]):
        return index.rarity(own[0])
    said = [way for way in unit.ways if any(map(index.where, way))]
    return max([index.rarity(part) for way in said for part in way], default=1.0)


class _Quotes:
    """Counts pairs and threes of words that a sentence has side by side as the question *asked* has."""

    def __init__(self, index: SpokenIndex, asked: Terms) -> None:
        self._index = index
        self._pairs = {pair: self._worth(pair) for pair in pairwise(asked)}
        self._threes = set(zip(asked, asked[1:], asked[2:], strict=False))
        self._whole = sum(self._pairs.values())

    def _worth(self, pair: Terms) -> float:
        return sum([self._index.rarity(part) * (_SMALL_WORD if part in _small_terms else 1.0) for part in pair])

    def points(self, number: int) -> float:
        """Return the points of sentence *number* for quoted words."""
        said = self._index.sentences[number].terms
        pairs = self._pairs.keys() & set(pairwise(said))
        if not pairs:
            return 0.0
        quoted = sum([worth for pair, worth in self._pairs.items() if pair in pairs]) / self._whole
        threes = self._threes & set(zip(said, said[1:], said[2:], strict=False)) if len(pairs) > 1 else ()
        return _PAIRS * quoted + _THREES * len(threes) / max(1, len(self._threes))
