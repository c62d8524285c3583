"""The course's index as data: what is taught, used or mentioned where, and what is known to be absent."""

import json
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from bot.courses.file import DIALECT, EXPECTED
from bot.courses.model import Course
from bot.courses.rules import Fault, Path, repeats, shown
from bot.ids import ChapterNumber
from bot.text.locales import LocalizedText

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


Words = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]


class GlossaryError(ValueError):
    """The glossary file cannot be used; each problem is one line for the person who edits it."""

    def __init__(self, source: str, problems: Iterable[str]) -> None:
        """Gather the *problems* of the file called *source*."""
        self.source = source
        self.problems = tuple(f"{source}: {problem}" for problem in problems)
        super().__init__("\n".join(self.problems))


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


class Glossary(_Record):
    """Every concept, words that mean nearly the same, and words that are no misspellings of ours."""

    schema_file: str | None = Field(default=None, alias="$schema")
    course: Words
    concepts: tuple[Concept, ...]
    kin: tuple[tuple[Words, ...], ...] = ()
    lookalikes: tuple[Words, ...] = ()


def parse_glossary(text: str, course: Course, source: str) -> Glossary:
    """Return the glossary of *course* that *text*, the content of the file called *source*, describes.

    Raises:
        GlossaryError: The text is not JSON, breaks a rule or does not fit the course; the message has a
            line per problem, with the file, the place inside it, what was found and what was expected.
    """
    try:
        glossary = Glossary.model_validate_json(text)
    except ValidationError as error:
        details = error.errors(include_url=False)
        raise GlossaryError(source, map(_told, details)) from None
    faults = [fault.told() for fault in _faults(glossary, course)]
    if faults:
        raise GlossaryError(source, faults)
    return glossary


def glossary_schema() -> str:
    """Return the JSON Schema of the glossary file, for editors and for checks outside this project."""
    schema = {"$schema": DIALECT, **Glossary.model_json_schema()}
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _told(detail: "ErrorDetails") -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    found = "nothing" if kind == "missing" else shown(detail["input"])
    expected = EXPECTED[kind].format(**context) if kind in EXPECTED else detail["msg"]
    return Fault(detail["loc"], found, expected).told()


def _faults(glossary: Glossary, course: Course) -> Iterator[Fault]:
    """Find what is wrong between the parts of the file, and between it and the course."""
    if glossary.course != course.id:
        yield Fault(("course",), shown(glossary.course), f"{shown(course.id)}, the course it stands beside")
    yield from repeats("an id", (((*_at(place), "id"), c.id) for place, c in enumerate(glossary.concepts)))
    owners: dict[str, str] = {}
    for place, concept in enumerate(glossary.concepts):
        yield from _concept_faults(_at(place), concept, course)
        for path, name in _names(concept):
            owner = owners.setdefault(name.casefold(), concept.id)
            if owner != concept.id:
                yield Fault((*_at(place), *path), shown(name), f"a name that is not also one of {shown(owner)}")


def _at(place: int) -> Path:
    return ("concepts", place)


def _names(concept: Concept) -> Iterator[tuple[Path, str]]:
    if not concept.family:
        yield ("name", "en"), concept.name.en
        yield ("name", "pt"), concept.name.pt
    yield from ((("forms", "en", place), name) for place, name in enumerate(concept.forms.en))
    yield from ((("forms", "pt", place), name) for place, name in enumerate(concept.forms.pt))
    yield from ((("misspelt", place), name) for place, name in enumerate(concept.misspelt))


def _concept_faults(at: Path, concept: Concept, course: Course) -> Iterator[Fault]:
    numbers = ", ".join(str(chapter.number) for chapter in course.chapters)
    covered = [((*at, "chapters", place, "chapter"), c.chapter) for place, c in enumerate(concept.chapters)]
    yield from repeats("a chapter", covered)
    near = [((*at, "near", "chapter"), concept.near.chapter)] if concept.near else []
    for path, number in (*covered, *near):
        if course.get(number) is None:
            yield Fault(path, str(number), f"a chapter of the course: {numbers}")
    if concept.chapters and concept.near is not None:
        yield Fault((*at, "near"), "a nearest chapter", "none, since the concept has chapters of its own")
    if concept.chapters and concept.gloss is None:
        yield Fault((*at, "gloss"), "nothing", "what the concept is, since it has chapters")
    for place, coverage in enumerate(concept.chapters):
        chapter = course.get(coverage.chapter)
        moments = [moment.at_s for moment in chapter.moments] if chapter else []
        if chapter and coverage.at_s is not None and coverage.at_s not in moments:
            path = (*at, "chapters", place, "at_s")
            yield Fault(path, str(coverage.at_s), f"the second of a moment of chapter {chapter.number}")
