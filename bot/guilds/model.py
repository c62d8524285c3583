"""A guild's settings, and how long its data is kept after it removed the bot."""

from dataclasses import dataclass
from datetime import timedelta

from bot.ids import ChannelId, GuildId
from bot.text.locales import Locale

KEPT_AFTER_LEAVING = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class GuildSettings:
    """A guild's settings; None where it has chosen nothing.

    Attributes:
        locale: The language of public replies and posts; None for the one set for the guild in Discord.
        zone_name: The IANA time zone in which new schedules and parties are planned.
        members_plan: Whether every member may plan watch parties, not only organisers.
        notices: The channel for notices about held or refused posts; None to write to whoever set the schedule up.
    """

    guild: GuildId
    locale: Locale | None = None
    zone_name: str | None = None
    members_plan: bool = False
    notices: ChannelId | None = None
