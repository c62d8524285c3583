"""Reads what organisers type and choose for a schedule, in commands and on the set-up page, with all problems."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import discord
from discord import app_commands

from bot.client.choices import LONGEST_CHOICE, Choices, reader_locale, text_choices
from bot.client.permissions import PostChannel, may_mention
from bot.client.visibility import can_view
from bot.courses.lookup import ChapterLookup
from bot.ids import LARGEST_ID, ChannelId, ChapterId, RoleId, TagId, UserId
from bot.schedules.buttons import Part
from bot.schedules.cards import setup_page as page
from bot.schedules.cards.overview import order_names
from bot.schedules.cards.posts import MOST_CHAPTERS
from bot.schedules.cards.problems import Problem, SetupProblem, WrongOrder, setup_problems_card
from bot.schedules.discord.channel_status import UNTAGGED, ChannelRef, blockers_in, chosen_channel, find_tag, options_in
from bot.schedules.doubts import Question, UnclearDay, UnclearTime, UnclearZone, WrongDay, WrongTime, WrongWeekdays
from bot.schedules.drafts import Draft, Rearrangement, TypedChange, cadence_from
from bot.schedules.model import DEFAULT_GRACE, Ending, Schedule
from bot.schedules.order import Order, read_order, written_order
from bot.text.locales import Locale
from bot.text.tokens import fold
from bot.text.translations import Localizer, localizer
from bot.times.slots import MOST_WEEKS, Cadence, zone
from bot.times.typed_times import TypedClock, TypedDays, read_clock, read_day, read_weekdays
from bot.times.zones import abbreviated_zones, known_zone
from bot.ui.cards import Card

WEEKDAYS = "weekdays"
UNMET = (SetupProblem.DISCUSSION, SetupProblem.NO_TAGS)  # named, but no bar: the channel can have no such thing
Read = tuple[Draft, tuple[Problem, ...]]  # a draft with what was read, and what is wrong with the rest
Step = Callable[[Draft], Read]
# Options of select menus by their values; a client that was tampered with may send other values.
DAYS: dict[str | None, int] = {str(day): day for day in range(7)}
CHAPTERS_A_POST: dict[str | None, int] = {str(number): number for number in range(1, MOST_CHAPTERS + 1)}
WEEKS: dict[str | None, int] = {str(number): number for number in range(1, MOST_WEEKS + 1)}
GRACES_BY_NAME: dict[str | None, timedelta] = {str(grace.days): grace for grace in page.GRACES}
LANGUAGES: dict[str | None, Locale | None] = {page.KEEP_LANGUAGE: None, **{each.value: each for each in Locale}}
ENDINGS: dict[str | None, Ending] = {each.value: each for each in Ending}


@dataclass(frozen=True, slots=True)
class InputContext:
    """What reading typed input depends on: the look-up of the course, the reader, and the time.

    The reader's *tag* is Discord's locale: it tells the order of day and month, which the language does not.
    """

    lookup: ChapterLookup
    say: Localizer
    tag: str
    now: datetime

    def read_order(self, typed: str | None) -> tuple[ChapterId, ...] | WrongOrder:
        """Return the order *typed*: the name of a course file's order in any language, or a list; None is as listed."""
        if typed is None:
            return self.lookup.course.listed_order
        names = {name.casefold(): order for locale in Locale for order, name in order_names(localizer(locale))}
        names |= {order.value: order for order in Order}
        if own := names.get(typed.strip().casefold()):
            return own.of(self.lookup.course)
        read = read_order(typed, self.lookup)
        if read.is_usable:
            return read.chapters
        return WrongOrder(read.unknown, tuple(self.lookup.course.numbers(read.duplicates)))


