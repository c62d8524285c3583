"""Finds passages of a chapter's texts as evidence for an answer, and the moment of the video at which it begins."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from bot.answers.names import Entry, Terms
from bot.answers.stop_words import EMPTY, name_words, plain_weight
from bot.courses.model import Chapter, Moment
from bot.ids import ChapterId
from bot.text.locales import Locale
from bot.text.tokens import find_word, join_texts, term, tokens, words

MOST_EVIDENCE = 3  # pieces of evidence for one chapter
_MOST_CLOSEST = 2  # of these, passages that only share words with the question
_SHORTEST_LIST = 3  # words of a name that may have commas between them in a text: "a query, a key and a value"
_clause_end, _pause = re.compile(r"[;:()!?]|\.\s"), re.compile(r"[,;:()!?]|\.\s")
_sentence_end = re.compile(r"(?<=[.!?])\s+")
_joining = frozenset(" -/'\u2013\u2019")
# Terms of stop words, which are not indexed, though names may contain them: "attention is all you need".
_empty_terms = frozenset(term(word) for word in EMPTY)
Span = tuple[int, int]  # start and end
Forms = Callable[[str, ChapterId], Iterable[str]]  # `TextIndex.forms`
Snippets = Callable[[ChapterId], "ChapterSnippets"]


class Source(StrEnum):
    """Which text of the course or the glossary a piece of evidence is from."""

    TOPIC = "topic"
    SUMMARY = "summary"
    MOMENT = "moment"
    TITLE = "title"
    LISTING = "listing"
    GLOSSARY = "glossary"
    CAPTIONS = "captions"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence or label that matched, and the spans of characters that did, in order and not overlapping."""

    text: str
    spans: tuple[Span, ...]
    source: Source


class Passage(NamedTuple):
    """A sentence or label of a chapter that can be quoted; *locale* is its language, None if it serves all readers."""

    text: str
    source: Source
    locale: Locale | None = None
    moment: Moment | None = None

    def spans(self, names: Iterable[Terms]) -> Iterator[Span]:
        """Yield the span of characters of each occurrence of one of *names* within one clause."""
        terms, starts, ends = _read(self.text)
        for name in names:
            parting = _clause_end if len(name) >= _SHORTEST_LIST else _pause
            for first, last in _places(terms, name):
                if not parting.search(self.text, starts[first], ends[last]):
                    yield starts[first], ends[last]

    def quote(self, names: Iterable[Terms]) -> Evidence:
        """Return the passage as evidence, with the spans of *names*, merged across spaces and hyphens."""
        merged: list[Span] = []
        for start, end in sorted(self.spans(names)):
            if merged and (start <= merged[-1][1] or set(self.text[merged[-1][1] : start]) <= _joining):
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        return Evidence(self.text, tuple(merged), self.source)


