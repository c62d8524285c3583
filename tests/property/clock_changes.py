"""Every clock change of every time zone, found by converting UTC to wall time, which is never ambiguous."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

SECOND = timedelta(seconds=1)
SIX_HOURS = timedelta(hours=6)  # no zone has ever kept an offset for less
FORTNIGHT = timedelta(days=14)  # in these years no zone keeps an offset for less
FROM = datetime(2020, 1, 1, tzinfo=UTC)
UNTIL = datetime(2030, 1, 1, tzinfo=UTC)


def wall(instant: datetime, place: ZoneInfo) -> datetime:
    """Return the wall time in *place* at *instant*."""
    return instant.astimezone(place).replace(tzinfo=None)


def is_first_to_show(instant: datetime, shown: datetime, place: ZoneInfo) -> bool:
    """Tell whether *instant* is the first at which clocks in *place* have reached *shown*.

    Between its changes a clock only rises, so it is enough to look at the second before
    *instant* and at the seconds before the changes that precede it.
    """
    before = [instant, *changes_between(place, instant - 5 * SIX_HOURS, instant, SIX_HOURS)]
    return wall(instant, place) >= shown and all(wall(each - SECOND, place) < shown for each in before)


def changes_between(place: ZoneInfo, start: datetime, end: datetime, step: timedelta) -> Iterator[datetime]:
    """Yield the instants after *start*, up to *end*, at which the UTC offset of *place* changes."""
    points = [*(start + step * n for n in range((end - start) // step + 1)), end]
    for (low, one), (high, other) in pairwise((point, _offset(point, place)) for point in points):
        if one != other:
            yield _first_with_offset_of(high, low, place)


def _first_with_offset_of(high: datetime, low: datetime, place: ZoneInfo) -> datetime:
    offset = _offset(high, place)
    while high - low > SECOND:
        middle = low + ((high - low) // 2 // SECOND) * SECOND
        if _offset(middle, place) == offset:
            high = middle
        else:
            low = middle
    return high


def _offset(instant: datetime, place: ZoneInfo) -> timedelta | None:
    return instant.astimezone(place).utcoffset()


@cache
def zones() -> tuple[ZoneInfo, ...]:
    """Return every zone of the IANA database."""
    return tuple(ZoneInfo(name) for name in sorted(available_timezones()))


@cache
def distinct_changes() -> tuple[tuple[ZoneInfo, datetime], ...]:
    """Return ten years of clock changes; one that several zones make alike is there once."""
    found: dict[tuple[datetime, timedelta | None, timedelta | None], ZoneInfo] = {}
    for place in zones():
        for instant in changes_between(place, FROM, UNTIL, FORTNIGHT):
            found.setdefault((instant, _offset(instant - SECOND, place), _offset(instant, place)), place)
    return tuple((place, instant) for (instant, _, _), place in found.items())