@dataclass(frozen=True, slots=True)
class ScheduleOptions:
    """The options of /schedule setup and /schedule change, as typed or chosen; None where one was not given.

    Attributes:
        channel: Where to post; a bare id where the bot cannot view it.
        every: Posts come every so many weeks.
        end: The value of an `Ending`.
        missed: How many days late a missed post may still go out.
        announce: Whether the start is announced in the channel.
        quiet: Whether posts are to ping no role any more.
    """

    channel: PostChannel | discord.Object | None = None
    weekdays: str | None = None
    time: str | None = None
    timezone: str | None = None
    role: discord.Role | None = None
    every: int | None = None
    order: str | None = None
    end: str | None = None
    tag: str | None = None
    discussion: bool | None = None
    first: str | None = None
    chapters: int | None = None
    starts: str | None = None
    missed: int | None = None
    announce: bool | None = None
    quiet: bool = False

    @property
    def times(self) -> dict[str, str | None]:
        """The options that say when to post, by field."""
        return {WEEKDAYS: self.weekdays, page.TIME: self.time, page.ZONE: self.timezone, page.STARTS: self.starts}

    @property
    def is_untagged(self) -> bool:
        """Whether the option was chosen by which posts carry no tag."""
        return self.tag is not None and self.tag.strip() == UNTAGGED

    def channel_problems(self, channel: ChannelRef) -> list[Problem]:
        """Return which options the kind of *channel*, or its tags, do not allow; [] where it is hidden or gone."""
        if channel is None or isinstance(channel, discord.Object):
            return []
        found: list[Problem] = []
        if self.discussion and not isinstance(channel, discord.TextChannel):
            found.append(SetupProblem.DISCUSSION)
        if self.tag is not None and not isinstance(channel, discord.ForumChannel):
            found.append(SetupProblem.NO_TAGS)
        elif not (self.tag is None or self.is_untagged or find_tag(channel, self.tag)):
            found.append(SetupProblem.TAG)
        return found


def read_times(draft: Draft, typed: Mapping[str, str | None], context: InputContext) -> Read:
    """Return the draft with the days, time, zone and first day that were *typed*, and what is wrong with them.

    What is not understood is kept as typed; what is unclear is read as is likelier, and asked about.
    """
    zone_name, zone_problem = _read_zone(draft, typed.get(page.ZONE))
    in_force = zone_name or draft.zone_name or "UTC"
    days, clock = read_weekdays(typed.get(WEEKDAYS) or ""), read_clock(typed.get(page.TIME) or "", context.tag)
    first_day = read_day(typed.get(page.STARTS) or "", context.tag, in_force, context.now)
    found: dict[str, Problem | None] = {
        WEEKDAYS: None if days.days else WrongWeekdays(days.why),
        page.TIME: _time_problem(clock),
        page.ZONE: zone_problem,
        page.STARTS: _day_problem(first_day),
    }
    problems = {field: each for field, each in found.items() if typed.get(field) is not None and each is not None}
    kept = [field for field, each in problems.items() if not isinstance(each, Question)]
    draft = replace(
        draft,
        weekdays=days.days or draft.weekdays,
        at=draft.at if clock.at is None else clock.at,
        zone_name=zone_name or draft.zone_name,
        starts=draft.starts if page.STARTS in kept else first_day.first,
        doubts=tuple(each for each in problems.values() if isinstance(each, Question)),
    )
    draft = draft.retyped({field: text if field in kept else None for field, text in typed.items()})
    return draft, tuple(problems.values())


def _read_zone(draft: Draft, typed: str | None) -> tuple[str | None, Problem | None]:
    """Return the zone that was *typed*, if any, and what is wrong or unclear about it.

    An abbreviation of several zones means that of the *draft*, if it is one of them, and not itself in doubt.
    """
    if typed is None:
        return None, None
    if (name := known_zone(typed)) is not None:
        return name, None
    zones = abbreviated_zones(typed)
    in_doubt = any(isinstance(doubt, UnclearZone) for doubt in draft.doubts)
    if draft.zone_name in zones and not in_doubt:
        return draft.zone_name, None
    if zones:
        return zones[0], UnclearZone(typed, zones)
    return None, SetupProblem.UNKNOWN_ZONE


def _time_problem(read: TypedClock) -> UnclearTime | WrongTime | None:
    if read.at is None:
        return WrongTime(read.why)
    return UnclearTime(read.why, read.at, read.other) if read.ask else None


def _day_problem(read: TypedDays) -> UnclearDay | WrongDay | None:
    if read.first is None:
        return WrongDay(read.why)
    return UnclearDay(read.why, read.first, read.other) if read.ask else None


