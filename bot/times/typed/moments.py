"""Turns a phrase into the instant that it means, with every check of whether that can be."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from bot.text.languages import PartOfDay
from bot.times.typed.clocks import NOON, Hour, Hours, hours_of, usual_hours
from bot.times.typed.days import A_DAY, A_WEEK, AWAKE_UNTIL, DAYS_IN_A_WEEK, Days, days_of, is_24_hour
from bot.times.typed.parts import Clock, Figures, MonthDay, Relative, Stamp, Style
from bot.times.typed.phrases import Phrase
from bot.times.typed.places import Place, place_of
from bot.times.typed.why import RefusedError, TypedTime, Why

FURTHEST = timedelta(days=400)
"""How far ahead a typed time may lie; a later one counts as mistyped."""
HOUR_LANGUAGES = frozenset({"pt", "fr", "es", "it", "ro"})
"""Languages in which "20h" is a time of day."""
LATEST_AS_SPAN = 6  # hours: "2h" is rather a span, "8h" rather a time of day
SECOND_WINS = frozenset({Why.NO_AM_PM, Why.TWELVE, Why.MIDNIGHT})
"""Doubts between two times of day that are settled when one of the two is past."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When and where a phrase is read: the instant, the reader's language and zone, and the usual time of day."""

    now: datetime
    tag: str
    zone_name: str
    usual: time


@dataclass(frozen=True, slots=True)
class _Found:
    """An instant to come that a phrase may mean; *day* and *way* are its places in the lists of days and hours."""

    at: datetime
    day: int
    way: int
    repeated: bool


def moment_of(phrase: Phrase, said: Moment) -> TypedTime:
    """Return the instant that *phrase* means; raise RefusedError and UnknownZoneError."""
    if phrase.stamp is not None:
        return _stamped(phrase, phrase.stamp, said.now)
    place = place_of(phrase.zone, said.zone_name, said.now)
    if phrase.loose is not None and phrase.loose.word == "soon" and not phrase.has_day:
        phrase = replace(phrase, relative=Relative(0))
    if phrase.span is not None:
        why = Why.ABOUT if phrase.about else phrase.span.why
        return _checked(TypedTime(_later(said.now, phrase.span.minutes), why, place.name), said.now)
    if phrase.clock is not None and phrase.clock.as_span is not None and _may_be_span(phrase, phrase.clock):
        return _checked(_span_or_clock(phrase, phrase.clock, place, said), said.now)
    if (day := _numbered_day(phrase, place, said)) is not None:
        return _checked(day, said.now)
    return _checked(_at_day(phrase, place, said), said.now)


def _stamped(phrase: Phrase, stamp: Stamp, now: datetime) -> TypedTime:
    """Return a Discord timestamp, which needs no zone."""
    try:
        at = datetime.fromtimestamp(stamp.seconds, UTC)
    except (OverflowError, ValueError, OSError):
        raise RefusedError(Why.TOO_FAR) from None
    return _checked(TypedTime(at, Why.ABOUT if phrase.about else stamp.why), now)


def _checked(read: TypedTime, now: datetime) -> TypedTime:
    """Return *read* if it is to come, and not too far ahead; another reading that is not is left out."""
    if read.at is None or read.at <= now:
        raise RefusedError(Why.PAST)
    if read.at > now + FURTHEST:
        raise RefusedError(Why.TOO_FAR)
    other = read.other if read.other is not None and read.other > now and read.why is not Why.CLEAR else None
    return TypedTime(read.at, read.why, read.zone_name, other)


def _later(now: datetime, minutes: int) -> datetime:
    """Return the instant so many minutes after *now*, without its seconds."""
    try:
        return now.astimezone(UTC).replace(second=0, microsecond=0) + timedelta(minutes=minutes)
    except OverflowError:
        raise RefusedError(Why.TOO_FAR) from None


def _may_be_span(phrase: Phrase, clock: Clock) -> bool:
    alone = not (phrase.has_day or phrase.part or phrase.zone or phrase.same_time or phrase.month)
    return alone and not clock.at


