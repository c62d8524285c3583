"""What the bot posts of its own accord, before it is drawn."""

from dataclasses import dataclass
from datetime import datetime

from bot.core.catalogue import Chapter
from bot.core.ids import ChannelId, RoleId
from bot.core.jobs import Job
from bot.core.locales import Locale


@dataclass(frozen=True, slots=True)
class WeeklyPost:
    """The next chapters of a schedule, ready to be posted.

    Attributes:
        locale: The guild's chosen language, or nothing when it follows Discord's.
        following: When the post after this one comes, or nothing when this is the last.
        late: Whether the post should say that it comes late.
    """

    job: Job
    channel: ChannelId
    chapters: tuple[Chapter, ...]
    role: RoleId | None
    locale: Locale | None
    following: datetime | None
    late: bool
