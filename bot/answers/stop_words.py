"""Stop words, and the weight of a word: how much it says about a question's subject, 0 to 1."""

from collections.abc import Iterable
from functools import lru_cache

from bot.text.languages import ANY_LANGUAGE
from bot.text.tokens import Token, term

_tiers = ANY_LANGUAGE.stop_words
IN_NAMES = _tiers.in_names  # left out of names, too: "of"
VAGUE = _tiers.vague  # words of talk that may be part of a name: "find"; this tier comes before the others
EMPTY = (IN_NAMES | _tiers.empty) - VAGUE  # say nothing: "explain"
_LITTLE = EMPTY | VAGUE
COMMON = _tiers.common - VAGUE  # said about anything: "step"
COMMON_TERMS = frozenset(term(word) for word in COMMON)
# Weights, beside 0 of an empty word and 1 of a word with a meaning of its own.
_COMMON_WEIGHT = 0.3  # 0 to 1: "network", "use", a number, a single letter
_VAGUE_WEIGHT = 0.15  # 0 to 1: words of talk that may yet be part of a name


@lru_cache(maxsize=16_384)
def plain_weight(word: str) -> float:
    """Return the weight of the folded *word*, 0 to 1, which does not depend on how rare it is."""
    if word in EMPTY:
        return 0.0
    if word in VAGUE:
        return _VAGUE_WEIGHT
    return _COMMON_WEIGHT if term(word) in COMMON_TERMS or word.isdecimal() or len(word) == 1 else 1.0


def says_little(word: str) -> bool:
    """Tell whether the folded *word* is empty or vague, so rather belongs to the talk around a question."""
    return word in _LITTLE


def name_words(text: Iterable[Token]) -> list[Token]:
    """Return the tokens of *text* that may be part of a name: those not in `IN_NAMES`."""
    return [token for token in text if token.word not in IN_NAMES]
