"""The try-out without a browser: its server, its people's languages, its moving time, its pictures."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import discord
import pytest
from discord import app_commands
from discord.ext import commands
from PIL import Image
from simcord import InteractionResult

from bot.courses.file import parse_course
from bot.text.locales import Locale
from tests.behaviour.reading import text_of
from tryout.picker import Picker
from tryout.pictures import stand_ins
from tryout.show import Show, opened
from tryout.world import CHANNEL

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
COURSE_FILE = Path(__file__).parents[2] / "data" / "videos.json"


class Parrot(commands.Bot):
    """A bot that says which language it was spoken to in, and posts every week once asked to."""

    def __init__(self) -> None:
        super().__init__(command_prefix=(), intents=discord.Intents(guilds=True), help_command=None)

    async def setup_hook(self) -> None:
        """Register the two commands and the try-out's own."""

        @self.tree.command(description="Say the language")
        async def language(interaction: discord.Interaction, word: str) -> None:
            await interaction.response.send_message(f"{word} {interaction.locale} {interaction.guild_locale}")

        @language.autocomplete("word")
        async def words(interaction: discord.Interaction, _typed: str) -> list[app_commands.Choice[str]]:
            return [app_commands.Choice(name=str(interaction.locale), value="word")]

        @self.tree.command(description="Post every week")
        async def weekly(interaction: discord.Interaction) -> None:
            self._post_later(interaction.channel_id or 0)
            await interaction.response.send_message("I shall.")

        await self.load_extension("tryout.travel")
        await self.tree.sync()

    def _post_later(self, channel: int) -> None:
        loop = asyncio.get_running_loop()

        async def post() -> None:
            self._post_later(channel)
            await self.get_partial_messageable(channel).send(discord.utils.utcnow().isoformat())

        loop.call_later(timedelta(weeks=1).total_seconds(), lambda: loop.create_task(post()))


@pytest.fixture
async def show() -> AsyncIterator[Show]:
    """A running try-out of the parrot."""
    async with Parrot() as bot, opened(bot, now=NOW, assets={}) as show:
        yield show


def portuguese(show: Show) -> int:
    """The id of the member who reads Portuguese."""
    (reader,) = (user for user, locale in show.world.locales.items() if locale is Locale.PORTUGUESE)
    return reader


def posts(show: Show) -> list[str]:
    """What is written in the channel, oldest first."""
    return [message.content for message in show.world.channel.history()]


def said(answer: InteractionResult) -> str:
    """What the bot replied, with a card or without."""
    assert answer.response is not None
    return answer.response.content or text_of(answer.response)


async def tick(show: Show, ticks: int = 2) -> None:
    """Let the try-out's clock run for a moment."""
    stop = asyncio.Event()
    asyncio.get_running_loop().call_later(0.26 * ticks, stop.set)
    await show.clock.run(show.stage, stop)


async def until(show: Show, seen: Callable[[], bool]) -> None:
    """Let the try-out's clock run until *seen*; how long a leap takes depends on the machine."""
    async with asyncio.timeout(60):
        while not seen():
            await tick(show)


async def test_server_has_an_organiser_and_two_members_one_of_whom_reads_portuguese(show: Show) -> None:
    """The seeded server is what the walk-through needs, and only its organiser may manage it."""
    guild = show.env.bot.get_guild(show.world.guild.id)
    assert guild is not None
    may_manage = {
        viewer.name: discord.Permissions(
            show.env.backend.compute_permissions(guild.id, viewer.id, show.world.channel.id)
        ).manage_guild
        for viewer in show.world.viewers
    }
    assert may_manage == {"maya": True, "kofi": False, "lívia": False}
    assert portuguese(show) == show.world.members[1].id
    assert show.world.channel.name == CHANNEL


async def test_bot_may_post_but_is_no_administrator(show: Show) -> None:
    """The bot has the permissions of a careful invitation."""
    guild = show.env.bot.get_guild(show.world.guild.id)
    assert guild is not None
    channel = guild.get_channel(show.world.channel.id)
    assert channel is not None
    granted = channel.permissions_for(guild.me)
    assert granted.send_messages
    assert granted.read_message_history
    assert not granted.administrator
    assert not granted.manage_guild


async def test_time_starts_at_the_given_instant(show: Show) -> None:
    """Dates in cards look right, because the simulated time starts where the real one is."""
    assert NOW <= show.env.now() < NOW + timedelta(minutes=1)


async def test_everybody_is_answered_in_their_own_language(show: Show) -> None:
    """Commands and autocomplete carry the language of the person who acts."""
    maya, _, livia = show.world.viewers
    await maya.slash(show.world.channel, "language", word="hello")
    await livia.slash(show.world.channel, "language", word="olá")
    assert posts(show)[-2:] == ["hello en-US en-US", "olá pt-BR en-US"]
    (choice,) = await livia.autocomplete(show.world.channel, "language", "word", "o")
    assert choice["name"] == "pt-BR"


