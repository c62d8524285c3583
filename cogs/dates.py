"""What members see of the schedule: /dates, and the buttons by which they are told of new posts in private."""

import io

import discord
from discord import app_commands
from discord.app_commands import Choice, locale_str
from discord.ext import commands

from bot.answers.group_questions import GroupQuestion
from bot.bot import LecternBot
from bot.client.permissions import may_organise
from bot.client.replies import answer_in_place, reader_localizer, show
from bot.client.routes import add_route
from bot.coming import courses_of, group_answer, schedules_seen
from bot.ids import LARGEST_ID, GuildId, UserId
from bot.interactions import Interaction, home_guild, meant_courses
from bot.schedules.buttons import DatesTell, ShowDates, ShowMissed, StopPosts, TellPosts
from bot.schedules.cards.dates import all_dates_card, dates_card, dates_gone_card, no_dates_card
from bot.schedules.cards.reminders import not_told_card, told_card
from bot.schedules.cards.season import season_file
from bot.schedules.discord.selection import chosen_schedule, schedule_choices
from bot.schedules.model import Schedule
from bot.ui.note_cards import servers_only_card


class Dates(commands.Cog):
    """Shows members when posts come, and tells them of posts by direct message if they want that."""

    def __init__(self, bot: LecternBot) -> None:
        self._services = bot.services
        add_route(bot, ShowDates, self.show_dates)
        add_route(bot, DatesTell, self.tell_from_dates)
        add_route(bot, TellPosts, self.tell)
        add_route(bot, StopPosts, self.stop)
        add_route(bot, ShowMissed, self.show_missed)

    @app_commands.command(
        name=locale_str("dates"), description=locale_str("Show when the next posts come, and as a calendar file")
    )
    @app_commands.rename(which=locale_str("which"))
    @app_commands.describe(which=locale_str("Which schedule, where this server has several"))
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    async def dates(self, interaction: Interaction, which: str | None = None) -> None:
        """Show the dates of the schedule that *which* or the channel means, or the next post of each."""
        say, schedules = reader_localizer(interaction), await schedules_seen(interaction)
        if (schedule := chosen_schedule(interaction, schedules, which)) is not None:
            await self._show(interaction, schedule)
        elif schedules:
            coming = await self._services.following.coming(schedules)
            courses, organises = await courses_of(interaction, coming), may_organise(interaction)
            await show(interaction, all_dates_card(courses, coming, say, organises=organises))
        else:
            await show(interaction, no_dates_card(say))

    @dates.autocomplete("which")
    async def suggest(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        """Autocomplete with the schedules that the user may know of."""
        return schedule_choices(interaction, await schedules_seen(interaction), typed)

    async def show_dates(self, interaction: Interaction, action: ShowDates) -> None:
        """Show the dates of a schedule, in place of a private card."""
        if (schedule := await self._pressed(interaction, action.schedule)) is not None:
            await self._show(interaction, schedule, action.page)

    async def tell_from_dates(self, interaction: Interaction, action: DatesTell) -> None:
        """Let the reader be told of posts, or not any more, and redraw the dates."""
        if (schedule := await self._pressed(interaction, action.schedule)) is not None:
            locale = reader_localizer(interaction).locale if action.on else None
            await self._services.following.tell(schedule.guild, UserId(interaction.user.id), locale)
            await self._show(interaction, schedule, action.page)

    async def tell(self, interaction: Interaction, action: TellPosts) -> None:
        """Let the reader be told of the server's posts, or not any more, and say so in a message of its own."""
        say = reader_localizer(interaction)
        if interaction.guild_id is None:
            await show(interaction, servers_only_card(say))
            return
        locale = say.locale if action.on else None
        await self._services.following.tell(GuildId(interaction.guild_id), UserId(interaction.user.id), locale)
        await show(interaction, told_card(say) if action.on else not_told_card(say))

    async def stop(self, interaction: Interaction, action: StopPosts) -> None:
        """Tell the reader of no more posts of the server that the pressed direct message is about."""
        guild = GuildId(min(action.guild, LARGEST_ID))
        await self._services.following.tell(guild, UserId(interaction.user.id), None)
        await show(interaction, not_told_card(reader_localizer(interaction)))

    async def show_missed(self, interaction: Interaction, _action: ShowMissed) -> None:
        """Show the reader what came out that they have not marked watched."""
        if interaction.guild_id is None:
            await show(interaction, servers_only_card(reader_localizer(interaction)))
            return
        courses = await meant_courses(interaction.client, home_guild(interaction), interaction.channel)
        await show(interaction, await group_answer(interaction, GroupQuestion.MISSED, courses))

    async def _pressed(self, interaction: Interaction, number: int) -> Schedule | None:
        """Return the schedule with that *number* if the user may know of it; else answer so, and return None."""
        say = reader_localizer(interaction)
        if interaction.guild_id is None:
            await show(interaction, servers_only_card(say))
            return None
        found = next((each for each in await schedules_seen(interaction) if each.id == number), None)
        if found is None:
            await show(interaction, dates_gone_card(say))
        return found

    async def _show(self, interaction: Interaction, schedule: Schedule, page: int = 0) -> None:
        services, say, now = self._services, reader_localizer(interaction), interaction.client.clock()
        (coming,) = await services.following.coming([schedule])
        course = await services.courses.get(schedule.course)
        told = await services.following.is_told(schedule.guild, UserId(interaction.user.id))
        files = []
        if coming.days:
            content = season_file(course, schedule, coming.days, say, now, installation=services.installation)
            files.append(discord.File(io.BytesIO(content), "lectern-season.ics"))
        organises, file = may_organise(interaction), files[0] if files else None
        card = dates_card(course, coming, say, page=page, told=told, organises=organises, file=file)
        await answer_in_place(interaction, card, files)


async def setup(bot: LecternBot) -> None:
    """Add the cog."""
    await bot.add_cog(Dates(bot))
