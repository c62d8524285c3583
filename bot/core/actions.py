"""What a button does, as the custom_id it carries: Watched(5) is "v1:watched:5".

Ids are read by every later version of the bot, for messages live for years: a name or
the order of its numbers is never changed, only added to.
"""

from dataclasses import dataclass
from typing import ClassVar

from bot.core.action import Action
from bot.core.draft_actions import DraftChosen, DraftFirstPost, DraftForm, DraftSeason, DraftStart
from bot.core.ids import JobId
from bot.core.parties import actions as watching_actions


@dataclass(frozen=True, slots=True)
class Watched(Action):
    """Mark *chapter* watched."""

    name: ClassVar[str] = "watched"
    chapter: int


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
class ShareAnswer(Action):
    """Post the answer on this card for everyone."""

    name: ClassVar[str] = "share-answer"


@dataclass(frozen=True, slots=True)
class ConsiderForgetting(Action):
    """Ask whether everything kept about the member is to be deleted."""

    name: ClassVar[str] = "consider-forgetting"


@dataclass(frozen=True, slots=True)
class RememberMe(Action):
    """Delete nothing after all."""

    name: ClassVar[str] = "remember-me"


@dataclass(frozen=True, slots=True)
class ForgetMe(Action):
    """Delete everything kept about the member."""

    name: ClassVar[str] = "forget-me"


@dataclass(frozen=True, slots=True)
class PartyConfirm(Action):
    """Let the drafted *party* count."""

    name: ClassVar[str] = "party-confirm"
    party: int


@dataclass(frozen=True, slots=True)
class PartyAnswered(Action):
    """Answer the invitation to *party*, on the card that *job* made, or on a private one (0).

    *answer* is the place in `parties.ANSWERS`.
    """

    name: ClassVar[str] = "party-answer"
    party: int
    answer: int
    job: int


@dataclass(frozen=True, slots=True)
class PartyCalendar(Action):
    """Hand out *party* as a calendar file."""

    name: ClassVar[str] = "party-calendar"
    party: int


@dataclass(frozen=True, slots=True)
class PartyDetails(Action):
    """Show *party* to the reader alone."""

    name: ClassVar[str] = "party-details"
    party: int


@dataclass(frozen=True, slots=True)
class PartyNews(Action):
    """Show *party* to the reader alone, from the reminder or news that *job* made."""

    name: ClassVar[str] = "party-news"
    party: int
    job: int


@dataclass(frozen=True, slots=True)
class PartyAskTime(Action):
    """Ask the host for another time of *party*."""

    name: ClassVar[str] = "party-ask-time"
    party: int


@dataclass(frozen=True, slots=True)
class PartyTimeTyped(Action):
    """Read the time that the host has typed for *party*."""

    name: ClassVar[str] = "party-time"
    party: int


@dataclass(frozen=True, slots=True)
class PartyMove(Action):
    """Move *party* to the instant *to*; *seen* is when it was to start as the host was asked."""

    name: ClassVar[str] = "party-move"
    party: int
    to: int
    seen: int


@dataclass(frozen=True, slots=True)
class PartyAskCancel(Action):
    """Ask the host whether *party* is to be called off."""

    name: ClassVar[str] = "party-ask-cancel"
    party: int


@dataclass(frozen=True, slots=True)
class PartyCancel(Action):
    """Call *party* off; with *series* 1 also those that would follow it."""

    name: ClassVar[str] = "party-cancel"
    party: int
    series: int


@dataclass(frozen=True, slots=True)
class TryPost(Action):
    """Try the held *post* again, from the notice that *job* made; also how that notice is found again."""

    name: ClassVar[str] = "try-post"
    job: int
    post: int


@dataclass(frozen=True, slots=True)
class LeavePost(Action):
    """Leave the missed *post* for the next date, from the notice that *job* made."""

    name: ClassVar[str] = "leave-post"
    job: int
    post: int


@dataclass(frozen=True, slots=True)
class PostNext(Action):
    """Post the next chapter in place of the *post* that was refused, from the notice that *job* made."""

    name: ClassVar[str] = "post-next"
    job: int
    post: int


@dataclass(frozen=True, slots=True)
class PartyWish(Action):
    """From *party*'s private card: be reminded by direct message (*wish* 1), or in the channel again (0)."""

    name: ClassVar[str] = "party-wish"
    party: int
    wish: int


ACTIONS: tuple[type[Action], ...] = (
    Watched,
    WatchedPost,
    ProgressPost,
    Unwatched,
    CardWatched,
    CardUnwatched,
    ShowChapter,
    OpenChapter,
    ShareChapter,
    ShareAnswer,
    ConsiderForgetting,
    RememberMe,
    ForgetMe,
    PartyConfirm,
    PartyAnswered,
    PartyCalendar,
    PartyDetails,
    PartyNews,
    PartyAskTime,
    PartyTimeTyped,
    PartyMove,
    PartyAskCancel,
    PartyCancel,
    PartyWish,
    TryPost,
    LeavePost,
    PostNext,
    *watching_actions.ACTIONS,
    DraftChosen,
    DraftForm,
    DraftFirstPost,
    DraftSeason,
    DraftStart,
)


def parse_action(custom_id: str) -> Action | None:
    """Return the action that *custom_id* names, or nothing when no version of the bot knows it."""
    for kind in ACTIONS:
        if match := kind.template().fullmatch(custom_id):
            return kind(**{name: int(value) for name, value in match.groupdict().items()})
    return None


def job_on(custom_id: str) -> JobId | None:
    """Return the job that made the message with this button on it, if the button's action names one."""
    job: int | None = getattr(parse_action(custom_id), "job", None)
    return None if job is None else JobId(job)
