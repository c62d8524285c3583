"""Shows why a chapter answers: the sentence or label that matched, and the words in it that did."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from bot.core.answers.reply import Evidence, Source, Span
from bot.core.answers.words import Token, tokens
from bot.core.catalogue import Chapter, Moment
from bot.core.locales import Locale

_sentence_end = re.compile(r"(?<=[.!?])\s+")
_joining = frozenset(" -/'\u2013\u2019")

Terms = frozenset[str]


class Passage(NamedTuple):
    """A piece of a chapter that can be quoted."""

    text: str
    source: Source
    locale: Locale | None
    tokens: tuple[Token, ...]
    terms: Terms
    moment: Moment | None = None


def passages(chapter: Chapter) -> tuple[Passage, ...]:
    """Return everything about *chapter* that can be quoted, the most telling first."""
    return tuple(_passages(chapter))


def _passages(chapter: Chapter) -> Iterable[Passage]:
    for locale in Locale:
        for sentence in _sentence_end.split(chapter.summary.spoken(locale)):
            yield _passage(sentence, Source.SUMMARY, locale)
        for moment in chapter.moments:
            yield _passage(moment.label.spoken(locale), Source.MOMENT, locale, moment)
        for topic in chapter.topics:
            yield _passage(topic.name.spoken(locale), Source.TOPIC, locale)
    for topic in chapter.topics:
        for name in topic.also:
            yield _passage(name, Source.TOPIC, None)
    yield _passage(chapter.title, Source.TITLE, None)
    for text in (chapter.listing.title, *chapter.listing.keywords):
        yield _passage(text, Source.LISTING, Locale.PORTUGUESE)


def _passage(text: str, source: Source, locale: Locale | None, moment: Moment | None = None) -> Passage:
    read = tuple(tokens(text))
    return Passage(text, source, locale, read, frozenset(token.term for token in read), moment)


def quote(passage: Passage, matched: Iterable[str]) -> Evidence:
    """Return *passage* with the places of the *matched* terms."""
    wanted = frozenset(matched)
    found = [(token.start, token.end) for token in passage.tokens if token.term in wanted]
    return Evidence(passage.text, _joined(passage.text, found), passage.source)


def gloss(name: str, text: str) -> Evidence:
    """Return what the glossary says of a concept, with its name as what matched."""
    return Evidence(f"{name}: {text}", ((0, len(name)),), Source.GLOSSARY)


def naming(found: Sequence[Passage], names: Sequence[Terms], locale: Locale) -> tuple[Passage, Terms] | None:
    """Return the passage that best names something by one of its *names*, in the reader's language first."""
    foreign = None
    for passage in found:
        longest = max((name for name in names if name <= passage.terms), key=len, default=None)
        if longest is None:
            continue
        if passage.locale in (locale, None):
            return passage, longest
        foreign = foreign or (passage, longest)
    return foreign


def _joined(text: str, spans: list[Span]) -> tuple[Span, ...]:
    """Return *spans* with neighbours made one when only a space or a hyphen parts them."""
    merged: list[Span] = []
    for start, end in spans:
        if merged and set(text[merged[-1][1] : start]) <= _joining:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return tuple(merged)
