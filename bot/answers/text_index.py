"""Inverted indexes of the texts of the course and its glossary, by which a question's words are weighed and matched.

A term is the stem of a word (`bot.text.tokens.term`). A mark stands for a group of synonyms: ``~3``.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property, lru_cache
from heapq import nlargest
from itertools import chain
from math import log

from bot.answers.names import Entry
from bot.answers.stop_words import EMPTY, plain_weight
from bot.courses.model import Chapter, Course
from bot.text.tokens import Token, term, words

# How soon repetitions of a word in a text stop counting: at 0 never, at infinity after its first occurrence.
_SENTENCE_SATURATION = 4.0
_CHAPTER_SATURATION = 2.0
_ONCE = (_CHAPTER_SATURATION + 1.0) / _CHAPTER_SATURATION  # by which a word that a chapter has once counts in full
_SYNONYM_SHARE = 0.55  # 0 to 1: how much a synonym counts, as a share of the word itself
_WORTH_FITTING = 0.6  # 0 to 1: the overlap that a sentence needs to count, as a share of the best one's
_BREVITY = 0.2  # exponent, from 0: how much a sentence loses by its other words
_MANY_TEXTS = 250  # a term in more texts than this adds none to those found by a rarer term
_ROUNDING = 1e-9  # how much sums of the same numbers in another order may differ
_SYNONYM_MARK = "~"
Overlaps = dict[int, float]  # by a text's number, the sum of the weights of the terms that it contains
Synonyms = Mapping[str, tuple[str, ...]]  # by term, the marks of its groups


def synonym_groups(groups: Iterable[Iterable[str]]) -> Synonyms:
    """Return, by term, the marks of those *groups* of synonyms that it belongs to."""
    marks: dict[str, tuple[str, ...]] = {}
    for number, group in enumerate(groups):
        for stem in {term(word) for member in group for word in words(member)}:
            marks[stem] = (*marks.get(stem, ()), f"{_SYNONYM_MARK}{number}")
    return marks


class TextIndex:
    """An inverted index of texts with numbers; *saturation* as above."""

    def __init__(
        self, texts: Iterable[tuple[int, Iterable[str]]], size: int, synonyms: Synonyms, saturation: float
    ) -> None:
        """Index *size* texts, given as pairs of number and folded words; pairs with the same number are one text."""
        self.postings: dict[str, list[int]] = defaultdict(list)
        for number, text in texts:
            for word in text:
                self.postings[word].append(number)
        self._size = size
        self._synonyms = synonyms
        self._saturation = saturation
        self._term_shares = lru_cache(maxsize=2_048)(self._count_term_shares)
        self._shares = lru_cache(maxsize=2_048)(self._with_synonyms)

    @cached_property
    def word_forms(self) -> Mapping[str, Sequence[str]]:
        """The words in the texts, without stop words, by term and by the marks of that term."""
        found: dict[str, list[str]] = defaultdict(list)
        for word in self.postings:
            if word not in EMPTY:
                stem = term(word)
                for mark in (stem, *self._synonyms.get(stem, ())):
                    found[mark].append(word)
        return dict(found)

    def forms(self, stem: str, number: int) -> Sequence[str]:
        """Return the folded words, without stop words, that have the term *stem*, if text *number* contains any."""
        return self.word_forms[stem] if number in self._term_shares(stem) else ()

    @cached_property
    def _lengths(self) -> Mapping[int, float]:
        """The sum of the inverse document frequencies of the terms in each text, by number."""
        lengths: dict[int, float] = defaultdict(float)
        for mark, forms in self.word_forms.items():
            if mark[0] != _SYNONYM_MARK:
                numbers = {number for word in forms for number in self.postings[word]}
                idf = self._idf(len(numbers))
                for number in numbers:
                    lengths[number] += idf
        return lengths

    def _idf(self, texts: int) -> float:
        """Return the inverse document frequency of a term that so many *texts* contain, scaled to 0 to 1; 1 if none."""
        return log(1.0 + self._size / texts) / log(1.0 + self._size) if texts else 1.0

    def weight(self, word: str, stem: str) -> float:
        """Return `plain_weight` of *word* times the inverse document frequency of its term *stem*, 0 to 1."""
        marks = (stem, *self._synonyms.get(stem, ()))
        return self._idf(max([len(self._term_shares(mark)) for mark in marks])) * plain_weight(word)

    def _count_term_shares(self, mark: str) -> Overlaps:
        """Return, for each text with the term or mark *mark*, its saturated frequency there, up to 1."""
        saturation = self._saturation
        counts = Counter(chain.from_iterable([self.postings[word] for word in self.word_forms.get(mark, ())]))
        share = {count: saturation * count / (saturation * count + 1.0) for count in set(counts.values())}
        return {number: share[count] for number, count in counts.items()}

    def _with_synonyms(self, stem: str) -> Overlaps:
        """Return the same for *stem*, and for texts that have only a synonym of it a lower, constant value."""
        own = self._term_shares(stem)
        synonyms = [word for mark in self._synonyms.get(stem, ()) for word in self.word_forms.get(mark, ())]
        if not synonyms:
            return own
        share = self._saturation / (self._saturation + 1.0) * _SYNONYM_SHARE
        return dict.fromkeys(chain.from_iterable([self.postings[word] for word in synonyms]), share) | own

    def _rarest_first(self, weighted: Mapping[str, float]) -> list[tuple[Overlaps, float]]:
        """Return each term's shares (its saturated frequency by text) and weight, rarest term first."""
        shares = [(self._shares(stem), weight) for stem, weight in weighted.items()]
        return sorted(shares, key=lambda item: len(item[0]))

    def overlaps(
        self, weighted: Mapping[str, float], least: Callable[[Iterable[float]], float] | None = None
    ) -> Overlaps:
        """Return the overlap of each text with the *weighted* terms.

        *least*, called with the overlaps so far, returns the smallest one that is wanted; others are left out early.
        """
        total: Overlaps = {}
        rest, enough = sum(weighted.values()) + _ROUNDING, 0.0
        for shares, weight in self._rarest_first(weighted):
            if not total:
                total = {number: weight * share for number, share in shares.items()}
            elif len(shares) <= _MANY_TEXTS and rest >= enough:
                for number, share in shares.items():
                    total[number] = total.get(number, 0.0) + weight * share
            else:
                if rest < enough:
                    total = {number: overlap for number, overlap in total.items() if overlap + rest >= enough}
                for number in total.keys() & shares.keys():
                    total[number] += weight * shares[number]
            rest -= weight
            enough = least(total.values()) - _ROUNDING if least else 0.0
        return {number: overlap for number, overlap in total.items() if overlap >= enough} if least else total

    def overlaps_of(self, numbers: Iterable[int], weighted: Mapping[str, float]) -> Overlaps:
        """Return the overlap of each of the texts *numbers* with the *weighted* terms."""
        rarest_first = self._rarest_first(weighted)
        return {
            number: sum([weight * shares[number] for shares, weight in rarest_first if number in shares])
            for number in numbers
        }

    def top(self, weighted: Mapping[str, float], count: int) -> AbstractSet[int]:
        """Return the numbers of the *count* texts with the highest overlaps, more at a tie; all if there are fewer."""
        if self._size <= count:
            return self._lengths.keys()
        return self.overlaps(weighted, lambda overlaps: min(nlargest(count, overlaps), default=0.0)).keys()

    def fits(self, weighted: Mapping[str, float]) -> Overlaps:
        """Return how well, 0 to 1, the best texts fit the *weighted* terms: by their overlap, less for other words."""
        whole, lengths = sum(weighted.values()), self._lengths
        best = self.overlaps(weighted, lambda overlaps: max(overlaps, default=0.0) * _WORTH_FITTING)
        return {
            number: overlap / whole * min(1.0, overlap / lengths[number]) ** _BREVITY
            for number, overlap in best.items()
        }


