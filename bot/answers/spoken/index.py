"""An index of what is said in the videos, sentence by sentence, in every language in which it is there.

A term is the stem of a word (`bot.text.tokens.term`), a number's digits, or a small word itself.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import takewhile
from math import log
from operator import itemgetter
from typing import Final, NamedTuple

from bot.answers.spoken.numbers import with_digits
from bot.courses.captions.model import Spoken, Transcript
from bot.ids import ChapterId
from bot.text.locales import Locale
from bot.text.tokens import term, words

WHOLE: Final = 0.99  # the share of a name's terms, weighed by rarity, that is all of them
Terms = tuple[str, ...]
Shares = Mapping[int, float]  # by sentence, how much of what is wanted it says, 0 to 1


class Sentence(NamedTuple):
    """One sentence of a transcript with its terms in order; *first* and *last* bound its transcript's numbers."""

    chapter: ChapterId
    locale: Locale
    spoken: Spoken
    terms: Terms
    transcript: range


def terms_of(text: str, *locales: Locale) -> Terms:
    """Return the terms of *text*, whose number words are read in *locales*' languages, in order."""
    return tuple(map(term, words(with_digits(text, *locales))))


class SpokenIndex:
    """The sentences of *transcripts*, by number, and where each term is said."""

    def __init__(self, transcripts: Iterable[Transcript]) -> None:
        self.sentences: list[Sentence] = []
        self._said: dict[str, list[int]] = defaultdict(list)
        for transcript in transcripts:
            self._add(transcript)
        self._ends = [sentence.spoken.end_s for sentence in self.sentences]
        self._transcripts = {(sentence.chapter, sentence.locale): sentence.transcript for sentence in self.sentences}
        self.parts = lru_cache(maxsize=2_048)(self._measure_parts)
        self.shares = lru_cache(maxsize=1_024)(self._measure_shares)
        self.rarity = lru_cache(maxsize=16_384)(self._measure_rarity)

    def _add(self, transcript: Transcript) -> None:
        first = len(self.sentences)
        numbers = range(first, first + len(transcript.spoken))
        for number, spoken in zip(numbers, transcript.spoken, strict=True):
            said = terms_of(spoken.text, transcript.locale)
            self.sentences.append(Sentence(transcript.chapter, transcript.locale, spoken, said, numbers))
            for part in dict.fromkeys(said):
                self._said[part].append(number)

    def where(self, part: str) -> Sequence[int]:
        """Return the numbers of the sentences that say the term *part*, in order."""
        return self._said.get(part, ())

    def passage(self, number: int) -> Sequence[Sentence]:
        """Return sentence *number*, and the next one of its transcript if there is one."""
        return [self.sentences[n] for n in (number, number + 1) if n in self.sentences[number].transcript]

    def at_the_same_time(self, sentence: Sentence) -> Iterator[int]:
        """Yield the numbers of the sentences that another language's subtitles show while *sentence* is said."""
        spoken = sentence.spoken
        for locale in Locale:
            numbers = self._transcripts.get((sentence.chapter, locale), range(0))
            if locale is not sentence.locale and numbers:
                first = bisect_right(self._ends, spoken.at_s, numbers.start, numbers.stop)
                yield from takewhile(
                    lambda n: self.sentences[n].spoken.at_s < spoken.end_s, numbers[first - numbers.start :]
                )

    def in_language(self, number: int, locale: Locale) -> int:
        """Return the number of the sentence in *locale*'s language said while most of *number* is; else *number*."""
        here = self.sentences[number].spoken

        def shared(other: int) -> float:
            there = self.sentences[other].spoken
            return min(here.end_s, there.end_s) - max(here.at_s, there.at_s)

        if self.sentences[number].locale is locale:
            return number
        together = self.at_the_same_time(self.sentences[number])
        return max([n for n in together if self.sentences[n].locale is locale], key=shared, default=number)

    def _measure_parts(self, way: Terms) -> Mapping[int, float]:
        """Return the share of the terms of *way*, weighed by their rarity, that each sentence says, by number."""
        whole = sum([self.rarity(part) for part in way])
        found: dict[int, float] = defaultdict(float)
        for part in way:
            share = self.rarity(part) / whole
            for number in self.where(part):
                found[number] += share
        return dict(found)

    def _measure_shares(self, ways: Sequence[tuple[Terms, float]], *, is_whole: bool) -> Shares:
        """Return how much of what may be said in *ways*, which count so much each, the sentences say.

        Of a name of several words, it is the square of the share of it, or nothing if it must be said whole.
        """
        found: dict[int, float] = {}
        for way, worth in sorted(ways, key=itemgetter(1)):  # what counts most comes last, and stays
            if len(way) == 1:
                found |= dict.fromkeys(self.where(way[0]), worth)
            else:
                for number, part in self.parts(way).items():
                    if part >= WHOLE or not is_whole:
                        found[number] = max(found.get(number, 0.0), worth * part * part)
        return found

    def _measure_rarity(self, part: str) -> float:
        """Return how rare the term *part* is, 0 to 1: the inverse document frequency; 1 where it is never said."""
        size, said = len(self.sentences), len(self.where(part))
        return log(1.0 + size / said) / log(1.0 + size) if said else 1.0
