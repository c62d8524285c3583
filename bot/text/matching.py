"""Finds names that resemble what somebody types, both folded, best first."""

from collections.abc import Sequence

from rapidfuzz import fuzz, process

from bot.text.tokens import fold, normalise

LONGEST_LABEL = 100
_CLOSE_ENOUGH = 78.0
_SHORTEST_RESEMBLING = 3


def find_containing(typed: str, names: Sequence[str]) -> list[int]:
    """Return the places of the *names* that begin with *typed*, then of those with a word that does, then of others."""
    beginning: list[int] = []
    word_beginning: list[int] = []
    inside: list[int] = []
    for place, name in enumerate(names):
        at = name.find(typed)
        if at == 0:
            beginning.append(place)
        elif at > 0:
            (word_beginning if name[at - 1] in " (-/·" else inside).append(place)
    return beginning + word_beginning + inside


def find_similar(typed: str, names: Sequence[str]) -> list[int]:
    """Return the places of the *names* that look like *typed*; in "z" or "k" anything can be seen."""
    long_enough = [name if len(name) >= _SHORTEST_RESEMBLING else None for name in names]
    close = process.extract(typed, long_enough, scorer=fuzz.WRatio, score_cutoff=_CLOSE_ENOUGH, limit=50)
    return [place for _, _, place in close]


def fold_name(typed: str) -> str:
    """Return what was *typed* as names are compared: bounded, on one line, without case and accents."""
    return " ".join(fold(normalise(typed)).split())[:LONGEST_LABEL]
