"""What an organiser chooses and types on the set-up page, read into the draft of a schedule."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import discord

from bot.client.extras import tag_name
from bot.client.forms import SetupForm, read_order_option
from bot.client.permissions import PostChannel
from bot.core.cadence import zone
from bot.core.catalogue import Course
from bot.core.drafts import Draft
from bot.core.ids import ChannelId, RoleId, TagId
from bot.core.locales import Locale
from bot.core.lookup import ChapterLookup
from bot.core.orders import Order
from bot.core.schedule import Ending
from bot.core.visible import visible
from bot.i18n.calendar import parse_time, parse_weekdays
from bot.i18n.dates import parse_day
from bot.i18n.zones import known_zone
from bot.ui.draft_forms import (
    AS_IT_IS,
    DISCUSSION,
    ENDING,
    EVERY,
    FIRST,
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
    Part,
)
from bot.ui.problems import Problem, SetupProblem, WrongOrder

Read = tuple[Draft, tuple[Problem, ...]]


def begun(
    form: SetupForm, blank: Draft, course: Course, lookup: ChapterLookup, locale: Locale, now: datetime
) -> Read:
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


def fitted(draft: Draft, channel: PostChannel | None) -> Draft:
    """Return the draft without what cannot be had in the channel that was chosen instead."""
    is_text = isinstance(channel, discord.TextChannel)
    return replace(draft, tag=None, discussion=draft.discussion and is_text)


def offer_of(channel: PostChannel | None) -> Offer:
    """Return what the last form offers in *channel*: a thread on each post, or the forum's tags."""
    tags = channel.available_tags if isinstance(channel, discord.ForumChannel) else ()
    names = tuple((str(tag.id), tag_name(channel, TagId(tag.id)) or visible(tag.name)) for tag in tags)
    return Offer(discussion=isinstance(channel, discord.TextChannel), tags=names)


def with_chosen(draft: Draft, part: Part, values: Sequence[str]) -> Draft:
    """Return the draft with what was chosen from a menu of the page."""
    match part:
        case Part.CHANNEL:
            return replace(draft, channel=ChannelId(int(values[0])))
        case Part.WEEKDAYS:
            return replace(draft, weekdays=frozenset(map(int, values)))
        case _:
            return replace(draft, role=RoleId(int(values[0])) if values else None)


def with_times(draft: Draft, typed: Mapping[str, str], locale: Locale, now: datetime) -> Read:
    """Return the draft with the time, zone and first day that were typed; what is not understood is kept."""
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
    own = typed[OWN_ORDER].strip()
    order = read_order_option(own or typed[ORDER], course, lookup)
    first = lookup.resolve(typed[FIRST]) if typed[FIRST] != "0" else None
    draft = replace(draft, first=first, per_post=int(typed[PER_POST]), typed=())
    if isinstance(order, WrongOrder):
        return replace(draft, typed=((OWN_ORDER, own),)), (order,)
    listed = order == Order.LISTED.of(course)
    draft = replace(draft, order=() if listed else order)
    if first is not None and first not in order:
        return replace(draft, first=None), (SetupProblem.FIRST_ELSEWHERE,)
    return draft, ()


def with_more(draft: Draft, typed: Mapping[str, str]) -> Draft:
    """Return the draft with what the last form asks for."""
    language, tag = typed[LANGUAGE], typed.get(TAG, NONE)
    return replace(
        draft,
        every=int(typed[EVERY]),
        grace=timedelta(days=int(typed[MISSED])),
        language=None if language == AS_IT_IS else Locale(language),
        ending=Ending(typed[ENDING]),
        discussion=typed.get(DISCUSSION) == WITH_THREAD,
        tag=None if tag == NONE else TagId(int(tag)),
    )
