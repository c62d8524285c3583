"""Mends misspelt words, without ever turning one real word into another."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from operator import eq

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.text.tokens import all_stems, stems, term

_SHORTEST = 4
_LONG = 6
_TWO_EDITS_FROM = 8
_THREE_EDITS_FROM = 12


def allowed_edits(word: str) -> int:
    """Return how many slips of the finger a word of this length may hide; short ones none."""
    length = len(word)
    if length < _SHORTEST:
        return 0
    return 1 + (length >= _TWO_EDITS_FROM) + (length >= _THREE_EDITS_FROM)


class Speller:
    """The words of the course, and how far a misspelling may be from them."""

    def __init__(self, targets: Mapping[str, int], known: Iterable[str]) -> None:
        """Mend towards the *targets*, the ones of the highest rank first; *known* words are left alone."""
        self._rank = targets
        self._known = frozenset(known) | targets.keys()

    @cached_property
    def _families(self) -> tuple[AbstractSet[str], AbstractSet[str]]:
        """The stems of all known words: most questions are spelt well and never need them."""
        return all_stems(self._known)

    @cached_property
    def _by_length(self) -> Mapping[int, Sequence[str]]:
        """What a word may be mended to."""
        found: dict[int, list[str]] = defaultdict(list)
        for word in sorted(self._rank):
            if len(word) >= _SHORTEST and word.isalpha():
                found[len(word)].append(word)
        return found

    def knows(self, word: str) -> bool:
        """Whether *word* is a real word as it stands, or one with another ending."""
        if word in self._known or len(word) < _SHORTEST:
            return word in self._known
        return any(stem in family for stem, family in zip(stems(word), self._families, strict=True))

    def mend(self, word: str) -> str | None:
        """Return the word of the course that *word* was meant to be, if it is no real one and close.

        What seems to be another ending of a real word may only be a slip of that word: "conexoas".
        """
        if len(word) < _SHORTEST or not word.isalpha() or word in self._known:
            return None
        ending = self.knows(word)
        most = allowed_edits(word)
        best: tuple[int, int, bool, bool, str] | None = None
        letters = sorted(word)
        for length in range(len(word) - most, len(word) + most + 1):
            for near, distance, _ in process.extract(
                word, self._by_length.get(length, ()), scorer=OSA.distance, score_cutoff=most, limit=5
            ):
                meant = not ending or _differently_ending(near, word)
                if meant and distance <= allowed_edits(min(near, word, key=len)) and _begin_alike(near, word):
                    moved = sorted(near) == letters  # letters are swapped more often than left out
                    key = (int(distance), -self._rank[near], not moved, near[0] != word[0], near)
                    best = min(best, key) if best else key
        return best[-1] if best else None


def _differently_ending(near: str, word: str) -> bool:
    """Whether a stemmer finds the same stem in both, and yet they would not be compared as one."""
    return any(map(eq, stems(near), stems(word))) and term(near) != term(word)


def _begin_alike(near: str, word: str) -> bool:
    """Whether two short words begin alike: a slip seldom hits the first letter, and little else is left."""
    return len(word) >= _LONG or near[0] == word[0]
