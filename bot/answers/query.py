"""Parses a question: its words, corrected where misspelt, and the concepts that they name."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property, lru_cache, partial
from itertools import chain
from operator import eq
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.answers.names import Entry, Match, NameIndex
from bot.answers.stop_words import COMMON, EMPTY, VAGUE, name_words, plain_weight, says_little
from bot.text.languages import ANY_LANGUAGE, invert
from bot.text.tokens import Token, all_stems, normalise, stems, term, tokens, words

_MOST_WORDS = 60  # words of a question that are read
_MOST_DIGITS = 3  # digits of a chapter's number
# Letters of a word.
_SHORTEST_CORRECTED = 4
_TWO_EDITS_FROM = 8
_THREE_EDITS_FROM = 12
_ANY_FIRST_LETTER_FROM = 6  # a slip seldom hits the first letter, and of a shorter word little else is left
_SHORTEST_OUT_OF_COURSE = 6  # of what the course leaves out, the words that a misspelling may be corrected to
_SHORTEST_BESIDE_NAME = 3  # where a neighbour shows the name that is meant
_EDITS_OF_REAL_WORD = 1  # edits, where a neighbour shows that a real word is a slip
COMPARING, _CHAPTER, _QUOTING = ANY_LANGUAGE.comparing, ANY_LANGUAGE.chapters, ANY_LANGUAGE.quoting
SHORTHAND, _numbers = invert(ANY_LANGUAGE.shorthand), invert(ANY_LANGUAGE.numbers)
_diminutive = re.compile(r"(?P<stem>\w{3,}?)(?P<link>z?)inh(?P<ending>[ao])s?")
# "pouquinho" comes from "pouco", "joguinho" from "jogo"
_HARD = {"qu": "c", "gu": "g"}


class ParsedQuery(NamedTuple):
    """A question as understood.

    Each term weighs what its word says on its own, 0 to 1; the chapters are those asked for by number and nothing else.
    """

    words: tuple[Token, ...]
    matches: tuple[Match, ...]
    weights: dict[str, float]
    comparing: bool
    chapters: tuple[int, ...]

    def content(self) -> list[Token]:
        """Return the words that say something about the subject."""
        return [token for token in self.words if token.word not in EMPTY]

    def says_only(self, terms: AbstractSet[str]) -> bool:
        """Whether *terms* are all that the question says about its subject."""
        return all(token.term in terms or says_little(token.word) for token in self.words)

    def compares_only(self, terms: AbstractSet[str]) -> bool:
        """Whether the question only sets *terms* against each other."""
        rest = [token.word for token in self.words if token.term not in terms]
        return self.comparing and all(says_little(word) or word in COMPARING for word in rest)

    def terms(self, matches: Iterable[Match]) -> set[str]:
        """Return the terms of the words that *matches* consist of."""
        return {self.words[place].term for match in matches for place in match.places}


def allowed_edits(word: str) -> int:
    """Return how many slips of the finger a word of this length may hide; short ones none."""
    length = len(word)
    return (length >= _SHORTEST_CORRECTED) + (length >= _TWO_EDITS_FROM) + (length >= _THREE_EDITS_FROM)


class Speller:
    """Corrects misspelt words, without ever turning one real word into another."""

    def __init__(self, ranks: Mapping[str, int], known: Iterable[str]) -> None:
        """Correct towards the words of *ranks*, the highest first; *known* words are left alone."""
        self._ranks = ranks
        self._known = frozenset(known) | ranks.keys()
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for word in sorted(ranks):
            if len(word) >= _SHORTEST_CORRECTED and word.isalpha():
                self._by_length[len(word)].append(word)

    @cached_property
    def _known_stems(self) -> tuple[AbstractSet[str], AbstractSet[str]]:
        """The stems of all known words: most questions are spelt well and never need them."""
        return all_stems(self._known)

    def knows(self, word: str) -> bool:
        """Whether *word* is a real word as it stands, or one with another ending."""
        if word in self._known or len(word) < _SHORTEST_CORRECTED:
            return word in self._known
        return any(stem in known for stem, known in zip(stems(word), self._known_stems, strict=True))

    def correct(self, word: str) -> str | None:
        """Return the word of the course that *word* was meant to be, if it is no real one and close."""
        most = allowed_edits(word)
        if not most or not word.isalpha() or word in self._known:
            return None
        # what seems to be another ending of a real word may only be a slip of that word: "conexoas"
        is_ending, letters = self.knows(word), sorted(word)
        close = partial(process.extract, word, scorer=OSA.distance, score_cutoff=most, limit=None)
        found = [
            # letters are swapped more often than left out
            (distance, -self._ranks[near], sorted(near) != letters, near[0] != word[0], near)
            for length in range(len(word) - most, len(word) + most + 1)
            for near, distance, _ in close(self._by_length.get(length, ()))
            if (not is_ending or _ends_differently(near, word))
            and distance <= allowed_edits(min(near, word, key=len))
            and (len(word) >= _ANY_FIRST_LETTER_FROM or near[0] == word[0])
        ]
        return min(found)[-1] if found else None


def _ends_differently(near: str, word: str) -> bool:
    """Whether a stemmer finds the same stem in both, and yet they would not be compared as one."""
    return any(map(eq, stems(near), stems(word))) and term(near) != term(word)


class QueryParser:
    """Knows every name and every word of the course."""

    def __init__(self, entries: Sequence[Entry], vocabulary: AbstractSet[str], real_words: Iterable[str]) -> None:
        """Learn the names of all *entries*, the *vocabulary* of the course and other *real words*."""
        self._names = NameIndex(entries)
        self._entries = entries
        self._vocabulary = vocabulary
        self._real_words = real_words
        self._name_terms = frozenset(
            part for entry in entries if not entry.off_topic for name in entry.names for part in name.terms
        )
        self._misspelt = dict(chain.from_iterable(map(_misspelt, entries)))
        self._corrected = lru_cache(maxsize=4_096)(self._correct_word)
        self._meant = lru_cache(maxsize=4_096)(self._find_meant)

    @cached_property
    def _speller(self) -> Speller:
        """What corrects words: a question in the glossary's own words never needs it."""
        names = {word for entry in self._entries for name in entry.names for word in name.words}
        real = {word for name in self._real_words for word in words(name)}
        return Speller(_correction_ranks(self._entries), names | real | self._vocabulary | EMPTY | VAGUE | COMMON)

    @cached_property
    def _beside(self) -> Mapping[str, AbstractSet[str]]:
        """Which words stand beside a term in the names of what the course covers."""
        beside: dict[str, set[str]] = defaultdict(set)
        for name in (name for entry in self._entries if entry.concept and entry.covered for name in entry.names):
            for part in name.terms if len(name.core) > 1 else ():
                beside[part].update(name.core)
        return dict(beside)

    def parse(self, question: str) -> ParsedQuery:
        """Return the words of *question* that matter and what they name."""
        spoken = tokens(normalise(question))[:_MOST_WORDS]
        corrected = [_replaced(token, self._corrected(token.word)) for token in spoken]
        before = ["", *(token.word for token in corrected)]
        kept = name_words(t for t, word in zip(corrected, before, strict=False) if not self._is_quoted(t, word))
        matches = self._names.find(kept)
        closer = self._corrected_by_neighbours(kept, matches)
        if closer != kept:
            kept, matches = closer, self._names.find(closer)
        comparing = any(token.word in COMPARING for token in spoken)
        weights = {token.term: plain_weight(token.word) for token in kept if token.word not in EMPTY}
        return ParsedQuery(tuple(kept), tuple(matches), weights, comparing, _chapters_asked(spoken))

    def _is_quoted(self, token: Token, before: str) -> bool:
        """Whether a question only quotes a word: "the word bank", "a palavra manga"."""
        return before in _QUOTING and token.term not in self._name_terms and not says_little(token.word)

    def _correct_word(self, word: str) -> str | None:
        """Return the word that *word* is short for, a slip or a diminutive of, if it is any."""
        known = SHORTHAND.get(word) or self._misspelt.get(word)
        if known or word in EMPTY:
            return known
        return self._without_diminutive(word) or self._speller.correct(word)

    def _without_diminutive(self, word: str) -> str | None:
        """Return the word that a Portuguese diminutive comes from: "mudancinha" is a small "mudanca"."""
        found = _diminutive.fullmatch(word)
        if found is None or self._speller.knows(word):
            return None
        plain = found["stem"]
        if not found["link"]:
            plain = plain[:-2] + _HARD.get(plain[-2:], plain[-2:]) + found["ending"]
        return plain if self._speller.knows(plain) else None

    def _corrected_by_neighbours(self, kept: list[Token], matches: Sequence[Match]) -> list[Token]:
        """Correct a real word that a neighbour shows to be a slip: "gradient decent"."""
        taken = {place for match in matches if len(match.places) > 1 for place in match.places}
        corrected = list(kept)
        for place, token in enumerate(kept):
            if not (place in taken or says_little(token.word) or token.term in self._name_terms):
                for neighbour in _neighbours(kept, place):
                    corrected[place] = _replaced(corrected[place], self._meant(token.word, neighbour.term))
        return corrected

    def _find_meant(self, word: str, neighbour: str) -> str | None:
        """Return the word that stands beside *neighbour* in a name and looks like *word*."""
        real = self._speller.knows(word)
        for spelled in sorted(self._beside.get(neighbour, ())):
            most = min(allowed_edits(word), allowed_edits(spelled), _EDITS_OF_REAL_WORD if real else len(word))
            if not most and not real:
                most = int(min(len(word), len(spelled)) >= _SHORTEST_BESIDE_NAME)
            if most and OSA.distance(word, spelled, score_cutoff=most) <= most:
                return spelled
        return None


