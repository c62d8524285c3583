"""What keeps the bot from doing something in a channel, and what takes the permission for it away."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from bot.ids import ChannelId, RoleId
from bot.jobs.model import HoldReason


class Taker(Enum):
    """What decides that a permission is missing."""

    NOBODY = auto()  # no role of the bot's gives it, and the channel does not either
    EVERYONE = auto()  # the channel denies it to everyone
    ROLE = auto()  # the channel denies it to a role that the bot has
    MYSELF = auto()  # the channel denies it to the bot by name
    TIMEOUT = auto()  # the bot is timed out


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a permission is missing.

    Attributes:
        role: The role that is denied it.
        name: What that role is called; a mention of it cannot be read outside its server.
        category: Where the denial stands, if the channel follows its category.
        until: When the bot's timeout ends.
    """

    taker: Taker
    role: RoleId | None = None
    category: ChannelId | None = None
    until: datetime | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Blocker:
    """Something in the way; its cause is known where it is a permission."""

    reason: HoldReason
    cause: Cause | None = None
