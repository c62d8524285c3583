"""Searches time zones by city, country or usual name, in every language that the bot writes in."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files

from babel.core import get_global
from rapidfuzz import fuzz, process

from bot.text.languages import ANY_LANGUAGE
from bot.text.locales import Locale
from bot.text.tokens import fold
from bot.times import slots
from bot.times.formats import babel_locale
from bot.times.slots import zone_names

COMMON = (  # zones that are offered first
    "America/Sao_Paulo",
    "Europe/Lisbon",
    "Europe/London",
    "Europe/Berlin",
    "America/New_York",
    "America/Chicago",
    "America/Los_Angeles",
    "Asia/Kolkata",
    "Asia/Tokyo",
    "Australia/Sydney",
    "UTC",
)
GOOD_ENOUGH = 78  # least similarity (rapidfuzz's ratio) of a misspelt name, 0 to 100, where 100 is equal
LONGEST_TYPED = 100  # characters that are read
OFFSET = re.compile(
    r"(?:utc|gmt)?\s*(?P<sign>[+\u2212-])\s*(?P<hours>\d{1,2})(?::?(?P<minutes>[0-5]\d))?", re.IGNORECASE
)
# IANA names of zones with the same offset all year, whose sign is that of POSIX: Etc/GMT-1 is UTC+1.
FIXED = re.compile(r"Etc/GMT(?P<sign>[+-])(?P<hours>\d{1,2})")
MOST_BEHIND, MOST_AHEAD = -12, 14  # hours of such zones
SEASONS = (datetime(2026, 1, 1), datetime(2026, 7, 1))  # noqa: DTZ001 - local times, with and without summer time


def search_zones(typed: str, limit: int = 25) -> list[str]:
    """Return up to *limit* IANA names that match *typed*, best first; the common ones if nothing is typed."""
    if (offset := _typed_offset(typed)) is not None:
        return [*_fixed_zones(offset), *_zones_at(offset)][:limit]
    query = _plain(typed)
    if not query:
        return list(COMMON[:limit])
    closeness: dict[str, int] = {}  # 0: the query is a zone's whole name, 1: its beginning, 2: a later word's beginning
    for name, zones in _zones_by_name().items():
        if name.startswith(query) or f" {query}" in name:
            distance = int(name != query) if name.startswith(query) else 2
            for zone in zones:
                closeness[zone] = min(distance, closeness.get(zone, distance))
    if not closeness:
        return (_having_all_words(query) or _spelt_like(query))[:limit]
    return sorted(closeness, key=lambda zone: (closeness[zone], _ranks()[zone]))[:limit]


def known_zone(typed: str) -> str | None:
    """Return the IANA name of the one zone that *typed* names, by its IANA name or a place; None if none or several.

    An offset such as "UTC+1" names the zone that has it all year, where there is one. A misspelling is not corrected:
    asking again is better than a schedule in the wrong zone.
    """
    if (offset := _typed_offset(typed)) is not None:
        return next(iter(_fixed_zones(offset)), None)
    if typed in _fixed_names():
        return typed
    if exact := _exact_names().get("_".join(typed.split()).casefold()):
        return exact
    query = _plain(typed)
    named = _usual_names().get(query) or _zones_by_name().get(query, [])
    if not named and " " in query:
        named = _having_all_words(query, begun=False)
    return named[0] if len(named) == 1 else None


def abbreviated_zones(typed: str) -> tuple[str, ...]:
    """Return the zones that *typed* is a usual name of, likeliest first, where they are several; else ()."""
    named = _usual_names().get(_plain(typed), [])
    return tuple(named) if len(named) > 1 else ()


def zone_city(zone: str, locale: Locale) -> str:
    """Return the city that the IANA name *zone* stands for, in *locale*'s language: "Lisboa"; or "UTC+1"."""
    if fixed := FIXED.fullmatch(zone):
        return f"UTC{'+' if fixed['sign'] == '-' else '-'}{fixed['hours']}"
    return next(_cities(zone, locale))


def zone_label(zone: str, locale: Locale) -> str:
    """Return *zone* as shown in a list: "Lisboa, Portugal (Europe/Lisbon)"."""
    if zone not in _territories():
        return zone_city(zone, locale) if FIXED.fullmatch(zone) else zone
    city, country = zone_city(zone, locale), babel_locale(locale).territories[_territories()[zone]]
    return f"{city} ({zone})" if city == country else f"{city}, {country} ({zone})"


def _typed_offset(typed: str) -> timedelta | None:
    """Return how far ahead of UTC *typed* says to be, such as "UTC+1", "GMT-3" or "+05:30"; None if it does not."""
    found = OFFSET.fullmatch(" ".join(typed[:LONGEST_TYPED].split()))
    if found is None:
        return None
    ahead = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"] or 0))
    return ahead if found["sign"] == "+" else -ahead


def _fixed_zones(offset: timedelta) -> list[str]:
    """Return the one zone that has *offset* all year, a place where no other has it; [] if there is none."""
    hours, rest = divmod(offset, timedelta(hours=1))
    if rest:
        return [name for name in _zones_at(offset) if len(_offsets(name)) == 1][:1]
    if not MOST_BEHIND <= hours <= MOST_AHEAD:
        return []
    return [f"Etc/GMT{-hours:+d}" if hours else "UTC"]


