"""The real bot inside the test's own process, connected to the loopback Discord."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from discord.utils import utcnow
from pydantic import SecretStr

from bot.app import open_bot
from bot.client.bot import LecternBot
from bot.client.parties.covers import Cover, no_cover
from bot.core.ports import Clock
from bot.settings import Settings
from tests.loopback import Ledger, Loopback

GUILDS_KNOWN_S = 0.05  # how long after the last GUILD_CREATE the bot calls itself ready
POST = "/channels/*/messages"


@asynccontextmanager
async def living(
    server: Loopback, ledger: Ledger, cover: Cover = no_cover, clock: Clock = utcnow
) -> AsyncIterator[LecternBot]:
    """Run the bot, as `python -m bot run` composes it, until the block ends."""
    settings = Settings(
        DISCORD_TOKEN=SecretStr(server.token),
        database=ledger.path,
        discord_api=server.api,
        discord_gateway=server.gateway_url,
    )
    async with open_bot(settings, cover=cover, clock=clock) as bot, bot, asyncio.TaskGroup() as group:
        bot._connection.guild_ready_timeout = GUILDS_KNOWN_S
        group.create_task(bot.start(server.token))
        try:
            await server.ready()
            await bot.wait_until_ready()
            yield bot
        finally:
            await bot.close()
