"""A guild's settings, and how long its data is kept after it removed the bot."""

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import Any

from bot.ids import ChannelId, GuildId, RoleId
from bot.text.locales import Locale

KEPT_AFTER_LEAVING = timedelta(days=30)
SettingValue = Locale | ChannelId | RoleId | str | bool | None


class Setting(StrEnum):
    """A setting that organisers choose, by the name of its field in `GuildSettings`; stored."""

    LANGUAGE = "locale"
    TIME_ZONE = "zone_name"
    PARTIES = "members_plan"
    NOTICES = "notices"
    FINISHERS = "finisher_role"


@dataclass(frozen=True, slots=True)
class GuildSettings:
    """A guild's settings; None where it has chosen nothing.

    Attributes:
        locale: The language of public replies and posts; None for the one set for the guild in Discord.
        zone_name: The IANA time zone in which new schedules and parties are planned.
        members_plan: Whether every member may plan watch parties, not only organisers.
        notices: The channel for notices about held or refused posts; None to write to whoever set the schedule up.
        finisher_role: The role that members get who have watched a whole course; None for none.
    """

    guild: GuildId
    locale: Locale | None = None
    zone_name: str | None = None
    members_plan: bool = False
    notices: ChannelId | None = None
    finisher_role: RoleId | None = None

    def having(self, setting: Setting, value: SettingValue) -> "GuildSettings":
        """Return the settings with *value* for *setting*."""
        changed: dict[str, Any] = {setting: value}
        return replace(self, **changed)


@dataclass(frozen=True, slots=True)
class SettingChange:
    """All settings of a guild *before* and *after* it chose another value for one; stored."""

    setting: Setting
    before: GuildSettings
    after: GuildSettings

    @property
    def is_none(self) -> bool:
        """Whether the value was the same before."""
        return self.before == self.after

    def undone(self, current: GuildSettings) -> GuildSettings | None:
        """Return *current* with the value before the change; None if it does not have the one after it any more."""
        if getattr(current, self.setting) != getattr(self.after, self.setting):
            return None
        return current.having(self.setting, getattr(self.before, self.setting))
