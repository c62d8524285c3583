"""What autocomplete offers, within Discord's 25 choices of 100 characters."""

from collections.abc import Iterable

import discord
from discord import app_commands

from bot.core.answers.words import fold
from bot.core.locales import Locale
from bot.core.lookup import ChapterLookup
from bot.core.orders import read_order
from bot.i18n.words import speaking
from bot.i18n.zones import search_zones, zone_label
from bot.ui.schedules import order_names

MOST_CHOICES = 25
LONGEST_CHOICE = 100
Choices = list[app_commands.Choice[str]]


def language(interaction: discord.Interaction) -> Locale:
    """Return the reader's language."""
    return Locale.spoken_to(interaction.locale.value)


def text_choices(texts: Iterable[str]) -> Choices:
    """Offer *texts* as they are, those that fit."""
    fitting = [text for text in texts if len(text) <= LONGEST_CHOICE]
    return [app_commands.Choice(name=text, value=text) for text in fitting[:MOST_CHOICES]]


def chapter_choices(interaction: discord.Interaction, lookup: ChapterLookup, typed: str) -> Choices:
    """Offer the chapters that *typed* may be meant for."""
    found = lookup.search(typed, language(interaction), MOST_CHOICES)
    return [app_commands.Choice(name=s.label[:LONGEST_CHOICE], value=str(s.chapter)) for s in found]


def order_choices(interaction: discord.Interaction, lookup: ChapterLookup, typed: str) -> Choices:
    """Offer the list that was *typed*, as it was understood, and the course's own orders."""
    read = read_order(typed, lookup)
    listed = text_choices([", ".join(map(str, read.chapters))]) if read.is_usable else []
    names = order_names(speaking(language(interaction)))
    own = [app_commands.Choice(name=name, value=order.value) for order, name in names]
    begun = [choice for choice in own if fold(choice.name).startswith(fold(typed))]
    return [*listed, *(begun or own)]


def zone_choices(interaction: discord.Interaction, typed: str) -> Choices:
    """Offer the time zones that *typed* may be meant for."""
    zones = search_zones(typed, MOST_CHOICES)
    return [app_commands.Choice(name=zone_label(zone, language(interaction)), value=zone) for zone in zones]
