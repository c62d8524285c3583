"""The options of /schedule's commands, read into plain values with everything wrong at once."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import discord
from discord import app_commands

from bot.client.choices import Choices, language, text_choices
from bot.client.error_codes import refusal
from bot.client.permissions import PostChannel, diagnosed, may_mention, obstacles, takes_posts
from bot.courses.lookup import ChapterLookup
from bot.courses.model import Course
from bot.ids import ChannelId, ChapterNumber, GuildId, RoleId, TagId, UserId
from bot.jobs.blockers import Blocker
from bot.jobs.model import HoldReason
from bot.schedules.cards.overview import order_names
from bot.schedules.cards.problems import Problem, SetupProblem, WrongOrder
from bot.schedules.cards.setup_page import POST_CHANNELS
from bot.schedules.changes import Rearrangement
from bot.schedules.discord.forum_options import Extras, Place
from bot.schedules.model import Ending, Schedule
from bot.schedules.order import Order, read_order
from bot.schedules.service import ScheduleRequest
from bot.text.locales import Locale
from bot.text.tokens import fold
from bot.text.translations import localizer
from bot.times.slots import Cadence, zone
from bot.times.typed_dates import parse_day
from bot.times.typed_weekly import parse_time, parse_weekdays
from bot.times.zones import known_zone


@dataclass(frozen=True, slots=True)
class SetupRefusal:
    """Why a schedule cannot start."""

    problems: tuple[Problem, ...]
    obstacles: tuple[Blocker, ...]


@dataclass(frozen=True, slots=True)
class Times:
    """When to post, as typed; what is nothing was not given."""

    weekdays: str | None
    time: str | None
    timezone: str | None
    every: int | None
    starts: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was given."""
        return not any((self.weekdays, self.time, self.timezone, self.every, self.starts))

    def read(
        self, default: Cadence | None, default_zone: str | None, locale: Locale, now: datetime
    ) -> Cadence | tuple[SetupProblem, ...]:
        """Return the cadence that is meant, from *default* where nothing was given, or what is wrong."""
        days, at = (default.weekdays, default.at) if default else (None, None)
        days = parse_weekdays(self.weekdays) if self.weekdays else days
        at = parse_time(self.time) if self.time else at
        zone_name = known_zone(self.timezone) if self.timezone else default_zone
        today = now.astimezone(zone(zone_name)).date() if zone_name else now.date()
        starts = parse_day(self.starts, locale, zone_name or "UTC", now) if self.starts else today
        if days is None or at is None or zone_name is None or starts is None or starts < today:
            wrong = (
                (SetupProblem.WEEKDAYS, days is None),
                (SetupProblem.TIME, at is None),
                (SetupProblem.NO_ZONE, zone_name is None and self.timezone is None),
                (SetupProblem.UNKNOWN_ZONE, zone_name is None and self.timezone is not None),
                (SetupProblem.STARTS, starts is None or starts < today),
            )
            return tuple(problem for problem, is_so in wrong if is_so)
        every = self.every or (default.every if default else 1)
        if default is not None and not self.every and not self.starts:
            return Cadence(days, at, zone_name, every, default.starts)
        if every > 1:
            # Weeks are counted from the first post's, so that the first day named has its post.
            starts = Cadence(days, at, zone_name, starts=starts).next_after(now).day
        return Cadence(days, at, zone_name, every, starts)


@dataclass(frozen=True, slots=True)
class SetupForm:
    """The options of /schedule setup, as typed; a channel that is hidden from the bot has only an id."""

    channel: PostChannel | discord.Object | None
    times: Times
    role: discord.Role | None
    first: str | None
    per_post: int
    order: str | None
    grace: timedelta
    extras: Extras = field(default_factory=Extras)
    ending: Ending = Ending.STOP

    @property
    def is_whole(self) -> bool:
        """Whether everything is given that a schedule cannot do without."""
        return None not in {self.channel, self.times.weekdays, self.times.time}

    def read(
        self,
        course: Course,
        lookup: ChapterLookup,
        guild: GuildId,
        default_zone: str | None,
        organiser: discord.Member | discord.User,
        locale: Locale,
        now: datetime,
    ) -> ScheduleRequest | SetupRefusal:
        """Return the schedule that is asked for, or everything that is wrong with it."""
        cadence = self.times.read(None, default_zone, locale, now)
        first = None if self.first is None else lookup.resolve(self.first)
        problems: list[Problem] = [] if isinstance(cadence, Cadence) else [*cadence]
        order = read_order_option(self.order, course, lookup)
        if isinstance(order, WrongOrder):
            problems.append(order)
        elif first is not None and first not in order:
            problems.append(SetupProblem.FIRST_ELSEWHERE)
        if self.first is not None and first is None:
            problems.append(SetupProblem.FIRST)
        problems += self.extras.problems(self.channel)
        if self.role is not None and not may_mention(self.role, organiser, self.channel):
            problems.append(SetupProblem.ROLE)
        tag = self.extras.tag_in(self.channel)
        missing = () if self.channel is None else obstacles_in(self.channel, tag)
        if (
            self.channel is None
            or not isinstance(cadence, Cadence)
            or isinstance(order, WrongOrder)
            or problems
            or missing
        ):
            return SetupRefusal(tuple(problems), missing)
        return ScheduleRequest(
            guild=guild,
            channel=ChannelId(self.channel.id),
            cadence=cadence,
            order=order,
            first=first,
            per_post=self.per_post,
            role=None if self.role is None else RoleId(self.role.id),
            grace=self.grace,
            ending=self.ending,
            organiser=UserId(organiser.id),
            discussion=bool(self.extras.discussion),
            tag=tag,
        )