def _replaced(token: Token, word: str | None) -> Token:
    return token._replace(word=word, term=term(word)) if word else token


def _neighbours(spoken: Sequence[Token], place: int) -> list[Token]:
    return [*spoken[max(place - 1, 0) : place], *spoken[place + 1 : place + 2]]


def _chapters_asked(spoken: Sequence[Token]) -> tuple[int, ...]:
    """Return the numbers in "what is chapter 7 about", where nothing else is asked for."""
    found: list[int] = []
    for place, token in enumerate(spoken):
        if token.word.isdecimal() and len(token.word) <= _MOST_DIGITS:
            found.append(int(token.word))
        elif token.word in _numbers and any(near.word in _CHAPTER for near in _neighbours(spoken, place)):
            found.append(_numbers[token.word])
        elif not (says_little(token.word) or token.word in _CHAPTER | COMPARING):
            return ()
    return tuple(found) if any(token.word in _CHAPTER for token in spoken) else ()


def _correction_ranks(entries: Iterable[Entry]) -> dict[str, int]:
    """Return the words that a misspelling may be corrected to: of rank 2 the course's, of rank 1 the field's."""
    named = [(entry, name) for entry in entries if not entry.off_topic for name in entry.names]
    field = {word for entry, name in named if not entry.covered for word in name.words}
    course = {word for entry, name in named if entry.covered for word in name.words}
    course |= {"".join(name.words) for entry, name in named if entry.covered and entry.concept}
    ranks = {word: 1 for word in field if len(word) >= _SHORTEST_OUT_OF_COURSE and plain_weight(word) == 1.0}
    return ranks | {word: 2 for word in course if not (says_little(word) or word.isdecimal())}


def _misspelt(entry: Entry) -> Iterator[tuple[str, str]]:
    """Yield each word known to be misspelt with the word of the entry's names that it looks like most."""
    wrongs = entry.concept.misspelt if entry.concept else ()
    spelled = sorted({word for name in entry.names for word in name.words}) if wrongs else []
    for wrong in (word for name in wrongs if " " not in name for word in words(name)):
        yield wrong, min(spelled, key=partial(OSA.distance, wrong))
