"""The command tree: errors go to the one reporter, and nobody uses commands without end."""

from contextlib import nullcontext
from typing import TypeVar

import discord
from discord import app_commands

from bot.client.acknowledging import in_time
from bot.client.limits import limits_of
from bot.client.replies import report, too_fast

Bot = TypeVar("Bot", bound=discord.Client)


class LecternTree(app_commands.CommandTree[Bot]):
    """Every command of the bot."""

    async def interaction_check(self, interaction: discord.Interaction[Bot], /) -> bool:
        """Let commands and suggestions through that are not too many; discord.py says nothing itself."""
        if interaction.type is not discord.InteractionType.autocomplete:
            return not await too_fast(interaction)
        if limits_of(interaction).suggestions.wait(interaction.user.id):
            await interaction.response.autocomplete([])
            return False
        return True

    async def _call(self, interaction: discord.Interaction[Bot]) -> None:
        """Do what a command asks for, in time; suggestions are not acknowledged, but shown or not."""
        is_suggesting = interaction.type is discord.InteractionType.autocomplete
        async with nullcontext() if is_suggesting else in_time(interaction):
            await super()._call(interaction)

    async def on_error(
        self, interaction: discord.Interaction[Bot], error: app_commands.AppCommandError, /
    ) -> None:
        """Report *error* privately."""
        cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
        await report(interaction, cause)
