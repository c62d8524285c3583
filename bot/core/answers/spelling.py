"""Mends misspelt words, without ever turning one real word into another."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

_SHORTEST = 5
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
        self._known = frozenset(known)
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for word in sorted(targets):
            if len(word) >= _SHORTEST and word.isalpha():
                self._by_length[len(word)].append(word)
        self.mend = lru_cache(maxsize=4_096)(self._mend)

    def knows(self, word: str) -> bool:
        """Whether *word* is a real word as it stands."""
        return word in self._rank or word in self._known

    def _mend(self, word: str) -> str | None:
        """Return the word of the course that the unknown *word* was meant to be, if one is close."""
        if len(word) < _SHORTEST or not word.isalpha():
            return None
        most = allowed_edits(word)
        best: tuple[int, int, int, str] | None = None
        for length in range(len(word) - most, len(word) + most + 1):
            candidates = self._by_length.get(length)
            if not candidates:
                continue
            for near, distance, _ in process.extract(
                word, candidates, scorer=OSA.distance, score_cutoff=most, limit=5
            ):
                if distance > allowed_edits(min(near, word, key=len)):
                    continue
                key = (int(distance), -self._rank[near], int(near[0] != word[0]), near)
                best = min(best, key) if best else key
        return best[3] if best else None
