"""What a button does, as the custom_id it carries: Watched(5) is "v1:watched:5".

Ids are read by every later version of the bot, for messages live for years: a name or
the order of its numbers is never changed, only added to.
"""

import re
from dataclasses import astuple, dataclass, fields
from typing import ClassVar

from bot.core.ids import JobId

VERSION = "v1"


@dataclass(frozen=True, slots=True)
class Action:
    """Something a press of a button asks for; its fields are whole numbers."""

    name: ClassVar[str]

    @property
    def custom_id(self) -> str:
        """The id under which a button carries this action."""
        return ":".join((VERSION, self.name, *map(str, astuple(self))))

    @classmethod
    def template(cls) -> re.Pattern[str]:
        """Return the pattern that the whole of this action's ids matches."""
        numbers = "".join(f":(?P<{field.name}>[0-9]{{1,20}})" for field in fields(cls))
        return re.compile(f"{VERSION}:{re.escape(cls.name)}{numbers}")


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


ACTIONS: tuple[type[Action], ...] = (
    Watched,
    WatchedPost,
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
