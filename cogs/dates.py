"""What members see of the schedule: /dates, and the buttons by which they are told of new posts in private."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

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
from bot.courses.model import Course
from bot.ids import LARGEST_ID, CourseId, GuildId, UserId
from bot.interactions import Interaction, home_guild, meant_courses
from bot.schedules.buttons import DatesTell, ShowDates, ShowMissed, StopPosts, TellPosts
from bot.schedules.cards.dates import all_dates_card, dates_card, dates_gone_card, no_dates_card
from bot.schedules.cards.reminders import not_told_card, told_card
from bot.schedules.cards.season import season_file
from bot.schedules.coming import ComingPosts
from bot.schedules.discord.selection import chosen_schedule, schedule_choices, visible_schedules
from bot.schedules.model import Schedule
from bot.ui.note_cards import servers_only_card


@dataclass(frozen=True, slots=True)
class SeenDates:
    """What is *coming* of schedules that the reader may know of, their *courses*, and whether they are *told* of it."""

    coming: Sequence[ComingPosts]
    courses: Mapping[CourseId, Course]
    told: bool

    @property
    def schedules(self) -> list[Schedule]:
        """The schedules, the oldest first."""
        return [each.schedule for each in self.coming]


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
        say, dates = reader_localizer(interaction), await self._seen(interaction)
        if (schedule := chosen_schedule(interaction, dates.schedules, which)) is not None:
            await self._show(interaction, dates, schedule)
        elif dates.coming:
            organises = may_organise(interaction)
            await show(interaction, all_dates_card(dates.courses, dates.coming, say, organises=organises))
        else:
            await show(interaction, no_dates_card(say))

    @dates.autocomplete("which")
    async def suggest(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        """Autocomplete with the schedules that the user may know of."""
        return schedule_choices(interaction, await schedules_seen(interaction), typed)

    async def show_dates(self, interaction: Interaction, action: ShowDates) -> None:
        """Show the dates of a schedule, in place of a private card."""
        dates = await self._seen(interaction)
        if (schedule := await self._pressed(interaction, dates, action.schedule)) is not None:
            await self._show(interaction, dates, schedule, action.page)

    async def tell_from_dates(self, interaction: Interaction, action: DatesTell) -> None:
        """Let the reader be told of posts, or not any more, and redraw the dates."""
        dates = await self._seen(interaction)
        if (schedule := await self._pressed(interaction, dates, action.schedule)) is not None:
            locale = reader_localizer(interaction).locale if action.on else None
            await self._services.following.tell(schedule.guild, UserId(interaction.user.id), locale)
            await self._show(interaction, replace(dates, told=action.on), schedule, action.page)

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

    async def _seen(self, interaction: Interaction) -> SeenDates:
        """Return what the user may know of the dates of the guild's schedules."""
        if (guild := home_guild(interaction)) is None:
            return SeenDates([], {}, told=False)
        here, services = GuildId(guild.id), self._services

        async def found() -> SeenDates:
            coming = await services.following.coming(await services.schedules.of_guild(here))
            told = await services.following.is_told(here, UserId(interaction.user.id))
            return SeenDates(coming, await courses_of(interaction, coming), told=told)

        dates = await interaction.client.read_together(found)
        visible = await visible_schedules(interaction, dates.schedules)
        return replace(dates, coming=[each for each in dates.coming if each.schedule in visible])

    async def _pressed(self, interaction: Interaction, dates: SeenDates, number: int) -> Schedule | None:
        """Return the schedule with that *number* if it is one of *dates*; else answer so, and return None."""
        say = reader_localizer(interaction)
        if interaction.guild_id is None:
            await show(interaction, servers_only_card(say))
            return None
        found = next((each for each in dates.schedules if each.id == number), None)
        if found is None:
            await show(interaction, dates_gone_card(say))
        return found

    async def _show(self, interaction: Interaction, dates: SeenDates, schedule: Schedule, page: int = 0) -> None:
        services, say, now = self._services, reader_localizer(interaction), interaction.client.clock()
        coming = next(each for each in dates.coming if each.schedule == schedule)
        course, files = dates.courses[schedule.course], []
        if coming.days:
            content = season_file(course, schedule, coming.days, say, now, installation=services.installation)
            files.append(discord.File(io.BytesIO(content), "lectern-season.ics"))
        organises, file = may_organise(interaction), files[0] if files else None
        card = dates_card(course, coming, say, page=page, told=dates.told, organises=organises, file=file)
        await answer_in_place(interaction, card, files)


async def setup(bot: LecternBot) -> None:
    """Add the cog."""
    await bot.add_cog(Dates(bot))