def _span_or_clock(phrase: Phrase, clock: Clock, place: Place, said: Moment) -> TypedTime:
    """Return what "2h" or "20h" alone means: so long from now, or the time of day."""
    minutes = clock.as_span or 0
    span = _later(said.now, minutes)
    as_clock = _next_clock(phrase, place, said)
    writes_hours = said.tag.partition("-")[0] in HOUR_LANGUAGES
    hours = minutes / 60
    about = Why.ABOUT if phrase.about else clock.why
    if hours > 12 and clock.hour < 24:  # noqa: PLR2004 - more than half a day, and less than a whole one
        why = about if writes_hours else Why.SPAN_OR_CLOCK
        return TypedTime(as_clock, why, place.name, None if writes_hours else span)
    if not writes_hours or hours <= LATEST_AS_SPAN:
        why = about if not writes_hours and clock.hour and hours <= LATEST_AS_SPAN else Why.SPAN_OR_CLOCK
        return TypedTime(span, why, place.name, None if why is Why.CLEAR else as_clock)
    return TypedTime(as_clock, Why.SPAN_OR_CLOCK, place.name, span)


def _next_clock(phrase: Phrase, place: Place, said: Moment) -> datetime | None:
    """Return the next instant at which clocks show the time of *phrase*; None if they skip it."""
    try:
        return _at_day(phrase, place, said).at
    except RefusedError:
        return None


def _numbered_day(phrase: Phrase, place: Place, said: Moment) -> TypedTime | None:
    """Return what "sat 5" means where the coming 5th is a Saturday, to be asked about; else None.

    It is that day if it comes within a week; else rather five o'clock.
    """
    clock = phrase.clock
    if clock is None or not clock.is_number or clock.at or phrase.part is not None:
        return None
    if phrase.weekday is None and phrase.relative is None:
        return None
    if isinstance(phrase.relative, Relative) and phrase.relative.part is not None:
        return None
    as_day = Phrase(
        weekday=phrase.weekday,
        relative=phrase.relative,
        week=phrase.week,
        zone=phrase.zone,
        date=MonthDay(clock.hour, is_number=True),
    )
    try:
        read = _at_day(as_day, place, said)
    except RefusedError:
        return _late_hour(phrase, clock, place, said)
    hour = _next_clock(phrase, place, said)
    if read.at is None or hour is None or clock.hour > NOON or read.at <= said.now + A_WEEK:
        return TypedTime(read.at, Why.HOUR_OR_DAY, read.zone_name, hour)
    return TypedTime(hour, Why.HOUR_OR_DAY, read.zone_name, read.at)


def _late_hour(phrase: Phrase, clock: Clock, place: Place, said: Moment) -> TypedTime | None:
    """Return what "fri 13" means where that is no date: rather 13:00, but to be asked about; else None."""
    if clock.hour <= NOON or phrase.weekday is None:
        return None
    return replace(_at_day(phrase, place, said), why=Why.HOUR_OR_DAY, other=None)


def _hours(phrase: Phrase, said: Moment, local: datetime) -> Hours:
    """Return the times of day that *phrase* means."""
    part = _part(phrase)
    if phrase.same_time:
        return Hours((Hour(time(local.hour, local.minute)),))
    if phrase.clock is not None:
        hours = hours_of(phrase.clock, part, is_24_hour=is_24_hour(said.tag) or _has_iso_date(phrase))
        return _tonight(hours) if phrase.relative is not None and local.time() < AWAKE_UNTIL else hours
    if part is not None:
        return usual_hours(part, said.usual)
    return Hours((Hour(said.usual),))


