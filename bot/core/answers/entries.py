"""Everything that can be asked for by name: the glossary's concepts, then the course's own topics."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.core.answers.phrases import told
from bot.core.answers.weights import plain_weight
from bot.core.answers.words import tokens
from bot.core.catalogue import Chapter, Course
from bot.core.glossary import Concept, Coverage, Glossary, Nearest, Treatment
from bot.core.locales import LocalizedText

STRENGTH = {Treatment.TAUGHT: 3.0, Treatment.USED: 1.5, Treatment.MENTIONED: 0.8}
FULL_STRENGTH = STRENGTH[Treatment.TAUGHT]
_LATER_PLACE = 0.9

_parenthesis = re.compile(r"\s*\(([^)]*)\)")


@dataclass(frozen=True, slots=True)
class Entry:
    """A concept with all its names, ready to be matched."""

    name: LocalizedText
    names: tuple[str, ...]
    misspelt: tuple[str, ...]
    coverage: tuple[Coverage, ...]
    broad: bool
    everyday: bool
    family: bool
    near: Nearest | None
    gloss: LocalizedText | None
    asked: tuple[str, ...]
    listed: bool = False
    strengths: tuple[float, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Work out how much each chapter counts: the first fully, later ones never more than before."""
        strengths: list[float] = []
        for coverage in self.coverage:
            allowed = strengths[-1] * _LATER_PLACE if strengths else FULL_STRENGTH
            full = not strengths and not self.listed
            strengths.append(allowed if full else min(allowed, STRENGTH[coverage.treatment]))
        object.__setattr__(self, "strengths", tuple(strengths))

    def sentences(self) -> list[str]:
        """Return what is said about the concept, piece by piece, to compare questions with."""
        return [*self.names, *(self.gloss.all() if self.gloss else ()), *self.asked]


def spellings(name: str) -> tuple[str, ...]:
    """Return *name* without what stands in parentheses, and what stands there: both are used alone."""
    return tuple(part for part in (_parenthesis.sub("", name).strip(), *_parenthesis.findall(name)) if part)


def entries(course: Course, glossary: Glossary) -> list[Entry]:
    """Return the glossary's concepts and, after them, topics and listed keywords it does not name."""
    found = [_from_glossary(concept) for concept in glossary.concepts]
    seen = {_key(name) for entry in found for name in entry.names}
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
        names=tuple(dict.fromkeys(names)),
        misspelt=concept.misspelt,
        coverage=concept.chapters,
        broad=concept.broad,
        everyday=concept.everyday,
        family=concept.family,
        near=concept.near,
        gloss=concept.gloss,
        asked=concept.asked.all(),
    )


def _unnamed(course: Course, seen: set[tuple[str, ...]]) -> Iterator[Entry]:
    """Yield an entry for each topic or listed keyword whose name is not known yet."""
    for label, names, chapters in _labels(course):
        fresh = tuple(name for name in names if _key(name) and _key(name) not in seen)
        if fresh:
            yield Entry(
                name=label,
                names=fresh,
                misspelt=(),
                coverage=tuple(chapters),
                broad=not any(_telling(name) for name in fresh),
                everyday=False,
                family=False,
                near=None,
                gloss=None,
                asked=(),
                listed=True,
            )


def _labels(course: Course) -> Iterator[tuple[LocalizedText, tuple[str, ...], list[Coverage]]]:
    topics: dict[tuple[str, ...], tuple[LocalizedText, dict[str, None], list[Coverage]]] = {}
    for chapter in course.chapters:
        taught = Coverage(chapter=chapter.number, treatment=Treatment.TAUGHT)
        listed = Coverage(chapter=chapter.number, treatment=Treatment.MENTIONED)
        labels: list[tuple[LocalizedText, tuple[str, ...], Coverage]] = [
            (topic.name, (*topic.name.all(), *topic.also), taught) for topic in chapter.topics
        ]
        labels += [(LocalizedText(en=word, pt=word), (word,), listed) for word in chapter.listing.keywords]
        labels += [(LocalizedText(en=title, pt=title), (title,), taught) for title in _titles(chapter)]
        for label, names, coverage in labels:
            parts = [part for name in names for part in spellings(name)]
            _, gathered, chapters = topics.setdefault(_key(parts[0]), (label, {}, []))
            gathered.update(dict.fromkeys(parts))
            if all(known.chapter != coverage.chapter for known in chapters):
                chapters.append(coverage)
    for label, gathered, chapters in topics.values():
        yield label, tuple(gathered), chapters


def _telling(name: str) -> bool:
    """Whether *name* says enough by itself: more than one word, and not only such as say little."""
    said = [plain_weight(token.word) for token in told(tokens(name))]
    return len(said) > 1 and 1.0 in said


def _titles(chapter: Chapter) -> tuple[str, ...]:
    """Return the chapter's titles without the channel's own numbering behind the bar."""
    return tuple(title.partition("|")[0].strip() for title in (chapter.title, chapter.listing.title))


def _key(name: str) -> tuple[str, ...]:
    return tuple(sorted(token.term for token in told(tokens(name))))
