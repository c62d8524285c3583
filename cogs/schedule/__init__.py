"""The study schedule: /schedule, in a module for each kind of command."""

from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.bot import LecternBot
from cogs.schedule.changing import Changing
from cogs.schedule.days_off import DaysOff
from cogs.schedule.moving import Moving
from cogs.schedule.posting import PostingNow
from cogs.schedule.running import Running
from cogs.schedule.setting_up import SettingUp
from cogs.schedule.showing import Showing
from cogs.schedule.undo import UndoChange


@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
@app_commands.default_permissions(manage_guild=True)
class StudySchedule(
    Changing,
    DaysOff,
    Moving,
    Showing,
    Running,
    PostingNow,
    SettingUp,
    UndoChange,
    commands.GroupCog,
    group_name=locale_str("schedule"),
    group_description=locale_str("Post the next chapter automatically on your group's days"),
):
    """The command group /schedule; discord.py lists the commands of the last base class first."""

    def __init__(self, bot: LecternBot) -> None:
        self.bot = bot
        self.add_page_routes(bot)
        self.add_changing_route(bot)
        self.add_moving_routes(bot)
        self.add_days_off_routes(bot)
        self.add_chapter_routes(bot)
        self.add_undo_route(bot)
        self.add_posting_route(bot)
        self.add_stop_route(bot)
        self.add_season_route(bot)


async def setup(bot: LecternBot) -> None:
    """Add the cog."""
    await bot.add_cog(StudySchedule(bot))