def _part(phrase: Phrase) -> PartOfDay | None:
    """Return the part of the day that *phrase* names, or that a word such as "early" implies."""
    if phrase.part is not None:
        return phrase.part.part
    if phrase.relative is not None and phrase.relative.part is not None:
        return phrase.relative.part
    match phrase.loose.word if phrase.loose is not None else None:
        case "morning" | "afternoon" | "evening" | "night" as part:
            return part
        case "early" if phrase.clock is not None and phrase.clock.style in {Style.BARE, Style.COLON, Style.HOUR}:
            return "morning"
    return None


def _has_iso_date(phrase: Phrase) -> bool:
    """Tell whether the date is written as in ISO's format, with which times are of the 24-hour clock."""
    return (
        isinstance(phrase.date, Figures)
        and phrase.date.figures.year is not None
        and phrase.date.figures.day_first is False
    )


def _tonight(hours: Hours) -> Hours:
    """Return *hours* for somebody who is still awake after midnight: "tonight at 1" is rather in this night."""
    if hours.why not in {Why.NIGHT_AFTER, Why.TWELVE} or not hours.ways[0].later:
        return hours
    return Hours((Hour(hours.ways[0].at), hours.ways[0]), Why.NIGHT_AFTER)


def _at_day(phrase: Phrase, place: Place, said: Moment) -> TypedTime:
    """Return the first instant to come of the days and times of day in *phrase*, with what is to be asked."""
    local = said.now.astimezone(place.info)
    own = said.now.astimezone(place_of(None, said.zone_name, said.now).info)
    today = own.date() if phrase.relative is not None else local.date()
    days = days_of(phrase, today, local.time(), said.tag)
    hours = _hours(phrase, said, local)
    if days is None:
        return _without_day(hours, phrase, place, said)
    found = list(_instants(days, hours, place.info, said.now))
    if not found:
        raise RefusedError(_nothing_left(phrase, days, local.date()))
    first = found[0]
    if phrase.clock is not None and phrase.clock.until is not None:
        _check_end(first.at.astimezone(place.info).weekday(), phrase.clock.until)
    why = _doubt(phrase, days, hours, found, local.date())
    if why is Why.CLEAR and phrase.relative is not None and own.date() != local.date():
        why = Why.ZONE_DAY
    other = _other(found, of_day=why in {days.why, days.late})
    if phrase.shift is not None and phrase.weekday is None and why is Why.CLEAR and _lacks_hour(phrase):
        same = datetime.combine(days.dates[0], local.time(), place.info).replace(second=0, microsecond=0)
        why, other = Why.SAME_HOUR, same.astimezone(UTC)
    return _with_place(TypedTime(first.at, why, place.name, other), phrase, place)


def _check_end(begins: int, ends: int) -> None:
    """Raise RefusedError if a range that begins on the weekday *begins* cannot end in the night to *ends*."""
    if ends not in {begins, (begins + 1) % DAYS_IN_A_WEEK}:
        raise RefusedError(Why.WEEKDAY_CONTRADICTS)


def _other(found: list[_Found], *, of_day: bool) -> datetime | None:
    """Return the other instant that is asked about: of another day, or of another time of the same day."""
    first = found[0]
    if of_day:
        return next((each.at for each in found if each.day != first.day), None)
    ways = [each.at for each in found if each.way != first.way]
    return next(iter(ways), next((each.at for each in found if each.repeated and each.at != first.at), None))


def _lacks_hour(phrase: Phrase) -> bool:
    """Tell whether "in 2 weeks" stands without a time of day, so that it may be the present one."""
    return phrase.clock is None and phrase.part is None and not phrase.same_time


def _with_place(read: TypedTime, phrase: Phrase, place: Place) -> TypedTime:
    """Return *read* with what is to be asked about its zone, or about a time that is meant roughly."""
    if read.at is None or read.why is not Why.CLEAR:
        return read
    doubt = place.doubt(read.at)
    if doubt is not Why.CLEAR:
        wall = read.at.astimezone(place.info).replace(tzinfo=place.loose).astimezone(UTC)
        return TypedTime(read.at, doubt, place.name, None if place.loose is None or wall == read.at else wall)
    is_odd = _is_early(phrase) and _part(phrase) is None and read.at.astimezone(place.info).hour >= NOON
    return TypedTime(read.at, Why.ABOUT if phrase.about or is_odd else read.why, place.name, read.other)


