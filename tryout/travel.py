"""/tryout forward: a command that only the try-out has, with which a visitor moves time."""

from datetime import timedelta
from typing import Final

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.locales import Locale, LocalizedText

LEAP: Final = "time_leap"
"""The event that carries a wish for time to jump to whoever keeps it."""
FURTHEST: Final = timedelta(weeks=8)
UNITS: Final = {"hours": timedelta(hours=1), "days": timedelta(days=1), "weeks": timedelta(weeks=1)}

NAMES: Final = {
    text.en: text
    for text in (
        LocalizedText(en="forward", pt="avançar"),
        LocalizedText(
            en="Move time forward; only the try-out can", pt="Avança o tempo; só a demonstração pode"
        ),
        LocalizedText(en="unit", pt="unidade"),
        LocalizedText(en="What to count in", pt="Em que contar"),
        LocalizedText(en="amount", pt="quantidade"),
        LocalizedText(en="How many; one if you say nothing", pt="Quantos; um, se você não disser nada"),
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
    en="That is too far in one go: at most 8 weeks at a time.",
    pt="É longe demais de uma vez só: no máximo 8 semanas por vez.",
)


class Bilingual(app_commands.Translator):
    """Adds this command's words to those of the bot's own translator."""

    def __init__(self, own: app_commands.Translator | None) -> None:
        self._own = own

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
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
        self, interaction: discord.Interaction, unit: str, amount: app_commands.Range[int, 1, 1344] = 1
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
        await interaction.response.send_message(answer, ephemeral=True)


async def setup(bot: commands.Bot) -> None:
    """Load the command after the bot's own, so that the bot's translator is there to be added to."""
    await bot.tree.set_translator(Bilingual(bot.tree.translator))
    await bot.add_cog(Travel(bot))
