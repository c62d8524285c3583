"""Choices for autocomplete, within Discord's limits: 25 choices of 100 characters."""

from collections.abc import Iterable

import discord
from discord import app_commands

from bot.courses.lookup import ChapterLookup
from bot.text.locales import Locale
from bot.times.zones import search_zones, zone_label
from bot.ui.cards import one_line

MOST_CHOICES = 25
LONGEST_CHOICE = 100
Choices = list[app_commands.Choice[str]]


def reader_locale(interaction: discord.Interaction) -> Locale:
    """Return the language that the bot writes in to the interaction's user."""
    return Locale.from_tag(interaction.locale.value)


def text_choices(texts: Iterable[str]) -> Choices:
    """Return the first 25 of those *texts* that have 1 to 100 characters that can be seen, as choices."""
    fitting = [text for text in map(one_line, texts) if 0 < len(text) <= LONGEST_CHOICE]
    return [app_commands.Choice(name=text, value=text) for text in fitting[:MOST_CHOICES]]


def chapter_choices(interaction: discord.Interaction, lookup: ChapterLookup, typed: str) -> Choices:
    """Return the chapters that *typed* may mean, as choices whose values are their numbers."""
    found = lookup.search(typed, reader_locale(interaction), MOST_CHOICES)
    return [app_commands.Choice(name=s.label[:LONGEST_CHOICE], value=str(s.number)) for s in found]


async def suggest_zone(interaction: discord.Interaction, typed: str) -> Choices:
    """Return the time zones that *typed* may mean, as choices whose values are IANA names: an autocomplete callback."""
    zones = search_zones(typed, MOST_CHOICES)
    return [app_commands.Choice(name=zone_label(zone, reader_locale(interaction)), value=zone) for zone in zones]
