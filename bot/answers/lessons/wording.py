"""How else a word may be said, and how much a word says: shared by all courses."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from bot.answers.stop_words import EMPTY
from bot.courses.fields import known_fields
from bot.text.thesaurus import everyday_words
from bot.text.tokens import term

# How much counts what is said instead of the word itself, 0 to 1.
_TRANSLATION = 0.85
_SYNONYM = 0.5


@cache
def other_words() -> Mapping[str, Mapping[str, float]]:
    """Return, by term, the terms of words that mean nearly the same in either language, and how much each counts."""
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for english, portuguese in everyday_words().groups:
        for asked, said, share in (
            (english, english, _SYNONYM),
            (portuguese, portuguese, _SYNONYM),
            (english, portuguese, _TRANSLATION),
            (portuguese, english, _TRANSLATION),
        ):
            _relate(found, asked, said, share)
    for known in known_fields().values():
        for group in known.kin:
            _relate(found, group, group, _SYNONYM)
    return dict(found)


@cache
def everyday() -> frozenset[str]:
    """Return the folded words of everyday talk, as in a dictionary."""
    return frozenset(word for group in everyday_words().groups for word in (*group.en, *group.pt))


def _relate(found: dict[str, dict[str, float]], asked: tuple[str, ...], said: tuple[str, ...], share: float) -> None:
    """Note in *found* that each of *said* may be said for each of *asked*, and counts as this *share* of it."""
    ways = [term(word) for word in said if word not in EMPTY and " " not in word]
    for stem in (term(word) for word in asked if word not in EMPTY and " " not in word):
        for way in ways:
            if way != stem:
                found[stem][way] = max(share, found[stem].get(way, 0.0))
