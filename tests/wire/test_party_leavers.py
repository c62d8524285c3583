"""Guests of a party who left the server, or cannot view its channel any more."""

from typing import Any

import pytest
from discord import Permissions
from discord.utils import utcnow

from bot.bot import LecternBot
from tests.loopback import BotDatabase, Loopback, Message, Scene
from tests.wire.running_bot import running_bot
from tests.wire.test_party_messages import pinged

pytestmark = pytest.mark.usefixtures("valid_requests", "no_errors")

MEMBER = "/guilds/*/members/*"


async def planned(discord_server: Loopback, scene: Scene) -> Message:
    """Let the organiser plan a party to which both members are going, and return its card."""
    organiser = discord_server.person(scene.organiser, scene.channel)
    await (await organiser.slash("settings timezone", timezone="Europe/Lisbon")).finished()
    talk = await (await organiser.slash("party plan", chapter="5", when="in 3 days")).finished()
    await (await organiser.click(talk.reply, "Confirm")).finished()
    (card,) = await discord_server.posts(scene.channel)
    for user in (scene.member, scene.reader):
        await (await discord_server.person(user, scene.channel).click(card, "Going")).shows(f"<@{user.id}>")
    return card


async def remind(bot: LecternBot, bot_database: BotDatabase) -> None:
    """Let the reminder of an hour before be due."""
    await bot_database.change(
        "UPDATE job SET due = :now, try_at = :now WHERE occurrence LIKE 'party:%:remind:3600:%'",
        now=int(utcnow().timestamp()),
    )
    bot._runner.wake()


async def test_guests_who_left_or_cannot_view_the_channel_are_not_notified(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    """Only the guest who left is removed from the party."""
    async with running_bot(discord_server, bot_database) as bot:
        card = await planned(discord_server, scene)
        del scene.guild.members[scene.member.id]
        hidden = Permissions(view_channel=True)
        await discord_server.change.overwrite(scene.channel, scene.reader, deny=hidden)
        await remind(bot, bot_database)
        _, reminder = await discord_server.posts(scene.channel, 2)
        assert pinged(reminder) == {scene.organiser.id}
        await bot_database.until(lambda: "Going **2**" in card.text, "the card without whoever left")
        assert f"<@{scene.member.id}>" not in card.text
        assert f"<@{scene.reader.id}>" in card.text


@pytest.mark.parametrize("answer", [{"status": 404, "code": 0}, {"status": 500, "code": 0}, None])
async def test_a_guest_is_taken_off_only_after_discords_own_answer(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, answer: dict[str, Any] | None
) -> None:
    """A guest whom the gateway does not name is asked for by REST; a proxy's answer does not count."""
    async with running_bot(discord_server, bot_database) as bot:
        card = await planned(discord_server, scene)
        discord_server.gateway.leaves_out = {scene.member.id, scene.reader.id}
        if answer is not None:
            discord_server.faults.refuse("GET", MEMBER, answer["status"], answer["code"])
        await remind(bot, bot_database)
        _, reminder = await discord_server.posts(scene.channel, 2)
        assert pinged(reminder) == {scene.organiser.id, scene.member.id, scene.reader.id}
        assert "Going **3**" in card.text
