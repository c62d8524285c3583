"""A bot that acknowledges every press and does nothing else, to measure what discord.py alone takes."""

import discord

from bot.client.internals import discord_at
from bot.settings import load_settings


class Bare(discord.Client):
    """A client with the fewest intents, and nothing to read or write."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True), max_messages=None)

    async def on_ready(self) -> None:
        """Print the line by which `benchmarks.presses` knows that the bot is ready."""
        print("ready as bare", flush=True)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Acknowledge a press."""
        await interaction.response.defer()


if __name__ == "__main__":
    settings = load_settings()
    token = settings.discord_token
    with discord_at(settings.discord_api, settings.discord_gateway):
        Bare().run("" if token is None else token.get_secret_value(), log_handler=None)
