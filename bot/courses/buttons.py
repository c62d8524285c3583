"""Buttons of a chapter's card."""

from dataclasses import dataclass

from bot.ui.buttons import Action


@dataclass(frozen=True, slots=True)
class ChapterAction:
    """What every button of a chapter's card names: the chapter."""

    chapter: int


class ShowChapter(ChapterAction, Action, name="chapter"):
    """Turn the private card to *chapter*."""


class OpenChapter(ChapterAction, Action, name="open-chapter"):
    """Show *chapter* on a card of its own."""


class ShareChapter(ChapterAction, Action, name="share-chapter"):
    """Post *chapter*'s card for everyone."""


class Watched(ChapterAction, Action, name="watched"):
    """Mark *chapter* watched."""


class CardWatched(ChapterAction, Action, name="card-watched"):
    """Mark *chapter* watched and redraw the private card that shows it."""


class CardUnwatched(ChapterAction, Action, name="card-unwatched"):
    """Take the mark off *chapter* and redraw the private card that shows it."""
