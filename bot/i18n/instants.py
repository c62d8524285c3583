"""Instants as people type them, with what there is to say about the clocks that night."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time
from enum import Enum, auto

from bot.core.cadence import instant_of, zone
from bot.core.locales import Locale
from bot.i18n.dates import parse_wall_time

# What Discord's own @time puts into a message; ten digits last until the year 2286.
TIMESTAMP = re.compile(r"\s*<t:(?P<seconds>[0-9]{1,10})(?::[a-zA-Z])?>\s*")


class Clocks(Enum):
    """Whether clocks show a wall time once, never, or twice."""

    PLAIN = auto()
    SKIPPED = auto()
    REPEATED = auto()


@dataclass(frozen=True, slots=True)
class ReadInstant:
    """An instant that somebody typed; *zone_name* is where clocks show it, if that mattered."""

    at: datetime
    zone_name: str | None = None
    clocks: Clocks = Clocks.PLAIN


def is_timestamp(typed: str) -> bool:
    """Tell whether *typed* is Discord's own notation, which needs no time zone."""
    return TIMESTAMP.fullmatch(typed) is not None


def read_instant(
    typed: str, locale: Locale, zone_name: str, now: datetime, usual: time
) -> ReadInstant | None:
    """Return the instant that *typed* means in the zone *zone_name* at *now*, or nothing.

    A day without a time of day means the *usual* time.
    """
    if stamp := TIMESTAMP.fullmatch(typed):
        return ReadInstant(datetime.fromtimestamp(int(stamp["seconds"]), UTC))
    wall = parse_wall_time(typed, locale, zone_name, now, usual)
    if wall is None:
        return None
    place = zone(zone_name)
    at = instant_of(wall.date(), wall.time(), place)
    if at.astimezone(place).replace(tzinfo=None) != wall:
        return ReadInstant(at, zone_name, Clocks.SKIPPED)
    local = wall.replace(tzinfo=place)
    twice = local.utcoffset() != local.replace(fold=1).utcoffset()
    return ReadInstant(at, zone_name, Clocks.REPEATED if twice else Clocks.PLAIN)