def _read(options: ScheduleOptions, blank: Draft, channel: ChannelRef, context: InputContext) -> Read:
    """Return the draft with the *options* given for posts in *channel*, and what is wrong with their texts."""
    draft, problems = read_times(blank, options.times, context)
    order = context.read_order(options.order)
    first = None if options.first is None else context.lookup.resolve(options.first)
    tag, discussion = find_tag(channel, options.tag), bool(options.discussion)
    takes_threads = isinstance(channel, discord.TextChannel)
    if isinstance(order, WrongOrder):
        problems = (*problems, order)
    unread = {
        page.OWN_ORDER: options.order if isinstance(order, WrongOrder) else None,
        page.FIRST: options.first if first is None else None,
        page.TAG: None if tag or options.is_untagged else options.tag,
        page.DISCUSSION: page.WITH_THREAD if discussion and not takes_threads else None,
    }
    draft = replace(
        draft.retyped(unread),
        channel=None if options.channel is None else ChannelId(options.channel.id),
        every=options.every or 1,
        role=None if options.role is None else RoleId(options.role.id),
        order=() if isinstance(order, WrongOrder) or options.order is None else order,
        first=first,
        per_post=options.chapters or 1,
        grace=DEFAULT_GRACE if options.missed is None else timedelta(days=options.missed),
        ending=Ending(options.end or Ending.STOP),
        tag=tag,
        discussion=discussion and takes_threads,
        announce=options.announce is not False,
    )
    return draft, problems


def read_setup(
    options: ScheduleOptions, blank: Draft, organiser: discord.Member | discord.User, context: InputContext
) -> Read:
    """Return the draft that the *options* of /schedule setup make, and what is wrong with them, or to be asked."""
    draft, _ = _read(options, blank, options.channel, context)
    problems = [*draft.doubts, *unread_in(draft, options.channel, context)]
    if options.role and options.channel and not may_mention(options.role, organiser, options.channel):
        problems.append(SetupProblem.ROLE)
    return draft, tuple(problems)


def unread_in(draft: Draft, channel: ChannelRef, context: InputContext) -> list[Problem]:
    """Return what is wrong with what *draft*, for posts in *channel*, keeps as typed, and with its first chapter."""
    typed: dict[str, str] = dict(draft.typed)
    _, times = read_times(draft, typed, context)
    wrong: list[Problem] = [each for each in times if not isinstance(each, Question)]
    if page.OWN_ORDER in typed and isinstance(order := context.read_order(typed[page.OWN_ORDER]), WrongOrder):
        wrong.append(order)
    if page.FIRST in typed:
        wrong.append(SetupProblem.FIRST)
    if draft.first is not None and draft.order and draft.first not in draft.order:
        wrong.append(SetupProblem.FIRST_ELSEWHERE)
    wished = ScheduleOptions(tag=typed.get(page.TAG), discussion=page.DISCUSSION in typed)
    return [*wrong, *wished.channel_problems(channel)]


def read_change(
    options: ScheduleOptions,
    schedule: Schedule,
    here: ChannelRef,
    by: discord.Member | discord.User,
    context: InputContext,
) -> TypedChange | Card:
    """Return how a schedule is changed as *by* asks, or a card of everything wrong; it posts in *here* now."""
    blank = Draft(schedule.guild, UserId(by.id), zone_name=schedule.cadence.zone_name)
    place = options.channel or here
    draft, wrong = _read(options, blank, place, context)
    problems: list[Problem] = [each for each in wrong if not isinstance(each, Question)]
    problems += [*_ping_problems(options, schedule, by, place), *options.channel_problems(place)]
    if options == ScheduleOptions():
        problems = [SetupProblem.NOTHING]
    is_affected = options.channel is not None or options.tag is not None
    blockers = blockers_in(place, draft.tag) if place is not None and is_affected else ()
    if problems or blockers:
        heading = context.say("The schedule has not been changed:")
        refused = [*(each.refused for each in draft.doubts), *problems]
        return setup_problems_card(context.say, refused, blockers, draft.channel, heading=heading)
    ways = {readings: _rearrangement(options, read, context) for readings, read in draft.readings.items()}
    return TypedChange(draft.doubts, ways)


def _rearrangement(options: ScheduleOptions, draft: Draft, context: InputContext) -> Rearrangement:
    """Return a function that changes a schedule by the *options*, which were read into *draft*.

    It is given the schedule in force when it is saved: another organiser may have changed that.
    """
    leaves_text_channels = options.channel is not None and not isinstance(options.channel, discord.TextChannel)
    discussion = False if leaves_text_channels else options.discussion
    order = draft.order or context.lookup.course.listed_order

    def changed(current: Schedule, posted: Collection[ChapterId]) -> Schedule:
        return replace(
            current if options.order is None else current.reordered(order, posted),
            channel=draft.channel or current.channel,
            cadence=_changed_cadence(current.cadence, options, draft, context.now),
            role=None if options.quiet else draft.role or current.role,
            discussion=current.discussion if discussion is None else discussion,
            tag=draft.tag or (None if options.is_untagged or options.channel else current.tag),
            ending=current.ending if options.end is None else draft.ending,
        )

    return changed


