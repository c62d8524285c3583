"""Sets schedules up and reads their posts, as organisers and members do."""

import re
from datetime import UTC, datetime
from typing import Any

import discord
import pytest
import simcord
from discord.http import Route
from simcord import InteractionResult

from bot.text.locales import Locale
from bot.text.translations import localizer
from bot.undo.model import UNDO_WINDOW
from tests.behaviour.reading import answer, components, labels, text_of
from tests.behaviour.study_group import StudyGroup

CONFIRMING = {"now": "Post it", "stop": "Stop it", "repeat": "Post it twice", "change": "Change it"}
MONDAYS: dict[str, Any] = {"weekdays": "monday", "time": "19:00", "timezone": "Europe/Lisbon"}

TAGS = [
    {"id": "71", "name": "Chapters", "moderated": False, "emoji_id": None, "emoji_name": "🎬"},
    {"id": "72", "name": "Questions", "moderated": False, "emoji_id": None, "emoji_name": None},
]


async def make_forum(group: StudyGroup) -> simcord.ChannelHandle:
    """Make a forum with the tags `TAGS`."""
    forum = group.guild.create_forum_channel("chapters")
    group.env.backend.edit_channel(forum.id, {"available_tags": TAGS})
    await group.env.settle()
    return forum


async def set_up(group: StudyGroup, **options: Any) -> InteractionResult:
    """Let the organiser start a schedule: Mondays at 19:00 in Lisbon, unless *options* say otherwise.

    Where it would replace one, they confirm that. It is not announced, so that only posts come in its channel.
    """
    wanted = {"channel": group.channel, "announce": False, **MONDAYS, **options}
    given = {name: value for name, value in wanted.items() if value is not None}
    asked = await group.organiser.slash(group.channel, "schedule setup", **given)
    return asked if None in wanted.values() else await confirmed(group, asked, "Replace it")


async def manage(group: StudyGroup, what: str, **options: Any) -> InteractionResult:
    """Let the organiser use `/schedule` *what*, and confirm what it asks first."""
    asked = await group.organiser.slash(group.channel, f"schedule {what}", **options)
    return await confirmed(group, asked, CONFIRMING[what]) if what in CONFIRMING else asked


async def post_now(group: StudyGroup, **options: Any) -> InteractionResult:
    """Let the organiser post the next chapter at once, and the time pass in which that can be undone unseen."""
    asked = await manage(group, "now", **options)
    await group.wait(UNDO_WINDOW)
    return asked


async def confirmed(group: StudyGroup, asked: InteractionResult, button: str) -> InteractionResult:
    """Let the organiser press *button* on the card that answered, in their language; without it, return *asked*."""
    label = localizer(group.locales.get(group.organiser.id, Locale.ENGLISH))(button)
    if asked.response is None and not asked.followups:
        return asked
    return await group.organiser.click(answer(asked), label=label) if label in labels(answer(asked)) else asked


async def confirm(group: StudyGroup, asked: InteractionResult) -> InteractionResult:
    """Let the organiser press the first button of the card that *asked*."""
    return await group.organiser.click(answer(asked), label=labels(answer(asked))[0])


def posts(group: StudyGroup, channel: simcord.ChannelHandle | None = None) -> list[discord.Message]:
    """Return the schedule's posts of chapters in *channel*, oldest first."""
    return [
        message
        for message in (channel or group.channel).history()
        if any("watched-post" in part.get("custom_id", "") for part in components(message))
    ]


def post_times(group: StudyGroup, channel: simcord.ChannelHandle | None = None) -> list[datetime]:
    """Return the seconds in which the schedule has posted chapters in *channel*, oldest first."""
    return [post.created_at.replace(microsecond=0) for post in posts(group, channel)]


def posted(group: StudyGroup, channel: simcord.ChannelHandle | None = None) -> list[int]:
    """Return the numbers of the chapters that the schedule has posted in *channel*."""
    return [number_on(post) for post in posts(group, channel)]


def number_on(post: discord.Message) -> int:
    """Return the number of the first chapter on *post*: before its title, which may stand below a question."""
    found = re.search(r"^(?:### )?(\d+) · ", text_of(post), re.MULTILINE)
    assert found is not None
    return int(found[1])


def lisbon_winter(day: int, hour: int = 19, *, month: int = 11, minute: int = 0) -> datetime:
    """Return an instant by Lisbon's clocks from November 2026 to March 2027, when they show UTC."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def shown(instant: datetime) -> str:
    """Return *instant* as Discord's markup, by which each reader sees it in their own zone."""
    return f"<t:{int(instant.timestamp())}:F>"


def speak_portuguese(group: StudyGroup) -> None:
    """Set the organiser's Discord to Portuguese."""
    group.locales[group.organiser.id] = Locale.PORTUGUESE


def lose_next_reply(group: StudyGroup, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the reply to the next new message be lost: Discord makes the message, the bot gets a TimeoutError."""
    request = group.env.bot.http.request

    async def lossy(route: Route, **options: Any) -> Any:
        answered = await request(route, **options)
        if route.method == "POST" and route.path.endswith("/messages"):
            monkeypatch.setattr(group.env.bot.http, "request", request)
            raise TimeoutError
        return answered

    monkeypatch.setattr(group.env.bot.http, "request", lossy)
