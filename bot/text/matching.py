"""Names that resemble what somebody types, best first."""

from collections.abc import Sequence

from rapidfuzz import fuzz, process

from bot.text.tokens import fold, said

LONGEST_LABEL = 100
_CLOSE_ENOUGH = 78.0
_SHORTEST_RESEMBLING = 3


def ranked_names(typed: str, names: Sequence[str]) -> list[int]:
    """Return the places of the folded *names* that hold the folded *typed*, else of those like it."""
    return _holding(typed, names) or _resembling(typed, names)


def _holding(typed: str, names: Sequence[str]) -> list[int]:
    """Return the names that begin with *typed*, then those of which a word does, then those that hold it."""
    beginning: list[int] = []
    within: list[int] = []
    inside: list[int] = []
    for place, name in enumerate(names):
        at = name.find(typed)
        if at == 0:
            beginning.append(place)
        elif at > 0:
            (within if name[at - 1] in " (-/·" else inside).append(place)
    return beginning + within + inside


def _resembling(typed: str, names: Sequence[str]) -> list[int]:
    """Return the names that look like *typed*; in "z" or "k" anything can be seen."""
    long_enough = [name if len(name) >= _SHORTEST_RESEMBLING else None for name in names]
    close = process.extract(typed, long_enough, scorer=fuzz.WRatio, score_cutoff=_CLOSE_ENOUGH, limit=50)
    return [place for _, _, place in close]


def folded(typed: str) -> str:
    """Return what was *typed* as names are compared: bounded, on one line, without case and accents."""
    return " ".join(fold(said(typed)).split())[:LONGEST_LABEL]
