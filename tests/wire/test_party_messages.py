"""Every message of a watch party fits Discord's API description, in requests and replies."""

from datetime import timedelta

import pytest
from discord.utils import utcnow

from bot.undo.model import UNDO_WINDOW
from tests.loopback import BotDatabase, Loopback, Message, Scene
from tests.loopback.events import ACTIVE, CANCELLED, COMPLETED
from tests.wire.running_bot import running_bot

pytestmark = pytest.mark.usefixtures("valid_requests", "no_errors")

DRAWING = "SELECT count(*) FROM job WHERE occurrence LIKE 'party:%:card:%' AND state IN ('waiting', 'leased')"
BEFORE_IT_WAS_OUT = """
UPDATE job SET state = 'waiting', attempts = 0, due = due - 60, try_at = due, message_id = NULL,
    settled_at = NULL
WHERE id = :job
"""


@pytest.mark.parametrize("undo_window", [UNDO_WINDOW])  # Undo is pressed in it, however slow the machine is
async def test_messages_from_the_plan_to_calling_off_fit_discords_document(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    """Draft, card, answers, calendar file, reminder, a move undone, a move and cancellation."""
    organiser = discord_server.person(scene.organiser, scene.channel)
    member = discord_server.person(scene.member, scene.channel)
    passed = timedelta()
    async with running_bot(discord_server, bot_database, clock=lambda: utcnow() + passed) as bot:
        await (await organiser.slash("settings timezone", timezone="Europe/Lisbon")).finished()
        talk = await (
            await organiser.slash(
                "party plan", chapter="5", when="in 3 days", role=scene.students, note="*Bring* questions."
            )
        ).finished()
        assert talk.reply.ephemeral
        await (await organiser.click(talk.reply, "Confirm")).finished()
        (card,) = await discord_server.posts(scene.channel)
        assert card.data["mention_roles"] == [str(scene.students.id)]
        await (await member.click(card, "Going")).shows(f"<@{scene.member.id}>")
        await (await member.click(card, "Calendar")).shown()
        assert [record.files for record in discord_server.journal.records if record.files] == [["watch-party.ics"]]

        await bot_database.change(
            "UPDATE job SET due = :now, try_at = :now WHERE occurrence LIKE 'party:%:remind:3600:%'",
            now=int(utcnow().timestamp()),
        )
        bot._runner.wake()
        _, reminder = await discord_server.posts(scene.channel, 2)
        assert pinged(reminder) == {scene.organiser.id, scene.member.id}

        opened = await (await organiser.click(card, "Move")).finished()
        asked = await (await organiser.submit(opened, when="in 4 days")).shown()
        changed = await (await organiser.click(asked.reply, "Move")).finished()
        await (await organiser.click(changed.reply, "Undo")).shows("Undone")
        opened = await (await organiser.click(card, "Move")).finished()
        asked = await (await organiser.submit(opened, when="in 5 days")).shown()
        await (await organiser.click(asked.reply, "Move")).finished()
        passed += UNDO_WINDOW
        bot._runner.wake()
        *_, moved = await discord_server.posts(scene.channel, 3)
        assert "has been moved" in moved.text

        asked = await (await organiser.click(card, "Call off")).shown()
        await (await organiser.click(asked.reply, "Call it off")).finished()
        passed += UNDO_WINDOW
        bot._runner.wake()
        *_, cancelled = await discord_server.posts(scene.channel, 4)
        assert "is called off" in cancelled.text
        assert pinged(cancelled) == {scene.organiser.id, scene.member.id}
        await bot_database.until(lambda: event_state(scene) == CANCELLED, "the event called off")


async def test_messages_from_the_start_to_watched_fit_discords_document(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    """Countdown, live card, pause, late guest, end and marks; the event follows."""
    organiser = discord_server.person(scene.organiser, scene.channel)
    member = discord_server.person(scene.member, scene.channel)
    passed = timedelta()
    async with running_bot(discord_server, bot_database, clock=lambda: utcnow() + passed) as bot:
        await (await organiser.slash("settings timezone", timezone="Europe/Lisbon")).finished()
        asked = await organiser.slash("party plan", chapter="5", when="in 20 minutes", reminders="none")
        await (await organiser.click((await asked.finished()).reply, "Confirm")).finished()
        (card,) = await discord_server.posts(scene.channel)
        await (await member.click(card, "Going")).shows(f"<@{scene.member.id}>")
        await bot_database.until(lambda: bool(scene.guild.events), "the event made")
        await (await organiser.click(card, "Start")).shown()
        *_, countdown = await discord_server.posts(scene.channel, 2)
        assert list(countdown.buttons) == ["I'm here"]
        await bot_database.until(lambda: event_state(scene) == ACTIVE, "the event begun")

        passed = timedelta(minutes=22)
        bot._runner.wake()
        *_, room = await discord_server.posts(scene.channel, 3)
        await (await member.click(room, "I'm here")).shown()
        late = await (await member.click(room, "Where are we?")).shown()
        assert "The group is at" in late.reply.text
        await (await organiser.click(room, "Pause")).shows("Paused at")
        await (await organiser.click(room, "Resume")).finished()
        asked = await (await organiser.click(room, "End")).shown()
        await (await organiser.click(asked.reply, "End the party")).finished()
        *_, closing = await discord_server.posts(scene.channel, 4)
        await (await organiser.click(closing, "Mark everyone here")).shown()
        marked = await (await organiser.click(closing, "Mark watched")).shown()
        assert marked.reply.ephemeral
        await bot_database.until(lambda: event_state(scene) == COMPLETED, "the event over")


async def test_a_restored_copy_knows_a_card_that_was_drawn_anew(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    """The copy was made before the card was posted; the card's buttons name the job that posted it."""
    organiser = discord_server.person(scene.organiser, scene.channel)
    member = discord_server.person(scene.member, scene.channel)
    async with running_bot(discord_server, bot_database):
        await (await organiser.slash("settings timezone", timezone="Europe/Lisbon")).finished()
        asked = await organiser.slash("party plan", chapter="5", when="in 3 days", reminders="none")
        await (await organiser.click((await asked.finished()).reply, "Confirm")).finished()
        (card,) = await discord_server.posts(scene.channel)
        job = bot_database.value("SELECT id FROM job WHERE occurrence LIKE 'party:%:card:0'")
        await bot_database.settled(job)
        known = card.buttons
        opened = await (await organiser.click(card, "Move")).finished()
        asked = await (await organiser.submit(opened, when="in 4 days")).shown()
        await (await organiser.click(asked.reply, "Move")).finished()
        await bot_database.until(lambda: not bot_database.value(DRAWING), "the card drawn anew")
    discord_server.world.forget_nonces()
    await bot_database.change(BEFORE_IT_WAS_OUT, job=job)
    await bot_database.change("UPDATE party SET message_id = NULL, card_job = NULL")
    async with running_bot(discord_server, bot_database):
        await bot_database.settled(job)
        assert bot_database.value("SELECT message_id FROM party") == card.id
        await (await member.click(card, known["Going"])).shows(f"<@{scene.member.id}>")
    assert card.buttons == known
    assert [post.id for post in await discord_server.posts(scene.channel) if post.buttons == known] == [card.id]


def pinged(message: Message) -> set[int]:
    """Return the people whom *message* pings."""
    return {int(user["id"]) for user in message.data["mentions"]}


def event_state(scene: Scene) -> int:
    """Return the status of the only event."""
    (event,) = scene.guild.events.values()
    return event.status
