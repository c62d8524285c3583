"""Any schedule comes back from the store as it was saved."""

import asyncio
import tempfile
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ids import ChannelId, ChapterId, CourseId, GuildId, RoleId, ScheduleId, UserId
from bot.schedules.adjustments import Adjustments, Move, Pause, Skip
from bot.schedules.model import Schedule, ScheduleState
from bot.schedules.store import ScheduleStore
from bot.storage.database import open_database
from bot.times.slots import MOST_WEEKS, Cadence
from tests.property.clock_changes import zones
from tests.storage.samples import LARGEST_ID

ids = st.integers(1, LARGEST_ID)
days = st.dates(date(1970, 1, 1), date(2200, 1, 1))
seconds = st.integers(0, 2**33).map(lambda second: datetime.fromtimestamp(second, UTC))
minutes = st.integers(0, 24 * 60 - 1).map(lambda minute: time(*divmod(minute, 60)))
skips = st.builds(Skip, days, days, st.none() | ids.map(UserId))
contents = st.none() | st.lists(st.integers(1, 10**6).map(ChapterId), max_size=3).map(tuple)
moves = st.builds(Move, days, seconds, contents)
pauses = st.builds(Pause, seconds, st.none() | ids.map(UserId))
adjustments = st.builds(
    Adjustments, st.lists(skips, max_size=3).map(tuple), st.lists(moves, max_size=3).map(tuple), st.none() | pauses
)
cadences = st.builds(
    Cadence,
    st.frozensets(st.integers(0, 6), min_size=1),
    minutes,
    st.sampled_from([zone.key for zone in zones()]),
    st.integers(1, MOST_WEEKS),
    days,
)
schedules = st.builds(
    Schedule,
    id=st.just(ScheduleId(0)),
    guild=ids.map(GuildId),
    channel=ids.map(ChannelId),
    course=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).map(CourseId),
    cadence=cadences | cadences.map(lambda cadence: replace(cadence, every=1, starts=None)),
    order=st.lists(st.integers(1, 10**6).map(ChapterId), min_size=1, unique=True).map(tuple),
    position=st.integers(0, 100),
    role=st.none() | ids.map(RoleId),
    organiser=st.none() | ids.map(UserId),
    state=st.sampled_from(ScheduleState),
    per_post=st.integers(1, 9),
    adjustments=adjustments,
    grace=st.integers(0, 10**8).map(lambda second: timedelta(seconds=second)),
    later_order=st.lists(st.integers(1, 10**6).map(ChapterId), unique=True).map(tuple),
)


async def _stored(path: Path, schedule: Schedule, other: Schedule) -> tuple[Schedule, Schedule | None]:
    """Return *schedule* as it was added, and what is found when it is saved as *other* and opened again."""
    async with open_database(path) as database, database.transaction() as tx:
        added = await ScheduleStore(tx).add(schedule)
        await ScheduleStore(tx).save(replace(other, id=added.id, guild=schedule.guild, course=schedule.course))
    async with open_database(path) as database, database.transaction() as tx:
        return added, await ScheduleStore(tx).get(added.id)


@settings(max_examples=25)
@given(schedules, schedules)
def test_every_field_of_a_schedule_is_given_back(schedule: Schedule, other: Schedule) -> None:
    """Added, changed, and read by another process; never in another guild."""
    with tempfile.TemporaryDirectory() as folder:
        added, found = asyncio.run(_stored(Path(folder) / "lectern.db", schedule, other))
    assert added == replace(schedule, id=added.id)
    assert found == replace(other, id=added.id, guild=schedule.guild, course=schedule.course)


@settings(max_examples=15)
@given(schedules, ids.map(UserId))
def test_whoever_left_days_out_can_be_forgotten(schedule: Schedule, user: UserId) -> None:
    """Only that id: one that begins with the same digits stays."""
    neighbour = UserId(user // 10 or 7)
    skips_of_both = tuple(Skip(date(2026, 12, 24), date(2027, 1, 2), by) for by in (user, neighbour))
    wanted = replace(schedule, organiser=None, adjustments=Adjustments(skips_of_both))

    async def forgotten(path: Path) -> list[Skip]:
        async with open_database(path) as database, database.transaction() as tx:
            added = await ScheduleStore(tx).add(wanted)
            assert len(await ScheduleStore(tx).export_user(neighbour)) == 1
            await ScheduleStore(tx).delete_user(neighbour)
            assert await ScheduleStore(tx).export_user(neighbour) == []
            assert len(await ScheduleStore(tx).export_user(user)) == (user != neighbour)
            found = await ScheduleStore(tx).get(added.id)
        return list(found.adjustments.skips) if found else []

    with tempfile.TemporaryDirectory() as folder:
        skips_left = asyncio.run(forgotten(Path(folder) / "lectern.db"))
    assert [skip.by for skip in skips_left] == [None if user == neighbour else user, None]
