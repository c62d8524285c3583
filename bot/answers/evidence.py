"""Quotes a chapter: the sentence or label that matched, and the words in it that did."""

from collections.abc import Iterable

from bot.answers.passages import Name, Passage
from bot.answers.reply import Evidence, Source, Span

_joining = frozenset(" -/'\u2013\u2019")


def quote(passage: Passage, names: Iterable[Name]) -> Evidence:
    """Return *passage* with the places where it says any of the *names*."""
    return Evidence(passage.text, _joined(passage.text, sorted(passage.spans(names))), passage.source)


def gloss(name: str, text: str) -> Evidence:
    """Return what the glossary says of a concept, with its name as what matched."""
    return Evidence(f"{name}: {text}", ((0, len(name)),), Source.GLOSSARY)


def _joined(text: str, spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return ordered *spans* with those made one that overlap or that only a space or a hyphen parts."""
    merged: list[Span] = []
    for start, end in spans:
        if merged and (start <= merged[-1][1] or set(text[merged[-1][1] : start]) <= _joining):
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)
