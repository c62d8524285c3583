"""Another time for the next post: /schedule move, which asks first where the effect is not plain."""

from datetime import date, datetime

from discord import app_commands
from discord.app_commands import locale_str

from bot.bot import LecternBot
from bot.client.replies import answer_in_place, reader_localizer, show
from bot.client.routes import add_route
from bot.ids import UserId
from bot.schedules.buttons import MovePost
from bot.schedules.cards.problems import SetupProblem, setup_problems_card, unread_card
from bot.schedules.cards.questions import AskedMove, move_question_card, preview_of
from bot.schedules.checks import movable_post, move_doubts
from bot.schedules.discord.channel_status import may_not_ping
from bot.schedules.discord.typed import ReadTime, read_move
from bot.schedules.model import Schedule
from bot.ui.buttons import instant_of
from bot.ui.cards import Card
from cogs.schedule.schedule_cog import Interaction, ScheduleCog, schedule_command


class Moving(ScheduleCog):
    """Moves the next post of a schedule."""

    def add_moving_routes(self, bot: LecternBot) -> None:
        """Register the handler of the buttons that confirm a move."""
        add_route(bot, MovePost, self.confirm_move)

    @schedule_command(locale_str("move"), locale_str("Move the next post, only that one"))
    @app_commands.rename(to=locale_str("to"))
    @app_commands.describe(to=locale_str("When instead, such as: Saturday 8pm"))
    async def move(self, interaction: Interaction, to: str, which: str | None = None) -> None:
        """Move the next post to another time, or ask first."""
        if (schedule := await self.chosen(interaction, which)) is None:
            return
        say = reader_localizer(interaction)
        read = read_move(to, schedule, interaction.locale.value, self.bot.clock(), say)
        if read.at is None:
            await show(interaction, unread_card(say, read.why or ""))
        elif (question := await self._move_question(interaction, schedule, read, read.at)) is not None:
            await show(interaction, question)
        else:
            await self._move(interaction, schedule, read.at)

    async def _move_question(
        self, interaction: Interaction, schedule: Schedule, read: ReadTime, to: datetime
    ) -> Card | None:
        """Return the card that asks about a move before it is made; None if the move is plain, or refused."""
        by, changes = UserId(interaction.user.id), self.bot.services.changes
        if (preview := preview_of(await changes.preview.move_next(schedule.guild, schedule.id, by, to))) is None:
            return None
        post = movable_post(preview.before, self.bot.clock())
        posted = await self.bot.services.schedules.posted_on_day_of(schedule, to)
        is_plain = read.why is None and posted is None
        if post is None or (is_plain and not move_doubts(preview.before, post, to)):
            return None
        asked = AskedMove(post, to, read.why, read.other, posted)
        course = await self.course_of(schedule)
        return move_question_card(course, preview, asked, reader_localizer(interaction))

    async def confirm_move(self, interaction: Interaction, action: MovePost) -> None:
        """Move the post that was asked about, if it is still the next one."""
        if (overview := await self.of_button(interaction, action.schedule)) is not None:
            post = date.fromordinal(min(max(action.post, 1), date.max.toordinal()))
            await self._move(interaction, overview.schedule, instant_of(action.to), post)

    async def _move(
        self, interaction: Interaction, schedule: Schedule, to: datetime, asked_about: date | None = None
    ) -> None:
        """Move the next post, unless it would ping a role that the user may not; answer what came of it."""
        say, move = reader_localizer(interaction), self.bot.services.changes.move_next
        if await may_not_ping(interaction.guild, schedule, interaction.user):
            heading = say("The next post has not been moved:")
            await answer_in_place(interaction, setup_problems_card(say, (SetupProblem.ROLE,), heading=heading))
        else:
            await self.apply(interaction, schedule, move, to, asked_about, done=say("The next post is moved"))
