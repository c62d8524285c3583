"""Actions: what a press of a button asks for, encoded in its custom_id: Watched(5) is "v1:watched:5".

Messages stay for years, and later versions of the bot must read their buttons: an action's name, and the order
of its fields, never change. A field that is added later stands at the end and has a default, what the buttons of
before mean; such fields are left out of the custom_id where they have that value.
"""

import re
from dataclasses import MISSING, dataclass, fields
from datetime import UTC, datetime
from enum import IntEnum
from functools import cache
from typing import Any, ClassVar, get_type_hints

from bot.ids import JobId

VERSION = "v1"
LATEST = int(datetime(9999, 1, 1, tzinfo=UTC).timestamp())  # that a button may carry: a forged id holds any number
ACTIONS: dict[str, type["Action"]] = {}
"""Every action class by its name; importing a feature's `buttons.py` registers its own."""


@dataclass(frozen=True, slots=True)
class Action:
    """Base class of actions, which are dataclasses of integers; ``class Watched(Action, name="watched")``.

    A field that means a choice has the type of its values, an `IntEnum` or bool (0 or 1): no other number is read.
    """

    name: ClassVar[str]

    def __init_subclass__(cls, name: str = "") -> None:
        cls.name = name or cls.name  # slots=True creates the class a second time, without this argument
        ACTIONS[cls.name] = cls

    @property
    def custom_id(self) -> str:
        """The custom_id of a button with this action: version, name and fields with colons between."""
        names, defaults = _fields(self.name)
        values = [getattr(self, name) for name in names]
        while values and defaults[len(values) - 1] == values[-1]:
            values.pop()
        return ":".join((VERSION, self.name, *(str(int(value)) for value in values)))

    @classmethod
    def template(cls) -> re.Pattern[str]:
        """Return the pattern that a custom_id of this action matches as a whole, with a group for each field."""
        return _template(cls.name)


@cache
def _fields(name: str) -> tuple[tuple[str, ...], tuple[Any, ...]]:
    """Return the names of the fields of the action called *name*, and their defaults."""
    known = fields(ACTIONS[name])
    return tuple(field.name for field in known), tuple(field.default for field in known)


@cache
def _types(name: str) -> dict[str, Any]:
    """Return the type of each field of the action called *name*."""
    return get_type_hints(ACTIONS[name])


@cache
def _template(name: str) -> re.Pattern[str]:
    types = _types(name)
    numbers = ""
    for field in reversed(fields(ACTIONS[name])):
        numbers = f":(?P<{field.name}>{_pattern_of(types[field.name])}){numbers}"
        if field.default is not MISSING:
            numbers = f"(?:{numbers})?"
    return re.compile(f"{VERSION}:{re.escape(name)}{numbers}")


def _pattern_of(kind: type[int]) -> str:
    """Return the pattern of a field: a number of up to twenty digits, or the value of a choice."""
    if kind is bool:
        return "[01]"
    return "|".join(str(each.value) for each in kind) if issubclass(kind, IntEnum) else "[0-9]{1,20}"


def parse_action(custom_id: str) -> Action | None:
    """Return the action that *custom_id* encodes, or None if this version of the bot does not know it."""
    kind = ACTIONS.get(custom_id.removeprefix(f"{VERSION}:").partition(":")[0])
    if kind is None or (match := kind.template().fullmatch(custom_id)) is None:
        return None
    types = _types(kind.name)
    return kind(**{name: types[name](int(value)) for name, value in match.groupdict().items() if value})


def instant_of(seconds: int) -> datetime:
    """Return the instant that an action carries as *seconds* of the Unix epoch."""
    return datetime.fromtimestamp(min(seconds, LATEST), UTC)


def job_id_in(custom_id: str) -> JobId | None:
    """Return the field ``job`` of the action in *custom_id*, the job that sent the message; None if it has none."""
    job: int | None = getattr(parse_action(custom_id), "job", None)
    return None if job is None else JobId(job)
