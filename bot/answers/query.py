"""Reads a question: its words, mended where misspelt, and the concepts that they name."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property, lru_cache, partial
from typing import NamedTuple

from rapidfuzz.distance import OSA

from bot.answers.entries import Entry
from bot.answers.phrases import Hit, PhraseIndex, content, told
from bot.answers.spelling import Speller, allowed_edits
from bot.answers.stop_words import FILLER, LIGHT, SHORTHAND, SOFT
from bot.answers.weights import plain_weight, says_little
from bot.text.tokens import Token, said, term, tokens, words

_MOST_WORDS = 60
_COURSE_RANK, _FIELD_RANK = 2, 1
_SHORTEST_BESIDE = 3
_MOST_DIGITS = 3
_EDITS_OF_REAL = 1
_SHORTEST_OF_THE_FIELD = 6
# Between two concepts, these say that each is meant for itself: "difference between LSTM and GRU".
_COMPARING = """
and or vs versus than difference differences compare compared comparison between differ differs
e ou x entre diferenca diferencas comparar comparacao difere comparado comparados
"""
COMPARING = frozenset(_COMPARING.split())
# After one of these stands a word that is an example and not the subject.
_WORD = frozenset(["word", "palavra"])
# Beside a number, these ask for the chapter that bears it.
_CHAPTER = """
chapter chapters chap ch video videos vid episode episodes ep lesson lessons lecture part
capitulo capitulos cap aula aulas parte episodio episodios licao
"""
CHAPTER = frozenset(_CHAPTER.split())
# "Chapter three", "o terceiro vídeo": the first word of each line means one, the next two, and so on.
_COUNTED = """
one two three four five six seven eight nine
um dois tres quatro cinco seis sete oito nove
first second third fourth fifth sixth seventh eighth ninth
primeiro segundo terceiro quarto quinto sexto setimo oitavo nono
primeira segunda terceira quarta quinta sexta setima oitava nona
"""
_counted = {word: number for line in _COUNTED.strip().splitlines() for number, word in enumerate(line.split(), start=1)}
_diminutive = re.compile(r"(?P<stem>\w{3,}?)(?P<link>z?)inh(?P<ending>[ao])s?")
# "pouquinho" comes from "pouco", "joguinho" from "jogo"
_HARD = {"qu": "c", "gu": "g"}


class Reading(NamedTuple):
    """A question as understood; the chapters are those asked for by number and nothing else."""

    words: tuple[Token, ...]
    hits: tuple[Hit, ...]
    comparing: bool
    chapters: tuple[int, ...] = ()

    def content(self) -> list[Token]:
        """Return the words that say something about the subject."""
        return content(self.words)

    def said(self, terms: AbstractSet[str]) -> bool:
        """Whether *terms* are all that the question says about its subject."""
        return all(token.term in terms or says_little(token.word) for token in self.content())

    def compares(self, terms: AbstractSet[str]) -> bool:
        """Whether the question only sets *terms* against each other."""
        rest = [token.word for token in self.content() if token.term not in terms]
        return self.comparing and all(says_little(word) or word in COMPARING for word in rest)

    def plain_weights(self) -> dict[str, float]:
        """Return each term with what its word is worth on its own, however rare it is."""
        return {token.term: plain_weight(token.word) for token in self.content()}

    def terms(self, hits: Iterable[Hit]) -> set[str]:
        """Return the terms of the words that *hits* consist of."""
        return {self.words[place].term for hit in hits for place in hit.places}


class Reader:
    """Knows every name and every word of the course."""

    def __init__(self, found: Sequence[Entry], vocabulary: AbstractSet[str], real_words: Sequence[str]) -> None:
        """Learn the names of all *found* entries, the *vocabulary* of the course and other *real words*."""
        self._phrases = PhraseIndex(
            ((place, name) for place, entry in enumerate(found) for name in entry.names),
            frozenset(place for place, entry in enumerate(found) if not entry.covered),
        )
        self._entries = found
        self._vocabulary = vocabulary
        self._real_words = real_words
        self._subjects = frozenset(
            part for entry in found if not entry.everyday for name in entry.names for part in name.terms
        )
        self._misspelt = {wrong: meant for entry in found for wrong, meant in _misspelt(entry)}
        self._mend = lru_cache(maxsize=4_096)(self._mend_word)
        self._meant = lru_cache(maxsize=4_096)(self._guess)

    @cached_property
    def _speller(self) -> Speller:
        """What mends words: a question in the glossary's own words never needs it."""
        names = {word for entry in self._entries for name in entry.names for word in name.words}
        real = {word for name in self._real_words for word in words(name)}
        return Speller(self._ranked(), names | real | self._vocabulary | FILLER | SOFT | LIGHT)

    def _ranked(self) -> dict[str, int]:
        """Return the words that a misspelling may be mended to, those of the course above others."""
        ranks: dict[str, int] = {}
        for entry in self._entries:
            rank = _COURSE_RANK if entry.covered else _FIELD_RANK
            for word in () if entry.everyday else _mendable(entry):
                if ranks.get(word, 0) < rank and _worth_mending(word, covered=bool(entry.covered)):
                    ranks[word] = rank
        return ranks

    @cached_property
    def _beside(self) -> Mapping[str, AbstractSet[str]]:
        """Which words stand beside a term in the names of what the course covers."""
        beside: dict[str, set[str]] = defaultdict(set)
        for entry in self._entries:
            for name in entry.names if entry.concept and entry.covered else ():
                for part in name.terms if len(name.core) > 1 else ():
                    beside[part].update(name.core)
        return dict(beside)

    def read(self, question: str) -> Reading:
        """Return the words of *question* that matter and what they name."""
        spoken = tokens(said(question))[:_MOST_WORDS]
        kept = told(self._without_quoted([self._retry_held(token) for token in spoken]))
        hits = self._phrases.find(kept)
        closer = self._mended_by_neighbours(kept, hits)
        if closer != kept:
            kept, hits = closer, self._phrases.find(closer)
        comparing = any(token.word in COMPARING for token in spoken)
        return Reading(tuple(kept), tuple(hits), comparing, _chapters_asked(spoken))

    def _without_quoted(self, spoken: Sequence[Token]) -> Iterator[Token]:
        """Yield the words of a question but those it only quotes: "the word bank", "a palavra manga"."""
        before = ""
        for token in spoken:
            if before not in _WORD or token.term in self._subjects or says_little(token.word):
                yield token
            before = token.word

    def _retry_held(self, token: Token) -> Token:
        mended = self._mend(token.word)
        return token._replace(word=mended, term=term(mended)) if mended else token

    def _mend_word(self, word: str) -> str | None:
        """Return the word that *word* is short for, a slip or a diminutive of, if it is any."""
        known = SHORTHAND.get(word) or self._misspelt.get(word)
        if known or word in FILLER:
            return known
        return self._undiminished(word) or self._speller.mend(word)

    def _undiminished(self, word: str) -> str | None:
        """Return the word that a Portuguese diminutive comes from: "mudancinha" is a small "mudanca"."""
        found = _diminutive.fullmatch(word)
        if found is None or self._speller.knows(word):
            return None
        stem, ending = found["stem"], found["ending"]
        if found["link"]:
            plain = stem
        elif stem[-2:] in _HARD:
            plain = stem[:-2] + _HARD[stem[-2:]] + ending
        else:
            plain = stem + ending
        return plain if self._speller.knows(plain) else None

    def _mended_by_neighbours(self, kept: list[Token], hits: Sequence[Hit]) -> list[Token]:
        """Mend a real word that a neighbour shows to be a slip: "gradient decent"."""
        taken = {place for hit in hits if len(hit.places) > 1 for place in hit.places}
        mended = list(kept)
        for place, token in enumerate(kept):
            if place in taken or says_little(token.word) or token.term in self._subjects:
                continue
            for beside in (place - 1, place + 1):
                meant = self._meant(token.word, kept[beside].term) if 0 <= beside < len(kept) else None
                if meant:
                    mended[place] = token._replace(word=meant, term=term(meant))
        return mended

    def _guess(self, word: str, neighbour: str) -> str | None:
        """Return the word that stands beside *neighbour* in a name and looks like *word*."""
        real = self._speller.knows(word)
        for spelled in sorted(self._beside.get(neighbour, ())):
            most = min(allowed_edits(word), allowed_edits(spelled), _EDITS_OF_REAL if real else len(word))
            if not most and not real:
                most = int(min(len(word), len(spelled)) >= _SHORTEST_BESIDE)
            if most and OSA.distance(word, spelled, score_cutoff=most) <= most:
                return spelled
        return None


