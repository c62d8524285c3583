"""A party's scheduled event in Discord: made once, kept up to date, and never made again."""

from datetime import timedelta

import pytest
from discord import Permissions

from bot.client.error_codes import MISSING_PERMISSIONS
from bot.client.permissions import INVITED_WITH
from bot.ids import ChannelId
from bot.parties.model import Party
from tests.loopback import STAGE, VOICE, BotDatabase, Loopback, Scene
from tests.loopback.events import ACTIVE, CANCELLED, COMPLETED, EXTERNAL, SCHEDULED, VOICE_EVENT
from tests.wire.events import HOUR, change, event_of, form, plan, settled
from tests.wire.running_bot import running_bot

pytestmark = pytest.mark.usefixtures("valid_requests", "no_errors")

EVENTS = "/guilds/*/scheduled-events"
ONE_EVENT = EVENTS + "/*"
PICTURE = b"\xff\xd8\xff\xe0 a picture"


async def test_an_event_is_made_and_follows_its_party_to_the_end(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    """In the voice channel; it is patched at the party's move, start and end."""
    voice = discord_server.world.add_channel(scene.guild, "cinema", VOICE)
    party = await plan(bot_database, scene, venue=ChannelId(voice.id), note="Bring *questions*.")
    async with running_bot(discord_server, bot_database, cover=_picture) as bot:
        await settled(bot_database, party)
        event = event_of(scene)
        assert event.data["name"] == "Watch party: 5 · Transformers, the tech behind LLMs"
        assert event.data["description"] == (
            "Bring \\*questions\\*.\n\n"
            f"We watch this video together: https://www.youtube.com/watch?v=wjZofJX0v4M#party-{party.id}\n"
            f"Going, maybe or not? Please answer in <#{scene.channel.id}>."
        )
        assert (event.data["entity_type"], event.data["channel_id"]) == (VOICE_EVENT, voice.id)
        assert (event.starts_at, event.ends_at) == (party.starts_at, party.starts_at + party.length)
        assert event.json()["image"] == "cover"

        later = party.starts_at + HOUR
        await change(bot, party, lambda party: party.moved(later))
        await settled(bot_database, party)
        assert (event.starts_at, event.ends_at) == (later, later + party.length)

        begun = await change(bot, party, lambda party: party.started(later))
        await settled(bot_database, party)
        assert event.status == ACTIVE

        await change(bot, begun, lambda party: party.over())
        await settled(bot_database, party)
    assert event.status == COMPLETED
    assert event_of(scene) is event
    assert len(discord_server.journal.find("POST", EVENTS)) == 1
    changed = [record.body for record in discord_server.journal.find("PATCH", ONE_EVENT)]
    assert [sorted(set(body) - {"entity_metadata"}) for body in changed] == [
        ["scheduled_end_time", "scheduled_start_time"],
        ["status"],
        ["status"],
    ]


async def _picture(_url: str) -> bytes:
    return PICTURE


@pytest.mark.parametrize("kind", [None, STAGE])
async def test_a_party_outside_voice_channels_has_an_event_with_a_link(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, kind: int | None
) -> None:
    """So has one on a stage that the bot may not manage; it can be cancelled."""
    stage = None if kind is None else discord_server.world.add_channel(scene.guild, "stage", kind)
    where = scene.channel if stage is None else stage
    party = await plan(bot_database, scene, venue=None if stage is None else ChannelId(stage.id))
    async with running_bot(discord_server, bot_database) as bot:
        await settled(bot_database, party)
        event = event_of(scene)
        assert event.data["entity_type"] == EXTERNAL
        assert event.data["entity_metadata"] == {"location": f"<#{where.id}>"}
        await change(bot, party, Party.cancelled)
        await settled(bot_database, party)
    assert event.status == CANCELLED


@pytest.mark.usefixtures("retries_at_once")
@pytest.mark.parametrize("fault", ["lost", "502"])
async def test_an_event_whose_reply_was_lost_is_found_again(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, fault: str
) -> None:
    """Also by a job about another change."""
    theirs = discord_server.world.add_event(scene.guild, form(f"https://example.org/#party-{1}"), scene.organiser)
    if fault == "lost":
        discord_server.faults.lose("POST", EVENTS, after=True)
    else:
        discord_server.faults.fail("POST", EVENTS, 502, after=True)
    party = await plan(bot_database, scene)
    async with running_bot(discord_server, bot_database) as bot:
        await discord_server.until(lambda: len(scene.guild.events) == 2, "the event made, its reply lost")
        await change(bot, party, lambda party: party.moved(party.starts_at + HOUR))
        await settled(bot_database, party)
        await bot_database.until(lambda: not bot_database.jobs("waiting"), "the first attempt made up for")
    assert len(discord_server.journal.find("POST", EVENTS)) == 1
    (event,) = [event for event in scene.guild.events.values() if event is not theirs]
    assert event.starts_at == party.starts_at + HOUR
    assert bot_database.value("SELECT event_id FROM party") == event.id


@pytest.mark.usefixtures("retries_at_once")
async def test_a_party_called_off_after_a_lost_reply_leaves_no_event(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    """The event is looked for and cancelled."""
    hold = discord_server.faults.hold("POST", EVENTS, after=True)
    party = await plan(bot_database, scene)
    async with running_bot(discord_server, bot_database) as bot:
        await discord_server.until(lambda: hold.reached, "the event made, its reply held")
        await change(bot, party, Party.cancelled)
        hold.drop()
        await bot_database.until(lambda: event_of(scene).status == CANCELLED, "the event called off")
        await bot_database.until(
            lambda: not bot_database.jobs("waiting") + bot_database.jobs("leased"), "nothing to do"
        )


async def test_an_event_that_people_deleted_is_not_made_again(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    """Whatever becomes of the party."""
    party = await plan(bot_database, scene)
    async with running_bot(discord_server, bot_database) as bot:
        await settled(bot_database, party)
        await discord_server.change.delete_event(event_of(scene))
        await change(bot, party, lambda party: party.moved(party.starts_at + HOUR))
        await settled(bot_database, party)
        await change(bot, party, Party.cancelled)
        await settled(bot_database, party)
    assert scene.guild.events == {}
    assert len(discord_server.journal.find("POST", EVENTS)) == 1


async def test_an_event_is_made_once_create_events_is_granted(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    """Without the permission no request is made."""
    scene.bot_role.permissions = (INVITED_WITH & ~Permissions(create_events=True)).value
    voice = discord_server.world.add_channel(scene.guild, "cinema", VOICE)
    party = await plan(bot_database, scene, venue=ChannelId(voice.id))
    async with running_bot(discord_server, bot_database):
        await settled(bot_database, party, state="held")
        assert bot_database.value("SELECT last_error FROM job WHERE kind = 'party_event'") == "create_events"
        assert discord_server.journal.find("POST", EVENTS) == []
        await discord_server.change.set_role(scene.guild, scene.bot_role, INVITED_WITH)
        await settled(bot_database, party)
    assert event_of(scene).status == SCHEDULED


async def test_an_event_waits_while_the_server_has_a_hundred(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    """Until one of them ends."""
    theirs = [discord_server.world.add_event(scene.guild, form("A talk"), scene.organiser) for _ in range(100)]
    party = await plan(bot_database, scene)
    async with running_bot(discord_server, bot_database):
        await settled(bot_database, party, state="held")
        assert bot_database.value("SELECT last_error FROM job WHERE kind = 'party_event'") == "too_many_events"
        await discord_server.change.change_event(theirs[0], status=CANCELLED)
        await settled(bot_database, party)
    assert len(scene.guild.events) == 101


@pytest.mark.usefixtures("retries_at_once")
@pytest.mark.parametrize(
    ("method", "status", "code", "state"),
    [
        ("POST", 403, 50013, "held"),
        ("POST", 403, 340015, "held"),
        ("POST", 400, 0, "done"),
        ("PATCH", 403, 50013, "held"),
        ("PATCH", 400, 180000, "done"),
        ("PATCH", 404, 10070, "done"),
        ("PATCH", 404, 0, "done"),
        ("GET", 404, 0, "done"),
        ("GET", 404, 10004, "held"),
    ],
)
async def test_each_refusal_of_an_event_is_held_settled_or_retried(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, method: str, status: int, code: int, state: str
) -> None:
    """Depending on Discord's code; a refusal without one is tried again."""
    party = await plan(bot_database, scene)
    if method == "POST":
        discord_server.faults.refuse(method, EVENTS, status, code)
    async with running_bot(discord_server, bot_database) as bot:
        if method != "POST":
            await settled(bot_database, party)
            discord_server.faults.refuse(method, ONE_EVENT, status, code)
            await change(bot, party, lambda party: party.moved(party.starts_at + HOUR))
        await settled(bot_database, party, state)
        view = await bot.services.parties.view(party.guild, party.id)
    again, wanted = code == 0, party.starts_at + HOUR * (method != "POST")
    assert (bool(scene.guild.events) and event_of(scene).starts_at == wanted) is again
    if method == "POST" and not again:
        reason = "create_events" if code == MISSING_PERMISSIONS else "refused"
        assert view is not None
        assert view.event_problem == reason


@pytest.mark.usefixtures("retries_at_once")
async def test_of_two_events_for_one_party_the_second_is_deleted(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when a request that was given up is carried out all the same."""
    party = await plan(bot_database, scene)
    first = discord_server.faults.hold("POST", EVENTS, after=False)
    second = discord_server.faults.hold("POST", EVENTS, after=False)
    async with running_bot(discord_server, bot_database):
        with monkeypatch.context() as short:
            short.setattr("bot.jobs.runner.LONGEST_DELIVERY", timedelta(seconds=0.5))
            await discord_server.until(lambda: first.reached, "the first attempt")
        await discord_server.until(lambda: second.reached, "the second attempt")
        first.release()
        await discord_server.until(lambda: len(scene.guild.events) == 1, "the first carried out")
        (kept,) = scene.guild.events
        second.release()
        await settled(bot_database, party)
    assert list(scene.guild.events) == [kept]
    assert bot_database.value("SELECT event_id FROM party") == kept


async def test_an_event_whose_picture_is_refused_is_made_without_one(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    discord_server.faults.refuse("POST", EVENTS, 400, 50035)
    party = await plan(bot_database, scene)
    async with running_bot(discord_server, bot_database, cover=_picture):
        await settled(bot_database, party)
    assert event_of(scene).json()["image"] is None


async def test_an_event_that_discord_finds_malformed_is_given_up_and_logged(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    """The party takes place without one."""
    discord_server.faults.refuse("POST", EVENTS, 400, 50035)
    party = await plan(bot_database, scene)
    async with running_bot(discord_server, bot_database):
        await settled(bot_database, party, state="dead")
    (error,) = [record for record in caplog.records if record.levelname == "ERROR"]
    assert "Discord refuses an event" in error.getMessage()
    caplog.clear()
