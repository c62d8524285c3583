"""Times on SimCord's page: which are relative, how far off they are told to be, and how they read in one line."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, format_timedelta
from simcord.preview._markdown import markdown_summary

from bot.text.locales import Locale

Token = dict[str, Any]  # a part of a text as SimCord's page gets it

# Seconds.
UNITS: Final = (604_800, 86_400, 3_600, 60)
"""The units in which the page tells a distance, the largest first; below a minute it would count seconds."""
SECONDS_AT_ONCE: Final = 10
"""How many seconds pass, below a minute, until the page is told a new distance: a page drawn anew is busy."""


def relative_times(shown: object) -> Iterator[int]:
    """Yield the instants, in epoch seconds, that *shown*, a part of the page, tells as a distance from now."""
    if isinstance(shown, dict):
        if shown.get("type") == "timestamp" and shown.get("style") == "R":
            yield int(shown["unix"])
        shown = list(shown.values())
    if isinstance(shown, list):
        for part in shown:
            yield from relative_times(part)


def distance(instant: int, now: datetime) -> tuple[int, int]:
    """Return how far *instant* is off as the page tells it: a unit in seconds, and how many of them."""
    off = instant - now.timestamp()
    unit = next((unit for unit in UNITS if abs(off) >= unit), SECONDS_AT_ONCE)
    return unit, round(off / unit)


def excerpt(tokens: Sequence[Token], now: datetime, zone: str, locale: Locale) -> str:
    """Return the beginning of a text in one line, for which SimCord joins headings to what follows and omits times."""
    return markdown_summary(_in_one_line(tokens, now, ZoneInfo(zone), str(locale).replace("-", "_")))


def _in_one_line(tokens: Sequence[Token], now: datetime, zone: ZoneInfo, language: str) -> list[Token]:
    plain: list[Token] = []
    for token in tokens:
        if token.get("type") == "timestamp":
            plain.append({"type": "text", "content": _told(token, now, zone, language)})
        elif isinstance(parts := token.get("children"), list):
            plain += [{**token, "children": _in_one_line(parts, now, zone, language)}, {"type": "break"}]
        else:
            plain.append(token)
    return plain


def _told(token: Token, now: datetime, zone: ZoneInfo, language: str) -> str:
    instant = datetime.fromtimestamp(int(token["unix"]), UTC)
    if token["style"] == "R":
        return format_timedelta(instant - now, add_direction=True, threshold=1, locale=language)
    return format_datetime(instant, "short", zone, locale=language)
