"""The actions of the buttons on an answer's card."""

from dataclasses import dataclass

from bot.ui.buttons import Action


@dataclass(frozen=True, slots=True)
class ShareAnswer(Action, name="share-answer"):
    """Post the answer on this card for everyone: of *course*, by its `Course.ref`, or of ALL_COURSES meant there."""

    course: int = 0
