"""Tests and bot share the simulated time: neither can read the machine's."""

import discord
import pytest

from bot.bot import LecternBot
from tests.behaviour.study_group import MONDAY_EVENING, StudyGroup


async def test_the_bot_always_has_the_simulated_time(group: StudyGroup) -> None:
    """Outside a member's action too, and after a restart."""
    for _ in range(2):
        assert isinstance(group.env.bot, LecternBot)
        assert group.env.bot.clock() == group.env.now() >= MONDAY_EVENING
        await group.restart_bot()


@pytest.mark.usefixtures("group")
async def test_tests_cannot_read_the_machines_time() -> None:
    """`discord.utils.utcnow` fails in a test that is outside `Env.time_context`."""
    with pytest.raises(AssertionError, match="time_context"):
        discord.utils.utcnow()
