"""How much a word says by itself: nothing, little or all."""

from functools import lru_cache

from bot.answers.stop_words import FILLER, LIGHT, SOFT
from bot.text.tokens import term

_LITTLE = 0.3
_HARDLY = 0.15
_HARDLY_TELLING = FILLER | SOFT
_light_terms = frozenset(term(word) for word in LIGHT)


@lru_cache(maxsize=16_384)
def plain_weight(word: str) -> float:
    """Return how much the folded *word* says, however rare it is; a number or a letter says little."""
    if word in FILLER:
        return 0.0
    if word in SOFT:
        return _HARDLY
    return _LITTLE if term(word) in _light_terms or word.isdecimal() or len(word) == 1 else 1.0


def says_little(word: str) -> bool:
    """Whether the folded *word* is part of the talk around a question more than of its subject."""
    return word in _HARDLY_TELLING
