"""Listing the commands: /help."""

from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.bot import LecternBot
from bot.client.help import help_lines
from bot.client.permissions import may_organise
from bot.client.replies import reader_localizer, show
from bot.interactions import Interaction
from bot.ui.note_cards import help_card


class Help(commands.Cog):
    """Lists what the bot can do."""

    def __init__(self, bot: LecternBot) -> None:
        self._bot = bot

    @app_commands.command(name=locale_str("help"), description=locale_str("Show what I can do"))
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def help(self, interaction: Interaction) -> None:
        """List the slash commands that can be used here, those for organisers only to organisers."""
        say, tree = reader_localizer(interaction), self._bot.commands_tree
        private = interaction.guild_id is None
        everyone = help_lines(tree, say, organisers=False, private=private)
        organisers = help_lines(tree, say, organisers=True) if may_organise(interaction) else []
        await show(interaction, help_card(say, everyone, organisers, private=private))


async def setup(bot: LecternBot) -> None:
    """Add the cog."""
    await bot.add_cog(Help(bot))
