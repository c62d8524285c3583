"""Reads what somebody typed as an instant."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

from bot.times.typed.moments import Moment, moment_of
from bot.times.typed.parts import MonthDay
from bot.times.typed.phrases import Phrase, phrases_of
from bot.times.typed.tokens import Choice, tokenise
from bot.times.typed.vocabulary import Kind
from bot.times.typed.why import RefusedError, TypedTime, Why

LONGEST_TYPED = 100  # characters
LONGEST_SESSION = timedelta(hours=12)
"""A time from one instant to another that is longer is asked about."""
JOINTS = frozenset({Kind.UNTIL, Kind.TO, Kind.DASH, Kind.ARTICLE})
_stamp = re.compile(r"<t:[0-9]{1,10}(?::[tTdDfFRsS])?>")


def is_timestamp(typed: str) -> bool:
    """Tell whether *typed* has a Discord timestamp, such as <t:1764522000>, which needs no time zone."""
    return _stamp.search(typed) is not None


def read_time(typed: str, tag: str, zone_name: str, now: datetime, usual: time) -> TypedTime:
    """Return the instant that *typed* means to a reader of Discord's locale *tag* in *zone_name* at *now*.

    A day without a time of day means the *usual* time. Raise UnknownZoneError.
    """
    if len(typed) > LONGEST_TYPED:
        return TypedTime(None, Why.TOO_LONG)
    said = Moment(now.astimezone(UTC), tag, zone_name, usual)
    choices = tokenise(typed)
    try:
        return _chosen(_readings(choices, said))
    except RefusedError as refused:
        found = _from_to(choices, said) or _said_twice(choices, said)
        return found if found is not None else TypedTime(None, refused.why, zone_name)


def _readings(choices: Sequence[Choice], said: Moment) -> list[tuple[Phrase, TypedTime]]:
    """Return each way to read *choices* as one time; raise RefusedError if there is none."""
    found: list[tuple[Phrase, TypedTime]] = []
    failures: list[RefusedError] = []
    for phrase in phrases_of(choices):
        try:
            found.append((phrase, moment_of(phrase, said)))
        except RefusedError as refused:
            failures.append(refused)
    if not found:
        raise failures[0]
    return found


def _chosen(readings: Sequence[tuple[Phrase, TypedTime]]) -> TypedTime:
    """Return the one reading, or the first of several, which is then asked about."""
    # "4 dez" is in December, though "dez" is a number, too.
    of_month = [read for phrase, read in readings if isinstance(phrase.date, MonthDay) and phrase.date.month]
    found = of_month or [read for _, read in readings]
    first = found[0]
    other = next((read for read in found if read.at != first.at), None)
    if other is None:
        return first
    return TypedTime(first.at, Why.HOUR_OR_DAY if not first.ask else first.why, first.zone_name, other.at)


def _from_to(choices: Sequence[Choice], said: Moment) -> TypedTime | None:
    """Return the start of "sat 8pm to sun 1am", of which both ends are times of their own; None if it is none."""
    start = 1 if choices and choices[0][0].kind is Kind.FROM else 0
    if start and (begins := _whole(choices[start:], said)):
        return _chosen(begins)
    for at in range(start + 1, len(choices) - 1):
        if _is_joint(choices, at):
            try:
                return _start(choices[start:at], choices[at + 1 :], said)
            except RefusedError:
                continue
    return None


def _said_twice(choices: Sequence[Choice], said: Moment) -> TypedTime | None:
    """Return the one instant of "8pm ET / 5pm PT", refused where the two differ; None if they are no two times."""
    for at in range(1, len(choices)):
        if _names_zone(choices[at - 1]) and _names_zone(choices[-1]):
            right = choices[at + 1 :] if choices[at][0].kind is Kind.SLASH else choices[at:]
            try:
                begin, again = _readings(choices[:at], said)[0], _readings(right, said)[0]
            except RefusedError:
                continue
            if begin[0].clock and again[0].clock:
                return _in_common(begin[1], *again) or TypedTime(None, Why.SEVERAL, said.zone_name)
    return None


def _names_zone(choice: Choice) -> bool:
    return any(token.kind is Kind.ZONE for token in choice)


def _in_common(read: TypedTime, other: Phrase, other_read: TypedTime) -> TypedTime | None:
    """Return what of *read* the *other* reading, which may leave out the day, may be, too; None if nothing."""
    within = timedelta.max if other.has_day else timedelta(days=1)
    seconds = [at for at in (other_read.at, other_read.other) if at is not None]
    both = [at for at in (read.at, read.other) if at and any(not (at - each) % within for each in seconds)]
    if len(both) == 1:
        return TypedTime(both[0], Why.CLEAR, read.zone_name)
    return read if both else None


def _is_joint(choices: Sequence[Choice], at: int) -> bool:
    """Tell whether a word or a sign at the place *at* joins two times; a slash only within ISO's "…Z/…Z"."""
    signs = choices[at]
    if signs[0].apart or choices[at + 1][0].apart:
        return False
    if signs[0].kind is Kind.SLASH:
        return signs[0].glued and choices[at + 1][0].glued and choices[at - 1][0].kind in {Kind.CLOCK, Kind.ZONE}
    return bool({token.kind for token in signs} & JOINTS)


def _start(left: Sequence[Choice], right: Sequence[Choice], said: Moment) -> TypedTime:
    """Return the instant of *left*, if that of *right* is later; raise RefusedError."""
    begins = _whole(left, said)
    ends = [(phrase, read) for phrase, read in _readings(right, said) if phrase.clock or phrase.stamp]
    if not begins or not ends:
        raise RefusedError(Why.SEVERAL)
    begin = _chosen(begins)
    phrase, end = ends[0]
    if not (phrase.has_day or phrase.stamp):
        return begin
    if end.instant <= begin.instant:
        raise RefusedError(Why.WRONG_ORDER)
    is_long = end.instant - begin.instant > LONGEST_SESSION
    return TypedTime(begin.at, Why.FIRST_OF_DAYS, begin.zone_name) if is_long and not begin.ask else begin


def _whole(choices: Sequence[Choice], said: Moment) -> list[tuple[Phrase, TypedTime]]:
    """Return the readings of *choices* with which a range may begin; none if there are none."""
    try:
        return [(phrase, read) for phrase, read in _readings(choices, said) if _is_whole(phrase)]
    except RefusedError:
        return []


def _is_whole(phrase: Phrase) -> bool:
    """Tell whether *phrase* has a day and a time of day, so that a range may begin with it."""
    return phrase.stamp is not None or (phrase.has_day and phrase.clock is not None)
