"""The glossary, data/glossary.json: concepts, which chapters deal with them, and concepts that none deals with."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints, ValidationError

from bot.courses.model import Course
from bot.courses.rules import repeats, with_paths
from bot.text.data_files import DataFileError, Fault, KeyPath, Record, describe_errors, json_excerpt
from bot.text.locales import LocalizedText

Phrase = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
Number = Annotated[int, Field(ge=1, le=999)]


class Treatment(StrEnum):
    """How a chapter deals with a concept: it teaches it, uses it, or only mentions it."""

    TAUGHT = "taught"
    USED = "used"
    MENTIONED = "mentioned"


class OtherNames(Record):
    """Other words for a concept by language; all are searched in every language, so an acronym stands once."""

    en: tuple[Phrase, ...] = ()
    pt: tuple[Phrase, ...] = ()

    def all(self) -> tuple[str, ...]:
        """Return the texts in every language, English first."""
        return self.en + self.pt


class Coverage(Record):
    """A chapter that deals with a concept, and the second of the moment at which it begins to, if known."""

    chapter: Number
    treatment: Treatment
    at_s: Annotated[int, Field(ge=0)] | None = None


class Nearest(Record):
    """The chapter to offer to someone who asks for a concept that the course leaves out, and why it is near."""

    chapter: Number
    why: LocalizedText


class Concept(Record):
    """Something a learner may ask for; without chapters it is outside the course, and *near* names the nearest one.

    *forms* are its other names, *asked* questions of people who know none of them; *chapters* begin with the best.
    *gloss*, a definition, is required with chapters. A *broad* concept's name is also an everyday word ("weight"), and
    alone does not put a question in scope; an *everyday* concept ("weather") speaks against that. A *family* stands
    for related concepts, such as optimisers; its name is a label that nobody asks for.
    """

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,60}$")]
    name: LocalizedText
    forms: OtherNames = OtherNames()
    misspelt: tuple[Phrase, ...] = ()
    chapters: tuple[Coverage, ...] = ()
    gloss: LocalizedText | None = None
    asked: OtherNames = OtherNames()
    broad: bool = False
    everyday: bool = False
    family: bool = False
    near: Nearest | None = None


class Glossary(Record):
    """All concepts; *kin* are groups of synonyms, *lookalikes* real words not to be corrected to similar ones."""

    schema_file: str | None = Field(default=None, alias="$schema")
    course: Phrase  # the id of the course that it describes
    concepts: tuple[Concept, ...]
    kin: tuple[tuple[Phrase, ...], ...] = ()
    lookalikes: tuple[Phrase, ...] = ()


def parse_glossary(text: str, course: Course, source: str) -> Glossary:
    """Return the glossary of *course* that the JSON *text* describes; raise DataFileError, which names *source*."""
    try:
        glossary = Glossary.model_validate_json(text)
    except ValidationError as error:
        raise DataFileError(source, describe_errors(error)) from None
    if faults := [fault.line() for fault in _faults(glossary, course)]:
        raise DataFileError(source, faults)
    return glossary


def _faults(glossary: Glossary, course: Course) -> Iterator[Fault]:
    """Yield the faults of values that contradict one another or the course."""
    if glossary.course != course.id:
        expected = f"{json_excerpt(course.id)}, the course it stands beside"
        yield Fault(("course",), json_excerpt(glossary.course), expected)
    yield from repeats("an id", with_paths("concepts", [concept.id for concept in glossary.concepts], "id"))
    owners: dict[str, str] = {}
    for place, concept in enumerate(glossary.concepts):
        at = ("concepts", place)
        yield from _concept_faults(at, concept, course)
        for path, name in _names(concept):
            owner = owners.setdefault(name.casefold(), concept.id)
            if owner != concept.id:
                yield Fault((*at, *path), json_excerpt(name), f"a name that is not also one of {json_excerpt(owner)}")


def _names(concept: Concept) -> Iterator[tuple[KeyPath, str]]:
    """Yield each name of *concept* with its path in the concept; a family's name is only a label, so not one."""
    if not concept.family:
        yield ("name", "en"), concept.name.en
        yield ("name", "pt"), concept.name.pt
    yield from ((("forms", "en", place), name) for place, name in enumerate(concept.forms.en))
    yield from ((("forms", "pt", place), name) for place, name in enumerate(concept.forms.pt))
    yield from ((("misspelt", place), name) for place, name in enumerate(concept.misspelt))


def _concept_faults(at: KeyPath, concept: Concept, course: Course) -> Iterator[Fault]:
    covered = [((*at, "chapters", place, "chapter"), c.chapter) for place, c in enumerate(concept.chapters)]
    yield from repeats("a chapter", covered)
    near = [((*at, "near", "chapter"), concept.near.chapter)] if concept.near else []
    for path, number in (*covered, *near):
        if course.numbered(number) is None:
            numbers = ", ".join(str(chapter.number) for chapter in course.chapters)
            yield Fault(path, str(number), f"a chapter of the course: {numbers}")
    if concept.chapters and concept.near is not None:
        yield Fault((*at, "near"), "a nearest chapter", "none, since the concept has chapters of its own")
    if concept.chapters and concept.gloss is None:
        yield Fault((*at, "gloss"), "nothing", "what the concept is, since it has chapters")
    for place, coverage in enumerate(concept.chapters):
        chapter = course.numbered(coverage.chapter)
        if chapter and coverage.at_s not in (None, *(moment.at_s for moment in chapter.moments)):
            path = (*at, "chapters", place, "at_s")
            yield Fault(path, str(coverage.at_s), f"the second of a moment of chapter {chapter.number}")
