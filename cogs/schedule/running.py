"""What a schedule posts next, and whether it does: /schedule jump, repeat, pause and resume."""

from discord import app_commands
from discord.app_commands import locale_str

from bot.bot import LecternBot
from bot.client.replies import reader_localizer, show
from bot.client.routes import add_route
from bot.ids import ChapterId, UserId
from bot.schedules.buttons import JumpTo, RepeatChapter
from bot.schedules.cards.questions import jump_question_card, preview_of, repeat_question_card
from bot.schedules.checks import MOST_UNASKED, chapters_lost, comes_first, ends_season
from bot.schedules.model import Schedule
from bot.ui.cards import Card
from bot.ui.note_cards import no_such_chapter_card
from cogs.schedule.schedule_cog import Interaction, ScheduleCog, schedule_command


class Running(ScheduleCog):
    """Changes what schedules post next, and halts them for a while."""

    @schedule_command(locale_str("jump"), locale_str("Go on with another chapter, back or ahead"))
    @app_commands.rename(chapter=locale_str("chapter"))
    @app_commands.describe(chapter=locale_str("The chapter that the next post brings"))
    @app_commands.autocomplete(chapter=ScheduleCog.suggest_chapter)
    async def jump(self, interaction: Interaction, chapter: str, which: str | None = None) -> None:
        """Go on from another chapter with the next post; ask first if that is the last one, or leaves many out."""
        if (found := await self._chapter_of(interaction, which, chapter)) is None:
            return
        schedule, number = found
        if (question := await self._jump_question(interaction, schedule, number)) is not None:
            await show(interaction, question)
        else:
            await self._jump(interaction, schedule, number)

    async def _jump_question(self, interaction: Interaction, schedule: Schedule, chapter: ChapterId) -> Card | None:
        """Return the card that asks about a jump before it is made; None if it leaves little out, or is refused."""
        services, key = self.bot.services, (schedule.guild, schedule.id)
        answer = await services.changes.preview.jump(*key, UserId(interaction.user.id), chapter)
        if (preview := preview_of(answer)) is None:
            return None
        before, after = preview.before.schedule, preview.after.schedule
        lost = len(chapters_lost(before, after, await services.schedules.posted(*key)))
        is_plain = lost <= MOST_UNASKED and not ends_season(before, after)
        if is_plain:
            return None
        return jump_question_card(await self.course_of(schedule), preview, lost, reader_localizer(interaction))

    def add_chapter_routes(self, bot: LecternBot) -> None:
        """Register the handlers of the buttons that confirm a jump or a repetition."""
        add_route(bot, JumpTo, self.confirm_jump)
        add_route(bot, RepeatChapter, self.confirm_repeat)

    async def _of_chapter_button(
        self, interaction: Interaction, number: int, chapter: int
    ) -> tuple[Schedule, ChapterId] | None:
        """Return the schedule and the chapter that a button names; if there is none, answer so, and return None."""
        if (overview := await self.of_button(interaction, number)) is None:
            return None
        if (found := (await self.course_of(overview.schedule)).get(ChapterId(chapter))) is None:
            await show(interaction, no_such_chapter_card(reader_localizer(interaction), str(chapter)))
            return None
        return overview.schedule, found.key

    async def confirm_jump(self, interaction: Interaction, action: JumpTo) -> None:
        """Go on from the chapter that was asked about."""
        if (found := await self._of_chapter_button(interaction, action.schedule, action.chapter)) is not None:
            await self._jump(interaction, *found)

    async def _jump(self, interaction: Interaction, schedule: Schedule, chapter: ChapterId) -> None:
        say, jump = reader_localizer(interaction), self.bot.services.changes.jump
        done, already = say("The schedule goes on with that chapter"), say("The next post brings that chapter already")
        await self.apply(interaction, schedule, jump, chapter, done=done, already=already)

    @schedule_command(locale_str("repeat"), locale_str("Post a chapter once more, then go on as planned"))
    @app_commands.rename(chapter=locale_str("chapter"))
    @app_commands.describe(chapter=locale_str("The chapter that the next post brings again"))
    @app_commands.autocomplete(chapter=ScheduleCog.suggest_chapter)
    async def repeat(self, interaction: Interaction, chapter: str, which: str | None = None) -> None:
        """Post a chapter once more, with the next post; ask first if it has not been posted yet, but is to come."""
        if (found := await self._chapter_of(interaction, which, chapter)) is None:
            return
        schedule, number = found
        services, key = self.bot.services, (schedule.guild, schedule.id)
        preview = preview_of(await services.changes.preview.repeat(*key, UserId(interaction.user.id), number))
        posted = await services.schedules.posted(*key)
        if preview is not None and comes_first(preview.before.schedule, number, posted):
            card = repeat_question_card(await self.course_of(schedule), preview, number, reader_localizer(interaction))
            await show(interaction, card)
        else:
            await self._repeat(interaction, schedule, number)

    async def confirm_repeat(self, interaction: Interaction, action: RepeatChapter) -> None:
        """Post the chapter that was asked about with the next post."""
        if (found := await self._of_chapter_button(interaction, action.schedule, action.chapter)) is not None:
            await self._repeat(interaction, *found)

    async def _repeat(self, interaction: Interaction, schedule: Schedule, chapter: ChapterId) -> None:
        say, repeat = reader_localizer(interaction), self.bot.services.changes.repeat
        done = say("The next post brings that chapter once more")
        already = say("The next post brings that chapter already")
        await self.apply(interaction, schedule, repeat, chapter, done=done, already=already)

    async def _chapter_of(
        self, interaction: Interaction, which: str | None, chapter: str
    ) -> tuple[Schedule, ChapterId] | None:
        """Return the chosen schedule, and the *chapter* typed; if there is none, answer so, and return None."""
        if (schedule := await self.chosen(interaction, which)) is None:
            return None
        lookup = self.bot.services.lookups.get(await self.course_of(schedule))
        if (number := lookup.resolve(chapter)) is None:
            await show(interaction, no_such_chapter_card(reader_localizer(interaction), chapter))
            return None
        return schedule, number

    @schedule_command(locale_str("pause"), locale_str("Stop posting until you resume"))
    async def pause(self, interaction: Interaction, which: str | None = None) -> None:
        """Pause the schedule."""
        if (schedule := await self.chosen(interaction, which)) is not None:
            say, pause = reader_localizer(interaction), self.bot.services.changes.pause
            done, already = say("The schedule is paused"), say("The schedule was paused already")
            await self.apply(interaction, schedule, pause, done=done, already=already)

    @schedule_command(locale_str("resume"), locale_str("Go on posting after a pause"))
    async def resume(self, interaction: Interaction, which: str | None = None) -> None:
        """Resume the schedule."""
        if (schedule := await self.chosen(interaction, which)) is not None:
            say, resume = reader_localizer(interaction), self.bot.services.changes.resume
            done, already = say("The schedule goes on"), say("The schedule is running already")
            await self.apply(interaction, schedule, resume, done=done, already=already)
