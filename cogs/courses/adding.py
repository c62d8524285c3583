"""Courses that a server brings: /courses add, list, choose, edit, export and remove."""

import asyncio
import io
from collections.abc import Mapping
from functools import partial

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.bot import LecternBot
from bot.client.replies import answer_in_place, reader_localizer, show
from bot.client.routes import add_form, add_route, ask, chosen_values
from bot.courses.buttons import CancelCourse, ChooseCourses, PasteCourse, RemoveCourse, ShowLessons, UseCourse
from bot.courses.drafts import CourseDraft
from bot.courses.imports import ImportRefusedError
from bot.courses.imports.cards import (
    broken_file_card,
    cancelled_card,
    draft_gone_card,
    lessons_card,
    preview_card,
    refused_card,
)
from bot.courses.imports.uploads import LARGEST_UPLOAD, Upload, read_upload
from bot.courses.library_cards import (
    PASTED,
    TITLE,
    choice_card,
    course_used_card,
    courses_card,
    full_card,
    not_own_card,
    paste_form,
    remove_question_card,
    removed_card,
    still_posted_card,
)
from bot.courses.model import Course
from bot.courses.service import AddResult
from bot.ids import CourseId, GuildId, UserId
from bot.interactions import Interaction, guild_courses, organised_guild, suggest_course
from bot.ui.cards import Card
from bot.ui.note_cards import no_such_course_card


@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
@app_commands.default_permissions(manage_guild=True)
class Courses(
    commands.GroupCog,
    group_name=locale_str("courses"),
    group_description=locale_str("Bring courses of your own to this server, and choose which it uses"),
):
    """The command group /courses: which courses a guild has, and uses."""

    def __init__(self, bot: LecternBot) -> None:
        self._bot, self._services = bot, bot.services
        add_route(bot, UseCourse, self.use)
        add_route(bot, ShowLessons, self.show_lessons)
        add_route(bot, CancelCourse, self.cancel)
        add_route(bot, RemoveCourse, self.confirm_remove)
        add_route(bot, ChooseCourses, self.chosen)
        add_form(bot, PasteCourse, self.pasted)

    @app_commands.command(name=locale_str("add"), description=locale_str("Add a course: a file, or a list to paste"))
    @app_commands.rename(file=locale_str("file"), title=locale_str("title"))
    @app_commands.describe(
        file=locale_str("A list of links, a CSV, what yt-dlp -J writes (without it, a form opens to paste into)"),
        title=locale_str("What the course is called (as the file says, if you leave it out)"),
    )
    async def add(
        self,
        interaction: Interaction,
        file: discord.Attachment | None = None,
        title: app_commands.Range[str, 1, 100] | None = None,
    ) -> None:
        """Read a course from a file, or open a form, and show what was read."""
        if (guild := await organised_guild(interaction)) is None:
            return
        if file is None:
            await ask(interaction, paste_form(None, reader_localizer(interaction)))
        else:
            await self._preview(interaction, guild, await _downloaded(file), file.filename, title)

    @app_commands.command(name=locale_str("edit"), description=locale_str("Change a course; marks of its lessons stay"))
    @app_commands.rename(course=locale_str("course"), file=locale_str("file"))
    @app_commands.describe(
        course=locale_str("Which course, where this server has several"),
        file=locale_str("The whole course anew, such as the file of /courses export, changed"),
    )
    @app_commands.autocomplete(course=suggest_course)
    async def edit(
        self, interaction: Interaction, course: str, file: discord.Attachment | None = None
    ) -> None:
        """Read a course anew, and show what that would change."""
        if (guild := await organised_guild(interaction)) is None or (own := await self._own(interaction, course)) is None:
            return
        if file is None:
            await ask(interaction, paste_form(own, reader_localizer(interaction)))
        else:
            await self._preview(interaction, guild, await _downloaded(file), file.filename, None, own)

    async def pasted(self, interaction: Interaction, action: PasteCourse, typed: Mapping[str, str]) -> None:
        """Read a course that was pasted into the form."""
        if (guild := await organised_guild(interaction)) is None:
            return
        own = None if action.edits == 0 else await self._services.courses.by_ref(action.edits, guild)
        if action.edits and own is None:
            await show(interaction, no_such_course_card(reader_localizer(interaction)))
            return
        content, title = typed.get(PASTED, "").encode(), typed.get(TITLE, "").strip() or None
        await self._preview(interaction, guild, content, "", title, own)

    async def _preview(
        self,
        interaction: Interaction,
        guild: GuildId,
        content: bytes,
        name: str,
        title: str | None,
        edits: Course | None = None,
    ) -> None:
        say, user = reader_localizer(interaction), UserId(interaction.user.id)
        key = CourseId("new") if edits is None else edits.key
        kept = title if title is not None or edits is None else edits.title.in_locale(say.locale)
        try:
            # The worst files take seconds.
            upload = await asyncio.to_thread(read_upload, content, name, key, kept)
        except ImportRefusedError as error:
            await show(interaction, refused_card(error, say))
            return
        if not isinstance(upload, Upload):
            await show(interaction, broken_file_card(upload, say))
            return
        draft = CourseDraft(guild, user, upload.course, None if edits is None else edits.key)
        edit = await self._services.courses.begin_draft(draft)
        card = no_such_course_card(say) if edit is None else preview_card(edit, upload.problems, upload.hosts, draft.seen, say)
        await show(interaction, card)

    async def use(self, interaction: Interaction, action: UseCourse) -> None:
        """Add the uploaded course, or edit one by it."""
        if (guild := await organised_guild(interaction)) is None:
            return
        say, user = reader_localizer(interaction), UserId(interaction.user.id)
        follow = partial(self._services.schedules.follow_edit, guild=guild, by=user)
        in_use = {schedule.course for schedule in await self._services.schedules.of_guild(guild)}
        result, edit = await self._services.courses.use_draft(guild, user, action.seen, beside=in_use, follow=follow)
        if edit is None:
            await answer_in_place(interaction, full_card(say) if result is AddResult.FULL else draft_gone_card(say))
            return
        courses = await self._services.courses.of_guild(guild)
        await answer_in_place(interaction, course_used_card(edit, courses, say))

    async def show_lessons(self, interaction: Interaction, action: ShowLessons) -> None:
        """Show a page of the lessons of what was uploaded."""
        if (guild := await organised_guild(interaction)) is None:
            return
        say = reader_localizer(interaction)
        draft = await self._services.courses.draft(guild, UserId(interaction.user.id))
        await show(interaction, draft_gone_card(say) if draft is None else lessons_card(draft.course, action.page, say))

    async def cancel(self, interaction: Interaction, _action: CancelCourse) -> None:
        """Forget what was uploaded."""
        if (guild := await organised_guild(interaction)) is not None:
            await self._services.courses.drop_draft(guild, UserId(interaction.user.id))
            await answer_in_place(interaction, cancelled_card(reader_localizer(interaction)))
