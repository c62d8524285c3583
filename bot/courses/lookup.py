"""Finds a chapter by what a person types into /chapter: number, title or topic."""

import re
from dataclasses import dataclass
from itertools import chain

from rapidfuzz import fuzz, process

from bot.courses.model import Chapter, Course
from bot.ids import ChapterNumber
from bot.text.languages import ANY_LANGUAGE, inverted, one_of
from bot.text.locales import Locale
from bot.text.matching import LONGEST_LABEL, folded, ranked_names
from bot.text.tokens import fold

_FITS_WELL = 85.0
_SHORTEST_GUESS = 3
_words = one_of(ANY_LANGUAGE.chapters)
_numbers = inverted(ANY_LANGUAGE.numbers)
_NUMBERED = (
    re.compile(r"(?:#|n[ºo°.]?\s*)?\s*(\d{1,3})(?=$|\s*·|\s*[:)-]|\s*\.(?!\d))"),
    re.compile(rf"(?:{_words})\.?\s*#?\s*(\d{{1,3}})$"),
    re.compile(rf"(?:{_words})\s+({one_of(_numbers)})$"),
    re.compile(rf"({one_of(_numbers)})\s+(?:{_words})$"),
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A chapter to offer while someone types, and the label to offer it under."""

    chapter: ChapterNumber
    label: str


@dataclass(frozen=True, slots=True)
class _Name:
    """One thing that a chapter is known by: its title, or a name of its topic number *topic*."""

    folded: str
    chapter: Chapter
    topic: int | None

    @property
    def aside(self) -> bool:
        """Whether the topic says more than this name: "LSTM" of "LSTM as the next step"."""
        if self.topic is None:
            return False
        shown = (fold(name) for name in self.chapter.topics[self.topic].name.all())
        return any(self.folded in name.split() and self.folded != name for name in shown)


class ChapterLookup:
    """All chapters by number, title and topic, in both languages."""

    def __init__(self, course: Course) -> None:
        """Learn the names of the chapters of *course*."""
        self._course = course
        # Titles before topics, and what a chapter teaches before what it only comes to speak of.
        names = [name for chapter in course.chapters for name in _names(chapter)]
        self._names = sorted(names, key=lambda name: (name.topic is not None, name.aside))
        self._folded = [name.folded for name in self._names]

    def search(self, typed: str, locale: Locale, limit: int = 25) -> list[Suggestion]:
        """Return the chapters that *typed* may be meant for, each once; all when nothing is typed."""
        wanted = folded(typed)
        if not wanted:
            return [Suggestion(chapter.key, _label(chapter)) for chapter in self._course.chapters][:limit]
        found: dict[ChapterNumber, Suggestion] = {}
        for chapter in self._by_number(wanted):
            found[chapter.key] = Suggestion(chapter.key, _label(chapter))
        exact = (place for place, name in enumerate(self._folded) if name == wanted)
        for place in chain(exact, ranked_names(wanted, self._folded)):
            name = self._names[place]
            if name.chapter.key not in found:
                topic = None if name.topic is None else name.chapter.topics[name.topic].name.spoken(locale)
                found[name.chapter.key] = Suggestion(name.chapter.key, _label(name.chapter, topic))
        return list(found.values())[:limit]

    def resolve(self, text: str) -> ChapterNumber | None:
        """Return the chapter that *text* stands for, or nothing when none fits well."""
        wanted = folded(text)
        if match := next(filter(None, (pattern.match(wanted) for pattern in _NUMBERED)), None):
            chapter = self._course.get(_numbers.get(match[1]) or int(match[1]))
            return chapter.key if chapter else None
        if len(wanted) < _SHORTEST_GUESS:
            return None
        if wanted in self._folded:
            return self._names[self._folded.index(wanted)].chapter.key
        for place, name in enumerate(self._folded):
            if wanted in name.split() or name.startswith(wanted):
                return self._names[place].chapter.key
        best = process.extractOne(wanted, self._folded, scorer=fuzz.ratio, score_cutoff=_FITS_WELL)
        return self._names[best[2]].chapter.key if best else None

    def is_title(self, text: str) -> bool:
        """Tell whether a chapter's title is, or begins with, *text*."""
        wanted = folded(text)
        titles = (name.folded for name in self._names if name.topic is None)
        return bool(wanted) and any(title.startswith(wanted) for title in titles)

    def _by_number(self, wanted: str) -> list[Chapter]:
        """Return the chapter of that number, then those of which it is the beginning."""
        digits = wanted.removeprefix("#").strip()
        if not digits.isdecimal():
            return []
        begun = [chapter for chapter in self._course.chapters if str(chapter.number).startswith(digits)]
        return sorted(begun, key=lambda chapter: str(chapter.number) != digits)


def _names(chapter: Chapter) -> list[_Name]:
    titles = dict.fromkeys((fold(chapter.title), fold(chapter.listing.title)))
    found = [_Name(title, chapter, None) for title in titles]
    for place, topic in enumerate(chapter.topics):
        names = dict.fromkeys(fold(name) for name in (*topic.name.all(), *topic.also))
        found += [_Name(name, chapter, place) for name in names]
    return found


def _label(chapter: Chapter, topic: str | None = None) -> str:
    """Return the chapter's number and title, and the topic that was found where it fits."""
    label = f"{chapter.number} · {chapter.title}"
    if topic is not None and fold(topic) not in fold(chapter.title):
        room = LONGEST_LABEL - len(topic) - len(" — ")
        if len(label) > room > LONGEST_LABEL // 2:
            label = label[: room - 1].rstrip() + "…"
        label = f"{label} — {topic}"
    return label if len(label) <= LONGEST_LABEL else label[: LONGEST_LABEL - 1].rstrip() + "…"
