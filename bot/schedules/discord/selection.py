"""Which of a guild's schedules somebody may see, and which of them a command means."""

from collections.abc import Sequence

import discord
from discord import app_commands

from bot.client.choices import LONGEST_CHOICE, MOST_CHOICES, Choices
from bot.client.replies import reader_localizer
from bot.client.visibility import asking_member, can_view
from bot.schedules.model import Schedule, ScheduleState
from bot.text.translations import Localizer
from bot.text.visible import shortened, strip_invisible
from bot.times.formats import clock_time, weekday_names

LONGEST_NAME = 40  # characters of a channel's name


async def visible_schedules(interaction: discord.Interaction, schedules: Sequence[Schedule]) -> tuple[Schedule, ...]:
    """Return those of *schedules* that the reader may know of: those whose channel they can view, or is gone."""
    guild = interaction.guild
    member = None if guild is None else await asking_member(interaction, guild)
    if member is None:
        return ()
    return tuple([each for each in schedules if await can_view(member, each.channel) is not False])


def _label(guild: discord.Guild | None, schedule: Schedule, say: Localizer) -> str:
    """Return the label of *schedule* in a list: its channel, days and time, and whether it has ended."""
    channel = guild.get_channel_or_thread(schedule.channel) if guild else None
    name = shortened(strip_invisible(channel.name), LONGEST_NAME) if channel else say("(channel gone)")
    days, at = weekday_names(schedule.cadence.weekdays, say.locale), clock_time(schedule.cadence.at, say.locale)
    ended = f" · {say('stopped')}" if schedule.state is ScheduleState.REPLACED else ""
    return f"#{name} · {days} {at}"[: LONGEST_CHOICE - len(ended)] + ended


def schedule_choices(interaction: discord.Interaction, schedules: Sequence[Schedule], typed: str) -> Choices:
    """Return the autocompletion of a schedule: those whose label contains each word *typed*."""
    say = reader_localizer(interaction)
    labels = [(_label(interaction.guild, schedule, say), str(schedule.id)) for schedule in schedules]
    choices = [app_commands.Choice(name=label, value=number) for label, number in labels if _matches(typed, label)]
    return choices[:MOST_CHOICES]


def chosen_schedule(
    interaction: discord.Interaction, schedules: Sequence[Schedule], which: str | None
) -> Schedule | None:
    """Return the schedule of *which*, its id or words of its label; without it the only one or this channel's."""
    if which is not None:
        candidates = _named(interaction, schedules, which)
    else:
        candidates = _here(interaction, schedules) if len(schedules) > 1 else list(schedules)
    return candidates[0] if len(candidates) == 1 else None


def past_schedule(
    interaction: discord.Interaction, running: Sequence[Schedule], ended: Sequence[Schedule], which: str | None
) -> Schedule | None:
    """Return the one of *ended*, the latest first, that is meant by *which*, or without it by the channel; or None.

    None also where *which* means one of those *running*, or where one of them posts in this channel.
    """
    if which is not None:
        candidates = [] if _named(interaction, running, which) else _named(interaction, ended, which)
    elif _here(interaction, running):
        candidates = []
    else:
        candidates = _here(interaction, ended) or ([] if running else list(ended))
    return next(iter(candidates), None)


def _named(interaction: discord.Interaction, schedules: Sequence[Schedule], which: str) -> list[Schedule]:
    """Return those of *schedules* whose id is *which*, or whose label has its words."""
    if which.strip().isdecimal():
        # An id, as autocompletion gives it: never part of a label, such as another schedule's time of day.
        return [schedule for schedule in schedules if str(schedule.id) == which.strip()]
    say = reader_localizer(interaction)
    return [each for each in schedules if _matches(which, _label(interaction.guild, each, say))]


def _here(interaction: discord.Interaction, schedules: Sequence[Schedule]) -> list[Schedule]:
    """Return those of *schedules* that post in the channel of *interaction*, or in the one that its thread is of."""
    return [schedule for schedule in schedules if schedule.channel in places_of(interaction.channel)]


def places_of(channel: object) -> frozenset[int]:
    """Return the ids of *channel* and, if it is a thread, of the channel that it is in."""
    parent = channel.parent_id if isinstance(channel, discord.Thread) else None
    return frozenset(place for place in (getattr(channel, "id", None), parent) if place is not None)


def _matches(typed: str, name: str) -> bool:
    """Tell whether *name* contains each word *typed*, in any order and case."""
    return all(word in name.casefold() for word in typed.casefold().split())
