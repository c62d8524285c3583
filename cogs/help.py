"""Listing the commands: /help."""

from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.bot import LecternBot
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
        """List the slash commands, those for organisers only to organisers."""
        say = reader_localizer(interaction)
        everyone: list[tuple[str, str]] = []
        organisers: list[tuple[str, str]] = []
        for command in self._bot.tree.walk_commands():
            if isinstance(command, app_commands.Command):
                root = command.root_parent or command
                listed = everyone if root.default_permissions is None else organisers
                name = " ".join(say(part) for part in command.qualified_name.split())
                listed.append((f"`/{name}`", say(command.description)))
        await show(interaction, help_card(say, everyone, organisers if may_organise(interaction) else []))


async def setup(bot: LecternBot) -> None:
    """Add the cog."""
    await bot.add_cog(Help(bot))
