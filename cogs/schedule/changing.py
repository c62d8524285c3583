"""Which chapter comes next, and whether any comes: /schedule jump, repeat, now, pause and resume."""

from discord import app_commands
from discord.app_commands import locale_str

from bot.client.replies import reader_localizer, show
from bot.ids import ChapterNumber
from bot.schedules.cards.problems import setup_problems_card
from bot.schedules.discord.channel_status import known_blockers, may_not_ping
from bot.schedules.model import Schedule
from bot.ui.note_cards import no_such_chapter_card, posted_often_card
from cogs.schedule.answering import Answering, Interaction, schedule_command


class Changing(Answering):
    """Says which chapter comes next, and brings it."""

    async def _chapter(self, interaction: Interaction, typed: str) -> ChapterNumber | None:
        """Return the chapter that is meant, or say that the course has none such."""
        if (number := self.bot.services.lookup.resolve(typed)) is None:
            await show(interaction, no_such_chapter_card(reader_localizer(interaction), typed))
        return number

    @schedule_command(locale_str("jump"), locale_str("Go on with another chapter, back or ahead"))
    @app_commands.rename(chapter=locale_str("chapter"))
    @app_commands.describe(chapter=locale_str("The chapter that the next post brings"))
    async def jump(self, interaction: Interaction, chapter: str, which: str | None = None) -> None:
        """Go on with another chapter."""
        if (schedule := await self.chosen(interaction, which)) is None:
            return
        if (number := await self._chapter(interaction, chapter)) is not None:
            say = reader_localizer(interaction)
            done = say("The schedule goes on with that chapter")
            await self.apply(interaction, schedule, self.bot.services.changes.jump, number, done=done)

    @schedule_command(locale_str("repeat"), locale_str("Post a chapter once more, then go on as planned"))
    @app_commands.rename(chapter=locale_str("chapter"))
    @app_commands.describe(chapter=locale_str("The chapter that the next post brings again"))
    async def repeat(self, interaction: Interaction, chapter: str, which: str | None = None) -> None:
        """Bring a chapter once more."""
        if (schedule := await self.chosen(interaction, which)) is None:
            return
        if (number := await self._chapter(interaction, chapter)) is not None:
            say = reader_localizer(interaction)
            done = say("The next post brings that chapter once more")
            await self.apply(interaction, schedule, self.bot.services.changes.repeat, number, done=done)

    @schedule_command(locale_str("now"), locale_str("Post the next chapter now; the dates stay"))
    async def post_now(self, interaction: Interaction, which: str | None = None) -> None:
        """Post the next chapter at once."""
        if (schedule := await self.chosen(interaction, which)) is None:
            return
        say = reader_localizer(interaction)
        if blockers := known_blockers(interaction.guild, schedule):
            heading = say("The chapter has not been posted:")
            await show(interaction, setup_problems_card(say, (), blockers, schedule.channel, heading=heading))
        elif wait := self.bot.limits.posts.wait(schedule.id):
            await show(interaction, posted_often_card(say, wait))
        else:
            await self._post(interaction, schedule)

    async def _post(self, interaction: Interaction, schedule: Schedule) -> None:
        """Post the next chapter, with its ping where the reader could ping that role as well."""
        say = reader_localizer(interaction)
        quiet = await may_not_ping(interaction.guild, schedule, interaction.user)
        result = await self.bot.services.changes.post_now(schedule.guild, schedule.id, interaction.id, quiet=quiet)
        done = say("The next chapter is being posted")
        if quiet:
            done = say("The next chapter is being posted, without its ping: you may not mention that role")
        if result[1] is not None and not result[1].schedule.chapters:
            done = say("The closing post is on its way")
        await self.answer_change(interaction, result, done)

    jump.autocomplete("chapter")(Answering.suggest_chapter)
    repeat.autocomplete("chapter")(Answering.suggest_chapter)

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
