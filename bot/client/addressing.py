"""Whether a message speaks to the bot: by a mention of it or of its role, directly, or as a reply."""

import re
from enum import Enum, auto

import discord


class Address(Enum):
    """How a message speaks to the bot: by a mention or in private, or only as a reply to one of its messages."""

    MENTION = auto()
    REPLY = auto()


def address_of(message: discord.Message, me: discord.ClientUser) -> Address | None:
    """Return how *message* speaks to the bot, whose user is *me*; None if it does not."""
    home = message.guild
    role = None if home is None else home.self_role
    # without a mention of the bot's user, Discord hands over the roles mentioned, but not the text
    if home is None or role in message.role_mentions or re.search(_mentions(message, me), message.content):
        return Address.MENTION
    if message.type is not discord.MessageType.reply:
        return None
    replied = replied_to(message)
    author = None if replied is None else replied.author
    return Address.REPLY if me in (author, *message.mentions) else None


def replied_to(message: discord.Message) -> discord.Message | None:
    """Return the message that *message* replies to; None if it is deleted, or not known."""
    replied = message.reference and message.reference.resolved
    return replied if isinstance(replied, discord.Message) else None


def without_mentions(message: discord.Message, me: discord.ClientUser) -> str:
    """Return the text of *message* with a space for each mention of the bot or its role."""
    return re.sub(_mentions(message, me), " ", message.content)


def allowed_in(message: discord.Message) -> discord.Permissions:
    """Return the bot's permissions in the channel of *message*; all where they are not known."""
    channel = message.channel
    if message.guild is None or isinstance(channel, discord.PartialMessageable):
        return discord.Permissions.all()
    return channel.permissions_for(message.guild.me)


def _mentions(message: discord.Message, me: discord.ClientUser) -> str:
    role = None if message.guild is None else message.guild.self_role
    return rf"<@!?{me.id}>" if role is None else rf"<@!?{me.id}>|<@&{role.id}>"
