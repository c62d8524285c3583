"""Parses a question into words, corrected if misspelt, and the concepts that they name."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property, lru_cache, partial
from itertools import chain, pairwise
from operator import eq

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.answers.clauses import split_clauses
from bot.answers.comparisons import compared_from, set_aside
from bot.answers.names import Entry, Match, NameIndex, Outside
from bot.answers.parsed import Message, neighbours
from bot.answers.stop_words import COMMON, EMPTY, VAGUE, name_words, plain_weight, says_little
from bot.text.languages import ANY_LANGUAGE, invert
from bot.text.tokens import Token, all_stems, normalise, stems, term, tokens, words

_MOST_WORDS = 400  # words of a question that are read
# Letters of a word, but for the last, which counts edits.
_SHORTEST_CORRECTED = 4
_TWO_EDITS_FROM = 8
_THREE_EDITS_FROM = 12
_ANY_FIRST_LETTER_FROM = 6  # a shorter word is not corrected to one with another first letter
_SHORTEST_OUT_OF_COURSE = 6  # in names of concepts outside the course, words to which a misspelling is corrected
_SHORTEST_BESIDE_NAME = 3  # to be corrected if a neighbouring word shows which name is meant
_EDITS_OF_REAL_WORD = 1  # edits by which a real word is corrected if a neighbouring word shows which name is meant
_QUOTING = ANY_LANGUAGE.quoting
SHORTHAND = invert(ANY_LANGUAGE.shorthand)
_diminutive = re.compile(r"(?P<stem>\w{3,}?)(?P<link>z?)inh(?P<ending>[ao])s?")
# Spelling of /k/ and /g/ before i and before o: "pouquinho" comes from "pouco", "joguinho" from "jogo".
_HARD = {"qu": "c", "gu": "g"}


def allowed_edits(word: str) -> int:
    """Return how many edits (optimal string alignment) may correct *word*, by its length: 0 to 3."""
    length = len(word)
    return (length >= _SHORTEST_CORRECTED) + (length >= _TWO_EDITS_FROM) + (length >= _THREE_EDITS_FROM)


class Speller:
    """Corrects misspelt words to the nearest word of *ranks*, of several to the highest ranked; *known* words stay."""

    def __init__(self, ranks: Mapping[str, int], known: Iterable[str]) -> None:
        self._ranks = ranks
        self._known = frozenset(known) | ranks.keys()
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for word in sorted(ranks):
            if len(word) >= _SHORTEST_CORRECTED and word.isalpha():
                self._by_length[len(word)].append(word)

    @cached_property
    def _known_stems(self) -> tuple[AbstractSet[str], AbstractSet[str]]:
        """The English and the Portuguese stems of all known words; computed only when a question needs them."""
        return all_stems(self._known)

    def knows(self, word: str) -> bool:
        """Tell whether *word* is a known word or, from four letters on, shares a stem with one."""
        if word in self._known or len(word) < _SHORTEST_CORRECTED:
            return word in self._known
        return any(stem in known for stem, known in zip(stems(word), self._known_stems, strict=True))

    def correct(self, word: str) -> str | None:
        """Return the word to which the folded *word* is corrected; None if it is known or no word is close enough."""
        most = allowed_edits(word)
        if not most or not word.isalpha() or word in self._known:
            return None
        # a word that shares a stem with a known one may still be a misspelling of it: "conexoas"
        is_ending, letters = self.knows(word), sorted(word)
        close = partial(process.extract, word, scorer=OSA.distance, score_cutoff=most, limit=None)
        found = [
            # of equally close words of one rank, first those with the same letters: swapping is the commoner mistake
            (distance, -self._ranks[near], sorted(near) != letters, near[0] != word[0], near)
            for length in range(len(word) - most, len(word) + most + 1)
            for near, distance, _ in close(self._by_length.get(length, ()))
            if (not is_ending or _ends_differently(near, word))
            and distance <= allowed_edits(min(near, word, key=len))
            and (len(word) >= _ANY_FIRST_LETTER_FROM or near[0] == word[0])
        ]
        return min(found)[-1] if found else None


def _ends_differently(near: str, word: str) -> bool:
    """Tell whether the words share an English or Portuguese stem, but not the term under which they are compared."""
    return any(map(eq, stems(near), stems(word))) and term(near) != term(word)


class QueryParser:
    """Parses questions by the names of *entries* and those *outside*, which serve every course.

    Words of *vocabulary* and *real_words* count as spelt correctly.
    """

    def __init__(
        self,
        entries: Sequence[Entry],
        vocabulary: AbstractSet[str],
        real_words: Iterable[str],
        outside: Outside | None = None,
    ) -> None:
        self._names = NameIndex(entries, outside)
        self._entries = entries
        self._vocabulary = vocabulary
        self._real_words = real_words
        self._name_terms = frozenset(
            part
            for entry in entries
            if not (entry.off_topic or entry.general)
            for name in entry.names
            for part in name.terms
        )
        self._misspelt = dict(chain.from_iterable(map(_misspelt, entries)))
        self._corrected = lru_cache(maxsize=4_096)(self._correct_word)
        self._meant = lru_cache(maxsize=4_096)(self._find_meant)

    @cached_property
    def _speller(self) -> Speller:
        """The speller; made only when a question has a word that it needs."""
        names = {word for entry in self._entries if not entry.general for name in entry.names for word in name.words}
        real = {word for name in self._real_words for word in words(name)}
        return Speller(_correction_ranks(self._entries), names | real | self._vocabulary | EMPTY | VAGUE | COMMON)

    @cached_property
    def _beside(self) -> Mapping[str, AbstractSet[str]]:
        """For each term, the words that names of the course's concepts have beside it."""
        beside: dict[str, set[str]] = defaultdict(set)
        for name in (name for entry in self._entries if entry.concept and entry.covered for name in entry.names):
            for part in name.terms if len(name.core) > 1 else ():
                beside[part].update(name.core)
        return dict(beside)

    def parse(self, question: str, *, has_code: bool = False) -> Message:
        """Return *question* parsed: its first 400 words, in up to 1,000 characters; *has_code* is taken over."""
        text = normalise(question)
        read = tokens(text)[:_MOST_WORDS]
        spoken = [_replaced(token, self._corrected(token.word)) for token in read]
        before = ["", *(token.word for token in spoken)]
        words = name_words(t for t, word in zip(spoken, before, strict=False) if not self._is_quoted(t, word))
        behind, clauses = compared_from(spoken), split_clauses(text, read)
        begins = sorted({clause.sentence: read[clause.start].start for clause in reversed(clauses)}.values())
        matches = self._find(words, begins, behind)
        named = {place for match in matches for place in match.places}
        kept = [token for place, token in enumerate(words) if token.start not in behind or place in named]
        if len(kept) < len(words):  # "without formulas" is not about formulas
            words, matches = kept, self._find(kept, begins, behind)
        closer = self._corrected_by_neighbours(words, begins, matches)
        if closer != words:
            words, matches = closer, self._find(closer, begins, behind)
        return Message(
            question, tuple(spoken), tuple(words), set_aside(matches, words, spoken, behind), tuple(clauses), has_code
        )

    def _find(self, words: Sequence[Token], begins: Sequence[int], behind: Sequence[int]) -> list[Match]:
        """Return the names in *words*, none of which stands in two sentences; each *begins* at one of these places."""
        starts = [token.start for token in words]
        borders = [bisect_left(starts, place) for place in begins]
        return [
            match.moved(start)
            for start, end in pairwise((*borders, len(words)))
            for match in self._find_in_sentence(words[start:end], behind)
        ]

    def _find_in_sentence(self, words: Sequence[Token], behind: Sequence[int]) -> list[Match]:
        """Return the names in *words*, none of which reaches across one of the places *behind* words such as "than"."""
        whole = self._names.find(words)
        borders = [bisect_left([token.start for token in words], place) for place in behind]
        if not any(match.entry.covered and _reaches_across(match, borders) for match in whole):
            return whole
        found = [match for match in whole if not match.entry.covered]
        for start, end in pairwise((0, *borders, len(words))):
            part = [match for match in self._names.find(words[start:end]) if match.entry.covered]
            found += [match.moved(start) for match in part]
        return found

    def _is_quoted(self, token: Token, before: str) -> bool:
        """Tell whether *token*, after the word *before*, is only an example: "the word bank", "a palavra manga"."""
        return before in _QUOTING and token.term not in self._name_terms and not says_little(token.word)

    def _correct_word(self, word: str) -> str | None:
        """Return the word that *word* abbreviates, misspells or is a diminutive of; None if none."""
        known = SHORTHAND.get(word) or self._misspelt.get(word)
        if known or word in EMPTY or word in self._vocabulary:  # of these the speller would say that it knows them
            return known
        return self._without_diminutive(word) or self._speller.correct(word)

    def _without_diminutive(self, word: str) -> str | None:
        """Return the known word that a Portuguese diminutive comes from ("mudanca" for "mudancinha"); None if none."""
        found = _diminutive.fullmatch(word)
        if found is None or self._speller.knows(word):
            return None
        plain = found["stem"]
        if not found["link"]:
            plain = plain[:-2] + _HARD.get(plain[-2:], plain[-2:]) + found["ending"]
        return plain if self._speller.knows(plain) else None

    def _corrected_by_neighbours(
        self, kept: list[Token], begins: Sequence[int], matches: Sequence[Match]
    ) -> list[Token]:
        """Return *kept* with words corrected that, with the word beside them, resemble a name: "gradient decent".

        A word that *begins* another sentence is not beside them.
        """
        taken = {place for match in matches if len(match.places) > 1 for place in match.places}
        corrected = list(kept)
        for place, token in enumerate(kept):
            if not (place in taken or says_little(token.word) or token.term in self._name_terms):
                here = bisect_right(begins, token.start)
                for neighbour in neighbours(kept, place):
                    if bisect_right(begins, neighbour.start) != here:
                        continue
                    corrected[place] = _replaced(corrected[place], self._meant(token.word, neighbour.term))
        return corrected

    def _find_meant(self, word: str, neighbour: str) -> str | None:
        """Return a word similar to *word* that stands beside the term *neighbour* in a name; None if none."""
        real = self._speller.knows(word)
        for spelled in sorted(self._beside.get(neighbour, ())):
            most = min(allowed_edits(word), allowed_edits(spelled), _EDITS_OF_REAL_WORD if real else len(word))
            if not most and not real:
                most = int(min(len(word), len(spelled)) >= _SHORTEST_BESIDE_NAME)
            if most and OSA.distance(word, spelled, score_cutoff=most) <= most:
                return spelled
        return None


