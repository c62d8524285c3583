"""A press in a direct message, which shard 0 receives, is answered by the process whose server it is about."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest
from discord.utils import utcnow

from bot.addresses import PostgresAddress
from bot.parties.buttons import AnswerNumber, PartyAnswered, PartyAskTime
from bot.ui.buttons import Action
from tests.crash.recovery import STARTED
from tests.loopback import BotDatabase, BotProcess, Loopback, Message, Scene, study_server
from tests.loopback.gateway import SessionStarts

SHARDS = 2
AWAY = {"en-US": "looks after that server is not running", "pt-BR": "cuida desse servidor não está funcionando"}
GOING = "SELECT count(*) FROM party_answer WHERE answer = 'going' AND user_id = :user"
WAITING = "SELECT count(*) FROM press"


@pytest.fixture
def scenes(discord_server: Loopback) -> list[Scene]:
    """A study server of each of two shards."""
    discord_server.gateway.recommended_shards = SHARDS
    discord_server.gateway.starts = SessionStarts(max_concurrency=SHARDS)
    return [study_server(discord_server.world, f"Group {n}", shard=(n, SHARDS)) for n in range(SHARDS)]


@asynccontextmanager
async def running(
    server: Loopback, bot_database: BotDatabase, folder: Path, shard: int, times: int = 1
) -> AsyncIterator[BotProcess]:
    """Run a process with one *shard* until the block ends; it gets ready for the so-many-th time."""
    folder = folder / f"process-{shard}"
    folder.mkdir(exist_ok=True)
    address = bot_database.address
    database = address.uri if isinstance(address, PostgresAddress) else str(address)
    share = {"LECTERN_SHARDS": f"{shard}/{SHARDS}", "LECTERN_DATABASE": database}
    async with await BotProcess.start(server, folder, **share) as bot:
        await bot_database.until(lambda: bot.output.count("ready as") == times, "a bot that is ready", STARTED)
        yield bot
        assert "Traceback" not in bot.output


async def planned(server: Loopback, scene: Scene, bot_database: BotDatabase) -> int:
    """Let the organiser plan a party in *scene*, and return its id."""
    organiser = server.person(scene.organiser, scene.channel)
    await (await organiser.slash("settings timezone", timezone="Europe/Lisbon")).finished()
    talk = await (await organiser.slash("party plan", chapter="5", when="in 3 days")).finished()
    await (await organiser.click(talk.reply, "Confirm")).finished()
    return int(bot_database.value("SELECT max(id) FROM party"))


def answered(bot_database: BotDatabase, scene: Scene) -> bool:
    """Tell whether the member of *scene* has answered an invitation."""
    return bool(bot_database.value(GOING, user=scene.member.id) == 1)


def letter(server: Loopback, scene: Scene, party: int, *, to_host: bool = False) -> Message:
    """Return a direct message about *party* with two buttons, to the member or the host."""
    channel = server.world.direct_channel(scene.organiser if to_host else scene.member)
    actions: dict[str, Action] = {"Going": PartyAnswered(party, AnswerNumber.GOING, 0), "Move": PartyAskTime(party)}
    buttons = [
        {"type": 2, "style": 2, "label": label, "custom_id": action.custom_id} for label, action in actions.items()
    ]
    return server.world.post(channel.id, server.world.bot, {"components": [{"type": 1, "components": buttons}]})


@pytest.mark.usefixtures("valid_requests")
async def test_buttons_and_forms_reach_the_process_whose_server_it_is(
    discord_server: Loopback, scenes: list[Scene], bot_database: BotDatabase, tmp_path: Path
) -> None:
    """As do those about a server of the one that receives them."""
    async with running(discord_server, bot_database, tmp_path, 0), running(discord_server, bot_database, tmp_path, 1):
        for scene in scenes:
            party = await planned(discord_server, scene, bot_database)
            sent = letter(discord_server, scene, party)
            member = discord_server.person(scene.member, discord_server.world.direct_channel(scene.member))
            await (await member.click(sent, "Going")).answered()
            await bot_database.until(partial(answered, bot_database, scene), "an answer")
            host = discord_server.person(scene.organiser, discord_server.world.direct_channel(scene.organiser))
            opened = await (await host.click(letter(discord_server, scene, party, to_host=True), "Move")).answered()
            refused = await (await host.submit(opened, when="banana o'clock")).finished()
            assert "banana" in refused.reply.text
            asked = await (await host.submit(opened, when="in 4 days")).finished()
            assert "Move" in asked.reply.buttons
    assert bot_database.value(WAITING) == 0


async def test_whoever_presses_is_told_while_that_process_is_away(
    discord_server: Loopback, scenes: list[Scene], bot_database: BotDatabase, tmp_path: Path
) -> None:
    """In their language; nothing is changed, then or later, and once it is back the button works again."""
    scene = scenes[1]
    member = discord_server.person(scene.member, discord_server.world.direct_channel(scene.member))
    async with running(discord_server, bot_database, tmp_path, 0):
        async with running(discord_server, bot_database, tmp_path, 1) as other:
            party = await planned(discord_server, scene, bot_database)
            await other.kill()
        sent = letter(discord_server, scene, party)
        for language, words in AWAY.items():
            scene.member.locale = language
            talk = await (await member.click(sent, "Going")).finished()
            assert words in talk.reply.text
            assert talk.callback is not None
            assert talk.callback["data"]["flags"] & 64  # only whoever pressed sees it
        assert bot_database.value(WAITING) == 0
        async with running(discord_server, bot_database, tmp_path, 1, times=2):
            assert not answered(bot_database, scene)
            await (await member.click(sent, "Going")).answered()
            await bot_database.until(partial(answered, bot_database, scene), "an answer")


async def test_what_waits_from_a_process_that_has_ended_is_not_answered(
    discord_server: Loopback, scenes: list[Scene], bot_database: BotDatabase, tmp_path: Path
) -> None:
    """Discord would take no answer to it any more."""
    left = (
        "INSERT INTO press (interaction_id, guild_id, user_id, at_ms, payload) VALUES (1, :guild, 2, :at, 'unreadable')"
    )
    long_ago = int((utcnow().timestamp() - 60) * 1_000)
    await bot_database.change(left, guild=scenes[1].guild.id, at=long_ago)
    async with running(discord_server, bot_database, tmp_path, 1):
        await bot_database.until(lambda: bot_database.value(WAITING) == 0, "the press dropped")


async def test_a_button_of_something_that_is_gone_is_answered_by_whoever_receives_it(
    discord_server: Loopback, scenes: list[Scene], bot_database: BotDatabase, tmp_path: Path
) -> None:
    scene = scenes[0]
    member = discord_server.person(scene.member, discord_server.world.direct_channel(scene.member))
    async with running(discord_server, bot_database, tmp_path, 0):
        talk = await (await member.click(letter(discord_server, scene, 999), "Going")).finished()
        assert talk.reply.text
        assert AWAY["en-US"] not in talk.reply.text
