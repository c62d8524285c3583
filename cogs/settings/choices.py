"""Single settings: /settings language, notices, timezone, parties and finishers, and taking a change of one back."""

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.bot import LecternBot, Services
from bot.client.choices import suggest_zone
from bot.client.permissions import PostChannel
from bot.client.replies import reader_localizer, show
from bot.client.roles import role_problem, role_refused_card
from bot.client.routes import add_route
from bot.client.undoing import answer_undo
from bot.guilds.buttons import UndoSetting
from bot.guilds.cards import setting_changed_card, setting_undone_card
from bot.guilds.model import Setting, SettingValue
from bot.ids import ChannelId, GuildId, RoleId, UserId
from bot.interactions import organised_guild
from bot.schedules.cards.problems import setup_problems_card
from bot.schedules.cards.typed_problems import zones_text
from bot.schedules.discord.channel_status import blockers_in
from bot.schedules.discord.options import PostChannelOption
from bot.text.locales import Locale
from bot.times.zones import abbreviated_zones, known_zone
from bot.ui.note_cards import note_card
from bot.undo.model import UndoKind

Interaction = discord.Interaction[LecternBot]

FOLLOW_DISCORD = "discord"
ORGANISERS, MEMBERS = "organisers", "members"


class Choices(commands.Cog):
    """Chooses a value for one setting at a time, and takes a choice back."""

    services: Services

    def add_undo_setting(self, bot: LecternBot) -> None:
        """Register the handler of the button Undo."""
        add_route(bot, UndoSetting, self.undo)

    async def undo(self, interaction: Interaction, action: UndoSetting) -> None:
        """Take a change of a setting back, in place of the card that confirmed it, or say why not."""
        if (guild := await organised_guild(interaction)) is None:
            return
        result, change = await self.services.guilds.undo(guild, action.change)
        done = None if change is None else setting_undone_card(change, reader_localizer(interaction))
        await answer_undo(interaction, UndoKind.SETTINGS, result, done)

    async def _choose(self, interaction: Interaction, guild: GuildId, setting: Setting, value: SettingValue) -> None:
        """Save *value* for *setting* of *guild*, and answer with what it was and is."""
        by = UserId(interaction.user.id)
        change, number = await self.services.guilds.choose(guild, setting, value, by)
        await show(interaction, setting_changed_card(change, number, reader_localizer(interaction)))

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
        chosen = None if language == FOLLOW_DISCORD else Locale(language)
        await self._choose(interaction, guild, Setting.LANGUAGE, chosen)

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
        await self._choose(interaction, guild, Setting.NOTICES, where)

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
            several = abbreviated_zones(zone)
            said = zones_text(zone, several, say) if several else say("I do not know that time zone.")
            await show(interaction, note_card(said, say("Type a city, such as Lisbon, and pick it from the list.")))
            return
        await self._choose(interaction, guild, Setting.TIME_ZONE, name)

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
        await self._choose(interaction, guild, Setting.PARTIES, who == MEMBERS)

    @app_commands.command(
        name=locale_str("finishers"), description=locale_str("Choose the role of those who have watched a whole course")
    )
    @app_commands.rename(role=locale_str("role"))
    @app_commands.describe(role=locale_str("Which role I give them (none, if you leave it out)"))
    async def finishers(self, interaction: Interaction, role: discord.Role | None = None) -> None:
        """Set or clear the role that finishers get, or say why the bot would not give it."""
        if (guild := await organised_guild(interaction)) is None:
            return
        member = interaction.user if isinstance(interaction.user, discord.Member) else None
        if role is not None and (problem := role_problem(role, member)) is not None:
            await show(interaction, role_refused_card(role, problem, reader_localizer(interaction)))
            return
        await self._choose(interaction, guild, Setting.FINISHERS, None if role is None else RoleId(role.id))
