"""What an organiser fills in to set a schedule up, read into plain values with everything wrong at once."""

from dataclasses import dataclass

import discord

from bot.client.permissions import PostChannel, obstacles
from bot.core.cadence import Cadence
from bot.core.ids import ChannelId, GuildId, RoleId, UserId
from bot.core.jobs import HoldReason
from bot.core.lookup import ChapterLookup
from bot.i18n.calendar import parse_time, parse_weekdays
from bot.i18n.zones import known_zone
from bot.services.schedules import ScheduleRequest
from bot.ui.problems import SetupProblem


@dataclass(frozen=True, slots=True)
class SetupRefusal:
    """Why a schedule cannot start."""

    problems: tuple[SetupProblem, ...]
    obstacles: tuple[HoldReason, ...]


@dataclass(frozen=True, slots=True)
class SetupForm:
    """The options of /schedule setup, as typed."""

    channel: PostChannel | discord.Object
    weekdays: str
    time: str
    timezone: str | None
    role: discord.Role | None
    first: str | None

    def read(
        self, lookup: ChapterLookup, default_zone: str | None, organiser: UserId
    ) -> ScheduleRequest | SetupRefusal:
        """Return the schedule that is asked for, or everything that is wrong with it."""
        days, at = parse_weekdays(self.weekdays), parse_time(self.time)
        zone_name = default_zone if self.timezone is None else known_zone(self.timezone)
        first = None if self.first is None else lookup.resolve(self.first)
        lost = self.first is not None and first is None
        channel = None if isinstance(self.channel, discord.Object) else self.channel
        missing = [HoldReason.CANNOT_SEE] if channel is None else obstacles(channel)
        if channel is None or days is None or at is None or zone_name is None or lost or missing:
            wrong = (
                (SetupProblem.WEEKDAYS, days is None),
                (SetupProblem.TIME, at is None),
                (SetupProblem.NO_ZONE, zone_name is None and self.timezone is None),
                (SetupProblem.UNKNOWN_ZONE, zone_name is None and self.timezone is not None),
                (SetupProblem.FIRST, lost),
            )
            return SetupRefusal(tuple(problem for problem, is_so in wrong if is_so), tuple(missing))
        return ScheduleRequest(
            guild=GuildId(channel.guild.id),
            channel=ChannelId(channel.id),
            cadence=Cadence(days, at, zone_name),
            first=first,
            role=None if self.role is None else RoleId(self.role.id),
            organiser=organiser,
        )
