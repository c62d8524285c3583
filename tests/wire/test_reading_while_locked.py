"""While another process locks the database, commands that only read are answered."""

import pytest
from discord.utils import utcnow

from tests.loopback import BotDatabase, Loopback, Scene
from tests.wire.events import HOUR, plan, settled
from tests.wire.running_bot import running_bot

pytestmark = pytest.mark.usefixtures("valid_requests", "no_errors")
SEEING: dict[str, dict[str, str]] = {
    "ask": {"question": "what covers LSTMs?"},
    "course": {},
    "chapter": {"chapter": "7"},
    "progress": {},
    "schedule show": {},
    "schedule season": {},
    "schedule history": {},
    "party list": {},
    "help": {},
    "privacy": {},
}


async def test_commands_that_only_read_do_not_wait_for_a_lock(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    """The answer is the same as without the lock."""
    await bot_database.plan(scene.channel, due=utcnow().replace(second=0, microsecond=0) + 24 * HOUR)
    party = await plan(bot_database, scene)
    organiser = discord_server.person(scene.organiser, scene.channel)

    async def said(command: str) -> str:
        return (await (await organiser.slash(command, **SEEING[command])).finished()).reply.text

    async with running_bot(discord_server, bot_database):
        await settled(bot_database, party)
        before = {command: await said(command) for command in SEEING}
        async with bot_database.locked():
            assert {command: await said(command) for command in SEEING} == before
