"""What must be true after any crash: one post for each occurrence, and a schedule that goes on."""

from datetime import datetime
from pathlib import Path

from tests.loopback import WEEK, BotDatabase, BotProcess, Channel, Loopback

POST = "/channels/*/messages"
STARTED = 60.0  # seconds that a process may take to start on a busy machine


async def recover(server: Loopback, bot_database: BotDatabase, folder: Path, *jobs: int) -> None:
    """Let all leases and waits run out, start the bot again, and wait until these jobs are done."""
    await bot_database.expire_waits()
    async with await BotProcess.start(server, folder) as bot:
        await bot_database.settled(*jobs, within=STARTED)
        assert bot.running


def assert_each_posted_once(
    server: Loopback, bot_database: BotDatabase, jobs: list[int], channels: list[Channel], due: datetime
) -> None:
    """Check that each job has exactly one post in its channel, and its schedule waits for the next week."""
    assert [len(server.world.posts(channel)) for channel in channels] == [1] * len(channels)
    for number, channel in zip(jobs, channels, strict=True):
        (post,) = server.world.posts(channel)
        done = bot_database.job(number)
        assert (done["state"], done["message_id"]) == ("done", post.id)
        schedule = bot_database.schedule(channel)
        assert (schedule["position"], schedule["state"]) == (1, "active")
    waiting = bot_database.jobs("waiting")
    assert sorted(row["guild_id"] for row in waiting) == sorted(channel.guild_id or 0 for channel in channels)
    assert {row["due"] for row in waiting} == {int((due + WEEK).timestamp())}
    assert bot_database.value("SELECT count(*) FROM job WHERE kind <> 'retention'") == 2 * len(jobs)
