"""The real process dies while it reminds people of a watch party; they are notified once."""

from pathlib import Path

from discord.utils import utcnow

from tests.crash.recovery import POST, STARTED
from tests.loopback import BotProcess, Ledger, Loopback, Scene
from tests.wire.living import living

DUE_NOW = "UPDATE job SET due = :now, try_at = :now WHERE occurrence LIKE 'party:%:remind:3600:%'"


async def test_a_process_killed_while_sending_a_reminder_sends_it_once(
    discord_server: Loopback, scene: Scene, ledger: Ledger, tmp_path: Path
) -> None:
    """The message was made and the bot never knew: the next process finds it by its button."""
    organiser = discord_server.person(scene.organiser, scene.channel)
    async with living(discord_server, ledger):
        await (await organiser.slash("settings timezone", timezone="Europe/Lisbon")).finished()
        asked = await (await organiser.slash("party plan", chapter="5", when="in 3 days")).finished()
        await (await organiser.click(asked.reply, "Confirm")).finished()
        await discord_server.posts(scene.channel)
    await ledger.change(DUE_NOW, now=int(utcnow().timestamp()))
    (reminder,) = [job["id"] for job in ledger.jobs("waiting") if ":remind:3600:" in job["occurrence"]]
    hold = discord_server.faults.hold("POST", POST, after=True)
    async with await BotProcess.start(discord_server, tmp_path) as bot:
        await discord_server.until(lambda: hold.reached, "the reminder made, its reply held", STARTED)
        await bot.kill()
    hold.drop()
    discord_server.world.forget_nonces()
    assert ledger.job(reminder)["state"] == "leased"
    await ledger.lapse()
    async with await BotProcess.start(discord_server, tmp_path):
        await ledger.settled(reminder, within=STARTED)
    _card, told = discord_server.world.posts(scene.channel)
    assert [who["id"] for who in told.data["mentions"]] == [str(scene.organiser.id)]
    assert ledger.job(reminder)["message_id"] == told.id
