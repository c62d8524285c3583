"""Times as people type them, and the remarks on clock changes."""

from datetime import UTC, datetime, time

import pytest

from bot.text.locales import Locale
from bot.times.typed_times import Clocks, ReadInstant, is_timestamp, read_instant

LISBON = "Europe/Lisbon"
NOW = datetime(2026, 11, 23, 23, tzinfo=UTC)


def read(typed: str, locale: Locale = Locale.ENGLISH, *, zone_name: str = LISBON) -> ReadInstant | None:
    """Read *typed* on a Monday at 23:00 in Lisbon; a date alone means 20:00."""
    return read_instant(typed, locale, zone_name, NOW, time(20))


@pytest.mark.parametrize(
    ("typed", "locale", "at"),
    [
        ("9pm", Locale.ENGLISH, datetime(2026, 11, 24, 21, tzinfo=UTC)),
        ("saturday 8pm", Locale.ENGLISH, datetime(2026, 11, 28, 20, tzinfo=UTC)),
        ("sábado", Locale.PORTUGUESE, datetime(2026, 11, 28, 20, tzinfo=UTC)),
        ("amanhã às 20h", Locale.PORTUGUESE, datetime(2026, 11, 24, 20, tzinfo=UTC)),
        ("em 2 horas", Locale.PORTUGUESE, datetime(2026, 11, 24, 1, tzinfo=UTC)),
        ("in 2 hours", Locale.ENGLISH, datetime(2026, 11, 24, 1, tzinfo=UTC)),
        ("2026-12-05 19:00", Locale.ENGLISH, datetime(2026, 12, 5, 19, tzinfo=UTC)),
        ("2027-07-05 19:00", Locale.ENGLISH, datetime(2027, 7, 5, 18, tzinfo=UTC)),
    ],
)
def test_typed_times_are_read(typed: str, locale: Locale, at: datetime) -> None:
    """In the group's zone; a time of day that has passed is tomorrow's."""
    assert read(typed, locale) == ReadInstant(at, LISBON)


@pytest.mark.parametrize("typed", ["", "asap", "8", "x" * 100, "<t:>", "<t:99999999999>", "<@1795377600>"])
def test_text_that_is_no_time_is_none(typed: str) -> None:
    """Nothing is guessed."""
    assert read(typed) is None
    assert not is_timestamp(typed)


@pytest.mark.parametrize("typed", ["<t:1795377600>", " <t:1795377600:F> ", "<t:1795377600:R>"])
def test_a_discord_timestamp_is_an_instant(typed: str) -> None:
    """In any style, without a zone."""
    assert is_timestamp(typed)
    assert read(typed, zone_name="Asia/Tokyo") == ReadInstant(datetime.fromtimestamp(1795377600, UTC))


def test_a_time_that_clocks_skip_or_repeat_is_told() -> None:
    """As the end of the gap, or the first of the two; other times bring no remark."""
    skipped = datetime(2027, 3, 28, 1, tzinfo=UTC)
    assert read("2027-03-28 01:30") == ReadInstant(skipped, LISBON, Clocks.SKIPPED)
    assert read("2027-03-28 00:59") == ReadInstant(datetime(2027, 3, 28, 0, 59, tzinfo=UTC), LISBON)
    twice = datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert read("2027-10-31 01:30") == ReadInstant(twice, LISBON, Clocks.REPEATED)
    assert read("2027-10-31 00:59") == ReadInstant(datetime(2027, 10, 30, 23, 59, tzinfo=UTC), LISBON)
