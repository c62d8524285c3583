"""The buttons under a notice that a post is held, or was refused for good."""

import discord
from discord.ext import commands

from bot.bot import LecternBot
from bot.client.replies import reader_localizer, show
from bot.client.routes import add_route
from bot.client.visibility import asking_member, can_view
from bot.ids import JobId, ScheduleId, UserId
from bot.interactions import require_organiser
from bot.jobs.model import JobRecord, JobState
from bot.notices.buttons import PostNext, RetryPost, SkipPost
from bot.notices.cards import left_out_card
from bot.schedules.discord.channel_status import may_not_ping
from bot.schedules.model import ChangeResult
from bot.ui.note_cards import done_card, note_card, too_many_uses_card

Interaction = discord.Interaction[LecternBot]


class Notices(commands.Cog):
    """Handles what organisers press under a notice."""

    def __init__(self, bot: LecternBot) -> None:
        self._services = bot.services
        add_route(bot, RetryPost, self.try_again)
        add_route(bot, SkipPost, self.skip)
        add_route(bot, PostNext, self.post_next)

    async def try_again(self, interaction: Interaction, action: RetryPost) -> None:
        """Try a held post again."""
        if (post := await self._post(interaction, action.post, JobState.HELD)) is None:
            return
        if wait := interaction.client.limits.tries.use(post.id):
            await show(interaction, too_many_uses_card(reader_localizer(interaction), wait))
            return
        await self._answer(interaction, done=await self._services.changes.retry_post(post.id))

    async def skip(self, interaction: Interaction, action: SkipPost) -> None:
        """Skip a missed post, leaving its chapters for the next date."""
        if (post := await self._post(interaction, action.post, JobState.HELD)) is None:
            return
        left = await self._services.changes.skip_post(post.id, UserId(interaction.user.id))
        if left.before is None or left.after is None or left.undo is None:
            await self._answer(interaction, done=False)
            return
        course, say = await self._services.courses.get(left.after.schedule.course), reader_localizer(interaction)
        await show(interaction, left_out_card(course, left.before, left.after, left.undo, say))

    async def post_next(self, interaction: Interaction, action: PostNext) -> None:
        """Post the next chapters now, in place of a refused post; a second press changes nothing."""
        if (post := await self._post(interaction, action.post, JobState.DEAD)) is None:
            return
        guild, which = interaction.client.get_guild(post.guild), ScheduleId(post.subject)
        overview = await self._services.schedules.overview(post.guild, which)
        member = None if guild is None else await asking_member(interaction, guild)
        quiet = overview is None or member is None or await may_not_ping(guild, overview.schedule, member)
        by = UserId(interaction.user.id)
        answer = await self._services.changes.post_now(post.guild, which, by, post.id, quiet=quiet)
        await self._answer(interaction, done=answer.result in {ChangeResult.DONE, ChangeResult.RETRIED})

    async def _post(self, interaction: Interaction, number: int, state: JobState) -> JobRecord | None:
        """Return the post that a notice is about, if it is in *state* and the user may act on it.

        If not, answer why, and return None; whoever cannot view the schedule's channel is told that the post is not
        waiting any more, as if it were so.
        """
        if (found := await self._services.changes.find_post(JobId(number))) is not None:
            post, schedule = found
            if (member := await require_organiser(interaction, post.guild)) is None:
                return None
            if post.state is state and await can_view(member, schedule.channel) is not False:
                return post
        await self._answer(interaction, done=False)
        return None

    @staticmethod
    async def _answer(interaction: Interaction, *, done: bool) -> None:
        say = reader_localizer(interaction)
        if done:
            await show(interaction, done_card(say("I am trying. `/schedule history` shows what comes of it.")))
        else:
            hint = say("`/schedule show` shows what comes next.")
            await show(interaction, note_card(say("That post is not waiting any more."), hint))


async def setup(bot: LecternBot) -> None:
    """Add the cog."""
    await bot.add_cog(Notices(bot))
