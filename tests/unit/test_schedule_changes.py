"""Changes of a schedule while a post is planned, held or under way."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.ids import ScheduleId
from bot.jobs.model import Held, HoldReason, JobKind, JobRecord, JobState, Skipped, SkipReason
from bot.jobs.store import JobStore
from bot.schedules.adjustments import Skip
from bot.schedules.drafts import Draft
from bot.schedules.model import ChangeAnswer, ChangeResult, Schedule
from bot.schedules.store import ScheduleStore
from bot.times.slots import Cadence
from tests.property.schedule_simulation import (
    BEGINNING,
    CHANNEL,
    COURSE,
    GUILD,
    ORGANISER,
    DiscordReply,
    SimulatedGroup,
)

MINE = ScheduleId(1)
DAY = timedelta(days=1)
MONDAYS = Cadence(frozenset({0}), time(19), "Europe/Berlin")
FIRST = datetime(2026, 9, 7, 17, tzinfo=UTC)
SECOND, THIRD = FIRST + 7 * DAY, FIRST + 14 * DAY
CHAPTERS = tuple(chapter.key for chapter in COURSE.chapters)


@pytest.fixture
async def group(tmp_path: Path) -> AsyncIterator[SimulatedGroup]:
    """A group that meets on Mondays, six days before its first post."""
    group = SimulatedGroup(tmp_path / "lectern.db")
    await group.start()
    draft = Draft(
        GUILD,
        ORGANISER,
        CHANNEL,
        MONDAYS.weekdays,
        MONDAYS.at,
        MONDAYS.zone_name,
        order=CHAPTERS,
        grace=3 * DAY,
        announce=False,
    )
    start = await group.schedules.set_up(draft)
    assert start is not None
    assert start.overview.schedule.id == MINE
    group.coming[MINE] = 0
    yield group
    await group.stop()


async def pending(group: SimulatedGroup) -> JobRecord:
    """Return the planned post, of which there must be one."""
    overview = (await group.look())[CHANNEL]
    assert overview.pending is not None
    return overview.pending


def posted(group: SimulatedGroup) -> list[datetime]:
    """Return the seconds in which the posts came."""
    return [message.at.replace(microsecond=0) for message in group.discord.messages]


async def post_now(group: SimulatedGroup, request: int = 1) -> None:
    """Ask for the next chapter at once, as request number *request*."""
    answer = await group.changes.post_now(GUILD, MINE, ORGANISER, request)
    overview = answer.after
    assert answer.result in {ChangeResult.DONE, ChangeResult.RETRIED, ChangeResult.ABOUT_TO_POST}
    assert overview is not None
    group.requests[overview.schedule.id, group.now] += 1


async def test_a_post_asked_for_leaves_the_regular_dates(group: SimulatedGroup) -> None:
    """The chapter after it comes on Monday."""
    begin = BEGINNING
    await post_now(group)
    await group.live(SECOND)
    assert posted(group) == [begin, FIRST, SECOND]


async def test_asking_for_a_post_twice_brings_one(group: SimulatedGroup) -> None:
    """The second request finds the first under way."""
    begin = BEGINNING
    await post_now(group, 1)
    await post_now(group, 2)
    await group.live(begin + DAY)
    assert posted(group) == [begin]


async def test_a_post_asked_for_that_waits_past_the_slot_replaces_the_regular_one(group: SimulatedGroup) -> None:
    """So that two do not come one right after the other when the bot is back."""
    group.now = FIRST - timedelta(minutes=5)
    await post_now(group)
    group.now = FIRST + timedelta(hours=1)
    await group.work()
    await group.live(SECOND)
    assert posted(group) == [FIRST + timedelta(hours=1), SECOND]


async def test_days_are_skipped_while_a_post_asked_for_is_held(group: SimulatedGroup) -> None:
    """The held post is not skipped with them."""
    group.discord.replies = [DiscordReply.FORBIDS, DiscordReply.FORBIDS]
    await post_now(group)
    await group.work()
    change = (await group.changes.skip_days(GUILD, MINE, ORGANISER, date(2026, 9, 7), date(2026, 9, 13))).result
    assert change is ChangeResult.DONE
    await group.work()
    mended = group.now = BEGINNING + DAY
    await group.guilds.retry_held(GUILD)
    await group.live(SECOND)
    assert posted(group) == [mended, SECOND]


async def test_a_pause_that_begins_and_ends_while_a_post_is_under_way_stops_nothing(group: SimulatedGroup) -> None:
    """The attempt met the pause and was skipped; the season still goes on."""
    group.now = FIRST
    await group.claim()
    await group.changes.pause(GUILD, MINE, ORGANISER)
    await group.deliver()
    await group.changes.resume(GUILD, MINE, ORGANISER)
    await group.settle()
    assert (await pending(group)).due == SECOND


async def test_skip_next_skips_the_planned_post(group: SimulatedGroup) -> None:
    """Not a later slot on a day that has had its post."""
    await group.live(FIRST)

    def later(schedule: Schedule, _: object) -> Schedule:
        return replace(schedule, cadence=replace(schedule.cadence, at=time(22)))

    await group.changes.rearrange(GUILD, MINE, ORGANISER, later)
    before = await pending(group)
    answer = await group.changes.skip_next(GUILD, MINE, ORGANISER)
    change, overview = answer.result, answer.after
    assert (change, overview is not None) == (ChangeResult.DONE, True)
    after = await pending(group)
    assert (before.due, after.due) == (SECOND + timedelta(hours=3), THIRD + timedelta(hours=3))


async def test_move_next_moves_the_planned_post(group: SimulatedGroup) -> None:
    """Likewise, a day that has had its post gets no second one."""
    await group.live(FIRST)

    def later(schedule: Schedule, _: object) -> Schedule:
        return replace(schedule, cadence=replace(schedule.cadence, at=time(22)))

    await group.changes.rearrange(GUILD, MINE, ORGANISER, later)
    await group.changes.move_next(GUILD, MINE, ORGANISER, SECOND + DAY)
    assert (await pending(group)).due == SECOND + DAY
    await group.live(THIRD)
    assert posted(group) == [FIRST, SECOND + DAY]


async def test_a_move_is_about_a_day_later_than_that_of_a_post_under_way(group: SimulatedGroup) -> None:
    """That day has its post, though the time of day is later now."""
    group.discord.replies = [DiscordReply.LOSES_THE_REPLY]
    group.now = FIRST
    await group.work()

    def later(schedule: Schedule, _: object) -> Schedule:
        return replace(schedule, cadence=replace(schedule.cadence, at=time(22)))

    await group.changes.rearrange(GUILD, MINE, ORGANISER, later)
    await group.changes.move_next(GUILD, MINE, ORGANISER, SECOND + DAY)
    await group.live(THIRD)
    assert posted(group) == [FIRST, SECOND + DAY]
    assert [message.chapters for message in group.discord.messages] == [CHAPTERS[:1], CHAPTERS[1:2]]


async def test_a_post_that_may_be_out_cannot_be_left_out(group: SimulatedGroup) -> None:
    """The one after it is skipped; the first is looked for and finished."""
    group.discord.replies = [DiscordReply.LOSES_THE_REPLY]
    group.now = FIRST
    await group.work()
    await group.changes.skip_next(GUILD, MINE, ORGANISER)
    await group.live(THIRD)
    assert posted(group) == [FIRST, THIRD]


async def test_a_held_post_can_be_left_out(group: SimulatedGroup) -> None:
    """It is the next post; the history names who skipped it."""
    group.discord.replies = [DiscordReply.FORBIDS]
    group.now = FIRST
    await group.work()
    await group.changes.skip_next(GUILD, MINE, ORGANISER)
    async with group.database.reading() as tx:
        newest, oldest = await JobStore(tx).history(JobKind.WEEKLY_POST, GUILD, MINE, 9)
    assert (newest.state, newest.due) == (JobState.WAITING, SECOND)
    assert (oldest.state, oldest.error, oldest.actor) == (JobState.SKIPPED, SkipReason.REQUESTED, ORGANISER)


async def test_a_jump_is_refused_while_a_post_is_under_way(group: SimulatedGroup) -> None:
    """When that is recorded it would move the new position on, past a chapter that was not posted."""
    group.discord.replies = [DiscordReply.LOSES_THE_REPLY]
    group.now = FIRST
    await group.work()
    answer = await group.changes.jump(GUILD, MINE, ORGANISER, CHAPTERS[4])
    change, overview = answer.result, answer.after
    assert change is ChangeResult.UNDER_WAY
    assert overview is not None
    assert overview.schedule.position == 0
    await group.live(SECOND)
    assert [message.chapters for message in group.discord.messages] == [CHAPTERS[:1], CHAPTERS[1:2]]


async def test_a_finished_season_begins_again_where_someone_jumps(group: SimulatedGroup) -> None:
    """And ends again, with a closing post at the slot after the last."""
    await group.live(FIRST + 7 * DAY * len(CHAPTERS) + DAY)
    assert group.discord.messages[-1].chapters == ()
    assert (await group.changes.skip_next(GUILD, MINE, ORGANISER)).result is ChangeResult.FINISHED
    answer = await group.changes.jump(GUILD, MINE, ORGANISER, CHAPTERS[-2])
    change, overview = answer.result, answer.after
    assert change is ChangeResult.DONE
    assert overview is not None
    group.coming[overview.schedule.id] = len(CHAPTERS) - 2
    await group.live(group.now + 28 * DAY)
    seen = [message.chapters[:1] for message in group.discord.messages]
    assert [chapter for (chapter,) in filter(None, seen)] == [*CHAPTERS, *CHAPTERS[-2:]]
    assert [place for place, chapters in enumerate(seen) if not chapters] == [9, 12]


async def test_past_skips_and_moves_are_not_kept(group: SimulatedGroup) -> None:
    """So the schedule's row does not grow."""
    await group.changes.skip_next(GUILD, MINE, ORGANISER)
    await group.live(THIRD)
    await group.changes.move_next(GUILD, MINE, ORGANISER, group.now + DAY)
    await group.live(group.now + 30 * DAY)
    overview = (await group.changes.skip_next(GUILD, MINE, ORGANISER)).after
    assert overview is not None
    day = group.now.date() + timedelta(days=-group.now.weekday() % 7)
    assert overview.schedule.adjustments.moves == ()
    assert overview.schedule.adjustments.skips == (Skip(day, day, ORGANISER),)


