"""The glossary, data/glossary.json: which chapters of a course deal with the concepts of its field, and how."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import Field, ValidationError

from bot.courses.fields import ConceptId, FieldConcept, FieldOfStudy, Phrase
from bot.courses.model import Course
from bot.courses.rules import repeats, with_paths
from bot.text.data_files import DataFileError, Fault, KeyPath, Record, describe_errors, json_excerpt
from bot.text.locales import LocalizedText

Number = Annotated[int, Field(ge=1, le=999)]


class Treatment(StrEnum):
    """How a chapter deals with a concept: it teaches it, uses it, or only mentions it."""

    TAUGHT = "taught"
    USED = "used"
    MENTIONED = "mentioned"


class Coverage(Record):
    """A chapter that deals with a concept, and the second of the moment at which it begins to, if known."""

    chapter: Number
    treatment: Treatment
    at_s: Annotated[int, Field(ge=0)] | None = None


class Nearest(Record):
    """The chapter to offer to someone who asks for a concept that the course leaves out, and why it is near."""

    chapter: Number
    why: LocalizedText


class Concept(FieldConcept):
    """A concept of the course's field with its *chapters*, which begin with the best.

    Without chapters it is outside the course, and *near* names the nearest one. A *gloss* is required with chapters.
    """

    chapters: tuple[Coverage, ...] = ()
    near: Nearest | None = None


class Glossary(Record):
    """All concepts of the course's field; *kin* are groups of synonyms, *lookalikes* real words not to be corrected."""

    course: Phrase  # the id of the course that it describes
    concepts: tuple[Concept, ...]
    kin: tuple[tuple[Phrase, ...], ...] = ()
    lookalikes: tuple[Phrase, ...] = ()


class Placed(Record):
    """What the course says of the concept *id* of its field: its chapters, or the nearest one."""

    id: ConceptId
    chapters: tuple[Coverage, ...] = ()
    near: Nearest | None = None


class GlossaryFile(Record):
    """The content of data/glossary.json: of the course *course*, in the field *field*."""

    schema_file: str | None = Field(default=None, alias="$schema")
    course: Phrase
    field: ConceptId
    concepts: tuple[Placed, ...]


def parse_glossary(text: str, course: Course, fields: Mapping[str, FieldOfStudy], source: str) -> Glossary:
    """Return the glossary of *course* that the JSON *text* describes, with what its field, one of *fields*, knows.

    Raise DataFileError, which calls the file *source*, if it is wrong.
    """
    try:
        read = GlossaryFile.model_validate_json(text)
    except ValidationError as error:
        raise DataFileError(source, describe_errors(error)) from None
    if faults := [fault.line() for fault in _faults(read, course, fields)]:
        raise DataFileError(source, faults)
    known = fields[read.field]
    placed = {concept.id: concept for concept in read.concepts}
    concepts = [_joined(concept, placed.get(concept.id)) for concept in known.concepts]
    return Glossary(course=read.course, concepts=tuple(concepts), kin=known.kin, lookalikes=known.lookalikes)


def _joined(known: FieldConcept, placed: Placed | None) -> Concept:
    """Return what is *known* of a concept, and where it is *placed* in the course."""
    own = {"chapters": placed.chapters, "near": placed.near} if placed else {}
    return Concept.model_validate(dict(known) | own)


def _faults(read: GlossaryFile, course: Course, fields: Mapping[str, FieldOfStudy]) -> Iterator[Fault]:
    """Yield the faults of values that contradict one another, the course or its field."""
    if read.course != course.id:
        expected = f"{json_excerpt(course.id)}, the course it stands beside"
        yield Fault(("course",), json_excerpt(read.course), expected)
    if read.field not in fields:
        yield Fault(("field",), json_excerpt(read.field), f"a field of data/fields: {', '.join(fields)}")
        return
    yield from repeats("an id", with_paths("concepts", [concept.id for concept in read.concepts], "id"))
    known = {concept.id: concept for concept in fields[read.field].concepts}
    for place, concept in enumerate(read.concepts):
        at = ("concepts", place)
        if concept.id not in known:
            expected = f"the id of a concept in data/fields/{read.field}.json"
            yield Fault((*at, "id"), json_excerpt(concept.id), expected)
        elif concept.chapters and known[concept.id].gloss is None:
            yield Fault((*at, "chapters"), "chapters", "none before the field says what the concept is, its gloss")
        yield from _concept_faults(at, concept, course)


def _concept_faults(at: KeyPath, concept: Placed, course: Course) -> Iterator[Fault]:
    covered = [((*at, "chapters", place, "chapter"), c.chapter) for place, c in enumerate(concept.chapters)]
    yield from repeats("a chapter", covered)
    near = [((*at, "near", "chapter"), concept.near.chapter)] if concept.near else []
    for path, number in (*covered, *near):
        if course.numbered(number) is None:
            numbers = ", ".join(str(chapter.number) for chapter in course.chapters)
            yield Fault(path, str(number), f"a chapter of the course: {numbers}")
    if concept.chapters and concept.near is not None:
        yield Fault((*at, "near"), "a nearest chapter", "none, since the concept has chapters of its own")
    for place, coverage in enumerate(concept.chapters):
        chapter = course.numbered(coverage.chapter)
        if chapter and coverage.at_s not in (None, *(moment.at_s for moment in chapter.moments)):
            path = (*at, "chapters", place, "at_s")
            yield Fault(path, str(coverage.at_s), f"the second of a moment of chapter {chapter.number}")
