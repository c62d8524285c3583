"""Time zones as people look for them: by city, region or country's usual name."""

from functools import cache

from babel import Locale as BabelLocale
from babel.dates import get_timezone_location
from rapidfuzz import fuzz, process

from bot.core.locales import Locale
from bot.core.schedule import zone_names
from bot.i18n.folding import fold
from bot.i18n.words import catalogue_name

COMMON = (
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
GOOD_ENOUGH = 75


@cache
def _searchable(locale: Locale) -> dict[str, str]:
    """Return each zone's name with the words it is found by: its own, and its place's in *locale*."""
    babel = BabelLocale.parse(catalogue_name(locale))
    return {
        name: fold(f"{name.replace('/', ' ').replace('_', ' ')} {get_timezone_location(name, locale=babel)}")
        for name in zone_names()
    }


def search_zones(typed: str, locale: Locale, limit: int = 25) -> list[str]:
    """Return the IANA zones that fit *typed*, best first; the common ones for nothing typed."""
    query = fold(typed.replace("/", " ").replace("_", " "))
    if not query:
        return list(COMMON[:limit])
    zones = _searchable(locale)
    exact = [name for name, words in zones.items() if query in words]
    if exact:
        return sorted(exact, key=lambda name: (_distance(query, zones[name]), name))[:limit]
    fuzzy = process.extract(query, zones, scorer=fuzz.partial_ratio, score_cutoff=GOOD_ENOUGH, limit=limit)
    return [name for _, _, name in fuzzy]


def _distance(query: str, words: str) -> int:
    """Return how far *query* is from standing in *words* as whole words: 0 whole, 1 begun, 2 inside."""
    padded = f" {words} "
    return 0 if f" {query} " in padded else 1 if f" {query}" in padded else 2


def known_zone(typed: str) -> str | None:
    """Return the IANA zone that *typed* names: its own name, or a place that only one zone has."""
    wanted = typed.strip().replace(" ", "_").casefold()
    if exact := next((name for name in zone_names() if name.casefold() == wanted), None):
        return exact
    query = fold(typed.replace("/", " ").replace("_", " "))
    fitting = {
        name
        for locale in Locale
        for name, words in _searchable(locale).items()
        if query and f" {query} " in f" {words} "
    }
    return fitting.pop() if len(fitting) == 1 else None
