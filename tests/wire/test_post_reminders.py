"""Reminders of posts by direct message fit Discord's API description; whoever accepts none keeps nobody waiting."""

import pytest

from tests.loopback import BotDatabase, Loopback, Scene, minutes_ago
from tests.wire.running_bot import running_bot

WANTED = "INSERT INTO post_wish (guild_id, user_id, locale) VALUES (:guild, :user, 'en-US')"
REMINDERS = "SELECT count(*) FROM job WHERE kind = 'post_reminder' AND state = :state"
CLOSED, FORBIDDEN = 50007, 403


@pytest.mark.usefixtures("valid_requests", "no_errors")
async def test_closed_direct_messages_are_met_without_fuss(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    """They are tried once, and again at the next post; others are told, with buttons that work."""
    await bot_database.plan(scene.channel, due=minutes_ago(2))
    closed, letters = map(discord_server.world.direct_channel, (scene.member, scene.reader))
    for person in (scene.member, scene.reader):
        await bot_database.change(WANTED, guild=scene.guild.id, user=person.id)
    discord_server.faults.refuse("POST", f"/channels/{closed.id}/messages", FORBIDDEN, CLOSED, times=9)
    async with running_bot(discord_server, bot_database):
        (letter,) = await discord_server.posts(letters)
        assert list(letter.buttons) == ["No more messages"]
        await bot_database.until(lambda: bot_database.value(REMINDERS, state="skipped") == 1, "the other one skipped")
        reader = discord_server.person(scene.reader, letters)
        await (await reader.click(letter, "No more messages")).shown()
        await bot_database.until(lambda: bot_database.value("SELECT count(*) FROM post_wish") == 1, "the end of it")
    assert discord_server.world.posts(closed) == []
    assert bot_database.value("SELECT user_id FROM post_wish") == scene.member.id
