"""A notice to organisers that a post is held, or was refused for good."""

from dataclasses import dataclass

from bot.courses.model import Course
from bot.ids import ChannelId, UserId
from bot.jobs.model import Job, JobRecord
from bot.parties.model import Party
from bot.schedules.model import Schedule
from bot.text.locales import Locale


@dataclass(frozen=True, slots=True)
class Notice:
    """A message to organisers that *post*, a job of their schedule or party, is held or was refused for good.

    Attributes:
        channel: The guild's channel for notices, if it has chosen one.
        organiser: Who gets it otherwise, if known: whoever set the schedule up, or the party's host.
        locale: The guild's chosen language, or None for the one set for it in Discord.
    """

    job: Job
    post: JobRecord
    about: Schedule | Party
    course: Course
    channel: ChannelId | None
    organiser: UserId | None
    locale: Locale | None
