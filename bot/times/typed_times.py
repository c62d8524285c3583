"""Parses times as people type them: dates with times, and the weekdays and times of day of a weekly schedule."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum, auto
from functools import cache

from babel.dates import get_day_names
from dateparser.date import DateDataParser

from bot.text.languages import ANY_LANGUAGE, LANGUAGES, DateWords, Rewrites, alternation
from bot.text.locales import Locale
from bot.text.tokens import fold
from bot.times.formats import ANY_DAY, babel_locale
from bot.times.slots import instant_of, zone

LONGEST_TYPED = 60  # characters
FURTHEST = timedelta(days=5 * 366)
"""How far ahead a range of days may begin (`parse_days`); a later one counts as mistyped."""
HOURS_IN_A_DAY = 24
DAYS_UNTIL_ANY_NUMBER = 62  # within so many days each day of the month, 1 to 31, comes at least once
A_DAY, A_MONTH = timedelta(days=1), timedelta(days=31)
# Discord's timestamp markup, such as <t:1764522000:F>, which typing @time inserts; ten digits last until 2286.
TIMESTAMP = re.compile(r"\s*<t:(?P<seconds>[0-9]{1,10})(?::[a-zA-Z])?>\s*")
_dates = ANY_LANGUAGE.dates
_at = alternation(_dates.at)
# "20h30", which dateparser takes for a duration, and "às 20" and "at 20", which it takes for a day of the month.
_hour = re.compile(
    rf"(?:\b(?:{_at})\s+)?\b(?P<hour>\d{{1,2}})h(?P<minute>\d{{2}})?\b"
    rf"|\b(?:{_at})\s+(?P<full>\d{{1,2}})\b(?![:/.-]|\s*[ap]\.?m)",
    re.IGNORECASE,
)
_month = re.compile(rf"\b(?:{alternation(_dates.months)})", re.IGNORECASE)
# "sat 8": dateparser would take 8 for a month or a day, and ignore the weekday.
_numbered = re.compile(r"\s*(?P<day>\D+?),?\s+(?P<number>\d{1,2})\s*")
# Weekdays and times of day of a weekly schedule.
LONGEST_WEEKLY = 200  # characters that are read
NOON = 12
DASHES = "-\u2013\u2014"
WORKDAYS = frozenset(range(5))
_days, _hours = ANY_LANGUAGE.weekdays, ANY_LANGUAGE.hours
_groups = {
    **dict.fromkeys(_days.every_day, ANY_DAY),
    **dict.fromkeys(_days.workdays, WORKDAYS),
    **dict.fromkeys(_days.weekend, ANY_DAY - WORKDAYS),
}
_word = re.compile(rf"{alternation(name for name in _groups if ' ' in name)}|\w+|[{DASHES}]")
_suffix = re.compile(rf"[\s-]*\b(?:{alternation(_days.suffix)})\b")
_article = re.compile(rf"^(?:{alternation(_days.article)}) ")
_before_time = re.compile(rf"^(?:{alternation(_hours.at)})\s+")
_time = re.compile(
    r"(?P<hour>[0-9]{1,2})"
    rf"(?:\s?[:h.]\s?(?P<minute>[0-9]{{2}})(?:\s?(?:h|m|min))?|\s?(?:{alternation(_hours.marks)}))?"
    rf"(?:\s?(?P<half>{alternation(_hours.morning | _hours.afternoon)}))?"
)


class Clocks(Enum):
    """How often clocks show a local time on its day."""

    PLAIN = auto()  # once
    SKIPPED = auto()  # never: clocks are put forward past it
    REPEATED = auto()  # twice: clocks are put back


@dataclass(frozen=True, slots=True)
class ReadInstant:
    """The UTC instant that somebody typed, and the IANA zone in which it was read; None for a Discord timestamp."""

    at: datetime
    zone_name: str | None = None
    clocks: Clocks = Clocks.PLAIN


def is_timestamp(typed: str) -> bool:
    """Tell whether *typed* is a Discord timestamp, such as <t:1764522000>, which needs no time zone."""
    return TIMESTAMP.fullmatch(typed) is not None


def read_instant(typed: str, locale: Locale, zone_name: str, now: datetime, usual: time) -> ReadInstant | None:
    """Return the instant that *typed*, a date or a Discord timestamp, means in *zone_name* at *now*; None if none.

    A day without a time of day means the *usual* time. Raise UnknownZoneError.
    """
    if stamp := TIMESTAMP.fullmatch(typed):
        return ReadInstant(datetime.fromtimestamp(int(stamp["seconds"]), UTC))
    wall = _wall_time(typed, locale, zone_name, now, usual)
    if wall is None:
        return None
    place = zone(zone_name)
    at = instant_of(wall.date(), wall.time(), place)
    if at.astimezone(place).replace(tzinfo=None) != wall:
        return ReadInstant(at, zone_name, Clocks.SKIPPED)
    local = wall.replace(tzinfo=place)
    twice = local.utcoffset() != local.replace(fold=1).utcoffset()
    return ReadInstant(at, zone_name, Clocks.REPEATED if twice else Clocks.PLAIN)


def parse_instant(typed: str, locale: Locale, zone_name: str, now: datetime, usual: time) -> datetime | None:
    """Return the UTC instant that *typed*, no Discord timestamp, means in *zone_name* at *now*; None if none.

    A day without a time of day means the *usual* time; `instant_of` says what a skipped or repeated time means.
    """
    wall = _wall_time(typed, locale, zone_name, now, usual)
    return None if wall is None else instant_of(wall.date(), wall.time(), zone(zone_name))


def parse_day(typed: str, locale: Locale, zone_name: str, now: datetime) -> date | None:
    """Return the day that *typed* means in the IANA zone *zone_name* at the instant *now*; None if none."""
    wall = _wall_time(typed, locale, zone_name, now, time.min)
    return None if wall is None else wall.date()


def parse_days(
    first: str, last: str | None, locale: Locale, zone_name: str, now: datetime, longest: timedelta
) -> tuple[date, date] | None:
    """Return the first and last day of a typed period, which is the one day *first* without *last*.

    None if either is not understood, or if they are in the wrong order, over, further apart than *longest*, or
    begin more than `FURTHEST` ahead. As in `parse_day`, they are read in *zone_name* at *now*.
    """
    begin = parse_day(first, locale, zone_name, now)
    end = parse_day(last, locale, zone_name, now) if last else begin
    today = now.astimezone(zone(zone_name)).date()
    if (
        begin is None
        or end is None
        or not (begin <= today + FURTHEST and begin <= end <= begin + longest and today <= end)
    ):
        return None
    return begin, end


def _wall_time(typed: str, locale: Locale, zone_name: str, now: datetime, usual: time) -> datetime | None:
    """Return the local time, to the minute, that *typed* means in *locale*'s language, else in another; or None."""
    if len(typed) > LONGEST_TYPED:
        return None
    local = now.astimezone(UTC).astimezone(zone(zone_name)).replace(tzinfo=None)
    written = _hour.sub(_clock_time, _rewritten(typed, _dates.durations))
    written = _with_number_as_day_or_hour(_with_month(written, local.date()), local.date())
    if not re.search(r"[^\W\d]|\d\D+\d", written):
        return None
    codes = sorted(LANGUAGES, key=lambda code: code != locale.partition("-")[0])
    found = (_read_in(LANGUAGES[code].dates, written, local) for code in codes)
    wall, has_time = next((read for read in found if read is not None), (None, False))
    if wall is None:
        return None
    return datetime.combine(wall, wall.time().replace(second=0, microsecond=0) if has_time else usual)


