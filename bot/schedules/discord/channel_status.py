"""What is known now of a channel to post in: what blocks the bot there, what should be changed, its forum tags."""

from collections.abc import Iterator

import discord
from discord import app_commands

from bot.client.choices import LONGEST_CHOICE, MOST_CHOICES, Choices
from bot.client.error_codes import refusal
from bot.client.permissions import (
    PostChannel,
    discussion_hold_reasons,
    find_causes,
    hold_reasons,
    may_mention,
    takes_posts,
)
from bot.ids import ChannelId, TagId
from bot.jobs.blockers import Blocker, blocker_text
from bot.jobs.model import HoldReason
from bot.schedules.cards.overview import ChannelStatus
from bot.schedules.drafts import Draft
from bot.schedules.model import Schedule
from bot.text.tokens import fold
from bot.text.translations import Localizer
from bot.text.visible import visible

Place = PostChannel | discord.Object | None
UNTAGGED = "-"
"""The value of the choice to tag posts with nothing any more."""


def posting_channel(guild: discord.Guild | None, channel: ChannelId) -> PostChannel | None:
    """Return *channel* of *guild*, if it is known and takes posts; an archived thread is not known."""
    found = guild.get_channel_or_thread(channel) if guild else None
    return found if takes_posts(found) else None


async def chosen_channel(guild: discord.Guild, chosen: ChannelId) -> PostChannel | None:
    """Return the channel that was *chosen* in *guild*, or nothing where it is gone or hidden."""
    if (known := posting_channel(guild, chosen)) is not None:
        return known
    try:
        channel = await guild.fetch_channel(chosen)
    except discord.InvalidData:
        return None
    except (discord.Forbidden, discord.NotFound) as error:
        if refusal(error) is None:
            raise
        return None
    return channel if takes_posts(channel) else None


def blockers_in(channel: PostChannel | discord.Object, tag: TagId | None = None) -> tuple[Blocker, ...]:
    """Return what keeps the bot from posting in *channel*, of which it may know nothing but the id."""
    if isinstance(channel, discord.Object):
        return (Blocker(HoldReason.CANNOT_SEE),)
    return find_causes(channel, hold_reasons(channel, tag=tag))


def known_blockers(guild: discord.Guild | None, schedule: Schedule) -> tuple[Blocker, ...]:
    """Return what keeps the bot from posting; what it cannot tell before, the post tells."""
    channel = posting_channel(guild, schedule.channel)
    if channel is None:
        return ()
    found = blockers_in(channel, schedule.tag)
    is_gone = schedule.role is not None and channel.guild.get_role(schedule.role) is None
    return (*found, Blocker(HoldReason.ROLE_GONE)) if is_gone else found


def channel_status(guild: discord.Guild | None, schedule: Schedule, say: Localizer) -> ChannelStatus:
    """Return what a schedule's card says about its channel."""
    channel = posting_channel(guild, schedule.channel)
    warnings = tuple(_warnings(channel, schedule, say))
    return ChannelStatus(known_blockers(guild, schedule), _tag_name(channel, schedule.tag), warnings)


async def draft_channel_status(
    guild: discord.Guild, draft: Draft, planned: Schedule | None, say: Localizer
) -> ChannelStatus:
    """Return what the set-up page says about the channel that was chosen; an archived thread is fetched."""
    if draft.channel is None:
        return ChannelStatus()
    channel = await chosen_channel(guild, draft.channel)
    blockers = blockers_in(channel or discord.Object(draft.channel), draft.tag)
    return ChannelStatus(blockers, _tag_name(channel, draft.tag), tuple(_warnings(channel, planned, say)))


async def may_not_ping(guild: discord.Guild | None, schedule: Schedule, who: discord.Member | discord.User) -> bool:
    """Tell whether *schedule* pings a role that *who* could not ping in its channel."""
    role = None if guild is None or schedule.role is None else guild.get_role(schedule.role)
    if guild is None or role is None:
        return False
    return not may_mention(role, who, await chosen_channel(guild, schedule.channel))


def _warnings(channel: PostChannel | None, schedule: Schedule | None, say: Localizer) -> Iterator[str]:
    """Yield why the schedule's role would not be notified, and why its posts would get no thread."""
    if channel is None or schedule is None:
        return
    role = None if schedule.role is None else channel.guild.get_role(schedule.role)
    if role is not None and not may_mention(role, channel.guild.me, channel):
        everyone = say("I cannot ping everyone yet: allow me to mention @everyone in that channel.")
        yield (
            everyone
            if role.is_default()
            else say("I cannot ping that role yet: let anyone mention it, in its settings.")
        )
    if schedule.discussion and isinstance(channel, discord.TextChannel):
        for missing in find_causes(channel, discussion_hold_reasons(channel)):
            if missing.reason is HoldReason.CANNOT_START_THREADS:
                needed = blocker_text(missing.reason, schedule.channel, say, missing.cause)
                yield f"{needed} {say('Until then, posts come without a thread.')}"


def find_tag(channel: Place, typed: str | None) -> TagId | None:
    """Return the tag of *channel* that is *typed*, by its id as the list gives it or by its name."""
    if typed is None or not isinstance(channel, discord.ForumChannel):
        return None
    wanted = fold(typed.strip())
    return next((TagId(tag.id) for tag in channel.available_tags if wanted in {str(tag.id), fold(tag.name)}), None)


def forum_tags(channel: Place) -> list[tuple[str, str]]:
    """Return the id and the name, with its emoji, of each tag that *channel* has."""
    tags = channel.available_tags if isinstance(channel, discord.ForumChannel) else []
    return [(str(tag.id), _label(tag)) for tag in tags]


def tag_choices(channel: Place, typed: str, say: Localizer) -> Choices:
    """Offer the tags of *channel*, where it has some, that *typed* is a part of, and to carry none."""
    if not isinstance(channel, discord.ForumChannel):
        return []
    return [
        app_commands.Choice(name=label[:LONGEST_CHOICE], value=value)
        for value, label in [*forum_tags(channel), (UNTAGGED, say("No tag"))]
        if fold(typed) in fold(label)
    ][:MOST_CHOICES]


def _tag_name(channel: Place, tag: TagId | None) -> str | None:
    return dict(forum_tags(channel)).get(str(tag))


def _label(tag: discord.ForumTag) -> str:
    emoji = tag.emoji if tag.emoji is not None and tag.emoji.is_unicode_emoji() else None
    name = visible(tag.name)
    return name if emoji is None else f"{emoji} {name}"
