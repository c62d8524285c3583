"""A watch party in the try-out, from the plan to "watched"."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import discord
import pytest

from tests.behaviour.reading import answer, labels, private
from tests.behaviour.running_tryout import command, run_until, running_tryout
from tryout.preview_page import PreviewPage

FRIDAY = datetime(2026, 11, 27, 18, 0, tzinfo=UTC)
EIGHT = datetime(2026, 11, 28, 20, 0, tzinfo=UTC)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@pytest.fixture
async def page(tmp_path: Path) -> AsyncIterator[PreviewPage]:
    """The try-out on the day before the party."""
    async with running_tryout(tmp_path, FRIDAY) as page:
        yield page


def offering(page: PreviewPage, label: str) -> discord.Message:
    """Return the latest message in the channel with a button of that *label*."""
    found = [message for message in page.server.channel.history() if label in labels(message)]
    assert found, f"nothing has a button {label!r}"
    return found[-1]


async def forward(page: PreviewPage, minutes: int, until: datetime) -> None:
    """Jump ahead by so many minutes, and let the clock run until *until*."""
    await command(page, "tryout forward", unit="minutes", amount=minutes)
    await run_until(page, until)


async def test_a_party_can_be_tried_from_the_plan_to_watched(page: PreviewPage) -> None:
    """With two jumps: to its time, and past the video; a late guest marks the chapter."""
    maya, kofi, channel = page.server.organiser, page.server.members[0], page.server.channel
    asked = await command(page, "party plan", chapter="5", when="saturday 8pm")
    await maya.click(answer(asked), label="Confirm")
    await run_until(page, FRIDAY + SECOND)
    await kofi.click(offering(page, "Going"), label="Going")
    await forward(page, 26 * 60, EIGHT + SECOND)
    await maya.click(offering(page, "Start"), label="Start")
    await forward(page, 3, EIGHT + 3 * MINUTE)
    live_card = offering(page, "Where are we?")
    where = await kofi.click(live_card, label="Where are we?")
    assert "The group is at 2:" in private(where)
    await kofi.click(live_card, label="I'm here")
    await forward(page, 30, EIGHT + 33 * MINUTE)
    marked = await kofi.click(offering(page, "Mark watched"), label="Mark watched")
    assert "watched" in private(marked)
    assert "1 watched together" in private(await kofi.slash(channel, "progress"))


async def test_a_click_is_answered_before_time_goes_on(page: PreviewPage) -> None:
    """The card, which is drawn once more within ten seconds, keeps no visitor waiting."""
    asked = await command(page, "party plan", chapter="5", when="saturday 8pm")
    await page.server.organiser.click(answer(asked), label="Confirm")
    await page.env.advance_time(6)
    now = page.env.now()
    await page.server.members[0].click(offering(page, "Going"), label="Going")
    assert page.env.now() == now
