"""The state of a channel to post in: what keeps the bot from posting, warnings, and the forum's tags."""

from collections.abc import Iterator, Sequence

import discord
from discord import app_commands

from bot.client import permissions
from bot.client.choices import LONGEST_CHOICE, MOST_CHOICES, Choices
from bot.client.error_codes import refusal
from bot.client.permissions import PostChannel
from bot.client.visibility import can_view
from bot.ids import ChannelId, TagId
from bot.jobs.blockers import Blocker, blocker_text
from bot.jobs.model import HoldReason
from bot.schedules.cards import setup_page as page
from bot.schedules.cards.overview import ChannelStatus
from bot.schedules.cards.problems import Problem, SetupProblem
from bot.schedules.drafts import Draft
from bot.schedules.model import Schedule, ScheduleStart
from bot.text.tokens import fold
from bot.text.translations import Localizer
from bot.text.visible import strip_invisible

ChannelRef = PostChannel | discord.Object | None
"""A channel to post in, only its id where the bot cannot view it, or None where there is none."""
UNTAGGED = "-"
"""The value of the option by which posts carry no tag."""


def posting_channel(guild: discord.Guild | None, channel: ChannelId) -> PostChannel | None:
    """Return *channel* from discord.py's cache, which has no archived threads; None where it takes no posts."""
    found = guild.get_channel_or_thread(channel) if guild else None
    return found if permissions.takes_posts(found) else None


async def chosen_channel(guild: discord.Guild, chosen: ChannelId) -> PostChannel | None:
    """Return the channel *chosen*, fetched if not cached; None if it is gone or hidden; else raise HTTPException."""
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
    return channel if permissions.takes_posts(channel) else None


def blockers_in(channel: PostChannel | discord.Object, tag: TagId | None = None) -> tuple[Blocker, ...]:
    """Return what keeps the bot from posting in *channel* with *tag*; an id alone means that it cannot view it."""
    if isinstance(channel, discord.Object):
        return (Blocker(HoldReason.CANNOT_SEE),)
    return permissions.find_causes(channel, permissions.hold_reasons(channel, tag=tag))


def known_blockers(guild: discord.Guild | None, schedule: Schedule) -> tuple[Blocker, ...]:
    """Return what keeps the bot from posting for *schedule*; () where the channel is not cached, so not known."""
    channel = posting_channel(guild, schedule.channel)
    if channel is None:
        return ()
    found = blockers_in(channel, schedule.tag)
    is_gone = schedule.role is not None and channel.guild.get_role(schedule.role) is None
    return (*found, Blocker(HoldReason.ROLE_GONE)) if is_gone else found


async def current_blockers(guild: discord.Guild | None, schedule: Schedule) -> tuple[Blocker, ...]:
    """Return what keeps the bot from posting for *schedule*, also that its channel is gone: Discord is asked that."""
    if guild is not None and schedule.is_running and await chosen_channel(guild, schedule.channel) is None:
        return (Blocker(HoldReason.CHANNEL_GONE),)
    return known_blockers(guild, schedule)


def channel_status(
    guild: discord.Guild | None, schedule: Schedule, say: Localizer, blockers: Sequence[Blocker] = ()
) -> ChannelStatus:
    """Return what the card of *schedule* says about its channel now, of which *blockers* keep the bot from posting."""
    channel = posting_channel(guild, schedule.channel)
    return ChannelStatus(blockers, _tag_name(channel, schedule.tag), tuple(_warnings(channel, schedule, say)))


async def may_not_ping(guild: discord.Guild | None, schedule: Schedule, who: discord.Member | discord.User) -> bool:
    """Tell whether *schedule* pings a role that *who* could not ping in its channel."""
    role = None if guild is None or schedule.role is None else guild.get_role(schedule.role)
    if guild is None or role is None:
        return False
    return not permissions.may_mention(role, who, await chosen_channel(guild, schedule.channel))


