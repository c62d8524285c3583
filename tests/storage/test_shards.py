"""A process looks only at the jobs and the servers of its own shards."""

from datetime import timedelta

from bot.guilds.store import GuildStore
from bot.ids import GuildId, JobId
from bot.jobs.model import Held, HoldReason, Retry
from bot.jobs.store import JobStore
from bot.shards import EVERY_SHARD, ShardSet
from bot.storage.database import Database
from bot.whereabouts import Clue, Kind, guild_of
from tests.storage.contents import fill
from tests.storage.samples import GUILD, NOW, USER, new_job

SERVERS = [GuildId((1000 + number) << 22 | number) for number in range(4)]  # of shards 0 to 3 of 4
HALF, REST = ShardSet.of({0, 2}, 4), ShardSet.of({1, 3}, 4)


async def add(database: Database) -> None:
    """Give each server a job, the last the earliest, and the installation one."""
    async with database.transaction() as tx:
        for number, server in enumerate(SERVERS):
            await JobStore(tx).add(new_job(f"job:{number}", guild=server, due=NOW - timedelta(minutes=number)))
        await JobStore(tx).add(new_job("everything", guild=GuildId(0), due=NOW - timedelta(hours=1)))


async def claimed(database: Database, shards: ShardSet) -> list[GuildId]:
    """Claim all that is due for *shards*, and return of which servers it is."""
    found = []
    async with database.transaction() as tx:
        while (job := await JobStore(tx).claim(NOW, shards=shards)) is not None:
            found.append(job.guild)
    return found


async def test_only_jobs_of_own_servers_are_claimed(database: Database) -> None:
    """Those of the whole installation by whoever has shard 0."""
    await add(database)
    assert await claimed(database, REST) == [SERVERS[3], SERVERS[1]]
    assert await claimed(database, HALF) == [GuildId(0), SERVERS[2], SERVERS[0]]
    assert await claimed(database, EVERY_SHARD) == []


async def test_jobs_of_other_processes_wake_nobody(database: Database) -> None:
    await add(database)
    async with database.transaction() as tx:
        jobs = JobStore(tx)
        assert await jobs.next_due(REST) == NOW - timedelta(minutes=3)
        assert await jobs.next_due(ShardSet.of({1}, 4)) == NOW - timedelta(minutes=1)
        assert await jobs.next_due(ShardSet.of({4}, 8)) is None


async def test_only_own_failed_jobs_are_tried_again(database: Database) -> None:
    await add(database)
    async with database.transaction() as tx:
        jobs = JobStore(tx)
        while (job := await jobs.claim(NOW)) is not None:
            await jobs.settle(job, Retry("away"), NOW)
        await jobs.retry_failed(NOW, HALF)
        assert await jobs.next_due(REST) == NOW + timedelta(seconds=30)
        assert await jobs.next_due(HALF) == NOW


async def test_only_own_servers_are_compared_at_a_start(database: Database) -> None:
    """Another process's are not taken for servers that removed the bot."""
    await add(database)
    async with database.transaction() as tx:
        for server in SERVERS:
            await GuildStore(tx).mark_present(server)
        while (job := await JobStore(tx).claim(NOW)) is not None:
            await JobStore(tx).settle(job, Held(HoldReason.GUILD_GONE), NOW)
        assert await GuildStore(tx).known(HALF) == [SERVERS[0], SERVERS[2]]
        assert await GuildStore(tx).known() == SERVERS
        assert set(await JobStore(tx).awaiting_guilds(REST)) == {SERVERS[1], SERVERS[3]}


async def test_the_server_of_what_a_button_names_is_found(database: Database) -> None:
    """Of a row that is gone, none."""
    await fill(database, GUILD, USER)
    async with database.reading() as tx:
        for kind in Kind:
            number = GUILD if kind is Kind.GUILD else 1
            assert await guild_of(tx, Clue(kind, number)) == GUILD
        gone = [kind for kind in Kind if kind is not Kind.GUILD]
        assert [await guild_of(tx, Clue(kind, 999)) for kind in gone] == [None] * len(gone)
        assert await JobStore(tx).record(JobId(1)) is not None
        assert await guild_of(tx, Clue(Kind.GUILD, 2**63)) is None  # forged: no database can hold it
