"""Buttons that mark a chapter watched, or not watched."""

from dataclasses import dataclass
from typing import ClassVar

from bot.ui.buttons import Action


@dataclass(frozen=True, slots=True)
class WatchedPost(Action):
    """Mark *chapter* watched, from the post that *job* made; also how that post is found again."""

    name: ClassVar[str] = "watched-post"
    chapter: int
    job: int


@dataclass(frozen=True, slots=True)
class ProgressPost(Action):
    """Show the reader's progress, from the closing post that *job* made."""

    name: ClassVar[str] = "progress-post"
    job: int


@dataclass(frozen=True, slots=True)
class Unwatched(Action):
    """Take the mark off *chapter*, from the note that confirmed it."""

    name: ClassVar[str] = "unwatched"
    chapter: int
