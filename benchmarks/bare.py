"""A bot that acknowledges every press and does nothing else: what discord.py itself takes."""

import discord

from bot.client.internals import discord_at
from bot.settings import load_settings


class Bare(discord.Client):
    """Connected as Lectern is, with nothing to look up or to write."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True), max_messages=None)

    async def on_ready(self) -> None:
        """Say so, as Lectern's log does."""
        print("ready as bare", flush=True)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Acknowledge a press."""
        await interaction.response.defer()


if __name__ == "__main__":
    settings = load_settings()
    token = settings.discord_token
    with discord_at(settings.discord_api, settings.discord_gateway):
        Bare().run("" if token is None else token.get_secret_value(), log_handler=None)
