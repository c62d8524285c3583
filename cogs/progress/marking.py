"""Buttons that mark one chapter watched, or take its mark off."""

from datetime import UTC, datetime
from functools import partial
from typing import Any

from discord.ext import commands
from discord.ui import Button

from bot.bot import LecternBot, Services
from bot.client.replies import answer_in_place, reader_localizer, show
from bot.client.routes import add_route
from bot.client.undoing import answer_undo
from bot.coming import tell_offer
from bot.courses.buttons import CardRewatched, CardUnwatched, CardWatched, Watched
from bot.courses.cards import chapter_card
from bot.finishing import congratulate
from bot.ids import GuildId
from bot.interactions import Interaction
from bot.progress.buttons import Rewatched, UndoMark, Unwatched, WatchedPost
from bot.progress.cards.marks import alone_again_card, marked_card, own_lines, unmarked_card, unmarked_chapter_card
from bot.progress.model import Mark, Marking, MemberProgress
from bot.undo.model import UndoKind, UndoResult
from cogs.progress.places import marked_place


class SingleMarks(commands.Cog):
    """Marks one chapter at a time."""

    services: Services

    def add_mark_routes(self, bot: LecternBot) -> None:
        """Register the handlers of the buttons."""
        add_route(bot, Watched, self.mark)
        add_route(bot, WatchedPost, self.mark)
        add_route(bot, Unwatched, self.unmark)
        add_route(bot, UndoMark, self.undo_mark)
        add_route(bot, Rewatched, self.mark_again)
        add_route(bot, CardWatched, self.toggle)
        add_route(bot, CardUnwatched, self.toggle)
        add_route(bot, CardRewatched, self.toggle_back)

    async def mark(self, interaction: Interaction, action: Watched | WatchedPost) -> None:
        """Mark a chapter from a public card, and confirm it in private."""
        if (place := await marked_place(interaction, action)) is not None:
            (guild, user, course, key), say = place, reader_localizer(interaction)

            async def found() -> tuple[MemberProgress, list[Button[Any]]]:
                offer = await tell_offer(interaction, guild) if isinstance(action, WatchedPost) else []
                return await self.services.progress.member(guild, user, course), offer

            marking, (progress, more) = await self.services.progress.mark(*place, found)
            await show(interaction, marked_card(course.chapter(key), progress, marking, say, more))
            await self._congratulate(interaction, marking, progress)

    async def unmark(self, interaction: Interaction, action: Unwatched) -> None:
        """Unmark a chapter, and say so in place of the card that told of the mark."""
        if (place := await marked_place(interaction, action)) is not None:
            (mark, change), (_, _, course, chapter) = await self.services.progress.unmark(*place), place
            card = unmarked_card(course, course.chapter(chapter), mark, reader_localizer(interaction), change)
            await answer_in_place(interaction, card)

    async def undo_mark(self, interaction: Interaction, action: UndoMark) -> None:
        """Take back what a press on "Mark watched" did, in place of the card that confirmed it, or say why not."""
        if (place := await marked_place(interaction, action)) is None:
            return
        given, was_alone = _mark(interaction, action), action.was_alone
        result = await self.services.progress.undo_mark(*place, given, was_alone=was_alone)
        (_, _, course, key), say, done = place, reader_localizer(interaction), None
        if result is UndoResult.DONE:
            chapter = course.chapter(key)
            done = alone_again_card(chapter, say) if was_alone else unmarked_card(course, chapter, given, say)
        await answer_undo(interaction, UndoKind.MARKS, result, done)

    async def mark_again(self, interaction: Interaction, action: Rewatched) -> None:
        """Give a chapter its mark back, in place of the card that said that it was taken off."""
        if (place := await marked_place(interaction, action)) is not None:
            marking = await self.services.progress.mark_again(*place, _mark(interaction, action), action.added)
            guild, user, course, key = place
            progress = await self.services.progress.member(guild, user, course)
            card = marked_card(course.chapter(key), progress, marking, reader_localizer(interaction))
            await answer_in_place(interaction, card)

    async def toggle(self, interaction: Interaction, action: CardWatched | CardUnwatched) -> None:
        """Mark or unmark the chapter of a private card, and redraw it."""
        if (place := await marked_place(interaction, action)) is None:
            return
        (guild, user, course, key), say = place, reader_localizer(interaction)
        if isinstance(action, CardWatched):
            member = partial(self.services.progress.member, guild, user, course)
            marking, progress = await self.services.progress.mark(*place, member)
            card = chapter_card(course, course.chapter(key), say, watched=True)
            await answer_in_place(interaction, card)
            await self._congratulate(interaction, marking, progress)
        else:
            mark, change = await self.services.progress.unmark(*place)
            card = unmarked_chapter_card(course, course.chapter(key), mark, say, change)
            await answer_in_place(interaction, card)

    @staticmethod
    async def _congratulate(interaction: Interaction, marking: Marking, progress: MemberProgress) -> None:
        """Congratulate the user if *marking* was of the last chapter that they had not watched."""
        if marking.before is None and progress.is_complete and interaction.guild_id is not None:
            await congratulate(interaction, GuildId(interaction.guild_id), progress.course)

    async def toggle_back(self, interaction: Interaction, action: CardRewatched) -> None:
        """Give the chapter of a private card its mark back, and redraw it."""
        if (place := await marked_place(interaction, action)) is not None:
            marking = await self.services.progress.mark_again(*place, _mark(interaction, action), action.added)
            (_, _, course, key), say = place, reader_localizer(interaction)
            own = own_lines(marking.after, say)
            await answer_in_place(interaction, chapter_card(course, course.chapter(key), say, watched=True, below=own))


def _mark(interaction: Interaction, action: UndoMark | Rewatched | CardRewatched) -> Mark:
    """Return the mark that *action* carries; a time that was made up is never ahead."""
    latest = int(interaction.client.clock().timestamp())
    return Mark(datetime.fromtimestamp(min(action.at, latest), UTC), action.together)
