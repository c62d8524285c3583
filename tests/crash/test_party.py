"""The bot's process is killed while it sends a watch party's reminder, or waits to: guests are notified once."""

from pathlib import Path

from tests.crash.recovery import POST, STARTED
from tests.loopback import BotDatabase, BotProcess, Loopback, Scene
from tests.wire.running_bot import running_bot


async def test_a_process_killed_while_sending_a_reminder_sends_it_once(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, tmp_path: Path
) -> None:
    """Discord had made the message; the next process finds it by its button."""
    organiser = discord_server.person(scene.organiser, scene.channel)
    async with running_bot(discord_server, bot_database):
        await (await organiser.slash("settings timezone", timezone="Europe/Lisbon")).finished()
        asked = await (await organiser.slash("party plan", chapter="5", when="in 3 days")).finished()
        await (await organiser.click(asked.reply, "Confirm")).finished()
        await discord_server.posts(scene.channel)
    await bot_database.make_due("party:%:remind:3600:%")
    (reminder,) = [job["id"] for job in bot_database.jobs("waiting") if ":remind:3600:" in job["occurrence"]]
    hold = discord_server.faults.hold("POST", POST, after=True)
    async with await BotProcess.start(discord_server, tmp_path) as bot:
        await discord_server.until(lambda: hold.reached, "the reminder made, its reply held", STARTED)
        await bot.kill()
    hold.drop()
    discord_server.world.forget_nonces()
    assert bot_database.job(reminder)["state"] == "leased"
    await bot_database.expire_waits()
    async with await BotProcess.start(discord_server, tmp_path):
        await bot_database.settled(reminder, within=STARTED)
    _card, told = discord_server.world.posts(scene.channel)
    assert [who["id"] for who in told.data["mentions"]] == [str(scene.organiser.id)]
    assert bot_database.job(reminder)["message_id"] == told.id


async def test_a_process_killed_while_a_move_can_be_undone_announces_it_once(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, tmp_path: Path
) -> None:
    """When the time for an Undo is over; the event follows then, too."""
    organiser = discord_server.person(scene.organiser, scene.channel)
    async with running_bot(discord_server, bot_database):
        await (await organiser.slash("settings timezone", timezone="Europe/Lisbon")).finished()
        asked = await (await organiser.slash("party plan", chapter="5", when="in 3 days")).finished()
        await (await organiser.click(asked.reply, "Confirm")).finished()
        (card,) = await discord_server.posts(scene.channel)
        await bot_database.until(lambda: bool(scene.guild.events), "the event made")
    async with await BotProcess.start(discord_server, tmp_path) as bot:
        await discord_server.ready(STARTED)
        opened = await (await organiser.click(card, "Move")).finished()
        asked = await (await organiser.submit(opened, when="in 4 days")).shown()
        await (await organiser.click(asked.reply, "Move")).shows("Moved")
        await bot.kill()
    (announcement,) = [job["id"] for job in bot_database.jobs("waiting") if ":moved:" in job["occurrence"]]
    (change,) = [job["id"] for job in bot_database.jobs("waiting") if job["kind"] == "party_event"]
    for occurrence in ("party:%:moved:%", "event:%"):
        await bot_database.make_due(occurrence)
    async with await BotProcess.start(discord_server, tmp_path):
        await bot_database.settled(announcement, change, within=STARTED)
    (told,) = [post for post in discord_server.world.posts(scene.channel) if "has been moved" in post.text]
    assert [who["id"] for who in told.data["mentions"]] == [str(scene.organiser.id)]
    (event,) = scene.guild.events.values()
    assert event.starts_at.timestamp() == bot_database.value("SELECT starts_at FROM party")
