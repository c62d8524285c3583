"""What the bot posts of its own accord, before it is drawn."""

from dataclasses import dataclass
from datetime import datetime

from bot.core.catalogue import Chapter
from bot.core.ids import ChannelId, MessageId, RoleId, TagId, UserId
from bot.core.jobs import Job, JobRecord
from bot.core.locales import Locale
from bot.core.parties.jobs import PartyWork
from bot.core.parties.party import Party, PartyView
from bot.core.schedule import Ending, Schedule
from bot.core.stories import SeasonStory


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
    story: SeasonStory
    ending: Ending
    again: datetime | None


@dataclass(frozen=True, slots=True)
class Discussion:
    """A thread to be opened on a post that is out."""

    job: Job
    channel: ChannelId
    message: MessageId


@dataclass(frozen=True, slots=True)
class PartyPost:
    """Something to be said about a watch party, or its card.

    Attributes:
        locale: The guild's chosen language, or nothing when it follows Discord's.
        now: When it is said.
        not_pinged: Who is not notified in the channel: they are told in person, or cannot view it.
    """

    job: Job
    work: PartyWork
    view: PartyView
    chapter: Chapter
    locale: Locale | None
    now: datetime
    not_pinged: frozenset[UserId] = frozenset()


@dataclass(frozen=True, slots=True)
class Notice:
    """Word to those who organise a schedule or a watch party that a post of it is in trouble.

    Attributes:
        post: The post, as it is now: held, or refused for good.
        about: Whose post it is.
        channel: Where the guild wants to be told, if it has chosen.
        organiser: Who is told instead, if that is known: who set the schedule up, or the party's host.
        locale: The guild's chosen language, or nothing when it follows Discord's.
    """

    job: Job
    post: JobRecord
    about: Schedule | Party
    channel: ChannelId | None
    organiser: UserId | None
    locale: Locale | None
