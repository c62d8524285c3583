"""Data files that people edit: their folder, and error messages that tell place, what was found and expected."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.unusable import UnusableError

_PACKED = Path(__file__).parents[1] / "data"
DATA = _PACKED if _PACKED.is_dir() else Path(__file__).parents[2] / "data"
"""The folder of data files: inside the package in an installed wheel, beside it in a clone of the repository."""
KeyPath = tuple[str | int, ...]  # keys and list positions that lead from the whole file to a value
LONGEST_SHOWN = 60  # characters
FAULTS: Final = "faults"  # type of a PydanticCustomError, and the key of its context, for rules of this project
DATE_ERRORS = ("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact")
# By pydantic's error type, what was expected.
EXPECTED = {
    "json_invalid": "valid JSON ({error})",
    "missing": "this field, which is required",
    "extra_forbidden": "no field of this name",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "string_type": "text in double quotes",
    "tuple_type": "a list in square brackets",
    "frozen_set_type": "words in double quotes, or a list of them in square brackets",
    "dict_type": "a table of names and what they stand for",
    "model_type": "an object in curly brackets",
    **dict.fromkeys(DATE_ERRORS, "a date such as 2024-04-01"),
    "time_parsing": "a time of day such as 12:00:00",
    "enum": "{expected}",
    "literal_error": "{expected}",
    "greater_than": "a number greater than {gt}",
    "greater_than_equal": "a number of at least {ge}",
    "less_than_equal": "a number of at most {le}",
    "string_too_short": "text of at least {min_length} character",
    "string_too_long": "text of at most {max_length} characters",
    "too_short": "a list of at least {min_length} entry",
}


class Record(BaseModel):
    """Base of the models of data files: immutable, and refusing unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Fault(NamedTuple):
    """One error in a data file: where, what was found there, and what was expected.

    Where a value must be unique, *first_at* is the path of the first place that has it.
    """

    path: KeyPath
    found: str
    expected: str
    first_at: KeyPath | None = None

    def line(self, below: KeyPath = ()) -> str:
        """Return the fault as one line; its paths are relative to the part of the file at the path *below*."""
        line = f"{format_path(below + self.path)}: found {self.found}; expected {self.expected}"
        return line if self.first_at is None else f"{line}, not taken by {format_path(below + self.first_at)}"


class DataFileError(UnusableError, ValueError):
    """The data file *source* cannot be used; each of *problems* is one line for the person who edits it."""

    def __init__(self, source: str, problems: Iterable[str]) -> None:
        self.problems = tuple(f"{source}: {problem}" for problem in problems)
        super().__init__("\n".join(self.problems))


def format_path(path: KeyPath) -> str:
    """Return *path* as text, such as ``chapters[4].moments[2].at_s``."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).removeprefix(".") or "the whole file"


def json_excerpt(value: object) -> str:
    """Return *value* as one line of JSON, cut after 60 characters."""
    text = json.dumps(value, ensure_ascii=False, default=str).encode(errors="backslashreplace").decode()
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def json_schema(model: type[BaseModel]) -> str:
    """Return the JSON Schema of the file that *model* describes, as text for a ``.schema.json`` file."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **model.model_json_schema()}
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def describe_errors(error: ValidationError, patterns: Mapping[str, str] | None = None) -> Iterator[str]:
    """Yield a line for each error in *error*; *patterns* has regular expressions with their meaning in words."""
    for detail in error.errors(include_url=False):
        context = detail.get("ctx", {})
        if FAULTS in context:  # the project's own rules, of which one check may find several broken
            yield from (fault.line(detail["loc"]) for fault in context[FAULTS])
        # pydantic calls a list too short whose only entries are bad; those have lines of their own
        elif detail["type"] != "too_short" or not detail["input"]:
            found = "nothing" if detail["type"] == "missing" else json_excerpt(detail["input"])
            in_words = (patterns or {}).get(context.get("pattern", "")) or EXPECTED.get(detail["type"])
            yield Fault(detail["loc"], found, in_words.format(**context) if in_words else detail["msg"]).line()
