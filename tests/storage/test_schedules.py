"""Study schedules come back from the store as they were saved."""

from dataclasses import replace
from datetime import time

import pytest

from bot.ids import ChannelId, ChapterId, GuildId, RoleId, ScheduleId, UserId
from bot.schedules.model import Ending, Schedule, ScheduleState
from bot.schedules.store import ScheduleStore
from bot.storage.database import Database
from bot.times.slots import Cadence
from tests.storage.samples import COURSE, GUILD, LARGEST_ID, NOW, OTHER_COURSE, OTHER_GUILD, new_schedule

DRAFT = new_schedule()
EVERY_DAY = frozenset(range(7))


async def add(database: Database, schedule: Schedule) -> Schedule:
    """Store *schedule* and return it with its id."""
    async with database.transaction() as tx:
        return await ScheduleStore(tx).add(schedule)


async def get(database: Database, schedule: Schedule) -> Schedule | None:
    """Return *schedule* as the database has it."""
    async with database.transaction() as tx:
        return await ScheduleStore(tx).get(schedule.id)


async def of_guild(database: Database) -> list[Schedule]:
    """Return the guild's schedules that are not replaced."""
    async with database.transaction() as tx:
        return [*await ScheduleStore(tx).of_guild(GUILD)]


@pytest.mark.parametrize(
    "schedule",
    [
        DRAFT,
        replace(DRAFT, role=None, organiser=None),
        replace(DRAFT, guild=GuildId(LARGEST_ID), channel=ChannelId(LARGEST_ID), role=RoleId(LARGEST_ID)),
        replace(DRAFT, organiser=UserId(LARGEST_ID)),
        replace(DRAFT, cadence=Cadence(EVERY_DAY, time(0, 0), "UTC")),
        replace(DRAFT, cadence=Cadence(frozenset({6}), time(23, 59), "Asia/Kathmandu")),
        replace(DRAFT, order=(ChapterId(9),)),
        replace(DRAFT, order=(ChapterId(9), ChapterId(1), ChapterId(10)), position=2),
        *(replace(DRAFT, state=state) for state in ScheduleState),
        *(replace(DRAFT, ending=ending) for ending in Ending),
        replace(DRAFT, state=ScheduleState.REPLACED, ended_at=NOW, ended_by=UserId(LARGEST_ID)),
    ],
)
async def test_a_schedule_is_given_back_as_it_was(database: Database, schedule: Schedule) -> None:
    """With its id."""
    added = await add(database, schedule)
    assert added == replace(schedule, id=added.id)
    assert await get(database, added) == added


async def test_every_schedule_has_an_id_of_its_own(database: Database) -> None:
    """One that not even a deleted schedule had."""
    first = await add(database, DRAFT)
    async with database.transaction() as tx:
        await ScheduleStore(tx).delete_guild(GUILD)
    second = await add(database, DRAFT)
    third = await add(database, DRAFT)
    assert len({first.id, second.id, third.id}) == 3


async def test_a_saved_schedule_is_given_back_changed(database: Database) -> None:
    """Every field that can change, of that schedule only."""
    other = await add(database, DRAFT)
    added = await add(database, DRAFT)
    changed = replace(
        added,
        channel=ChannelId(21),
        cadence=Cadence(frozenset({5}), time(8, 0), "Europe/Lisbon"),
        order=(ChapterId(2), ChapterId(1)),
        position=1,
        role=None,
        organiser=None,
        state=ScheduleState.PAUSED,
        ending=Ending.WAIT,
    )
    async with database.transaction() as tx:
        await ScheduleStore(tx).save(changed)
    assert await get(database, added) == changed
    assert await get(database, other) == other


async def test_a_season_can_be_stored_to_its_end(database: Database) -> None:
    """The position after the last chapter is valid."""
    schedule = await add(database, replace(DRAFT, position=len(DRAFT.order) - 1))
    over = schedule.advanced().advanced()
    async with database.transaction() as tx:
        await ScheduleStore(tx).save(over)
    assert await get(database, schedule) == over
    assert over.state is ScheduleState.FINISHED


async def test_an_unknown_schedule_is_nothing(database: Database) -> None:
    """A job may outlive its schedule."""
    async with database.transaction() as tx:
        assert await ScheduleStore(tx).get(ScheduleId(404)) is None
        assert await ScheduleStore(tx).latest_in(GUILD, COURSE, DRAFT.channel) is None
    assert await of_guild(database) == []


async def test_a_guild_follows_all_its_schedules_but_those_replaced(database: Database) -> None:
    """Paused and finished ones too, the oldest first."""
    states = [ScheduleState.FINISHED, ScheduleState.ACTIVE, ScheduleState.REPLACED, ScheduleState.PAUSED]
    first, second, _, third = [await add(database, replace(DRAFT, state=state)) for state in states]
    assert await of_guild(database) == [first, second, third]


async def test_each_guild_has_its_own_schedules(database: Database) -> None:
    """Of any course: a guild may follow two, and two guilds one."""
    await add(database, new_schedule(guild=OTHER_GUILD))
    assert await of_guild(database) == []
    other = await add(database, new_schedule(course=OTHER_COURSE))
    mine = await add(database, DRAFT)
    await add(database, new_schedule(guild=OTHER_GUILD))
    assert await of_guild(database) == [other, mine]


async def test_a_channel_remembers_its_last_schedule(database: Database) -> None:
    """Even a stopped one, but none whose start was taken back; never that of another channel, course or guild."""
    await add(database, DRAFT)
    latest = await add(database, replace(DRAFT, state=ScheduleState.REPLACED, ended_at=NOW))
    await add(database, replace(DRAFT, state=ScheduleState.REPLACED))
    await add(database, replace(DRAFT, channel=ChannelId(21)))
    await add(database, new_schedule(guild=OTHER_GUILD))
    await add(database, new_schedule(course=OTHER_COURSE))
    async with database.transaction() as tx:
        assert await ScheduleStore(tx).latest_in(GUILD, COURSE, DRAFT.channel) == latest
