"""A bot that answers with a constant, and reads and writes nothing, to measure what discord.py alone takes."""

from collections.abc import Mapping
from typing import Any

import discord
from discord import app_commands
from discord.app_commands import Group

from bot.client.internals import discord_at
from bot.settings import load_settings

INTENTS = discord.Intents(
    guilds=True, guild_messages=True, dm_messages=True, guild_scheduled_events=True, voice_states=True
)
"""Those of Lectern."""
ANSWER = "The constant answer of a bot that knows nothing, a sentence long and then some. " * 18
"""About as long as an answer of Lectern's."""
MARK = "v1:watched:"
"""How the id of a button begins that is answered with `ANSWER`."""


KEPT: dict[str, Any] = {
    "intents": INTENTS,
    "max_messages": None,
    "member_cache_flags": discord.MemberCacheFlags(voice=True, joined=False),
    "chunk_guilds_at_startup": False,
    "guild_ready_timeout": 0.5,
}
"""Arguments of a client that hears of servers what Lectern does, keeps as much, and waits as long for the last."""


class Bare(discord.Client):
    """A client that keeps as much as Lectern, and the commands that are measured."""

    def __init__(self) -> None:
        super().__init__(**KEPT)
        tree, schedule = app_commands.CommandTree(self), Group(name="schedule", description="schedule")
        tree.command(name="chapter", description="chapter")(_chapter)
        tree.command(name="ask", description="ask")(_ask)
        tree.command(name="next", description="next")(_plain)
        schedule.command(name="show", description="show")(_plain)
        tree.add_command(schedule)

    async def on_ready(self) -> None:
        """Print the line by which benchmarks know that the bot is ready."""
        print("ready as bare", flush=True)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Answer a press that marks a chapter; acknowledge any other press."""
        if interaction.type is not discord.InteractionType.component:
            return
        data: Mapping[str, Any] = interaction.data or {}
        if str(data.get("custom_id")).startswith(MARK):
            await _answer(interaction)
        else:
            await interaction.response.defer()


async def _answer(interaction: discord.Interaction) -> None:
    await interaction.response.send_message(ANSWER, ephemeral=True)


async def _chapter(interaction: discord.Interaction, chapter: str | None = None) -> None:  # noqa: ARG001 - as Lectern has it
    await _answer(interaction)


async def _ask(interaction: discord.Interaction, question: str) -> None:  # noqa: ARG001 - as Lectern has it
    await _answer(interaction)


async def _plain(interaction: discord.Interaction) -> None:
    await _answer(interaction)


if __name__ == "__main__":
    settings = load_settings()
    token = settings.discord_token
    with discord_at(settings.discord_api, settings.discord_gateway):
        Bare().run("" if token is None else token.get_secret_value(), log_handler=None)
