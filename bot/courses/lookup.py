"""Finds chapters by what a person types into /chapter: number, title or topic."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from rapidfuzz import fuzz, process

from bot.courses.model import Chapter, Course, Topic
from bot.ids import ChapterId
from bot.text.languages import ANY_LANGUAGE, alternation, invert
from bot.text.locales import Locale
from bot.text.similar import LONGEST_LABEL, find_containing, find_similar, fold_name
from bot.text.tokens import fold
from bot.text.visible import strip_invisible
from bot.times.explanations import NO_READING
from bot.times.typed_times import read_clock

_FITS_WELL = 85.0  # 0 to 100: rapidfuzz's ratio from which a name is taken without asking
_SHORTEST_GUESS = 3  # characters of a text that is resolved other than by number
_words = alternation(ANY_LANGUAGE.chapters)
_numbers = invert(ANY_LANGUAGE.numbers)
_NUMBERED = (
    re.compile(r"(?:#|n[ºo°.]?\s*)?\s*(\d{1,3})(?=$|\s*·|\s*[:)-]|\s*\.(?!\d))"),
    re.compile(rf"(?:{_words})\.?\s*#?\s*(\d{{1,3}})$"),
    re.compile(rf"(?:{_words})\s+({alternation(_numbers)})$"),
    re.compile(rf"({alternation(_numbers)})\s+(?:{_words})$"),
)


class Suggestion(NamedTuple):
    """An autocomplete suggestion: a chapter's number, and its label of at most 100 characters."""

    number: int
    label: str


class _Name(NamedTuple):
    """A folded name by which a chapter is found: a title, or a name of its *topic*."""

    folded: str
    chapter: Chapter
    topic: Topic | None

    @property
    def rank(self) -> tuple[bool, bool]:
        """Sort key: titles, then topics, then words of a longer topic's name ("LSTM" of "LSTM as the next step")."""
        shown = [fold(name) for name in self.topic.name.all()] if self.topic else []
        return self.topic is not None, any(self.folded in name.split() and self.folded != name for name in shown)


class ChapterLookup:
    """Index of the chapters of *course* by number, title and topic, in every language."""

    def __init__(self, course: Course) -> None:
        self.course = course
        names = [name for chapter in course.chapters for name in _names(chapter)]
        self._names = sorted(names, key=lambda name: name.rank)
        self._folded = [name.folded for name in self._names]

    def search(self, typed: str, locale: Locale, limit: int = 25) -> list[Suggestion]:
        """Return up to *limit* suggestions for *typed*, best first, each chapter once; all if nothing is typed."""
        wanted = fold_name(typed)
        labels = {chapter.number: _label(chapter) for chapter in self._by_number(wanted)}
        exact = [place for place, name in enumerate(self._folded) if name == wanted]
        found = find_containing(wanted, self._folded) or find_similar(wanted, self._folded)
        for place in exact + found if wanted else ():
            _, chapter, topic = self._names[place]
            if chapter.number not in labels:
                labels[chapter.number] = _label(chapter, topic.name.in_locale(locale) if topic else None)
        return [Suggestion(*found) for found in labels.items()][:limit]

    def resolve(self, text: str) -> ChapterId | None:
        """Return the chapter that *text* means by number, title or topic; None if none is similar enough."""
        wanted = fold_name(text)
        if match := self._numbered(wanted):
            chapter = self.course.numbered(_numbers.get(match[1]) or int(match[1]))
            return chapter.key if chapter else None
        if len(wanted) < _SHORTEST_GUESS:
            return None
        if wanted in self._folded:
            return self._names[self._folded.index(wanted)].chapter.key
        for name in self._names:
            if wanted in name.folded.split() or name.folded.startswith(wanted):
                return name.chapter.key
        best = process.extractOne(wanted, self._folded, scorer=fuzz.ratio, score_cutoff=_FITS_WELL)
        return self._names[best[2]].chapter.key if best else None

    def has_name(self, text: str) -> bool:
        """Tell whether *text* is a chapter's number, or all of a title or topic, case and accents aside."""
        wanted = fold_name(text)
        return wanted in self._folded or self._numbered(wanted) is not None

    def is_title(self, text: str) -> bool:
        """Tell whether a chapter's title begins with *text*, case and accents aside."""
        wanted = fold_name(text)
        return bool(wanted) and any(name.folded.startswith(wanted) for name in self._names if name.topic is None)

    def _numbered(self, wanted: str) -> re.Match[str] | None:
        """Return the match of a chapter's number at the start of *wanted*; None if that is a time of day or a range."""
        match = next(filter(None, (pattern.match(wanted) for pattern in _NUMBERED)), None)
        rest = wanted[match.end() :].lstrip(" .:)-") if match else ""
        if not rest or rest in self._folded:
            return match
        is_time = rest[0].isdecimal() or read_clock(wanted, Locale.ENGLISH).why not in NO_READING
        return None if is_time else match

    def _by_number(self, wanted: str) -> list[Chapter]:
        """Return the chapter with the number *wanted*, then those whose numbers begin with it; all if it is empty."""
        digits = wanted.removeprefix("#").strip()
        if wanted and not digits.isdecimal():
            return []
        begun = [chapter for chapter in self.course.chapters if str(chapter.number).startswith(digits)]
        return sorted(begun, key=lambda chapter: str(chapter.number) != digits)


def _names(chapter: Chapter) -> Iterator[_Name]:
    """Yield the titles of *chapter*, then the names of each of its topics."""
    for title in dict.fromkeys(map(fold, chapter.titles)):
        yield _Name(title, chapter, None)
    for topic in chapter.topics:
        for name in dict.fromkeys(map(fold, (*topic.name.all(), *topic.also))):
            yield _Name(name, chapter, topic)


def _label(chapter: Chapter, topic: str | None = None) -> str:
    """Return "number · title", with " — topic" unless the title has the *topic*, cut to 100 characters."""
    label = f"{chapter.number} · {_shown(chapter.heading)}".rstrip(" ·")
    topic = None if topic is None else _shown(topic) or None
    if topic is not None and fold(topic) not in fold(chapter.heading):
        room = LONGEST_LABEL - len(topic) - len(" — ")
        if len(label) > room > LONGEST_LABEL // 2:
            label = _cut(label, room)
        label = f"{label} — {topic}"
    return _cut(label, LONGEST_LABEL)


def _shown(name: str) -> str:
    return " ".join(strip_invisible(name).split())


def _cut(label: str, limit: int) -> str:
    return label if len(label) <= limit else label[: limit - 1].rstrip() + "…"
