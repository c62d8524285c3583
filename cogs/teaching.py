"""Teaching a course of the server's own where nothing in it answered: the button, its form, and taking it back."""

from collections.abc import Mapping

from discord.ext import commands

from bot.answers.buttons import TeachAnswer, UnteachAnswer
from bot.answers.cards import TAUGHT_LESSON, TAUGHT_NAME, not_taught_card, question_on, taught_card, teach_form
from bot.bot import LecternBot
from bot.client.replies import answer_in_place, reader_localizer, show
from bot.client.routes import add_form, add_route, ask
from bot.courses.service import name_number
from bot.ids import ChapterId
from bot.interactions import Interaction, organised_guild, pressed_course
from bot.ui.note_cards import done_card, no_such_chapter_card


class Teaching(commands.Cog):
    """Learns from organisers which lesson covers a question."""

    def __init__(self, bot: LecternBot) -> None:
        self._services = bot.services
        add_route(bot, TeachAnswer, self.open_form, asks_form=True)
        add_route(bot, UnteachAnswer, self.take_back)
        add_form(bot, TeachAnswer, self.teach)

    async def open_form(self, interaction: Interaction, action: TeachAnswer) -> None:
        """Ask for the name and the lesson."""
        if await organised_guild(interaction) is None:
            return
        if (course := await pressed_course(interaction, action.course)) is None:
            return
        question = None if interaction.message is None else question_on(interaction.message)
        chapter = course.get(action.proposed)
        proposed = None if chapter is None else chapter.key
        await ask(interaction, teach_form(course, question or "", proposed, reader_localizer(interaction)))

    async def teach(self, interaction: Interaction, action: TeachAnswer, typed: Mapping[str, str]) -> None:
        """Save that a lesson covers a name."""
        if (guild := await organised_guild(interaction)) is None:
            return
        if (course := await pressed_course(interaction, action.course)) is None:
            return
        say, name = reader_localizer(interaction), " ".join(typed.get(TAUGHT_NAME, "").split())
        lesson = typed.get(TAUGHT_LESSON, "")
        found: ChapterId | None = self._services.lookups.get(course).resolve(lesson)
        if found is None:
            await show(interaction, no_such_chapter_card(say, lesson))
        elif not name or (changed := await self._services.courses.teach(guild, course.key, name, found)) is None:
            await show(interaction, not_taught_card(say))
        else:
            await show(interaction, taught_card(changed, name, changed.chapter(found), name_number(name), say))

    async def take_back(self, interaction: Interaction, action: UnteachAnswer) -> None:
        """Take back what was taught, in place of the card that confirmed it."""
        if (guild := await organised_guild(interaction)) is None:
            return
        if (course := await pressed_course(interaction, action.course)) is None:
            return
        say = reader_localizer(interaction)
        changed = await self._services.courses.unteach(guild, course.key, action.name_number)
        done = done_card(say("Undone"))
        await answer_in_place(interaction, done if changed is not None else not_taught_card(say))


async def setup(bot: LecternBot) -> None:
    """Add the cog."""
    await bot.add_cog(Teaching(bot))
