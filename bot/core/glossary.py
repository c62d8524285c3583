"""The course's index as data: what is taught, used or mentioned where, and what is known to be absent."""

import json
from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from bot.core.catalogue import Course
from bot.core.ids import ChapterNumber
from bot.core.locales import LocalizedText

_LONGEST_QUOTE = 60

Words = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]


class GlossaryError(Exception):
    """The glossary file cannot be used; the message names the place, what stands there and what should."""


class Treatment(StrEnum):
    """How much a chapter makes of a concept."""

    TAUGHT = "taught"
    USED = "used"
    MENTIONED = "mentioned"


class _Record(BaseModel):
    """A part of the glossary file: read once, never changed, no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class OtherNames(_Record):
    """What else people call a concept, in each language; acronyms belong to both and stand once."""

    en: tuple[Words, ...] = ()
    pt: tuple[Words, ...] = ()

    def all(self) -> tuple[str, ...]:
        """Return the names in every language, English first."""
        return self.en + self.pt


class Coverage(_Record):
    """A chapter that deals with a concept, and the moment at which it does."""

    chapter: Annotated[int, Field(ge=1, le=999)]
    treatment: Treatment
    at_s: Annotated[int, Field(ge=0)] | None = None

    @property
    def key(self) -> ChapterNumber:
        """The chapter's number in this course."""
        return ChapterNumber(self.chapter)


class Nearest(_Record):
    """What to offer when someone asks for a concept that the course leaves out."""

    chapter: Annotated[int, Field(ge=1, le=999)]
    why: LocalizedText


class Concept(_Record):
    """Something a learner may ask for.

    Without chapters it is known to be outside the course. A broad concept is one whose name also
    belongs to everyday talk ("weight", "memory"): its name alone does not make a question ours.
    An everyday one is no part of the field at all ("weather"): it speaks against a question.
    A family gathers relatives, such as optimisers; its name is only a label and nobody asks for it.
    """

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,60}$")]
    name: LocalizedText
    forms: OtherNames = OtherNames()
    misspelt: tuple[Words, ...] = ()
    chapters: tuple[Coverage, ...] = ()
    gloss: LocalizedText | None = None
    asked: OtherNames = OtherNames()
    broad: bool = False
    everyday: bool = False
    family: bool = False
    near: Nearest | None = None

    @property
    def outside(self) -> bool:
        """Whether the course leaves this concept out."""
        return not self.chapters

    @model_validator(mode="after")
    def _inside_or_outside(self) -> Self:
        if self.chapters and self.near is not None:
            message = "a concept that has chapters needs no nearest chapter"
            raise ValueError(message)
        if self.chapters and self.gloss is None:
            message = "a concept that has chapters needs a gloss that says what it is"
            raise ValueError(message)
        numbers = [coverage.chapter for coverage in self.chapters]
        if len(numbers) != len(set(numbers)):
            message = "each chapter may stand once, best first"
            raise ValueError(message)
        return self


class Glossary(_Record):
    """Every concept, words that mean nearly the same, and words that are no misspellings of ours."""

    schema_file: str | None = Field(default=None, alias="$schema")
    course: Words
    concepts: tuple[Concept, ...]
    kin: tuple[tuple[Words, ...], ...] = ()
    lookalikes: tuple[Words, ...] = ()

    @model_validator(mode="after")
    def _each_name_once(self) -> Self:
        owner: dict[str, str] = {}
        for concept in self.concepts:
            if concept.id in owner.values():
                message = f"concept id {concept.id} is used twice; each must be unique"
                raise ValueError(message)
            names = (*concept.name.all(), *concept.forms.all(), *concept.misspelt)
            for name in {name.casefold() for name in names}:
                if name in owner:
                    message = (
                        f"{name!r} names both {owner[name]} and {concept.id}; a name leads to one concept"
                    )
                    raise ValueError(message)
                owner[name] = concept.id
        return self


def parse_glossary(text: str, course: Course, source: str) -> Glossary:
    """Read the glossary of *course* from the JSON *text* of the file called *source*.

    Raises:
        GlossaryError: The text is no JSON, breaks the glossary's rules, or does not fit the course.
    """
    try:
        glossary = Glossary.model_validate(json.loads(text))
    except json.JSONDecodeError as error:
        message = f"{source}, line {error.lineno}: found no JSON ({error.msg}); expected a glossary"
        raise GlossaryError(message) from None
    except ValidationError as error:
        raise GlossaryError("\n".join(_complaints(error, source))) from None
    misfits = "\n".join(f"{source}: {misfit}" for misfit in _misfits(glossary, course))
    if misfits:
        raise GlossaryError(misfits)
    return glossary


def _complaints(error: ValidationError, source: str) -> Iterator[str]:
    for detail in error.errors(include_url=False):
        path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in detail["loc"])
        found = json.dumps(detail["input"], ensure_ascii=False, default=str)
        if len(found) > _LONGEST_QUOTE:
            found = found[:_LONGEST_QUOTE] + "…"
        yield f"{source}: {path.removeprefix('.') or 'the file'}: found {found}; expected: {detail['msg']}"


def _misfits(glossary: Glossary, course: Course) -> Iterator[str]:
    if glossary.course != course.id:
        yield f"course: found {glossary.course!r}; expected {course.id!r}, the course it stands beside"
    numbers = ", ".join(str(chapter.number) for chapter in course.chapters)
    for place, concept in enumerate(glossary.concepts):
        where = f"concepts[{place}] ({concept.id})"
        named = [coverage.chapter for coverage in concept.chapters]
        if concept.near is not None:
            named.append(concept.near.chapter)
        for number in named:
            if course.get(number) is None:
                yield f"{where}: found chapter {number}; expected one of {numbers}"
        for coverage in concept.chapters:
            chapter = course.get(coverage.chapter)
            known = {moment.at_s for moment in chapter.moments} if chapter else set()
            if chapter and coverage.at_s is not None and coverage.at_s not in known:
                yield f"{where}: found at_s {coverage.at_s}; expected a moment of chapter {chapter.number}"
