"""While another process locks the database, the bot keeps what Discord reports, and writes it afterwards."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from discord import Permissions

from bot.bot import LecternBot
from bot.guilds.service import GuildService
from bot.ids import ChannelId, EventId, GuildId, UserId
from bot.parties.service import PartyService
from bot.privacy.jobs import Retention
from tests.loopback import BotDatabase, Loopback, Scene, minutes_ago
from tests.wire.events import HOUR, event_of, plan, settled, starts
from tests.wire.running_bot import running_bot

pytestmark = pytest.mark.usefixtures("valid_requests", "short_lock_waits")
AGAIN = "trying again until it works"


@pytest.fixture
def short_lock_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bot waits for a lock, and pauses between its tries, only a moment."""
    monkeypatch.setattr("bot.storage.sqlite.connection.LONGEST_WAIT_S", 0.05)
    monkeypatch.setattr("bot.client.retrying.LONGEST_PAUSE_S", 0.02)


@asynccontextmanager
async def lock(bot_database: BotDatabase, caplog: pytest.LogCaptureFixture) -> AsyncIterator[None]:
    """Lock the database during the block, and then until the bot has failed because of it."""
    async with bot_database.locked():
        yield
        await bot_database.until(lambda: tries(caplog) > 0, "a bot that is kept from writing")


async def idle(bot: LecternBot, bot_database: BotDatabase) -> None:
    """Wait until the bot has nothing to do, so that a lock meets only what comes then."""

    def rests() -> bool:
        at_work = bot._runner._working or bot.retrying.is_busy
        return not at_work and bot._runner._timer is not None

    await bot_database.until(rests, "a bot with nothing to do")


def tries(caplog: pytest.LogCaptureFixture) -> int:
    """Return how many records say that something is tried again."""
    return sum(AGAIN in record.getMessage() for record in caplog.records)


