"""A bot of discord.py alone, with several shards, that keeps as much of servers as Lectern and does nothing."""

from typing import Any

import discord

from benchmarks.bare import KEPT
from bot.client.internals import discord_at
from bot.settings import load_settings


class BareShards(discord.AutoShardedClient):
    """A client with the shards of LECTERN_SHARDS, or all; it begins sessions without discord.py's pauses of 5 s."""

    async def before_identify_hook(self, _shard: int | None, *, initial: bool = False) -> None:
        """Begin the session at once."""

    async def on_ready(self) -> None:
        """Print the line by which `benchmarks.shards` knows that the bot is ready."""
        print("ready as bare", flush=True)


if __name__ == "__main__":
    settings = load_settings()
    token, share = settings.discord_token, settings.shards
    shards: Any = {} if share is None else {"shard_ids": list(share.ids), "shard_count": share.count}
    with discord_at(settings.discord_api, settings.discord_gateway):
        client = BareShards(**KEPT, **shards)
        client.run("" if token is None else token.get_secret_value(), log_handler=None)
