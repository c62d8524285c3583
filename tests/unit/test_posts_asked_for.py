"""A post asked for while the bot cannot make it, and the regular post that falls due meanwhile."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.ids import ScheduleId
from bot.jobs.model import JobKind, JobRecord, JobState, SkipReason
from bot.jobs.store import JobStore
from bot.schedules.drafts import Draft
from bot.schedules.model import ASK, ChangeResult, Schedule
from bot.times.slots import Cadence
from tests.property.schedule_simulation import CHANNEL, COURSE, GUILD, ORGANISER, DiscordReply, SimulatedGroup

MINE = ScheduleId(1)
DAY, HOUR, MINUTE, SECOND = (timedelta(**{unit: 1}) for unit in ("days", "hours", "minutes", "seconds"))
MONDAYS = Cadence(frozenset({0}), time(19), "Europe/Berlin")
FIRST = datetime(2026, 9, 7, 17, tzinfo=UTC)
NEXT = FIRST + 7 * DAY
CHAPTERS = tuple(chapter.key for chapter in COURSE.chapters)


async def founded(group: SimulatedGroup, grace: timedelta = 7 * DAY) -> None:
    """Let *group* have posts on Mondays, which may be late by *grace*."""
    draft = Draft(
        GUILD,
        ORGANISER,
        CHANNEL,
        MONDAYS.weekdays,
        MONDAYS.at,
        MONDAYS.zone_name,
        order=CHAPTERS,
        grace=grace,
        announce=False,
    )
    start = await group.schedules.set_up(draft)
    assert start is not None
    assert start.overview.schedule.id == MINE
    group.coming[MINE] = 0


@pytest.fixture
async def group(tmp_path: Path) -> AsyncIterator[SimulatedGroup]:
    """A group without a schedule."""
    group = SimulatedGroup(tmp_path / "lectern.db")
    await group.start()
    yield group
    await group.stop()


async def asked(group: SimulatedGroup, at: datetime, *, away_until: datetime) -> None:
    """Ask for the next post *at* then, and let the bot be away until *away_until*."""
    group.now = at
    assert (await group.changes.post_now(GUILD, MINE, ORGANISER, 1)).result is ChangeResult.DONE
    group.requests[MINE, group.now] += 1
    group.now = away_until


def seen(group: SimulatedGroup) -> list[tuple[datetime, int]]:
    """Return the second and the chapter of each post."""
    posts = group.discord.messages
    return [(post.at.replace(microsecond=0), CHAPTERS.index(*post.chapters) + 1) for post in posts]


async def history(group: SimulatedGroup) -> list[JobRecord]:
    """Return the records of all posts, the oldest first."""
    async with group.database.reading() as tx:
        return list(reversed(await JobStore(tx).history(JobKind.WEEKLY_POST, GUILD, MINE, 9)))


@pytest.mark.parametrize("before", [5 * MINUTE, HOUR, DAY, 3 * DAY])
async def test_after_days_away_the_post_asked_for_and_the_regular_one_both_come(
    group: SimulatedGroup, before: timedelta
) -> None:
    """In that order, each with its own chapter; next Monday's post is as usual."""
    await founded(group)
    back = FIRST - before + 4 * DAY
    await asked(group, FIRST - before, away_until=back)
    await group.live(NEXT)
    assert seen(group) == [(back, 1), (back, 2), (NEXT, 3)]
    states = [(record.state, record.due) for record in await history(group)]
    done = JobState.DONE
    assert states[:3] == [(done, FIRST - before), (done, FIRST), (done, NEXT)]


@pytest.mark.parametrize("change", ["pause", "skip"])
async def test_a_regular_post_called_off_and_restored_meanwhile_still_comes(group: SimulatedGroup, change: str) -> None:
    """It is cancelled and restored while the post asked for is being retried."""
    await founded(group)
    group.discord.replies = [DiscordReply.FAILS]
    await asked(group, FIRST - 2 * HOUR, away_until=FIRST - 2 * HOUR)
    await group.claim()
    await group.deliver()
    await group.settle()
    if change == "pause":
        await group.changes.pause(GUILD, MINE, ORGANISER)
        await group.changes.resume(GUILD, MINE, ORGANISER)
    else:
        day = FIRST.date()
        await group.changes.skip_days(GUILD, MINE, ORGANISER, day, day)
        await group.changes.unskip_days(GUILD, MINE, ORGANISER, day, day)
    back = group.now = FIRST + 4 * DAY
    await group.live(NEXT)
    assert seen(group) == [(back, 1), (back, 2), (NEXT, 3)]


@pytest.mark.parametrize("steps", range(6))
async def test_both_posts_come_wherever_the_process_dies(group: SimulatedGroup, steps: int) -> None:
    """At each claim, delivery and record of the two."""
    await founded(group)
    back = FIRST + 4 * DAY
    await asked(group, FIRST - HOUR, away_until=back)
    for step in (group.claim, group.deliver, group.settle, group.claim, group.deliver, group.settle)[:steps]:
        await step()
    await group.stop()
    await group.start()
    await group.live(NEXT)
    assert [chapter for _, chapter in seen(group)] == [1, 2, 3]
    assert len({message.occurrence for message in group.discord.messages}) == 3