def _changed_cadence(cadence: Cadence, options: ScheduleOptions, times: Draft, now: datetime) -> Cadence:
    """Return *cadence* with those of *times* that were given; with *every*, weeks are counted anew from *now*."""
    weekdays, at = times.weekdays or cadence.weekdays, times.at or cadence.at
    zone_name = cadence.zone_name if options.timezone is None else times.zone_name or cadence.zone_name
    if options.every is not None:
        return cadence_from(now, weekdays, at, zone_name, every=options.every)
    starts = cadence.starts
    if starts is not None and cadence.every > 1 and weekdays != cadence.weekdays:
        # Its week may have a post on an earlier day as well.
        starts = min(starts, max(starts - timedelta(days=starts.weekday()), now.astimezone(zone(zone_name)).date()))
    return replace(cadence, weekdays=weekdays, at=at, zone_name=zone_name, starts=starts)


def _ping_problems(
    options: ScheduleOptions, schedule: Schedule, by: discord.Member | discord.User, place: ChannelRef
) -> tuple[SetupProblem, ...]:
    """Return what is wrong with pinging the chosen role, or the schedule's own where it moves or changes times."""
    if options.quiet:
        return () if options.role is None else (SetupProblem.PING,)
    # Whoever moves a schedule decides where its role is pinged, so they must be allowed to ping it themselves.
    elsewhere = options.channel is not None and options.channel.id != schedule.channel
    moves = elsewhere or options.every is not None or any(options.times.values())
    role = options.role
    if role is None and schedule.role is not None and moves and isinstance(by, discord.Member):
        role = by.guild.get_role(schedule.role)
    return () if role is None or may_mention(role, by, place) else (SetupProblem.ROLE,)


def order_choices(interaction: discord.Interaction, lookup: ChapterLookup, typed: str) -> Choices:
    """Return the autocompletion of an order: the *typed* list as it was understood, and the course file's orders."""
    read = read_order(typed, lookup)
    written = written_order(lookup.course.numbers(read.chapters), LONGEST_CHOICE)
    listed = text_choices([written]) if read.is_usable else []
    names = order_names(localizer(reader_locale(interaction)))
    own = [app_commands.Choice(name=name, value=order.value) for order, name in names]
    matching = [choice for choice in own if fold(choice.name).startswith(fold(typed))]
    return [*listed, *(matching or own)]


async def menu_step(part: Part, values: Sequence[str], member: discord.Member) -> Step | None:
    """Return how the *values* that *member* chose in the menu of *part* change a draft; None if it has no menu."""
    match part:
        case Part.CHANNEL:
            channel = await _visible_channel(member, values)
            return lambda draft: _with_channel(draft, channel)
        case Part.WEEKDAYS:
            chosen = frozenset(DAYS[value] for value in values if value in DAYS)
            return lambda draft: (replace(draft, weekdays=chosen).retyped({WEEKDAYS: None}) if chosen else draft, ())
        case Part.ROLE:
            return lambda draft: _with_role(draft, values, member.guild)
    return None


async def _visible_channel(member: discord.Member, values: Sequence[str]) -> PostChannel | None:
    """Return the channel whose id was chosen, if both *member* and the bot can view it."""
    number = int(values[0]) if values and values[0].isdecimal() else LARGEST_ID + 1
    if number > LARGEST_ID or not await can_view(member, ChannelId(number)):
        return None
    return await chosen_channel(member.guild, ChannelId(number))


def _with_channel(draft: Draft, channel: PostChannel | None) -> Read:
    """Return the draft with *channel*, and with the tag and threads that were wished for, where it has them."""
    if channel is None:
        return draft, (SetupProblem.HIDDEN,)
    tag, wants_threads = find_tag(channel, draft.typed_into(page.TAG)), draft.typed_into(page.DISCUSSION)
    discussion = isinstance(channel, discord.TextChannel) and bool(draft.discussion or wants_threads)
    met = {page.TAG: tag is not None, page.DISCUSSION: discussion}
    draft = draft.retyped({field: None for field, is_met in met.items() if is_met})
    return replace(draft, channel=ChannelId(channel.id), tag=tag, discussion=discussion), ()


