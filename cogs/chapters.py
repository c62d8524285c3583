"""Looking chapters up: /chapter and /course, and the buttons of a chapter's card."""

from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.bot import LecternBot
from bot.client.choices import chapter_choices
from bot.client.replies import answer_in_place, reader_localizer, show
from bot.client.routes import add_route
from bot.courses.buttons import OpenChapter, ShareChapter, ShowChapter
from bot.courses.cards import chapter_card, course_card, shared_chapter_card
from bot.courses.model import Chapter
from bot.ids import ChapterId, GuildId
from bot.interactions import Interaction, home_guild, may_share, public_localizer, watched_here
from bot.schedules.discord.selection import visible_schedules
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

    @app_commands.command(name=locale_str("chapter"), description=locale_str("Show one chapter of the course"))
    @app_commands.rename(which=locale_str("which"))
    @app_commands.describe(which=locale_str("Its number, its title or something it teaches"))
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def chapter(self, interaction: Interaction, which: str) -> None:
        """Show the chapter that *which* means, or say that there is none."""
        chapter = await self._find(interaction, self._services.lookup.resolve(which), which)
        if chapter is not None:
            await show(interaction, await self._card(interaction, chapter))

    @chapter.autocomplete("which")
    async def suggest(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Autocomplete with chapters, by number, title and topic."""
        return chapter_choices(interaction, self._services.lookup, typed)

    @app_commands.command(name=locale_str("course"), description=locale_str("Show the whole course at a glance"))
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def course(self, interaction: Interaction) -> None:
        """Show all chapters, those that the reader has watched, and those that visible schedules posted last."""
        watched, here = await watched_here(interaction), frozenset[ChapterId]()
        if (home := home_guild(interaction)) is not None:
            schedules = await self._services.schedules.of_guild(GuildId(home.id))
            here = latest_chapters(await visible_schedules(interaction, schedules))
        await show(interaction, course_card(self._services.course, reader_localizer(interaction), watched, here))

    async def turn_to(self, interaction: Interaction, action: ShowChapter) -> None:
        """Redraw the private card with another chapter."""
        if (chapter := await self._find(interaction, action.chapter)) is not None:
            await answer_in_place(interaction, await self._card(interaction, chapter))

    async def open(self, interaction: Interaction, action: OpenChapter) -> None:
        """Show a chapter on a new private card."""
        if (chapter := await self._find(interaction, action.chapter)) is not None:
            await show(interaction, await self._card(interaction, chapter))

    async def share(self, interaction: Interaction, action: ShareChapter) -> None:
        """Post a chapter for everyone, in the guild's language."""
        chapter = await self._find(interaction, action.chapter)
        if chapter is not None and await may_share(interaction, chapter.key):
            say = await public_localizer(interaction)
            card = shared_chapter_card(self._services.course, chapter, say, by=interaction.user.mention)
            await show(interaction, card, private=False)

    async def _find(self, interaction: Interaction, number: int | None, typed: str | None = None) -> Chapter | None:
        """Return the chapter *number*; if there is none, answer so, and return None."""
        chapter = None if number is None else self._services.course.get(number)
        if chapter is None:
            asked = str(number) if typed is None else typed
            await show(interaction, no_such_chapter_card(reader_localizer(interaction), asked))
        return chapter

    async def _card(self, interaction: Interaction, chapter: Chapter) -> Card:
        chapters = await watched_here(interaction)
        watched = None if chapters is None else chapter.key in chapters
        return chapter_card(self._services.course, chapter, reader_localizer(interaction), watched=watched)


async def setup(bot: LecternBot) -> None:
    """Add the cog."""
    await bot.add_cog(Chapters(bot))