def _warnings(channel: PostChannel | None, schedule: Schedule | None, say: Localizer) -> Iterator[str]:
    """Yield why the bot cannot ping the schedule's role, and why its posts would get no thread."""
    if channel is None or schedule is None:
        return
    role = None if schedule.role is None else channel.guild.get_role(schedule.role)
    if role is not None and not permissions.may_mention(role, channel.guild.me, channel):
        everyone = say("I cannot ping everyone yet: allow me to mention @everyone in that channel.")
        one = say("I cannot ping that role yet: let anyone mention it, in its settings.")
        yield everyone if role.is_default() else one
    if schedule.discussion and isinstance(channel, discord.TextChannel):
        for missing in permissions.find_causes(channel, permissions.discussion_hold_reasons(channel)):
            if missing.reason is HoldReason.CANNOT_START_THREADS:
                needed = blocker_text(missing.reason, schedule.channel, say, missing.cause)
                yield f"{needed} {say('Until then, posts come without a thread.')}"


async def draft_view(
    member: discord.Member, draft: Draft, start: ScheduleStart | None, problems: Sequence[Problem], say: Localizer
) -> page.DraftView:
    """Return what the set-up page shows to *member*, with blockers, and what they may not use, as of now."""
    if draft.channel is None:
        return page.DraftView(draft, None, problems)
    channel = await chosen_channel(member.guild, draft.channel)  # fetched, if it is an archived thread
    if await can_view(member, draft.channel) is False:
        return page.DraftView(draft, None, problems, refused=(SetupProblem.HIDDEN,))
    role = None if draft.role is None else member.guild.get_role(draft.role)
    may_ping = draft.role is None or (role is not None and permissions.may_mention(role, member, channel))
    blockers = blockers_in(channel or discord.Object(draft.channel), draft.tag)
    warnings = _warnings(channel, start.overview.schedule if start else None, say)
    status = ChannelStatus(blockers, _tag_name(channel, draft.tag), tuple(warnings))
    if start is None and not draft.needs:
        problems = (*problems, SetupProblem.FULL)
    return page.DraftView(draft, start, problems, status, () if may_ping else (SetupProblem.ROLE,))


def find_tag(channel: ChannelRef, typed: str | None) -> TagId | None:
    """Return the tag of the forum *channel* whose id or name was *typed*; None if there is none."""
    if typed is None or not isinstance(channel, discord.ForumChannel):
        return None
    wanted = fold(typed.strip())
    return next((TagId(tag.id) for tag in channel.available_tags if wanted in {str(tag.id), fold(tag.name)}), None)


def _forum_tags(channel: ChannelRef) -> list[tuple[str, str]]:
    """Return the id and the name, with its emoji, of each tag of *channel*, if that is a forum."""
    tags = channel.available_tags if isinstance(channel, discord.ForumChannel) else []
    return [(str(tag.id), _label(tag)) for tag in tags]


def options_in(guild: discord.Guild | None, draft: Draft) -> page.ChannelOptions:
    """Return what the form of `Part.MORE` offers for the draft's channel: threads on posts, or the forum's tags."""
    channel = posting_channel(guild, draft.channel) if draft.channel else None
    return page.ChannelOptions(discussion=isinstance(channel, discord.TextChannel), tags=_forum_tags(channel))


def tag_choices(channel: ChannelRef, typed: str, say: Localizer) -> Choices:
    """Return the autocompletion of a tag: the forum's tags whose name contains *typed*, and "no tag"."""
    if not isinstance(channel, discord.ForumChannel):
        return []
    return [
        app_commands.Choice(name=label[:LONGEST_CHOICE], value=value)
        for value, label in [*_forum_tags(channel), (UNTAGGED, say("No tag"))]
        if fold(typed) in fold(label)
    ][:MOST_CHOICES]


def _tag_name(channel: ChannelRef, tag: TagId | None) -> str | None:
    return dict(_forum_tags(channel)).get(str(tag))


def _label(tag: discord.ForumTag) -> str:
    emoji = tag.emoji if tag.emoji is not None and tag.emoji.is_unicode_emoji() else None
    name = strip_invisible(tag.name)
    return name if emoji is None else f"{emoji} {name}"
