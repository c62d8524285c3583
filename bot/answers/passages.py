"""What a chapter says, passage by passage; only those are read in which a question's words stand."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import NamedTuple

from bot.answers.phrases import told
from bot.answers.reply import Source, Span
from bot.answers.stop_words import FILLER
from bot.answers.weights import plain_weight
from bot.courses.model import Chapter, Moment
from bot.ids import ChapterNumber
from bot.text.locales import Locale
from bot.text.tokens import parted, standing, term, tokens, words

_clause_end, _pause = re.compile(r"[;:()!?]|\.\s"), re.compile(r"[,;:()!?]|\.\s")
_LIST = 2  # "a query, a key and a value" is one name, "explodes, and gradient" none
_sentence_end = re.compile(r"(?<=[.!?])\s+")
# Words that no index holds; a name may consist of them: "attention is all you need".
_filler_terms = frozenset(term(word) for word in FILLER)
Name = tuple[str, ...]
Forms = Callable[[str, ChapterNumber], Iterable[str]]


class Passage(NamedTuple):
    """A piece of a chapter that can be quoted."""

    text: str
    source: Source
    locale: Locale | None
    moment: Moment | None

    def holds(self, names: Iterable[Name]) -> bool:
        """Whether the passage says one of the *names*."""
        return any(True for _ in self.spans(names))

    def spans(self, names: Iterable[Name]) -> Iterator[Span]:
        """Yield where the passage says each of the *names*."""
        terms, starts, ends = _read(self.text)
        for first, last in _found(terms, names):
            parting = _pause if last - first < _LIST else _clause_end
            if not parting.search(self.text, starts[first], ends[last]):
                yield starts[first], ends[last]


class Passages:
    """Everything about a chapter that can be quoted, the most telling first."""

    def __init__(self, chapter: Chapter, forms: Forms) -> None:
        """Lay *chapter* out; *forms* gives the words of a stem that a chapter may say, filler apart."""
        self._number = chapter.key
        self._forms = forms
        # columns, not a passage each: few are ever quoted
        self._texts, self._sources, self._locales, self._moments = zip(*_pieces(chapter), strict=True)
        self._folded = parted(self._texts)
        self._holders: dict[str, AbstractSet[int]] = {}
        self._sizes: dict[int, float] = {}

    def likeness(self, weights: Mapping[str, float], least: float) -> float:
        """Return how like the weighted words the most similar passage is, from 0 to 1, or 0 below *least*."""
        size = sum(weights.values())
        alike = [
            2 * held / (size + self._size(place))
            for place, held in self._shared(weights).items()
            if 2 * held > least * (size + held)  # too little even for a passage that says no more
        ]
        return max(alike, default=0.0)

    def closest(self, weights: Mapping[str, float], locale: Locale) -> list[Passage]:
        """Return the passages that hold most of the words, those in the reader's language if they can."""
        shared = self._shared(weights)
        most = max(shared.values(), default=0.0)
        best = self._at([place for place, held in shared.items() if most and held == most])
        return [passage for passage in best if passage.locale in (locale, None)] or best

    def naming(self, names: Sequence[Name], locale: Locale) -> Passage | None:
        """Return the first passage that says one of the *names*, in the reader's language if there is one."""
        foreign = None
        for passage in self._saying(names):
            if passage.locale in (locale, None):
                return passage
            foreign = foreign or passage
        return foreign

    def labelled(self, names: Sequence[Name]) -> Moment | None:
        """Return the first moment whose label says one of the *names*."""
        return next((passage.moment for passage in self._saying(names) if passage.moment), None)

    def _saying(self, names: Sequence[Name]) -> Iterator[Passage]:
        """Yield the passages that say one of the *names*."""
        candidates = {place for name in names for place in self._holding_all(name)}
        return (passage for passage in self._at(candidates) if passage.holds(names))

    def _at(self, places: Iterable[int]) -> list[Passage]:
        columns = (self._texts, self._sources, self._locales, self._moments)
        return [Passage(*(column[place] for column in columns)) for place in sorted(places)]

    def _holding_all(self, name: Name) -> Iterable[int]:
        """Return the passages that say every word of *name*, in whatever order."""
        found: AbstractSet[int] | None = None
        for stem in name:
            if stem not in _filler_terms:
                found = self._holding(stem) if found is None else found & self._holding(stem)
                if not found:
                    return ()  # as most names: a chapter is asked about all that its concept is called
        return range(len(self._texts)) if found is None else found

    def _shared(self, weights: Mapping[str, float]) -> dict[int, float]:
        """Return how much of the weighted words each passage says that says any."""
        shared: dict[int, float] = {}
        for stem, weight in weights.items():
            for place in self._holding(stem):
                shared[place] = shared.get(place, 0.0) + weight
        return shared

    def _holding(self, stem: str) -> AbstractSet[int]:
        """Return the passages that say *stem*."""
        found = self._holders.get(stem)
        if found is None:
            forms = self._forms(stem, self._number)
            found = {place for form in forms for place in standing(form, self._folded)}
            if found:  # what people ask has no end, what a chapter says has
                self._holders[stem] = found
        return found

    def _size(self, place: int) -> float:
        """Return how much a passage says in all."""
        size = self._sizes.get(place)
        if size is None:
            heard = {term(word): word for word in words(self._texts[place]) if word not in FILLER}
            size = self._sizes[place] = sum([plain_weight(word) for word in heard.values()])
        return size


def _pieces(chapter: Chapter) -> Iterator[tuple[str, Source, Locale | None, Moment | None]]:
    """Yield what may be quoted, the most telling first: the columns of a passage."""
    for locale in Locale:
        for sentence in _sentence_end.split(chapter.summary.spoken(locale)):
            yield sentence, Source.SUMMARY, locale, None
        for moment in chapter.moments:
            yield moment.label.spoken(locale), Source.MOMENT, locale, moment
        for topic in chapter.topics:
            yield topic.name.spoken(locale), Source.TOPIC, locale, None
    for topic in chapter.topics:
        for name in topic.also:
            yield name, Source.TOPIC, None, None
    for title in (chapter.title, *chapter.earlier_titles):
        yield title, Source.TITLE, None, None
    for text in (chapter.listing.title, *chapter.listing.keywords):
        yield text, Source.LISTING, Locale.PORTUGUESE, None


@lru_cache(maxsize=4_096)
def _read(text: str) -> tuple[list[str], list[int], list[int]]:
    """Return the terms of what is quoted, and where each begins and ends; what is good is quoted again."""
    read = told(tokens(text))
    return [token.term for token in read], [token.start for token in read], [token.end for token in read]


def _found(said: list[str], names: Iterable[Name]) -> Iterator[Span]:
    """Yield the first and the last place of each name whose words stand side by side, in its order."""
    held = set(said)
    for name in names:
        if held.issuperset(name):
            for first, stem in enumerate(said):
                last = first + len(name) - 1
                if stem == name[0] and name == tuple(said[first : last + 1]):
                    yield first, last
