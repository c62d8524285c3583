"""Buttons of members about dates and posts, those of changes, and what the page of a draft has."""

from dataclasses import dataclass
from enum import IntEnum

from bot.ui.buttons import Action


@dataclass(frozen=True, slots=True)
class UndoSchedule(Action, name="undo-schedule"):
    """Take the change with the number *change* back."""

    change: int


@dataclass(frozen=True, slots=True)
class UndoHolidays(Action, name="undo-holidays"):
    """Take the change of holidays with the number *change* back."""

    change: int


@dataclass(frozen=True, slots=True)
class SureHolidays(Action, name="sure-holidays"):
    """Make the days from *first* to *last*, as ordinals, holidays, or with *remove* ordinary days again."""

    first: int
    last: int
    remove: bool


@dataclass(frozen=True, slots=True)
class MovePost(Action, name="move-post"):
    """Move the next post of *schedule*, if that is still the one of the slot *post*, to the instant *to*.

    The slot is named by its local day, as an ordinal; the instant is in seconds of the Unix epoch.
    """

    schedule: int
    post: int
    to: int


@dataclass(frozen=True, slots=True)
class DaysAction:
    """A button about the local days *first* to *last*, as ordinals, of *schedule*."""

    schedule: int
    first: int
    last: int


class SkipDays(DaysAction, Action, name="skip-days"):
    """Leave out the posts on these days."""


class UnskipDays(DaysAction, Action, name="unskip-days"):
    """Let the posts on these days that were left out come again."""


@dataclass(frozen=True, slots=True)
class JumpTo(Action, name="jump-to"):
    """Go on with *chapter* in *schedule*."""

    schedule: int
    chapter: int


@dataclass(frozen=True, slots=True)
class RepeatChapter(Action, name="repeat-chapter"):
    """Post *chapter* next in *schedule*, and then what was to come."""

    schedule: int
    chapter: int


@dataclass(frozen=True, slots=True)
class MakeChange(Action, name="change-order"):
    """Make the change of *schedule* that was asked about and kept as the change *asked*; once only of its order."""

    schedule: int
    asked: int


@dataclass(frozen=True, slots=True)
class StopSchedule(Action, name="stop-schedule"):
    """Stop *schedule*, from the card that asks first."""

    schedule: int


@dataclass(frozen=True, slots=True)
class PostNow(Action, name="post-now"):
    """Post the next chapters of *schedule* now, if that is still as the card showed it: *seen* is `mark_of_post`."""

    schedule: int
    seen: int


@dataclass(frozen=True, slots=True)
class DraftAnnounce(Action, name="draft-announce"):
    """Announce the start of the draft's schedule, or do not."""

    wanted: bool


class Part(IntEnum):
    """A part of the draft, filled in by a menu or a form; ids of buttons carry its number, so that never changes."""

    CHANNEL = 1
    WEEKDAYS = 2
    ROLE = 3
    TIMES = 4
    CHAPTERS = 5
    MORE = 6


@dataclass(frozen=True, slots=True)
class DraftAnswer(Action, name="draft-answer"):
    """Answer a question about what was typed into the draft by the reading with that number (`number_of`)."""

    reading: int


@dataclass(frozen=True, slots=True)
class DraftChosen(Action, name="draft-chosen"):
    """Store in the draft what was chosen in the menu of *part*."""

    part: Part


@dataclass(frozen=True, slots=True)
class DraftForm(Action, name="draft-form"):
    """Open the form of *part*; also the id of that form when it is sent."""

    part: Part


class DraftFirstPost(Action, name="draft-first-post"):
    """Preview the first post that the draft would make."""


class DraftSeason(Action, name="draft-season"):
    """Show every date that the draft would have."""


@dataclass(frozen=True, slots=True)
class DraftSeasonPage(Action, name="draft-season-page"):
    """Redraw the private card of the draft's dates to show *page*, counted from 0."""

    page: int


@dataclass(frozen=True, slots=True)
class SeasonPage(Action, name="season-page"):
    """Redraw the private card of the dates of *schedule* to show *page*, counted from 0."""

    schedule: int
    page: int


class DraftStart(Action, name="draft-start"):
    """Start the schedule that the draft asks for, where none that runs is replaced; only old pages have it."""


@dataclass(frozen=True, slots=True)
class StartDraft(Action, name="start-draft"):
    """Start the schedule that the draft asks for, if it is still as the page showed it: *seen* is `mark_of_start`."""

    seen: int


@dataclass(frozen=True, slots=True)
class ShowDates(Action, name="dates"):
    """Show members the dates of *schedule* to come, those of *page*, counted from 0."""

    schedule: int
    page: int


@dataclass(frozen=True, slots=True)
class DatesTell(Action, name="dates-tell"):
    """From the private card of the dates of *schedule*, at *page*: be told of posts in private (*on*), or not."""

    schedule: int
    page: int
    on: bool


@dataclass(frozen=True, slots=True)
class TellPosts(Action, name="tell-posts"):
    """From any other card: be told of the server's posts by direct message (*on*), or not any more."""

    on: bool


@dataclass(frozen=True, slots=True)
class StopPosts(Action, name="stop-posts"):
    """From such a direct message, which *job* has sent: be told of no more posts of *guild*."""

    job: int
    guild: int


class ShowMissed(Action, name="missed"):
    """Show whoever presses which posts came out that they have not marked watched."""


@dataclass(frozen=True, slots=True)
class StopNudges(Action, name="stop-nudges"):
    """From a nudge, which *job* has sent (0 on a private card): be nudged no more in *guild*."""

    job: int
    guild: int
