"""What is known now of the channel that a schedule posts in: what is in the way, what should be mended."""

from collections.abc import Iterator

import discord

from bot.client.error_codes import refusal
from bot.client.permissions import PostChannel, diagnosed, discussion_obstacles, may_mention, takes_posts
from bot.ids import ChannelId
from bot.jobs.blockers import Blocker
from bot.jobs.model import HoldReason
from bot.schedules.cards.overview import Site, discussion_warning, ping_warning
from bot.schedules.discord.forum_options import tag_name
from bot.schedules.discord.options import obstacles_in
from bot.schedules.drafts import Draft
from bot.schedules.model import Schedule
from bot.text.translations import Localizer


def posting_channel(guild: discord.Guild | None, channel: ChannelId) -> PostChannel | None:
    """Return *channel* of *guild*, if it is known and takes posts; an archived thread is not known."""
    found = guild.get_channel_or_thread(channel) if guild else None
    return found if takes_posts(found) else None


def known_obstacles(guild: discord.Guild | None, schedule: Schedule) -> tuple[Blocker, ...]:
    """Return what keeps the bot from posting; what it cannot tell before, the post tells."""
    channel = posting_channel(guild, schedule.channel)
    return () if channel is None else _obstacles(channel, schedule)


def site_of(guild: discord.Guild | None, schedule: Schedule, say: Localizer) -> Site:
    """Return what a schedule's card says about its channel."""
    channel = posting_channel(guild, schedule.channel)
    if channel is None:
        return Site()
    warnings = tuple(_warnings(channel, schedule, say))
    return Site(_obstacles(channel, schedule), tag_name(channel, schedule.tag), warnings)


async def site_to_be(guild: discord.Guild | None, draft: Draft, planned: Schedule | None, say: Localizer) -> Site:
    """Return what the set-up page says about the channel that was chosen; an archived thread is fetched."""
    if guild is None or draft.channel is None:
        return Site()
    channel = await chosen_channel(guild, draft.channel)
    if channel is None:
        return Site(obstacles_in(discord.Object(draft.channel)))
    warnings = () if planned is None else tuple(_warnings(channel, planned, say))
    return Site(obstacles_in(channel, draft.tag), tag_name(channel, draft.tag), warnings)


async def may_not_ping(guild: discord.Guild | None, schedule: Schedule, who: discord.Member | discord.User) -> bool:
    """Tell whether *schedule* pings a role that *who* could not ping in its channel."""
    role = None if guild is None or schedule.role is None else guild.get_role(schedule.role)
    if guild is None or role is None:
        return False
    return not may_mention(role, who, await chosen_channel(guild, schedule.channel))


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


def _obstacles(channel: PostChannel, schedule: Schedule) -> tuple[Blocker, ...]:
    found = obstacles_in(channel, schedule.tag)
    if schedule.role is None or channel.guild.get_role(schedule.role) is not None:
        return found
    return (*found, Blocker(HoldReason.ROLE_GONE))


def _warnings(channel: PostChannel, schedule: Schedule, say: Localizer) -> Iterator[str]:
    """Yield why the schedule's role would not be notified, and why its posts would get no thread."""
    role = None if schedule.role is None else channel.guild.get_role(schedule.role)
    if role is not None and not may_mention(role, channel.guild.me, channel):
        yield ping_warning(say, everyone=role.is_default())
    if schedule.discussion and isinstance(channel, discord.TextChannel):
        for missing in diagnosed(channel, discussion_obstacles(channel)):
            if missing.reason is HoldReason.CANNOT_START_THREADS:
                yield discussion_warning(missing, schedule.channel, say)
