"""Watched chapters: /progress, /next, and the buttons that mark a chapter."""

from datetime import UTC, datetime

from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.bot import LecternBot
from bot.client.replies import answer_in_place, reader_localizer, show
from bot.client.routes import add_route
from bot.client.undoing import answer_undo
from bot.courses.buttons import CardRewatched, CardUnwatched, CardWatched, Watched
from bot.courses.cards import chapter_card
from bot.ids import ChapterId, GuildId, UserId
from bot.interactions import Interaction, home_guild
from bot.progress.buttons import ProgressPost, Rewatched, UndoMark, Unwatched, WatchedPost
from bot.progress.cards import (
    alone_again_card,
    marked_card,
    next_card,
    progress_card,
    unmarked_card,
    unmarked_chapter_card,
)
from bot.progress.model import Mark
from bot.schedules.discord.selection import visible_schedules
from bot.schedules.posts import latest_chapters
from bot.ui.note_cards import no_such_chapter_card, servers_only_card
from bot.undo.model import UndoKind, UndoResult


class Progress(commands.Cog):
    """Marks chapters watched, and shows progress."""

    def __init__(self, bot: LecternBot) -> None:
        self._services = bot.services
        add_route(bot, Watched, self.mark)
        add_route(bot, WatchedPost, self.mark)
        add_route(bot, ProgressPost, self.show_progress)
        add_route(bot, Unwatched, self.unmark)
        add_route(bot, UndoMark, self.undo_mark)
        add_route(bot, Rewatched, self.mark_again)
        add_route(bot, CardWatched, self.toggle)
        add_route(bot, CardUnwatched, self.toggle)
        add_route(bot, CardRewatched, self.toggle_back)

    @app_commands.command(
        name=locale_str("progress"), description=locale_str("Show what you and this server have watched")
    )
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    async def progress(self, interaction: Interaction) -> None:
        """Show the reader's progress and the guild's."""
        await self.show_progress(interaction)

    @app_commands.command(
        name=locale_str("next"), description=locale_str("Show the next chapter that you have not watched")
    )
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    async def next_chapter(self, interaction: Interaction) -> None:
        """Show what the reader should watch next, and why that one."""
        say, guild = reader_localizer(interaction), home_guild(interaction)
        if guild is None:
            await show(interaction, servers_only_card(say))
            return
        member = await self._services.progress.member(GuildId(guild.id), UserId(interaction.user.id))
        await show(interaction, next_card(member, say))

    async def show_progress(self, interaction: Interaction, _action: ProgressPost | None = None) -> None:
        """Show progress, for the command or a closing post's button."""
        if interaction.guild_id is None:
            await show(interaction, servers_only_card(reader_localizer(interaction)))
            return
        guild = GuildId(interaction.guild_id)
        member = await self._services.progress.member(guild, UserId(interaction.user.id))
        schedules = await visible_schedules(interaction, await self._services.schedules.of_guild(guild))
        together = await self._services.progress.guild(guild, latest_chapters(schedules))
        await show(interaction, progress_card(self._services.course, member, together, reader_localizer(interaction)))

    async def mark(self, interaction: Interaction, action: Watched | WatchedPost) -> None:
        """Mark a chapter from a public card, and confirm it in private."""
        if (place := await self._place(interaction, action.chapter)) is None:
            return
        marking = await self._services.progress.mark(*place)
        progress, chapter = await self._services.progress.member(*place[:2]), self._services.course.chapter(place[2])
        await show(interaction, marked_card(chapter, progress, marking, reader_localizer(interaction)))

    async def unmark(self, interaction: Interaction, action: Unwatched) -> None:
        """Unmark a chapter, and say so in place of the card that told of the mark."""
        if (place := await self._place(interaction, action.chapter)) is None:
            return
        mark, chapter = await self._services.progress.unmark(*place), self._services.course.chapter(place[2])
        await answer_in_place(interaction, unmarked_card(chapter, mark, reader_localizer(interaction)))

    async def undo_mark(self, interaction: Interaction, action: UndoMark) -> None:
        """Take back what a press on "Mark watched" did, in place of the card that confirmed it, or say why not."""
        if (place := await self._place(interaction, action.chapter)) is None:
            return
        given, was_alone = _mark(interaction, action), action.was_alone
        result = await self._services.progress.undo_mark(*place, given, was_alone=was_alone)
        chapter, say, done = self._services.course.chapter(place[2]), reader_localizer(interaction), None
        if result is UndoResult.DONE:
            done = alone_again_card(chapter, say) if was_alone else unmarked_card(chapter, given, say)
        await answer_undo(interaction, UndoKind.MARKS, result, done)

    async def mark_again(self, interaction: Interaction, action: Rewatched) -> None:
        """Give a chapter its mark back, in place of the card that said that it was taken off."""
        if (place := await self._place(interaction, action.chapter)) is None:
            return
        marking = await self._services.progress.mark_again(*place, _mark(interaction, action))
        progress, chapter = await self._services.progress.member(*place[:2]), self._services.course.chapter(place[2])
        await answer_in_place(interaction, marked_card(chapter, progress, marking, reader_localizer(interaction)))

    async def toggle(self, interaction: Interaction, action: CardWatched | CardUnwatched) -> None:
        """Mark or unmark the chapter of a private card, and redraw it."""
        if (place := await self._place(interaction, action.chapter)) is None:
            return
        course, chapter, say = (
            self._services.course,
            self._services.course.chapter(place[2]),
            reader_localizer(interaction),
        )
        if isinstance(action, CardWatched):
            await self._services.progress.mark(*place)
            card = chapter_card(course, chapter, say, watched=True)
        else:
            mark = await self._services.progress.unmark(*place)
            card = unmarked_chapter_card(course, chapter, mark, say)
        await answer_in_place(interaction, card)

    async def toggle_back(self, interaction: Interaction, action: CardRewatched) -> None:
        """Give the chapter of a private card its mark back, and redraw it."""
        if (place := await self._place(interaction, action.chapter)) is None:
            return
        await self._services.progress.mark_again(*place, _mark(interaction, action))
        chapter, say = self._services.course.chapter(place[2]), reader_localizer(interaction)
        await answer_in_place(interaction, chapter_card(self._services.course, chapter, say, watched=True))

    async def _place(self, interaction: Interaction, number: int) -> tuple[GuildId, UserId, ChapterId] | None:
        """Return guild, user and chapter of a mark; if there can be none, answer why, and return None."""
        if interaction.guild_id is None:
            await show(interaction, servers_only_card(reader_localizer(interaction)))
            return None
        if self._services.course.get(number) is None:
            await show(interaction, no_such_chapter_card(reader_localizer(interaction), str(number)))
            return None
        return GuildId(interaction.guild_id), UserId(interaction.user.id), ChapterId(number)


def _mark(interaction: Interaction, action: UndoMark | Rewatched | CardRewatched) -> Mark:
    """Return the mark that *action* carries; a time that was made up is never ahead."""
    latest = int(interaction.client.clock().timestamp())
    return Mark(datetime.fromtimestamp(min(action.at, latest), UTC), action.together)


async def setup(bot: LecternBot) -> None:
    """Add the cog."""
    await bot.add_cog(Progress(bot))
