"""A bad glossary is refused with file, place, what was found and what was expected."""

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any, NamedTuple

import pytest

from bot.courses.fields import FieldOfStudy, known_fields, parse_field
from bot.courses.glossary import Glossary, GlossaryFile, Treatment, parse_glossary
from bot.text.data_files import DataFileError, json_schema
from tests.unit.answers_course import DATA, real_course, real_glossary

BOTH = {"en": "a thing", "pt": "uma coisa"}
FIELD: dict[str, Any] = {
    "field": "things",
    "concepts": [{"id": "one", "name": BOTH, "gloss": BOTH}, {"id": "two", "name": {"en": "other", "pt": "outra"}}],
}
TREE: dict[str, Any] = {
    "course": "neural-networks",
    "field": "things",
    "concepts": [
        {"id": "one", "chapters": [{"chapter": 2, "treatment": "taught", "at_s": 620}]},
        {"id": "two", "near": {"chapter": 7, "why": BOTH}},
    ],
}


class Case(NamedTuple):
    """A broken rule: the field of the first concept that is changed, and how that is reported."""

    change: dict[str, Any]
    told: str


FIELD_CASES = [
    Case({"id": "A B"}, 'concepts[0].id: found "A B"; expected'),
    Case({"lable": 1}, "concepts[0].lable: found 1; expected no field of this name"),
    Case({"name": {"en": "x"}}, "concepts[0].name.pt: found nothing; expected this field, which is required"),
    Case({"id": "two"}, 'concepts[1].id: found "two"; expected an id, not taken by concepts[0].id'),
    Case({"forms": {"pt": ["OTHER"]}}, 'concepts[1].name.en: found "other"; expected a name that is not also one of'),
    Case({"misspelt": ["outra"]}, 'concepts[1].name.pt: found "outra"; expected a name'),
]
CASES = [
    Case({"id": "two"}, 'concepts[1].id: found "two"; expected an id, not taken by concepts[0].id'),
    Case({"id": "three"}, 'concepts[0].id: found "three"; expected the id of a concept in data/fields/things.json'),
    Case(
        {"id": "two"}, "concepts[0].chapters: found chapters; expected none before the field says what the concept is"
    ),
    Case({"near": {"chapter": 1, "why": BOTH}}, "concepts[0].near: found a nearest chapter; expected none"),
    Case(
        {"chapters": [{"chapter": 12, "treatment": "used"}]},
        "concepts[0].chapters[0].chapter: found 12; expected a chapter of the course: 1, 2, 3",
    ),
    Case(
        {"chapters": [{"chapter": 2, "treatment": "used"}, {"chapter": 2, "treatment": "used"}]},
        "concepts[0].chapters[1].chapter: found 2; expected a chapter, not taken by",
    ),
    Case(
        {"chapters": [{"chapter": 2, "treatment": "taught", "at_s": 621}]},
        "concepts[0].chapters[0].at_s: found 621; expected the second of a moment of chapter 2",
    ),
    Case({"chapters": [{"chapter": 2, "treatment": "shown"}]}, 'concepts[0].chapters[0].treatment: found "shown"'),
]


def read(tree: object) -> Glossary:
    """Return the glossary of *tree*, in the field above."""
    fields = {"things": parse_field(json.dumps(FIELD), "data/fields/things.json")}
    return parse_glossary(json.dumps(tree), real_course(), fields, "data/glossary.json")


def read_field(tree: object) -> FieldOfStudy:
    """Return the field of *tree*."""
    return parse_field(json.dumps(tree), "data/fields/things.json")


def refused(tree: object, reading: Callable[[object], object] = read) -> str:
    """Return what is said when *tree* is refused."""
    with pytest.raises(DataFileError) as caught:
        reading(tree)
    return str(caught.value)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.told)
def test_a_broken_rule_is_told_with_its_place(case: Case) -> None:
    """In one line: file, path, found, expected."""
    tree = deepcopy(TREE)
    tree["concepts"][0] |= case.change
    assert f"data/glossary.json: {case.told}" in refused(tree)


@pytest.mark.parametrize("case", FIELD_CASES, ids=lambda case: case.told)
def test_a_broken_rule_of_a_field_is_told_with_its_place(case: Case) -> None:
    tree = deepcopy(FIELD)
    tree["concepts"][0] |= case.change
    assert f"data/fields/things.json: {case.told}" in refused(tree, read_field)


def test_what_a_field_knows_is_joined_with_what_the_course_says_of_it() -> None:
    first, second = read(TREE).concepts
    assert (first.name.en, first.chapters[0].chapter, first.near) == ("a thing", 2, None)
    assert (second.name.pt, second.chapters, second.near and second.near.chapter) == ("outra", (), 7)


def test_a_concept_that_the_course_says_nothing_of_has_no_chapters() -> None:
    assert [concept.chapters for concept in read(TREE | {"concepts": []}).concepts] == [(), ()]


def test_a_glossary_of_an_unknown_field_is_refused() -> None:
    assert 'field: found "chess"; expected a field of data/fields: things' in refused(TREE | {"field": "chess"})


def test_a_glossary_of_another_course_is_refused() -> None:
    told = refused(TREE | {"course": "chess"})
    assert 'course: found "chess"; expected "neural-networks", the course it stands beside' in told


def test_a_nearest_chapter_must_exist() -> None:
    """That of a near miss, in the course."""
    tree = deepcopy(TREE)
    tree["concepts"][1]["near"]["chapter"] = 99
    assert "concepts[1].near.chapter: found 99; expected a chapter of the course" in refused(tree)


def test_text_that_is_no_json_is_refused() -> None:
    """The message names the file."""
    with pytest.raises(DataFileError, match=r"^data/glossary\.json: the whole file: found"):
        parse_glossary("{", real_course(), known_fields(), "data/glossary.json")
    with pytest.raises(DataFileError, match=r"^data/fields/things\.json: the whole file: found"):
        parse_field("{", "data/fields/things.json")


def test_the_real_glossary_is_read() -> None:
    """Every chapter of the course teaches a concept of it."""
    glossary = real_glossary()
    taught = {c.chapter for concept in glossary.concepts for c in concept.chapters if c.treatment is Treatment.TAUGHT}
    assert taught == set(range(1, 10))


def test_a_family_is_a_label_and_no_name() -> None:
    """A family's label may be equal to a concept's name."""
    tree = deepcopy(FIELD)
    tree["concepts"][1] |= {"name": BOTH, "family": True}
    assert len(read_field(tree).concepts) == 2


def test_the_schemas_are_current() -> None:
    """They are made from the models; docs/answers.md has the commands."""
    assert (DATA / "glossary.schema.json").read_text("utf-8") == json_schema(GlossaryFile)
    assert (DATA / "field.schema.json").read_text("utf-8") == json_schema(FieldOfStudy)
