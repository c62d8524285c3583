"""What the bot and the reader may do."""

import discord

from bot.core.jobs import HoldReason

PostChannel = discord.TextChannel | discord.Thread


def obstacles(channel: PostChannel, *, look_back: bool = True) -> list[HoldReason]:
    """Return what keeps the bot from posting in *channel* or, with *look_back*, from reading there."""
    allowed = channel.permissions_for(channel.guild.me)
    needs = [(HoldReason.CANNOT_SEE, allowed.view_channel)]
    if isinstance(channel, discord.Thread):
        needs.append((HoldReason.CANNOT_SEND_IN_THREADS, allowed.send_messages_in_threads))
        needs.append((HoldReason.THREAD_LOCKED, not channel.locked or allowed.manage_threads))
    else:
        needs.append((HoldReason.CANNOT_SEND, allowed.send_messages))
    if look_back:
        needs.append((HoldReason.CANNOT_READ_HISTORY, allowed.read_message_history))
    return [reason for reason, granted in needs if not granted]


def can_ping(role: discord.Role, channel: PostChannel) -> bool:
    """Tell whether what the bot posts in *channel* notifies *role*."""
    allowed = channel.permissions_for(channel.guild.me)
    return allowed.mention_everyone or (role.mentionable and not role.is_default())


def may_organise(interaction: discord.Interaction) -> bool:
    """Tell whether the reader may change the guild's schedule and settings: Manage Server."""
    return interaction.guild_id is not None and interaction.permissions.manage_guild
