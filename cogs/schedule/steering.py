"""Steering a schedule through the course: /schedule jump, repeat and now."""

from discord import app_commands
from discord.app_commands import locale_str

from bot.client.replies import reader_localizer, show
from bot.ids import UserId
from bot.schedules.cards.problems import setup_problems_card
from bot.schedules.discord.channel_status import known_obstacles, may_not_ping
from bot.schedules.model import Schedule
from bot.ui.note_cards import no_such_chapter_card, posted_often_card
from cogs.schedule.answering import WHICH, Answering, Interaction


class Steering(Answering):
    """Says which chapter comes next, and brings it."""

    @app_commands.command(name=locale_str("jump"), description=locale_str("Go on with another chapter, back or ahead"))
    @app_commands.rename(chapter=locale_str("chapter"), which=locale_str("which"))
    @app_commands.describe(chapter=locale_str("The chapter that the next post brings"), which=WHICH)
    async def jump(self, interaction: Interaction, chapter: str, which: str | None = None) -> None:
        """Go on with another chapter."""
        if (schedule := await self.meant(interaction, which)) is None:
            return
        say = reader_localizer(interaction)
        if (number := self.bot.services.lookup.resolve(chapter)) is None:
            await show(interaction, no_such_chapter_card(say, chapter))
            return
        result = await self.bot.services.changes.jump(schedule.guild, schedule.id, number, UserId(interaction.user.id))
        await self.answer_change(interaction, result, say("The schedule goes on with that chapter"))

    @app_commands.command(
        name=locale_str("repeat"), description=locale_str("Post a chapter once more, then go on as planned")
    )
    @app_commands.rename(chapter=locale_str("chapter"), which=locale_str("which"))
    @app_commands.describe(chapter=locale_str("The chapter that the next post brings again"), which=WHICH)
    async def repeat(self, interaction: Interaction, chapter: str, which: str | None = None) -> None:
        """Bring a chapter once more."""
        if (schedule := await self.meant(interaction, which)) is None:
            return
        say, by = reader_localizer(interaction), UserId(interaction.user.id)
        if (number := self.bot.services.lookup.resolve(chapter)) is None:
            await show(interaction, no_such_chapter_card(say, chapter))
            return
        result = await self.bot.services.changes.repeat(schedule.guild, schedule.id, number, by)
        await self.answer_change(interaction, result, say("The next post brings that chapter once more"))

    @app_commands.command(name=locale_str("now"), description=locale_str("Post the next chapter now; the dates stay"))
    @app_commands.rename(which=locale_str("which"))
    @app_commands.describe(which=WHICH)
    async def post_now(self, interaction: Interaction, which: str | None = None) -> None:
        """Post the next chapter at once."""
        if (schedule := await self.meant(interaction, which)) is None:
            return
        say = reader_localizer(interaction)
        if missing := known_obstacles(interaction.guild, schedule):
            heading = say("The chapter has not been posted:")
            await show(interaction, setup_problems_card(say, (), missing, schedule.channel, heading=heading))
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
    repeat.autocomplete("which")(Answering.suggest_schedule)
    jump.autocomplete("which")(Answering.suggest_schedule)
    post_now.autocomplete("which")(Answering.suggest_schedule)
