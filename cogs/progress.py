"""Watched chapters: /progress, /next, and the buttons that mark a chapter."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from discord import app_commands, ui
from discord.app_commands import locale_str
from discord.ext import commands

from bot.bot import LecternBot
from bot.client.replies import answer_in_place, reader_localizer, show
from bot.client.routes import add_route
from bot.client.undoing import answer_undo
from bot.coming import next_posts, tell_offer
from bot.courses.buttons import CardRewatched, CardUnwatched, CardWatched, Watched
from bot.courses.cards import chapter_card
from bot.courses.model import Course
from bot.ids import ChapterId, GuildId, UserId
from bot.interactions import Interaction, home_guild, meant_course, pressed_course, suggest_course
from bot.progress.buttons import ProgressPage, ProgressPost, Rewatched, UndoMark, Unwatched, WatchedPost
from bot.progress.cards import (
    alone_again_card,
    marked_card,
    next_card,
    progress_card,
    unmarked_card,
    unmarked_chapter_card,
)
from bot.progress.model import Mark, Marking
from bot.schedules.discord.selection import visible_schedules
from bot.schedules.posts import latest_chapters
from bot.ui.cards import Card
from bot.ui.note_cards import no_such_chapter_card, servers_only_card
from bot.undo.model import UndoKind, UndoResult

MarkAction = Watched | WatchedPost | Unwatched | UndoMark | Rewatched | CardWatched | CardUnwatched | CardRewatched
Place = tuple[GuildId, UserId, Course, ChapterId]


class Progress(commands.Cog):
    """Marks chapters watched, and shows progress."""

    def __init__(self, bot: LecternBot) -> None:
        self._services = bot.services
        add_route(bot, Watched, self.mark)
        add_route(bot, WatchedPost, self.mark)
        add_route(bot, ProgressPost, self.show_progress)
        add_route(bot, ProgressPage, self.turn_progress)
        add_route(bot, Unwatched, self.unmark)
        add_route(bot, UndoMark, self.undo_mark)
        add_route(bot, Rewatched, self.mark_again)
        add_route(bot, CardWatched, self.toggle)
        add_route(bot, CardUnwatched, self.toggle)
        add_route(bot, CardRewatched, self.toggle_back)

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
        member = await self._services.progress.member(GuildId(guild.id), UserId(interaction.user.id), meant)
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
        elif (course := await pressed_course(interaction, action.course)) is not None:
            card = await self._progress_card(interaction, course, action.page)
            if card is not None:
                await answer_in_place(interaction, card)

    async def _show_progress(self, interaction: Interaction, course: Course) -> None:
        if (card := await self._progress_card(interaction, course)) is not None:
            await show(interaction, card)

    async def _progress_card(self, interaction: Interaction, course: Course, page: int | None = None) -> Card | None:
        """Return the card of progress; outside a guild, answer that there is none, and return None."""
        if interaction.guild_id is None:
            await show(interaction, servers_only_card(reader_localizer(interaction)))
            return None
        guild = GuildId(interaction.guild_id)
        member = await self._services.progress.member(guild, UserId(interaction.user.id), course)
        schedules = await visible_schedules(interaction, await self._services.schedules.of_guild(guild))
        together = await self._services.progress.guild(guild, course, latest_chapters(schedules, course.key))
        coming = await next_posts(interaction, course)
        return progress_card(member, together, reader_localizer(interaction), page, coming)

    async def mark(self, interaction: Interaction, action: Watched | WatchedPost) -> None:
        """Mark a chapter from a public card, and confirm it in private."""
        if (place := await self._place(interaction, action)) is not None:
            marking = await self._services.progress.mark(*place)
            offers = isinstance(action, WatchedPost) and marking.before is None
            more = await tell_offer(interaction, place[0]) if offers else []
            await show(interaction, await self._marked(interaction, place, marking, more))

    async def _marked(
        self, interaction: Interaction, place: Place, marking: Marking, more: Sequence[ui.Button[Any]] = ()
    ) -> Card:
        guild, user, course, chapter = place
        progress = await self._services.progress.member(guild, user, course)
        return marked_card(course.chapter(chapter), progress, marking, reader_localizer(interaction), more)

    async def unmark(self, interaction: Interaction, action: Unwatched) -> None:
        """Unmark a chapter, and say so in place of the card that told of the mark."""
        if (place := await self._place(interaction, action)) is not None:
            mark, (_, _, course, chapter) = await self._services.progress.unmark(*place), place
            card = unmarked_card(course, course.chapter(chapter), mark, reader_localizer(interaction))
            await answer_in_place(interaction, card)

    async def undo_mark(self, interaction: Interaction, action: UndoMark) -> None:
        """Take back what a press on "Mark watched" did, in place of the card that confirmed it, or say why not."""
        if (place := await self._place(interaction, action)) is None:
            return
        given, was_alone = _mark(interaction, action), action.was_alone
        result = await self._services.progress.undo_mark(*place, given, was_alone=was_alone)
        (_, _, course, key), say, done = place, reader_localizer(interaction), None
        if result is UndoResult.DONE:
            chapter = course.chapter(key)
            done = alone_again_card(chapter, say) if was_alone else unmarked_card(course, chapter, given, say)
        await answer_undo(interaction, UndoKind.MARKS, result, done)

    async def mark_again(self, interaction: Interaction, action: Rewatched) -> None:
        """Give a chapter its mark back, in place of the card that said that it was taken off."""
        if (place := await self._place(interaction, action)) is not None:
            marking = await self._services.progress.mark_again(*place, _mark(interaction, action))
            await answer_in_place(interaction, await self._marked(interaction, place, marking))

    async def toggle(self, interaction: Interaction, action: CardWatched | CardUnwatched) -> None:
        """Mark or unmark the chapter of a private card, and redraw it."""
        if (place := await self._place(interaction, action)) is None:
            return
        (_, _, course, key), say = place, reader_localizer(interaction)
        if isinstance(action, CardWatched):
            await self._services.progress.mark(*place)
            card = chapter_card(course, course.chapter(key), say, watched=True)
        else:
            mark = await self._services.progress.unmark(*place)
            card = unmarked_chapter_card(course, course.chapter(key), mark, say)
        await answer_in_place(interaction, card)

    async def toggle_back(self, interaction: Interaction, action: CardRewatched) -> None:
        """Give the chapter of a private card its mark back, and redraw it."""
        if (place := await self._place(interaction, action)) is not None:
            await self._services.progress.mark_again(*place, _mark(interaction, action))
            (_, _, course, key), say = place, reader_localizer(interaction)
            await answer_in_place(interaction, chapter_card(course, course.chapter(key), say, watched=True))

    @staticmethod
    async def _place(interaction: Interaction, action: MarkAction) -> Place | None:
        """Return guild, user, course and chapter of a mark; if there can be none, answer why, and return None."""
        if interaction.guild_id is None:
            await show(interaction, servers_only_card(reader_localizer(interaction)))
            return None
        if (course := await pressed_course(interaction, action.course)) is None:
            return None
        if (chapter := course.get(action.chapter)) is None:
            await show(interaction, no_such_chapter_card(reader_localizer(interaction), str(action.chapter)))
            return None
        return GuildId(interaction.guild_id), UserId(interaction.user.id), course, chapter.key


def _mark(interaction: Interaction, action: UndoMark | Rewatched | CardRewatched) -> Mark:
    """Return the mark that *action* carries; a time that was made up is never ahead."""
    latest = int(interaction.client.clock().timestamp())
    return Mark(datetime.fromtimestamp(min(action.at, latest), UTC), action.together)


async def setup(bot: LecternBot) -> None:
    """Add the cog."""
    await bot.add_cog(Progress(bot))