async def test_nothing_of_the_try_out_stays_in_simcord() -> None:
    """The languages and the clock are taken out of the simulated Discord when the try-out ends."""
    async with Parrot() as bot, opened(bot, now=NOW, assets={}) as show:
        await tick(show)
        backend = show.env.backend
    assert backend.subscribers == []
    assert not show.stage.is_open


async def test_weeks_forward_bring_the_posts_in_order_each_at_its_own_time(show: Show) -> None:
    """A jump of three weeks shows what three weeks would have: three posts, a week apart."""
    maya = show.world.organiser
    await maya.slash(show.world.channel, "weekly")
    before, started = len(posts(show)), show.env.now()
    answer = await maya.slash(show.world.channel, "tryout forward", unit="weeks", amount=3)
    assert answer.ephemeral
    assert "Time moves on to" in said(answer)
    await until(show, lambda: len(posts(show)) >= before + 3)
    dates = [datetime.fromisoformat(post) for post in posts(show)[before:]]
    assert [round((date - started) / timedelta(weeks=1), 3) for date in dates] == [1, 2, 3]


@pytest.mark.parametrize(("unit", "amount"), [("weeks", 13), ("days", 85), ("hours", 2016)])
async def test_a_jump_is_bounded(show: Show, unit: str, amount: int) -> None:
    """More than twelve weeks at once are declined with a sentence, and twelve are not."""
    before = show.env.now()
    answer = await show.world.organiser.slash(show.world.channel, "tryout forward", unit=unit, amount=amount)
    if unit == "hours":
        await until(show, lambda: show.env.now() - before >= timedelta(weeks=12))
    else:
        await tick(show)
        assert "That is too far in one go: at most 12 weeks at a time." in said(answer)
        assert show.env.now() - before < timedelta(hours=1)


async def test_forward_speaks_portuguese(show: Show) -> None:
    """The command of the try-out is bilingual, like the bot's own: its answer and its name."""
    livia = show.world.members[1]
    answer = await livia.slash(show.world.channel, "tryout forward", unit="days")
    assert "O tempo avança até" in said(answer)
    (command,) = (
        command
        for command in show.env.backend.visible_commands(user_id=livia.id, channel_id=show.world.channel.id)
        if command["name"] == "tryout"
    )
    forward = command["options"][0]
    assert forward["name_localizations"] == {"pt-BR": "avançar"}
    assert [choice["name_localizations"]["pt-BR"] for choice in forward["options"][0]["choices"]] == [
        "minutos",
        "horas",
        "dias",
        "semanas",
    ]


COMMAND = {
    "id": 7,
    "name": "ask",
    "name_localizations": {"pt-BR": "perguntar"},
    "description": "Ask",
    "description_localizations": {"pt-BR": "Pergunte"},
    "options": [
        {"name": "question", "name_localizations": {"pt-BR": "pergunta"}, "description": "What you look for", "type": 3}
    ],
}
ENTRY = {
    "commandId": "7",
    "path": ["ask"],
    "invocation": "ask",
    "description": "Ask",
    "options": [{"name": "question", "description": "What you look for", "choices": []}],
}


def test_picker_shows_localised_names_and_falls_back_where_there_are_none() -> None:
    """A Portuguese reader picks /perguntar with a `pergunta`; what has no translation stays English."""
    shown = Picker([COMMAND], Locale.PORTUGUESE).entry(ENTRY)
    assert shown["invocation"] == "perguntar"
    assert shown["description"] == "Pergunte"
    assert shown["options"] == [{"name": "pergunta", "description": "What you look for", "choices": []}]
    assert Picker([COMMAND], Locale.ENGLISH).entry(ENTRY) == ENTRY


def test_picker_hears_the_registered_names() -> None:
    """What the page sends under shown names reaches the bot under the names it registered."""
    picker = Picker([COMMAND], Locale.PORTUGUESE)
    body = {"command_id": "7", "path": ["ask"], "options": {"pergunta": "LSTM?"}, "focused": "pergunta"}
    assert picker.heard(body) == {**body, "options": {"question": "LSTM?"}, "focused": "question"}
    shown, registered = "command:7:ask:option:pergunta", "command:7:ask:option:question"
    assert picker.heard({"control_key": shown}) == {"control_key": registered}
    assert picker.candidates({registered: 1, "message:1": 2}) == {shown: 1, "message:1": 2}
    refused = {"diagnostics": [{"subject": {"commandOption": "question"}}], "result": {"focused": "question"}}
    assert picker.receipt(refused, body) == {
        "diagnostics": [{"subject": {"commandOption": "pergunta"}}],
        "result": {"focused": "pergunta"},
    }


def test_every_chapter_has_a_stand_in_of_the_size_of_the_real_still() -> None:
    """No card of the course shows a hole where its picture should be."""
    chapters = parse_course(COURSE_FILE.read_text("utf-8"), COURSE_FILE.name).chapters
    pictures = stand_ins(chapters)
    assert list(pictures) == [chapter.thumbnail_url for chapter in chapters]
    assert len({content for _, content in pictures.values()}) == len(chapters)
    for _, content in pictures.values():
        with Image.open(BytesIO(content)) as picture:
            assert (picture.format, picture.size) == ("JPEG", (320, 180))
