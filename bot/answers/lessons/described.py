"""Finds what a question describes without naming it: by the definitions and questions that fields of study know."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache, lru_cache
from math import log
from typing import NamedTuple

from bot.answers.lessons.knowledge import knowledge
from bot.answers.lessons.wording import other_words
from bot.answers.names import Entry
from bot.answers.stop_words import EMPTY, plain_weight
from bot.text.tokens import Token, term, words

_BREVITY = 0.2  # exponent, from 0: how much a sentence loses by its other words
_LEAST_WORDS = 2  # of a question that a sentence must have


class Description(NamedTuple):
    """A sentence about something: how well it fits a question, 0 to 1, and the terms of the question that it says."""

    fit: float
    terms: Sequence[str]


class _Sentences(NamedTuple):
    """The sentences: the entry that each is about, the sum of its words' rarity, and where each term is said."""

    entries: Sequence[Entry]
    lengths: Sequence[float]
    said: Mapping[str, Sequence[int]]
    rarity: Mapping[str, float]


@cache
def _sentences() -> _Sentences:
    """Return all sentences; the first call reads and indexes them."""
    entries: list[Entry] = []
    read: list[AbstractSet[str]] = []
    said: dict[str, list[int]] = defaultdict(list)
    for entry, sentence in knowledge().sentences:
        stems = {term(word) for word in words(sentence) if word not in EMPTY}
        for stem in stems:
            said[stem].append(len(entries))
        entries.append(entry)
        read.append(stems)
    rarity = {stem: log(1 + len(entries) / len(places)) / log(1 + len(entries)) for stem, places in said.items()}
    return _Sentences(entries, [sum(sorted(map(rarity.__getitem__, stems))) for stems in read], dict(said), rarity)


class Describer:
    """Tells which of the entries *covered* a text describes."""

    def __init__(self, covered: AbstractSet[Entry]) -> None:
        """Prepare the search; the first one of a process reads what all share, so that no question waits for that."""
        self._covered = covered
        _sentences()
        other_words()

    def find(self, text: Iterable[Token]) -> Mapping[Entry, Description]:
        """Return the best sentence about each entry for the words of *text*, if it has two of them."""
        known = _sentences()
        weights = {
            token.term: plain_weight(token.word) * known.rarity.get(token.term, 1.0)
            for token in text
            if token.word not in EMPTY
        }
        total = sum(weights.values())
        said: dict[int, dict[str, float]] = defaultdict(dict)
        for stem, weight in weights.items():
            for place, share in _places(stem):
                if known.entries[place] in self._covered:
                    said[place][stem] = weight * share
        best: dict[Entry, Description] = {}
        for place, overlaps in said.items():
            if len(overlaps) >= _LEAST_WORDS:
                overlap, entry = sum(overlaps.values()), known.entries[place]
                fit = overlap / total * min(1.0, overlap / known.lengths[place]) ** _BREVITY
                if entry not in best or fit > best[entry].fit:
                    best[entry] = Description(fit, tuple(overlaps))
        return best


@lru_cache(maxsize=512)
def _places(stem: str) -> Sequence[tuple[int, float]]:
    """Return the sentences that say *stem*, or mean it, and how much that counts, 0 to 1."""
    known = _sentences()
    found: dict[int, float] = {}
    for way, share in ({stem: 1.0} | dict(other_words().get(stem, {}))).items():
        for place in known.said.get(way, ()):
            found[place] = max(share, found.get(place, 0.0))
    return tuple(found.items())
