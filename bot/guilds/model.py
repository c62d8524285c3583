"""What a guild has chosen, and what the bot may keep of one that is gone."""

from dataclasses import dataclass
from datetime import timedelta

from bot.ids import ChannelId, GuildId
from bot.text.locales import Locale

KEPT_AFTER_LEAVING = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class GuildSettings:
    """A guild's choices; what it has not chosen is empty.

    Attributes:
        locale: The language of public replies and posts; without one, Discord's for the guild.
        notices: Where organisers are told of trouble; without one, who set the schedule up is.
    """

    guild: GuildId
    locale: Locale | None = None
    zone_name: str | None = None
    members_plan: bool = False
    notices: ChannelId | None = None
