"""Finds the names of concepts in a question: inflected, in another order, joined or split."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from operator import eq
from typing import NamedTuple

from bot.core.answers.filler import FILLER, GLUE
from bot.core.answers.weights import plain_weight
from bot.core.answers.words import Token, stems, term, tokens

_LONGEST_COMPOUND = 3
_SLACK = 1


class Name(NamedTuple):
    """One name of a concept, as the terms that it consists of."""

    concept: int
    terms: tuple[str, ...]
    spelled: str
    slack: int


class Hit(NamedTuple):
    """A concept named in a text, and the places of the words that name it."""

    concept: int
    places: tuple[int, ...]
    name: str
    common: bool


def told(text: Iterable[Token]) -> list[Token]:
    """Return the words of *text* that may be part of a name."""
    return [token for token in text if token.word not in GLUE]


def _core(name: list[Token]) -> list[Token]:
    """Return *name* without the question words before it: "how networks learn" is "networks learn"."""
    first = next((place for place, token in enumerate(name) if token.word not in FILLER), 0)
    return name[first:] if len(name) - first > 1 else name


def content(text: Iterable[Token]) -> list[Token]:
    """Return the words of *text* that say something about its subject."""
    return [token for token in text if token.word not in FILLER]


def compound(text: Sequence[Token]) -> str:
    """Return the words joined into one, so that "back propagation" is "backpropagation"."""
    return "".join(token.word for token in text[:-1]) + text[-1].term


class PhraseIndex:
    """All names of all concepts, ready to be found in a text."""

    def __init__(self, names: Iterable[tuple[int, str]], foreign: AbstractSet[int] = frozenset()) -> None:
        """Index *names*, given as pairs of a concept's place and one of its names.

        Names of *foreign* concepts are found only as they are written, give or take an ending: what
        says that a question is none of ours must not be found by chance.
        """
        self._foreign = foreign
        self._compounds: dict[str, tuple[int, str]] = {}
        read: dict[Name, None] = {}
        for concept, name in names:
            spelled = tokens(name)
            kept = _core(told(spelled))
            if not kept:
                continue
            if len(spelled) <= _LONGEST_COMPOUND:
                self._compounds.setdefault(compound(spelled), (concept, name))
                self._compounds.setdefault(term("".join(token.word for token in spelled)), (concept, name))
            # "EM algorithm" and "nó da rede" must not be found wherever their last word stands
            if len(kept) > 1 or len(spelled) == 1 or plain_weight(kept[0].word) == 1.0:
                # words that say little are met anywhere: a name with one must stand together
                slack = _SLACK if all(plain_weight(token.word) == 1.0 for token in kept) else 0
                read[Name(concept, tuple(token.term for token in kept), name, slack)] = None
        self._by_rarest: dict[str, list[Name]] = defaultdict(list)
        frequency = Counter(part for name in read for part in set(name.terms))
        for known in read:
            self._by_rarest[min(known.terms, key=frequency.__getitem__)].append(known)
        self.terms = frozenset(frequency)
        self._partners: dict[str, set[str]] = defaultdict(set)
        for known in read:
            if len(known.terms) > 1:
                for part in known.terms:
                    self._partners[part].update(known.terms)

    def partners(self, term: str) -> AbstractSet[str]:
        """Return the words that stand in one name with *term*."""
        return self._partners.get(term, frozenset())

    def find(self, text: Sequence[Token]) -> list[Hit]:
        """Return the concepts that *text* names; a name inside a longer one does not count."""
        hits: dict[tuple[int, tuple[int, ...]], str] = {}
        places: dict[str, list[int]] = defaultdict(list)
        # words that say nothing take no room: in "gradients that may vanish" two words stand together
        at: list[int] = []
        told_before = 0
        for place, token in enumerate(text):
            places[token.term].append(place)
            at.append(told_before)
            told_before += token.word not in FILLER
        for part in places:
            for name in self._by_rarest.get(part, ()):
                found = _nearest_together(name.terms, places, at, name.slack)
                if found and (name.concept not in self._foreign or _as_written(name, found, text, at)):
                    hits.setdefault((name.concept, found), name.spelled)
        for length in range(1, _LONGEST_COMPOUND + 1):
            for start in range(len(text) - length + 1):
                known = self._compounds.get(compound(text[start : start + length]))
                if known is not None and (length > 1 or " " in known[1] or "-" in known[1]):
                    hits.setdefault((known[0], tuple(range(start, start + length))), known[1])
        return _longest(
            [
                Hit(concept, found, name, common=_common([text[place].word for place in found]))
                for (concept, found), name in hits.items()
                if any(text[place].word not in FILLER for place in found)
            ]
        )


def _nearest_together(
    terms: tuple[str, ...], places: dict[str, list[int]], at: Sequence[int], slack: int
) -> tuple[int, ...]:
    """Return where all *terms* stand together, with *slack* words between, in any order; or nothing."""
    if len(terms) == 1:
        return (places[terms[0]][0],)
    if any(part not in places for part in terms):
        return ()
    for anchor in places[terms[0]]:
        chosen = {anchor}
        for part in terms[1:]:
            free = [place for place in places[part] if place not in chosen]
            if not free:
                break
            chosen.add(min(free, key=lambda place: (abs(place - anchor), place)))
        if len(chosen) == len(terms) and at[max(chosen)] - at[min(chosen)] < len(terms) + slack:
            return tuple(sorted(chosen))
    return ()


def _as_written(name: Name, found: tuple[int, ...], text: Sequence[Token], at: Sequence[int]) -> bool:
    """Whether the words *found* stand side by side and are the name's own, in order if they say little."""
    if at[found[-1]] - at[found[0]] >= len(found):
        return False
    said = [text[place].word for place in found]
    spelled = [token.word for token in told(tokens(name.spelled))]
    if len(said) == 1:
        alike = any(map(eq, stems(said[0]), stems(spelled[0])))
        return said == spelled or (alike and plain_weight(said[0]) == 1.0)
    in_order = all(text[place].term == term for place, term in zip(found, name.terms, strict=True))
    return in_order or all(plain_weight(word) == 1.0 for word in said)


def _common(words: Sequence[str]) -> bool:
    """Whether everyday talk may hold these words together: a single one, or only such as say little."""
    return len(words) == 1 or all(plain_weight(word) < 1.0 for word in words)


def _longest(hits: list[Hit]) -> list[Hit]:
    kept = []
    for hit in hits:
        taken = set(hit.places)
        if not any(taken < set(other.places) for other in hits):
            kept.append(hit)
    return sorted(kept, key=lambda hit: (hit.places, hit.concept))
