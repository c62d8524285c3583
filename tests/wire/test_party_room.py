"""A party under way in messages: each fits Discord's document, and "press play" comes once."""

import pytest
from discord.utils import utcnow

from tests.loopback import Ledger, Loopback, Scene
from tests.wire.living import living
from tests.wire.test_party_messages import pinged

pytestmark = pytest.mark.usefixtures("breachless", "no_errors", "soon_again")

MESSAGES = "/channels/*/messages"


async def test_from_the_start_to_watched(discord_server: Loopback, scene: Scene, ledger: Ledger) -> None:
    """Countdown, room, pause, place, end, mark; the room's reply is lost, and it is found by its button."""
    organiser = discord_server.person(scene.organiser, scene.channel)
    member = discord_server.person(scene.member, scene.channel)
    async with living(discord_server, ledger) as bot:
        await (await organiser.slash("settings timezone", timezone="Europe/Lisbon")).finished()
        talk = await (await organiser.slash("party plan", chapter="5", when="in 9 minutes")).finished()
        await (await organiser.click(talk.reply, "Confirm")).finished()
        (card,) = await discord_server.posts(scene.channel)
        await (await member.click(card, "Going")).finished()
        await (await organiser.click(card, "Start")).finished()
        _, countdown = await discord_server.posts(scene.channel, 2)
        assert "Start:" in countdown.text

        discord_server.faults.lose("POST", MESSAGES, after=True)
        now = int(utcnow().timestamp())
        await ledger.change("UPDATE party SET started_at = :now", now=now)
        await ledger.change(
            "UPDATE job SET due = :now, try_at = :now WHERE occurrence LIKE '%:go:%'", now=now
        )
        bot._runner.wake()
        *_, room = await discord_server.posts(scene.channel, 3)
        await ledger.until(lambda: ledger.value("SELECT room_message_id FROM party") == room.id, "the room")
        assert pinged(room) == set()

        await (await member.click(room, "I'm here")).finished()
        await (await organiser.click(room, "Pause")).finished()
        assert "Paused at" in room.text
        await (await organiser.click(room, "Resume")).finished()
        where = await (await member.click(room, "Where are we?")).finished()
        assert where.reply.ephemeral
        asked = await (await organiser.click(room, "End")).finished()
        await (await organiser.click(asked.reply, "End the party")).finished()
        *_, closing = await discord_server.posts(scene.channel, 4)
        await (await organiser.click(closing, "Mark everyone here")).finished()
        await ledger.until(lambda: "The party is over." in room.text, "the room closed")
        watched = "SELECT count(*) FROM watched WHERE together = 1"
        await ledger.until(lambda: ledger.value(watched) == 1, "the member's mark")
