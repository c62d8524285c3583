"""Finds the names of concepts in a question: inflected, in another order, joined or split."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from itertools import chain, takewhile
from operator import eq
from typing import NamedTuple

from bot.answers.names import Spelling
from bot.answers.stop_words import FILLER, GLUE
from bot.answers.weights import plain_weight, says_little
from bot.text.tokens import Token, stems, term

_LONGEST_COMPOUND = 3
_SLACK = 1
_DOING = "ing"
_ENDINGS = frozenset(["", "a", "as", "d", "e", "ed", "es", "ies", "ing", "o", "os", "s", "y"])
Places = tuple[int, ...]
Name = tuple[int, Spelling]


class Hit(NamedTuple):
    """A concept named in a text, and the places of the words that name it."""

    concept: int
    places: Places
    name: str
    common: bool


def told(text: Iterable[Token]) -> list[Token]:
    """Return the words of *text* that may be part of a name."""
    return [token for token in text if token.word not in GLUE]


def content(text: Iterable[Token]) -> list[Token]:
    """Return the words of *text* that say something about its subject."""
    return [token for token in text if token.word not in FILLER]


class PhraseIndex:
    """All names of all concepts, ready to be found in a text."""

    def __init__(self, names: Iterable[tuple[int, Spelling]], foreign: AbstractSet[int] = frozenset()) -> None:
        """Index *names*, given as pairs of a concept's place and one of its names.

        Names of *foreign* concepts are found only as they are written, give or take an ending: what
        says that a question is none of ours must not be found by chance.
        """
        self._foreign = foreign
        self._compounds: dict[str, Name] = {}
        found: list[Name] = []
        for name in names:
            spelled = name[1]
            said = spelled.words
            if 0 < len(said) <= _LONGEST_COMPOUND:
                head, last = "".join(said[:-1]), said[-1]
                self._compounds.setdefault(head + term(last), name)
                self._compounds.setdefault(head + last, name)
            if spelled.findable:
                found.append(name)
        frequency = Counter(chain.from_iterable([spelled.terms for _, spelled in found]))
        self._by_rarest: dict[str, list[Name]] = defaultdict(list)
        single: set[tuple[int, str]] = set()
        for name in found:
            concept, (_, _, _, terms) = name
            rarest = min(terms, key=frequency.__getitem__) if len(terms) > 1 else terms[0]
            if len(terms) == 1 and concept not in foreign:
                if (concept, rarest) in single:
                    continue  # the plural, or the other language: it finds what the first one does
                single.add((concept, rarest))
            self._by_rarest[rarest].append(name)

    def find(self, text: Sequence[Token]) -> list[Hit]:
        """Return the concepts that *text* names; a name inside a longer one does not count."""
        telling = [not says_little(token.word) for token in text]
        hits: dict[tuple[Places, int], Spelling] = {}
        for (concept, spelled), places in chain(self._side_by_side(text, telling), self._joined(text)):
            if any(map(telling.__getitem__, places)):
                hits.setdefault((places, concept), spelled)
        longest = _longest({places for places, _ in hits})
        return [
            Hit(concept, places, spelled.text, common=_common(spelled, [text[place].word for place in places]))
            for (places, concept), spelled in sorted(hits.items())
            if places in longest
        ]

    def _side_by_side(self, text: Sequence[Token], telling: Sequence[bool]) -> Iterator[tuple[Name, Places]]:
        """Yield the names whose words stand together in *text*, in whatever order, and where."""
        places: dict[str, list[int]] = {}
        # words that say nothing take no room: in "gradients that may vanish" two words stand together
        at: list[int] = []
        told_before = 0
        for place, token in enumerate(text):
            places.setdefault(token.term, []).append(place)
            at.append(told_before)
            told_before += telling[place]
        said = frozenset(places)
        for part in places:  # in the text's order, so that the same name is found every time
            for name in self._by_rarest.get(part, ()):
                concept, spelled = name
                if said.issuperset(spelled.terms):
                    found = _nearest_together(spelled, places, at)
                    if found and (concept not in self._foreign or _as_written(spelled, found, text, at)):
                        yield name, found

    def _joined(self, text: Sequence[Token]) -> Iterator[tuple[Name, Places]]:
        """Yield the names that are words of *text* put together, or one word of it taken apart."""
        for start in range(len(text)):
            joined = ""
            for end in range(start, min(start + _LONGEST_COMPOUND, len(text))):
                known = self._compounds.get(joined + text[end].term)
                joined += text[end].word
                known = known or self._compounds.get(joined)
                if known is not None and (end > start or len(known[1].words) > 1):
                    yield known, tuple(range(start, end + 1))


def _nearest_together(name: Spelling, places: Mapping[str, list[int]], at: Sequence[int]) -> Places:
    """Return where all words of *name*, which are there, stand together, or nothing."""
    terms = name.terms
    if len(terms) == 1:
        return (places[terms[0]][0],)
    for anchor in places[terms[0]]:
        chosen = [anchor]
        for part in terms[1:]:
            free = [place for place in places[part] if place not in chosen]
            if not free:
                return ()
            chosen.append(min(free, key=lambda place: (abs(place - anchor), place)))
        found = sorted(chosen)
        room = len(terms) - (at[found[-1]] - at[found[0]])
        # a name with a word that is met anywhere, or in another order than its own, must stand together
        if room > 0 or (room > -_SLACK and name.weighty and found == chosen):
            return tuple(found)
    return ()


def _as_written(name: Spelling, found: Places, text: Sequence[Token], at: Sequence[int]) -> bool:
    """Whether the words *found* stand side by side and are the name's own, in order if they say little."""
    if at[found[-1]] - at[found[0]] >= len(found):
        return False
    said = [text[place].word for place in found]
    if len(said) == 1:
        spelled = name.core
        if said == spelled or spelled[0].endswith(_DOING):
            return said == spelled  # "padding" is a thing of the field, "pads" need not be
        return plain_weight(said[0]) == 1.0 and _inflected(said[0], spelled[0])
    in_order = all(text[place].term == part for place, part in zip(found, name.terms, strict=True))
    return in_order or all(plain_weight(word) == 1.0 for word in said)


def _inflected(one: str, other: str) -> bool:
    """Whether two words are one but for an ending of number, gender or time.

    The stemmers make one of "comprida" and "compras", "valores" and "Valorant", "apart" and "apartment", too.
    """
    if not any(map(eq, stems(one), stems(other))):
        return False
    shared = sum(takewhile(bool, map(eq, one, other)))
    return {one[shared:], other[shared:]} <= _ENDINGS


def _common(name: Spelling, words: Sequence[str]) -> bool:
    """Whether everyday talk may hold these words: a single one, no acronym, or only such as say little."""
    if len(words) == 1 and not _acronym(name.text):
        return True
    return all(plain_weight(word) < 1.0 for word in words)


@lru_cache(maxsize=8_192)
def _acronym(name: str) -> bool:
    return sum(letter.isupper() for letter in name) > 1


def _longest(found: AbstractSet[Places]) -> set[Places]:
    """Return the places that are no part of others."""
    sets = {places: frozenset(places) for places in found}
    return {places for places, own in sets.items() if not any(own < other for other in sets.values())}
