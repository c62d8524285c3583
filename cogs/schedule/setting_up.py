"""Starting a schedule, and stopping it: /schedule setup and stop."""

import discord
from discord import app_commands
from discord.app_commands import locale_str

from bot.client.permissions import PostChannel
from bot.client.replies import organised_guild, reader_localizer, show
from bot.ids import UserId
from bot.schedules.cards.overview import too_many_schedules_card
from bot.schedules.cards.posts import MOST_CHAPTERS
from bot.schedules.discord.options import PostChannelOption, ScheduleOptions, read_guided_setup, read_whole_setup
from bot.schedules.drafts import Draft
from bot.schedules.model import ASK
from bot.times.slots import MOST_WEEKS
from bot.ui.cards import Card
from cogs.schedule.answering import ENDINGS, OPTION_NAMES, Answering, Interaction, schedule_command
from cogs.schedule.setup_page import SetupPage, started_title


class SettingUp(SetupPage):
    """Starts and stops a schedule."""

    @app_commands.command(
        name=locale_str("setup"),
        description=locale_str("Start posting the course's chapters; without options, a page guides you"),
    )
    @app_commands.rename(
        **OPTION_NAMES,
        first=locale_str("first"),
        chapters=locale_str("chapters"),
        starts=locale_str("starts"),
        missed=locale_str("missed"),
    )
    @app_commands.describe(
        channel=locale_str("Where to post"),
        weekdays=locale_str("On which days, such as: monday, thursday"),
        time=locale_str("At what time, such as: 19:00 or 7pm"),
        timezone=locale_str("Time zone: type a city (this server's, if you leave it out)"),
        role=locale_str("Role to ping with each post (none, if you leave it out)"),
        first=locale_str("Chapter to begin with (where the group is, if you leave it out)"),
        every=locale_str("Every how many weeks (each week, if you leave it out)"),
        chapters=locale_str("How many chapters a post brings (one, if you leave it out)"),
        order=locale_str("In which order: pick one, or type your own, such as: 1, 2, 3, 7, 8"),
        starts=locale_str("First day that may have a post, such as: 2026-12-24 (today, if you leave it out)"),
        missed=locale_str("When I was offline at the time (post up to three days late, if you leave it out)"),
        discussion=locale_str("Open a thread on each post (in a text channel)"),
        tag=locale_str("What each post is tagged with (in a forum)"),
        end=locale_str("What comes after the closing post (nothing, if you leave it out)"),
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
    @app_commands.choices(end=ENDINGS)
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
        tag: str | None = None,
        end: str | None = None,
        *,
        discussion: bool | None = None,
    ) -> None:
        """Start a schedule, or say everything that stands in its way; with less, open the page."""
        given = (channel, weekdays, time, timezone, role, every, order, end, tag, discussion)
        options = ScheduleOptions(*given, first=first, chapters=chapters, starts=starts, missed=missed)
        await self._begin(interaction, options)

    async def _begin(self, interaction: Interaction, options: ScheduleOptions) -> None:
        if (guild := await organised_guild(interaction)) is None:
            return
        services, say, by = self.bot.services, reader_localizer(interaction), interaction.user
        blank = Draft(guild, UserId(by.id), zone_name=(await services.guilds.settings(guild)).zone_name)
        context = self.input_context(interaction)
        if not options.is_whole:
            draft, problems = read_guided_setup(options, blank, context)
            await self.open_page(interaction, draft, problems)
            return
        whole = read_whole_setup(options, blank, by, context)
        if isinstance(whole, Card):
            await show(interaction, whole)
        elif (started := await services.schedules.set_up(whole)) is None:
            await show(interaction, too_many_schedules_card(say))
        else:
            await self.answer(interaction, started.overview, started_title(started, say))

    set_up.autocomplete("weekdays")(Answering.suggest_weekdays)
    set_up.autocomplete("timezone")(Answering.suggest_zone)
    set_up.autocomplete("order")(Answering.suggest_order)
    set_up.autocomplete("tag")(Answering.suggest_tag)
    set_up.autocomplete("first")(Answering.suggest_chapter)

    @schedule_command(locale_str("stop"), locale_str("Stop posting for good"))
    async def stop(self, interaction: Interaction, which: str | None = None) -> None:
        """End the schedule."""
        if (schedule := await self.chosen(interaction, which)) is not None:
            say = reader_localizer(interaction)
            done = say("The schedule has been stopped")
            await self.apply(interaction, schedule, self.bot.services.changes.stop, done=done)
