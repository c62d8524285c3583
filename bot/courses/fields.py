"""What a field of study knows, data/fields: concepts with their names and definitions, which serve any course of it."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Annotated

from pydantic import Field, StringConstraints, ValidationError

from bot.courses.rules import repeats, with_paths
from bot.text.data_files import DATA, DataFileError, Fault, KeyPath, Record, describe_errors, json_excerpt
from bot.text.locales import LocalizedText

Phrase = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
ConceptId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,60}$")]


class OtherNames(Record):
    """Other words for a concept by language; all are searched in every language, so an acronym stands once."""

    en: tuple[Phrase, ...] = ()
    pt: tuple[Phrase, ...] = ()

    def all(self) -> tuple[str, ...]:
        """Return the texts in every language, English first."""
        return self.en + self.pt


class FieldConcept(Record):
    """Something of a field that a learner may ask for, whatever course they watch.

    *forms* are its other names, *gloss* is a definition, *asked* has questions of people who know none of the names,
    and *details* names what is taught wherever the concept is. A *broad* concept's name is also an everyday word
    ("weight"), and alone does not put a question in scope; an *everyday* concept ("weather") speaks against that. A
    *family* stands for related concepts, such as optimisers; its name is a label that nobody asks for.
    """

    id: ConceptId
    name: LocalizedText
    forms: OtherNames = OtherNames()
    misspelt: tuple[Phrase, ...] = ()
    gloss: LocalizedText | None = None
    asked: OtherNames = OtherNames()
    details: OtherNames = OtherNames()
    broad: bool = False
    everyday: bool = False
    family: bool = False

    def names(self) -> Iterator[tuple[KeyPath, str]]:
        """Yield each of its names with the path in the concept; a family's name is only a label, so not one."""
        if not self.family:
            yield ("name", "en"), self.name.en
            yield ("name", "pt"), self.name.pt
        yield from ((("forms", "en", place), name) for place, name in enumerate(self.forms.en))
        yield from ((("forms", "pt", place), name) for place, name in enumerate(self.forms.pt))
        yield from ((("misspelt", place), name) for place, name in enumerate(self.misspelt))


class FieldOfStudy(Record):
    """All that is known of a field; *kin* are groups of synonyms, *lookalikes* real words not to be corrected."""

    schema_file: str | None = Field(default=None, alias="$schema")
    field: ConceptId
    concepts: tuple[FieldConcept, ...]
    kin: tuple[tuple[Phrase, ...], ...] = ()
    lookalikes: tuple[Phrase, ...] = ()


def parse_field(text: str, source: str) -> FieldOfStudy:
    """Return the field that the JSON *text* describes; raise DataFileError, which calls the file *source*."""
    try:
        known = FieldOfStudy.model_validate_json(text)
    except ValidationError as error:
        raise DataFileError(source, describe_errors(error)) from None
    if faults := [fault.line() for fault in _faults(known)]:
        raise DataFileError(source, faults)
    return known


@cache
def known_fields() -> Mapping[str, FieldOfStudy]:
    """Return the fields of data/fields by their names, read once a process; raise DataFileError if one is wrong."""
    files = sorted((DATA / "fields").glob("*.json"))
    read = [parse_field(file.read_text("utf-8"), f"data/fields/{file.name}") for file in files]
    return {known.field: known for known in read}


def _faults(known: FieldOfStudy) -> Iterator[Fault]:
    """Yield the faults of values that contradict one another."""
    yield from repeats("an id", with_paths("concepts", [concept.id for concept in known.concepts], "id"))
    owners: dict[str, str] = {}
    for place, concept in enumerate(known.concepts):
        for path, name in concept.names():
            owner = owners.setdefault(name.casefold(), concept.id)
            if owner != concept.id:
                at = ("concepts", place, *path)
                yield Fault(at, json_excerpt(name), f"a name that is not also one of {json_excerpt(owner)}")
