"""Completes what a person is typing with names from the glossary."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import chain

from rapidfuzz import fuzz, process

from bot.core.answers.entries import Entry
from bot.core.answers.filler import FILLER
from bot.core.answers.words import fold, said, words
from bot.core.locales import Locale

LONGEST_LABEL = 100
_CLOSE_ENOUGH = 78.0
_SHORTEST_RESEMBLING = 3


def ranked_names(typed: str, names: Sequence[str]) -> list[int]:
    """Yield the places of the folded *names* that hold the folded *typed*; if none does, of those like it."""
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


class Suggester:
    """Every name in the course, under the label that its reader sees."""

    def __init__(self, found: Sequence[Entry]) -> None:
        """Learn the names of what the course covers, among the *found* entries."""
        self._found = [
            entry for entry in found if entry.covered and not (entry.concept and entry.concept.family)
        ]

    @cached_property
    def _named(self) -> tuple[list[str], list[Entry]]:
        """The folded names, of which the shorter are the sooner meant, and the entries they belong to."""
        named = [
            (fold(name), entry)
            for entry in self._found
            for name in dict.fromkeys((*entry.name.all(), *(name.text for name in entry.names)))
        ]
        named.sort(key=lambda item: len(item[0]))
        return [name for name, _ in named], [entry for _, entry in named]

    def suggest(self, typed: str, locale: Locale, limit: int) -> list[str]:
        """Return up to *limit* labels, each once, for what a person has *typed* so far."""
        labels: dict[str, None] = {}
        for entry in self._fitting(folded(typed)):
            if len(labels) >= limit:
                break
            labels.setdefault(entry.name.spoken(locale)[:LONGEST_LABEL])
        return list(labels)

    def _fitting(self, typed: str) -> Iterator[Entry]:
        """Yield what may be meant, the likeliest first: by all that was *typed*, then by its subject."""
        if not typed:
            yield from self._found
            return
        names, entries = self._named
        subject = " ".join(word for word in words(typed) if word not in FILLER) or typed
        for place in chain(_holding(typed, names), ranked_names(subject, names)):
            yield entries[place]
