"""What an organiser chooses and types on the set-up page, read into the draft of a schedule."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import discord

from bot.client.permissions import PostChannel, may_mention
from bot.client.visibility import can_view
from bot.courses.lookup import ChapterLookup
from bot.courses.model import Course
from bot.ids import ChannelId, RoleId, TagId
from bot.schedules.cards.post import MOST_CHAPTERS
from bot.schedules.cards.problems import Problem, SetupProblem, WrongOrder
from bot.schedules.cards.setup_forms import (
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
    Offer,
)
from bot.schedules.discord.channel_status import chosen_channel
from bot.schedules.discord.forum_options import tag_name
from bot.schedules.discord.options import SetupForm, read_order_option
from bot.schedules.drafts import Draft
from bot.schedules.model import Ending
from bot.schedules.order import Order
from bot.text.locales import Locale
from bot.text.visible import visible
from bot.times.slots import MOST_WEEKS, zone
from bot.times.typed_dates import parse_day
from bot.times.typed_weekly import parse_time, parse_weekdays
from bot.times.zones import known_zone

Read = tuple[Draft, tuple[Problem, ...]]
# What menus have on offer, by the value that comes back; a form that was tampered with may bring another.
WEEKDAYS: dict[str | None, int] = {str(day): day for day in range(7)}
CHAPTERS_A_POST: dict[str | None, int] = {str(number): number for number in range(1, MOST_CHAPTERS + 1)}
WEEKS: dict[str | None, int] = {str(number): number for number in range(1, MOST_WEEKS + 1)}
GRACE_NAMES: dict[str | None, timedelta] = {str(grace.days): grace for grace in GRACES}
LANGUAGES: dict[str | None, Locale | None] = {AS_IT_IS: None, **{each.value: each for each in Locale}}
ENDINGS: dict[str | None, Ending] = {each.value: each for each in Ending}


def begun(form: SetupForm, blank: Draft, course: Course, lookup: ChapterLookup, locale: Locale, now: datetime) -> Read:
    """Return the draft with the options of /schedule setup that were given, and what is wrong with them."""
    times = form.times
    draft = replace(
        blank,
        channel=None if form.channel is None else ChannelId(form.channel.id),
        weekdays=parse_weekdays(times.weekdays or "") or frozenset(),
        every=times.every or 1,
        role=None if form.role is None else RoleId(form.role.id),
        per_post=form.per_post,
        grace=form.grace,
        ending=form.ending,
        tag=form.extras.tag_in(form.channel),
        discussion=bool(form.extras.discussion) and isinstance(form.channel, discord.TextChannel),
    )
    problems: list[Problem] = [*form.extras.problems(form.channel)]
    if times.weekdays and not draft.weekdays:
        problems.append(SetupProblem.WEEKDAYS)
    given = {TIME: times.time, ZONE: times.timezone, STARTS: times.starts}
    draft, wrong = with_times(draft, {field: typed or "" for field, typed in given.items()}, locale, now)
    problems += wrong
    order = read_order_option(form.order, course, lookup)
    if isinstance(order, WrongOrder):
        problems.append(order)
    elif order != Order.LISTED.of(course):
        draft = replace(draft, order=order)
    first = None if form.first is None else lookup.resolve(form.first)
    if form.first is not None and first is None:
        problems.append(SetupProblem.FIRST)
    return replace(draft, first=first), tuple(problems)


def offer_of(channel: PostChannel | None) -> Offer:
    """Return what the last form offers in *channel*: a thread on each post, or the forum's tags."""
    tags = channel.available_tags if isinstance(channel, discord.ForumChannel) else ()
    names = tuple((str(tag.id), tag_name(channel, TagId(tag.id)) or visible(tag.name)) for tag in tags)
    return Offer(discussion=isinstance(channel, discord.TextChannel), tags=names)


def with_channel(draft: Draft, channel: PostChannel) -> Draft:
    """Return the draft with the channel that was chosen, and without what cannot be had there."""
    is_text = isinstance(channel, discord.TextChannel)
    chosen = ChannelId(channel.id)
    return replace(draft, channel=chosen, tag=None, discussion=draft.discussion and is_text)


def with_days(draft: Draft, values: Sequence[str]) -> Draft:
    """Return the draft with the days that were chosen; what is no day is passed over."""
    chosen = {WEEKDAYS[value] for value in values if value in WEEKDAYS}
    return replace(draft, weekdays=frozenset(chosen) or draft.weekdays)


