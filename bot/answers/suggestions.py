"""Completes what a person is typing with names from the glossary."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from bot.answers.entries import Entry, spellings
from bot.answers.stop_words import FILLER
from bot.answers.weights import plain_weight
from bot.text.locales import Locale
from bot.text.matching import LONGEST_LABEL, _holding, _resembling, folded
from bot.text.tokens import fold, words

_Names = tuple[list[str], list[Entry]]


class Suggester:
    """Every name in the course, under the label that its reader sees."""

    def __init__(self, found: Sequence[Entry]) -> None:
        """Learn the names of what the course covers, among the *found* entries."""
        self._found = [entry for entry in found if entry.covered and _worth_offering(entry)]

    @cached_property
    def _named(self) -> _Names:
        """All names."""
        return _sorted(
            (name, entry) for entry in self._found for name in (*entry.name.all(), *(name.text for name in entry.names))
        )

    @cached_property
    def _shown(self) -> Mapping[Locale, _Names]:
        """The names that a reader of each language is shown, acronyms in parentheses for themselves."""
        return {
            locale: _sorted(
                (name, entry)
                for entry in self._found
                for name in (entry.name.spoken(locale), *spellings(entry.name.spoken(locale)))
            )
            for locale in Locale
        }

    def suggest(self, typed: str, locale: Locale, limit: int) -> list[str]:
        """Return up to *limit* labels, each once, for what a person has *typed* so far."""
        labels: dict[str, None] = {}
        for entry in self._fitting(folded(typed), locale):
            if len(labels) >= limit:
                break
            labels.setdefault(entry.name.spoken(locale)[:LONGEST_LABEL])
        return list(labels)

    def _fitting(self, typed: str, locale: Locale) -> Iterator[Entry]:
        """Yield what may be meant, the likeliest first: by all that was *typed*, then by its subject."""
        if not typed:
            yield from self._found
            return
        *before, last = words(typed) or [typed]  # the last word may be the beginning of another
        subject = " ".join([*(word for word in before if word not in FILLER), last])
        for wanted in dict.fromkeys((typed, subject)):
            for names, entries in (self._shown[locale], self._named):
                places = _holding(wanted, names)
                yield from (entries[place] for place in places)
        if not places:  # no name at all, of the last that were looked through, holds the subject
            yield from (entries[place] for place in _resembling(subject, names))


def _worth_offering(entry: Entry) -> bool:
    """Whether its name says something by itself: "example", which the listing names, does not."""
    if entry.concept is not None:
        return not entry.concept.family
    return any(plain_weight(word) == 1.0 for name in entry.names for word in name.core)


def _sorted(named: Iterable[tuple[str, Entry]]) -> _Names:
    """Return the names folded, of which the shorter are the sooner meant, and what each belongs to."""
    found = {(fold(name), id(entry)): entry for name, entry in named}
    ordered = sorted(found.items(), key=lambda item: len(item[0][0]))
    return [name for (name, _), _ in ordered], [entry for _, entry in ordered]
