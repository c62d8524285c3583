"""What keeps the bot from posting in a channel, why a permission is missing, and both as sentences for members."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from discord.utils import format_dt

from bot.ids import ChannelId, RoleId
from bot.jobs.model import HoldReason
from bot.text.translations import Localizer
from bot.ui.cards import escape


class DeniedBy(Enum):
    """Why the bot lacks a permission in a channel."""

    NOBODY = auto()  # neither a role of the bot nor the channel grants it
    EVERYONE = auto()  # the channel denies it to everyone
    ROLE = auto()  # the channel denies it to a role that the bot has
    MYSELF = auto()  # the channel denies it to the bot as a member
    TIMEOUT = auto()  # the bot is timed out


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a permission is missing.

    Attributes:
        role: The role that the channel denies it to.
        category: The category whose permissions the channel is synced with, so where the denial is.
        until: When the bot's timeout ends.
        name: The role's name, since a mention of a role cannot be read outside its guild.
    """

    denied_by: DeniedBy
    role: RoleId | None = None
    category: ChannelId | None = None
    until: datetime | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Blocker:
    """A reason why the bot cannot post, and, if it is a missing permission, its cause, if known."""

    reason: HoldReason
    cause: Cause | None = None


def blocker_text(reason: HoldReason, channel: ChannelId, say: Localizer, cause: Cause | None = None) -> str:
    """Return sentences about what keeps the bot from posting in *channel*, and what to do about it."""
    where = f"<#{channel}>"
    texts = {
        HoldReason.GUILD_GONE: say("This server is not available to me."),
        HoldReason.ASKED: say("It was missed. `/schedule now` posts it, `/schedule skip` leaves it out."),
        HoldReason.CHANNEL_GONE: say("The channel is gone, or hidden from me. Choose another with `/schedule change`."),
        HoldReason.ROLE_GONE: say(
            "The role that I should ping is gone. Choose another, or none, with `/schedule change`."
        ),
        HoldReason.THREAD_LOCKED: say(
            "The thread {channel} is locked. Unlock it, or choose another channel.", channel=where
        ),
        HoldReason.TOO_MANY_THREADS: say("This server has as many open threads as Discord allows. Close some."),
        HoldReason.REFUSED: say(
            "Discord does not let me post in {channel}, and does not say why. Check my permissions there.",
            channel=where,
        ),
        HoldReason.COURSE_CHANGED: say(
            "Its lesson is not in the course any more. Choose another with `/schedule jump`."
        ),
        HoldReason.COURSE_GONE: say("Its course, or its lesson, is not here any more."),
        HoldReason.TAG_NEEDED: say(
            "Every post in {channel} needs a tag. Choose one with the option `tag`.", channel=where
        ),
    }
    if reason in texts:
        return texts[reason]
    permission = _permissions(say)[reason]
    needed = say("I need the permission “{permission}” in {channel}.", permission=permission, channel=where)
    return needed if cause is None else f"{needed} {_cause_text(cause, say)}"


def _cause_text(cause: Cause, say: Localizer) -> str:
    """Return sentences about why a permission is missing, and how to grant it."""
    match cause.denied_by:
        case DeniedBy.NOBODY:
            why = say("No role of mine grants it: allow it there for my role.")
        case DeniedBy.EVERYONE:
            why = say("It is denied there to @everyone: allow it for my role.")
        case DeniedBy.ROLE:
            role = f"**@{escape(cause.name or str(cause.role))}**"
            why = say("The role {role} takes it away there: take that role from me, or allow it for mine.", role=role)
        case DeniedBy.MYSELF:
            why = say("It is denied to me alone in that channel: remove that override.")
        case DeniedBy.TIMEOUT:
            when = "" if cause.until is None else format_dt(cause.until, "F")
            return say("I am timed out until {when}: end that.", when=when)
    if cause.category is None:
        return why
    where = say(
        "That comes from the category {category}, with which the channel is synced.", category=f"<#{cause.category}>"
    )
    return f"{why} {where}"


def _permissions(say: Localizer) -> dict[HoldReason, str]:
    """Return the permissions' names as Discord's settings show them, in the language of *say*."""
    return {
        HoldReason.CANNOT_SEE: say("View Channel"),
        HoldReason.CANNOT_CONNECT: say("Connect"),
        HoldReason.CANNOT_SEND: say("Send Messages"),
        HoldReason.CANNOT_SEND_IN_THREADS: say("Send Messages in Threads"),
        HoldReason.CANNOT_START_THREADS: say("Create Public Threads"),
        HoldReason.CANNOT_READ_HISTORY: say("Read Message History"),
    }
