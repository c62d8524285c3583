"""What a guild chooses: /settings, in a module each for single settings and for holidays."""

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.bot import LecternBot
from bot.client.replies import reader_localizer, show
from bot.client.roles import role_problem, role_problem_text
from bot.guilds.cards import settings_card
from bot.interactions import organised_guild
from cogs.settings.choices import Choices
from cogs.settings.holidays import Holidays


@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
@app_commands.default_permissions(manage_guild=True)
class Settings(
    Choices,
    Holidays,
    commands.GroupCog,
    group_name=locale_str("settings"),
    group_description=locale_str(
        "Choose this server's language, time zone, notices, parties, finishers' role and holidays"
    ),
):
    """The command group /settings: shows and changes a guild's settings."""

    def __init__(self, bot: LecternBot) -> None:
        self.services = bot.services
        self.add_undo_setting(bot)
        self.add_holiday_buttons(bot)

    @app_commands.command(name=locale_str("show"), description=locale_str("Show all settings of this server"))
    async def show_all(self, interaction: discord.Interaction[LecternBot]) -> None:
        """Show every setting with the command that changes it."""
        if (guild := await organised_guild(interaction)) is None:
            return
        settings, holidays = await self.services.guilds.settings(guild), await self.services.holidays.of_guild(guild)
        say, home = reader_localizer(interaction), interaction.guild
        role = None if home is None or settings.finisher_role is None else home.get_role(settings.finisher_role)
        problem = None if role is None else role_problem(role)
        told = None if role is None or problem is None else role_problem_text(role, problem, say)
        await show(interaction, settings_card(settings, holidays, say, told))


async def setup(bot: LecternBot) -> None:
    """Add the cog."""
    await bot.add_cog(Settings(bot))