@pytest.mark.parametrize(("late", "posts"), [(DAY - SECOND, [1]), (DAY, [1, 2])])
async def test_within_a_day_the_post_asked_for_replaces_the_regular_one(
    group: SimulatedGroup, late: timedelta, posts: list[int]
) -> None:
    """So that two do not come one right after the other."""
    await founded(group)
    await asked(group, FIRST - HOUR, away_until=FIRST - HOUR + late)
    await group.work()
    assert [chapter for _, chapter in seen(group)] == posts
    await group.live(NEXT)
    assert seen(group)[-1] == (NEXT, len(posts) + 1)


@pytest.mark.parametrize("away", [HOUR, 4 * DAY])
async def test_a_post_asked_for_that_was_out_in_time_replaces_nothing(group: SimulatedGroup, away: timedelta) -> None:
    """The process died before recording it; its message tells when it was made."""
    await founded(group)
    group.discord.replies = [DiscordReply.LOSES_THE_REPLY]
    await asked(group, FIRST - HOUR, away_until=FIRST - HOUR)
    await group.claim()
    await group.deliver()
    await group.stop()
    await group.start()
    group.now = FIRST + away
    await group.live(NEXT)
    assert seen(group) == [(FIRST - HOUR, 1), (FIRST + away, 2), (NEXT, 3)]


@pytest.mark.parametrize("grace", [timedelta(), 3 * DAY])
async def test_a_post_asked_for_that_is_missed_replaces_nothing(group: SimulatedGroup, grace: timedelta) -> None:
    """Monday's post, which is not missed, brings its chapter."""
    await founded(group, grace)
    late = max(grace, 15 * MINUTE) - SECOND
    await asked(group, FIRST - HOUR, away_until=FIRST + late)
    await group.live(NEXT)
    assert seen(group) == [(FIRST + late, 1), (NEXT, 2)]


async def test_a_chapter_missed_twice_comes_at_the_next_date(group: SimulatedGroup) -> None:
    """Both posts are missed in the history."""
    await founded(group, timedelta())
    await asked(group, FIRST - HOUR, away_until=FIRST + HOUR)
    await group.live(NEXT)
    assert seen(group) == [(NEXT, 1)]
    assert [record.error for record in await history(group)][:2] == [SkipReason.MISSED] * 2


async def test_the_regular_post_is_asked_about_where_organisers_want_that(group: SimulatedGroup) -> None:
    """As without the post that was asked for."""
    await founded(group, ASK)
    await asked(group, FIRST - HOUR, away_until=FIRST + HOUR)
    await group.work()
    (extra,) = [record for record in await history(group) if record.state is JobState.HELD]
    assert await group.changes.retry_post(extra.id)
    group.now = FIRST + 4 * DAY
    await group.work()
    (monday,) = [record for record in await history(group) if record.state is JobState.HELD]
    assert (monday.due, [chapter for _, chapter in seen(group)]) == (FIRST, [1])
    assert (await group.changes.skip_post(monday.id, ORGANISER)).result is ChangeResult.DONE
    await group.live(NEXT)
    assert seen(group)[-1] == (NEXT, 2)


async def test_the_regular_post_moves_with_a_change_of_days_meanwhile(group: SimulatedGroup) -> None:
    """A change made while the post asked for is under way holds for the regular one."""
    await founded(group)
    await asked(group, FIRST - HOUR, away_until=FIRST - HOUR)
    group.discord.replies = [DiscordReply.FORBIDS]
    await group.work()

    def later(schedule: Schedule, _: object) -> Schedule:
        return replace(schedule, cadence=replace(schedule.cadence, weekdays=frozenset({1})))

    assert (await group.changes.rearrange(GUILD, MINE, ORGANISER, later)).result is ChangeResult.DONE
    group.now = FIRST + 4 * DAY
    await group.guilds.retry_held(GUILD)
    await group.live(NEXT + DAY)
    assert seen(group) == [(FIRST + 4 * DAY, 1), (NEXT + DAY, 2)]


async def test_the_regular_post_that_was_moved_still_comes(group: SimulatedGroup) -> None:
    """At its new time, as Monday's post."""
    await founded(group)
    await asked(group, FIRST - HOUR, away_until=FIRST - HOUR)
    group.discord.replies = [DiscordReply.FORBIDS]
    await group.work()
    await group.changes.move_next(GUILD, MINE, ORGANISER, FIRST + DAY)
    group.now = FIRST + 4 * DAY
    await group.guilds.retry_held(GUILD)
    await group.live(NEXT)
    assert [chapter for _, chapter in seen(group)] == [1, 2, 3]
    assert (await history(group))[1].due == FIRST + DAY


async def test_the_regular_post_does_not_come_after_a_pause(group: SimulatedGroup) -> None:
    """Which began and ended while the post asked for was under way."""
    await founded(group)
    await asked(group, FIRST - HOUR, away_until=FIRST - HOUR)
    group.discord.replies = [DiscordReply.LOSES_THE_REPLY]
    await group.work()
    await group.changes.pause(GUILD, MINE, ORGANISER)
    group.now = FIRST + DAY
    await group.changes.resume(GUILD, MINE, ORGANISER)
    group.now = FIRST + 4 * DAY
    await group.live(NEXT)
    assert seen(group) == [(FIRST - HOUR, 1), (NEXT, 2)]


async def test_a_post_that_is_another_than_was_shown_is_not_queued(group: SimulatedGroup) -> None:
    """Also where it became so while the press was looked at."""
    await founded(group)
    group.now = FIRST - HOUR
    answer = await group.changes.post_now(GUILD, MINE, ORGANISER, 1, seen=0)
    assert answer.result is ChangeResult.OTHERWISE
    await group.live(FIRST)
    assert seen(group) == [(FIRST, 1)]
