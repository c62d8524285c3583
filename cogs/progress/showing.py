"""How far the reader and the guild are: /progress and /next."""

import io
from collections.abc import Sequence
from datetime import datetime

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.bot import LecternBot, Services
from bot.client.replies import answer_in_place, reader_localizer, show
from bot.client.routes import add_route
from bot.coming import next_posts
from bot.courses.model import Course
from bot.ids import GuildId, UserId
from bot.interactions import Interaction, home_guild, meant_course, pressed_course, suggest_course, week_zone
from bot.pictures.texts import text_alternative
from bot.progress.buttons import ProgressPage, ProgressPost, ShowCertificate
from bot.progress.cards.finish import certificate_card, no_picture_card, not_finished_card
from bot.progress.cards.overview import next_card, progress_card
from bot.progress.discord import as_file, give_role
from bot.progress.pictures import certificate_facts, first_week, member_facts, weeks_of
from bot.progress.streaks import streak_of
from bot.schedules.discord.selection import visible_schedules
from bot.schedules.posts import latest_chapters
from bot.ui.cards import Card
from bot.ui.note_cards import note_card, servers_only_card


class Showing(commands.Cog):
    """Shows progress."""

    services: Services

    def add_progress_routes(self, bot: LecternBot) -> None:
        """Register the handlers of the buttons."""
        add_route(bot, ProgressPost, self.show_progress)
        add_route(bot, ProgressPage, self.turn_progress)
        add_route(bot, ShowCertificate, self.show_certificate)

    @app_commands.command(
        name=locale_str("progress"), description=locale_str("Show what you and this server have watched")
    )
    @app_commands.rename(course=locale_str("course"))
    @app_commands.describe(course=locale_str("Which course, where this server has several"))
    @app_commands.autocomplete(course=suggest_course)
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    async def progress(self, interaction: Interaction, course: str | None = None) -> None:
        """Show the reader's progress and the guild's."""
        await self._show_progress(interaction, await meant_course(interaction, course))

    @app_commands.command(
        name=locale_str("next"), description=locale_str("Show the next chapter that you have not watched")
    )
    @app_commands.rename(course=locale_str("course"))
    @app_commands.describe(course=locale_str("Which course, where this server has several"))
    @app_commands.autocomplete(course=suggest_course)
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    async def next_chapter(self, interaction: Interaction, course: str | None = None) -> None:
        """Show what the reader should watch next, and why that one."""
        say, guild = reader_localizer(interaction), home_guild(interaction)
        if guild is None:
            await show(interaction, servers_only_card(say))
            return
        meant = await meant_course(interaction, course)
        member = await self.services.progress.member(GuildId(guild.id), UserId(interaction.user.id), meant)
        await show(interaction, next_card(member, say, await next_posts(interaction, meant)))

    async def show_progress(self, interaction: Interaction, action: ProgressPost) -> None:
        """Show progress, for the button of an announcement or a closing post."""
        if interaction.guild_id is None:
            await show(interaction, servers_only_card(reader_localizer(interaction)))
        elif (course := await pressed_course(interaction, action.course)) is not None:
            await self._show_progress(interaction, course)

    async def turn_progress(self, interaction: Interaction, action: ProgressPage) -> None:
        """Redraw the private card of progress with another page."""
        if interaction.guild_id is None:
            await show(interaction, servers_only_card(reader_localizer(interaction)))
            return
        if (course := await pressed_course(interaction, action.course)) is None:
            return
        if (drawn := await self._progress_card(interaction, course, action.page)) is not None:
            await answer_in_place(interaction, *drawn)

    async def _show_progress(self, interaction: Interaction, course: Course) -> None:
        if (drawn := await self._progress_card(interaction, course)) is not None:
            card, files = drawn
            await show(interaction, card, files=files)
            await self._give_role(interaction, course)

    async def _give_role(self, interaction: Interaction, course: Course) -> None:
        """Give the reader the role of those who have finished, if they have finished *course* without getting it."""
        guild, user = GuildId(interaction.guild_id or 0), interaction.user
        role = (await self.services.guilds.settings(guild)).finisher_role
        if role is None or not isinstance(user, discord.Member) or user.get_role(role) is not None:
            return
        if (await self.services.progress.member(guild, UserId(user.id), course)).is_complete:
            say = reader_localizer(interaction)
            if (told := await give_role(interaction, role, say)) is not None:
                await show(interaction, note_card(told))

    async def _progress_card(
        self, interaction: Interaction, course: Course, page: int | None = None
    ) -> tuple[Card, Sequence[discord.File]] | None:
        """Return the card of progress with its picture; outside a guild, answer that there is none, and return None."""
        say = reader_localizer(interaction)
        if interaction.guild_id is None:
            await show(interaction, servers_only_card(say))
            return None
        here, now = GuildId(interaction.guild_id), interaction.client.clock()
        member = await self.services.progress.member(here, UserId(interaction.user.id), course)
        schedules = await visible_schedules(interaction, await self.services.schedules.of_guild(here))
        guild = await self.services.progress.guild(here, course, latest_chapters(schedules, course.key))
        posts = await self.services.schedules.group_posts(here, course.key)
        place = await week_zone(interaction, here, posts)
        marked = [mark.at for mark in member.marks.values()]
        streak = streak_of(marked, posts.free_weeks(now, place), now, place)
        since = datetime.combine(first_week(now, place), datetime.min.time(), place)
        group = await self.services.progress.marked_since(here, course, since)
        weeks = weeks_of(member, group, guild.watchers, now, place)
        facts = member_facts(interaction.user.display_name, member, guild, streak, weeks, say)
        drawn = as_file(await self.services.pictures.progress(facts, say), facts, say)
        coming = await next_posts(interaction, course)
        card = progress_card(member, guild, say, page, streak=streak, coming=coming, drawn=drawn)
        return card, [] if drawn is None else [drawn]

    async def show_certificate(self, interaction: Interaction, action: ShowCertificate) -> None:
        """Show the reader's certificate, or say how far they are."""
        say, home = reader_localizer(interaction), interaction.guild
        if home is None:
            await show(interaction, servers_only_card(say))
            return
        if (course := await pressed_course(interaction, action.course)) is None:
            return
        guild = GuildId(home.id)
        member = await self.services.progress.member(guild, UserId(interaction.user.id), course)
        if not member.is_complete:
            await show(interaction, not_finished_card(member, say))
            return
        posts = await self.services.schedules.group_posts(guild, course.key)
        place = await week_zone(interaction, guild, posts)
        facts = certificate_facts(interaction.user.display_name, home.name, member, place, say)
        if (drawn := await self.services.pictures.certificate(facts, say)) is None:
            await show(interaction, no_picture_card(say))
            return
        picture = discord.File(io.BytesIO(drawn.png), "certificate.png", description=text_alternative(facts, say))
        page = discord.File(io.BytesIO(drawn.pdf), "certificate.pdf")
        await show(interaction, certificate_card(say, picture, page), files=[picture, page])
