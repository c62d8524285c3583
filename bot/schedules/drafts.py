"""The schedule that an organiser asks for, whole or still being filled in."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum, auto

from bot.courses.model import Course
from bot.ids import ChannelId, ChapterNumber, GuildId, RoleId, ScheduleId, TagId, UserId
from bot.schedules.model import DEFAULT_GRACE, Ending, Schedule
from bot.schedules.order import Order
from bot.text.locales import Locale
from bot.times.slots import Cadence, zone

DRAFTS_KEPT = timedelta(days=14)


class Need(Enum):
    """Something without which no schedule can start."""

    CHANNEL = auto()
    WEEKDAYS = auto()
    TIME = auto()
    ZONE = auto()


@dataclass(frozen=True, slots=True)
class Draft:
    """What has been filled in so far; what is nothing or empty is open, or as usual.

    Attributes:
        order: The order of one's own; empty for the course's.
        language: The language that the guild is to be spoken to from now on.
        typed: What was typed and not understood, by the field's name, to be corrected.
    """

    guild: GuildId
    organiser: UserId
    channel: ChannelId | None = None
    weekdays: frozenset[int] = frozenset()
    at: time | None = None
    zone_name: str | None = None
    starts: date | None = None
    every: int = 1
    role: RoleId | None = None
    order: tuple[ChapterNumber, ...] = ()
    first: ChapterNumber | None = None
    per_post: int = 1
    grace: timedelta = DEFAULT_GRACE
    language: Locale | None = None
    discussion: bool = False
    ending: Ending = Ending.STOP
    tag: TagId | None = None
    typed: tuple[tuple[str, str], ...] = ()

    @property
    def needs(self) -> tuple[Need, ...]:
        """What is still to be chosen."""
        wanting = (
            (Need.CHANNEL, self.channel is None),
            (Need.WEEKDAYS, not self.weekdays),
            (Need.TIME, self.at is None),
            (Need.ZONE, self.zone_name is None),
        )
        return tuple(need for need, is_open in wanting if is_open)

    def cadence(self, now: datetime) -> Cadence | None:
        """Return when posts come, or nothing as long as that is open; a first day that is past is today."""
        if not self.weekdays or self.at is None or self.zone_name is None:
            return None
        return cadence_from(now, self.weekdays, self.at, self.zone_name, every=self.every, starts=self.starts)

    def schedule(self, course: Course, former: Schedule | None, now: datetime) -> Schedule | None:
        """Return the schedule that is asked for, without an id, or nothing as long as something is open.

        It begins with the chapter that was chosen, else where *former* was.
        """
        cadence = self.cadence(now)
        if self.channel is None or cadence is None:
            return None
        order = self.order or Order.LISTED.of(course)
        begin = (self.first, *(former.chapters[:1] if former else ()), order[0])
        return Schedule(
            id=ScheduleId(0),
            guild=self.guild,
            channel=self.channel,
            course=course.key,
            cadence=cadence,
            order=order,
            position=next(order.index(chapter) for chapter in begin if chapter in order),
            role=self.role,
            organiser=self.organiser,
            per_post=self.per_post,
            grace=self.grace,
            discussion=self.discussion,
            tag=self.tag,
            ending=self.ending,
        )

    def typed_into(self, field: str) -> str:
        """Return what was typed into *field* and not understood."""
        return dict(self.typed).get(field, "")


def cadence_from(
    now: datetime, weekdays: frozenset[int], at: time, zone_name: str, *, every: int, starts: date | None = None
) -> Cadence:
    """Return the cadence that begins on the local day *starts*, or today where that is past or none.

    Weeks are counted from the first post's, so that the first day named has its post.
    """
    today = now.astimezone(zone(zone_name)).date()
    starts = max(starts or today, today)
    if every > 1:
        starts = Cadence(weekdays, at, zone_name, starts=starts).next_after(now).day
    return Cadence(weekdays, at, zone_name, every, starts)
