"""What the commands of /schedule share: how they answer, and what they suggest while someone types."""

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.bot import LecternBot
from bot.client.choices import Choices, chapter_choices, language, text_choices, zone_choices
from bot.client.permissions import PostChannel, may_organise
from bot.client.replies import answer_in_place, organised_guild, reader_localizer, show
from bot.client.visibility import asking_member, can_view
from bot.ids import ChannelId, GuildId
from bot.schedules.cards.overview import no_schedule_card, schedule_card, which_schedule_card
from bot.schedules.discord.channel_status import posting_channel, site_of
from bot.schedules.discord.forum_options import tag_choices
from bot.schedules.discord.options import order_choices
from bot.schedules.discord.selection import known_here, meant, schedule_choices
from bot.schedules.model import Ending, Schedule
from bot.schedules.service import Change, ChangeResult, ScheduleOverview, Start
from bot.text.translations import Localizer
from bot.times.typed_weekly import suggest_weekdays

Interaction = discord.Interaction[LecternBot]


# Every command but setup takes it.
WHICH = locale_str("Which schedule, where this server has several")

# What setup and change offer.
ENDINGS = [
    app_commands.Choice(name=locale_str("Stop"), value=Ending.STOP.value),
    app_commands.Choice(name=locale_str("Begin again with the first chapter"), value=Ending.REPEAT.value),
    app_commands.Choice(name=locale_str("Wait until someone resumes it"), value=Ending.WAIT.value),
]


class Answering(commands.Cog):
    """What the parts of the cog share."""

    bot: LecternBot

    async def answer(
        self,
        interaction: Interaction,
        overview: ScheduleOverview | None,
        title: str | None = None,
        *,
        in_place: bool = False,
    ) -> None:
        """Show the schedule as it is now, or say that there is none; *in_place* of the card pressed."""
        say = reader_localizer(interaction)
        if overview is None:
            await show(interaction, no_schedule_card(say))
            return
        course, schedule = self.bot.services.course, overview.schedule
        site = site_of(interaction.guild, schedule, say)
        card = schedule_card(
            course,
            schedule,
            overview.pending,
            overview.planned,
            say,
            title=title,
            site=site,
            audience=overview.audience,
        )
        await (answer_in_place if in_place else show)(interaction, card)

    async def answer_change(
        self, interaction: Interaction, result: ChangeResult, done: str, already: str | None = None
    ) -> None:
        """Say what came of a wish: *done*, or *already* so, or why there was nothing to change."""
        change, overview = result
        say = reader_localizer(interaction)
        under_way = say("A post is on its way right now. Try again in a minute.")
        taken = say("Nothing was changed: another schedule posts in that channel.")
        titles = {
            Change.DONE: done,
            Change.ALREADY: already,
            Change.UNDER_WAY: under_way,
            Change.FINISHED: say("Nothing was changed."),
            Change.TAKEN: taken,
        }
        await self.answer(interaction, overview, titles.get(change))

    async def meant(self, interaction: Interaction, which: str | None) -> Schedule | None:
        """Return the schedule that the organiser means, or answer why there is none."""
        if (guild := await organised_guild(interaction)) is None:
            return None
        schedules = await self.schedules(interaction, guild)
        if (schedule := meant(interaction, schedules, which)) is not None:
            return schedule
        say = reader_localizer(interaction)
        await show(interaction, which_schedule_card(schedules, say) if schedules else no_schedule_card(say))
        return None

    async def schedules(self, interaction: Interaction, guild: GuildId) -> tuple[Schedule, ...]:
        """Return the schedules of *guild* that the reader may know of, the oldest first."""
        return await known_here(interaction, await self.bot.services.schedules.of_guild(guild))

    async def suggest_schedule(self, interaction: Interaction, typed: str) -> Choices:
        """Suggest the guild's schedules."""
        if interaction.guild_id is None or not may_organise(interaction):
            return []
        schedules = await self.schedules(interaction, GuildId(interaction.guild_id))
        return schedule_choices(interaction, schedules, typed)

    async def suggest_weekdays(self, interaction: Interaction, typed: str) -> Choices:
        """Suggest weekdays, one after the other."""
        return text_choices(suggest_weekdays(typed, language(interaction)))

    async def suggest_order(self, interaction: Interaction, typed: str) -> Choices:
        """Suggest the course's own orders, or read a typed one back."""
        return order_choices(interaction, self.bot.services.lookup, typed)

    async def suggest_zone(self, interaction: Interaction, typed: str) -> Choices:
        """Suggest time zones by place."""
        return zone_choices(interaction, typed)

    async def suggest_tag(self, interaction: Interaction, typed: str) -> Choices:
        """Suggest the tags of the forum that was picked, or else of the one that is posted in."""
        if (guild := interaction.guild) is None or not may_organise(interaction):
            return []
        picked: discord.Object | None = interaction.namespace.channel
        if picked is not None:
            return tag_choices(await self._viewed(interaction, guild, picked.id), typed, reader_localizer(interaction))
        schedules = await self.schedules(interaction, GuildId(guild.id))
        schedule = meant(interaction, schedules, interaction.namespace.which)
        if schedule is None:
            return []
        return tag_choices(posting_channel(guild, schedule.channel), typed, reader_localizer(interaction))

    async def _viewed(self, interaction: Interaction, guild: discord.Guild, channel: int) -> PostChannel | None:
        """Return a channel that posts can be made in, if the reader can view it."""
        member = await asking_member(interaction, guild)
        seen = member is not None and await can_view(member, ChannelId(channel))
        return posting_channel(guild, ChannelId(channel)) if seen else None

    async def suggest_chapter(self, interaction: Interaction, typed: str) -> Choices:
        """Suggest chapters."""
        return chapter_choices(interaction, self.bot.services.lookup, typed)


def started_title(started: Start, say: Localizer) -> str:
    """Return the heading of a schedule that has just started."""
    if started.goes_on:
        return say("The schedule has started: it goes on where the group was")
    return say("The schedule has started")