class CourseIndex:
    """Indexes of the chapters' texts, and of the glossary's sentences about what the chapters cover."""

    def __init__(self, course: Course, entries: Sequence[Entry], synonyms: Synonyms) -> None:
        """Index the chapters of *course* by number, and the texts of *entries* by position."""
        self._entries = entries
        self._synonyms = synonyms
        texts = ((chapter.key, words(_text(chapter))) for chapter in course.chapters)
        self.chapters = TextIndex(texts, len(course.chapters), synonyms, _CHAPTER_SATURATION)
        self._said = [(place, said) for place, entry in enumerate(entries) for said in _sentences(entry)]
        sentences = enumerate(said for _, said in self._said)
        self._sentences = TextIndex(sentences, len(self._said), synonyms, _SENTENCE_SATURATION)
        self.has_sentences = bool(self._said)

    @property
    def words(self) -> AbstractSet[str]:
        """Every folded word of the course, and of the glossary about it."""
        return self.chapters.postings.keys() | self._sentences.postings.keys()

    @cached_property
    def terms(self) -> AbstractSet[str]:
        """The terms of these words, and the marks of those terms."""
        return self.chapters.word_forms.keys() | self._sentences.word_forms.keys()

    @cached_property
    def concepts(self) -> TextIndex:
        """An index of the glossary's sentences in which all sentences about one entry are one text."""
        return TextIndex(self._said, len(self._entries), self._synonyms, _SENTENCE_SATURATION)

    def knows(self, stem: str) -> bool:
        """Tell whether the texts contain the term *stem*, or a synonym of it."""
        return stem in self.terms or not self.terms.isdisjoint(self._synonyms.get(stem, ()))

    def best_overlap(self, weighted: Mapping[str, float]) -> float:
        """Return the highest overlap with the *weighted* terms of any concept's or chapter's texts."""
        found = [index.overlaps(weighted, _highest) for index in (self.concepts, self.chapters)] if weighted else []
        best = max(chain.from_iterable(overlaps.values() for overlaps in found), default=0.0)
        return best if self.has_sentences else best * _ONCE

    def best_fit(self, text: Iterable[Token]) -> float:
        """Return the highest fit of any entry with the words of *text*, 0 to 2; without a glossary, of any chapter."""
        weighted = self.weights(text)
        if not any(weighted.values()):
            return 0.0
        if not self.has_sentences:
            return 2 * self.best_overlap(weighted) / sum(weighted.values())
        return max((fit for _, fit in self.entry_fits(weighted)), default=0.0)

    def weights(self, text: Iterable[Token]) -> dict[str, float]:
        """Return the weight of each term of *text*, 0 to 1, by `TextIndex.weight`."""
        index = self._sentences if self.has_sentences else self.chapters
        return {token.term: index.weight(token.word, token.term) for token in text}

    def entry_fits(self, weighted: Mapping[str, float]) -> Iterator[tuple[Entry, float]]:
        """Yield entries with their fit, 0 to 2: their best sentence's fit plus the share of the weight in all."""
        best: Overlaps = {}
        for sentence, fit in self._sentences.fits(weighted).items():
            place, _ = self._said[sentence]
            best[place] = max(fit, best.get(place, 0.0))
        for place, overlap in self.concepts.overlaps_of(best, weighted).items():
            yield self._entries[place], best[place] + overlap / sum(weighted.values())


def _highest(overlaps: Iterable[float]) -> float:
    return max(overlaps, default=0.0)


def _sentences(entry: Entry) -> Iterator[Sequence[str]]:
    """Yield the names, definition and questions of *entry* in the glossary as folded words, if the course covers it."""
    if entry.concept and entry.covered:
        yield from (name.words for name in entry.names)
        yield from map(words, entry.concept.gloss.all() if entry.concept.gloss else ())
        yield from map(words, entry.concept.asked.all())


def _text(chapter: Chapter) -> str:
    """Return all texts of *chapter*, in every language, as one: a word of its title counts as one of its summary."""
    topics = [text for topic in chapter.topics for text in (*topic.name.all(), *topic.also)]
    labels = [text for moment in chapter.moments for text in moment.label.all()]
    summary = () if chapter.summary is None else chapter.summary.all()
    return " ; ".join((*chapter.titles, *chapter.keywords, *topics, *labels, *summary))
