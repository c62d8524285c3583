"""What the options of /schedule suggest as somebody types, and the schedules that they may know of."""

import discord
from discord.ext import commands

from bot.bot import LecternBot
from bot.client.choices import Choices, chapter_choices, reader_locale, text_choices
from bot.client.permissions import may_organise
from bot.client.replies import reader_localizer
from bot.client.visibility import asking_member, can_view
from bot.courses.lookup import ChapterLookup
from bot.courses.model import Course
from bot.ids import ChannelId, GuildId
from bot.interactions import Interaction, meant_course
from bot.schedules.discord.channel_status import posting_channel, tag_choices
from bot.schedules.discord.options import order_choices
from bot.schedules.discord.selection import chosen_schedule, schedule_choices, visible_schedules
from bot.schedules.drafts import Draft
from bot.schedules.model import Schedule
from bot.times.typed_times import suggest_weekdays


class Suggestions(commands.Cog):
    """Autocompletes the options of /schedule."""

    bot: LecternBot

    async def visible(self, interaction: Interaction, guild: GuildId) -> tuple[Schedule, ...]:
        """Return the schedules of *guild* whose channels the user can view, or are gone, the oldest first."""
        return await visible_schedules(interaction, await self.bot.services.schedules.of_guild(guild))

    async def ended(self, interaction: Interaction, guild: GuildId) -> tuple[Schedule, ...]:
        """Return the schedules of *guild* that have ended and whose channels the user can view, the latest first."""
        return await visible_schedules(interaction, await self.bot.services.schedules.ended(guild))

    async def suggest_schedule(self, interaction: Interaction, typed: str) -> Choices:
        """Autocomplete with the guild's schedules."""
        if interaction.guild_id is None or not may_organise(interaction):
            return []
        schedules = await self.visible(interaction, GuildId(interaction.guild_id))
        return schedule_choices(interaction, schedules, typed)

    async def suggest_past_too(self, interaction: Interaction, typed: str) -> Choices:
        """Autocomplete with the guild's schedules, and those that have ended."""
        if interaction.guild_id is None or not may_organise(interaction):
            return []
        guild = GuildId(interaction.guild_id)
        running, ended = await self.visible(interaction, guild), await self.ended(interaction, guild)
        return schedule_choices(interaction, [*running, *ended], typed)

    async def suggest_weekdays(self, interaction: Interaction, typed: str) -> Choices:
        """Autocomplete a list of weekdays."""
        return text_choices(suggest_weekdays(typed, reader_locale(interaction)))

    async def course_of(self, schedule: Schedule | Draft) -> Course:
        """Return the course that *schedule* posts, or would."""
        return await self.bot.services.courses.get(schedule.course)

    async def _typed_lookup(self, interaction: Interaction) -> ChapterLookup:
        """Return the look-up of the course that is meant as far as the command is typed: its own, its schedule's."""
        typed = interaction.namespace
        if typed.course is None and interaction.guild_id is not None and may_organise(interaction):
            schedules = await self.visible(interaction, GuildId(interaction.guild_id))
            if (schedule := chosen_schedule(interaction, schedules, typed.which)) is not None:
                return self.bot.services.lookups.get(await self.course_of(schedule))
        return self.bot.services.lookups.get(await meant_course(interaction, typed.course))

    async def suggest_order(self, interaction: Interaction, typed: str) -> Choices:
        """Autocomplete with the course file's orders, and the typed list as it was understood."""
        return order_choices(interaction, await self._typed_lookup(interaction), typed)

    async def suggest_chapter(self, interaction: Interaction, typed: str) -> Choices:
        """Autocomplete with chapters."""
        return chapter_choices(interaction, await self._typed_lookup(interaction), typed)

    async def suggest_tag(self, interaction: Interaction, typed: str) -> Choices:
        """Autocomplete with tags of the forum in the option `channel`, else of the schedule's own."""
        if (guild := interaction.guild) is None or not may_organise(interaction):
            return []
        picked: discord.Object | None = interaction.namespace.channel
        if picked is not None:
            member, channel = await asking_member(interaction, guild), ChannelId(picked.id)
            if member is None or not await can_view(member, channel):
                return []
        else:
            schedules = await self.visible(interaction, GuildId(guild.id))
            schedule = chosen_schedule(interaction, schedules, interaction.namespace.which)
            if schedule is None:
                return []
            channel = schedule.channel
        return tag_choices(posting_channel(guild, channel), typed, reader_localizer(interaction))