@cache
def _fixed_names() -> frozenset[str]:
    """Return the names of the zones that whole hours ahead of UTC stand for, but for UTC itself."""
    hours = (timedelta(hours=ahead) for ahead in range(MOST_BEHIND, MOST_AHEAD + 1) if ahead)
    return frozenset(name for ahead in hours for name in _fixed_zones(ahead))


def _zones_at(offset: timedelta) -> list[str]:
    """Return the zones by place that have *offset*, all year or in a part of it, in the order of offering them."""
    return [name for name in _ranks() if name != "UTC" and offset in _offsets(name)]


@cache
def _offsets(name: str) -> frozenset[timedelta | None]:
    """Return the one or two offsets from UTC that the zone *name* has in a year."""
    return frozenset(season.replace(tzinfo=slots.zone(name)).utcoffset() for season in SEASONS)


def _plain(text: str) -> str:
    """Return the folded words of *text* with single spaces between them."""
    return " ".join(re.findall(r"[^\W_]+", fold(text[:LONGEST_TYPED])))


def _having_all_words(query: str, *, begun: bool = True) -> list[str]:
    """Return the zones in whose names each word of *query* is a word or, if *begun*, begins one: "lisbon port"."""
    wanted = [f" {word}" if begun else f" {word} " for word in query.split()]
    return [zone for zone, words in _words_by_zone().items() if all(word in words for word in wanted)]


@cache
def _words_by_zone() -> dict[str, str]:
    """Return all names of each zone in one text, with a space on both sides of each word."""
    return {zone: f" {' '.join(names)} " for zone, names in _names_by_zone().items()}


def _spelt_like(query: str) -> list[str]:
    close = process.extract(query, _zones_by_name().keys(), scorer=fuzz.ratio, score_cutoff=GOOD_ENOUGH, limit=None)
    return list(dict.fromkeys(zone for name, _, _ in close for zone in _zones_by_name()[name]))


@cache
def _exact_names() -> dict[str, str]:
    """Return the IANA names that people choose from, by their case-folded form."""
    return {name.casefold(): name for name in zone_names()}


@cache
def _territories() -> dict[str, str]:
    """Return the zones of zone.tab (package tzdata) with their ISO country codes, each country's main zone first."""
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8")
    rows = [line.split("\t") for line in table.splitlines() if line and not line.startswith("#")]
    return {row[2]: row[0] for row in rows}


@cache
def _ranks() -> dict[str, int]:
    """Return each zone's place in the order of offering them, from 0: the common ones first."""
    return {zone: rank for rank, zone in enumerate(dict.fromkeys((*COMMON, *_territories())))}


@cache
def _names_by_zone() -> dict[str, list[str]]:
    """Return each zone with its names in every language, as `_plain` makes them."""
    return {zone: list(dict.fromkeys(filter(None, map(_plain, _names(zone))))) for zone in _ranks()}


@cache
def _usual_names() -> dict[str, list[str]]:
    """Return the usual names of data/languages with their zones: "EST" is New York, whatever IANA once called so."""
    usual: dict[str, list[str]] = {}
    for abbreviation, meant in _unclear_abbreviations().items():
        usual[_plain(abbreviation)] = list(meant)
    for zone_name, names in ANY_LANGUAGE.places.items():
        for name in names:
            same = usual.setdefault(_plain(name), [])
            same += [zone_name] if zone_name not in same else []
    return usual


@cache
def _unclear_abbreviations() -> dict[str, tuple[str, ...]]:
    """Return the abbreviations that mean zones of several places, with these: "ist"."""
    places = {
        name: tuple(meaning.place for meaning in meanings if meaning.place is not None)
        for name, meanings in ANY_LANGUAGE.times.zones.items()
    }
    return {name: meant for name, meant in places.items() if len(meant) > 1}


@cache
def _zones_by_name() -> dict[str, list[str]]:
    """Return every name with the zones that have it, in the order of `_ranks`."""
    named: dict[str, list[str]] = {}
    for zone, names in _names_by_zone().items():
        for name in names:
            named.setdefault(name, []).append(zone)
    return named


def _names(zone: str) -> Iterator[str]:
    """Yield the names of *zone*: IANA names, usual names, its city and its country in every language."""
    yield zone
    yield from ANY_LANGUAGE.places.get(zone, ())
    yield from (name for name, meant in _unclear_abbreviations().items() if zone in meant)
    for name in _present_and_former(zone):
        yield name.rpartition("/")[2]
    territory = _territories().get(zone, "")
    yield from ANY_LANGUAGE.countries.get(territory, ())
    for locale in Locale:
        yield from _cities(zone, locale)
        yield babel_locale(locale).territories.get(territory, "")


def _cities(zone: str, locale: Locale) -> Iterator[str]:
    """Yield the names of *zone*'s city in *locale*'s language, and last the one in its IANA name."""
    for name in _present_and_former(zone):
        if city := babel_locale(locale).time_zones.get(name, {}).get("city"):
            yield str(city)
    yield zone.rpartition("/")[2].replace("_", " ")


def _present_and_former(zone: str) -> list[str]:
    """Return the present and former IANA names of *zone*: Asia/Kolkata, Asia/Calcutta."""
    return [zone, *_former_names().get(zone, ())]


@cache
def _former_names() -> dict[str, list[str]]:
    former: dict[str, list[str]] = {}
    for old, new in get_global("zone_aliases").items():
        former.setdefault(new, []).append(old)
    return former
