"""What tests ask of the bot themselves happens at the simulated time, never at the machine's."""

import discord
import pytest

from bot.bot import LecternBot
from tests.behaviour.study_group import MONDAY_EVENING, StudyGroup


async def test_the_bot_has_the_simulated_time_wherever_it_is_called_from(group: StudyGroup) -> None:
    """Outside a member's action too, and after a restart."""
    for _ in range(2):
        assert isinstance(group.env.bot, LecternBot)
        assert group.env.bot.clock() == group.env.now() >= MONDAY_EVENING
        await group.restart_bot()


@pytest.mark.usefixtures("group")
async def test_tests_cannot_read_the_machines_time() -> None:
    """Not even to a test that asks in the bot's stead."""
    with pytest.raises(AssertionError, match="time_context"):
        discord.utils.utcnow()
