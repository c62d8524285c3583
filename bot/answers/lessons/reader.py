"""Reads a question to a course without a glossary: its words, corrected by the course's, and its clauses."""

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache, partial

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.answers.clauses import split_clauses
from bot.answers.lessons.coverage import Coverage
from bot.answers.lessons.index import LessonIndex
from bot.answers.lessons.knowledge import knowledge
from bot.answers.parsed import Message
from bot.answers.query import SHORTHAND, allowed_edits
from bot.answers.stop_words import COMMON, EMPTY, VAGUE, name_words
from bot.text.languages import ANY_LANGUAGE
from bot.text.tokens import Token, normalise, stems, term, tokens

_MOST_WORDS = 400  # words of a question that are read
_STOP_WORDS = EMPTY | VAGUE | COMMON
_ANY_FIRST_LETTER_FROM = 6  # letters: a shorter word is not corrected to one with another first letter


class LessonReader:
    """Parses questions by the words of *index* and the names of *coverage*."""

    def __init__(self, index: LessonIndex, coverage: Coverage) -> None:
        self._index = index
        self._coverage = coverage
        self._by_length: dict[int, list[str]] = defaultdict(list)
        known = (word for entry in coverage.entries for name in entry.names for word in name.words)
        for word in sorted({*index.words, *known}):
            if word.isalpha() and word not in _STOP_WORDS:
                self._by_length[len(word)].append(word)
        self._corrected = lru_cache(maxsize=512)(self._correct)

    def parse(self, question: str, *, has_code: bool = False) -> Message:
        """Return *question* parsed: its first 400 words, in up to 1,000 characters; *has_code* is taken over."""
        text = normalise(question)
        read = tokens(text)[:_MOST_WORDS]
        spoken = [_replaced(token, self._corrected(token.word)) for token in read]
        words = tuple(name_words(self._without_speakers(spoken)))
        matches = tuple([named.match for named in self._coverage.find(words)])
        return Message(question, tuple(spoken), words, matches, tuple(split_clauses(text, read)), has_code)

    def _without_speakers(self, text: list[Token]) -> list[Token]:
        """Return *text* without the names of whoever speaks in a lesson: "where does Ada explain pointers"."""
        speakers: set[int] = set()
        for place in range(len(text) - 2, -1, -1):  # a verb at the end says nothing of what is explained
            before_verb = text[place + 1].word in ANY_LANGUAGE.presenting or place + 1 in speakers
            if before_verb and self._is_unknown(text[place].word):
                speakers.add(place)
        return [token for place, token in enumerate(text) if place not in speakers]

    def _is_unknown(self, word: str) -> bool:
        return word.isalpha() and word not in _STOP_WORDS and not self._index.says(term(word)) and not _is_real(word)

    def _correct(self, word: str) -> str | None:
        """Return the word that *word* abbreviates or misspells; None if it stays."""
        if word in EMPTY or word in self._index.words:
            return None
        known = SHORTHAND.get(word) or knowledge().misspelt.get(word)
        if known:
            return known
        if self._index.says(term(word)) or _is_real(word):
            return None
        return self._closest(word)

    def _closest(self, word: str) -> str | None:
        """Return the nearest word of the course or of the names that it says; None if none is near enough."""
        most = allowed_edits(word)
        if not most or not word.isalpha():
            return None
        letters = sorted(word)
        close = partial(process.extract, word, scorer=OSA.distance, score_cutoff=most, limit=None)
        found = [
            (distance, near not in self._index.label_words, sorted(near) != letters, near[0] != word[0], near)
            for length in range(len(word) - most, len(word) + most + 1)
            for near, distance, _ in close(self._by_length.get(length, ()))
            if distance <= allowed_edits(min(near, word, key=len))
            and (len(word) >= _ANY_FIRST_LETTER_FROM or near[0] == word[0])
        ]
        return min(found)[-1] if found else None


def _is_real(word: str) -> bool:
    """Tell whether *word* is known to be a word, or shares a stem with one."""
    known = knowledge()
    if word in known.real_words or word in VAGUE or word in COMMON:
        return True
    return any(_among(stems(word), known.real_stems))


def _among(found: Iterable[str], known: Iterable[frozenset[str]]) -> Iterable[bool]:
    return (stem in each for stem, each in zip(found, known, strict=True))


def _replaced(token: Token, word: str | None) -> Token:
    return token._replace(word=word, term=term(word)) if word else token
