"""What every action of a button has in common: the custom_id that carries it, and how that is read back."""

import re
from dataclasses import astuple, dataclass, fields
from typing import ClassVar

VERSION = "v1"


@dataclass(frozen=True, slots=True)
class Action:
    """Something a press of a button asks for; its fields are whole numbers."""

    name: ClassVar[str]

    @property
    def custom_id(self) -> str:
        """The id under which a button carries this action."""
        return ":".join((VERSION, self.name, *map(str, astuple(self))))

    @classmethod
    def template(cls) -> re.Pattern[str]:
        """Return the pattern that the whole of this action's ids matches."""
        numbers = "".join(f":(?P<{field.name}>[0-9]{{1,20}})" for field in fields(cls))
        return re.compile(f"{VERSION}:{re.escape(cls.name)}{numbers}")
