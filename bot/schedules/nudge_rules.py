"""Rules of nudges: within which hours somebody wants one, when they are behind, and how they catch up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.courses.model import Chapter, Course
from bot.ids import ChannelId, GuildId, NudgeWishId, UserId
from bot.jobs.model import Job
from bot.text.locales import Locale
from bot.times.slots import instant_of, zone

FEWEST_BEHIND = 2
"""Chapters that are out and not watched from which on somebody is behind."""
AFTER_A_POST = timedelta(days=1)
"""How long after a post it is asked who is behind: time to watch it first."""
SPREAD_S = 1800
"""Seconds over which the nudges of one hour are spread: Discord suspects who writes to many at once."""
FEW = 3  # chapters to catch up on with a day of rest between
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class NudgeWish:
    """That *user* wants to be nudged in *guild*, in *locale*, between two hours of the clock in *zone_name*.

    Attributes:
        nudged: Whether they have been since they were last up to date.
    """

    id: NudgeWishId
    guild: GuildId
    user: UserId
    locale: Locale
    from_hour: int
    until_hour: int
    zone_name: str
    nudged: bool = False

    def window(self, day: date) -> tuple[datetime, datetime]:
        """Return the begin and the end of their hours on the local *day*."""
        place = zone(self.zone_name)
        midnight = self.until_hour == 24  # noqa: PLR2004 - hours of a day
        last = instant_of(day + A_DAY, time(), place) if midnight else instant_of(day, time(self.until_hour), place)
        return instant_of(day, time(self.from_hour), place), last

    def due_after(self, after: datetime) -> datetime:
        """Return when to look whether they are behind: from the `first_moment` on, spread, but within the hours."""
        first = self.first_moment(after)
        end = self.window(first.astimezone(zone(self.zone_name)).date())[1]
        return min(first + timedelta(seconds=self.id % SPREAD_S), end - timedelta(seconds=1))

    def first_moment(self, after: datetime) -> datetime:
        """Return the first instant within their hours at *after* or later."""
        day = after.astimezone(zone(self.zone_name)).date()
        while self.window(day)[1] <= after:
            day += A_DAY
        return max(after, self.window(day)[0])

    def is_open(self, now: datetime) -> bool:
        """Tell whether *now* is within their hours."""
        begin, end = self.window(now.astimezone(zone(self.zone_name)).date())
        return begin <= now < end


@dataclass(frozen=True, slots=True)
class CatchUp:
    """A plan that catches up: which chapter to watch on which day, in order."""

    days: tuple[tuple[date, Chapter], ...]

    @property
    def by(self) -> date:
        """The day on which the last is watched."""
        return self.days[-1][0]


def catch_up(behind: Sequence[Chapter], today: date) -> CatchUp:
    """Return a plan for the chapters *behind*, beginning tomorrow: one a day, and, of a few, every other day."""
    step = 2 if len(behind) <= FEW else 1
    return CatchUp(tuple((today + A_DAY * (1 + step * at), chapter) for at, chapter in enumerate(behind)))


@dataclass(frozen=True, slots=True)
class Nudge:
    """A nudge ready to be sent: the *behind* chapters of *course*, with a plan, to who may view *channel*."""

    job: Job
    wish: NudgeWish
    course: Course
    channel: ChannelId
    plan: CatchUp
