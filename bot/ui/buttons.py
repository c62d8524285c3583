"""What a press of a button asks for, as the custom_id that the button carries: Watched(5) is "v1:watched:5".

Ids are read by every later version of the bot, since messages live for years: an action's name, and the
order of its numbers, never change.
"""

import re
from dataclasses import astuple, dataclass, fields
from typing import ClassVar

from bot.ids import JobId

VERSION = "v1"
ACTIONS: dict[str, type["Action"]] = {}
"""Every action by its name; each room's `buttons.py` adds its own when it is imported."""


@dataclass(frozen=True, slots=True)
class Action:
    """Something a press of a button asks for; its fields are whole numbers."""

    name: ClassVar[str]

    def __init_subclass__(cls, name: str = "") -> None:
        cls.name = name or cls.name  # a dataclass with slots is made twice, the second time without its arguments
        ACTIONS[cls.name] = cls

    @property
    def custom_id(self) -> str:
        """The id under which a button carries this action."""
        return ":".join((VERSION, self.name, *map(str, astuple(self))))

    @classmethod
    def template(cls) -> re.Pattern[str]:
        """Return the pattern that the whole of this action's ids matches."""
        numbers = "".join(f":(?P<{field.name}>[0-9]{{1,20}})" for field in fields(cls))
        return re.compile(f"{VERSION}:{re.escape(cls.name)}{numbers}")


def parse_action(custom_id: str) -> Action | None:
    """Return the action that *custom_id* names, or nothing when no version of the bot knows it."""
    kind = ACTIONS.get(custom_id.removeprefix(f"{VERSION}:").partition(":")[0])
    if kind is None or (match := kind.template().fullmatch(custom_id)) is None:
        return None
    return kind(**{name: int(value) for name, value in match.groupdict().items()})


def job_id_in(custom_id: str) -> JobId | None:
    """Return the job that made the message with this button on it, if the button's action names one."""
    job: int | None = getattr(parse_action(custom_id), "job", None)
    return None if job is None else JobId(job)
