"""Watch parties that are under way, for tests to begin from."""

from datetime import timedelta
from typing import Any

import discord

from tests.behaviour.parties import cards, planned, set_zone
from tests.behaviour.schedules import lisbon_winter
from tests.behaviour.study_group import StudyGroup

START = lisbon_winter(28, 20)
BEGUN = START + timedelta(seconds=30)
LENGTH = timedelta(minutes=27, seconds=14)


def latest(group: StudyGroup) -> discord.Message:
    """Return the newest message of the channel."""
    message = group.channel.last_message
    assert message is not None
    return message


async def gathered(group: StudyGroup, **options: Any) -> discord.Message:
    """Plan a party to which a member is going, wait for its time, and return its card."""
    await set_zone(group)
    card = await planned(group, **options)
    await group.member.click(card, label="Going")
    await group.wait_until(START)
    return cards(group)[-1]


async def running(group: StudyGroup, **options: Any) -> discord.Message:
    """Let the organiser start such a party; return its live card, from which it is led."""
    card = await gathered(group, **options)
    await group.organiser.click(card, label="Start")
    await group.wait_until(BEGUN)
    return latest(group)
