"""How a schedule runs, and what comes next: /schedule show, season, history, jump, repeat, pause and resume."""

import io

import discord
from discord import app_commands
from discord.app_commands import locale_str

from bot.bot import LecternBot
from bot.client.replies import reader_localizer, show
from bot.client.routes import add_route
from bot.ids import ChapterNumber, GuildId, UserId
from bot.interactions import organised_guild
from bot.schedules.buttons import JumpTo, RepeatChapter
from bot.schedules.cards.asking import jump_question_card, preview_of, repeat_question_card
from bot.schedules.cards.overview import no_schedule_card, schedules_card
from bot.schedules.cards.past import past_card
from bot.schedules.cards.season import MOST_POSTS, history_card, season_card, season_file, season_over_card
from bot.schedules.checks import MOST_UNASKED, chapters_lost, comes_anyway, ends_season
from bot.schedules.discord.channel_status import known_blockers
from bot.schedules.discord.selection import past_schedule
from bot.schedules.model import Schedule, ScheduleOverview, ScheduleState
from bot.ui.cards import Card
from bot.ui.note_cards import no_such_chapter_card
from cogs.schedule.schedule_cog import Interaction, ScheduleCog, schedule_command


class Running(ScheduleCog):
    """Shows schedules, and changes what they post next."""

    @schedule_command(locale_str("show"), locale_str("Show the schedule and its next dates"), past_too=True)
    async def show(self, interaction: Interaction, which: str | None = None) -> None:
        """Show the schedule that *which* means, also one that has ended, or without it all that the reader can view."""
        if (guild := await organised_guild(interaction)) is None:
            return
        schedules = self.bot.services.schedules
        if (past := await self._past(interaction, guild, which)) is not None:
            card = past_card(self.bot.services.course, await schedules.past(past), reader_localizer(interaction))
            await show(interaction, card)
        elif which is None and await self._show_all(interaction, guild):
            return
        elif (schedule := await self.chosen(interaction, which)) is not None:
            await self.answer(interaction, await schedules.overview(schedule.guild, schedule.id))

    async def _past(self, interaction: Interaction, guild: GuildId, which: str | None) -> Schedule | None:
        """Return the ended schedule that *which* or the channel means, if no other is meant."""
        running, ended = await self.visible(interaction, guild), await self.ended(interaction, guild)
        return past_schedule(interaction, running, ended, which)

    async def _show_all(self, interaction: Interaction, guild: GuildId) -> bool:
        """Show all schedules if there are several; return whether it answered."""
        services, say = self.bot.services, reader_localizer(interaction)
        visible = {schedule.id for schedule in await self.visible(interaction, guild)}
        overviews = [each for each in await services.schedules.overviews(guild) if each.schedule.id in visible]
        if len(overviews) > 1:
            blocked = [(each, known_blockers(interaction.guild, each.schedule)) for each in overviews]
            await show(interaction, schedules_card(services.course, blocked, say))
        return len(overviews) > 1

    async def _overview(self, interaction: Interaction, which: str | None) -> ScheduleOverview | None:
        """Return how the chosen schedule stands; if there is none, answer why, and return None."""
        if (schedule := await self.chosen(interaction, which)) is None:
            return None
        overview = await self.bot.services.schedules.overview(schedule.guild, schedule.id)
        if overview is None:
            await show(interaction, no_schedule_card(reader_localizer(interaction)))
        return overview

    @schedule_command(locale_str("season"), locale_str("Show every post to the end, and as a calendar file"))
    async def season(self, interaction: Interaction, which: str | None = None) -> None:
        """Show all dates to the end of the season, also as a calendar file."""
        if (overview := await self._overview(interaction, which)) is None:
            return
        services, say, now = self.bot.services, reader_localizer(interaction), self.bot.clock()
        schedule, days = overview.schedule, overview.season
        if not days:
            await show(interaction, season_over_card(say))
            return
        calendar = season_file(services.course, schedule, days, say, now, installation=services.installation)
        file = discord.File(io.BytesIO(calendar), "lectern-season.ics")
        await show(interaction, season_card(services.course, schedule, days, say, file), files=[file])

    @schedule_command(locale_str("history"), locale_str("Show what became of each post, and why"), past_too=True)
    async def history(self, interaction: Interaction, which: str | None = None) -> None:
        """Show what became of the channel's latest posts, and why, or of those of an ended schedule that is named."""
        if (guild := await organised_guild(interaction)) is None:
            return
        schedule = await self._past(interaction, guild, which) or await self.chosen(interaction, which)
        if schedule is None:
            return
        services, say = self.bot.services, reader_localizer(interaction)
        alone = which is not None and schedule.state is ScheduleState.REPLACED
        history = await services.schedules.channel_history(schedule, MOST_POSTS, alone=alone)
        await show(interaction, history_card(services.course, history, say))

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

    async def _jump_question(self, interaction: Interaction, schedule: Schedule, chapter: ChapterNumber) -> Card | None:
        """Return the card that asks about a jump before it is made; None if it leaves little out, or is refused."""
        services, key = self.bot.services, (schedule.guild, schedule.id)
        answer = await services.changes.preview.jump(*key, UserId(interaction.user.id), chapter)
        if (preview := preview_of(answer)) is None:
            return None
        before, after = preview.before.schedule, preview.after.schedule
        lost = len(chapters_lost(before, after, await services.schedules.posted(*key)))
        is_plain = lost <= MOST_UNASKED and not ends_season(before, after)
        return None if is_plain else jump_question_card(services.course, preview, lost, reader_localizer(interaction))

    def add_chapter_routes(self, bot: LecternBot) -> None:
        """Register the handlers of the buttons that confirm a jump or a repetition."""
        add_route(bot, JumpTo, self.confirm_jump)
        add_route(bot, RepeatChapter, self.confirm_repeat)

    async def _of_chapter_button(
        self, interaction: Interaction, number: int, chapter: int
    ) -> tuple[Schedule, ChapterNumber] | None:
        """Return the schedule and the chapter that a button names; if there is none, answer so, and return None."""
        if (overview := await self.of_button(interaction, number)) is None:
            return None
        if (found := self.bot.services.course.get(ChapterNumber(chapter))) is None:
            await show(interaction, no_such_chapter_card(reader_localizer(interaction), str(chapter)))
            return None
        return overview.schedule, found.key

    async def confirm_jump(self, interaction: Interaction, action: JumpTo) -> None:
        """Go on from the chapter that was asked about."""
        if (found := await self._of_chapter_button(interaction, action.schedule, action.chapter)) is not None:
            await self._jump(interaction, *found)

    async def _jump(self, interaction: Interaction, schedule: Schedule, chapter: ChapterNumber) -> None:
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
        repeat = self.bot.services.changes.preview.repeat
        preview = preview_of(await repeat(schedule.guild, schedule.id, UserId(interaction.user.id), number))
        if preview is not None and comes_anyway(preview.before.schedule, number):
            card = repeat_question_card(self.bot.services.course, preview, number, reader_localizer(interaction))
            await show(interaction, card)
        else:
            await self._repeat(interaction, schedule, number)

    async def confirm_repeat(self, interaction: Interaction, action: RepeatChapter) -> None:
        """Post the chapter that was asked about with the next post."""
        if (found := await self._of_chapter_button(interaction, action.schedule, action.chapter)) is not None:
            await self._repeat(interaction, *found)

    async def _repeat(self, interaction: Interaction, schedule: Schedule, chapter: ChapterNumber) -> None:
        say, repeat = reader_localizer(interaction), self.bot.services.changes.repeat
        done = say("The next post brings that chapter once more")
        already = say("The next post brings that chapter already")
        await self.apply(interaction, schedule, repeat, chapter, done=done, already=already)

    async def _chapter_of(
        self, interaction: Interaction, which: str | None, chapter: str
    ) -> tuple[Schedule, ChapterNumber] | None:
        """Return the chosen schedule, and the *chapter* typed; if there is none, answer so, and return None."""
        if (schedule := await self.chosen(interaction, which)) is None:
            return None
        if (number := self.bot.services.lookup.resolve(chapter)) is None:
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
