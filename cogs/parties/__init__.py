"""Watch parties: /party, and the buttons of its cards."""

from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.bot import LecternBot
from cogs.parties.changing import Changing
from cogs.parties.guests import Guests
from cogs.parties.live import Live
from cogs.parties.places import Places
from cogs.parties.planning import Planning


@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
class WatchParties(
    Live,
    Guests,
    Planning,
    Places,
    Changing,
    commands.GroupCog,
    group_name=locale_str("party"),
    group_description=locale_str("Watch a chapter together"),
):
    """The command group /party; each base class has some of its commands and buttons."""


async def setup(bot: LecternBot) -> None:
    """Add the cog."""
    await bot.add_cog(WatchParties(bot))
