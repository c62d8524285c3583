"""What a guild chooses: /settings language, notices, timezone and parties."""

from dataclasses import replace

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.bot import LecternBot
from bot.client.choices import suggest_zone
from bot.client.permissions import PostChannel
from bot.client.replies import reader_localizer, show
from bot.guilds.cards import holidays_card, settings_card
from bot.ids import ChannelId, UserId
from bot.interactions import organised_guild
from bot.schedules.cards.problems import setup_problems_card, unclear_days_card
from bot.schedules.discord.channel_status import blockers_in
from bot.schedules.discord.options import PostChannelOption
from bot.schedules.model import LONGEST_SKIP, MOST_HOLIDAYS
from bot.text.locales import Locale
from bot.times.typed_times import parse_days
from bot.times.zones import known_zone, zone_label
from bot.ui.note_cards import done_card, note_card

Interaction = discord.Interaction[LecternBot]

FOLLOW_DISCORD = "discord"
ORGANISERS, MEMBERS = "organisers", "members"


@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
@app_commands.default_permissions(manage_guild=True)
class Settings(
    commands.GroupCog,
    group_name=locale_str("settings"),
    group_description=locale_str("Choose this server's language, time zone, notices, parties and holidays"),
):
    """The command group /settings: shows and changes a guild's settings."""

    def __init__(self, bot: LecternBot) -> None:
        self._services = bot.services

    @app_commands.command(name=locale_str("show"), description=locale_str("Show all settings of this server"))
    async def show_all(self, interaction: Interaction) -> None:
        """Show every setting with the command that changes it."""
        if (guild := await organised_guild(interaction)) is None:
            return
        settings = await self._services.guilds.settings(guild)
        holidays = await self._services.schedules.holidays(guild)
        await show(interaction, settings_card(settings, holidays, reader_localizer(interaction)))

    @app_commands.command(
        name=locale_str("holidays"), description=locale_str("Choose days without posts and repeating watch parties")
    )
    @app_commands.rename(first=locale_str("from"), last=locale_str("until"), remove=locale_str("remove"))
    @app_commands.describe(
        first=locale_str("First day of the holiday, such as: 24 December"),
        last=locale_str("Last day of it (the same day, if you leave it out)"),
        remove=locale_str("Take these days back: they are no holiday any more"),
    )
    async def holidays(
        self,
        interaction: Interaction,
        first: str,
        last: str | None = None,
        remove: bool = False,  # noqa: FBT001, FBT002 - an option that Discord passes by name
    ) -> None:
        """Add holidays or remove them, and show all that the guild has then."""
        if (guild := await organised_guild(interaction)) is None:
            return
        say, schedules = reader_localizer(interaction), await self._services.schedules.of_guild(guild)
        chosen = (await self._services.guilds.settings(guild)).zone_name
        place = chosen or (schedules[0].cadence.zone_name if schedules else "UTC")
        days = parse_days(first, last, say.locale, place, interaction.client.clock(), LONGEST_SKIP)
        if days is None:
            await show(interaction, unclear_days_card(say))
            return
        by = UserId(interaction.user.id)
        holidays = await self._services.schedules.change_holidays(guild, days, by, remove=remove)
        if holidays is None:
            full = say("A server has at most {number} holidays.", number=MOST_HOLIDAYS)
            await show(
                interaction, note_card(full, say("Take some back with the option `remove`. Nothing was changed."))
            )
            return
        await show(interaction, holidays_card(holidays, say))

    @app_commands.command(
        name=locale_str("language"), description=locale_str("Choose the language of posts and shared answers")
    )
    @app_commands.rename(language=locale_str("language"))
    @app_commands.describe(language=locale_str("The language everyone here reads; private answers follow each reader"))
    @app_commands.choices(
        language=[
            app_commands.Choice(name="English", value=Locale.ENGLISH.value),
            app_commands.Choice(name="Português", value=Locale.PORTUGUESE.value),
            app_commands.Choice(name=locale_str("Discord's own setting for this server"), value=FOLLOW_DISCORD),
        ]
    )
    async def language(self, interaction: Interaction, language: str) -> None:
        """Set the guild's language, or let it follow Discord's setting."""
        if (guild := await organised_guild(interaction)) is None:
            return
        say = reader_localizer(interaction)
        chosen = None if language == FOLLOW_DISCORD else Locale(language)
        await self._services.guilds.change_settings(guild, lambda settings: replace(settings, locale=chosen))
        name = chosen.own_name if chosen else say("the language Discord has for this server")
        await show(interaction, done_card(say("Posts and shared answers are in {language} now.", language=name)))

    @app_commands.command(
        name=locale_str("notices"), description=locale_str("Choose where organisers are told when a post cannot go out")
    )
    @app_commands.rename(channel=locale_str("channel"))
    @app_commands.describe(
        channel=locale_str("Where to tell them (whoever set the schedule up, in person, if you leave it out)")
    )
    async def notices(
        self,
        interaction: Interaction,
        channel: app_commands.Transform[PostChannel | discord.Object, PostChannelOption] | None = None,
    ) -> None:
        """Set or clear the guild's channel for notices."""
        if (guild := await organised_guild(interaction)) is None:
            return
        say, where = reader_localizer(interaction), None if channel is None else ChannelId(channel.id)
        if channel is not None and (missing := blockers_in(channel)):
            heading = say("The channel for notices has not been changed:")
            await show(interaction, setup_problems_card(say, (), missing, where, heading=heading))
            return
        await self._services.guilds.change_settings(guild, lambda settings: replace(settings, notices=where))
        in_channel = say("If a post cannot go out, I tell you in {channel}.", channel=f"<#{where}>")
        in_person = say("If a post cannot go out, I write to whoever set its schedule up.")
        await show(interaction, done_card(in_channel if where else in_person))

    @app_commands.command(name=locale_str("timezone"), description=locale_str("Choose the time zone for new schedules"))
    @app_commands.rename(zone=locale_str("timezone"))
    @app_commands.describe(zone=locale_str("Type a city and pick it from the list"))
    @app_commands.autocomplete(zone=suggest_zone)
    async def timezone(self, interaction: Interaction, zone: str) -> None:
        """Set the guild's time zone."""
        if (guild := await organised_guild(interaction)) is None:
            return
        say = reader_localizer(interaction)
        if (name := known_zone(zone)) is None:
            hint = say("Type a city, such as Lisbon, and pick it from the list.")
            await show(interaction, note_card(say("I do not know that time zone."), hint))
            return
        await self._services.guilds.change_settings(guild, lambda settings: replace(settings, zone_name=name))
        told = say("New schedules will use the time zone {zone}.", zone=zone_label(name, say.locale))
        await show(interaction, done_card(told))

    @app_commands.command(name=locale_str("parties"), description=locale_str("Choose who may plan watch parties"))
    @app_commands.rename(who=locale_str("who"))
    @app_commands.describe(who=locale_str("Whose parties I announce; organisers may change every one"))
    @app_commands.choices(
        who=[
            app_commands.Choice(name=locale_str("Only organisers"), value=ORGANISERS),
            app_commands.Choice(name=locale_str("Every member"), value=MEMBERS),
        ]
    )
    async def parties(self, interaction: Interaction, who: str) -> None:
        """Set who may plan watch parties."""
        if (guild := await organised_guild(interaction)) is None:
            return
        say = reader_localizer(interaction)
        by_all = who == MEMBERS
        await self._services.guilds.change_settings(guild, lambda settings: replace(settings, members_plan=by_all))
        organisers = say("Only organisers plan watch parties now: Manage Server or Manage Events.")
        everyone = say("Every member may plan watch parties now, with `/party plan`.")
        await show(interaction, done_card(everyone if by_all else organisers))


async def setup(bot: LecternBot) -> None:
    """Add the cog."""
    await bot.add_cog(Settings(bot))
