"""/tryout: commands that only the try-out has, with which a visitor moves time."""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import discord
from discord import app_commands
from discord.ext import commands

from bot.bot import LecternBot
from bot.client.replies import show
from bot.ids import GuildId
from bot.text.locales import Locale, LocalizedText
from bot.ui.note_cards import note_card

LEAP: Final = "time_leap"
"""The event that carries a wish for time to jump to whoever keeps it."""
FURTHEST: Final = timedelta(weeks=12)
"""A season of nine weeks and its holidays in one go."""
BEFORE_THE_CHANGE: Final = timedelta(weeks=3)
DAY: Final = timedelta(days=1)
YEAR: Final = 366
UNITS: Final = {
    "minutes": timedelta(minutes=1),
    "hours": timedelta(hours=1),
    "days": timedelta(days=1),
    "weeks": timedelta(weeks=1),
}

NAMES: Final = {
    text.en: text
    for text in (
        LocalizedText(en="forward", pt="avançar"),
        LocalizedText(en="Move time forward; only the try-out can", pt="Avança o tempo; só a demonstração pode"),
        LocalizedText(en="unit", pt="unidade"),
        LocalizedText(en="What to count in", pt="Em que contar"),
        LocalizedText(en="amount", pt="quantidade"),
        LocalizedText(en="How many; one if you say nothing", pt="Quantos; um, se você não disser nada"),
        LocalizedText(en="clocks", pt="relógios"),
        LocalizedText(
            en="Move to three weeks before clocks change, to see a season live through it",
            pt="Avança até três semanas antes da mudança de hora, para ver uma temporada passar por ela",
        ),
        LocalizedText(en="minutes", pt="minutos"),
        LocalizedText(en="hours", pt="horas"),
        LocalizedText(en="days", pt="dias"),
        LocalizedText(en="weeks", pt="semanas"),
    )
}
"""What Discord's picker shows for this command, by its English wording."""

MOVING: Final = LocalizedText(
    en="⏩ Time moves on to {then}. Whatever falls due on the way appears here by itself.",
    pt="⏩ O tempo avança até {then}. O que vencer no caminho aparece aqui sozinho.",
)
TOO_FAR: Final = LocalizedText(
    en="That is too far in one go: at most 12 weeks at a time.",
    pt="É longe demais de uma vez só: no máximo 12 semanas por vez.",
)
CHANGING: Final = LocalizedText(
    en="🕰️ Clocks in {zone} change on {change}. Time moves on to {then}: a season set up there meets that.",
    pt="🕰️ Os relógios de {zone} mudam em {change}. O tempo avança até {then}: uma temporada que comece lá"
    " passa por isso.",
)
SOON: Final = LocalizedText(
    en="🕰️ Clocks in {zone} change on {change} already: a season set up now meets that.",
    pt="🕰️ Os relógios de {zone} já mudam em {change}: uma temporada que comece agora passa por isso.",
)
UNCHANGING: Final = LocalizedText(
    en="Clocks never change in {zone}. Choose another zone with /settings timezone first.",
    pt="Os relógios nunca mudam em {zone}. Escolha antes outro fuso horário em /configurações fuso.",
)


def next_clock_change(zone: str, now: datetime) -> datetime | None:
    """Return the first midday after *now* on which clocks in *zone* have been changed; within a year."""
    place, noon = ZoneInfo(zone), now.replace(hour=12, minute=0, second=0, microsecond=0)
    offset = now.astimezone(place).utcoffset()
    days = (noon + number * DAY for number in range(1, YEAR + 1))
    return next((day for day in days if day.astimezone(place).utcoffset() != offset), None)


class Bilingual(app_commands.Translator):
    """Adds this command's words to those of the bot's own translator."""

    def __init__(self, own: app_commands.Translator | None) -> None:
        self._own = own

    async def translate(
        self, string: app_commands.locale_str, locale: discord.Locale, context: app_commands.TranslationContextTypes
    ) -> str | None:
        """Return the wording in *locale*, or nothing where English stands."""
        if (text := NAMES.get(string.message)) and locale is discord.Locale.brazil_portuguese:
            return text.pt
        return await self._own.translate(string, locale, context) if self._own else None


class Travel(commands.Cog):
    """Lets a visitor see weeks pass in a minute."""

    tryout = app_commands.Group(name="tryout", description="Only here: play with time", guild_only=True)

    def __init__(self, bot: commands.Bot) -> None:
        self._bot = bot

    @tryout.command(description="Move time forward; only the try-out can")
    @app_commands.describe(unit="What to count in", amount="How many; one if you say nothing")
    @app_commands.choices(unit=[app_commands.Choice(name=unit, value=unit) for unit in UNITS])
    async def forward(
        self, interaction: discord.Interaction, unit: str, amount: app_commands.Range[int, 1, 2016] = 1
    ) -> None:
        """Ask the clock to jump, and say where to."""
        locale = Locale.spoken_to(interaction.locale.value)
        ahead = amount * UNITS[unit]
        if ahead > FURTHEST:
            answer = TOO_FAR.spoken(locale)
        else:
            self._bot.dispatch(LEAP, ahead)
            then = discord.utils.format_dt(discord.utils.utcnow() + ahead, "F")
            answer = MOVING.spoken(locale).format(then=then)
        await show(interaction, note_card(answer))

    @tryout.command(description="Move to three weeks before clocks change, to see a season live through it")
    async def clocks(self, interaction: discord.Interaction) -> None:
        """Ask the clock to jump to before the next change of clocks, and say when that is."""
        locale, now = Locale.spoken_to(interaction.locale.value), discord.utils.utcnow()
        zone = await self._zone(interaction.guild_id)
        change = next_clock_change(zone, now)
        if change is None:
            answer, ahead = UNCHANGING, timedelta()
        else:
            ahead = change - BEFORE_THE_CHANGE - now
            answer = CHANGING if ahead > timedelta() else SOON
        if ahead > timedelta():
            self._bot.dispatch(LEAP, ahead)
        said = answer.spoken(locale).format(
            zone=zone,
            change="" if change is None else discord.utils.format_dt(change, "D"),
            then=discord.utils.format_dt(now + ahead, "D"),
        )
        await show(interaction, note_card(said))

    async def _zone(self, guild: int | None) -> str:
        """Return the zone that the bot would plan in; one that plans nothing lives in UTC."""
        if guild is None or not isinstance(self._bot, LecternBot):
            return "UTC"
        return (await self._bot.services.guilds.settings(GuildId(guild))).zone_name or "UTC"


async def setup(bot: commands.Bot) -> None:
    """Load the command after the bot's own, so that the bot's translator is there to be added to."""
    await bot.tree.set_translator(Bilingual(bot.tree.translator))
    await bot.add_cog(Travel(bot))
