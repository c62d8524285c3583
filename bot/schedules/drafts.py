"""A schedule that an organiser is still filling in, page by page."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum, auto

from bot.ids import ChannelId, ChapterNumber, GuildId, RoleId, TagId, UserId
from bot.schedules.model import DEFAULT_GRACE, Ending
from bot.text.locales import Locale
from bot.times.slots import Cadence, zone

KEPT_FOR = timedelta(days=14)


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
        discussion: Whether a thread is to be opened on each post.
        ending: What comes after the closing post.
        tag: What posts are tagged with, where the channel is a forum.
        language: The language that the guild is to be spoken to from now on.
        typed: What was typed and not understood, by the field's name, to be mended.
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
        today = now.astimezone(zone(self.zone_name)).date()
        starts = max(self.starts or today, today)
        if self.every > 1:
            # Weeks are counted from the first post's, so that the first day named has its post.
            starts = Cadence(self.weekdays, self.at, self.zone_name, starts=starts).next_after(now).day
        return Cadence(self.weekdays, self.at, self.zone_name, self.every, starts)

    def typed_into(self, field: str) -> str:
        """Return what was typed into *field* and not understood."""
        return dict(self.typed).get(field, "")
