"""A bot of discord.py alone, with Lectern's intents and several shards, that does nothing."""

import sys
from typing import Any

import discord

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
        BareShards(
            intents=discord.Intents(
                guilds=True, guild_messages=True, dm_messages=True, guild_scheduled_events=True, voice_states=True
            ),
            max_messages=None,
            **shards,
        ).run("" if token is None else token.get_secret_value(), log_handler=None)
    sys.exit()
