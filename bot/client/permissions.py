"""What the bot and the reader may do."""

from typing import TypeGuard

import discord

from bot.core.ids import TagId
from bot.core.jobs import HoldReason

PostChannel = discord.TextChannel | discord.Thread | discord.ForumChannel


def takes_posts(channel: object) -> TypeGuard[PostChannel]:
    """Tell whether *channel* is of a kind that a chapter can be posted in; media channels want files."""
    return isinstance(channel, PostChannel) and not (
        isinstance(channel, discord.ForumChannel) and channel.is_media()
    )


def obstacles(channel: PostChannel, *, look_back: bool = True, tag: TagId | None = None) -> list[HoldReason]:
    """Return what keeps the bot from posting in *channel* or, with *look_back*, from reading there.

    *tag* is what a forum post is to carry.
    """
    allowed = channel.permissions_for(channel.guild.me)
    needs = [(HoldReason.CANNOT_SEE, allowed.view_channel)]
    if isinstance(channel, discord.Thread):
        needs.append((HoldReason.CANNOT_SEND_IN_THREADS, allowed.send_messages_in_threads))
        needs.append((HoldReason.THREAD_LOCKED, not channel.locked or allowed.manage_threads))
    else:
        needs.append((HoldReason.CANNOT_SEND, allowed.send_messages))
    if isinstance(channel, discord.ForumChannel):
        tagged = tag is not None and channel.get_tag(tag) is not None
        needs.append((HoldReason.TAG_NEEDED, tagged or not channel.flags.require_tag))
    if look_back:
        needs.append((HoldReason.CANNOT_READ_HISTORY, allowed.read_message_history))
    return [reason for reason, granted in needs if not granted]


def discussion_obstacles(channel: discord.TextChannel) -> list[HoldReason]:
    """Return what keeps the bot from opening a thread on its posts in *channel*."""
    allowed = channel.permissions_for(channel.guild.me)
    needs = [
        (HoldReason.CANNOT_SEE, allowed.view_channel),
        (HoldReason.CANNOT_START_THREADS, allowed.create_public_threads),
        (HoldReason.CANNOT_READ_HISTORY, allowed.read_message_history),
    ]
    return [reason for reason, granted in needs if not granted]


def can_ping(role: discord.Role, channel: PostChannel) -> bool:
    """Tell whether what the bot posts in *channel* notifies *role*."""
    allowed = channel.permissions_for(channel.guild.me)
    return allowed.mention_everyone or (role.mentionable and not role.is_default())


def may_organise(interaction: discord.Interaction) -> bool:
    """Tell whether the reader may change the guild's schedule and settings: Manage Server."""
    return interaction.guild_id is not None and interaction.permissions.manage_guild


def may_gather(interaction: discord.Interaction) -> bool:
    """Tell whether the reader may lead every watch party of the guild: Manage Server or Manage Events."""
    allowed = interaction.permissions
    return interaction.guild_id is not None and (allowed.manage_guild or allowed.manage_events)
