"""The posts of a schedule, before they are drawn."""

from dataclasses import dataclass
from datetime import datetime

from bot.courses.model import Chapter
from bot.ids import ChannelId, MessageId, RoleId, TagId
from bot.jobs.model import Job
from bot.schedules.model import Ending
from bot.schedules.season_summary import SeasonSummary
from bot.text.locales import Locale


@dataclass(frozen=True, slots=True)
class WeeklyPost:
    """The next chapters of a schedule, ready to be posted.

    Attributes:
        locale: The guild's chosen language, or nothing when it follows Discord's.
        following: When the post after this one comes, or nothing when this is the last.
        paused: Whether nothing follows until somebody resumes the schedule.
        late: Whether the post should say that it comes late.
        tag: What the post is tagged with, where that is a forum.
    """

    job: Job
    channel: ChannelId
    chapters: tuple[Chapter, ...]
    role: RoleId | None
    locale: Locale | None
    following: datetime | None
    late: bool
    tag: TagId | None = None
    paused: bool = False


@dataclass(frozen=True, slots=True)
class ClosingPost:
    """The end of a season, ready to be posted.

    Attributes:
        story: What the group has done.
        again: When it begins again, if it does so by itself.
    """

    job: Job
    channel: ChannelId
    locale: Locale | None
    late: bool
    tag: TagId | None
    story: SeasonSummary
    ending: Ending
    again: datetime | None


@dataclass(frozen=True, slots=True)
class Discussion:
    """A thread to be opened on a post that is out."""

    job: Job
    channel: ChannelId
    message: MessageId
