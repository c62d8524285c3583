"""The course file: its text becomes a course, or a refusal that a person can act on; and its schema."""

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from pydantic import ValidationError

from bot.courses.model import COURSE_ID, VIDEO_ID, WEB_ADDRESS, Course
from bot.courses.rules import FAULTS, Fault, Path, shown

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


DIALECT = "https://json-schema.org/draft/2020-12/schema"
EXCERPT = 20
A_DATE = "a date such as 2024-04-01"
IN_WORDS = {
    VIDEO_ID: "a YouTube video id of 11 letters, digits, hyphens or underscores",
    WEB_ADDRESS: "an address that begins with https:// and has no spaces",
    COURSE_ID: "a course id of 1 to 40 lower-case letters, digits or hyphens",
}
EXPECTED = {
    "json_invalid": "valid JSON ({error})",
    "missing": "this field, which is required",
    "extra_forbidden": "no field of this name",
    "int_type": "a whole number",
    "string_type": "text in double quotes",
    "tuple_type": "a list in square brackets",
    "model_type": "an object in curly brackets",
    "date_type": A_DATE,
    "date_parsing": A_DATE,
    "date_from_datetime_parsing": A_DATE,
    "date_from_datetime_inexact": A_DATE,
    "enum": "{expected}",
    "greater_than": "a number greater than {gt}",
    "greater_than_equal": "a number of at least {ge}",
    "string_too_short": "text of at least {min_length} character",
    "string_too_long": "text of at most {max_length} characters",
    "too_short": "a list of at least {min_length} entry",
}


class CourseError(ValueError):
    """The course file cannot be used; each problem is one line for the person who edits it."""

    def __init__(self, source: str, problems: Iterable[str]) -> None:
        """Gather the *problems* of the file called *source*."""
        self.source = source
        self.problems = tuple(f"{source}: {problem}" for problem in problems)
        super().__init__("\n".join(self.problems))


class _Members(list[tuple[str, object]]):
    """A JSON object with every member it was written with, repeated keys included."""


def parse_course(text: str, source: str) -> Course:
    """Return the course that *text*, the content of the file called *source*, describes.

    Raises:
        CourseError: The text is not JSON or breaks a rule; the message has a line per problem, with
            the file, the place inside it, what was found there and what was expected.
    """
    try:
        tree = json.loads(text, object_pairs_hook=_Members)
    except json.JSONDecodeError as error:
        raise CourseError(source, [_unreadable(error)]) from None
    repeated = [fault.told() for fault in _repeated_keys(tree)]
    if repeated:
        raise CourseError(source, repeated)
    try:
        return Course.model_validate_json(text, strict=True)
    except ValidationError as error:
        details = error.errors(include_url=False)
        raise CourseError(source, [line for detail in details for line in _told(detail)]) from None


def course_schema() -> str:
    """Return the JSON Schema of the course file, for editors and for checks outside this project."""
    schema = {"$schema": DIALECT, **Course.model_json_schema()}
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _unreadable(error: json.JSONDecodeError) -> str:
    rest = error.doc[error.pos :].partition("\n")[0][:EXCERPT]
    found = shown(rest) if rest else "the end of the line or file"
    wish = error.msg.removeprefix("Expecting ")
    expected = f"valid JSON ({wish[:1].lower()}{wish[1:]})" if wish == error.msg else wish
    return f"line {error.lineno}, column {error.colno}: found {found}; expected {expected}"


def _repeated_keys(node: object, path: Path = ()) -> Iterator[Fault]:
    if isinstance(node, _Members):
        keys = [key for key, _ in node]
        for key in dict.fromkeys(keys):
            if keys.count(key) > 1:
                yield Fault((*path, key), f"this field {keys.count(key)} times", "it once")
        for key, value in node:
            yield from _repeated_keys(value, (*path, key))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _repeated_keys(value, (*path, index))


def _told(detail: "ErrorDetails") -> Iterator[str]:
    context = detail.get("ctx", {})
    if FAULTS in context:
        yield from (fault.told(detail["loc"]) for fault in context[FAULTS])
        return
    kind = detail["type"]
    if kind == "too_short" and detail["input"]:
        return  # pydantic counts good entries only; the bad ones have been told one by one
    found = "nothing" if kind == "missing" else shown(detail["input"])
    in_words = IN_WORDS.get(context.get("pattern", ""))
    expected = in_words or (EXPECTED[kind].format(**context) if kind in EXPECTED else detail["msg"])
    yield Fault(detail["loc"], found, expected).told()
