"""The actions of the buttons on an answer's card."""

from dataclasses import dataclass

from bot.ui.buttons import Action


@dataclass(frozen=True, slots=True)
class ShareAnswer(Action, name="share-answer"):
    """Post the answer on this card for everyone: of *course*, by its `Course.ref`, or of ALL_COURSES meant there."""

    course: int = 0


@dataclass(frozen=True, slots=True)
class TeachAnswer(Action, name="teach-answer"):
    """Open the form that says which lesson of *course* covers the question on this card, and read it.

    *proposed* is the key of the lesson that is in it already, 0 for none.
    """

    course: int
    proposed: int


@dataclass(frozen=True, slots=True)
class UnteachAnswer(Action, name="unteach-answer"):
    """Take back that a lesson of *course* covers a *name*, as `name_number` says it."""

    course: int
    name_number: int
