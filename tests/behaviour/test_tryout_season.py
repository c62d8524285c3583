"""A season in the try-out: nine weeks, a holiday and a clock change, in four commands."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import discord
import pytest

from bot.text.locales import Locale
from tests.behaviour.reading import components, said
from tests.behaviour.running_tryout import LISBON, command, content, run_until, running_tryout
from tests.behaviour.schedules import number_on
from tryout.preview_page import PreviewPage

FEBRUARY = datetime(2027, 2, 26, 18, 0, tzinfo=UTC)
CHANGE = discord.utils.format_dt(datetime(2027, 3, 28, 12, tzinfo=UTC), "D")
EASTER = date(2027, 3, 29)  # the Monday after the change of clocks, which is on 28 March
MONDAYS = [date(2027, 3, 8) + week * timedelta(weeks=1) for week in range(10)]
POSTED = [day for day in MONDAYS if day != EASTER]


@pytest.fixture
async def page(tmp_path: Path) -> AsyncIterator[PreviewPage]:
    """The try-out of the whole bot, with a group in Lisbon."""
    async with running_tryout(tmp_path, FEBRUARY) as page:
        yield page


def chapters_posted(page: PreviewPage) -> list[tuple[int, datetime]]:
    """Return the number and Lisbon's time of every regular post, oldest first."""
    posts = [
        message
        for message in page.server.channel.history()
        if any("watched-post" in part.get("custom_id", "") for part in components(message))
    ]
    return [(number_on(post), post.created_at.astimezone(LISBON)) for post in posts]


async def test_a_season_can_be_tried_in_four_commands(page: PreviewPage) -> None:
    """Nine chapters come at 19:00 in Lisbon before and after the clocks change, and none on Easter Monday."""
    assert CHANGE in content(await command(page, "tryout clocks"))
    await run_until(page, datetime(2027, 3, 7, 12, tzinfo=UTC))
    assert f"change on {CHANGE} already" in content(await command(page, "tryout clocks"))

    begun = await command(page, "schedule setup", channel=page.server.channel, weekdays="monday", time="19:00")
    assert "The schedule has started" in said(begun)
    await command(page, "schedule skip", **{"from": EASTER.isoformat()})
    season = said(await command(page, "schedule season"))
    assert "in Lisbon when clocks change" in season
    assert "Left out by" in season

    await command(page, "tryout forward", unit="weeks", amount=10)
    await run_until(page, datetime(2027, 5, 16, 12, tzinfo=UTC))
    came = chapters_posted(page)
    assert [number for number, _ in came] == list(range(1, 10))
    assert [at.replace(microsecond=0, second=0, tzinfo=None) for _, at in came] == [
        datetime.combine(day, time(19)) for day in POSTED
    ]
    assert {at.utcoffset() for _, at in came} == {timedelta(), timedelta(hours=1)}

    told = said(await command(page, "schedule history"))
    assert told.count("[Posted]") >= 9


@pytest.mark.parametrize(
    ("locale", "told"),
    [
        (Locale.ENGLISH, "Clocks never change in Sao Paulo, so this takes those of Lisbon."),
        (Locale.PORTUGUESE, "Os relógios nunca mudam em São Paulo; por isso, aqui valem os de Lisboa."),
    ],
)
async def test_in_a_zone_without_clock_changes_another_is_taken(page: PreviewPage, locale: Locale, told: str) -> None:
    """The answer says which, and what to choose, in the reader's language; the time moves on to its change."""
    reader = page.server.organiser if locale is Locale.ENGLISH else page.server.members[1]
    await command(page, "settings timezone", timezone="America/Sao_Paulo")
    text = content(await reader.slash(page.server.channel, "tryout clocks"))
    assert told in text
    assert CHANGE in text
    await run_until(page, datetime(2027, 3, 7, 12, tzinfo=UTC))
    begun = await command(
        page, "schedule setup", channel=page.server.channel, weekdays="monday", time="19:00", timezone="Lisbon"
    )
    assert "The schedule has started" in said(begun)
    assert "in Lisbon when clocks change" in said(await command(page, "schedule season"))


async def test_countdowns_are_told_by_the_simulated_clock(page: PreviewPage) -> None:
    """Also right after a jump, and with no message in it."""
    await command(page, "tryout forward", unit="weeks", amount=11)
    await run_until(page, FEBRUARY + timedelta(weeks=11, seconds=1))
    assert abs(page.env.now() - page.capture_time) < timedelta(minutes=1)
