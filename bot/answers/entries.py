"""Everything that can be asked for by name: the glossary's concepts, then the course's own topics."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from bot.answers.names import Spelling, spelling
from bot.courses.glossary import Concept, Coverage, Glossary, Nearest, Treatment
from bot.courses.model import Chapter, Course
from bot.ids import ChapterNumber
from bot.text.locales import LocalizedText
from bot.text.tokens import words

STRENGTH = {Treatment.TAUGHT: 1.0, Treatment.USED: 0.5, Treatment.MENTIONED: 0.27}
_LATER_PLACE = 0.85
_LISTED = 0.6
# Beyond this, learning every topic's name would cost more than it brings: chapters are found by their words.
_MOST_CHAPTERS_NAMED = 100
_parenthesis = re.compile(r"\s*\(([^)]*)\)")
Key = tuple[str, ...]


class Covered(NamedTuple):
    """A chapter that deals with a concept, and how strongly it speaks for that chapter, up to one."""

    chapter: ChapterNumber
    treatment: Treatment
    strength: float
    at_s: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A concept with all its names, ready to be matched."""

    name: LocalizedText
    names: tuple[Spelling, ...]
    covered: tuple[Covered, ...]
    broad: bool = False
    concept: Concept | None = None

    @property
    def everyday(self) -> bool:
        """Whether it is no part of the field at all."""
        return self.concept is not None and self.concept.everyday

    @property
    def foreign(self) -> bool:
        """Whether it belongs to the field, but not to the course."""
        return not self.covered and not self.everyday

    @property
    def near(self) -> Nearest | None:
        """What the course has instead."""
        return self.concept.near if self.concept else None

    def sentences(self) -> Iterator[list[str]]:
        """Yield what the glossary says about it, piece by piece and as words, to compare questions with."""
        if self.concept is not None:
            yield from (name.words for name in self.names)
            yield from map(words, self.concept.gloss.all() if self.concept.gloss else ())
            yield from map(words, self.concept.asked.all())


def spellings(name: str) -> tuple[str, ...]:
    """Return *name* without what stands in parentheses, and what stands there: both are used alone."""
    if "(" not in name:
        return (name,)
    return tuple(part for part in (_parenthesis.sub("", name).strip(), *_parenthesis.findall(name)) if part)


def entries(course: Course, glossary: Glossary) -> list[Entry]:
    """Return the glossary's concepts and, after them, topics and listed keywords it does not name."""
    found = [_from_glossary(concept) for concept in glossary.concepts]
    seen = {name.key for entry in found for name in entry.names}
    if len(course.chapters) <= _MOST_CHAPTERS_NAMED:
        found.extend(_unnamed(course, seen))
    return found


def _from_glossary(concept: Concept) -> Entry:
    labels = () if concept.family else concept.name.all()
    names = [part for name in labels for part in spellings(name)]
    names += concept.forms.all()
    # a misspelling of several words is found as it stands, one of a single word is mended first
    names += [name for name in concept.misspelt if " " in name]
    return Entry(
        name=concept.name,
        names=tuple(spelling(name) for name in dict.fromkeys(names)),
        covered=tuple(_weighed(concept.chapters)),
        broad=concept.broad,
        concept=concept,
    )


def _weighed(coverage: Iterable[Coverage]) -> Iterator[Covered]:
    """Yield how much each chapter counts: the first fully, later ones never more than the one before."""
    strength = 0.0
    for found in coverage:
        strength = min(strength * _LATER_PLACE, STRENGTH[found.treatment]) if strength else 1.0
        yield Covered(found.key, found.treatment, strength, found.at_s)


class _Label(NamedTuple):
    """Something that a chapter is said to be about, outside the glossary."""

    name: LocalizedText
    names: tuple[str, ...]
    covered: Covered


def _unnamed(course: Course, seen: set[Key]) -> Iterator[Entry]:
    """Yield an entry for each topic, listed keyword and title whose name is not known yet."""
    gathered: dict[Key, tuple[LocalizedText, dict[Key, Spelling], dict[ChapterNumber, Covered]]] = {}
    for chapter in course.chapters:
        for label in _labels(chapter):
            read = [spelling(part) for name in label.names for part in spellings(name)]
            keyed = [(name.key, name) for name in read if name.core]
            fresh = {key: name for key, name in keyed if key not in seen}
            if fresh:
                _, names, covered = gathered.setdefault(keyed[0][0], (label.name, {}, {}))
                names.update(fresh)
                covered.setdefault(label.covered.chapter, label.covered)
    for label_name, names, covered in gathered.values():
        yield Entry(label_name, tuple(names.values()), tuple(covered.values()), broad=True)


def _labels(chapter: Chapter) -> Iterator[_Label]:
    taught = Covered(chapter.key, Treatment.TAUGHT, STRENGTH[Treatment.TAUGHT])
    listed = Covered(chapter.key, Treatment.MENTIONED, _LISTED)
    for topic in chapter.topics:
        yield _Label(topic.name, (*topic.name.all(), *topic.also), taught)
    for keyword in chapter.listing.keywords:
        yield _Label(LocalizedText.model_construct(en=keyword, pt=keyword), (keyword,), listed)
    for title in (chapter.title, chapter.listing.title, *chapter.earlier_titles):
        # the channel's own numbering stands behind a bar
        bare = title.partition("|")[0].strip()
        yield _Label(LocalizedText.model_construct(en=bare, pt=bare), (bare,), taught)
