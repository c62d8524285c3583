"""Names and descriptions of commands, in the languages Discord shows them."""

import discord
from discord import app_commands

from bot.text.locales import Locale
from bot.text.translations import localizer

SPOKEN = {discord.Locale.brazil_portuguese: Locale.PORTUGUESE}


class CatalogueTranslator(app_commands.Translator):
    """Takes translations from the bot's own catalogues."""

    async def translate(
        self, string: app_commands.locale_str, locale: discord.Locale, context: app_commands.TranslationContextTypes
    ) -> str | None:
        """Return *string* in *locale*, or nothing where the source string serves."""
        _ = context
        if locale not in SPOKEN:
            return None
        translated = localizer(SPOKEN[locale])(string.message)
        return None if translated == string.message else translated
