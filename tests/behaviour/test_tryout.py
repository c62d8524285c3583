"""The try-out without a browser: its server, its languages, its clock and its pictures."""

import asyncio
import threading
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
from simcord.interactions import command_leaves

from bot.client.commands import CatalogueTranslator
from bot.courses.file import parse_course
from bot.text.locales import Locale
from tests.behaviour.reading import text_of
from tryout.languages import localized, registered
from tryout.preview_page import PreviewPage
from tryout.run import opened
from tryout.seed import CHANNEL
from tryout.thumbnails import placeholder_thumbnails

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
COURSE_FILE = Path(__file__).parents[2] / "data" / "videos.json"


class EchoBot(commands.Bot):
    """A bot that answers in which language it was spoken to, and posts every week once asked to."""

    def __init__(self) -> None:
        super().__init__(command_prefix=(), intents=discord.Intents(guilds=True), help_command=None)

    async def setup_hook(self) -> None:
        """Register the bot's two commands and those of the try-out."""

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

        await self.tree.set_translator(CatalogueTranslator())
        await self.load_extension("tryout.time_commands")
        await self.tree.sync()

    def _post_later(self, channel: int) -> None:
        loop = asyncio.get_running_loop()

        async def post() -> None:
            self._post_later(channel)
            await self.get_partial_messageable(channel).send(discord.utils.utcnow().isoformat())

        loop.call_later(timedelta(weeks=1).total_seconds(), lambda: loop.create_task(post()))


@pytest.fixture
async def page() -> AsyncIterator[PreviewPage]:
    """A running try-out of the echo bot."""
    async with EchoBot() as bot, opened(bot, now=NOW, assets={}) as page:
        yield page


def portuguese(page: PreviewPage) -> int:
    """The id of the member who reads Portuguese."""
    (reader,) = (user for user, locale in page.server.locales.items() if locale is Locale.PORTUGUESE)
    return reader


def posts(page: PreviewPage) -> list[str]:
    """Return the texts in the channel, oldest first."""
    return [message.content for message in page.server.channel.history()]


def said(answer: InteractionResult) -> str:
    """Return the text of the bot's reply, with or without a card."""
    assert answer.response is not None
    return answer.response.content or text_of(answer.response)


async def tick(page: PreviewPage, ticks: int = 2) -> None:
    """Let the try-out's clock run for about *ticks* of its steps, of a quarter of a second each."""
    stop = asyncio.Event()
    asyncio.get_running_loop().call_later(0.26 * ticks, stop.set)
    await page.keep_time(stop)


async def until(page: PreviewPage, seen: Callable[[], bool]) -> None:
    """Let the try-out's clock run until *seen*; how many steps that takes depends on the machine."""
    async with asyncio.timeout(60):
        while not seen():
            await tick(page)


async def test_server_has_an_organiser_and_two_members_one_of_whom_reads_portuguese(page: PreviewPage) -> None:
    """Only the organiser has Manage Server."""
    guild = page.env.bot.get_guild(page.server.guild.id)
    assert guild is not None
    may_manage = {
        viewer.name: discord.Permissions(
            page.env.backend.compute_permissions(guild.id, viewer.id, page.server.channel.id)
        ).manage_guild
        for viewer in page.server.viewers
    }
    assert may_manage == {"maya": True, "kofi": False, "lívia": False}
    assert portuguese(page) == page.server.members[1].id
    assert page.server.channel.name == CHANNEL


async def test_bot_may_post_but_is_no_administrator(page: PreviewPage) -> None:
    """It can send and read messages, without Administrator or Manage Server."""
    guild = page.env.bot.get_guild(page.server.guild.id)
    assert guild is not None
    channel = guild.get_channel(page.server.channel.id)
    assert channel is not None
    granted = channel.permissions_for(guild.me)
    assert granted.send_messages
    assert granted.read_message_history
    assert not granted.administrator
    assert not granted.manage_guild


async def test_time_starts_at_the_given_instant(page: PreviewPage) -> None:
    """The dates in cards then look right."""
    assert NOW <= page.env.now() < NOW + timedelta(minutes=1)


async def test_everybody_is_answered_in_their_own_language(page: PreviewPage) -> None:
    """Commands and autocomplete carry the language of the person who acts."""
    maya, _, livia = page.server.viewers
    await maya.slash(page.server.channel, "language", word="hello")
    await livia.slash(page.server.channel, "language", word="olá")
    assert posts(page)[-2:] == ["hello en-US en-US", "olá pt-BR en-US"]
    (choice,) = await livia.autocomplete(page.server.channel, "language", "word", "o")
    assert choice["name"] == "pt-BR"


async def test_nothing_of_the_try_out_stays_in_simcord() -> None:
    """Languages and clock are taken out of SimCord when the try-out ends."""
    async with EchoBot() as bot, opened(bot, now=NOW, assets={}) as page:
        await tick(page)
        backend = page.env.backend
    assert backend.subscribers == []
    assert not page._active


