"""Finds the names that contain, or resemble, what a person types."""

from collections.abc import Sequence

from rapidfuzz import fuzz, process

from bot.text.tokens import fold, normalise

LONGEST_LABEL = 100  # characters of an autocomplete choice, set by Discord
_CLOSE_ENOUGH = 78.0  # 0 to 100: rapidfuzz's weighted ratio from which a name is suggested
_SHORTEST_RESEMBLING = 3  # characters of a name that may be found by similarity


def find_containing(typed: str, names: Sequence[str]) -> list[int]:
    """Return the positions of the *names* that contain *typed*: at their start, then at a word's, then elsewhere."""
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
    """Return the positions of the *names* of three or more characters that are similar to *typed*, best first."""
    long_enough = [name if len(name) >= _SHORTEST_RESEMBLING else None for name in names]
    close = process.extract(typed, long_enough, scorer=fuzz.WRatio, score_cutoff=_CLOSE_ENOUGH, limit=50)
    return [place for _, _, place in close]


def fold_name(typed: str) -> str:
    """Return *typed* folded, on one line, without mentions and URLs, cut to 100 characters."""
    return " ".join(fold(normalise(typed)).split())[:LONGEST_LABEL]
