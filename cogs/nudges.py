"""/nudge: a direct message to who is behind and wants one."""

from discord import app_commands
from discord.app_commands import Range, locale_str
from discord.ext import commands

from bot.bot import LecternBot
from bot.client.choices import suggest_zone
from bot.client.replies import answer_in_place, reader_localizer, show
from bot.client.routes import add_route
from bot.ids import LARGEST_ID, GuildId, NudgeWishId, UserId
from bot.interactions import Interaction, home_guild
from bot.schedules.buttons import StopNudges
from bot.schedules.cards.nudges import nudges_off_card, nudges_on_card
from bot.schedules.cards.typed_problems import zones_text
from bot.schedules.nudge_rules import NudgeWish
from bot.times.zones import abbreviated_zones, known_zone
from bot.ui.cards import Card
from bot.ui.note_cards import note_card, servers_only_card

FROM, UNTIL = 9, 21  # hours, where none are chosen


class Nudging(commands.Cog):
    """Lets members be nudged when they are behind."""

    def __init__(self, bot: LecternBot) -> None:
        self._services = bot.services
        add_route(bot, StopNudges, self.stop)

    @app_commands.command(
        name=locale_str("nudge"), description=locale_str("Let me write to you when chapters wait for you, privately")
    )
    @app_commands.rename(
        begin=locale_str("from"), end=locale_str("until"), zone=locale_str("timezone"), off=locale_str("off")
    )
    @app_commands.describe(
        begin=locale_str("From which hour of the day on, 0 to 23 (9, if you leave it out)"),
        end=locale_str("Until which hour, 1 to 24 (21, if you leave it out)"),
        zone=locale_str("Your time zone: type a city and pick it (the server's, if you leave it out)"),
        off=locale_str("No more such messages"),
    )
    @app_commands.autocomplete(zone=suggest_zone)
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    async def nudge(
        self,
        interaction: Interaction,
        begin: Range[int, 0, 23] | None = None,
        end: Range[int, 1, 24] | None = None,
        zone: str | None = None,
        off: bool = False,  # noqa: FBT001, FBT002 - an option that Discord passes by name
    ) -> None:
        """Save the hours in which the reader may be nudged, or turn nudges *off*."""
        say, home = reader_localizer(interaction), home_guild(interaction)
        if home is None:
            await show(interaction, servers_only_card(say))
        elif off:
            await self._services.nudges.stop(GuildId(home.id), UserId(interaction.user.id))
            await show(interaction, nudges_off_card(say))
        elif isinstance(wish := await self._wish(interaction, GuildId(home.id), (begin, end), zone), Card):
            await show(interaction, wish)
        else:
            await self._services.nudges.want(wish)
            await show(interaction, nudges_on_card(wish, say))

    async def _wish(
        self, interaction: Interaction, guild: GuildId, hours: tuple[int | None, int | None], zone: str | None
    ) -> NudgeWish | Card:
        """Return what the user wants, with what they leave out as it was before; or a card that says what is wrong."""
        say, user = reader_localizer(interaction), UserId(interaction.user.id)
        before = await self._services.nudges.find(guild, user)
        usual = (FROM, UNTIL) if before is None else (before.from_hour, before.until_hour)
        begin, end = (old if new is None else new for new, old in zip(hours, usual, strict=True))
        if end <= begin:
            later = say("The hours end before they begin. Choose a later `until`, up to 24.")
            return note_card(later, say("Nothing was changed."))
        if zone is not None and known_zone(zone) is None:
            several = abbreviated_zones(zone)
            said = zones_text(zone, several, say) if several else say("I do not know that time zone.")
            return note_card(said, say("Type a city, such as Lisbon, and pick it from the list."))
        own = None if zone is None else known_zone(zone)
        kept = (await self._services.guilds.settings(guild)).zone_name if before is None else before.zone_name
        return NudgeWish(NudgeWishId(0), guild, user, say.locale, begin, end, own or kept or "UTC")

    async def stop(self, interaction: Interaction, action: StopNudges) -> None:
        """Nudge the reader no more in the server that the pressed message is about."""
        await self._services.nudges.stop(GuildId(min(action.guild, LARGEST_ID)), UserId(interaction.user.id))
        await answer_in_place(interaction, nudges_off_card(reader_localizer(interaction)))


async def setup(bot: LecternBot) -> None:
    """Add the cog."""
    await bot.add_cog(Nudging(bot))
