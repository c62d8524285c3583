"""The command tree: errors go to the one reporter."""

from typing import TypeVar

import discord
from discord import app_commands

from bot.client.replies import report

Bot = TypeVar("Bot", bound=discord.Client)


class LecternTree(app_commands.CommandTree[Bot]):
    """Every command of the bot."""

    async def on_error(
        self, interaction: discord.Interaction[Bot], error: app_commands.AppCommandError, /
    ) -> None:
        """Report *error* privately."""
        cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
        await report(interaction, cause)
