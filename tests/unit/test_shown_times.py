"""How far off a time is, as the try-out's page tells it."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.text.locales import Locale
from tryout.shown_times import Token, distance, excerpt, relative_times

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
MINUTE, HOUR, DAY, WEEK = 60, 3600, 86_400, 604_800


@pytest.mark.parametrize(
    ("ahead", "told"),
    [
        (timedelta(seconds=31), (10, 3)),
        (timedelta(seconds=-59), (10, -6)),
        (timedelta(minutes=30), (MINUTE, 30)),
        (timedelta(minutes=59, seconds=59), (MINUTE, 60)),
        (timedelta(hours=-5), (HOUR, -5)),
        (timedelta(days=4), (DAY, 4)),
        (timedelta(weeks=3), (WEEK, 3)),
    ],
)
def test_a_distance_is_told_in_the_largest_unit_that_fits(ahead: timedelta, told: tuple[int, int]) -> None:
    assert distance(int((NOW + ahead).timestamp()), NOW) == told


def at(ahead: timedelta, style: str) -> Token:
    """A time in a text."""
    return {"type": "timestamp", "unix": int((NOW + ahead).timestamp()), "style": style}


def test_relative_times_are_found_at_any_depth() -> None:
    """And no others."""
    soon = at(timedelta(minutes=5), "R")
    shown = {"components": [{"markdown_tokens": [{"children": [soon, at(timedelta(days=1), "F")]}]}], "id": "1"}
    assert list(relative_times(shown)) == [soon["unix"]]


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        (Locale.ENGLISH, "Started Next: 11/24/26, 6:00 PM, in 24 hours · late"),
        (Locale.PORTUGUESE, "Started Next: 24/11/2026 18:00, em 24 horas · late"),
    ],
)
def test_an_excerpt_is_one_line_in_the_readers_language(locale: Locale, said: str) -> None:
    heading: Token = {"type": "heading", "tag": "h2", "children": [{"type": "text", "content": "Started"}]}
    times = [at(timedelta(days=1), "F"), {"type": "text", "content": ", "}, at(timedelta(hours=23, minutes=59), "R")]
    line: Token = {"type": "inline", "children": [{"type": "text", "content": "Next: "}, *times]}
    tokens = [heading, line, {"type": "text", "content": "· late"}]
    assert excerpt(tokens, NOW, "UTC", locale) == said