def _is_early(phrase: Phrase) -> bool:
    return phrase.loose is not None and phrase.loose.word == "early"


def _nothing_left(phrase: Phrase, days: Days, today: date) -> Why:
    """Return why no instant is left: it is past, or today's usual time of day is."""
    by_usual = phrase.clock is None and not phrase.same_time
    return Why.USUAL_PAST if by_usual and days.dates == (today,) else Why.PAST


def _doubt(phrase: Phrase, days: Days, hours: Hours, found: list[_Found], today: date) -> Why:
    """Return what is to be asked about the first of the instants *found*."""
    first = found[0]
    day = days.why if first.day == 0 else days.late
    if day is Why.CLEAR and days.why is Why.TODAY_OR_NEXT_WEEK and phrase.clock is None:
        day = days.why
    if day is not Why.CLEAR:
        return day
    is_today = days.dates[first.day] == today
    if hours.why is not Why.CLEAR and (first.way or not (is_today and _is_settled(hours, found))):
        return hours.why
    return Why.CLOCKS_REPEATED if first.repeated else Why.CLEAR


def _is_settled(hours: Hours, found: list[_Found]) -> bool:
    """Tell whether of two times of day only one is still to come on its day."""
    if hours.why not in SECOND_WINS or len(hours.ways) == 1:
        return False
    return {each.way for each in found if each.day == found[0].day} == {found[0].way}


def _instants(days: Days, hours: Hours, info: tzinfo, now: datetime) -> Iterator[_Found]:
    """Yield the instants to come of *days* and *hours*, likeliest first; raise RefusedError if clocks skip one."""
    for place, day in enumerate(days.dates):
        for way, hour in enumerate(hours.ways):
            walls = list(_shown(day + hour.later * A_DAY, hour.at, info))
            if not (walls or way) and datetime.combine(day + hour.later * A_DAY, hour.at, info) > now:
                raise RefusedError(Why.CLOCKS_SKIPPED)
            ahead = [at for at in walls if at > now]
            for at in ahead:
                yield _Found(at, place, way, repeated=len(ahead) > 1)


def _shown(day: date, at: time, info: tzinfo) -> Iterator[datetime]:
    """Yield each instant, at most two, at which clocks show *at* on *day*."""
    wall = datetime.combine(day, at)
    both = (wall.replace(tzinfo=info, fold=fold).astimezone(UTC) for fold in (0, 1))
    yield from (each for each in dict.fromkeys(both) if each.astimezone(info).replace(tzinfo=None, fold=0) == wall)


def _without_day(hours: Hours, phrase: Phrase, place: Place, said: Moment) -> TypedTime:
    """Return the next time that clocks show one of *hours*, the nearest first."""
    local = said.now.astimezone(place.info).date()
    coming = Days((local, local + A_DAY))
    times = list(dict.fromkeys(hour.at for hour in hours.ways))
    nearest = [
        replace(each, way=way) for way, at in enumerate(times) for each in _next_shown(coming, at, place.info, said.now)
    ]
    found = sorted(nearest, key=lambda each: each.at)
    if not found:
        raise RefusedError(Why.CLOCKS_SKIPPED)
    first = found[0]
    why = hours.why if len(times) > 1 or hours.why not in SECOND_WINS else Why.CLEAR
    if why is Why.CLEAR and first.repeated:
        why = Why.CLOCKS_REPEATED
    read = TypedTime(first.at, why, place.name, _other(found, of_day=False))
    return _with_place(read, phrase, place)


def _next_shown(coming: Days, at: time, info: tzinfo, now: datetime) -> list[_Found]:
    """Return the one or two next instants at which clocks show *at*; none where they skip it."""
    try:
        return list(_instants(coming, Hours((Hour(at),)), info, now))[:2]
    except RefusedError:
        return []
