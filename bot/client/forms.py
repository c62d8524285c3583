"""What an organiser fills in to set a schedule up, read into plain values with everything wrong at once."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import discord

from bot.client.extras import Extras, Place
from bot.client.permissions import PostChannel, diagnosed, may_mention, obstacles
from bot.core.cadence import Cadence, zone
from bot.core.catalogue import Course
from bot.core.ids import ChannelId, ChapterNumber, GuildId, RoleId, TagId, UserId
from bot.core.jobs import HoldReason
from bot.core.locales import Locale
from bot.core.lookup import ChapterLookup
from bot.core.obstacles import Obstacle
from bot.core.orders import Order, read_order
from bot.core.schedule import Ending, Schedule
from bot.i18n.calendar import parse_time, parse_weekdays
from bot.i18n.dates import parse_day
from bot.i18n.words import speaking
from bot.i18n.zones import known_zone
from bot.services.changes import Rearrangement
from bot.services.schedules import ScheduleRequest
from bot.ui.problems import Problem, SetupProblem, WrongOrder
from bot.ui.schedules import order_names


@dataclass(frozen=True, slots=True)
class SetupRefusal:
    """Why a schedule cannot start."""

    problems: tuple[Problem, ...]
    obstacles: tuple[Obstacle, ...]


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
    names += [(name, order) for locale in Locale for order, name in order_names(speaking(locale))]
    for name, order in names:
        if name.casefold() == typed.strip().casefold():
            return order.of(course)
    read = read_order(typed, lookup)
    return read.chapters if read.is_usable else WrongOrder(read.unknown, read.doubled)


def obstacles_in(channel: PostChannel | discord.Object, tag: TagId | None = None) -> tuple[Obstacle, ...]:
    """Return what keeps the bot from posting in *channel*, of which it may know nothing but the id."""
    if isinstance(channel, discord.Object):
        return (Obstacle(HoldReason.CANNOT_SEE),)
    return diagnosed(channel, obstacles(channel, tag=tag))
