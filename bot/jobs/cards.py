"""What stands in the way of a post, put into words, with what takes a missing permission away."""

from bot.ids import ChannelId
from bot.jobs.blockers import Cause, Taker
from bot.jobs.model import HoldReason
from bot.text.translations import Localizer
from bot.ui.cards import plain


def obstacle(reason: HoldReason, channel: ChannelId, say: Localizer, cause: Cause | None = None) -> str:
    """Say what stands in a post's way, and what to do about it."""
    where = f"<#{channel}>"
    words = {
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
        HoldReason.TAG_NEEDED: say(
            "Every post in {channel} needs a tag. Choose one with the option `tag`.", channel=where
        ),
    }
    if reason in words:
        return words[reason]
    permission = _permissions(say)[reason]
    needed = say("I need the permission “{permission}” in {channel}.", permission=permission, channel=where)
    return needed if cause is None else f"{needed} {_cause(cause, say)}"


def _cause(cause: Cause, say: Localizer) -> str:
    """Say what takes a permission away, and how to give it back."""
    match cause.taker:
        case Taker.NOBODY:
            why = say("No role of mine grants it: allow it there for my role.")
        case Taker.EVERYONE:
            why = say("It is denied there to @everyone: allow it for my role.")
        case Taker.ROLE:
            role = f"**@{plain(cause.name or str(cause.role))}**"
            why = say("The role {role} takes it away there: take that role from me, or allow it for mine.", role=role)
        case Taker.MYSELF:
            why = say("It is denied there to me by name: take that denial away.")
        case Taker.TIMEOUT:
            when = "" if cause.until is None else f"<t:{int(cause.until.timestamp())}:F>"
            return say("I am timed out until {when}: end that.", when=when)
    if cause.category is None:
        return why
    where = say("That stands in the category {category}, which the channel follows.", category=f"<#{cause.category}>")
    return f"{why} {where}"


def _permissions(say: Localizer) -> dict[HoldReason, str]:
    """Return the names by which Discord's own settings call the permissions."""
    return {
        HoldReason.CANNOT_SEE: say("View Channel"),
        HoldReason.CANNOT_SEND: say("Send Messages"),
        HoldReason.CANNOT_SEND_IN_THREADS: say("Send Messages in Threads"),
        HoldReason.CANNOT_START_THREADS: say("Create Public Threads"),
        HoldReason.CANNOT_READ_HISTORY: say("Read Message History"),
    }