async def test_a_stopped_schedule_is_gone(group: SimulatedGroup) -> None:
    """Nothing more is posted, and there is nothing to change."""
    await group.changes.stop(GUILD, MINE, ORGANISER)
    await group.live(THIRD)
    assert posted(group) == []
    assert await group.changes.post_now(GUILD, MINE, ORGANISER, 1) == ChangeAnswer(ChangeResult.MISSING)
    assert await group.schedules.of_guild(GUILD) == ()


async def test_a_chapter_that_the_course_gained_can_be_jumped_to(group: SimulatedGroup) -> None:
    """It is posted next, though the schedule's order does not have it."""
    async with group.database.transaction() as tx:
        (schedule,) = await ScheduleStore(tx).of_guild(GUILD)
        await ScheduleStore(tx).save(replace(schedule, order=CHAPTERS[:-1]))
    answer = await group.changes.jump(GUILD, MINE, ORGANISER, CHAPTERS[-1])
    change, overview = answer.result, answer.after
    assert change is ChangeResult.DONE
    assert overview is not None
    assert overview.schedule.order == (CHAPTERS[-1], *CHAPTERS[:-1])
    assert overview.schedule.next_chapters == CHAPTERS[-1:]


async def test_skipped_days_can_be_restored(group: SimulatedGroup) -> None:
    """The next skipped day or a range; then there is nothing more."""
    unskip = group.changes.unskip_next
    assert (await unskip(GUILD, MINE, ORGANISER)).result is ChangeResult.ALREADY
    await group.changes.skip_next(GUILD, MINE, ORGANISER)
    assert (await pending(group)).due == SECOND
    assert (await unskip(GUILD, MINE, ORGANISER)).result is ChangeResult.DONE
    assert (await pending(group)).due == FIRST
    days = (SECOND.date(), THIRD.date())
    await group.changes.skip_days(GUILD, MINE, ORGANISER, *days)
    assert (await unskip(GUILD, MINE, ORGANISER)).result is ChangeResult.DONE
    await group.live(THIRD)
    assert posted(group) == [FIRST, SECOND]
    assert (await group.changes.unskip_days(GUILD, MINE, ORGANISER, *days)).result is ChangeResult.ALREADY, "past"
    days = (THIRD.date() + DAY, THIRD.date() + 7 * DAY)
    await group.changes.skip_days(GUILD, MINE, ORGANISER, *days)
    assert (await group.changes.unskip_days(GUILD, MINE, ORGANISER, *days)).result is ChangeResult.DONE
    assert (await group.changes.unskip_days(GUILD, MINE, ORGANISER, *days)).result is ChangeResult.ALREADY