@dataclass(frozen=True, slots=True)
class ChangeForm:
    """The options of /schedule change, as typed; what is nothing was not given."""

    channel: PostChannel | discord.Object | None
    times: Times
    role: discord.Role | None
    quiet: bool = False
    order: str | None = None
    extras: Extras = field(default_factory=Extras)
    ending: Ending | None = None

    def read(
        self,
        schedule: Schedule,
        here: Place,
        by: discord.Member | discord.User,
        course: Course,
        lookup: ChapterLookup,
        locale: Locale,
        now: datetime,
    ) -> Rearrangement | SetupRefusal:
        """Return the change that *by* asks for, or everything that is wrong with it; *here* it posts now.

        What the change makes of the cadence is worked out again on the one in force when it is
        carried out: another organiser may have changed that meanwhile.
        """

        def changed(cadence: Cadence) -> Cadence:
            read = self.times.read(cadence, cadence.zone_name, locale, now)
            return read if isinstance(read, Cadence) else cadence

        former = schedule.cadence
        read = self.times.read(former, former.zone_name, locale, now)
        problems: tuple[Problem, ...] = () if isinstance(read, Cadence) else read
        order = None if self.order is None else read_order_option(self.order, course, lookup)
        if isinstance(order, WrongOrder):
            problems = (*problems, order)
        if self._is_empty:
            problems = (SetupProblem.NOTHING,)
        place = self.channel or here
        problems = (*problems, *self._ping_problems(schedule, by, place), *self.extras.problems(place))
        tag, discussion = self.extras.tag_in(place), self.extras.discussion
        if self.channel is not None and not isinstance(self.channel, discord.TextChannel):
            discussion = False
        judged = place if self.channel is not None or self.extras.tag is not None else None
        missing = () if judged is None else obstacles_in(judged, tag)
        if problems or missing or isinstance(order, WrongOrder):
            return SetupRefusal(problems, missing)
        return Rearrangement(
            channel=None if self.channel is None else ChannelId(self.channel.id),
            cadence=changed,
            role=None if self.role is None else RoleId(self.role.id),
            quiet=self.quiet,
            order=order,
            discussion=discussion,
            tag=tag,
            untagged=self.extras.untagged,
            ending=self.ending,
        )

    def _ping_problems(
        self, schedule: Schedule, by: discord.Member | discord.User, place: Place
    ) -> tuple[SetupProblem, ...]:
        """Return what is wrong with the role that is named, or with that of *schedule* if it is to move."""
        if self.quiet:
            return () if self.role is None else (SetupProblem.PING,)
        # Its posts ping when and where this person says from now on.
        elsewhere = self.channel is not None and self.channel.id != schedule.channel
        role, stays = self.role, not elsewhere and self.times.is_empty
        if role is None and schedule.role is not None and not stays and isinstance(by, discord.Member):
            role = by.guild.get_role(schedule.role)
        return () if role is None or may_mention(role, by, place) else (SetupProblem.ROLE,)

    @property
    def _is_empty(self) -> bool:
        given = self.channel or self.role or self.quiet or self.order or self.ending
        return self.times.is_empty and self.extras.is_empty and not given


def read_order_option(
    typed: str | None, course: Course, lookup: ChapterLookup
) -> tuple[ChapterNumber, ...] | WrongOrder:
    """Return the order that is meant: the course's own by its name in any language, or a typed list."""
    if typed is None:
        return Order.LISTED.of(course)
    names = [(order.value, order) for order in Order]
    names += [(name, order) for locale in Locale for order, name in order_names(localizer(locale))]
    for name, order in names:
        if name.casefold() == typed.strip().casefold():
            return order.of(course)
    read = read_order(typed, lookup)
    return read.chapters if read.is_usable else WrongOrder(read.unknown, read.doubled)


def obstacles_in(channel: PostChannel | discord.Object, tag: TagId | None = None) -> tuple[Blocker, ...]:
    """Return what keeps the bot from posting in *channel*, of which it may know nothing but the id."""
    if isinstance(channel, discord.Object):
        return (Blocker(HoldReason.CANNOT_SEE),)
    return diagnosed(channel, obstacles(channel, tag=tag))


PICKED = app_commands.AppCommandChannel | app_commands.AppCommandThread


class PostChannelOption(app_commands.Transformer):
    """Takes the text channel, forum or thread that an organiser picks; only its id when it is hidden.

    discord.py's own transformer fails for an archived thread, which no cache holds, and for a
    private one that the bot was not added to.
    """

    @property
    def type(self) -> discord.AppCommandOptionType:
        """A channel."""
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        """Where a chapter can be posted."""
        return POST_CHANNELS

    async def transform(self, _interaction: discord.Interaction, value: PICKED, /) -> PostChannel | discord.Object:
        """Return the channel itself, asked of Discord where it is in no cache."""
        if not value.permissions.view_channel:
            return discord.Object(value.id)  # Discord offers nobody what they cannot view, so it was made up
        channel = value.resolve()
        if channel is None:
            try:
                channel = await value.fetch()
            except (discord.Forbidden, discord.NotFound) as error:
                if refusal(error) is None:
                    raise
                return discord.Object(value.id)
        return channel if takes_posts(channel) else discord.Object(value.id)


def order_choices(interaction: discord.Interaction, lookup: ChapterLookup, typed: str) -> Choices:
    """Offer the list that was *typed*, as it was understood, and the course's own orders."""
    read = read_order(typed, lookup)
    listed = text_choices([", ".join(map(str, read.chapters))]) if read.is_usable else []
    names = order_names(localizer(language(interaction)))
    own = [app_commands.Choice(name=name, value=order.value) for order, name in names]
    begun = [choice for choice in own if fold(choice.name).startswith(fold(typed))]
    return [*listed, *(begun or own)]
