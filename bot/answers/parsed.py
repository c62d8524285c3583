"""A message, and parts of it, as words, names and clauses; a term is the stem of a word (`bot.text.tokens.term`)."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import chain
from typing import NamedTuple

from bot.answers.clauses import Clause
from bot.answers.names import Match
from bot.answers.stop_words import EMPTY, plain_weight, says_little
from bot.text.languages import ANY_LANGUAGE, invert
from bot.text.tokens import Token

COMPARING = ANY_LANGUAGE.comparing
CONTRASTING = COMPARING - ANY_LANGUAGE.joining
CHAPTER = ANY_LANGUAGE.chapters
_numbers = invert(ANY_LANGUAGE.numbers)
_sign = re.compile(r"[?!.)\"]*")
_MOST_DIGITS = 3  # digits of a chapter's number
_LONGEST_RUN = 4  # clauses that are read together, besides all of them


class ParsedQuery(NamedTuple):
    """A message, or some clauses of it, parsed; a term is the stem of a word (`bot.text.tokens.term`)."""

    words: tuple[Token, ...]  # corrected, and without "of", "the" and such, which names leave out too
    matches: tuple[Match, ...]  # the names in it; their places are positions in *words*
    weights: dict[str, float]  # of each term, 0 to 1, by `plain_weight`
    comparing: bool  # whether it sets things side by side: "versus", "and"
    chapters: tuple[int, ...]  # numbers of chapters, if it asks for nothing else
    contrasts: bool = False  # whether it compares them for certain: "versus", "rather than", but not "and"
    asks: bool = True  # whether it has a question mark or a question word
    first: int = 0  # the place of the first of *words* in the message
    text: str = ""  # as written
    said: str = ""  # all of its words, corrected, with blanks around
    sentences: int = 1  # of which it has at least parts
    sentence: range = range(0)  # the places of the words of its whole sentences in the message

    @property
    def places(self) -> range:
        """The places of its words in the message."""
        return range(self.first, self.first + len(self.words))

    def content(self) -> list[Token]:
        """Return the words that are no stop words."""
        return [token for token in self.words if token.word not in EMPTY]

    def says_only(self, terms: AbstractSet[str]) -> bool:
        """Whether the question has no other words than *terms* and stop words."""
        return all(token.term in terms or says_little(token.word) for token in self.words)

    def terms(self, matches: Iterable[Match]) -> set[str]:
        """Return the terms of the words that *matches* consist of."""
        return {self.words[place].term for match in matches for place in match.places}


class Message(NamedTuple):
    """A parsed message: its text and words, those words that may be part of names, the names in it, and its clauses."""

    text: str  # the prose, without code and addresses
    spoken: tuple[Token, ...]
    words: tuple[Token, ...]
    matches: tuple[Match, ...]
    clauses: tuple[Clause, ...]
    has_code: bool = False  # whether code or an error message stood beside it

    @property
    def whole(self) -> ParsedQuery:
        """All of it, as one."""
        return self.read(self.clauses)

    def whole_sentences(self, query: ParsedQuery) -> ParsedQuery:
        """Return the whole sentences of which *query* is a part."""
        inside = [clause for clause in self.clauses if self._places([clause]).start in query.sentence]
        return self.read(inside)

    @property
    def asking_sentences(self) -> ParsedQuery:
        """The sentences from the first that asks something to the last; all if none does."""
        asking = [clause.sentence for clause in self.clauses if clause.asks] or [c.sentence for c in self.clauses]
        return self.read([clause for clause in self.clauses if asking[0] <= clause.sentence <= asking[-1]])

    def beside(self, query: ParsedQuery) -> list[Match]:
        """Return the names outside *query* that stand in its sentences, or in sentences that ask something."""
        asking = {clause.sentence for clause in self.clauses if clause.asks}
        places = {*query.sentence}.union(*(self._sentences([c]) for c in self.clauses if c.sentence in asking))
        return [match for match in self.matches if match.places[0] in places and match.places[0] not in query.places]

    def asked_outside(self, query: ParsedQuery) -> float:
        """Return the weight of the words that clauses outside *query* ask for."""
        asking = (self._places([clause]) for clause in self.clauses if clause.asks)
        words = (self.words[n].word for places in asking for n in places if n not in query.places)
        return sum([plain_weight(word) for word in words if word not in EMPTY])

    @property
    def said(self) -> str:
        """All of its words, corrected, with blanks around."""
        return f" {' '.join([token.word for token in self.spoken])} "

    def read(self, clauses: Sequence[Clause]) -> ParsedQuery:
        """Return these successive *clauses* as if they were all that is said."""
        spoken = self.spoken[clauses[0].start : clauses[-1].end] if clauses else ()
        places = self._places(clauses)
        words = self.words[places.start : places.stop]
        inside = [match for match in self.matches if match.places[0] in places and match.places[-1] in places]
        once = {(id(match.entry), match.aside): match for match in reversed(inside)}  # a name may be said again
        matches = tuple([match.moved(-places.start) for match in reversed(once.values())])
        said = {token.word for token in spoken}
        contrasts = bool(said & CONTRASTING) or any(match.aside for match in matches)
        return ParsedQuery(
            words,
            matches,
            weights={token.term: plain_weight(token.word) for token in words if token.word not in EMPTY},
            comparing=contrasts or bool(said & COMPARING),
            chapters=_chapters_asked(spoken),
            contrasts=contrasts,
            asks=any(clause.asks for clause in clauses),
            first=places.start,
            text=self._text(clauses),
            said=f" {' '.join(token.word for token in spoken)} ",
            sentences=len({clause.sentence for clause in clauses}),
            sentence=self._sentences(clauses),
        )

    def _text(self, clauses: Sequence[Clause]) -> str:
        """Return what is written from the first of *clauses* to the last, with the sign behind it."""
        if not clauses:
            return ""
        first, end = self.spoken[clauses[0].start].start, self.spoken[clauses[-1].end - 1].end
        return self.text[first:end] + (_sign.match(self.text, end) or [""])[0]

    def _sentences(self, clauses: Sequence[Clause]) -> range:
        """Return the places of the words in the sentences that *clauses* are parts of."""
        numbers = {clause.sentence for clause in clauses}
        whole = [clause for clause in self.clauses if clause.sentence in numbers]
        return self._places(whole)

    def _places(self, clauses: Sequence[Clause]) -> range:
        """Return the places of the words in the successive *clauses*."""
        if not clauses:
            return range(0)
        first, last = self.spoken[clauses[0].start].start, self.spoken[clauses[-1].end - 1].start
        starts = [token.start for token in self.words]
        return range(bisect_left(starts, first), bisect_right(starts, last))

    def readings(self) -> Iterator[ParsedQuery]:
        """Yield the whole message, then every run of up to four of its clauses, each with other words than before."""
        seen: set[frozenset[str]] = set()
        count = len(self.clauses)
        runs = ((first, first + length) for length in range(1, _LONGEST_RUN + 1) for first in range(count - length + 1))
        for first, last in chain([(0, count)], runs):
            query = self.read(self.clauses[first:last])
            said = frozenset(query.weights)
            if said not in seen and (query.chapters or not seen or not all(map(str.isdecimal, said))):
                seen.add(said)
                yield query


def neighbours(spoken: Sequence[Token], place: int) -> list[Token]:
    """Return the words right before and right behind the one at *place*."""
    return [*spoken[max(place - 1, 0) : place], *spoken[place + 1 : place + 2]]


def _chapters_asked(spoken: Sequence[Token]) -> tuple[int, ...]:
    """Return the chapters' numbers in "what is chapter 7 about"; () if the question asks for anything else, too."""
    found: list[int] = []
    for place, token in enumerate(spoken):
        if token.word.isdecimal() and len(token.word) <= _MOST_DIGITS:
            found.append(int(token.word))
        elif token.word in _numbers and any(near.word in CHAPTER for near in neighbours(spoken, place)):
            found.append(_numbers[token.word])
        elif not (says_little(token.word) or token.word in CHAPTER | COMPARING):
            return ()
    return tuple(found) if any(token.word in CHAPTER for token in spoken) else ()
