"""Everything that can be asked for by name: the glossary's concepts, then the course's own topics."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.core.answers.phrases import content
from bot.core.answers.texts import Field
from bot.core.answers.words import tokens
from bot.core.catalogue import Course
from bot.core.glossary import Concept, Coverage, Glossary, Nearest, Treatment
from bot.core.locales import LocalizedText

_parenthesis = re.compile(r"\s*\(([^)]*)\)")
_NAME_WEIGHT = 2.0
_ASKED_WEIGHT = 1.5
_GLOSS_WEIGHT = 1.5


@dataclass(frozen=True, slots=True)
class Entry:
    """A concept with all its names, ready to be matched."""

    name: LocalizedText
    names: tuple[str, ...]
    coverage: tuple[Coverage, ...]
    broad: bool
    everyday: bool
    family: bool
    near: Nearest | None
    gloss: LocalizedText | None
    asked: tuple[str, ...]

    def fields(self) -> tuple[Field, ...]:
        """Return what a question's words are weighed against."""
        texts: list[Field] = [(" ".join(self.names), _NAME_WEIGHT)]
        if self.gloss is not None:
            texts += [(text, _GLOSS_WEIGHT) for text in self.gloss.all()]
        texts += [(text, _ASKED_WEIGHT) for text in self.asked]
        return tuple(texts)


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
    names += (*concept.forms.all(), *concept.misspelt)
    return Entry(
        name=concept.name,
        names=tuple(dict.fromkeys(names)),
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
                coverage=tuple(chapters),
                broad=all(len(_key(name)) == 1 for name in fresh),
                everyday=False,
                family=False,
                near=None,
                gloss=None,
                asked=(),
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
        for label, names, coverage in labels:
            parts = [part for name in names for part in spellings(name)]
            _, gathered, chapters = topics.setdefault(_key(parts[0]), (label, {}, []))
            gathered.update(dict.fromkeys(parts))
            if all(known.chapter != coverage.chapter for known in chapters):
                chapters.append(coverage)
    for label, gathered, chapters in topics.values():
        yield label, tuple(gathered), chapters


def _key(name: str) -> tuple[str, ...]:
    return tuple(sorted(token.term for token in content(tokens(name))))


def documents(found: Iterable[Entry]) -> list[tuple[Field, ...]]:
    """Return each entry as a document to weigh questions against."""
    return [entry.fields() for entry in found]
