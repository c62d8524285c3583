"""Completes what a person is typing with names from the glossary."""

from collections.abc import Iterator, Sequence
from functools import cached_property

from rapidfuzz import fuzz, process

from bot.core.answers.entries import Entry
from bot.core.answers.words import fold, said
from bot.core.locales import Locale

LONGEST_LABEL = 100
_CLOSE_ENOUGH = 75.0


def ranked_names(typed: str, names: Sequence[str]) -> Iterator[int]:
    """Yield the places of the folded *names* that begin with, hold or resemble the folded *typed*."""
    beginning: list[int] = []
    within: list[int] = []
    inside: list[int] = []
    for place, name in enumerate(names):
        at = name.find(typed)
        if at == 0:
            beginning.append(place)
        elif at > 0:
            (within if name[at - 1] in " (-/·" else inside).append(place)
    yield from beginning
    yield from within
    yield from inside
    if typed:
        close = process.extract(typed, names, scorer=fuzz.WRatio, score_cutoff=_CLOSE_ENOUGH, limit=50)
        yield from (place for _, _, place in close)


def folded(typed: str) -> str:
    """Return what was *typed* as names are compared: bounded, on one line, without case and accents."""
    return " ".join(fold(said(typed)).split())[:LONGEST_LABEL]


class Suggester:
    """Every name in the course, under the label that its reader sees."""

    def __init__(self, found: Sequence[Entry]) -> None:
        """Learn the names of what the course covers."""
        self._found = found

    @cached_property
    def _named(self) -> tuple[list[str], list[Entry]]:
        """The folded names, and the entries that they belong to."""
        named = [
            (fold(name), entry)
            for entry in self._found
            if entry.covered and not (entry.concept and entry.concept.family)
            for name in dict.fromkeys((*entry.name.all(), *(name.text for name in entry.names)))
        ]
        return [name for name, _ in named], [entry for _, entry in named]

    def suggest(self, typed: str, locale: Locale, limit: int) -> list[str]:
        """Return up to *limit* labels, each once, for what a person has *typed* so far."""
        labels: dict[str, None] = {}
        names, entries = self._named
        for place in ranked_names(folded(typed), names):
            if len(labels) >= limit:
                break
            labels.setdefault(entries[place].name.spoken(locale)[:LONGEST_LABEL])
        return list(labels)
