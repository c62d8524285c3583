"""Buttons that mark a chapter watched, or not watched."""

from dataclasses import dataclass

from bot.ui.buttons import Action


@dataclass(frozen=True, slots=True)
class WatchedPost(Action, name="watched-post"):
    """Mark *chapter* watched, from the post that *job* made; also how that post is found again."""

    chapter: int
    job: int


@dataclass(frozen=True, slots=True)
class ProgressPost(Action, name="progress-post"):
    """Show the reader's progress, from the closing post that *job* made."""

    job: int


@dataclass(frozen=True, slots=True)
class Unwatched(Action, name="unwatched"):
    """Take the mark off *chapter*, from the note that confirmed it."""

    chapter: int
