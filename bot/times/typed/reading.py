"""Reads what somebody typed as an instant."""

import re
from datetime import UTC, datetime, time

from bot.times.typed.moments import FURTHEST, Moment, moment_of
from bot.times.typed.parts import MonthDay
from bot.times.typed.phrases import Phrase, phrases_of
from bot.times.typed.tokens import tokenise
from bot.times.typed.why import RefusedError, TypedTime, Why

LONGEST_TYPED = 100  # characters
# Discord's timestamp markup, such as <t:1764522000:F>, which typing @time inserts; ten digits last until 2286.
TIMESTAMP = re.compile(r"\s*<t:(?P<seconds>[0-9]{1,10})(?::[a-zA-Z])?>\s*")


def is_timestamp(typed: str) -> bool:
    """Tell whether *typed* is a Discord timestamp, such as <t:1764522000>, which needs no time zone."""
    return TIMESTAMP.fullmatch(typed) is not None


def read_time(typed: str, tag: str, zone_name: str, now: datetime, usual: time) -> TypedTime:
    """Return the instant that *typed* means to a reader of Discord's locale *tag* in *zone_name* at *now*.

    A day without a time of day means the *usual* time. Raise UnknownZoneError.
    """
    if stamp := TIMESTAMP.fullmatch(typed):
        return _stamped(datetime.fromtimestamp(int(stamp["seconds"]), UTC), now)
    if len(typed) > LONGEST_TYPED:
        return TypedTime(None, Why.TOO_LONG)
    try:
        return _read(typed, Moment(now.astimezone(UTC), tag, zone_name, usual))
    except RefusedError as refused:
        return TypedTime(None, refused.why, zone_name)


def _stamped(at: datetime, now: datetime) -> TypedTime:
    """Return a Discord timestamp, if it is to come."""
    if at <= now:
        return TypedTime(None, Why.PAST)
    return TypedTime(None, Why.TOO_FAR) if at > now + FURTHEST else TypedTime(at, Why.CLEAR)


def _read(typed: str, said: Moment) -> TypedTime:
    """Return the instant of the one reading, or of the first of several, which is then asked about."""
    readings: list[tuple[Phrase, TypedTime]] = []
    failures: list[RefusedError] = []
    for phrase in phrases_of(tokenise(typed)):
        try:
            readings.append((phrase, moment_of(phrase, said)))
        except RefusedError as refused:
            failures.append(refused)
    if not readings:
        raise failures[0]
    # "4 dez" is in December, though "dez" is a number, too.
    of_month = [read for phrase, read in readings if isinstance(phrase.date, MonthDay) and phrase.date.month]
    found = of_month or [read for _, read in readings]
    first = found[0]
    other = next((read for read in found if read.at != first.at), None)
    if other is None:
        return first
    return TypedTime(first.at, Why.HOUR_OR_DAY if not first.ask else first.why, first.zone_name, other.at)