class ChapterSnippets:
    """The passages of *chapter*, best evidence first; *forms* returns its words with a term."""

    def __init__(self, chapter: Chapter, forms: Forms) -> None:
        self._chapter = chapter
        self._forms = forms
        self._passages = list(_passages(chapter))
        self._folded = join_texts([passage.text for passage in self._passages])
        self._holding = lru_cache(maxsize=4_096)(self._find_holding)
        self._size = lru_cache(maxsize=4_096)(self._measure)
        self._naming = lru_cache(maxsize=4_096)(self._quote_entry)

    def find(
        self, entries: Iterable[Entry], weights: Mapping[str, float], locale: Locale
    ) -> tuple[tuple[Evidence, ...], Moment | None]:
        """Return the evidence for *entries*, else for the terms of *weights*, else the title; and a moment or None."""
        found = [self._naming(entry, locale) for entry in entries]
        if not any(evidence for evidence, _ in found):
            closest = self._closest(weights, locale)[:_MOST_CLOSEST]
            found += [(passage.quote([(stem,) for stem in weights]), passage.moment) for passage in closest]
        quoted = {evidence.text: evidence for evidence, _ in found if evidence}
        evidence = tuple(quoted.values()) or (Evidence(self._chapter.title, (), Source.TITLE),)
        return evidence[:MOST_EVIDENCE], next((moment for _, moment in found if moment), None)

    def dice(self, weights: Mapping[str, float], least: float) -> float:
        """Return Dice's coefficient, 0 to 1, of the weighted terms and the closest passage; 0 if not above *least*."""
        size = sum(weights.values())
        alike = [
            2 * shared / (size + self._size(place))
            for place, shared in self._shared(weights).items()
            if 2 * shared > least * (size + shared)  # else too low even if the passage has no other words
        ]
        return max((dice for dice in alike if dice > least), default=0.0)

    def _closest(self, weights: Mapping[str, float], locale: Locale) -> list[Passage]:
        """Return the passages with the highest weight of shared terms, only those in *locale* if there are any."""
        shared = self._shared(weights)
        most = max(shared.values(), default=0.0)
        best = [self._passages[place] for place, held in sorted(shared.items()) if held == most]
        return [passage for passage in best if passage.locale in (locale, None)] or best

    def _shared(self, weights: Mapping[str, float]) -> dict[int, float]:
        """Return the sum of *weights* of the terms that a passage contains, by its place, of passages with any."""
        shared: dict[int, float] = defaultdict(float)
        for stem, weight in weights.items():
            for place in self._holding(stem):
                shared[place] += weight
        return shared

    def _find_holding(self, stem: str) -> AbstractSet[int]:
        return {place for form in self._forms(stem, self._chapter.key) for place in find_word(form, self._folded)}

    def _measure(self, place: int) -> float:
        """Return the sum of the weights of all words of the passage at *place*."""
        said = {term(word): word for word in words(self._passages[place].text) if word not in EMPTY}
        return sum([plain_weight(word) for word in said.values()])

    def _quote_entry(self, entry: Entry, locale: Locale) -> tuple[Evidence | None, Moment | None]:
        """Return a passage that names *entry* (in another language only if it is undefined) and a moment, or Nones."""
        saying = self._saying(entry.core_terms)
        at = {covered.chapter: covered.at_s for covered in entry.covered}.get(self._chapter.key)
        given = (moment for moment in self._chapter.moments if moment.at_s == at)
        moment = next(chain(given, (passage.moment for passage in saying if passage.moment)), None)
        passage = next((passage for passage in saying if passage.locale in (locale, None)), None)
        definition = entry.concept.gloss if entry.concept and not entry.concept.family else None
        if passage is None and definition:
            # a definition in the reader's language is better than a passage in another
            name = entry.name.in_locale(locale)
            return Evidence(f"{name}: {definition.in_locale(locale)}", ((0, len(name)),), Source.GLOSSARY), moment
        passage = passage or next(iter(saying), None)
        return passage.quote(entry.core_terms) if passage else None, moment

    def _saying(self, names: Iterable[Terms]) -> list[Passage]:
        """Return the passages that contain one of *names* within one clause."""
        places = sorted({place for name in names for place in self._holding_all(name)})
        return [self._passages[place] for place in places if any(True for _ in self._passages[place].spans(names))]

    def _holding_all(self, name: Terms) -> AbstractSet[int]:
        """Return the places of the passages that contain every term of *name*, in any order."""
        found: AbstractSet[int] = frozenset(range(len(self._passages)))
        for stem in name:
            if found and stem not in _empty_terms:
                found &= self._holding(stem)
        return found


def _passages(chapter: Chapter) -> Iterator[Passage]:
    """Yield the passages of *chapter*, the best evidence first."""
    for locale in Locale:
        yield from _passages_in(locale, chapter)
    for topic in chapter.topics:
        for name in topic.also:
            yield Passage(name, Source.TOPIC)
    for title in (chapter.title, *chapter.earlier_titles):
        yield Passage(title, Source.TITLE)
    if chapter.listing is not None:
        for text in (chapter.listing.title, *chapter.listing.keywords):
            yield Passage(text, Source.LISTING, Locale.PORTUGUESE)


def _passages_in(locale: Locale, chapter: Chapter) -> Iterator[Passage]:
    """Yield the passages of *chapter* that are in *locale*."""
    summary = None if chapter.summary is None else chapter.summary.only_in(locale)
    for sentence in _sentence_end.split(summary) if summary else ():
        yield Passage(sentence, Source.SUMMARY, locale)
    for moment in chapter.moments:
        if label := moment.label.only_in(locale):
            yield Passage(label, Source.MOMENT, locale, moment)
    for topic in chapter.topics:
        if topic_name := topic.name.only_in(locale):
            yield Passage(topic_name, Source.TOPIC, locale)


@lru_cache(maxsize=4_096)
def _read(text: str) -> tuple[Terms, list[int], list[int]]:
    """Return the terms of *text*, and where each starts and ends in it; cached, since passages are quoted often."""
    read = name_words(tokens(text))
    return tuple([token.term for token in read]), [token.start for token in read], [token.end for token in read]


def _places(said: Terms, name: Terms) -> Iterator[Span]:
    """Yield the first and last place of each occurrence of *name*, its terms side by side and in order, in *said*."""
    for first in range(len(said) - len(name) + 1):
        if said[first] == name[0] and said[first : first + len(name)] == name:
            yield first, first + len(name) - 1