def _with_role(draft: Draft, values: Sequence[str], guild: discord.Guild) -> Read:
    """Return the draft with the role whose id was chosen, with none if no value was."""
    if not values:
        return replace(draft, role=None), ()
    role = discord.utils.find(lambda each: str(each.id) == values[0], guild.roles)
    return (draft, (SetupProblem.ROLE,)) if role is None else (replace(draft, role=RoleId(role.id)), ())


def form_step(part: Part, typed: Mapping[str, str], guild: discord.Guild | None, context: InputContext) -> Step | None:
    """Return how what was *typed* into the form of *part* changes a draft; None if it has no form."""
    times = {field: typed.get(field) or None for field in (page.TIME, page.ZONE, page.STARTS)}
    steps: dict[Part, Step] = {
        Part.TIMES: lambda draft: read_times(draft, times, context),
        Part.CHAPTERS: lambda draft: (_with_chapters(draft, typed, context), ()),
        Part.MORE: lambda draft: (_with_more(draft, typed, options_in(guild, draft)), ()),
    }
    return steps.get(part)


def _with_chapters(draft: Draft, typed: Mapping[str, str], context: InputContext) -> Draft:
    """Return the draft with the first chapter, order and chapters a post of the form."""
    own, named = typed.get(page.OWN_ORDER, "").strip(), typed.get(page.FIRST, "").strip()
    chosen = own or typed.get(page.ORDER, page.KEEP_ORDER)
    order = context.read_order(None if chosen == page.KEEP_ORDER else chosen)
    first = context.lookup.resolve(named) if named not in page.AS_USUAL else None
    unread = {page.FIRST: None if first is not None or named in page.AS_USUAL else named, page.OWN_ORDER: None}
    per_post = CHAPTERS_A_POST.get(typed.get(page.PER_POST), draft.per_post)
    draft = replace(draft, first=first, per_post=per_post).retyped(unread)
    if isinstance(order, WrongOrder):
        return draft.retyped({page.OWN_ORDER: own})
    return replace(draft, order=() if chosen == page.KEEP_ORDER else order)


def _with_more(draft: Draft, typed: Mapping[str, str], options: page.ChannelOptions) -> Draft:
    """Return the draft with the choices of the form of `Part.MORE`; values that it does not offer change nothing."""
    tags: dict[str | None, TagId | None] = {name: TagId(int(name)) for name, _ in options.tags}
    threads = {page.NONE: False, page.WITH_THREAD: options.discussion}
    return replace(
        draft.retyped({page.TAG: None, page.DISCUSSION: None}),
        every=WEEKS.get(typed.get(page.EVERY), draft.every),
        grace=GRACES_BY_NAME.get(typed.get(page.MISSED), draft.grace),
        language=LANGUAGES.get(typed.get(page.LANGUAGE), draft.language),
        ending=ENDINGS.get(typed.get(page.ENDING), draft.ending),
        discussion=threads.get(typed.get(page.DISCUSSION, page.NONE), draft.discussion),
        tag=(tags | {page.NONE: None}).get(typed.get(page.TAG, page.NONE), draft.tag),
    )


PICKED = app_commands.AppCommandChannel | app_commands.AppCommandThread


class PostChannelOption(app_commands.Transformer):
    """An option for a text channel, forum or thread; gives only its id where the bot cannot view it.

    discord.py's own transformer fails for an archived thread, which no cache holds, and for a
    private one that the bot was not added to.
    """

    @property
    def type(self) -> discord.AppCommandOptionType:
        """The kind of option that Discord shows: a channel."""
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        """The kinds of channels in which chapters can be posted."""
        return page.POST_CHANNELS

    async def transform(self, interaction: discord.Interaction, value: PICKED, /) -> PostChannel | discord.Object:
        """Return the channel, fetched where no cache has it; only its id where it is hidden from user or bot."""
        channel = None
        if value.permissions.view_channel and interaction.guild:  # else it was made up: Discord did not offer it
            channel = await chosen_channel(interaction.guild, ChannelId(value.id))
        return channel or discord.Object(value.id)
