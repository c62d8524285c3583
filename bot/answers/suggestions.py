"""Autocomplete for questions, with names of the course's concepts and topics."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from bot.answers.names import Entry, split_parentheses
from bot.answers.stop_words import EMPTY, plain_weight
from bot.text.locales import Locale
from bot.text.similar import LONGEST_LABEL, find_containing, find_similar, fold_name
from bot.text.tokens import fold, words


class Suggester:
    """Suggests the names of *entries*."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = list(entries)
        self._names = lru_cache(maxsize=None)(self._list_names)

    def _list_names(self, locale: Locale | None) -> tuple[list[str], list[Entry]]:
        """Return all folded names, or those shown in *locale*, and the entry of each, the shortest name first."""
        found: dict[tuple[str, Entry], None] = {}
        for entry in self._entries:
            label = entry.name.in_locale(locale) if locale else ""
            all_names = (*entry.name.all(), *(name.text for name in entry.names))
            names = (label, *split_parentheses(label)) if locale else all_names
            found |= dict.fromkeys((fold(name), entry) for name in names)
        ordered = sorted(found, key=lambda named: len(named[0]))
        return [name for name, _ in ordered], [entry for _, entry in ordered]

    def suggest(self, typed: str, locale: Locale, limit: int = 25) -> list[str]:
        """Return up to *limit* names in *locale*'s language that *typed* may become, each once, the likeliest first."""
        labels: dict[str, None] = {}
        for entry in self._fitting(fold_name(typed), locale):
            if len(labels) >= limit:
                break
            labels.setdefault(entry.name.in_locale(locale)[:LONGEST_LABEL])
        return list(labels)

    def _fitting(self, typed: str, locale: Locale) -> Iterator[Entry]:
        """Yield the entries that may be meant, likeliest first: by all of *typed*, then without its stop words."""
        if not typed:
            yield from self._entries
            return
        *before, last = words(typed) or [typed]  # the last word may be the beginning of another
        subject = " ".join([*(word for word in before if word not in EMPTY), last])
        for wanted in dict.fromkeys((typed, subject)):
            for names, entries in (self._names(locale), self._names(None)):
                places = find_containing(wanted, names)
                yield from (entries[place] for place in places)
        if not places:  # the last search was the widest: the subject in all names
            yield from (entries[place] for place in find_similar(subject, names))


def worth_suggesting(entry: Entry) -> bool:
    """Tell whether *entry*, if the course covers it, is a concept or has a name that says more than "example"."""
    if not entry.covered:
        return False
    if entry.concept is not None:
        return not entry.concept.family
    return any(plain_weight(word) == 1.0 for name in entry.names for word in name.core)
