"""Buttons of a chapter's card."""

from dataclasses import dataclass
from typing import ClassVar

from bot.ui.buttons import Action


@dataclass(frozen=True, slots=True)
class ShowChapter(Action):
    """Turn the private card to *chapter*."""

    name: ClassVar[str] = "chapter"
    chapter: int


@dataclass(frozen=True, slots=True)
class OpenChapter(Action):
    """Show *chapter* on a card of its own."""

    name: ClassVar[str] = "open-chapter"
    chapter: int


@dataclass(frozen=True, slots=True)
class ShareChapter(Action):
    """Post *chapter*'s card for everyone."""

    name: ClassVar[str] = "share-chapter"
    chapter: int


@dataclass(frozen=True, slots=True)
class Watched(Action):
    """Mark *chapter* watched."""

    name: ClassVar[str] = "watched"
    chapter: int


@dataclass(frozen=True, slots=True)
class CardWatched(Action):
    """Mark *chapter* watched and redraw the private card that shows it."""

    name: ClassVar[str] = "card-watched"
    chapter: int


@dataclass(frozen=True, slots=True)
class CardUnwatched(Action):
    """Take the mark off *chapter* and redraw the private card that shows it."""

    name: ClassVar[str] = "card-unwatched"
    chapter: int