async def test_weeks_forward_bring_the_posts_in_order_each_at_its_own_time(page: PreviewPage) -> None:
    """A jump of three weeks has three posts, a week apart."""
    maya = page.server.organiser
    await maya.slash(page.server.channel, "weekly")
    before, started = len(posts(page)), page.env.now()
    answer = await maya.slash(page.server.channel, "tryout forward", unit="weeks", amount=3)
    assert answer.ephemeral
    assert "Time moves on to" in said(answer)
    await until(page, lambda: len(posts(page)) >= before + 3)
    dates = [datetime.fromisoformat(post) for post in posts(page)[before:]]
    assert [round((date - started) / timedelta(weeks=1), 3) for date in dates] == [1, 2, 3]


@pytest.mark.parametrize(("unit", "amount"), [("weeks", 13), ("days", 85), ("hours", 2016)])
async def test_a_jump_is_bounded(page: PreviewPage, unit: str, amount: int) -> None:
    """Twelve weeks are the most."""
    before = page.env.now()
    answer = await page.server.organiser.slash(page.server.channel, "tryout forward", unit=unit, amount=amount)
    if unit == "hours":
        await until(page, lambda: page.env.now() - before >= timedelta(weeks=12))
    else:
        await tick(page)
        assert "That is too far in one go: at most 12 weeks at a time." in said(answer)
        assert page.env.now() - before < timedelta(hours=1)


async def test_forward_speaks_portuguese(page: PreviewPage) -> None:
    """Both the name of the command and its answer."""
    livia = page.server.members[1]
    answer = await livia.slash(page.server.channel, "tryout forward", unit="days")
    assert "O tempo avança até" in said(answer)
    (command,) = (
        command
        for command in page.env.backend.visible_commands(user_id=livia.id, channel_id=page.server.channel.id)
        if command["name"] == "demonstração"
    )
    assert command["description"] == "Só aqui: mexe com o tempo"
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


def test_commands_are_shown_under_localised_names_and_in_english_where_there_are_none() -> None:
    """A Portuguese reader picks /perguntar with the option `pergunta`."""
    ((path, shown),) = command_leaves(localized(COMMAND, Locale.PORTUGUESE))
    assert path == ["perguntar"]
    assert shown["description"] == "Pergunte"
    assert [(option["name"], option["description"]) for option in shown["options"]] == [
        ("pergunta", "What you look for")
    ]
    assert localized(COMMAND, Locale.ENGLISH) == COMMAND


@pytest.mark.parametrize(("name", "option"), [("perguntar", "pergunta"), ("ask", "question")])
def test_the_bot_is_told_the_names_that_it_registered(name: str, option: str) -> None:
    """Whether the person sends the localised name or the registered one."""
    sent = {"id": 7, "name": name, "options": [{"name": option, "value": "LSTM?", "focused": True}]}
    heard = registered(sent, COMMAND, Locale.PORTUGUESE)
    assert heard == {"id": 7, "name": "ask", "options": [{"name": "question", "value": "LSTM?", "focused": True}]}


async def test_the_page_sends_commands_under_the_names_that_it_shows(page: PreviewPage) -> None:
    """`/idioma` is answered in Portuguese; the page tells everybody that `/language` was used."""
    shown = page._open_page(page.server.members[1].id)
    entry = next(entry for entry in shown.command_catalog["entries"] if entry["invocation"] == "idioma")
    body = {
        "kind": "run_command",
        "protocol_version": 3,
        "sequence": 1,
        "request_id": "first",
        "generation": shown.generation,
        "bot_generation": page.env._generation,
        "published_revision": shown.revision,
        "command_id": entry["commandId"],
        "path": entry["path"],
        "schema_fingerprint": entry["schemaFingerprint"],
        "options": {"word": "olá"},
    }
    receipt = await page._action(shown.id, body)
    assert (receipt["settlement"], receipt["diagnostics"]) == ("settled", [])
    answer = page.server.channel.history()[-1]
    assert answer.content == "olá pt-BR en-US"
    used = page.env.backend.get_message(answer.channel.id, answer.id).interaction_metadata or {}
    assert used["name"] == "language"


async def test_what_takes_long_is_waited_for(page: PreviewPage, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a busy machine; SimCord would give up, and its page would take no further press."""
    done: list[object] = []

    async def on_interaction(interaction: discord.Interaction) -> None:
        await asyncio.to_thread(threading.Event().wait, 0.3)  # time.sleep fails under faketime
        done.append(interaction.data)

    assert isinstance(page.env.bot, commands.Bot)
    page.env.bot.add_listener(on_interaction)
    monkeypatch.setattr(page.env, "settle_timeout", 0.1)
    await page.server.organiser.slash(page.server.channel, "language", word="hello")
    assert len(done) == 1


def test_every_chapter_has_pictures_of_the_size_of_its_thumbnail_and_for_its_post() -> None:
    """The try-out has pictures of its own, so that no card has a hole offline."""
    chapters = parse_course(COURSE_FILE.read_text("utf-8"), COURSE_FILE.name).chapters
    pictures = placeholder_thumbnails(chapters)
    assert list(pictures) == [url for chapter in chapters for url in (chapter.thumbnail_url, chapter.picture)]
    assert len({content for _, content in pictures.values()}) == len(pictures)
    sizes = []
    for _, content in pictures.values():
        with Image.open(BytesIO(content)) as picture:
            sizes.append((picture.format, picture.size))
    assert sizes == [("JPEG", (320, 180)), ("JPEG", (640, 360))] * len(chapters)
