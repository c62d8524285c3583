"""Works out which hours a typed time of day may mean, likeliest first."""

from dataclasses import dataclass
from datetime import time

from bot.text.languages import PartOfDay
from bot.times.typed.parts import Clock, Style
from bot.times.typed.why import RefusedError, Why

NOON, HOURS_IN_A_DAY = 12, 24
LATE_MORNING = 10  # o'clock
DOUBTFUL_UNTIL = 6  # o'clock: "3h" may be the afternoon
SMALL_HOURS_UNTIL = 5  # o'clock: before, "saturday night" is Sunday
# The hours that a part of the day has, from the first to the last.
HOURS: dict[PartOfDay, range] = {
    "morning": range(1, 12),
    "midday": range(11, 17),
    "afternoon": range(12, 20),
    "evening": range(16, 24),
    "night": range(17, 24),
    "small_hours": range(7),
}
USUAL_BETWEEN: dict[PartOfDay, tuple[time, time]] = {
    "morning": (time(6), time(NOON)),
    "midday": (time(NOON), time(14)),
    "afternoon": (time(NOON), time(17)),
    "evening": (time(17), time(22)),
    "night": (time(18, 30), time(23)),
    "small_hours": (time(0), time(5)),
}
USUAL_HOURS: dict[PartOfDay, time] = {
    "morning": time(10),
    "midday": time(12, 30),
    "afternoon": time(15),
    "evening": time(19),
    "night": time(20),
    "small_hours": time(1),
}
"""What a part of the day without a time of day is read as, unless the caller's usual time lies in it."""


@dataclass(frozen=True, slots=True)
class Hour:
    """A time of day, so many days after the day that is named."""

    at: time
    later: int = 0


@dataclass(frozen=True, slots=True)
class Hours:
    """The times of day that are meant, likeliest first, and *why* to ask about them."""

    ways: tuple[Hour, ...]
    why: Why = Why.CLEAR


def hours_of(clock: Clock, part: PartOfDay | None, *, is_24_hour: bool) -> Hours:
    """Return what *clock* means in the *part* of the day; *is_24_hour* is how the reader writes; raise RefusedError."""
    hours = _plain(clock, is_24_hour=is_24_hour) if part is None else _in_part(clock, part)
    return hours if clock.why is Why.CLEAR or hours.why is not Why.CLEAR else Hours(hours.ways, clock.why)


def usual_hours(part: PartOfDay, usual: time) -> Hours:
    """Return the *usual* time if it lies in *part* of the day, else a usual one of it; which is to be asked about."""
    first, last = USUAL_BETWEEN[part]
    at = usual if first <= usual < last else USUAL_HOURS[part]
    return Hours((Hour(at),), Why.NO_HOUR)


def _time(hour: int, minute: int) -> time:
    return time(hour % HOURS_IN_A_DAY, minute)


def _plain(clock: Clock, *, is_24_hour: bool) -> Hours:
    """Return what a time of day means without a part of the day."""
    hour, minute = clock.hour, clock.minute
    match clock.style:
        case Style.AM | Style.MIDNIGHT if hour in {0, NOON}:
            return _midnight(minute, named=clock.style is Style.MIDNIGHT)
        case Style.BARE:
            return _either(hour, minute, in_figures=False)
        case Style.COLON if not is_24_hour:
            return _either(hour, minute, in_figures=True)
        case Style.HOUR | Style.COLON:
            return _literal(hour, minute)
    shown = hour if clock.style is Style.MARKED else _possible(clock)[0]
    return Hours((Hour(_time(shown, minute), hour // HOURS_IN_A_DAY),))


def _midnight(minute: int, *, named: bool) -> Hours:
    """Return the two ends of a day: the later first where midnight is *named*, the earlier for "12am"."""
    first, last = Hour(time(0, minute)), Hour(time(0, minute), 1)
    return Hours((last, first) if named else (first, last), Why.MIDNIGHT)


def _literal(hour: int, minute: int) -> Hours:
    """Return an hour by the 24-hour clock, and the afternoon's where so early an hour is doubtful."""
    if hour > DOUBTFUL_UNTIL:
        return Hours((Hour(time(hour, minute)),))
    return Hours((Hour(time(hour, minute)), Hour(time(hour + NOON, minute))), Why.NO_AM_PM)


def _either(hour: int, minute: int, *, in_figures: bool) -> Hours:
    """Return the two times of an hour without am or pm: the evening first, but for "10:00" the morning."""
    if hour == NOON:
        return Hours((Hour(time(NOON, minute)), Hour(time(0, minute), 1)), Why.TWELVE)
    evening, morning = Hour(time(hour + NOON, minute)), Hour(time(hour, minute))
    return Hours((morning, evening) if in_figures and hour >= LATE_MORNING else (evening, morning), Why.NO_AM_PM)


def _in_part(clock: Clock, part: PartOfDay) -> Hours:
    """Return what a time of day means in a part of the day."""
    if clock.style is Style.MIDNIGHT or (clock.style is Style.AM and clock.hour == NOON):
        return _midnight_in(clock.minute, part)
    if clock.hour == NOON and clock.style not in {Style.PM, Style.NOON} and part in {"morning", "evening", "night"}:
        return _twelve_in(clock.minute, part)
    fitting = [hour for hour in _possible(clock) if _fits(hour, part)]
    if not fitting:
        raise RefusedError(Why.PART_CONTRADICTS)
    hour = fitting[0]
    if part == "night" and hour < SMALL_HOURS_UNTIL:
        return Hours((Hour(time(hour, clock.minute), 1), Hour(time(hour, clock.minute))), Why.NIGHT_AFTER)
    return Hours((Hour(_time(hour, clock.minute), hour // HOURS_IN_A_DAY),))


def _possible(clock: Clock) -> list[int]:
    """Return the hours that *clock* can be, of 0 to 23, the later first."""
    match clock.style:
        case Style.AM:
            return [clock.hour % NOON]
        case Style.PM | Style.NOON:
            return [clock.hour % NOON + NOON]
        case _ if 1 <= clock.hour <= NOON:
            return [clock.hour % NOON + NOON, clock.hour % NOON]
        case _:
            return [clock.hour % HOURS_IN_A_DAY]


def _fits(hour: int, part: PartOfDay) -> bool:
    return hour in HOURS[part] or (part == "night" and hour < SMALL_HOURS_UNTIL)


def _midnight_in(minute: int, part: PartOfDay) -> Hours:
    if part in {"evening", "night"}:
        return Hours((Hour(time(0, minute), 1),))
    if part == "small_hours":
        return Hours((Hour(time(0, minute)),))
    raise RefusedError(Why.PART_CONTRADICTS)


def _twelve_in(minute: int, part: PartOfDay) -> Hours:
    """Return what twelve is at night or in the morning, which is never sure."""
    if part == "morning":
        return Hours((Hour(time(0, minute)), Hour(time(NOON, minute))), Why.TWELVE)
    return Hours((Hour(time(0, minute), 1),), Why.TWELVE)
