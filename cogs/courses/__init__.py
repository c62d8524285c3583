"""Courses of a server's own: /courses, in a module each for bringing them and for those that there are."""

from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.bot import LecternBot
from cogs.courses.keeping import Keeping


@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
@app_commands.default_permissions(manage_guild=True)
class Courses(
    Keeping,
    commands.GroupCog,
    group_name=locale_str("courses"),
    group_description=locale_str("Bring courses to this server, and choose which it uses"),
):
    """The command group /courses: which courses a guild has, and uses."""

    def __init__(self, bot: LecternBot) -> None:
        self.services = bot.services
        self.add_upload_routes(bot)
        self.add_keeping_routes(bot)


async def setup(bot: LecternBot) -> None:
    """Add the cog."""
    await bot.add_cog(Courses(bot))
