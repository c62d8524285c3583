"""What the bot and members may do in a channel or guild, by Discord's permissions."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeGuard

import discord

from bot.ids import ChannelId, RoleId, TagId
from bot.jobs.blockers import Blocker, Cause, DeniedBy
from bot.jobs.model import HoldReason

PostChannel = discord.TextChannel | discord.Thread | discord.ForumChannel
VoiceRoom = discord.VoiceChannel | discord.StageChannel  # each has a chat of its own, in which parties can be
PartyChannel = discord.TextChannel | discord.Thread | VoiceRoom
MessageChannel = PostChannel | VoiceRoom
INVITED_WITH = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    create_public_threads=True,
    read_message_history=True,
    create_events=True,
    add_reactions=True,
)
"""What the invitation links of README.md and docs/hosting.md ask for: enough for every feature."""
PERMISSIONS = {
    HoldReason.CANNOT_SEE: discord.Permissions(view_channel=True),
    HoldReason.CANNOT_CONNECT: discord.Permissions(connect=True),
    HoldReason.CANNOT_SEND: discord.Permissions(send_messages=True),
    HoldReason.CANNOT_SEND_IN_THREADS: discord.Permissions(send_messages_in_threads=True),
    HoldReason.CANNOT_START_THREADS: discord.Permissions(create_public_threads=True),
    HoldReason.CANNOT_READ_HISTORY: discord.Permissions(read_message_history=True),
}


def takes_posts(channel: object) -> TypeGuard[PostChannel]:
    """Tell whether *channel* is of a kind that the bot posts in; media channels, which require files, are not."""
    return isinstance(channel, PostChannel) and not (isinstance(channel, discord.ForumChannel) and channel.is_media())


def takes_messages(channel: object) -> TypeGuard[MessageChannel]:
    """Tell whether *channel* is of a kind that the bot writes in: one for posts, or the chat of a voice channel."""
    return takes_posts(channel) or isinstance(channel, VoiceRoom)


def hold_reasons(channel: MessageChannel, *, look_back: bool = True, tag: TagId | None = None) -> list[HoldReason]:
    """Return what keeps the bot from posting in *channel*, if a forum with *tag*, and, to *look_back*, reading it."""
    allowed = channel.permissions_for(channel.guild.me)
    met = {HoldReason.CANNOT_SEE: allowed.view_channel}
    if isinstance(channel, discord.Thread):
        met[HoldReason.CANNOT_SEND_IN_THREADS] = allowed.send_messages_in_threads
        met[HoldReason.THREAD_LOCKED] = not channel.locked or allowed.manage_threads
    else:
        met[HoldReason.CANNOT_SEND] = allowed.send_messages
    if isinstance(channel, VoiceRoom):
        met[HoldReason.CANNOT_CONNECT] = allowed.connect  # else its chat is closed, too
    if isinstance(channel, discord.ForumChannel) and channel.flags.require_tag:
        met[HoldReason.TAG_NEEDED] = tag is not None and channel.get_tag(tag) is not None
    if look_back:
        met[HoldReason.CANNOT_READ_HISTORY] = allowed.read_message_history
    return [reason for reason, is_met in met.items() if not is_met]


def discussion_hold_reasons(channel: discord.TextChannel) -> list[HoldReason]:
    """Return what keeps the bot from starting a thread on its posts in *channel*."""
    allowed = channel.permissions_for(channel.guild.me)
    needed = (HoldReason.CANNOT_SEE, HoldReason.CANNOT_START_THREADS, HoldReason.CANNOT_READ_HISTORY)
    return [reason for reason in needed if not allowed >= PERMISSIONS[reason]]


def find_causes(channel: PostChannel, reasons: Iterable[HoldReason]) -> tuple[Blocker, ...]:
    """Return *reasons* with the cause of each; only that the bot cannot view *channel*, if that is one of them."""
    found = list(reasons)
    shown = [HoldReason.CANNOT_SEE] if HoldReason.CANNOT_SEE in found else found
    return tuple(Blocker(reason, _cause(channel, reason)) for reason in shown)


def _cause(channel: PostChannel, reason: HoldReason) -> Cause | None:
    place = channel.parent if isinstance(channel, discord.Thread) else channel
    if place is None or reason not in PERMISSIONS:
        return None
    me = place.guild.me
    if me.is_timed_out() and reason not in {HoldReason.CANNOT_SEE, HoldReason.CANNOT_READ_HISTORY}:
        return Cause(DeniedBy.TIMEOUT, until=me.timed_out_until)
    category = ChannelId(place.category.id) if place.permissions_synced and place.category else None
    roles = [(role.id, role.permissions) for role in sorted(me.roles)]
    overwrites = {target.id: overwrite.pair() for target, overwrite in place.overwrites.items()}
    cause = cause_of(PERMISSIONS[reason], me.id, roles, overwrites, category)
    role = place.guild.get_role(cause.role) if cause and cause.role else None
    return replace(cause, name=role.name) if cause and role else cause


def cause_of(
    wanted: discord.Permissions,
    me: int,
    roles: list[tuple[int, discord.Permissions]],
    overwrites: Mapping[int, tuple[discord.Permissions, discord.Permissions]],
    category: ChannelId | None,
) -> Cause | None:
    """Return why the member with the id *me* lacks the permission *wanted*; None if they have it.

    As in Discord's documentation of permission overwrites: the permissions of all *roles* (ids with permissions,
    @everyone first, the highest last) are added up; then *overwrites* (allowed and denied, by the id of a role or
    member) apply in turn: @everyone's, those of the other roles, of which one that allows outweighs all that deny,
    and the member's. *category* is set if the channel is synced with it, and is only passed on to the cause.
    """
    if any(given.administrator for _, given in roles):
        return None
    (everyone, _), *others = roles
    cause = None if any(given >= wanted for _, given in roles) else Cause(DeniedBy.NOBODY)
    for denied_by, targets in (
        (DeniedBy.EVERYONE, [everyone]),
        (DeniedBy.ROLE, [role for role, _ in others]),
        (DeniedBy.MYSELF, [me]),
    ):
        there = [target for target in targets if target in overwrites]
        denying = [target for target in there if overwrites[target][1] >= wanted]
        if any(overwrites[target][0] >= wanted for target in there):
            cause = None
        elif denying:
            role = RoleId(denying[-1]) if denied_by is DeniedBy.ROLE else None
            cause = Cause(denied_by, role, category)
    return cause


def may_mention(
    role: discord.Role, who: discord.Member | discord.User, channel: MessageChannel | discord.Object | None
) -> bool:
    """Tell whether a message of *who* in *channel* could ping *role*; the bot pings it for them only then.

    If the channel is not in the cache, their permissions in the whole guild count.
    """
    if not isinstance(who, discord.Member):
        return False
    allowed = channel.permissions_for(who) if isinstance(channel, MessageChannel) else who.guild_permissions
    if isinstance(channel, MessageChannel) and not may_write(allowed, channel):
        return False
    return allowed.mention_everyone or (role.mentionable and not role.is_default())


def may_write(allowed: discord.Permissions, channel: object) -> bool:
    """Tell whether somebody with the permissions *allowed* in *channel* may send messages there."""
    if isinstance(channel, discord.Thread):
        return allowed.send_messages_in_threads
    return allowed.send_messages and (allowed.connect or not isinstance(channel, VoiceRoom))


def may_organise(interaction: discord.Interaction) -> bool:
    """Tell whether the interaction's user is an organiser of the guild: has Manage Server."""
    return interaction.guild_id is not None and interaction.permissions.manage_guild


def may_manage_parties(member: discord.Member) -> bool:
    """Tell whether *member* may lead all watch parties of the guild: has Manage Server or Manage Events there."""
    allowed = member.guild_permissions
    return allowed.manage_guild or allowed.manage_events
