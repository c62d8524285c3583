"""A watch party starts once for everyone, whatever replies are lost."""

from datetime import timedelta

import pytest
from discord.utils import utcnow

from tests.loopback import BotDatabase, Loopback, Scene
from tests.wire.running_bot import running_bot

pytestmark = pytest.mark.usefixtures("valid_requests", "no_errors", "retries_at_once")

MESSAGES = "/channels/*/messages"
BUSY = "SELECT count(*) FROM job WHERE state = 'leased' OR state = 'waiting' AND occurrence LIKE '%:room:%'"
CALLBACK = "/interactions/*/callback"


@pytest.mark.usefixtures("no_acknowledgements")
async def test_press_play_is_posted_once_though_its_reply_is_lost(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    """The message is found by its button, and the party is led from it.

    An older drawing of it that arrives last is replaced.
    """
    organiser = discord_server.person(scene.organiser, scene.channel)
    passed = timedelta()
    async with running_bot(discord_server, bot_database, clock=lambda: utcnow() + passed) as bot:
        await (await organiser.slash("settings timezone", timezone="Europe/Lisbon")).finished()
        asked = await organiser.slash("party plan", chapter="5", when="in 9 minutes", reminders="none")
        await (await organiser.click((await asked.finished()).reply, "Confirm")).finished()
        (card,) = await discord_server.posts(scene.channel)
        await (await organiser.click(card, "Start")).finished()
        await discord_server.posts(scene.channel, 2)
        discord_server.faults.lose("POST", MESSAGES, after=True)
        passed = timedelta(minutes=10)
        bot._runner.wake()
        *_, room = await discord_server.posts(scene.channel, 3)
        await bot_database.until(lambda: bot_database.value("SELECT room_message_id FROM party") == room.id, "the room")
        await bot_database.until(lambda: bot_database.value(BUSY) == 0, "a bot with nothing to draw")
        await (await organiser.click(room, "Pause")).shows("Paused at")
        hold = discord_server.faults.hold("POST", CALLBACK, after=False)
        resumed = await organiser.click(room, "Resume")
        await discord_server.until(lambda: hold.reached, "the first answer")
        await (await organiser.click(room, "Resume")).finished()
        await (await organiser.click(room, "Pause")).finished()
        hold.release()
        await resumed.answered()
        await discord_server.until(lambda: "Paused at" in room.text, "the drawing after it")
    assert len(await discord_server.posts(scene.channel, 3)) == 3