async def test_a_post_unblocked_in_time_gets_no_notice(group: SimulatedGroup) -> None:
    """If the post is held again, one notice is sent after all."""
    group.discord.replies = [DiscordReply.FORBIDS, DiscordReply.FORBIDS, DiscordReply.FORBIDS]
    group.now = FIRST
    for step in (group.claim, group.deliver, group.settle, group.claim):
        await step()
    await group.guilds.retry_held(GUILD)
    await group.claim()
    await group.deliver()
    await group.deliver()
    notice, post = group.under_way
    assert (notice.outcome, post.outcome) == (Skipped(SkipReason.RESOLVED), Held(HoldReason.CANNOT_SEND))
    group.under_way.reverse()
    await group.settle()
    assert group.discord.told == []
    await group.settle()
    await group.work()
    assert group.discord.told == [post.job.id]


async def test_without_organiser_and_channel_no_notice_is_planned(group: SimulatedGroup) -> None:
    """The organiser deleted their data, and the guild has no channel for notices."""
    async with group.database.transaction() as tx:
        await ScheduleStore(tx).delete_user(ORGANISER)
    group.discord.replies = [DiscordReply.FORBIDS]
    group.now = FIRST
    for step in (group.claim, group.deliver, group.settle):
        await step()
    assert not await group.claim()
