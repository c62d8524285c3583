"""How far the reader and the guild are: /progress and /next."""

from collections.abc import Sequence
from functools import partial

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.bot import LecternBot, Services
from bot.client.replies import answer_in_place, reader_localizer, server_localizer, show
from bot.client.routes import add_route
from bot.coming import coming_posts, next_lines
from bot.finishing import ReadFinish, drawn_certificate, give_finisher_role, read_finish
from bot.ids import GuildId, UserId
from bot.interactions import Interaction, home_guild, may_share, meant_course, pressed_course, share, suggest_course
from bot.progress.buttons import ProgressPage, ProgressPost, ShareCertificate, ShareProgress, ShowCertificate
from bot.progress.cards.finish import certificate_card, no_picture_card, not_finished_card, shared_certificate_card
from bot.progress.cards.overview import next_card, progress_card, shared_progress_card
from bot.progress.model import MemberProgress
from bot.schedules.coming import ComingPosts
from bot.ui.cards import Card
from bot.ui.note_cards import note_card, servers_only_card
from cogs.progress.pictures import ReadProgress, read_progress, seen_progress


class Showing(commands.Cog):
    """Shows progress."""

    services: Services

    def add_progress_routes(self, bot: LecternBot) -> None:
        """Register the handlers of the buttons."""
        add_route(bot, ProgressPost, self.show_progress)
        add_route(bot, ProgressPage, self.turn_progress)
        add_route(bot, ShareProgress, self.share_progress)
        add_route(bot, ShowCertificate, self.show_certificate)
        add_route(bot, ShareCertificate, self.share_certificate)

    @app_commands.command(
        name=locale_str("progress"), description=locale_str("Show what you and this server have watched")
    )
    @app_commands.rename(course=locale_str("course"))
    @app_commands.describe(course=locale_str("Which course, where this server has several"))
    @app_commands.autocomplete(course=suggest_course)
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    async def progress(self, interaction: Interaction, course: str | None = None) -> None:
        """Show the reader's progress and the guild's."""
        if (guild := await self._here(interaction)) is not None:

            async def found() -> ReadProgress:
                return await read_progress(interaction, guild, await meant_course(interaction, course))

            await self._show_progress(interaction, await interaction.client.read_together(found))

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

        async def found() -> tuple[MemberProgress, list[ComingPosts]]:
            meant = await meant_course(interaction, course)
            member = await self.services.progress.member(GuildId(guild.id), UserId(interaction.user.id), meant)
            return member, await coming_posts(interaction.client, guild, meant)

        member, coming = await interaction.client.read_together(found)
        await show(interaction, next_card(member, say, await next_lines(interaction, member.course, coming)))

    async def show_progress(self, interaction: Interaction, action: ProgressPost) -> None:
        """Show progress, for the button of an announcement or a closing post."""
        if (read := await self._pressed(interaction, action.course)) is not None:
            await self._show_progress(interaction, read)

    async def turn_progress(self, interaction: Interaction, action: ProgressPage) -> None:
        """Redraw the private card of progress with another page."""
        if (read := await self._pressed(interaction, action.course)) is not None:
            card, files = await self._progress_card(interaction, read, action.page)
            await answer_in_place(interaction, card, files)

    @staticmethod
    async def _here(interaction: Interaction) -> GuildId | None:
        """Return the guild in which *interaction* was made; outside one answer so, and return None."""
        if interaction.guild_id is None:
            await show(interaction, servers_only_card(reader_localizer(interaction)))
            return None
        return GuildId(interaction.guild_id)

    async def _pressed(self, interaction: Interaction, ref: int) -> ReadProgress | None:
        """Return the user's progress in the course called *ref*; where there is none, answer so, and return None."""
        guild = await self._here(interaction)
        if guild is None or (course := await pressed_course(interaction, ref)) is None:
            return None
        return await interaction.client.read_together(partial(read_progress, interaction, guild, course))

    async def _show_progress(self, interaction: Interaction, read: ReadProgress) -> None:
        card, files = await self._progress_card(interaction, read)
        await show(interaction, card, files=files)
        await self._give_role(interaction, read)

    async def _give_role(self, interaction: Interaction, read: ReadProgress) -> None:
        """Give the reader the role of those who have finished, if they have finished the course without getting it."""
        role, user = read.settings.finisher_role, interaction.user
        if role is None or not isinstance(user, discord.Member) or user.get_role(role) is not None:
            return
        if read.member.is_complete:
            told = await give_finisher_role(interaction, read.settings, reader_localizer(interaction))
            if told is not None:
                await show(interaction, note_card(told))

    async def _progress_card(
        self, interaction: Interaction, read: ReadProgress, page: int | None = None
    ) -> tuple[Card, Sequence[discord.File]]:
        """Return the card of progress with its picture."""
        say = reader_localizer(interaction)
        seen = await seen_progress(interaction, read, say)
        coming = await next_lines(interaction, read.member.course, read.coming)
        card = progress_card(seen.member, seen.guild, say, page, streak=seen.streak, coming=coming, drawn=seen.drawn)
        return card, seen.files

    async def share_progress(self, interaction: Interaction, action: ShareProgress) -> None:
        """Post how far the reader is for everyone, in the guild's language."""
        read, home = await self._pressed(interaction, action.course), home_guild(interaction)
        if read is None or not await may_share(interaction, action) or home is None:
            return
        say = server_localizer(home, read.settings.locale)
        seen = await seen_progress(interaction, read, say)
        by = interaction.user.mention
        card = shared_progress_card(seen.member, seen.streak, say, by=by, drawn=seen.drawn)
        await share(interaction, card, say.locale, seen.files)

    async def show_certificate(self, interaction: Interaction, action: ShowCertificate) -> None:
        """Show the reader's certificate, or say how far they are."""
        say = reader_localizer(interaction)
        if (read := await self._finished(interaction, action.course)) is None:
            return
        if (drawn := await drawn_certificate(interaction, read, say)) is None:
            await show(interaction, no_picture_card(say))
            return
        await show(interaction, certificate_card(read.member.course, say, *drawn), files=drawn)

    async def share_certificate(self, interaction: Interaction, action: ShareCertificate) -> None:
        """Post for everyone that the reader has finished, in the guild's language."""
        read, home = await self._finished(interaction, action.course), home_guild(interaction)
        if read is None or not await may_share(interaction, action) or home is None:
            return
        say = server_localizer(home, read.settings.locale)
        if (drawn := await drawn_certificate(interaction, read, say)) is None:
            await show(interaction, no_picture_card(reader_localizer(interaction)))
            return
        picture, _ = drawn
        card = shared_certificate_card(read.member.course, say, picture, by=interaction.user.mention)
        await share(interaction, card, say.locale, [picture])

    async def _finished(self, interaction: Interaction, ref: int) -> ReadFinish | None:
        """Return how the reader finished the course called *ref*; else answer how far they are, or why not."""
        guild = await self._here(interaction)
        if guild is None or (course := await pressed_course(interaction, ref)) is None:
            return None
        read = await interaction.client.read_together(partial(read_finish, interaction, guild, course))
        if not read.member.is_complete:
            await show(interaction, not_finished_card(read.member, reader_localizer(interaction)))
            return None
        return read
