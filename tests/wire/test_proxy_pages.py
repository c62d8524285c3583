"""That a channel is hidden or gone is believed from Discord's own error codes, not from a proxy's page."""

from http import HTTPStatus

import discord
import pytest

from bot.client.error_codes import NETWORK_ERROR
from bot.client.visibility import can_view, everyone_can_view
from bot.ids import ChannelId
from tests.loopback import BotDatabase, Loopback, Scene, minutes_ago
from tests.wire.running_bot import running_bot

PUBLIC_THREAD = 11
CHANNEL = "/channels/*"


@pytest.mark.parametrize("status", [HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND])
async def test_a_proxys_page_does_not_mean_that_a_thread_is_gone(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, status: HTTPStatus
) -> None:
    """An archived thread, which the bot has to fetch."""
    thread = discord_server.world.add_channel(scene.guild, "course", PUBLIC_THREAD, scene.channel)
    thread.archived = True
    where = ChannelId(thread.id)
    async with running_bot(discord_server, bot_database) as bot:
        guild = bot.get_guild(scene.guild.id)
        assert guild is not None
        for _ in range(2):
            discord_server.faults.fail("GET", CHANNEL, status)
        with pytest.raises(discord.HTTPException):
            await everyone_can_view(guild, where)
        with pytest.raises(discord.HTTPException):
            await can_view(guild.me, where)
        assert await everyone_can_view(guild, where)


@pytest.mark.parametrize(("code", "is_verdict"), [(50001, True), (NETWORK_ERROR, False)])
async def test_a_code_of_discords_network_trouble_does_not_mean_that_a_channel_is_gone(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, code: int, *, is_verdict: bool
) -> None:
    """50001 does, the code for trouble in Discord's own network does not."""
    thread = discord_server.world.add_channel(scene.guild, "course", PUBLIC_THREAD, scene.channel)
    thread.archived = True
    async with running_bot(discord_server, bot_database) as bot:
        guild = bot.get_guild(scene.guild.id)
        assert guild is not None
        discord_server.faults.refuse("GET", CHANNEL, HTTPStatus.FORBIDDEN, code)
        if is_verdict:
            assert not await everyone_can_view(guild, ChannelId(thread.id))
        else:
            with pytest.raises(discord.Forbidden):
                await everyone_can_view(guild, ChannelId(thread.id))


@pytest.mark.parametrize("status", [200, 201])
async def test_a_page_in_answer_to_a_forum_post_leaves_its_outcome_unknown(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, status: int
) -> None:
    """So the job rests before the post is looked for."""
    (job,) = await bot_database.plan(scene.forum, due=minutes_ago(2))
    discord_server.faults.fail("POST", "/channels/*/threads", status)
    async with running_bot(discord_server, bot_database):
        await bot_database.until(lambda: bool(bot_database.job(job)["last_error"]), "a failed attempt")
        assert bot_database.job(job)["rest_until"] is not None
