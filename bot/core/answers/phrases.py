"""Finds the names of concepts in a question: inflected, in another order, joined or split."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from bot.core.answers.filler import FILLER
from bot.core.answers.words import Token, tokens

_LONGEST_COMPOUND = 3
_SLACK = 1


class Name(NamedTuple):
    """One name of a concept, as the terms that it consists of."""

    concept: int
    terms: tuple[str, ...]
    spelled: str


class Hit(NamedTuple):
    """A concept named in a text, and the places of the words that name it."""

    concept: int
    places: tuple[int, ...]
    name: str


def content(text: Iterable[Token]) -> list[Token]:
    """Return the words of *text* that say something about its subject."""
    return [token for token in text if token.word not in FILLER]


def compound(text: Sequence[Token]) -> str:
    """Return the words joined into one, so that "back propagation" is "backpropagation"."""
    return "".join(token.word for token in text[:-1]) + text[-1].term


class PhraseIndex:
    """All names of all concepts, ready to be found in a text."""

    def __init__(self, names: Iterable[tuple[int, str]]) -> None:
        """Index *names*, given as pairs of a concept's place and one of its names."""
        self._compounds: dict[str, tuple[int, str]] = {}
        read: dict[Name, None] = {}
        for concept, name in names:
            spelled = tokens(name)
            told = content(spelled)
            if spelled and len(spelled) <= _LONGEST_COMPOUND:
                self._compounds.setdefault(compound(spelled), (concept, name))
            # "what to remember" must not be found wherever "remember" stands
            if len(told) > 1 or len(told) == len(spelled) == 1:
                read[Name(concept, tuple(token.term for token in told), name)] = None
        self._by_rarest: dict[str, list[Name]] = defaultdict(list)
        frequency = Counter(term for name in read for term in set(name.terms))
        for known in read:
            self._by_rarest[min(known.terms, key=frequency.__getitem__)].append(known)
        self.terms = frozenset(frequency)
        self._partners: dict[str, set[str]] = defaultdict(set)
        for known in read:
            if len(known.terms) > 1:
                for term in known.terms:
                    self._partners[term].update(known.terms)

    def partners(self, term: str) -> AbstractSet[str]:
        """Return the words that stand in one name with *term*."""
        return self._partners.get(term, frozenset())

    def find(self, text: Sequence[Token]) -> list[Hit]:
        """Return the concepts that *text* names; a name inside a longer one does not count."""
        hits: dict[tuple[int, tuple[int, ...]], str] = {}
        places: dict[str, list[int]] = defaultdict(list)
        for place, token in enumerate(text):
            places[token.term].append(place)
        for term in places:
            for name in self._by_rarest.get(term, ()):
                found = _nearest_together(name.terms, places)
                if found:
                    hits.setdefault((name.concept, found), name.spelled)
        for length in range(1, _LONGEST_COMPOUND + 1):
            for start in range(len(text) - length + 1):
                known = self._compounds.get(compound(text[start : start + length]))
                if known is not None:
                    hits.setdefault((known[0], tuple(range(start, start + length))), known[1])
        return _longest([Hit(concept, found, name) for (concept, found), name in hits.items()])


def _nearest_together(terms: tuple[str, ...], places: dict[str, list[int]]) -> tuple[int, ...]:
    """Return where all *terms* stand close together, in whatever order, or nothing."""
    if len(terms) == 1:
        return (places[terms[0]][0],)
    if any(term not in places for term in terms):
        return ()
    for anchor in places[terms[0]]:
        chosen = {anchor}
        for term in terms[1:]:
            free = [place for place in places[term] if place not in chosen]
            if not free:
                break
            chosen.add(min(free, key=lambda place: (abs(place - anchor), place)))
        if len(chosen) == len(terms) and max(chosen) - min(chosen) < len(terms) + _SLACK:
            return tuple(sorted(chosen))
    return ()


def _longest(hits: list[Hit]) -> list[Hit]:
    kept = []
    for hit in hits:
        taken = set(hit.places)
        if not any(taken < set(other.places) for other in hits):
            kept.append(hit)
    return sorted(kept, key=lambda hit: (hit.places, hit.concept))
