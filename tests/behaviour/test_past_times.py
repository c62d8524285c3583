"""A time or day that was read, and is past, is only said to be past, whichever command it was typed into."""

import pytest

from bot.text.locales import Locale
from tests.behaviour.parties import set_zone
from tests.behaviour.reading import private
from tests.behaviour.schedules import set_up
from tests.behaviour.study_group import StudyGroup


@pytest.mark.parametrize(
    ("locale", "time", "day", "times_past", "days_past"),
    [
        (
            Locale.ENGLISH,
            "yesterday 8pm",
            "yesterday",
            "That time has already passed.",
            "Those days have already passed.",
        ),
        (Locale.PORTUGUESE, "ontem 20h", "ontem", "Esse horário já passou.", "Esses dias já passaram."),
    ],
)
async def test_what_is_past_is_only_said_to_be_past(
    group: StudyGroup, locale: Locale, time: str, day: str, times_past: str, days_past: str
) -> None:
    await set_zone(group)
    await set_up(group)
    group.locales[group.organiser.id] = locale
    for command, options, past in (
        ("party plan", {"chapter": "5", "when": time}, times_past),
        ("schedule move", {"to": time}, times_past),
        ("schedule skip", {"from": day}, days_past),
        ("settings holidays", {"from": day}, days_past),
    ):
        first, *_ = private(await group.organiser.slash(group.channel, command, **options)).splitlines()
        assert past in first
        assert "ontem" not in first
        assert "yesterday" not in first
