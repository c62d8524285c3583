"""Menus, forms and buttons of the set-up page."""

from dataclasses import dataclass

from bot.ui.buttons import Action


@dataclass(frozen=True, slots=True)
class DraftChosen(Action, name="draft-chosen"):
    """Take over what was chosen for *part* of the schedule that the organiser is filling in."""

    part: int


@dataclass(frozen=True, slots=True)
class DraftForm(Action, name="draft-form"):
    """Ask for *part* of that schedule with a form; also what is sent with it."""

    part: int


class DraftFirstPost(Action, name="draft-first-post"):
    """Show the first post of that schedule."""


class DraftSeason(Action, name="draft-season"):
    """Show every date of that schedule."""


class DraftStart(Action, name="draft-start"):
    """Start that schedule."""
