"""Watched chapters: /watched, /progress, /next, /board, /group, and the buttons that mark a chapter."""

from discord.ext import commands

from bot.bot import LecternBot
from cogs.progress.adding import Adding
from cogs.progress.group import Group
from cogs.progress.marking import SingleMarks
from cogs.progress.showing import Showing


class Progress(SingleMarks, Adding, Showing, Group, commands.Cog):
    """Marks chapters watched, and shows progress."""

    def __init__(self, bot: LecternBot) -> None:
        self.services = bot.services
        self.add_mark_routes(bot)
        self.add_adding_routes(bot)
        self.add_progress_routes(bot)
        self.add_group_routes(bot)


async def setup(bot: LecternBot) -> None:
    """Add the cog."""
    await bot.add_cog(Progress(bot))
