"""Watch parties: /party, and the buttons of its cards, one module for each thing that people do with them."""

from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.bot import LecternBot
from cogs.parties.changing import Changing
from cogs.parties.joining import Joining
from cogs.parties.planning import Planning
from cogs.parties.watching import Watching


@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
class WatchParties(
    Watching,
    Joining,
    Changing,
    Planning,
    commands.GroupCog,
    group_name=locale_str("party"),
    group_description=locale_str("Watch a chapter together"),
):
    """Gathers the group."""

    def __init__(self, bot: LecternBot) -> None:
        self.bot = bot
        self.listen_to_planning(bot)
        self.listen_to_changes(bot)
        self.listen_to_guests(bot)
        self.listen_to_watchers(bot)


async def setup(bot: LecternBot) -> None:
    """Add the cog."""
    await bot.add_cog(WatchParties(bot))