def _reaches_across(match: Match, borders: Iterable[int]) -> bool:
    return any(match.places[0] < border <= match.places[-1] for border in borders)


def _replaced(token: Token, word: str | None) -> Token:
    return token._replace(word=word, term=term(word)) if word else token


def _correction_ranks(entries: Iterable[Entry]) -> dict[str, int]:
    """Return the words to which misspellings are corrected: rank 2 if from names in the course, 1 if from others."""
    named = [(entry, name) for entry in entries if not (entry.off_topic or entry.general) for name in entry.names]
    field = {word for entry, name in named if not entry.covered for word in name.words}
    course = {word for entry, name in named if entry.covered for word in name.words}
    course |= {"".join(name.words) for entry, name in named if entry.covered and entry.concept}
    ranks = {word: 1 for word in field if len(word) >= _SHORTEST_OUT_OF_COURSE and plain_weight(word) == 1.0}
    return ranks | {word: 2 for word in course if not (says_little(word) or word.isdecimal())}


def _misspelt(entry: Entry) -> Iterator[tuple[str, str]]:
    """Yield each listed misspelling of one word with the most similar word of the entry's names."""
    wrongs = entry.concept.misspelt if entry.concept else ()
    spelled = sorted({word for name in entry.names for word in name.words}) if wrongs else []
    for wrong in (word for name in wrongs if " " not in name for word in words(name)):
        yield wrong, closest_spelling(wrong, spelled)


def closest_spelling(wrong: str, spelled: Sequence[str]) -> str:
    """Return the first of *spelled* that is the fewest edits away from *wrong*; raise ValueError without any."""
    return min(spelled, key=partial(OSA.distance, wrong))
