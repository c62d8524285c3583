"""Posting at once: /schedule now, which asks first."""

from discord.app_commands import locale_str

from bot.bot import LecternBot
from bot.client.replies import answer_in_place, reader_localizer, show
from bot.client.routes import add_route
from bot.ids import UserId
from bot.schedules.buttons import PostNow
from bot.schedules.cards.overview import no_schedule_card
from bot.schedules.cards.problems import setup_problems_card
from bot.schedules.cards.questions import other_post_card, post_now_question_card, posted_title
from bot.schedules.checks import comes_within
from bot.schedules.discord.channel_status import known_blockers, may_not_ping
from bot.schedules.model import ChangeAnswer, ChangeResult, Schedule, ScheduleOverview, ScheduleState
from bot.schedules.seen import mark_of_post
from bot.ui.note_cards import too_many_uses_card
from bot.undo.model import UNDO_WINDOW
from cogs.schedule.schedule_cog import Interaction, ScheduleCog, schedule_command


class PostingNow(ScheduleCog):
    """Posts the next chapters at once."""

    def add_posting_route(self, bot: LecternBot) -> None:
        """Register the handler of the button."""
        add_route(bot, PostNow, self.post)

    @schedule_command(locale_str("now"), locale_str("Post the next chapter now; the dates stay"))
    async def post_now(self, interaction: Interaction, which: str | None = None) -> None:
        """Ask whether to post the next chapters at once, if nothing blocks the bot."""
        if (schedule := await self.chosen(interaction, which)) is None:
            return
        services, say = self.bot.services, reader_localizer(interaction)
        overview = await services.schedules.overview(schedule.guild, schedule.id)
        if overview is None:
            await show(interaction, no_schedule_card(say))
        elif await self._may_post(interaction, overview):
            quiet = await may_not_ping(interaction.guild, overview.schedule, interaction.user)
            await show(interaction, post_now_question_card(await self.course_of(schedule), overview, say, quiet=quiet))

    async def post(self, interaction: Interaction, action: PostNow) -> None:
        """Post what the card has named, in a moment, unless another post is next by now or the limit is reached."""
        say = reader_localizer(interaction)
        if (overview := await self.of_button(interaction, action.schedule)) is None:
            return
        schedule = overview.schedule
        if not await self._may_post(interaction, overview):
            return
        quiet = await may_not_ping(interaction.guild, schedule, interaction.user)
        if action.seen != mark_of_post(schedule, quiet=quiet):
            await answer_in_place(interaction, other_post_card(say))
        elif wait := self.bot.limits.posts.use(schedule.id):
            await show(interaction, too_many_uses_card(say, wait, say("This schedule has just had several posts.")))
        else:
            await self._post(interaction, schedule, action.seen, quiet=quiet)

    async def _may_post(self, interaction: Interaction, overview: ScheduleOverview) -> bool:
        """Tell whether the next post can go out now; if not, answer why."""
        say, schedule = reader_localizer(interaction), overview.schedule
        if blockers := known_blockers(interaction.guild, schedule):
            heading = say("The chapter has not been posted:")
            await show(interaction, setup_problems_card(say, (), blockers, schedule.channel, heading=heading))
        elif schedule.state is ScheduleState.FINISHED:
            await self.answer_change(interaction, schedule, ChangeAnswer(ChangeResult.FINISHED, overview), "")
        elif overview.pending is not None and overview.pending.is_extra_to_come:
            await self.answer_change(interaction, schedule, ChangeAnswer(ChangeResult.ABOUT_TO_POST, overview), "")
        elif comes_within(overview, UNDO_WINDOW, self.bot.clock()):
            await self.answer_change(interaction, schedule, ChangeAnswer(ChangeResult.COMING, overview), "")
        else:
            return True
        return False

    async def _post(self, interaction: Interaction, schedule: Schedule, seen: int, *, quiet: bool) -> None:
        """Post the next chapters, pinging the schedule's role if the user may ping it, too."""
        say, by = reader_localizer(interaction), UserId(interaction.user.id)
        answer = await self.bot.services.changes.post_now(
            schedule.guild, schedule.id, by, interaction.id, quiet=quiet, wait=UNDO_WINDOW, seen=seen
        )
        if answer.result is ChangeResult.OTHERWISE:
            await answer_in_place(interaction, other_post_card(say))
            return
        done = "" if answer.after is None else posted_title(answer.after, say, quiet=quiet)
        await self.answer_change(interaction, schedule, answer, done)