def _read_in(language: DateWords, written: str, local: datetime) -> tuple[datetime, bool] | None:
    """Return what *written* means when clocks show *local*, and whether it names a time of day; None if nothing.

    If it does, dateparser reads "the 5th" as this month's even when that is past, and on a month's last day reads
    a past time as one on this month's 1st. Such text is read again from next month on.
    """
    plain = _rewritten(written, language.phrases).strip()
    read = _parse_with_dateparser(language, plain, local)
    if read is None or not read[1]:
        return read
    first = datetime.combine(local.replace(day=1) + A_MONTH, time.min).replace(day=1)
    if read[0].date() >= local.date() and (first - local) > A_DAY:
        return read
    again = _parse_with_dateparser(language, plain, first)
    wanted = (first.year, first.month, read[0].day)
    return again if again and (again[0].year, again[0].month, again[0].day) == wanted else read


def _parse_with_dateparser(language: DateWords, plain: str, local: datetime) -> tuple[datetime, bool] | None:
    settings = {
        "RELATIVE_BASE": local,
        "PREFER_DATES_FROM": "future",
        "DATE_ORDER": language.order,
        "RETURN_TIME_AS_PERIOD": True,
    }
    found = DateDataParser(languages=[language.dateparser], settings=settings).get_date_data(plain)
    return (found.date_obj.replace(tzinfo=None), found.period == "time") if found.date_obj else None


def _rewritten(written: str, rewrites: Rewrites) -> str:
    for pattern, plain in rewrites:
        written = pattern.sub(plain, written)
    return written


def _clock_time(said: re.Match[str]) -> str:
    return f" {said['hour'] or said['full']}:{said['minute'] or '00'}"


def _with_month(written: str, today: date) -> str:
    """Return *written* with a day of the month that has no month replaced by the next such date, in ISO format."""
    for pattern in () if _month.search(written) else _dates.day_of_month:
        written = pattern.sub(lambda said: str(_next_day_numbered(int(said[1]), today) or said[0]), written)
    return written


