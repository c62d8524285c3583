"""What a visitor does at the try-out's page besides commands, and how it tells times: with the whole bot."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from simcord.preview import _server

from tests.behaviour.reading import answer
from tests.behaviour.running_tryout import Visitor, command, run_until, running_tryout
from tryout.page_server import CHANGES, UnsupportedSimCordError, own_page
from tryout.preview_page import PreviewPage
from tryout.seed import WELCOME

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
A_DAY, AN_HOUR = 86_400, 3_600
LSTM = "7 · Long Short-Term Memory"
SIMCORDS = Path(_server.__file__).with_name("static") / "index.html"


@asynccontextmanager
async def visited(folder: Path) -> AsyncIterator[tuple[PreviewPage, Visitor]]:
    """A try-out of the whole bot, and somebody at its page."""
    async with running_tryout(folder, NOW) as page:
        yield page, Visitor(page)


async def test_the_greeting_names_what_can_be_tried(tmp_path: Path) -> None:
    """In the channel, where the visitor looks first."""
    async with visited(tmp_path) as (_, visitor):
        assert visitor.messages[0]["content"] == WELCOME
    for named in ("`/ask`", "@Lectern what covers LSTMs?", "`/tryout forward`", "Viewing as", "direct messages"):
        assert named in WELCOME


@pytest.mark.parametrize("typed", ["@Lectern what covers LSTMs?", "hey @lectern, what covers LSTMs?"])
async def test_a_mention_typed_as_a_name_is_answered(tmp_path: Path, typed: str) -> None:
    """SimCord's field has no list to pick somebody from, as Discord's has."""
    async with visited(tmp_path) as (page, visitor):
        await visitor.write(typed)
        asked, answered = visitor.messages[-2:]
        assert page.env.backend.bot_user.id == int(asked["mention_user_ids"][0])
        assert LSTM in json.dumps(answered, ensure_ascii=False)


async def test_what_mentions_nobody_stays_as_typed(tmp_path: Path) -> None:
    """An address, a longer name, somebody who is not there."""
    async with visited(tmp_path) as (_, visitor):
        await visitor.write("a@lectern.example, @Lecterns and @Ada")
        assert visitor.messages[-1]["content"] == "a@lectern.example, @Lecterns and @Ada"
        await visitor.write("@Kofi, look")
        assert visitor.messages[-1]["mention_user_ids"] != []


async def test_a_reply_to_an_answer_is_answered(tmp_path: Path) -> None:
    """Without a mention."""
    async with visited(tmp_path) as (_, visitor):
        await visitor.write("@Lectern what covers LSTMs?")
        await visitor.write("and attention?", reply_to=int(visitor.messages[-1]["id"]))
        assert "9 · Attention in transformers" in json.dumps(visitor.messages[-1], ensure_ascii=False)


async def test_direct_messages_are_answered_in_the_language_of_the_question(tmp_path: Path) -> None:
    """Each person can be looked as once more: as who writes to the bot alone, and back."""
    async with visited(tmp_path) as (page, visitor):
        assert [each["name"] for each in visitor.sees["viewers"]] == [
            *("Maya", "Kofi", "Lívia"),
            *("Maya, direct messages", "Kofi, direct messages", "Lívia, direct messages"),
        ]
        await visitor.look_as("Lívia, direct messages")
        assert visitor.sees["channel"]["recipient"]["name"] == "Lectern"
        assert visitor.messages == []
        await visitor.write("o que cobre LSTM?")
        asked, answered = visitor.messages
        assert asked["author"]["name"] == "Lívia"
        assert "Capítulo 7 de 9" in json.dumps(answered, ensure_ascii=False)
        await visitor.write("e atenção?", reply_to=int(answered["id"]))
        assert "9 · Attention in transformers" in json.dumps(visitor.messages[-1], ensure_ascii=False)
        await visitor.look_as("Lívia")
        assert visitor.sees["channel"]["name"] == "study-hall"
        assert visitor.messages[0]["content"] == WELCOME
        assert page.channel is page.server.channel


async def test_commands_work_in_direct_messages(tmp_path: Path) -> None:
    """The picker offers those that Discord allows there."""
    async with visited(tmp_path) as (page, visitor):
        await visitor.look_as("Lívia, direct messages")
        entries = {entry["invocation"]: entry for entry in visitor._shown.command_catalog["entries"]}
        assert "cronograma configurar" not in entries
        entry = entries["perguntar"]
        named = {"command_id": entry["commandId"], "path": entry["path"]}
        await visitor.act(
            "run_command", **named, schema_fingerprint=entry["schemaFingerprint"], options={"pergunta": "LSTM"}
        )
        assert "Capítulo 7 de 9" in json.dumps(visitor.messages[-1], ensure_ascii=False)
        assert page.server.channel.history()[-1].author.id != page.env.backend.bot_user.id


async def test_relative_times_are_told_anew_after_a_jump_and_as_time_passes(tmp_path: Path) -> None:
    """The page draws a message anew only when something of it has changed."""
    async with visited(tmp_path) as (page, visitor):
        planned = await command(page, "party plan", chapter="1", when="in 4 days at 8pm")
        await page.server.organiser.click(answer(planned), label="Confirm")
        await command(page, "tryout forward", unit="minutes")
        await run_until(page, NOW + timedelta(seconds=61))
        (invitation,) = (message["id"] for message in visitor.messages if message["distances"])
        told = [visitor.sees["messages"][invitation]["distances"]]
        await command(page, "tryout forward", unit="days", amount=3)
        await run_until(page, NOW + timedelta(days=3, seconds=62))
        told.append(visitor.sees["messages"][invitation]["distances"])
        await page.env.advance_time(timedelta(hours=2).total_seconds())
        await run_until(page, page.env.now() + timedelta(seconds=1))
        told.append(visitor.sees["messages"][invitation]["distances"])
    assert told == [[[A_DAY, 4]], [[A_DAY, 1]], [[AN_HOUR, 24]]]


async def test_excerpts_have_spaces_and_times(tmp_path: Path) -> None:
    """What a reply says that it replies to: SimCord wrote "has startedIn #study-hall", and "[timestamp]"."""
    async with visited(tmp_path) as (page, visitor):
        options = {"channel": page.server.channel, "weekdays": "monday", "time": "19:00"}
        await command(page, "schedule setup", **options)
        await command(page, "tryout forward", unit="days")
        await visitor.act("refresh")
        started, moved = (row["excerpt"] for row in visitor.sees["messageIndex"][-2:])
    assert "The schedule has started The channel is told" in started
    assert "Time moves on to 11/24/26, 6:00" in moved


async def test_the_page_bears_lecterns_name_and_offers_no_tools_for_tests(tmp_path: Path) -> None:
    """Its own files are served, too."""
    async with visited(tmp_path) as (page, _), aiohttp.ClientSession() as browser:
        served = {}
        for path in ("/", "/tryout.css", "/tryout.js", "/lectern.png", "/app.js"):
            async with browser.get(page.url.partition("/#")[0] + path) as response:
                served[path] = (response.status, response.content_type, await response.read())
    assert [status for status, _, _ in served.values()] == [200] * len(served)
    html = served["/"][2].decode()
    assert "<title>Lectern · Try-out</title>" in html
    assert html.count("SimCord") == html.count("Discord is simulated by SimCord.") == 1
    assert b"#inspector-toggle" in served["/tryout.css"][2]
    assert served["/lectern.png"][1] == "image/png"


@pytest.mark.parametrize("part", CHANGES)
def test_another_page_of_simcord_is_refused_by_what_it_lacks(part: str) -> None:
    """So that an update cannot bring the foreign name back in silence."""
    html = SIMCORDS.read_text("utf-8").replace(part, "")
    with pytest.raises(UnsupportedSimCordError, match="install the version Lectern pins"):
        own_page(html)
