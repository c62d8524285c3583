"""What people do to a party's scheduled event in Discord, and how the bot follows."""

import pytest
from discord.utils import utcnow

from bot.ids import UserId
from tests.loopback import BotDatabase, Loopback, Scene
from tests.loopback.events import CANCELLED
from tests.wire.events import HOUR, change, event_of, form, plan, settled, starts
from tests.wire.running_bot import running_bot

pytestmark = pytest.mark.usefixtures("valid_requests", "no_errors")


async def test_a_party_follows_an_event_that_people_move(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    """A move by the bot then moves both."""
    party = await plan(bot_database, scene)
    to = party.starts_at + 3 * HOUR
    async with running_bot(discord_server, bot_database) as bot:
        await settled(bot_database, party)
        event = event_of(scene)
        times = {"scheduled_start_time": to.isoformat(), "scheduled_end_time": (to + HOUR).isoformat()}
        await discord_server.change.change_event(event, **times)
        await bot_database.until(lambda: starts(bot_database) == int(to.timestamp()), "the party moved")
        await settled(bot_database, party)
        assert event.ends_at == to + party.length
        back = await change(bot, party, lambda moved: moved.moved(party.starts_at))
        await settled(bot_database, party)
    assert event.starts_at == back.starts_at == party.starts_at


async def test_moves_of_the_bots_own_are_not_taken_for_peoples(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    """Even of two moves, one right after the other."""
    party = await plan(bot_database, scene)
    async with running_bot(discord_server, bot_database) as bot:
        await settled(bot_database, party)
        for _ in range(5):
            party = await change(bot, party, lambda party: party.moved(party.starts_at + HOUR))
        await settled(bot_database, party)
        await bot_database.until(
            lambda: not bot_database.jobs("waiting") + bot_database.jobs("leased"), "nothing to do"
        )
    assert starts(bot_database) == int(event_of(scene).starts_at.timestamp()) == int(party.starts_at.timestamp())


@pytest.mark.parametrize("deleted", [False, True])
async def test_a_party_takes_place_though_people_end_its_event(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, *, deleted: bool
) -> None:
    """Or delete it; the host is told once."""
    party = await plan(bot_database, scene)
    async with running_bot(discord_server, bot_database):
        await settled(bot_database, party)
        event = event_of(scene)
        if not deleted:
            await discord_server.change.change_event(event, status=CANCELLED)
        await discord_server.change.delete_event(event)
        (told,) = await discord_server.posts(scene.channel)
        assert "The event for this watch party was deleted" in told.text
        assert [user["id"] for user in told.data["mentions"]] == [str(scene.organiser.id)]
        assert "Call off" in told.buttons
        await bot_database.until(
            lambda: not bot_database.jobs("waiting") + bot_database.jobs("leased"), "nothing to do"
        )
    assert discord_server.world.posts(scene.channel) == [told]
    assert bot_database.value("SELECT state FROM party") == "planned"


async def test_changes_of_events_while_the_bot_was_away_are_caught_up_with(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    """Moved, deleted and unchanged ones."""
    moved, deleted, left = [await plan(bot_database, scene) for _ in range(3)]
    async with running_bot(discord_server, bot_database):
        for party in (moved, deleted, left):
            await settled(bot_database, party)
    first, second, _ = scene.guild.events.values()
    to = moved.starts_at + 3 * HOUR
    first.change({"scheduled_start_time": to.isoformat(), "scheduled_end_time": (to + HOUR).isoformat()}, utcnow())
    del scene.guild.events[second.id]
    async with running_bot(discord_server, bot_database):
        await discord_server.until(
            lambda: any(
                "event for this watch party was deleted" in post.text
                for post in discord_server.world.posts(scene.channel)
            ),
            "the host told of the event that is gone",
        )
        start = "SELECT starts_at FROM party WHERE id = :party"
        await bot_database.until(lambda: bot_database.value(start, party=moved.id) == int(to.timestamp()), "one moved")
    assert bot_database.value(start, party=left.id) == int(left.starts_at.timestamp())


async def test_events_that_are_no_partys_are_ignored(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    theirs = discord_server.world.add_event(scene.guild, form("A talk"), scene.organiser)
    party = await plan(bot_database, scene)
    async with running_bot(discord_server, bot_database):
        await settled(bot_database, party)
        later = theirs.ends_at + HOUR
        await discord_server.change.change_event(
            theirs, scheduled_start_time=later.isoformat(), scheduled_end_time=(later + HOUR).isoformat()
        )
        await discord_server.change.delete_event(theirs)
    assert starts(bot_database) == int(party.starts_at.timestamp())
    assert discord_server.world.posts(scene.channel) == []


async def test_the_note_of_a_forgotten_host_leaves_the_event_and_peoples_text_stays(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    """Text that people added below it."""
    party = await plan(bot_database, scene, note="My own words")
    async with running_bot(discord_server, bot_database) as bot:
        await settled(bot_database, party)
        event = event_of(scene)
        assert event.description.startswith("My own words\n\nWe watch this video together: ")
        added = f"{event.description}\nWe have cake."
        await discord_server.change.change_event(event, description=added)
        await bot.services.privacy.forget(UserId(scene.organiser.id))
        await bot_database.until(lambda: "My own words" not in event.description, "the note gone")
        await bot_database.until(
            lambda: not bot_database.jobs("waiting") + bot_database.jobs("leased"), "nothing to do"
        )
    assert event.description == added.removeprefix("My own words\n\n")
    assert bot_database.value("SELECT state FROM party") == "planned"
