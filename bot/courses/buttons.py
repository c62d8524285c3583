"""The actions of the buttons on a chapter's card."""

from dataclasses import dataclass

from bot.ui.buttons import Action


@dataclass(frozen=True, slots=True)
class ChapterAction:
    """What all these actions are about: a chapter, by its key, and its course, by its `Course.ref`."""

    chapter: int
    course: int = 0


class ShowChapter(ChapterAction, Action, name="chapter"):
    """Redraw the private card to show *chapter*."""


class OpenChapter(ChapterAction, Action, name="open-chapter"):
    """Show *chapter* on a new private card."""


class ShareChapter(ChapterAction, Action, name="share-chapter"):
    """Post *chapter*'s card for everyone."""


class Watched(ChapterAction, Action, name="watched"):
    """Mark *chapter* watched, from a card that everyone sees."""


class CardWatched(ChapterAction, Action, name="card-watched"):
    """Mark *chapter* watched and redraw the private card that shows it."""


class CardUnwatched(ChapterAction, Action, name="card-unwatched"):
    """Take the mark off *chapter* and redraw the private card that shows it."""


@dataclass(frozen=True, slots=True)
class CardRewatched(Action, name="card-rewatched"):
    """Give *chapter* its mark back, *at* epoch seconds and *together* or alone, and redraw its private card.

    *added* is the number of the record of what its member had added to it, 0 for nothing.
    """

    chapter: int
    at: int
    together: bool
    course: int = 0
    added: int = 0


@dataclass(frozen=True, slots=True)
class CoursePage(Action, name="course-page"):
    """Redraw the private card of the whole course to show *page*, counted from 0."""

    page: int
    course: int = 0


@dataclass(frozen=True, slots=True)
class ChooseChapter(Action, name="choose-chapter"):
    """Show the chapter of *course* that was chosen in the menu on a new private card."""

    course: int = 0


@dataclass(frozen=True, slots=True)
class UseCourse(Action, name="use-course"):
    """Add what the presser has uploaded as a course, or edit one by it, if it is still *seen* (`CourseEdit.seen`)."""

    seen: int


@dataclass(frozen=True, slots=True)
class ShowLessons(Action, name="show-lessons"):
    """Show all lessons of what the presser has uploaded, those of *page*, counted from 0."""

    page: int


class CancelCourse(Action, name="cancel-course"):
    """Forget what the presser has uploaded."""


@dataclass(frozen=True, slots=True)
class PasteCourse(Action, name="paste-course"):
    """Open the form to paste a course into, and read it; *edits*: the `Course.ref` of one to edit, 0 for a new one."""

    edits: int


@dataclass(frozen=True, slots=True)
class RemoveCourse(Action, name="remove-course"):
    """Remove *course*, by its `Course.ref`, from the card that asks first."""

    course: int


class ChooseCourses(Action, name="choose-courses"):
    """Let the server use the courses that were chosen in the menu."""
