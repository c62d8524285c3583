"""The draft of a schedule that an organiser is filling in, and the schedule that it asks for."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import Enum, auto
from functools import reduce
from itertools import product

from bot.courses.model import FIRST_COURSE, Course
from bot.ids import ChannelId, ChapterId, CourseId, GuildId, RoleId, ScheduleId, TagId, UserId
from bot.schedules.adjustments import Adjustments
from bot.schedules.doubts import Question, Reading, number_of
from bot.schedules.model import DEFAULT_GRACE, Ending, Schedule
from bot.schedules.order import Order
from bot.text.locales import Locale
from bot.times.slots import Cadence, zone

DRAFTS_KEPT = timedelta(days=14)
Rearrangement = Callable[[Schedule, Collection[ChapterId]], Schedule]
"""Makes of a schedule, which has posted those chapters, what an organiser asks for."""


@dataclass(frozen=True, slots=True)
class TypedChange:
    """A change of a schedule as typed: its *doubts*, and what it may mean by their readings, the likeliest first."""

    doubts: tuple[Question, ...]
    ways: dict[tuple[Reading, ...], Rearrangement]


class Need(Enum):
    """A choice without which no schedule can start."""

    CHANNEL = auto()
    WEEKDAYS = auto()
    TIME = auto()
    ZONE = auto()


@dataclass(frozen=True, slots=True)
class Draft:
    """What an organiser has filled in so far; None or empty is not chosen yet, or the default.

    Attributes:
        weekdays: The days of posts, 0 for Monday.
        at: The wall time of posts in the zone *zone_name*.
        starts: The first local day that may have a post; None for today.
        every: Posts come every so many weeks.
        order: The order that was chosen or typed; empty for that of an earlier schedule of the channel, else as listed.
        first: The chapter to begin with; None to continue an earlier schedule of the channel, else with the first.
        language: What the guild's language becomes at the start; None to leave it.
        announce: Whether the start is announced in the channel.
        typed: The fields whose text was not understood, each as (field, text), until they are filled in anew.
        doubts: What was typed in one way and may mean another, until somebody chooses; it has the likelier reading.
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
    order: tuple[ChapterId, ...] = ()
    first: ChapterId | None = None
    per_post: int = 1
    grace: timedelta = DEFAULT_GRACE
    language: Locale | None = None
    discussion: bool = False
    ending: Ending = Ending.STOP
    tag: TagId | None = None
    announce: bool = True
    typed: tuple[tuple[str, str], ...] = ()
    doubts: tuple[Question, ...] = ()
    course: CourseId = FIRST_COURSE

    @property
    def needs(self) -> tuple[Need, ...]:
        """What is still to be chosen before the schedule can start."""
        wanting = (
            (Need.CHANNEL, self.channel is None),
            (Need.WEEKDAYS, not self.weekdays),
            (Need.TIME, self.at is None),
            (Need.ZONE, self.zone_name is None),
        )
        return tuple(need for need, is_open in wanting if is_open)

    def cadence(self, now: datetime) -> Cadence | None:
        """Return the cadence asked for, from today if its first day is past; None while days, time or zone are open."""
        if not self.weekdays or self.at is None or self.zone_name is None:
            return None
        return cadence_from(now, self.weekdays, self.at, self.zone_name, every=self.every, starts=self.starts)

    def schedule(
        self, course: Course, former: Schedule | None, now: datetime, posted: Collection[ChapterId] = ()
    ) -> Schedule | None:
        """Return the schedule asked for, with the id 0, or None while `needs` is not empty.

        It begins with *first*, else it goes on with what *former*, whose channel has *posted* those chapters, had left.
        The days left out of *former* that are still ahead stay so.
        """
        cadence = self.cadence(now)
        if self.channel is None or cadence is None:
            return None
        order, position, later = self._way(course, former, posted)
        skips = () if former is None else former.adjustments.skips_in(former.place)
        schedule = Schedule(
            id=ScheduleId(0),
            guild=self.guild,
            channel=self.channel,
            course=course.key,
            cadence=cadence,
            order=order,
            position=position,
            role=self.role,
            organiser=self.organiser,
            per_post=self.per_post,
            adjustments=Adjustments(skips).since(now),
            grace=self.grace,
            discussion=self.discussion,
            tag=self.tag,
            ending=self.ending,
            latest_chapter=former.latest_chapter if former is not None and self.first is None else None,
        )
        return schedule.in_order(order, later)

    def _way(
        self, course: Course, former: Schedule | None, posted: Collection[ChapterId]
    ) -> tuple[tuple[ChapterId, ...], int, tuple[ChapterId, ...]]:
        """Return the order of chapters, how many of them lie before what is to come, and the order of later rounds."""
        listed, left = Order.LISTED.of(course), () if former is None else former.left_to_post(posted)
        wanted = tuple(chapter for chapter in self.order if chapter in listed)  # of an edit since, some may be gone
        order = wanted or listed
        if self.first in order:
            return order, order.index(self.first), order
        left = tuple(chapter for chapter in left if chapter in listed)
        if former is None or not left:
            return order, 0, order
        done, behind = former.order[: former.position], former.behind(posted)
        rest = tuple(chapter for chapter in wanted if chapter not in behind) if wanted else left
        if not rest:
            return order, 0, order
        later = former.round_with(wanted, behind) if wanted else former.next_round
        return (*done, *rest), len(done), tuple(chapter for chapter in later if chapter in listed)

    def answered(self, number: int) -> "Draft":
        """Return the draft with the reading of that *number* chosen; unchanged if no doubt has it."""
        for doubt in self.doubts:
            for reading in doubt.readings:
                if number_of(reading) == number:
                    left = tuple(each for each in self.doubts if each != doubt)
                    return replace(self._with(reading), doubts=left)
        return self

    @property
    def readings(self) -> dict[tuple[Reading, ...], "Draft"]:
        """The draft by the readings of all its doubts, in each combination, the likeliest first."""
        chosen = product(*(dict.fromkeys(doubt.readings) for doubt in self.doubts))
        return {readings: reduce(Draft._with, readings, replace(self, doubts=())) for readings in chosen}

    def _with(self, reading: Reading) -> "Draft":
        match reading:
            case time():
                return replace(self, at=reading)
            case str():
                return replace(self, zone_name=reading)
            case _:
                return replace(self, starts=reading)

    def typed_into(self, field: str) -> str:
        """Return the text of *field* that was not understood, or ""."""
        return dict(self.typed).get(field, "")

    def retyped(self, texts: Mapping[str, str | None]) -> "Draft":
        """Return the draft that keeps for each field of *texts* what was not understood of it, None for nothing."""
        kept = {**dict(self.typed), **texts}
        return replace(self, typed=tuple((field, text) for field, text in kept.items() if text is not None))


def cadence_from(
    now: datetime, weekdays: frozenset[int], at: time, zone_name: str, *, every: int, starts: date | None = None
) -> Cadence:
    """Return the cadence that begins on the local day *starts*, or today where that is past or None.

    Where *every* is above 1, weeks are counted from that of the first slot after *now*, which thus has its post.
    """
    today = now.astimezone(zone(zone_name)).date()
    starts = max(starts or today, today)
    if every > 1:
        starts = Cadence(weekdays, at, zone_name, starts=starts).next_after(now).day
    return Cadence(weekdays, at, zone_name, every, starts)
