"""Stop words, which say nothing about a question's subject or little, and how much every other word says."""

from collections.abc import Iterable
from functools import lru_cache

from bot.text.languages import ANY_LANGUAGE
from bot.text.tokens import Token, term

_tiers = ANY_LANGUAGE.stop_words
IN_NAMES = _tiers.in_names
VAGUE = _tiers.vague  # say little, but may be part of a name: never empty nor common
EMPTY = (IN_NAMES | _tiers.empty) - VAGUE
COMMON = _tiers.common - VAGUE
_common_terms = frozenset(term(word) for word in COMMON)
# Beside 0 for an empty word and 1 for a word with a meaning of its own.
_COMMON_WEIGHT = 0.3  # 0 to 1: "network", "use", a number, a single letter
_VAGUE_WEIGHT = 0.15  # 0 to 1: words of talk that may yet be part of a name


@lru_cache(maxsize=16_384)
def plain_weight(word: str) -> float:
    """Return how much the folded *word* says, 0 to 1, however rare it is."""
    if word in EMPTY:
        return 0.0
    if word in VAGUE:
        return _VAGUE_WEIGHT
    return _COMMON_WEIGHT if term(word) in _common_terms or word.isdecimal() or len(word) == 1 else 1.0


def says_little(word: str) -> bool:
    """Whether the folded *word* is part of the talk around a question more than of its subject."""
    return word in EMPTY or word in VAGUE


def name_words(text: Iterable[Token]) -> list[Token]:
    """Return the words of *text* that may be part of a name."""
    return [token for token in text if token.word not in IN_NAMES]
