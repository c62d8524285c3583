"""A watch party with few places, in the chat of a voice channel: what is sent fits Discord's API description."""

from datetime import timedelta

import pytest
from discord.utils import utcnow

from bot.undo.model import UNDO_WINDOW
from tests.loopback import VOICE, BotDatabase, Loopback, Scene
from tests.wire.running_bot import running_bot

ANOTHER_GUEST = """
INSERT INTO party_answer (party_id, user_id, answer, answered_at, turn) VALUES (1, 1, 'going', 0, 2)
"""
pytestmark = pytest.mark.usefixtures("valid_requests", "no_errors")


@pytest.mark.parametrize("undo_window", [UNDO_WINDOW])  # Undo is pressed in it, however slow the machine is
async def test_a_party_in_a_voice_chat_is_planned_answered_and_widened(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    """Card, waiting list, form, its answer and Undo, and the direct message to whoever moved up."""
    lounge = discord_server.world.add_channel(scene.guild, "lounge", VOICE)
    organiser, member = (discord_server.person(each, lounge) for each in (scene.organiser, scene.member))
    passed = timedelta()
    async with running_bot(discord_server, bot_database, clock=lambda: utcnow() + passed) as bot:
        await (await organiser.slash("settings timezone", timezone="Europe/Lisbon")).finished()
        asked = await (await organiser.slash("party plan", chapter="5", when="in 3 days", places=2)).finished()
        await (await organiser.click(asked.reply, "Confirm")).finished()
        (card,) = await discord_server.posts(lounge)
        assert f"Meet in <#{lounge.id}>" in card.text
        await bot_database.change(ANOTHER_GUEST)
        waits = await (await member.click(card, "Going")).shown()
        (offer,) = waits.followups
        assert "number **1** on the waiting list" in offer.text
        await (await member.click(offer, "Tell me by direct message")).shows("Hosted by")
        opened = await (await organiser.click(card, "Places")).finished()
        changed = await (await organiser.submit(opened, places="3")).shown()
        assert "**2** → **3**" in changed.reply.text
        await (await organiser.click(changed.reply, "Undo")).shows("Undone")
        opened = await (await organiser.click(card, "Places")).finished()
        await (await organiser.submit(opened, places="4")).shown()
        passed += UNDO_WINDOW
        bot._runner.wake()
        (letter,) = await discord_server.posts(discord_server.world.direct_channel(scene.member))
        assert "You have a place at the watch party" in letter.text
