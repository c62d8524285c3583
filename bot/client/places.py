"""Where an interaction happens, and the language that everyone there reads."""

import discord

from bot.client.bot import LecternBot
from bot.core.locales import Locale
from bot.i18n.words import Localizer, speaking


def home_guild(interaction: discord.Interaction[LecternBot]) -> discord.Guild | None:
    """Return the guild of the interaction where the bot is a member; elsewhere it keeps nothing.

    An app that a person installed for themselves is used in guilds that do not have the bot.
    """
    return None if interaction.guild_id is None else interaction.client.get_guild(interaction.guild_id)


async def public_words(interaction: discord.Interaction[LecternBot]) -> Localizer:
    """Return the localizer of what everyone sees here: the guild's, or Discord's language for it."""
    guild = home_guild(interaction)
    if guild is not None:
        return await interaction.client.guild_words(guild)
    return speaking(Locale.spoken_to((interaction.guild_locale or interaction.locale).value))
