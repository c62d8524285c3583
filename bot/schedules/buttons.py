"""Menus, forms and buttons of the set-up page."""

from dataclasses import dataclass
from typing import ClassVar

from bot.ui.buttons import Action


@dataclass(frozen=True, slots=True)
class DraftChosen(Action):
    """Take over what was chosen for *part* of the schedule that the organiser is filling in."""

    name: ClassVar[str] = "draft-chosen"
    part: int


@dataclass(frozen=True, slots=True)
class DraftForm(Action):
    """Ask for *part* of that schedule with a form; also what is sent with it."""

    name: ClassVar[str] = "draft-form"
    part: int


@dataclass(frozen=True, slots=True)
class DraftFirstPost(Action):
    """Show the first post of that schedule."""

    name: ClassVar[str] = "draft-first-post"


@dataclass(frozen=True, slots=True)
class DraftSeason(Action):
    """Show every date of that schedule."""

    name: ClassVar[str] = "draft-season"


@dataclass(frozen=True, slots=True)
class DraftStart(Action):
    """Start that schedule."""

    name: ClassVar[str] = "draft-start"
