"""The real bot in the test's own process, connected to the loopback Discord."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from discord.utils import utcnow
from pydantic import SecretStr

from bot.app import open_bot
from bot.bot import LecternBot
from bot.parties.discord.covers import Cover, no_cover
from bot.settings import Settings
from bot.times.clock import Clock
from tests.loopback import BotDatabase, Loopback
from tests.loopback.condition import TIMEOUT_S
from tests.loopback.person import Person

AT_ONCE_S = 0.01
POST = "/channels/*/messages"


@asynccontextmanager
async def running_bot(
    server: Loopback, bot_database: BotDatabase, cover: Cover = no_cover, clock: Clock = utcnow
) -> AsyncIterator[LecternBot]:
    """Run the bot, made as by `lectern run`, until the block ends.

    It is ready when it has got all its servers, however long a busy machine takes; discord.py by itself is
    ready when no server has come for half a second.
    """
    settings = Settings(
        DISCORD_TOKEN=SecretStr(server.token),
        database=bot_database.address,
        discord_api=server.api,
        discord_gateway=server.gateway_url,
    )
    async with open_bot(settings, cover=cover, clock=clock) as bot, bot, asyncio.TaskGroup() as group:
        _wait_for_servers(bot, server)
        group.create_task(bot.start(server.token))
        try:
            await server.ready()
            await bot.wait_until_ready()
            yield bot
        finally:
            await bot.close()


def _wait_for_servers(bot: LecternBot, server: Loopback) -> None:
    """Make *bot* wait for each server that is still to come, and for no other."""
    state = bot._connection

    class Patient(type(state)):  # type: ignore[misc] # which class it is differs with shards
        @property
        def guild_ready_timeout(self) -> float:
            """Read anew by discord.py before each server that it waits for."""
            known = (server.world.guilds.get(guild.id) for guild in self.guilds if guild.unavailable)
            return TIMEOUT_S if any(guild is not None and not guild.down for guild in known) else AT_ONCE_S

    state.__class__ = Patient


async def post_now(organiser: Person) -> None:
    """Let *organiser* use /schedule now and confirm it; the post goes out when that can no longer be undone unseen."""
    asked = await (await organiser.slash("schedule now")).finished()
    await (await organiser.click(asked.reply, "Post it")).finished()
