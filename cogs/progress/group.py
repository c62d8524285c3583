"""What the group has done: /board, for who wants to be seen, and /group, sums for organisers."""

import io
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.bot import LecternBot, Services
from bot.client.replies import acknowledge, answer_in_place, reader_localizer, show
from bot.client.routes import add_route
from bot.client.visibility import absent_members
from bot.courses.model import Course
from bot.ids import GuildId, UserId
from bot.interactions import (
    Interaction,
    home_guild,
    meant_course,
    organised_guild,
    pressed_course,
    suggest_course,
    week_zone,
)
from bot.progress.buttons import GroupPage, ShowOnBoard
from bot.progress.cards.board import board_card
from bot.progress.cards.group import group_card, group_table
from bot.progress.model import Board, GroupReport
from bot.progress.pictures import group_facts
from bot.progress.streaks import week_of
from bot.schedules.discord.selection import visible_schedules
from bot.schedules.model import Schedule
from bot.schedules.posts import latest_chapters
from bot.ui.cards import Card
from bot.ui.note_cards import servers_only_card
from cogs.progress.pictures import as_file


class Group(commands.Cog):
    """Shows what members together have watched."""

    services: Services

    def add_group_routes(self, bot: LecternBot) -> None:
        """Register the handlers of the buttons."""
        add_route(bot, ShowOnBoard, self.show_on_board)
        add_route(bot, GroupPage, self.turn_group)

    @app_commands.command(
        name=locale_str("board"), description=locale_str("Show who says how far they are, and what all have watched")
    )
    @app_commands.rename(course=locale_str("course"))
    @app_commands.describe(course=locale_str("Which course, where this server has several"))
    @app_commands.autocomplete(course=suggest_course)
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    async def board(self, interaction: Interaction, course: str | None = None) -> None:
        """Show the board of the reader's server."""
        if (card := await self._board(interaction, partial(meant_course, interaction, course))) is not None:
            await show(interaction, card)

    async def show_on_board(self, interaction: Interaction, action: ShowOnBoard) -> None:
        """Show the presser on the board, or hide them, and redraw it."""
        if (guild := home_guild(interaction)) is None:
            await show(interaction, servers_only_card(reader_localizer(interaction)))
        elif (course := await pressed_course(interaction, action.course)) is not None:
            here, user = GuildId(guild.id), UserId(interaction.user.id)
            await self.services.progress.show_on_board(here, user, shown=action.shown)
            find = partial(self.services.courses.get, course.key)
            if (card := await self._board(interaction, find)) is not None:
                await answer_in_place(interaction, card)

    async def _board(self, interaction: Interaction, find: Callable[[], Awaitable[Course]]) -> Card | None:
        """Return the board of the course that *find* reads, without members who have left.

        Outside a guild, answer that there is none, and return None.
        """
        say = reader_localizer(interaction)
        if (guild := home_guild(interaction)) is None:
            await show(interaction, servers_only_card(say))
            return None
        here, reader = GuildId(guild.id), UserId(interaction.user.id)

        async def found() -> Board:
            course = await find()
            place = await week_zone(interaction, here, await self.services.schedules.group_posts(here, course.key))
            since = datetime.combine(week_of(interaction.client.clock(), place), datetime.min.time(), place)
            return await self.services.progress.board(here, reader, course, since)

        board = await interaction.client.read_together(found)
        others = [place.user for place in board.places if place.user != reader]
        if others:
            await acknowledge(interaction)
            if left := await absent_members(guild, others):
                await self.services.progress.remove_from_board(here, left)
                board = await interaction.client.read_together(found)
        return board_card(board, say)

    @app_commands.command(
        name=locale_str("group"), description=locale_str("Show how many watched each chapter, and how clear it was")
    )
    @app_commands.rename(course=locale_str("course"))
    @app_commands.describe(course=locale_str("Which course, where this server has several"))
    @app_commands.autocomplete(course=suggest_course)
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    @app_commands.default_permissions(manage_guild=True)
    async def group(self, interaction: Interaction, course: str | None = None) -> None:
        """Show sums over all members to an organiser, also as a table."""
        if (guild := await organised_guild(interaction)) is not None:
            card, files = await self._report(interaction, guild, partial(meant_course, interaction, course))
            await show(interaction, card, files=files)

    async def turn_group(self, interaction: Interaction, action: GroupPage) -> None:
        """Redraw the private card of the group with another page."""
        if (guild := await organised_guild(interaction)) is None:
            return
        if (course := await pressed_course(interaction, action.course)) is not None:
            find = partial(self.services.courses.get, course.key)
            await answer_in_place(interaction, *await self._report(interaction, guild, find, action.page))

    async def _report(
        self, interaction: Interaction, guild: GuildId, find: Callable[[], Awaitable[Course]], page: int | None = None
    ) -> tuple[Card, Sequence[discord.File]]:
        """Return the card of the course that *find* reads, with its files."""

        async def found() -> tuple[Sequence[Schedule], GroupReport]:
            course = await find()
            schedules = await self.services.schedules.of_guild(guild)
            return schedules, await self.services.progress.report(guild, course)

        schedules, report = await interaction.client.read_together(found)
        positions = latest_chapters(await visible_schedules(interaction, schedules), report.course.key)
        report = replace(report, guild=replace(report.guild, positions=positions))
        say = reader_localizer(interaction)
        table = discord.File(io.BytesIO(group_table(report, say)), "lectern-group.csv")
        home = home_guild(interaction)
        facts = group_facts("" if home is None else home.name, report, say)
        chart = as_file(await self.services.pictures.group(facts, say), facts, say)
        return group_card(report, say, table, page, chart), [table] if chart is None else [table, chart]
