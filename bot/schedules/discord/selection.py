"""Which of a guild's schedules somebody may see, and which of them a command means."""

from collections.abc import Sequence

import discord
from discord import app_commands

from bot.client.choices import LONGEST_CHOICE, MOST_CHOICES, Choices
from bot.client.replies import reader_localizer
from bot.client.visibility import asking_member, can_view
from bot.schedules.model import Schedule
from bot.text.translations import Localizer
from bot.text.visible import strip_invisible
from bot.times.formats import clock_time, weekday_names
from bot.ui.cards import shortened

LONGEST_NAME = 40


async def visible_schedules(interaction: discord.Interaction, schedules: Sequence[Schedule]) -> tuple[Schedule, ...]:
    """Return those of *schedules* that the reader may know of: they can view the channel, or it is gone."""
    guild = interaction.guild
    member = None if guild is None else await asking_member(interaction, guild)
    if member is None:
        return ()
    return tuple([each for each in schedules if await can_view(member, each.channel) is not False])


def _label(guild: discord.Guild | None, schedule: Schedule, say: Localizer) -> str:
    """Return what *schedule* is called in a list: its channel, days and time."""
    channel = guild.get_channel_or_thread(schedule.channel) if guild else None
    name = shortened(strip_invisible(channel.name), LONGEST_NAME) if channel else say("(channel gone)")
    days, at = weekday_names(schedule.cadence.weekdays, say.locale), clock_time(schedule.cadence.at, say.locale)
    return f"#{name} · {days} {at}"[:LONGEST_CHOICE]


def schedule_choices(interaction: discord.Interaction, schedules: Sequence[Schedule], typed: str) -> Choices:
    """Offer those of *schedules* whose label has what was *typed*."""
    say = reader_localizer(interaction)
    labels = [(_label(interaction.guild, schedule, say), str(schedule.id)) for schedule in schedules]
    choices = [app_commands.Choice(name=label, value=number) for label, number in labels if _matches(typed, label)]
    return choices[:MOST_CHOICES]


def chosen_schedule(
    interaction: discord.Interaction, schedules: Sequence[Schedule], which: str | None
) -> Schedule | None:
    """Return the one of *schedules* that *which* or the channel names, or nothing where that is not clear."""
    if which is None:
        channel = interaction.channel
        places = {interaction.channel_id, channel.parent_id if isinstance(channel, discord.Thread) else None}
        here = [schedule for schedule in schedules if schedule.channel in places]
        candidates = here if len(schedules) > 1 else schedules
    elif which.strip().isdecimal():
        # As the list gives it; one that was stopped meanwhile must not be taken for another's time of day.
        candidates = [schedule for schedule in schedules if str(schedule.id) == which.strip()]
    else:
        say = reader_localizer(interaction)
        candidates = [each for each in schedules if _matches(which, _label(interaction.guild, each, say))]
    return candidates[0] if len(candidates) == 1 else None


def _matches(typed: str, name: str) -> bool:
    """Tell whether *typed* is a part of *name*, or its words are, in any order."""
    return all(word in name.casefold() for word in typed.casefold().split())
