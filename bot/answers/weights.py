"""Which words of a text matter, and how much each says by itself."""

from collections.abc import Iterable
from functools import lru_cache

from bot.answers.stop_words import FILLER, GLUE, LIGHT, SOFT
from bot.text.tokens import Token, term

# Beside 0 for filler and 1 for a word with a meaning of its own.
_LIGHT_WEIGHT = 0.3  # 0 to 1: "network", "use", a number, a single letter
_SOFT_WEIGHT = 0.15  # 0 to 1: words of talk that may yet be part of a name
_light_terms = frozenset(term(word) for word in LIGHT)


@lru_cache(maxsize=16_384)
def plain_weight(word: str) -> float:
    """Return how much the folded *word* says, 0 to 1, however rare it is."""
    if word in FILLER:
        return 0.0
    if word in SOFT:
        return _SOFT_WEIGHT
    return _LIGHT_WEIGHT if term(word) in _light_terms or word.isdecimal() or len(word) == 1 else 1.0


def says_little(word: str) -> bool:
    """Whether the folded *word* is part of the talk around a question more than of its subject."""
    return word in FILLER or word in SOFT


def without_glue(text: Iterable[Token]) -> list[Token]:
    """Return the words of *text* that may be part of a name."""
    return [token for token in text if token.word not in GLUE]
