"""Bringing a course, and changing one: /courses add and edit."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.bot import LecternBot, Services
from bot.client.error_codes import FAILURES
from bot.client.replies import acknowledge, answer_in_place, reader_localizer, show
from bot.client.routes import add_form, add_route, ask
from bot.courses.buttons import CancelCourse, PasteCourse, ShowLessons, UseCourse
from bot.courses.drafts import CourseDraft
from bot.courses.imports import cards as upload_cards
from bot.courses.imports.cleaning import LARGEST_FILE
from bot.courses.imports.model import ImportRefusedError, RefusalKind
from bot.courses.imports.uploads import Upload, read_upload
from bot.courses.library_cards import (
    PASTED,
    TITLE,
    course_used_card,
    full_card,
    how_to_card,
    is_preview,
    paste_form,
    shown_title,
)
from bot.courses.model import LONGEST_TITLE, Course
from bot.courses.revision import CourseEdit, supplemented
from bot.courses.service import AddResult
from bot.ids import CourseId, GuildId, UserId
from bot.interactions import Interaction, organised_guild, own_course, pressed_course, suggest_own_course
from bot.storage.rows import Transaction
from bot.ui.note_cards import no_such_course_card


@dataclass(frozen=True, slots=True)
class Sent:
    """What an organiser has sent: the *content* of a file called *name*, or of a form, and what to make of it."""

    content: bytes
    name: str = ""
    title: str | None = None
    edits: Course | None = None


class Adding(commands.Cog):
    """Reads what organisers send as courses, shows what was read, and uses it when they say so."""

    services: Services

    def add_upload_routes(self, bot: LecternBot) -> None:
        """Register the handlers of the buttons on the cards of an upload."""
        add_route(bot, UseCourse, self.use)
        add_route(bot, ShowLessons, self.show_lessons)
        add_route(bot, CancelCourse, self.cancel)
        add_route(bot, PasteCourse, self.open_form, asks_form=True)
        add_form(bot, PasteCourse, self.pasted)

    @app_commands.command(name=locale_str("add"), description=locale_str("Bring a course: a file, or a list to paste"))
    @app_commands.rename(file=locale_str("file"), title=locale_str("title"))
    @app_commands.describe(
        file=locale_str("A list of links, a CSV or what yt-dlp -J writes (without it, a form to paste into)"),
        title=locale_str("What the course is called (as the file says, if you leave it out)"),
    )
    async def add(
        self,
        interaction: Interaction,
        file: discord.Attachment | None = None,
        title: app_commands.Range[str, 1, LONGEST_TITLE] | None = None,
    ) -> None:
        """Read a course from a file, or say what can be sent, and show what was read."""
        if (guild := await organised_guild(interaction)) is None:
            return
        if file is None:
            await show(interaction, how_to_card(None, reader_localizer(interaction)))
        else:
            await self._download(interaction, guild, file, title)

    @app_commands.command(name=locale_str("edit"), description=locale_str("Change a course; marks of its lessons stay"))
    @app_commands.rename(course=locale_str("course"), file=locale_str("file"))
    @app_commands.describe(
        course=locale_str("Which of the courses that this server brought"),
        file=locale_str("The whole course anew, such as the changed file of /courses export"),
    )
    @app_commands.autocomplete(course=suggest_own_course)
    async def edit(self, interaction: Interaction, course: str, file: discord.Attachment | None = None) -> None:
        """Read a course anew, and show what that would change."""
        if (guild := await organised_guild(interaction)) is None:
            return
        if (own := await own_course(interaction, guild, course)) is None:
            return
        if file is None:
            await show(interaction, how_to_card(own, reader_localizer(interaction)))
        else:
            await self._download(interaction, guild, file, None, own)

    async def open_form(self, interaction: Interaction, action: PasteCourse) -> None:
        """Open the form to paste a course into."""
        if await organised_guild(interaction) is None:
            return
        edits = await pressed_course(interaction, action.edits) if action.edits else None
        if edits is not None or not action.edits:
            await ask(interaction, paste_form(edits, reader_localizer(interaction)))

    async def pasted(self, interaction: Interaction, action: PasteCourse, typed: Mapping[str, str]) -> None:
        """Read a course that was pasted into the form."""
        if (guild := await organised_guild(interaction)) is None:
            return
        edits, title = None, typed.get(TITLE, "").strip() or None
        if action.edits:
            if (edits := await pressed_course(interaction, action.edits)) is None:
                return
            title = None if title == shown_title(edits, reader_localizer(interaction)) else title
        await self._preview(interaction, guild, Sent(typed.get(PASTED, "").encode(), "", title, edits))

    async def _download(
        self,
        interaction: Interaction,
        guild: GuildId,
        file: discord.Attachment,
        title: str | None,
        edits: Course | None = None,
    ) -> None:
        say = reader_localizer(interaction)
        await acknowledge(interaction, thinking=True)
        try:
            content = await file.read() if file.size <= LARGEST_FILE else None
        except FAILURES:
            await show(interaction, upload_cards.unreachable_card(say))
            return
        if content is None:
            await show(interaction, upload_cards.refused_card(ImportRefusedError(RefusalKind.TOO_LARGE), say))
        else:
            await self._preview(interaction, guild, Sent(content, file.filename, title, edits))

    async def _preview(self, interaction: Interaction, guild: GuildId, sent: Sent) -> None:
        """Show what was read of what was *sent*, and keep it until it is used."""
        say, edits = reader_localizer(interaction), sent.edits
        key, former = (CourseId("new"), None) if edits is None else (edits.key, edits.title)
        try:
            # The worst files take seconds.
            upload = await asyncio.to_thread(read_upload, sent.content, sent.name, key, sent.title, former)
        except ImportRefusedError as error:
            await show(interaction, upload_cards.refused_card(error, say))
            return
        if not isinstance(upload, Upload):
            await show(interaction, upload_cards.broken_file_card(upload, say))
            return
        course = upload.course if edits is None or upload.is_whole else supplemented(edits, upload.course)
        draft = CourseDraft(guild, UserId(interaction.user.id), course, None if edits is None else key)
        edit = await self.services.courses.begin_draft(draft)
        card = no_such_course_card(say)
        if edit is not None:
            card = upload_cards.preview_card(edit, upload.problems, upload.hosts, edit.seen, say)
        await show(interaction, card)

    async def use(self, interaction: Interaction, action: UseCourse) -> None:
        """Add the uploaded course, or edit one by it."""
        if (guild := await organised_guild(interaction)) is None:
            return
        say, user = reader_localizer(interaction), UserId(interaction.user.id)

        async def follow(tx: Transaction, edit: CourseEdit) -> None:
            await self.services.schedules.follow_edit(tx, guild, edit, user)

        in_use = dict.fromkeys(schedule.course for schedule in await self.services.schedules.of_guild(guild))
        result, edit = await self.services.courses.use_draft(guild, user, action.seen, beside=[*in_use], follow=follow)
        if edit is None:
            gone = full_card(say) if result is AddResult.FULL else upload_cards.draft_gone_card(say)
            await answer_in_place(interaction, gone)
            return
        courses = await self.services.courses.of_guild(guild)
        await answer_in_place(interaction, course_used_card(edit, courses, say))
        await self.services.answers.of(edit.after)  # so that the first question need not wait for it

    async def show_lessons(self, interaction: Interaction, action: ShowLessons) -> None:
        """Show a page of the lessons of what was uploaded."""
        if (guild := await organised_guild(interaction)) is None:
            return
        say = reader_localizer(interaction)
        draft = await self.services.courses.draft(guild, UserId(interaction.user.id))
        card = upload_cards.draft_gone_card(say)
        if draft is not None:
            card = upload_cards.lessons_card(draft.course, action.page, say)
        is_turned = interaction.message is not None and not is_preview(interaction.message)
        await (answer_in_place if is_turned else show)(interaction, card)

    async def cancel(self, interaction: Interaction, _action: CancelCourse) -> None:
        """Forget what was uploaded."""
        if (guild := await organised_guild(interaction)) is not None:
            await self.services.courses.drop_draft(guild, UserId(interaction.user.id))
            await answer_in_place(interaction, upload_cards.cancelled_card(reader_localizer(interaction)))
