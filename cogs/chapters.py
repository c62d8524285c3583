"""Looking chapters up: /chapter and /course, and the buttons of a chapter's card."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.bot import LecternBot
from bot.client.choices import chapter_choices
from bot.client.replies import answer_in_place, reader_localizer, show
from bot.client.routes import add_route, chosen_values
from bot.coming import next_lines
from bot.courses.buttons import ChapterAction, ChooseChapter, CoursePage, OpenChapter, ShareChapter, ShowChapter
from bot.courses.cards import chapter_card, course_card, shared_chapter_card
from bot.courses.model import Chapter, Course
from bot.ids import ChapterId, GuildId
from bot.interactions import (
    Interaction,
    home_guild,
    may_share,
    meant_course,
    meant_with_progress,
    pressed_course,
    progress_here,
    public_localizer,
    share,
    suggest_course,
    watched_here,
)
from bot.progress.cards.marks import own_lines
from bot.progress.model import MemberProgress
from bot.schedules.coming import ComingPosts
from bot.schedules.discord.selection import visible_schedules
from bot.schedules.model import Schedule
from bot.schedules.posts import latest_chapters
from bot.ui.cards import Card
from bot.ui.note_cards import no_such_chapter_card


class Chapters(commands.Cog):
    """Shows one chapter, or the whole course."""

    def __init__(self, bot: LecternBot) -> None:
        self._services = bot.services
        add_route(bot, ShowChapter, self.turn_to)
        add_route(bot, OpenChapter, self.open)
        add_route(bot, ShareChapter, self.share)
        add_route(bot, CoursePage, self.turn_course)
        add_route(bot, ChooseChapter, self.chosen)

    @app_commands.command(name=locale_str("chapter"), description=locale_str("Show one chapter of the course"))
    @app_commands.rename(typed=locale_str("chapter"), course=locale_str("course"))
    @app_commands.describe(
        typed=locale_str("A number, a title or a topic; without it, all chapters to choose from"),
        course=locale_str("Which course, where this server has several"),
    )
    @app_commands.autocomplete(course=suggest_course)
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def chapter(self, interaction: Interaction, typed: str | None = None, course: str | None = None) -> None:
        """Show the chapter that was *typed*, or say that there is none; without it, all chapters."""
        if not (typed or "").strip():
            await show(interaction, await self._course_card(interaction, partial(meant_course, interaction, course)))
            return
        meant, progress = await meant_with_progress(interaction, course)
        found = self._services.lookups.get(meant).resolve(typed or "")
        chapter = await self._find(interaction, meant, found, typed or "")
        if chapter is not None:
            await show(interaction, self._drawn(interaction, meant, chapter, progress))

    @chapter.autocomplete("typed")
    async def suggest(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Autocomplete with chapters, by number, title and topic; with all before anything is typed."""
        course = await meant_course(interaction, interaction.namespace.course)
        return chapter_choices(interaction, self._services.lookups.get(course), typed)

    @app_commands.command(name=locale_str("course"), description=locale_str("Show the whole course at a glance"))
    @app_commands.rename(name=locale_str("course"))
    @app_commands.describe(name=locale_str("Which course, where this server has several"))
    @app_commands.autocomplete(name=suggest_course)
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def course(self, interaction: Interaction, name: str | None = None) -> None:
        """Show all chapters, those that the reader has watched, and those that visible schedules posted last."""
        await show(interaction, await self._course_card(interaction, partial(meant_course, interaction, name)))

    async def turn_course(self, interaction: Interaction, action: CoursePage) -> None:
        """Redraw the private card of the course with another page."""
        if (course := await pressed_course(interaction, action.course)) is not None:
            find = partial(self._services.courses.get, course.key)
            await answer_in_place(interaction, await self._course_card(interaction, find, action.page))

    async def _course_card(
        self, interaction: Interaction, find: Callable[[], Awaitable[Course]], page: int | None = None
    ) -> Card:
        """Return the card of the course that *find* reads."""
        home, bot = home_guild(interaction), interaction.client

        async def found() -> tuple[Course, frozenset[ChapterId] | None, Sequence[Schedule], Sequence[ComingPosts]]:
            course = await find()
            if home is None:
                return course, None, (), ()
            schedules = await self._services.schedules.of_guild(GuildId(home.id))
            coming = await self._services.following.coming([each for each in schedules if each.course == course.key])
            return course, await watched_here(interaction, course), schedules, coming

        course, watched, schedules, coming = await (found() if home is None else bot.read_together(found))
        here = latest_chapters(await visible_schedules(interaction, schedules), course.key)
        lines = await next_lines(interaction, course, coming)
        return course_card(course, reader_localizer(interaction), watched, here, page, lines)

    async def turn_to(self, interaction: Interaction, action: ShowChapter) -> None:
        """Redraw the private card with another chapter."""
        if (found := await self._pressed(interaction, action)) is not None:
            await answer_in_place(interaction, await self._card(interaction, *found))

    async def open(self, interaction: Interaction, action: OpenChapter) -> None:
        """Show a chapter on a new private card."""
        if (found := await self._pressed(interaction, action)) is not None:
            await show(interaction, await self._card(interaction, *found))

    async def chosen(self, interaction: Interaction, action: ChooseChapter) -> None:
        """Show the chapter that was chosen from the course's menu on a new private card."""
        if (course := await pressed_course(interaction, action.course)) is not None:
            chosen = "".join(chosen_values(interaction)[:1]) or "?"
            key = int(chosen) if chosen.isdecimal() else None
            if (chapter := await self._find(interaction, course, key, chosen)) is not None:
                await show(interaction, await self._card(interaction, course, chapter))

    async def share(self, interaction: Interaction, action: ShareChapter) -> None:
        """Post a chapter for everyone, in the guild's language."""
        found = await self._pressed(interaction, action)
        if found is not None and await may_share(interaction, (action.course, action.chapter)):
            course, chapter = found
            say = await public_localizer(interaction)
            card = shared_chapter_card(course, chapter, say, by=interaction.user.mention)
            await share(interaction, card, say.locale)

    async def _pressed(self, interaction: Interaction, action: ChapterAction) -> tuple[Course, Chapter] | None:
        """Return the course and the chapter of a button; if they are not there any more, answer so, and return None."""
        if (course := await pressed_course(interaction, action.course)) is None:
            return None
        chapter = await self._find(interaction, course, action.chapter)
        return None if chapter is None else (course, chapter)

    @staticmethod
    async def _find(interaction: Interaction, course: Course, key: int | None, typed: str = "") -> Chapter | None:
        """Return the chapter of *course* with the *key*; if there is none, answer so, and return None."""
        chapter = None if key is None else course.get(key)
        if chapter is None:
            await show(interaction, no_such_chapter_card(reader_localizer(interaction), typed or str(key)))
        return chapter

    async def _card(self, interaction: Interaction, course: Course, chapter: Chapter) -> Card:
        return self._drawn(interaction, course, chapter, await progress_here(interaction, course))

    @staticmethod
    def _drawn(interaction: Interaction, course: Course, chapter: Chapter, progress: MemberProgress | None) -> Card:
        say = reader_localizer(interaction)
        mark = None if progress is None else progress.marks.get(chapter.key)
        watched = None if progress is None else mark is not None
        return chapter_card(course, chapter, say, watched=watched, below=own_lines(mark, say))


async def setup(bot: LecternBot) -> None:
    """Add the cog."""
    await bot.add_cog(Chapters(bot))
