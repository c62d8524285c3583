"""/watched for one chapter or several, and what members add to a mark: how clear it was, and a note."""

from collections.abc import Mapping

from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.bot import LecternBot, Services
from bot.client.choices import chapter_choices
from bot.client.replies import answer_in_place, reader_localizer, show
from bot.client.routes import add_form, add_route, ask
from bot.client.undoing import answer_undo
from bot.finishing import congratulate
from bot.ids import GuildId, UserId
from bot.interactions import Interaction, home_guild, meant_course, suggest_course
from bot.progress.buttons import AskNote, NoteTyped, RateChapter, UndoMarks
from bot.progress.cards.marks import (
    NOTE_FIELD,
    added_card,
    marks_undone_card,
    note_form,
    several_card,
    unknown_chapters_card,
)
from bot.progress.model import CLARITIES, LONGEST_NOTE, MemberProgress
from bot.schedules.order import read_chapters
from bot.ui.note_cards import servers_only_card
from bot.undo.model import UndoKind
from cogs.progress.places import Place, marked_place


class Adding(commands.Cog):
    """Marks several chapters, and adds to marks."""

    services: Services

    def add_adding_routes(self, bot: LecternBot) -> None:
        """Register the handlers of the buttons and the form."""
        add_route(bot, UndoMarks, self.undo_marks)
        add_route(bot, RateChapter, self.rate)
        add_route(bot, AskNote, self.ask_note, asks_form=True)
        add_form(bot, NoteTyped, self.note)

    @app_commands.command(name=locale_str("watched"), description=locale_str("Mark chapters that you have watched"))
    @app_commands.rename(
        chapters=locale_str("chapters"),
        clarity=locale_str("clarity"),
        note=locale_str("note"),
        remove=locale_str("remove"),
        course=locale_str("course"),
    )
    @app_commands.describe(
        chapters=locale_str("One, several or all, such as: 3, or 1-4, or 1, 2, 5, or all"),
        clarity=locale_str("How clear it was, from 1 (not at all) to 5 (perfectly); only you see it"),
        note=locale_str("A note for yourself; only you see it"),
        remove=locale_str("Take the marks off instead"),
        course=locale_str("Which course, where this server has several"),
    )
    @app_commands.choices(clarity=[app_commands.Choice(name=str(value), value=value) for value in CLARITIES])
    @app_commands.autocomplete(course=suggest_course)
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    async def watched(
        self,
        interaction: Interaction,
        chapters: str,
        clarity: int | None = None,
        note: app_commands.Range[str, 1, LONGEST_NOTE] | None = None,
        remove: bool = False,  # noqa: FBT001, FBT002 - an option that Discord passes by name
        course: str | None = None,
    ) -> None:
        """Mark what *chapters* means watched, or *remove* its marks, and show what that changed."""
        say, guild = reader_localizer(interaction), home_guild(interaction)
        if guild is None:
            await show(interaction, servers_only_card(say))
            return
        meant = await meant_course(interaction, course)
        found = read_chapters(chapters, self.services.lookups.get(meant))
        if found.unknown or not found.chapters:
            await show(interaction, unknown_chapters_card(found.unknown or (chapters,), say))
            return
        progress, place = self.services.progress, (GuildId(guild.id), UserId(interaction.user.id), meant)
        if remove:
            change, undo, member = await progress.unmark_several(*place, found.chapters)
        else:
            own = None if note is None else note.strip() or None
            change, undo, member = await progress.mark_several(*place, found.chapters, clarity=clarity, note=own)
        await show(interaction, several_card(change, member, undo, say, marked=not remove))
        if change.adds and member.is_complete:
            await congratulate(interaction, place[0], meant)

    @watched.autocomplete("chapters")
    async def suggest_chapters(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Autocomplete with chapters, by number, title and topic."""
        course = await meant_course(interaction, interaction.namespace.course)
        return chapter_choices(interaction, self.services.lookups.get(course), typed)

    async def undo_marks(self, interaction: Interaction, action: UndoMarks) -> None:
        """Take a change of several marks back, in place of the card that confirmed it, or say why not."""
        if (guild := home_guild(interaction)) is None:
            await show(interaction, servers_only_card(reader_localizer(interaction)))
            return
        here, user, progress = GuildId(guild.id), UserId(interaction.user.id), self.services.progress
        result, change = await progress.undo(here, user, action.change)
        done = None
        if change is not None:
            course = await self.services.courses.get(change.course)
            done = marks_undone_card(change, await progress.member(here, user, course), reader_localizer(interaction))
        await answer_undo(interaction, UndoKind.OWN_MARKS, result, done)

    async def rate(self, interaction: Interaction, action: RateChapter) -> None:
        """Record how clear a chapter was, and redraw the private card."""
        if (place := await marked_place(interaction, action)) is not None:
            progress = await self.services.progress.rate(*place, action.clarity)
            await self._show_added(interaction, place, progress)

    async def ask_note(self, interaction: Interaction, action: AskNote) -> None:
        """Open the form for a note."""
        if (place := await marked_place(interaction, action)) is not None:
            guild, user, course, key = place
            mark = (await self.services.progress.member(guild, user, course)).marks.get(key)
            note = None if mark is None else mark.note
            await ask(interaction, note_form(course, course.chapter(key), note, reader_localizer(interaction)))

    async def note(self, interaction: Interaction, action: NoteTyped, typed: Mapping[str, str]) -> None:
        """Record the note that was typed, and redraw the private card."""
        if (place := await marked_place(interaction, action)) is not None:
            note = typed.get(NOTE_FIELD, "").strip()[:LONGEST_NOTE] or None
            await self._show_added(interaction, place, await self.services.progress.note(*place, note))

    @staticmethod
    async def _show_added(interaction: Interaction, place: Place, progress: MemberProgress) -> None:
        *_, course, key = place
        await answer_in_place(interaction, added_card(course.chapter(key), progress, reader_localizer(interaction)))
