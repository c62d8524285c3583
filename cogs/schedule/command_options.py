"""The options that /schedule setup and change both have."""

from typing import TypeVar

from discord import app_commands
from discord.app_commands import locale_str

from bot.client.choices import suggest_zone
from bot.schedules.model import Ending
from cogs.schedule.schedule_cog import ScheduleCog

Decorated = TypeVar("Decorated")
OPTION_NAMES = {
    "channel": locale_str("channel"),
    "weekdays": locale_str("weekdays"),
    "time": locale_str("time"),
    "timezone": locale_str("timezone"),
    "role": locale_str("role"),
    "every": locale_str("every"),
    "order": locale_str("order"),
    "end": locale_str("end"),
    "tag": locale_str("tag"),
    "discussion": locale_str("discussion"),
}
ENDINGS = [
    app_commands.Choice(name=locale_str("Stop"), value=Ending.STOP.value),
    app_commands.Choice(name=locale_str("Begin again with the first chapter"), value=Ending.REPEAT.value),
    app_commands.Choice(name=locale_str("Wait until someone resumes it"), value=Ending.WAIT.value),
]


def schedule_options(callback: Decorated) -> Decorated:
    """Add names, descriptions and autocompletion of the options that /schedule setup and change both have."""
    callback = app_commands.rename(**OPTION_NAMES)(callback)
    callback = app_commands.describe(
        weekdays=locale_str("On which days, such as: monday, thursday"),
        time=locale_str("At what time, such as: 19:00 or 7pm"),
        discussion=locale_str("Open a thread on each post (in a text channel)"),
        tag=locale_str("What each post is tagged with (in a forum)"),
    )(callback)
    callback = app_commands.autocomplete(
        weekdays=ScheduleCog.suggest_weekdays,
        timezone=suggest_zone,
        order=ScheduleCog.suggest_order,
        tag=ScheduleCog.suggest_tag,
    )(callback)
    return app_commands.choices(end=ENDINGS)(callback)