@pytest.mark.usefixtures("no_errors")
async def test_posting_starts_when_the_lock_at_the_start_is_over(
    discord_server: Loopback,
    scene: Scene,
    bot_database: BotDatabase,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A lock at the time when Discord names the servers delays nothing but the posts."""
    (job,) = await bot_database.plan(scene.channel, due=minutes_ago(2))
    async with AsyncExitStack() as locked:

        async def lock_it(*_: object, **__: object) -> None:
            await locked.enter_async_context(lock(bot_database, caplog))

        monkeypatch.setattr(LecternBot, "before_identify_hook", lock_it)
        async with running_bot(discord_server, bot_database) as bot:
            await locked.aclose()
            await bot_database.settled(job)
            assert bot.problem() is None
    assert len(discord_server.gateway.identified) == 1
    (said,) = [record for record in caplog.records if AGAIN in record.getMessage()]
    assert said.getMessage() == f"taking up work: database is locked; {AGAIN}"
    assert said.exc_info is None


@pytest.mark.usefixtures("no_errors")
async def test_a_held_post_goes_out_when_its_permission_was_restored_during_a_lock(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    """Though the change could not be written at once."""
    deny = Permissions(send_messages=True)
    await discord_server.change.overwrite(scene.channel, scene.bot_role, deny=deny)
    (job,) = await bot_database.plan(scene.channel, due=minutes_ago(2))
    async with running_bot(discord_server, bot_database) as bot:
        await bot_database.settled(job, state="held")
        await idle(bot, bot_database)
        async with lock(bot_database, caplog):
            await discord_server.change.overwrite(scene.channel, scene.bot_role)
        await bot_database.settled(job)
    assert len(discord_server.world.posts(scene.channel)) == 1


async def _leave(server: Loopback, scene: Scene) -> None:
    await server.change.remove_bot(scene.guild)


async def _return(server: Loopback, scene: Scene) -> None:
    await server.change.invite_bot(scene.guild, scene.bot_role)


@pytest.mark.usefixtures("no_errors")
@pytest.mark.parametrize("steps", [[_leave], [_leave, _return, _leave], [_leave, _return]])
async def test_a_server_that_came_and_went_during_a_lock_is_noted_as_it_ends(
    discord_server: Loopback,
    scene: Scene,
    bot_database: BotDatabase,
    caplog: pytest.LogCaptureFixture,
    steps: list[Callable[[Loopback, Scene], Awaitable[None]]],
) -> None:
    """However often it removed and invited the bot."""
    async with running_bot(discord_server, bot_database) as bot:
        await idle(bot, bot_database)
        assert _is_known(bot_database, scene)
        async with lock(bot_database, caplog):
            for step in steps:
                await step(discord_server, scene)
        stays = steps[-1] is _return
        await bot_database.until(lambda: _has(bot, scene) is stays and not bot.retrying.is_busy, "nothing to do")
        assert _is_known(bot_database, scene) is stays
        assert [job["kind"] for job in bot_database.jobs("waiting")] == ([] if stays else ["forget_guild"])


def _has(bot: LecternBot, scene: Scene) -> bool:
    return bot.get_guild(scene.guild.id) is not None


def _is_known(bot_database: BotDatabase, scene: Scene) -> bool:
    known = "SELECT count(*) FROM guild WHERE id = :guild AND left_at IS NULL"
    return bool(bot_database.value(known, guild=scene.guild.id))


@pytest.mark.usefixtures("no_errors")
async def test_a_party_follows_an_event_that_was_moved_during_a_lock(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    """To its last time; the guests are told once."""
    party = await plan(bot_database, scene)
    told = "SELECT count(*) FROM job WHERE kind = 'party' AND occurrence LIKE '%moved%'"
    async with running_bot(discord_server, bot_database) as bot:
        await settled(bot_database, party)
        await idle(bot, bot_database)
        event, to = event_of(scene), party.starts_at
        async with lock(bot_database, caplog):
            for _ in range(7):  # more moves than a party may announce in an hour
                to += HOUR
                times = {"scheduled_start_time": to.isoformat(), "scheduled_end_time": (to + HOUR).isoformat()}
                await discord_server.change.change_event(event, **times)
        await bot_database.until(lambda: starts(bot_database) == int(to.timestamp()), "the party moved")
        await settled(bot_database, party)
        assert bot_database.value(told) == 1


@pytest.mark.usefixtures("no_errors")
async def test_the_bot_ends_during_a_lock_without_waiting(
    discord_server: Loopback,
    scene: Scene,
    bot_database: BotDatabase,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Neither for the pause before its next try nor with a task left behind."""
    monkeypatch.setattr("bot.client.retrying.LONGEST_PAUSE_S", 3600.0)
    monkeypatch.setattr("discord.backoff.ExponentialBackoff.delay", lambda _: 3600.0)
    async with running_bot(discord_server, bot_database) as bot:
        await idle(bot, bot_database)
        async with lock(bot_database, caplog):
            await discord_server.change.overwrite(scene.channel, scene.bot_role)
        assert bot.retrying.is_busy
        await bot.close()
        assert not bot.retrying.is_busy


async def test_posts_go_out_though_the_daily_deletion_cannot_be_planned(
    discord_server: Loopback,
    scene: Scene,
    bot_database: BotDatabase,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An unexpected error is logged with its traceback, and planning is tried again."""
    calls = []

    async def plan_badly(_: Retention) -> None:
        calls.append(1)
        if len(calls) < 3:
            message = "a fault"
            raise ValueError(message)

    monkeypatch.setattr(Retention, "plan", plan_badly)
    (job,) = await bot_database.plan(scene.channel, due=minutes_ago(2))
    async with running_bot(discord_server, bot_database):
        await bot_database.settled(job)
        await bot_database.until(lambda: len(calls) == 3, "the planning done")
    errors = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert [record.getMessage() for record in errors] == [f"planning what is forgotten failed; {AGAIN}"]
    assert errors[0].exc_info is not None


async def test_a_failing_event_of_one_server_does_not_stop_those_of_others(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is tried again until it works; the others are handled once."""
    parties = [await plan(bot_database, scene) for _ in range(2)]
    async with running_bot(discord_server, bot_database):
        for party in parties:
            await settled(bot_database, party)
    bad, good = scene.guild.events
    scene.guild.events.clear()
    ended, tried = PartyService.event_removed, []

    async def failing(parties_: PartyService, guild: GuildId, event: EventId) -> None:
        tried.append(event)
        if tried.count(EventId(bad)) in {1, 2} and event == bad:
            message = "disk I/O error"
            raise OSError(message)
        await ended(parties_, guild, event)

    monkeypatch.setattr(PartyService, "event_removed", failing)
    async with running_bot(discord_server, bot_database):
        await discord_server.posts(scene.channel, 2)
    assert tried == [bad, good, bad, bad]


async def test_an_event_is_fetched_again_after_a_lost_reply_and_not_after_a_refusal(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    party = await plan(bot_database, scene)
    async with running_bot(discord_server, bot_database):
        await settled(bot_database, party)
    scene.guild.events.clear()
    event = ("GET", "/guilds/*/scheduled-events/*")
    discord_server.faults.lose(
        *event, after=False, times=4
    )  # aiohttp repeats a lost GET by itself, so each try is two requests
    async with running_bot(discord_server, bot_database):
        await discord_server.posts(scene.channel)
    discord_server.faults.refuse(*event, 403, 50001)
    before = len(discord_server.journal.find(*event))
    async with running_bot(discord_server, bot_database) as bot:
        await bot_database.until(lambda: len(discord_server.journal.find(*event)) > before, "the question")
        await bot_database.until(lambda: not bot.retrying.is_busy, "nothing to do")
    assert len(discord_server.journal.find(*event)) == before + 1


@pytest.mark.usefixtures("no_errors")
async def test_servers_named_at_the_start_are_reconciled_together(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that becomes available later is handled by itself."""
    mended, seen = GuildService.retry_held, []

    async def counted(guilds: GuildService, guild: GuildId) -> None:
        seen.append(guild)
        await mended(guilds, guild)

    monkeypatch.setattr(GuildService, "retry_held", counted)
    async with running_bot(discord_server, bot_database) as bot:
        await bot_database.until(lambda: bot.problem() is None, "a bot at work")
        assert seen == []
        await discord_server.change.outage(scene.guild)
        await discord_server.change.outage_over(scene.guild)
        await bot_database.until(lambda: seen == [scene.guild.id], "the return noticed")


@pytest.mark.usefixtures("no_errors")
async def test_somebody_who_joins_a_voice_channel_during_a_lock_is_noted_after_it(
    discord_server: Loopback,
    scene: Scene,
    bot_database: BotDatabase,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The log does not say who it was."""
    lounge = discord_server.world.add_channel(scene.guild, "lounge", 2)
    seen, look = [], PartyService.record_seen

    async def noted(live: PartyService, guild: GuildId, venue: ChannelId, user: UserId) -> None:
        await look(live, guild, venue, user)
        seen.append((venue, user))

    monkeypatch.setattr(PartyService, "record_seen", noted)
    there = {"guild_id": str(scene.guild.id), "channel_id": str(lounge.id), "user_id": str(scene.member.id)}
    flags = dict.fromkeys(("deaf", "mute", "self_deaf", "self_mute", "self_video", "suppress"), False)
    member = scene.guild.members[scene.member.id].json()
    state = there | flags | {"session_id": "1", "member": member, "request_to_speak_timestamp": None}
    async with running_bot(discord_server, bot_database) as bot:
        await idle(bot, bot_database)
        async with lock(bot_database, caplog):
            await discord_server.gateway.dispatch("VOICE_STATE_UPDATE", state, scene.guild.id)
        await bot_database.until(lambda: seen == [(lounge.id, scene.member.id)], "the member seen")
    assert str(scene.member.id) not in caplog.text