def _chapters_asked(spoken: Sequence[Token]) -> tuple[int, ...]:
    """Return the numbers in "what is chapter 7 about", where nothing else is asked for."""
    found: list[int] = []
    for place, token in enumerate(spoken):
        beside = {spoken[near].word for near in (place - 1, place + 1) if 0 <= near < len(spoken)}
        if token.word.isdecimal() and len(token.word) <= _MOST_DIGITS:
            found.append(int(token.word))
        elif token.word in _counted and beside & CHAPTER:
            found.append(_counted[token.word])
        elif not (says_little(token.word) or token.word in CHAPTER | COMPARING):
            return ()
    return tuple(found) if any(token.word in CHAPTER for token in spoken) else ()


def _mendable(entry: Entry) -> Iterator[str]:
    """Yield what a misspelling may be mended to: names' words, and of the course's names also such as one."""
    for name in entry.names:
        yield from name.words
        if entry.covered and entry.concept and len(name.words) > 1:
            yield "".join(name.words)


def _worth_mending(word: str, *, covered: bool) -> bool:
    if covered:
        return not says_little(word) and not word.isdecimal()
    return plain_weight(word) == 1.0 and len(word) >= _SHORTEST_OF_THE_FIELD


def _misspelt(entry: Entry) -> Iterator[tuple[str, str]]:
    """Yield each word known to be misspelt with the word of the entry's names that it looks like most."""
    wrongs = entry.concept.misspelt if entry.concept else ()
    spelled = sorted({word for name in entry.names for word in name.words}) if wrongs else []
    for wrong in (word for name in wrongs if " " not in name for word in words(name)):
        yield wrong, min(spelled, key=partial(OSA.distance, wrong))
