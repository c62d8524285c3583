"""Reads and writes course files such as data/videos.json, with error messages for the person who edits it."""

import json
from collections import Counter
from collections.abc import Iterator

from pydantic import ValidationError

from bot.courses.model import PATTERNS, Course
from bot.text.data_files import DataFileError, Fault, KeyPath, describe_errors, json_excerpt

EXCERPT = 20  # characters of invalid JSON that an error message shows


class _Members(list[tuple[str, object]]):
    """A JSON object as all its pairs of key and value, repeated keys included."""


def parse_course(text: str, source: str) -> Course:
    """Return the course that the JSON *text* describes; raise DataFileError, which calls the file *source*."""
    try:
        tree = json.loads(text, object_pairs_hook=_Members)
    except json.JSONDecodeError as error:
        raise DataFileError(source, [_unreadable(error)]) from None
    if repeated := [fault.line() for fault in _repeated_keys(tree)]:
        raise DataFileError(source, repeated)
    try:
        return Course.model_validate_json(text, strict=True)
    except ValidationError as error:
        raise DataFileError(source, describe_errors(error, PATTERNS)) from None


def course_file(course: Course, largest: int | None = None) -> bytes:
    """Return *course* as a file that `parse_course` reads, without what is not known and without archived lessons.

    It has line breaks for its readers, unless it is over *largest* bytes with them.
    """
    current = course.model_copy(update={"archived": ()})
    readable = f"{current.model_dump_json(exclude_defaults=True, indent=2)}\n".encode()
    if largest is None or len(readable) <= largest:
        return readable
    return current.model_dump_json(exclude_defaults=True).encode()


def _unreadable(error: json.JSONDecodeError) -> str:
    rest = error.doc[error.pos :].partition("\n")[0][:EXCERPT]
    found = json_excerpt(rest) if rest else "the end of the line or file"
    wish = error.msg.removeprefix("Expecting ")
    expected = f"valid JSON ({wish[:1].lower()}{wish[1:]})" if wish == error.msg else wish
    return f"line {error.lineno}, column {error.colno}: found {found}; expected {expected}"


def _repeated_keys(node: object, path: KeyPath = ()) -> Iterator[Fault]:
    if isinstance(node, _Members):
        for key, count in Counter(key for key, _ in node).items():
            if count > 1:
                yield Fault((*path, key), f"this field {count} times", "it once")
    elif not isinstance(node, list):
        return
    for step, value in node if isinstance(node, _Members) else enumerate(node):
        yield from _repeated_keys(value, (*path, step))
