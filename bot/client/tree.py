"""The command tree: errors go to the one reporter, and nobody uses commands without end."""

from contextlib import AbstractAsyncContextManager, nullcontext
from typing import TypeVar

import discord
from discord import app_commands

from bot.client.acknowledging import in_time
from bot.client.internals import EnclosedTree
from bot.client.limits import limits_of
from bot.client.replies import report, too_fast

Bot = TypeVar("Bot", bound=discord.Client)


class LecternTree(EnclosedTree[Bot]):
    """Every command of the bot."""

    async def interaction_check(self, interaction: discord.Interaction[Bot], /) -> bool:
        """Let commands and suggestions through that are not too many; discord.py says nothing itself."""
        if interaction.type is not discord.InteractionType.autocomplete:
            return not await too_fast(interaction)
        if limits_of(interaction).suggestions.wait(interaction.user.id):
            await interaction.response.autocomplete([])
            return False
        return True

    def around(self, interaction: discord.Interaction[Bot]) -> AbstractAsyncContextManager[object]:
        """Let commands be answered in time; a suggestion cannot be acknowledged."""
        is_suggesting = interaction.type is discord.InteractionType.autocomplete
        return nullcontext() if is_suggesting else in_time(interaction)

    async def on_error(self, interaction: discord.Interaction[Bot], error: app_commands.AppCommandError, /) -> None:
        """Report *error* privately."""
        cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
        await report(interaction, cause)
