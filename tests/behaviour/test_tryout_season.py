"""A whole season in the try-out: nine weeks, a holiday and a change of clocks, in four commands."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import discord
import pytest

from tests.behaviour.reading import components, said, text_of
from tests.behaviour.visiting import LISBON, command, content, reached, visited
from tryout.show import Show

FEBRUARY = datetime(2027, 2, 26, 18, 0, tzinfo=UTC)
CHANGE = discord.utils.format_dt(datetime(2027, 3, 28, 12, tzinfo=UTC), "D")
EASTER = date(2027, 3, 29)  # the Monday after the change of clocks, which is on 28 March
MONDAYS = [date(2027, 3, 8) + week * timedelta(weeks=1) for week in range(10)]
POSTED = [day for day in MONDAYS if day != EASTER]


@pytest.fixture
async def show(tmp_path: Path) -> AsyncIterator[Show]:
    """The try-out of the whole bot, whose group is in Lisbon."""
    async with visited(tmp_path, FEBRUARY) as show:
        yield show


def chapters_posted(show: Show) -> list[tuple[int, datetime]]:
    """Return number and Lisbon's time of every chapter that came by itself, oldest first."""
    posts = [
        message
        for message in show.world.channel.history()
        if any("watched-post" in part.get("custom_id", "") for part in components(message))
    ]
    return [(int(text_of(post).split("### ")[1].split(" ·")[0]), post.created_at.astimezone(LISBON)) for post in posts]


async def test_a_season_is_lived_through_in_four_commands(show: Show) -> None:
    """Nine chapters come at 19:00 of Lisbon's clocks before and after they change; Easter Monday is free."""
    assert CHANGE in content(await command(show, "tryout clocks"))
    await reached(show, datetime(2027, 3, 7, 12, tzinfo=UTC))
    assert f"change on {CHANGE} already" in content(await command(show, "tryout clocks"))

    begun = await command(show, "schedule setup", channel=show.world.channel, weekdays="monday", time="19:00")
    assert "The schedule has started" in said(begun)
    await command(show, "schedule skip", **{"from": EASTER.isoformat()})
    season = said(await command(show, "schedule season"))
    assert "clocks have changed; the time of day stays" in season
    assert "Left out by" in season

    await command(show, "tryout forward", unit="weeks", amount=10)
    await reached(show, datetime(2027, 5, 16, 12, tzinfo=UTC))
    came = chapters_posted(show)
    assert [number for number, _ in came] == list(range(1, 10))
    assert [at.replace(microsecond=0, second=0, tzinfo=None) for _, at in came] == [
        datetime.combine(day, time(19)) for day in POSTED
    ]
    assert {at.utcoffset() for _, at in came} == {timedelta(), timedelta(hours=1)}

    told = said(await command(show, "schedule history"))
    assert told.count("[Posted]") >= 9


async def test_where_clocks_never_change_that_is_said(show: Show) -> None:
    """There is nothing to jump to, so time stands; a reader of Portuguese is told in Portuguese."""
    livia = show.world.members[1]
    await command(show, "settings timezone", timezone="America/Sao_Paulo")
    answer = await livia.slash(show.world.channel, "tryout clocks")
    assert "Os relógios nunca mudam em America/Sao_Paulo." in content(answer)
    await reached(show, FEBRUARY + timedelta(seconds=1))
    assert show.env.now() - FEBRUARY < timedelta(hours=1)
