"""Changes on record that can be taken back, and what comes of trying to."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, StrEnum, auto

from bot.ids import GuildId, UndoId, UserId

UNDO_KEPT = timedelta(days=30)
"""How long after a change it can be taken back, and its record is kept."""
UNDO_WINDOW = timedelta(seconds=15)
"""How long the bot waits before it makes a change public at once, so that it can still be taken back unseen."""


class UndoKind(StrEnum):
    """What was changed, which says what the record contains; stored."""

    SCHEDULE = "schedule"
    HOLIDAYS = "holidays"
    SETTINGS = "settings"
    PARTY = "party"
    MARKS = "marks"  # of everyone at a party
    OWN_MARKS = "own_marks"


@dataclass(frozen=True, slots=True)
class UndoRecord:
    """A change that *user* made at *made_at*; its *content* is JSON that only the feature of its *kind* reads."""

    id: UndoId
    guild: GuildId
    user: UserId
    kind: UndoKind
    content: str
    made_at: datetime
    undone_at: datetime | None


class UndoResult(Enum):
    """What came of trying to take a change back; but for DONE, nothing was changed."""

    DONE = auto()
    ALREADY = auto()  # it was taken back before
    CHANGED = auto()  # something else was changed since
    POSTED = auto()  # something has gone out since
    UNDER_WAY = auto()  # a post is being sent; to be tried again later
    ABOUT_TO_POST = auto()  # a post that was asked for goes out in a moment, and can be undone until then
    PAST = auto()  # the date that it would bring back has passed
    TAKEN = auto()  # another schedule posts in the channel now
    FULL = auto()  # the guild has as many schedules as it may have
    MISSING = auto()  # it is not on record: too old, or its data was deleted
