"""What members see of schedules: in which order they are told, what was published, answers about several courses."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.answers.group_questions import GroupQuestion
from bot.courses.model import Course
from bot.ids import ChannelId, ChapterId, CourseId, JobId, MessageId, ScheduleId
from bot.jobs.model import Delivered, JobKind, JobRecord, JobState, NewJob
from bot.jobs.store import JobStore
from bot.schedules.cards.group_answers import group_answer_card
from bot.schedules.coming import ComingPosts, GroupFacts, in_order
from bot.schedules.following import FollowingService
from bot.schedules.model import Schedule, ScheduleState
from bot.storage.database import open_database
from bot.text.locales import Locale
from bot.text.translations import localizer
from tests.storage.samples import GUILD, new_schedule
from tests.unit.small_course import chapter, course

NOW = datetime(2026, 11, 23, 19, tzinfo=UTC)
HOUR = timedelta(hours=1)
SCHEDULE = new_schedule()
SAY = localizer(Locale.ENGLISH)


def coming(schedule: Schedule = SCHEDULE, *, due: datetime | None = None, error: str | None = None) -> ComingPosts:
    """Return what is to come of *schedule*, with a post waiting since *due*."""
    waiting = None
    if due is not None:
        state = JobState.LEASED
        waiting = JobRecord(JobId(1), JobKind.WEEKLY_POST, GUILD, 7, due, state, 1, None, None, error)
    days = tuple(schedule.season(NOW)) if schedule.state is ScheduleState.ACTIVE else ()
    return ComingPosts(schedule, NOW, waiting, days)


def written(facts: GroupFacts, asked: GroupQuestion) -> list[str]:
    """Return the lines of the answer."""
    card = group_answer_card(asked, facts, SAY)
    shown = [getattr(item, "content", "") for item in card.walk_children()]
    return [line for part in shown for line in part.splitlines()]


def test_what_waits_comes_first_and_what_has_ended_last() -> None:
    """Between them by date, and then what is paused."""
    waits, later = coming(due=NOW), coming(replace(SCHEDULE, adjustments=SCHEDULE.adjustments))
    sooner = replace(later, days=tuple(SCHEDULE.season(NOW - timedelta(days=7))))
    paused = coming(replace(SCHEDULE, state=ScheduleState.PAUSED))
    ended = coming(replace(SCHEDULE, state=ScheduleState.FINISHED))
    assert in_order([ended, paused, later, sooner, waits]) == [waits, sooner, later, paused, ended]


@pytest.mark.parametrize(
    ("due", "error", "late"),
    [(None, None, False), (NOW, None, False), (NOW - HOUR, None, True), (NOW, "send_messages", True)],
)
def test_a_post_is_late_after_a_while_or_with_something_in_its_way(
    due: datetime | None, error: str | None, *, late: bool
) -> None:
    assert coming(due=due, error=error).is_late is late


def test_a_post_that_is_being_sent_comes_any_moment() -> None:
    facts = GroupFacts((), {SCHEDULE.course: Course.model_validate(course())}, [coming(due=NOW)])
    assert written(facts, GroupQuestion.NEXT_POST)[0] == "🗓️ The next post comes any moment now."


async def test_only_posts_that_are_known_to_be_there_are_published(tmp_path: Path) -> None:
    """Neither one that somebody deleted, nor the closing post; of two with a chapter the later one."""
    posts = [
        ((ChapterId(1),), Delivered(ChannelId(8), MessageId(100))),
        ((ChapterId(2),), Delivered(ChannelId(8), None)),
        ((), Delivered(ChannelId(8), MessageId(102))),
        ((ChapterId(1),), Delivered(ChannelId(8), MessageId(103))),
    ]
    async with open_database(tmp_path / "lectern.db") as database:
        async with database.transaction() as tx:
            for number, (chapters, outcome) in enumerate(posts):
                due = NOW + number * HOUR
                await JobStore(tx).add(NewJob(JobKind.WEEKLY_POST, GUILD, 7, f"weekly:7:{number}", due, chapters))
                job = await JobStore(tx).claim(due)
                assert job is not None
                await JobStore(tx).settle(job, outcome, due)
        mine = replace(SCHEDULE, id=ScheduleId(7))
        found = await FollowingService(database, lambda: NOW).published([mine, mine])
    assert [(post.chapter, post.at, post.url) for post in found] == [
        (1, NOW + 3 * HOUR, f"https://discord.com/channels/{GUILD}/8/103")
    ]


def test_several_courses_are_told_apart() -> None:
    """Each with its title and a button of its own, but at most three."""
    courses = tuple(
        Course.model_validate(course(id=f"course-{number}", title={"en": f"Course {number}", "pt": f"Curso {number}"}))
        for number in range(5)
    )
    facts = GroupFacts(
        courses,
        {each.key: each for each in courses},
        watched={CourseId("course-1"): frozenset(map(ChapterId, (1, 2, 3)))},
    )
    assert written(facts, GroupQuestion.START) == [
        "**Course 0**",
        "Start with **1 · Video 1**",
        "**Course 1**",
        "You have watched the whole course. Congratulations!",
        "**Course 2**",
        "Start with **1 · Video 1**",
    ]
    buttons = [
        item for item in group_answer_card(GroupQuestion.START, facts, SAY).walk_children() if hasattr(item, "url")
    ]
    assert len(buttons) == 2
    assert [line for line in written(facts, GroupQuestion.LENGTH) if "watched" in line] == ["-# 3 of 3 watched"]


def test_a_pause_has_no_last_day() -> None:
    some = Course.model_validate(course())
    paused = coming(replace(SCHEDULE, state=ScheduleState.PAUSED, course=some.key, order=some.listed_order))
    lines = written(GroupFacts((some,), {some.key: some}, [paused]), GroupQuestion.LENGTH)
    assert lines[2] == "⏸️ The schedule is paused; no date is set."


def test_unknown_lengths_are_not_made_up() -> None:
    lessons = [chapter(1), chapter(2, duration_s=None, moments=[]), chapter(3)]
    some = Course.model_validate(course(chapters=lessons))
    facts = GroupFacts((some,), {some.key: some}, watched={some.key: frozenset({ChapterId(1)})})
    assert written(facts, GroupQuestion.LENGTH) == ["**A course**", "**3 chapters**", "-# 1 of 3 watched"]