def _with_number_as_day_or_hour(written: str, today: date) -> str:
    """Return "sat 8" as the next 8th, in ISO format, if that is a Saturday, else as "sat 8:00"; others unchanged."""
    if (said := _numbered.fullmatch(written)) is None:
        return written
    weekdays = frozenset[int]() if said["day"].lower() in _dates.near else parse_weekdays(said["day"])
    if weekdays is None or len(weekdays) > 1:
        return written
    number = int(said["number"])
    if (day := _next_day_numbered(number, today)) is not None and day.weekday() in weekdays:
        return day.isoformat()
    return f"{said['day']} {number}:00" if number < HOURS_IN_A_DAY else written


def _next_day_numbered(number: int, today: date) -> date | None:
    """Return the next date, *today* included, that is day *number* of its month; None if no month has one."""
    days = (today + later * A_DAY for later in range(DAYS_UNTIL_ANY_NUMBER))
    return next((day for day in days if day.day == number), None)


def parse_weekdays(typed: str) -> frozenset[int] | None:
    """Return the weekdays (0 is Monday) that *typed* names in any language; None if it has none, or other words.

    It may have full and short names, in any order, with or without accents and "-feira", ranges ("monday to
    friday", "seg-sex") and groups ("every day", "dias úteis").
    """
    days: set[int] = set()
    latest: int | None = None
    until = False
    for word in _words(typed):
        if word == "-" or word in _days.until:
            until = True
            continue
        meant = _weekday_words().get(word, frozenset())
        if not meant or (until and (latest is None or len(meant) > 1)):
            return None
        day = next(iter(meant)) if len(meant) == 1 else None
        if until and latest is not None and day is not None:
            meant = _from_to(latest, day)
        days, latest, until = days | meant, day, False
    return frozenset(days) if days and not until else None


def _words(typed: str) -> list[str]:
    """Return the words of *typed* that matter; a single dash is a word (a range), several only separate a list."""
    text = _article.sub("", " ".join(_suffix.sub("", fold(typed[:LONGEST_WEEKLY])).split()))
    words = [word for word in _word.findall(text) if word not in _days.ignored]
    lone = sum(word in DASHES for word in words) == 1
    return ["-" if word in DASHES else word for word in words if lone or word not in DASHES]


def _from_to(first: int, last: int) -> frozenset[int]:
    """Return the weekdays from *first* to *last*, across Sunday if *last* is the earlier in the week."""
    return frozenset(day % 7 for day in range(first, last + 1 if first <= last else last + 8))


@cache
def _weekday_words() -> dict[str, frozenset[int]]:
    """Return each folded name of a weekday (full, short, plural, without "-feira") or of a group, with its weekdays."""
    words = dict(_days.names)
    for locale in Locale:
        for width in ("wide", "abbreviated", "short"):
            for day, name in get_day_names(width, locale=babel_locale(locale)).items():
                word = _suffix.sub("", fold(name).rstrip("."))
                words |= {word: day, f"{word}s": day}
    return {word: frozenset({day}) for word, day in words.items()} | _groups


def suggest_weekdays(typed: str, locale: Locale) -> list[str]:
    """Return completions of *typed* as lists of full names: its days, its last word completed, or one day more."""
    typed = typed[:LONGEST_WEEKLY].rstrip()
    begun = re.findall(r"[\w-]*$", typed)[0]
    before = typed.removesuffix(begun)
    chosen = parse_weekdays(before) if before else frozenset()
    whole = parse_weekdays(typed)
    names = get_day_names("wide", locale=babel_locale(locale))
    ways = [] if whole is None else [whole]
    if chosen is not None:
        ways += [chosen | {day} for day in range(7) if fold(names[day]).startswith(fold(begun))]
    if whole is not None:
        ways += [whole | {day} for day in range(7)]
    return list(dict.fromkeys(", ".join(names[day] for day in sorted(days)) for days in ways))


def parse_time(typed: str) -> time | None:
    """Return the time of day that *typed* means ("19:00", "19h30", "7pm", "7 da noite", "noon"); None if none."""
    text = _before_time.sub("", " ".join(fold(typed[:LONGEST_WEEKLY]).split()))
    if named := _hours.named.get(text.replace("-", " ")):
        return named
    match = _time.fullmatch(text)
    if match is None:
        return None
    hour, minute, half = int(match["hour"]), int(match["minute"] or 0), match["half"]
    if half:
        if not 1 <= hour <= NOON or (hour == NOON and half in _hours.unclear_at_twelve):
            return None
        hour = hour % NOON + (NOON if half in _hours.afternoon else 0)
    return time(hour, minute) if hour <= time.max.hour and minute <= time.max.minute else None
