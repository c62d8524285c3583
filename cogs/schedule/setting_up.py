"""Starting a schedule, and stopping it: /schedule setup and stop."""

import discord
from discord import app_commands
from discord.app_commands import locale_str

from bot.bot import LecternBot
from bot.client.permissions import PostChannel
from bot.client.replies import reader_localizer, show
from bot.client.routes import add_route
from bot.courses.model import Course
from bot.guilds.model import GuildSettings
from bot.ids import UserId
from bot.interactions import meant_course, organised_guild, suggest_course
from bot.jobs.model import HoldReason
from bot.schedules.buttons import StopSchedule
from bot.schedules.cards.overview import no_schedule_card, too_many_schedules_card
from bot.schedules.cards.posts import MOST_CHAPTERS
from bot.schedules.cards.problems import setup_problems_card
from bot.schedules.cards.questions import stop_question_card
from bot.schedules.discord.channel_status import blockers_in
from bot.schedules.discord.options import PostChannelOption, ScheduleOptions, read_setup
from bot.schedules.drafts import Draft
from bot.schedules.model import ASK
from bot.times.slots import MOST_WEEKS
from cogs.schedule.command_options import schedule_options
from cogs.schedule.schedule_cog import Interaction, ScheduleCog, schedule_command
from cogs.schedule.setup_page import SetupPage


class SettingUp(SetupPage):
    """Starts and stops schedules."""

    @app_commands.command(
        name=locale_str("setup"),
        description=locale_str("Start posting the course's chapters; without options, a page guides you"),
    )
    @schedule_options
    @app_commands.autocomplete(first=ScheduleCog.suggest_chapter, course=suggest_course)
    @app_commands.rename(
        first=locale_str("first"),
        chapters=locale_str("chapters"),
        starts=locale_str("starts"),
        missed=locale_str("missed"),
        announce=locale_str("announce"),
        course=locale_str("course"),
    )
    @app_commands.describe(
        channel=locale_str("Where to post"),
        timezone=locale_str("Time zone: type a city (this server's, if you leave it out)"),
        role=locale_str("Role to ping with each post (none, if you leave it out)"),
        first=locale_str("Chapter to begin with (where the group is, if you leave it out)"),
        every=locale_str("Every how many weeks (each week, if you leave it out)"),
        chapters=locale_str("How many chapters a post brings (one, if you leave it out)"),
        order=locale_str("In which order: pick one, or type your own, such as: 1, 2, 3, 7, 8"),
        starts=locale_str("First day that may have a post, such as: 24 December (today, if you leave it out)"),
        missed=locale_str("When I was offline at the time (post up to three days late, if you leave it out)"),
        end=locale_str("What comes after the closing post (nothing, if you leave it out)"),
        announce=locale_str("Say in the channel that it starts (yes, if you leave it out)"),
        course=locale_str("Which course, where this server has several"),
    )
    @app_commands.choices(
        missed=[
            app_commands.Choice(name=locale_str("Post late, with a label: up to a day"), value=1),
            app_commands.Choice(name=locale_str("Post late, with a label: up to three days"), value=3),
            app_commands.Choice(name=locale_str("Post late, with a label: up to a week"), value=7),
            app_commands.Choice(name=locale_str("Leave it for the next date"), value=0),
            app_commands.Choice(name=locale_str("Ask me first"), value=ASK.days),
        ]
    )
    async def set_up(  # noqa: PLR0913, PLR0917 - one for each option of the command
        self,
        interaction: Interaction,
        channel: app_commands.Transform[PostChannel | discord.Object, PostChannelOption] | None = None,
        weekdays: str | None = None,
        time: str | None = None,
        timezone: str | None = None,
        role: discord.Role | None = None,
        first: str | None = None,
        every: app_commands.Range[int, 1, MOST_WEEKS] | None = None,
        chapters: app_commands.Range[int, 1, MOST_CHAPTERS] | None = None,
        order: str | None = None,
        starts: str | None = None,
        missed: int | None = None,
        course: str | None = None,
        tag: str | None = None,
        end: str | None = None,
        *,
        discussion: bool | None = None,
        announce: bool | None = None,
    ) -> None:
        """Start a schedule; what is incomplete, unclear or wrong opens the set-up page with all the rest."""
        given = (channel, weekdays, time, timezone, role, every, order, end, tag, discussion)
        options = ScheduleOptions(
            *given, first=first, chapters=chapters, starts=starts, missed=missed, announce=announce
        )
        await self._begin(interaction, options, course)

    async def _begin(self, interaction: Interaction, options: ScheduleOptions, named: str | None) -> None:
        if (guild := await organised_guild(interaction)) is None:
            return
        services, by = self.bot.services, interaction.user

        async def found() -> tuple[GuildSettings, Course]:
            return await services.guilds.settings(guild), await meant_course(interaction, named)

        settings, course = await self.bot.read_together(found)
        blank = Draft(guild, UserId(by.id), zone_name=settings.zone_name, course=course.key)
        context = self.input_context(interaction, course)
        draft, problems = read_setup(options, blank, by, context)
        blockers = () if options.channel is None else blockers_in(options.channel, draft.tag)
        start, is_open = await services.schedules.preview(draft), bool(problems or draft.needs)
        if not is_open and any(each.reason is not HoldReason.TAG_NEEDED for each in blockers):
            await show(interaction, setup_problems_card(context.say, (), blockers, draft.channel))  # no page mends that
        elif is_open or blockers or (start is not None and start.replaces_running):
            await self.open_page(interaction, draft, problems)
        elif (started := await services.schedules.set_up(draft)) is None:
            await show(interaction, too_many_schedules_card(reader_localizer(interaction)))
        else:
            await self.answer_started(interaction, started)

    @schedule_command(locale_str("stop"), locale_str("Stop posting for good"))
    async def stop(self, interaction: Interaction, which: str | None = None) -> None:
        """Ask whether to stop the schedule for good."""
        if (schedule := await self.chosen(interaction, which)) is None:
            return
        say = reader_localizer(interaction)
        overview = await self.bot.services.schedules.overview(schedule.guild, schedule.id)
        card = no_schedule_card(say) if overview is None else stop_question_card(overview, say)
        await show(interaction, card)

    def add_stop_route(self, bot: LecternBot) -> None:
        """Register the handler of the button that stops."""
        add_route(bot, StopSchedule, self.confirm_stop)

    async def confirm_stop(self, interaction: Interaction, action: StopSchedule) -> None:
        """Stop the schedule for good."""
        if (overview := await self.of_button(interaction, action.schedule)) is not None:
            say, stop = reader_localizer(interaction), self.bot.services.changes.stop
            await self.apply(interaction, overview.schedule, stop, done=say("The schedule has been stopped"))
