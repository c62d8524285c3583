"""Quotes a chapter: the sentence or label that matched, and the words in it that did."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from bot.core.answers.filler import GLUE
from bot.core.answers.phrases import told
from bot.core.answers.reply import Evidence, Source, Span
from bot.core.answers.words import Token, term, tokens, words_of_each
from bot.core.catalogue import Chapter, Moment
from bot.core.locales import Locale

_sentence_end = re.compile(r"(?<=[.!?])\s+")
_joining = frozenset(" -/'\u2013\u2019")

Name = tuple[str, ...]


class Passage(NamedTuple):
    """A piece of a chapter that can be quoted."""

    text: str
    source: Source
    locale: Locale | None
    moment: Moment | None
    words: list[str]

    def holds(self, names: Iterable[Name]) -> bool:
        """Whether the passage says one of the *names*."""
        said = [term(word) for word in self.words]
        return any(True for _ in _found(said, names))

    def spans(self, names: Iterable[Name]) -> Iterator[Span]:
        """Yield where the passage says each of the *names*."""
        read = _read(self.text)
        for start, end in _found([token.term for token in read], names):
            yield read[start].start, read[end - 1].end


@lru_cache(maxsize=4_096)
def _read(text: str) -> Sequence[Token]:
    """Return the words of what is quoted; a good sentence is quoted again."""
    return told(tokens(text))


def _found(said: list[str], names: Iterable[Name]) -> Iterator[Span]:
    """Yield where the words of each name stand side by side, in its order."""
    held = set(said)
    for name in names:
        if held.issuperset(name):
            wanted, length = list(name), len(name)
            for start in range(len(said) - length + 1):
                if said[start : start + length] == wanted:
                    yield start, start + length


def passages(chapter: Chapter) -> tuple[Passage, ...]:
    """Return everything about *chapter* that can be quoted, the most telling first."""
    pieces = list(_pieces(chapter))
    return tuple(
        Passage(*piece, [word for word in said if word not in GLUE])
        for piece, said in zip(pieces, words_of_each(piece[0] for piece in pieces), strict=True)
    )


def _pieces(chapter: Chapter) -> Iterator[tuple[str, Source, Locale | None, Moment | None]]:
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


def quote(passage: Passage, names: Iterable[Name]) -> Evidence:
    """Return *passage* with the places where it says any of the *names*."""
    return Evidence(passage.text, _joined(passage.text, sorted(passage.spans(names))), passage.source)


def gloss(name: str, text: str) -> Evidence:
    """Return what the glossary says of a concept, with its name as what matched."""
    return Evidence(f"{name}: {text}", ((0, len(name)),), Source.GLOSSARY)


def naming(said: Sequence[Passage], names: Sequence[Name], locale: Locale) -> Passage | None:
    """Return the first passage that says one of the *names*, in the reader's language if there is one."""
    foreign = None
    for passage in said:
        if passage.holds(names):
            if passage.locale in (locale, None):
                return passage
            foreign = foreign or passage
    return foreign


def _joined(text: str, spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return ordered *spans* with those made one that overlap or that only a space or a hyphen parts."""
    merged: list[Span] = []
    for start, end in spans:
        if merged and (start <= merged[-1][1] or set(text[merged[-1][1] : start]) <= _joining):
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)
