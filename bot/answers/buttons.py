"""Buttons under an answer."""

from dataclasses import dataclass
from typing import ClassVar

from bot.ui.buttons import Action


@dataclass(frozen=True, slots=True)
class ShareAnswer(Action):
    """Post the answer on this card for everyone."""

    name: ClassVar[str] = "share-answer"
