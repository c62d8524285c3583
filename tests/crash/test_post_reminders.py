"""The bot's process is killed while it tells somebody of a post: they are told once."""

from pathlib import Path

import pytest

from tests.crash.recovery import STARTED, recover
from tests.loopback import BotDatabase, BotProcess, Loopback, Scene, minutes_ago

WANTED = "INSERT INTO post_wish (guild_id, user_id, locale) VALUES (:guild, :user, 'pt-BR')"
REMINDER = "SELECT max(id) FROM job WHERE kind = 'post_reminder'"


@pytest.mark.parametrize("made", [False, True])
async def test_a_process_killed_while_it_sends_a_reminder_sends_one(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, tmp_path: Path, *, made: bool
) -> None:
    """Before Discord had *made* the message, or after; the nonces are forgotten by then."""
    (job,) = await bot_database.plan(scene.channel, due=minutes_ago(2))
    await bot_database.change(WANTED, guild=scene.guild.id, user=scene.member.id)
    letters = discord_server.world.direct_channel(scene.member)
    hold = discord_server.faults.hold("POST", f"/channels/{letters.id}/messages", after=made)
    async with await BotProcess.start(discord_server, tmp_path) as bot:
        await discord_server.until(lambda: hold.reached, "the reminder", STARTED)
        await bot.kill()
    hold.drop()
    discord_server.world.forget_nonces()
    assert bot_database.job(job)["state"] == "done"
    reminder = bot_database.value(REMINDER)
    assert bot_database.job(reminder)["state"] == "leased"
    await recover(discord_server, bot_database, tmp_path, reminder)
    (letter,) = discord_server.world.posts(letters)
    assert "Saiu uma nova publicação" in letter.text
    assert len(discord_server.world.posts(scene.channel)) == 1
    assert bot_database.value("SELECT count(*) FROM job WHERE kind = 'post_reminder'") == 1
