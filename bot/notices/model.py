"""A notice to organisers that a post is held, or was refused for good."""

from dataclasses import dataclass

from bot.ids import ChannelId, UserId
from bot.jobs.model import Job, JobRecord
from bot.parties.model import Party
from bot.schedules.model import Schedule
from bot.text.locales import Locale


@dataclass(frozen=True, slots=True)
class Notice:
    """A message to organisers: a *post* of their schedule or party is held, or was refused for good.

    Attributes:
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