def with_role(draft: Draft, values: Sequence[str], member: discord.Member) -> Read:
    """Return the draft with the role that *member* has chosen, if their guild has such a one."""
    if not values:
        return replace(draft, role=None), ()
    role = discord.utils.find(lambda each: str(each.id) == values[0], member.guild.roles)
    if role is None:
        return draft, (SetupProblem.ROLE,)
    return replace(draft, role=RoleId(role.id)), ()


async def refused_to(member: discord.Member, draft: Draft) -> tuple[SetupProblem, ...]:
    """Return what was chosen and *member* may not have: a channel hidden from them, a ping they may not make.

    Raises:
        discord.HTTPException: Discord cannot say.
    """
    if draft.channel is None:
        return ()
    if await can_view(member, draft.channel) is False:
        return (SetupProblem.HIDDEN,)
    if draft.role is None:
        return ()
    role = member.guild.get_role(draft.role)
    where = await chosen_channel(member.guild, draft.channel)
    return () if role is not None and may_mention(role, member, where) else (SetupProblem.ROLE,)


def with_times(draft: Draft, typed: Mapping[str, str], locale: Locale, now: datetime) -> Read:
    """Return the draft with the time, zone and first day that were typed; what is not understood is kept."""
    typed = {field: typed.get(field, "") for field in (TIME, ZONE, STARTS)}
    at = parse_time(typed[TIME]) if typed[TIME] else draft.at
    zone_name = known_zone(typed[ZONE]) if typed[ZONE] else draft.zone_name
    in_force = zone_name or draft.zone_name or "UTC"
    starts = parse_day(typed[STARTS], locale, in_force, now) if typed[STARTS] else None
    past = starts is not None and starts < now.astimezone(zone(in_force)).date()
    wrong = {
        TIME: (SetupProblem.TIME, bool(typed[TIME]) and at is None),
        ZONE: (SetupProblem.UNCLEAR_ZONE, bool(typed[ZONE]) and zone_name is None),
        STARTS: (SetupProblem.STARTS, bool(typed[STARTS]) and (starts is None or past)),
    }
    return (
        replace(
            draft,
            at=at or draft.at,
            zone_name=zone_name or draft.zone_name,
            starts=draft.starts if wrong[STARTS][1] else starts,
            typed=tuple((field, typed[field]) for field, (_, is_so) in wrong.items() if is_so),
        ),
        tuple(problem for problem, is_so in wrong.values() if is_so),
    )


def with_chapters(draft: Draft, typed: Mapping[str, str], course: Course, lookup: ChapterLookup) -> Read:
    """Return the draft with the first chapter, the order and the number of chapters that were chosen."""
    own, named = typed.get(OWN_ORDER, "").strip(), typed.get(FIRST, "0")
    order = read_order_option(own or typed.get(ORDER), course, lookup)
    first = lookup.resolve(named) if named != "0" else None
    per_post = CHAPTERS_A_POST.get(typed.get(PER_POST), draft.per_post)
    draft = replace(draft, first=first, per_post=per_post, typed=())
    if isinstance(order, WrongOrder):
        return replace(draft, typed=((OWN_ORDER, own),)), (order,)
    listed = order == Order.LISTED.of(course)
    draft = replace(draft, order=() if listed else order)
    if first is not None and first not in order:
        return replace(draft, first=None), (SetupProblem.FIRST_ELSEWHERE,)
    return draft, ()


def with_more(draft: Draft, typed: Mapping[str, str], offer: Offer) -> Draft:
    """Return the draft with what the last form asks for; what was not on offer changes nothing."""
    tags: dict[str | None, TagId | None] = {name: TagId(int(name)) for name, _ in offer.tags}
    threads = {NONE: False, WITH_THREAD: offer.discussion}
    return replace(
        draft,
        every=WEEKS.get(typed.get(EVERY), draft.every),
        grace=GRACE_NAMES.get(typed.get(MISSED), draft.grace),
        language=LANGUAGES.get(typed.get(LANGUAGE), draft.language),
        ending=ENDINGS.get(typed.get(ENDING), draft.ending),
        discussion=threads.get(typed.get(DISCUSSION, NONE), draft.discussion),
        tag=(tags | {NONE: None}).get(typed.get(TAG, NONE), draft.tag),
    )
