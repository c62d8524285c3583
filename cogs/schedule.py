"""The study schedule: /schedule setup, show, pause and resume."""

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.client.bot import LecternBot
from bot.client.channels import PostChannelOption
from bot.client.choices import Choices, chapter_choices, language, text_choices, zone_choices
from bot.client.forms import SetupForm, SetupRefusal
from bot.client.permissions import PostChannel, can_ping
from bot.client.replies import organised_guild, reader, show
from bot.core.ids import ChannelId, UserId
from bot.core.schedule import Schedule
from bot.i18n.calendar import suggest_weekdays
from bot.i18n.words import Localizer
from bot.services.schedules import Change, ScheduleOverview
from bot.ui.cards import Card
from bot.ui.problems import setup_problems_card
from bot.ui.schedules import no_schedule_card, ping_warning, schedule_card

Interaction = discord.Interaction[LecternBot]


@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
@app_commands.default_permissions(manage_guild=True)
class StudySchedule(
    commands.GroupCog,
    group_name=locale_str("schedule"),
    group_description=locale_str("Post the next chapter automatically on your group's days"),
):
    """Arranges when chapters are posted."""

    def __init__(self, bot: LecternBot) -> None:
        self._services = bot.services

    @app_commands.command(
        name=locale_str("setup"), description=locale_str("Start posting the course's chapters")
    )
    @app_commands.rename(
        channel=locale_str("channel"),
        weekdays=locale_str("weekdays"),
        time=locale_str("time"),
        timezone=locale_str("timezone"),
        role=locale_str("role"),
        first=locale_str("first"),
    )
    @app_commands.describe(
        channel=locale_str("Where to post"),
        weekdays=locale_str("On which days, such as: monday, thursday"),
        time=locale_str("At what time, such as: 19:00 or 7pm"),
        timezone=locale_str("Time zone: type a city (this server's, if you leave it out)"),
        role=locale_str("Role to ping with each post (none, if you leave it out)"),
        first=locale_str("Chapter to begin with (where the group is, if you leave it out)"),
    )
    async def set_up(
        self,
        interaction: Interaction,
        channel: app_commands.Transform[PostChannel | discord.Object, PostChannelOption],
        weekdays: str,
        time: str,
        timezone: str | None = None,
        role: discord.Role | None = None,
        first: str | None = None,
    ) -> None:
        """Start a schedule, or say at once everything that stands in its way."""
        if (guild := await organised_guild(interaction)) is None:
            return
        say = reader(interaction)
        form = SetupForm(channel, weekdays, time, timezone, role, first)
        zone = (await self._services.guilds.settings(guild)).zone_name
        request = form.read(self._services.lookup, zone, UserId(interaction.user.id))
        if isinstance(request, SetupRefusal):
            card = setup_problems_card(say, request.problems, request.obstacles, ChannelId(channel.id))
        else:
            overview = await self._services.schedules.set_up(request)
            card = self._card(interaction, overview, say("The schedule has started"))
        await show(interaction, card)

    @set_up.autocomplete("weekdays")
    async def suggest_days(self, interaction: Interaction, typed: str) -> Choices:
        """Suggest weekdays, one after the other."""
        return text_choices(suggest_weekdays(typed, language(interaction)))

    @set_up.autocomplete("timezone")
    async def suggest_zone(self, interaction: Interaction, typed: str) -> Choices:
        """Suggest time zones by place."""
        return zone_choices(interaction, typed)

    @set_up.autocomplete("first")
    async def suggest_first(self, interaction: Interaction, typed: str) -> Choices:
        """Suggest chapters."""
        return chapter_choices(interaction, self._services.lookup, typed)

    @app_commands.command(
        name=locale_str("show"), description=locale_str("Show the schedule and its next dates")
    )
    async def show(self, interaction: Interaction) -> None:
        """Show the guild's schedule."""
        if (guild := await organised_guild(interaction)) is None:
            return
        overview = await self._services.schedules.overview(guild)
        if overview is None:
            await show(interaction, no_schedule_card(reader(interaction)))
        else:
            await show(interaction, self._card(interaction, overview))

    @app_commands.command(name=locale_str("pause"), description=locale_str("Stop posting until you resume"))
    async def pause(self, interaction: Interaction) -> None:
        """Pause the guild's schedule."""
        if (guild := await organised_guild(interaction)) is None:
            return
        say = reader(interaction)
        titles = (say("The schedule is paused"), say("The schedule was paused already"))
        await self._answer_change(interaction, await self._services.schedules.pause(guild), titles)

    @app_commands.command(name=locale_str("resume"), description=locale_str("Go on posting after a pause"))
    async def resume(self, interaction: Interaction) -> None:
        """Resume the guild's schedule."""
        if (guild := await organised_guild(interaction)) is None:
            return
        say = reader(interaction)
        titles = (say("The schedule goes on"), say("The schedule is running already"))
        await self._answer_change(interaction, await self._services.schedules.resume(guild), titles)

    async def _answer_change(
        self,
        interaction: Interaction,
        result: tuple[Change, ScheduleOverview | None],
        titles: tuple[str, str],
    ) -> None:
        change, overview = result
        title = {Change.DONE: titles[0], Change.ALREADY: titles[1]}.get(change)
        if overview is None:
            await show(interaction, no_schedule_card(reader(interaction)))
        else:
            await show(interaction, self._card(interaction, overview, title))

    def _card(self, interaction: Interaction, overview: ScheduleOverview, title: str | None = None) -> Card:
        say = reader(interaction)
        return schedule_card(
            self._services.course,
            overview.schedule,
            overview.pending,
            overview.planned,
            say,
            title=title,
            warning=_warning(interaction.guild, overview.schedule, say),
        )


def _warning(guild: discord.Guild | None, schedule: Schedule, say: Localizer) -> str | None:
    """Say why the schedule's role would not be notified, or nothing when it would."""
    role = guild.get_role(schedule.role) if guild and schedule.role else None
    channel = guild.get_channel_or_thread(schedule.channel) if guild else None
    if role is None or not isinstance(channel, PostChannel) or can_ping(role, channel):
        return None
    return ping_warning(say, everyone=role.is_default())


async def setup(bot: LecternBot) -> None:
    """Add the cog."""
    await bot.add_cog(StudySchedule(bot))
