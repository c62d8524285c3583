"""What an organiser chooses and types on the set-up page, read into the draft of a schedule, and the page's view."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import discord

from bot.client.permissions import PostChannel, may_mention
from bot.client.visibility import can_view
from bot.ids import LARGEST_ID, ChannelId, RoleId, TagId
from bot.schedules.cards.posts import MOST_CHAPTERS
from bot.schedules.cards.problems import Problem, SetupProblem, WrongOrder
from bot.schedules.cards.setup_page import (
    AS_IT_IS,
    DISCUSSION,
    ENDING,
    EVERY,
    FIRST,
    GRACES,
    LANGUAGE,
    MISSED,
    NONE,
    ORDER,
    OWN_ORDER,
    PER_POST,
    STARTS,
    TAG,
    TIME,
    WITH_THREAD,
    ZONE,
    DraftView,
    ForumOptions,
    Part,
)
from bot.schedules.discord.channel_status import chosen_channel, draft_channel_status, forum_tags, posting_channel
from bot.schedules.discord.options import InputContext, read_times, with_times
from bot.schedules.drafts import Draft
from bot.schedules.model import Ending, Start
from bot.schedules.order import Order
from bot.text.locales import Locale
from bot.text.translations import Localizer
from bot.times.slots import MOST_WEEKS

Read = tuple[Draft, tuple[Problem, ...]]
Step = Callable[[Draft], Read]
# What menus have on offer, by the value that comes back; a form that was tampered with may bring another.
WEEKDAYS: dict[str | None, int] = {str(day): day for day in range(7)}
CHAPTERS_A_POST: dict[str | None, int] = {str(number): number for number in range(1, MOST_CHAPTERS + 1)}
WEEKS: dict[str | None, int] = {str(number): number for number in range(1, MOST_WEEKS + 1)}
GRACE_NAMES: dict[str | None, timedelta] = {str(grace.days): grace for grace in GRACES}
LANGUAGES: dict[str | None, Locale | None] = {AS_IT_IS: None, **{each.value: each for each in Locale}}
ENDINGS: dict[str | None, Ending] = {each.value: each for each in Ending}


async def draft_view(
    member: discord.Member, draft: Draft, start: Start | None, problems: Sequence[Problem], say: Localizer
) -> DraftView:
    """Return what the page shows to *member*: their draft, what would come of it, and what stands in its way.

    Raises:
        discord.HTTPException: Discord cannot say.
    """
    planned = None if start is None else start.overview.schedule
    status = await draft_channel_status(member.guild, draft, planned, say)
    refused = await _refused_to(member, draft)
    if SetupProblem.HIDDEN in refused:
        return DraftView(draft, None, problems, refused=refused)
    if start is None and not draft.needs:
        problems = (*problems, SetupProblem.FULL)
    return DraftView(draft, start, problems, status, refused)


async def _refused_to(member: discord.Member, draft: Draft) -> tuple[SetupProblem, ...]:
    """Return what was chosen and *member* may not have: a channel hidden from them, a ping they may not make."""
    if draft.channel is None:
        return ()
    if await can_view(member, draft.channel) is False:
        return (SetupProblem.HIDDEN,)
    if draft.role is None:
        return ()
    role = member.guild.get_role(draft.role)
    where = await chosen_channel(member.guild, draft.channel)
    return () if role is not None and may_mention(role, member, where) else (SetupProblem.ROLE,)


async def menu_step(part: int, values: Sequence[str], member: discord.Member) -> Step | None:
    """Return how the *values* that *member* has chosen from the menu of *part* change a draft, if it has a menu."""
    match part:
        case Part.CHANNEL:
            channel = await _visible_channel(member, values)
            return lambda draft: _with_channel(draft, channel)
        case Part.WEEKDAYS:
            chosen = frozenset(WEEKDAYS[value] for value in values if value in WEEKDAYS)
            return lambda draft: (replace(draft, weekdays=chosen or draft.weekdays), ())
        case Part.ROLE:
            return lambda draft: _with_role(draft, values, member.guild)
    return None


async def _visible_channel(member: discord.Member, values: Sequence[str]) -> PostChannel | None:
    """Return the channel that was chosen, if *member* and the bot both see it."""
    number = int(values[0]) if values and values[0].isdecimal() else LARGEST_ID + 1
    if number > LARGEST_ID or not await can_view(member, ChannelId(number)):
        return None
    return await chosen_channel(member.guild, ChannelId(number))


def _with_channel(draft: Draft, channel: PostChannel | None) -> Read:
    """Return the draft with *channel*, and without what cannot be had there."""
    if channel is None:
        return draft, (SetupProblem.HIDDEN,)
    discussion = draft.discussion and isinstance(channel, discord.TextChannel)
    return replace(draft, channel=ChannelId(channel.id), tag=None, discussion=discussion), ()


def _with_role(draft: Draft, values: Sequence[str], guild: discord.Guild) -> Read:
    """Return the draft with the role that was chosen, if *guild* has such a one."""
    if not values:
        return replace(draft, role=None), ()
    role = discord.utils.find(lambda each: str(each.id) == values[0], guild.roles)
    return (draft, (SetupProblem.ROLE,)) if role is None else (replace(draft, role=RoleId(role.id)), ())


def form_step(part: int, typed: Mapping[str, str], guild: discord.Guild | None, context: InputContext) -> Step | None:
    """Return how what was *typed* into the form of *part* changes a draft, if it has a form."""
    steps: dict[int, Step] = {
        Part.TIMES: lambda draft: _with_times(draft, typed, context),
        Part.CHAPTERS: lambda draft: _with_chapters(draft, typed, context),
        Part.MORE: lambda draft: (_with_more(draft, typed, forum_options(guild, draft)), ()),
    }
    return steps.get(part)


def forum_options(guild: discord.Guild | None, draft: Draft) -> ForumOptions:
    """Return what the last form offers in the draft's channel: a thread on each post, or the forum's tags."""
    channel = posting_channel(guild, draft.channel) if draft.channel else None
    return ForumOptions(discussion=isinstance(channel, discord.TextChannel), tags=forum_tags(channel))


def _with_times(draft: Draft, typed: Mapping[str, str], context: InputContext) -> Read:
    fields = {field: typed.get(field) or None for field in (TIME, ZONE, STARTS)}
    times = read_times(fields, draft.zone_name, context, guided=True)
    return with_times(draft, fields, times), tuple(times.problems.values())


def _with_chapters(draft: Draft, typed: Mapping[str, str], context: InputContext) -> Read:
    """Return the draft with the first chapter, the order and the number of chapters that were chosen."""
    own, named = typed.get(OWN_ORDER, "").strip(), typed.get(FIRST, "0")
    order = context.read_order(own or typed.get(ORDER))
    first = context.lookup.resolve(named) if named != "0" else None
    per_post = CHAPTERS_A_POST.get(typed.get(PER_POST), draft.per_post)
    draft = replace(draft, first=first, per_post=per_post, typed=())
    if isinstance(order, WrongOrder):
        return replace(draft, typed=((OWN_ORDER, own),)), (order,)
    draft = replace(draft, order=() if order == Order.LISTED.of(context.course) else order)
    if first is not None and first not in order:
        return replace(draft, first=None), (SetupProblem.FIRST_ELSEWHERE,)
    return draft, ()


def _with_more(draft: Draft, typed: Mapping[str, str], options: ForumOptions) -> Draft:
    """Return the draft with what the last form asks for; what was not on offer changes nothing."""
    tags: dict[str | None, TagId | None] = {name: TagId(int(name)) for name, _ in options.tags}
    threads = {NONE: False, WITH_THREAD: options.discussion}
    return replace(
        draft,
        every=WEEKS.get(typed.get(EVERY), draft.every),
        grace=GRACE_NAMES.get(typed.get(MISSED), draft.grace),
        language=LANGUAGES.get(typed.get(LANGUAGE), draft.language),
        ending=ENDINGS.get(typed.get(ENDING), draft.ending),
        discussion=threads.get(typed.get(DISCUSSION, NONE), draft.discussion),
        tag=(tags | {NONE: None}).get(typed.get(TAG, NONE), draft.tag),
    )
