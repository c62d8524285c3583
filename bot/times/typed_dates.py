"""Dates and instants as people type them: "saturday 8pm", "amanhã às 20h", "2026-12-24"."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum, auto

from dateparser.date import DateDataParser

from bot.text.locales import Locale
from bot.times.slots import instant_of, zone
from bot.times.typed_weekly import parse_weekdays

LONGEST_TYPED = 60
TIME = "time"
# "20h30", "às 20" and "at 20", which dateparser takes for a number of hours, and for a day.
HOUR = re.compile(
    r"(?:\b[àa]s\s+)?\b(?P<hour>\d{1,2})h(?P<minute>\d{2})?\b"
    r"|\b(?:[àa]s|at)\s+(?P<full>\d{1,2})\b(?![:/.-]|\s*[ap]\.?m)",
    re.IGNORECASE,
)
# "in 1h 30m" and "em 2h", which would be taken for times of day.
SPAN = re.compile(
    r"\b(?:(?P<english>in)|em|daqui\s+(?:a|há))\s+(?P<hours>\d{1,2})\s*h"
    r"(?:\s*(?:e\s+)?(?P<minutes>\d{1,2})\s*(?:m(?:in)?)?)?(?=\s|$)",
    re.IGNORECASE,
)
TONIGHT = re.compile(r"\btonight\s+(?:at\s+)?(?P<at>(?:[1-9]|1[01])(?::\d{2})?)(?=\s*$)", re.IGNORECASE)
HALF_AN_HOUR = re.compile(r"\b(?:(?P<english>half an hour)|meia hora)\b", re.IGNORECASE)
# "the 5th" and "dia 5", which would be taken for a month, or for a day that is past.
NTH = re.compile(
    r"(?:\bon\s+)?(?:\bthe\s+)?\b(?P<nth>\d{1,2})(?:st|nd|rd|th)\b|\b(?:no\s+)?dia\s+(?P<dia>\d{1,2})\b(?!\s*[/.-]\s*\d)",
    re.IGNORECASE,
)
MONTH = re.compile(
    r"\b(?:jan|feb|fev|mar|apr|abr|may|mai|jun|jul|aug|ago|sep|set|oct|out|nov|dec|dez|month|m[êe]s)", re.IGNORECASE
)
# "sat 8", where the number would be taken for a month or a day, and the weekday for nothing.
NUMBERED = re.compile(r"\s*(?P<day>\D+?),?\s+(?P<number>\d{1,2})\s*")
# "tomorrow 8", where the number would be taken for nothing.
NEAR = re.compile(r"\s*(?:today|tomorrow|hoje|(?:depois de )?amanh[ãa])", re.IGNORECASE)
HOURS_IN_A_DAY, DAYS_UNTIL_ANY_NUMBER = 24, 62
A_DAY, A_MONTH = timedelta(days=1), timedelta(days=31)
# Portuguese that dateparser does not know, said with words that it does know.
PORTUGUESE = [
    (re.compile(pattern, re.IGNORECASE), plain)
    for pattern, plain in (
        (r"\b(0?[1-9]|1[01])(:\d{2})?(?:\s*horas)?\s+da (?:noite|tarde)\b", r"\1\2 pm"),
        (r"\b(0?[1-9]|1[01])(:\d{2})?(?:\s*horas)?\s+da manh[ãa]\b", r"\1\2 am"),
        (r"(?:\bao\s+)?\bmeio[- ]dia\b", "12:00"),
        (r"(?:\b[àa]\s+)?\bmeia[- ]noite\b", "0:00"),
        (r"^(\D*\w)\s+[àa] noite$", r"\1"),
        (r"\bdepois de amanh[ãa]\b", "em 2 dias"),
        (r"\b(?:na )?(?:semana que vem|pr[óo]xima semana)\b", "em 1 semana"),
        (r"\b(?:no )?(?:m[êe]s que vem|pr[óo]ximo m[êe]s)\b", "em 1 mês"),
        (r"\bdaqui (?:a|há)\b", "em"),
        (r"\bem (?:uma?)\b", "em 1"),
        (r"\bem (?:dois|duas)\b", "em 2"),
        (r"\bem tr[êe]s\b", "em 3"),
        (r"\bem quatro\b", "em 4"),
        (r"\b(?:que vem|pr[óo]xim[ao]|n[ao]|nest[ae]|dia)\b", " "),
        (r"\b(\d{1,2})[ºo°](?=\s|$)", r"\1"),
    )
]


def parse_day(typed: str, locale: Locale, zone_name: str, now: datetime) -> date | None:
    """Return the day that *typed* means in the zone *zone_name* at the instant *now*, or nothing."""
    read = _read(typed, locale, zone_name, now)
    return None if read is None else read[0].date()


def parse_instant(typed: str, locale: Locale, zone_name: str, now: datetime, usual: time) -> datetime | None:
    """Return the UTC instant that *typed* means in the zone *zone_name* at *now*, or nothing.

    A day without a time of day means the *usual* time. A wall time that clocks skip or repeat
    follows the schedule's rule.
    """
    wall = parse_wall_time(typed, locale, zone_name, now, usual)
    return None if wall is None else instant_of(wall.date(), wall.time(), zone(zone_name))


def parse_wall_time(typed: str, locale: Locale, zone_name: str, now: datetime, usual: time) -> datetime | None:
    """Return what clocks in the zone *zone_name* show when *typed* comes, to the minute, or nothing."""
    read = _read(typed, locale, zone_name, now)
    if read is None:
        return None
    wall, has_time = read
    at = wall.time().replace(second=0, microsecond=0) if has_time else usual
    return datetime.combine(wall.date(), at)


def _read(typed: str, locale: Locale, zone_name: str, now: datetime) -> tuple[datetime, bool] | None:
    """Return the wall time in the zone, and whether a time of day was given.

    It is read in the reader's language first, and in the other then.
    """
    local = now.astimezone(UTC).astimezone(zone(zone_name)).replace(tzinfo=None)
    if len(typed) > LONGEST_TYPED:
        return None
    written = HOUR.sub(_clock_time, HALF_AN_HOUR.sub(_half_an_hour, SPAN.sub(_span, typed)))
    written = TONIGHT.sub(r"today \g<at> pm", written)
    written = _with_number_told(_with_month(written, local.date()), local.date())
    if not re.search(r"[^\W\d]|\d\D+\d", written):
        return None
    for language in ("pt", "en") if locale is Locale.PORTUGUESE else ("en", "pt"):
        if (read := _read_in(language, written, local)) is not None:
            return read
    return None


def _read_in(language: str, written: str, local: datetime) -> tuple[datetime, bool] | None:
    """Return what *written* means in *language* when clocks show *local*.

    With a time of day, dateparser takes the 5th for the one of this month even when that is past, and
    on a month's last day it takes a time that is past for one on the 1st: the next month's is meant.
    """
    said = _plainly(written) if language == "pt" else written
    read = _found(language, said, local)
    if read is None or not read[1]:
        return read
    first = datetime.combine(local.replace(day=1) + A_MONTH, time.min).replace(day=1)
    if read[0].date() >= local.date() and (first - local) > A_DAY:
        return read
    again = _found(language, said, first)
    wanted = (first.year, first.month, read[0].day)
    return again if again and (again[0].year, again[0].month, again[0].day) == wanted else read


def _found(language: str, said: str, local: datetime) -> tuple[datetime, bool] | None:
    settings = {
        "RELATIVE_BASE": local,
        "PREFER_DATES_FROM": "future",
        "DATE_ORDER": "MDY" if language == "en" else "DMY",
        "RETURN_TIME_AS_PERIOD": True,
    }
    found = DateDataParser(languages=[language], settings=settings).get_date_data(said)
    return (found.date_obj.replace(tzinfo=None), found.period == TIME) if found.date_obj else None


def _span(said: re.Match[str]) -> str:
    lead, hours, minutes = ("in", "hours", "minutes") if said["english"] else ("em", "horas", "minutos")
    return f"{lead} {said['hours']} {hours} {said['minutes'] or 0} {minutes}"


def _half_an_hour(said: re.Match[str]) -> str:
    return "30 minutes" if said["english"] else "30 minutos"


def _clock_time(said: re.Match[str]) -> str:
    return f" {said['hour'] or said['full']}:{said['minute'] or '00'}"


def _with_month(written: str, today: date) -> str:
    """Return *written* with a day that has no month as the coming date of that number."""

    def dated(said: re.Match[str]) -> str:
        day = _coming(int(said["nth"] or said["dia"]), today)
        return said[0] if day is None else day.isoformat()

    return written if MONTH.search(written) else NTH.sub(dated, written)


def _with_number_told(written: str, today: date) -> str:
    """Return *written* with the number after a day as an hour, or as a date that falls on that weekday."""
    if (said := NUMBERED.fullmatch(written)) is None:
        return written
    weekdays = frozenset[int]() if NEAR.fullmatch(said["day"]) else parse_weekdays(said["day"])
    if weekdays is None or len(weekdays) > 1:
        return written
    number = int(said["number"])
    if (day := _coming(number, today)) is not None and day.weekday() in weekdays:
        return day.isoformat()
    return f"{said['day']} {number}:00" if number < HOURS_IN_A_DAY else written


def _coming(number: int, today: date) -> date | None:
    """Return the next day of that *number*, *today* included, or nothing where no month has so many."""
    days = (today + later * A_DAY for later in range(DAYS_UNTIL_ANY_NUMBER))
    return next((day for day in days if day.day == number), None)


def _plainly(written: str) -> str:
    for pattern, plain in PORTUGUESE:
        written = pattern.sub(plain, written)
    return written.strip()


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


def read_instant(typed: str, locale: Locale, zone_name: str, now: datetime, usual: time) -> ReadInstant | None:
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
