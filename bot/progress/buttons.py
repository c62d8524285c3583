"""Buttons that mark a chapter watched, or not watched; *course* is its course's `Course.ref` in all of them."""

from dataclasses import dataclass
from enum import IntEnum

from bot.ui.buttons import Action


@dataclass(frozen=True, slots=True)
class WatchedPost(Action, name="watched-post"):
    """Mark *chapter* watched, from a schedule's post; *job*, which made the post, is how it is found again."""

    chapter: int
    job: int
    course: int = 0


@dataclass(frozen=True, slots=True)
class ProgressPost(Action, name="progress-post"):
    """Show the reader's progress, from a closing post; *job*, which made the post, is how it is found again."""

    job: int
    course: int = 0


@dataclass(frozen=True, slots=True)
class Unwatched(Action, name="unwatched"):
    """Unmark *chapter*, from the private message that says that it is marked."""

    chapter: int
    course: int = 0


@dataclass(frozen=True, slots=True)
class UndoMark(Action, name="undo-mark"):
    """Take back that *chapter* was given a mark: *at* epoch seconds, and *together* or alone.

    *was_alone* tells that it was marked as watched alone before; else it had no mark.
    """

    chapter: int
    at: int
    together: bool
    was_alone: bool
    course: int = 0


@dataclass(frozen=True, slots=True)
class Rewatched(Action, name="rewatched"):
    """Mark *chapter* again as it was before it was unmarked: *at* epoch seconds, and *together* or alone.

    *added* is the number of the record of what its member had added to it, 0 for nothing.
    """

    chapter: int
    at: int
    together: bool
    course: int = 0
    added: int = 0


@dataclass(frozen=True, slots=True)
class ProgressPage(Action, name="progress-page"):
    """Redraw the private card of the reader's progress to show *page* of the chapters, counted from 0."""

    page: int
    course: int = 0


class Clarity(IntEnum):
    """How clear a chapter was, from not at all to perfectly; stored."""

    NOT_AT_ALL = 1
    LITTLE = 2
    HALF = 3
    MOSTLY = 4
    PERFECTLY = 5


@dataclass(frozen=True, slots=True)
class RateChapter(Action, name="rate-chapter"):
    """Record how clear *chapter* was to the presser, from the private card of its mark."""

    chapter: int
    clarity: Clarity
    course: int = 0


@dataclass(frozen=True, slots=True)
class AskNote(Action, name="ask-note"):
    """Open the form for the presser's own note on *chapter*."""

    chapter: int
    course: int = 0


@dataclass(frozen=True, slots=True)
class NoteTyped(Action, name="note-typed"):
    """The form for a note on *chapter*, sent with what was typed."""

    chapter: int
    course: int = 0


@dataclass(frozen=True, slots=True)
class UndoMarks(Action, name="undo-marks"):
    """Take back a change of several of the presser's own marks; *change* is its number."""

    change: int


@dataclass(frozen=True, slots=True)
class ShowOnBoard(Action, name="show-on-board"):
    """Let the server's board show the presser, or not, and redraw it for *course*."""

    shown: bool
    course: int = 0


@dataclass(frozen=True, slots=True)
class GroupPage(Action, name="group-page"):
    """Redraw the organiser's private card of the group to show *page* of the chapters, counted from 0."""

    page: int
    course: int = 0


@dataclass(frozen=True, slots=True)
class ShowCertificate(Action, name="certificate"):
    """Show the certificate of the presser, who has finished *course*."""

    course: int


@dataclass(frozen=True, slots=True)
class ShareProgress(Action, name="share-progress"):
    """Post the presser's progress in *course* for everyone, from their private card."""

    course: int = 0


@dataclass(frozen=True, slots=True)
class ShareCertificate(Action, name="share-certificate"):
    """Post for everyone that the presser has finished *course*, with the picture of their certificate."""

    course: int = 0
