"""When, where and in which order posts come: /schedule change."""

import discord
from discord import app_commands
from discord.app_commands import locale_str

from bot.client.permissions import PostChannel
from bot.client.replies import reader_localizer, show
from bot.schedules.discord.channel_status import chosen_channel
from bot.schedules.discord.options import PostChannelOption, ScheduleOptions, read_change
from bot.schedules.model import Schedule
from bot.times.slots import MOST_WEEKS
from bot.ui.cards import Card
from cogs.schedule.command_options import schedule_options
from cogs.schedule.schedule_cog import Interaction, ScheduleCog, schedule_command

NOBODY = "nobody"


class Changing(ScheduleCog):
    """Changes when, where and in which order a schedule posts."""

    @schedule_command(locale_str("change"), locale_str("Change the channel, days, time, order or role in mid-season"))
    @schedule_options
    @app_commands.rename(ping=locale_str("ping"))
    @app_commands.describe(
        channel=locale_str("Where to post from now on"),
        timezone=locale_str("Time zone: type a city"),
        role=locale_str("Role to ping with each post"),
        every=locale_str("Every how many weeks"),
        order=locale_str("Order of what is still to come: pick one, or type your own, such as: 7, 8, 9"),
        end=locale_str("What comes after the closing post"),
        ping=locale_str("Nobody: posts ping no role any more"),
    )
    @app_commands.choices(ping=[app_commands.Choice(name=locale_str("Nobody"), value=NOBODY)])
    async def change(  # noqa: PLR0913, PLR0917 - one for each option of the command
        self,
        interaction: Interaction,
        channel: app_commands.Transform[PostChannel | discord.Object, PostChannelOption] | None = None,
        weekdays: str | None = None,
        time: str | None = None,
        timezone: str | None = None,
        role: discord.Role | None = None,
        every: app_commands.Range[int, 1, MOST_WEEKS] | None = None,
        order: str | None = None,
        end: str | None = None,
        ping: str | None = None,
        tag: str | None = None,
        which: str | None = None,
        *,
        discussion: bool | None = None,
    ) -> None:
        """Change the options that are given, from the next post on."""
        options = ScheduleOptions(
            channel, weekdays, time, timezone, role, every, order, end, tag, discussion, quiet=ping == NOBODY
        )
        if (schedule := await self.chosen(interaction, which)) is not None:
            await self._rearrange(interaction, schedule, options)

    async def _rearrange(self, interaction: Interaction, schedule: Schedule, options: ScheduleOptions) -> None:
        say, rearrange = reader_localizer(interaction), self.bot.services.changes.rearrange
        here = await chosen_channel(interaction.guild, schedule.channel) if interaction.guild else None
        change = read_change(options, schedule, here, interaction.user, self.input_context(interaction))
        if isinstance(change, Card):
            await show(interaction, change)
        else:
            done, already = say("The schedule has been changed"), say("It is so already, so nothing was changed")
            await self.apply(interaction, schedule, rearrange, change, done=done, already=already)
