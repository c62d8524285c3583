"""What a button of a mark is about."""

from typing import Protocol

from bot.client.replies import reader_localizer, show
from bot.courses.model import Course
from bot.ids import ChapterId, GuildId, UserId
from bot.interactions import Interaction, pressed_course
from bot.ui.note_cards import no_such_chapter_card, servers_only_card

Place = tuple[GuildId, UserId, Course, ChapterId]


class MarkAction(Protocol):
    """A button about one chapter, by its key, and its course, by its `Course.ref`."""

    @property
    def chapter(self) -> int:
        """The chapter's key."""
        ...

    @property
    def course(self) -> int:
        """The course's number."""
        ...


async def marked_place(interaction: Interaction, action: MarkAction) -> Place | None:
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
