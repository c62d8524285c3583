"""What a picture of progress shows: the weeks, the chapters and the group."""

import json
from datetime import UTC, date, datetime, timedelta

from bot.courses.file import parse_course
from bot.pictures.model import ChapterState, GroupCount, Week
from bot.progress.model import GroupReport, GuildProgress, Mark, MemberProgress
from bot.progress.pictures import certificate_facts, group_facts, member_facts, weeks_of
from bot.progress.streaks import Streak
from bot.text.locales import Locale
from bot.text.translations import localizer
from tests.unit.small_course import course

COURSE = parse_course(json.dumps(course()), "small course")
ONE, TWO, THREE = (chapter.key for chapter in COURSE.chapters)
NOW = datetime(2026, 12, 16, 12, tzinfo=UTC)  # a Wednesday
WEEK = timedelta(weeks=1)
SAY = localizer(Locale.ENGLISH)
NOBODY = GuildProgress(0, {}, frozenset())


def test_weeks_begin_with_the_first_mark_of_anybody() -> None:
    """The group's mean is over all who watch along; weeks without a mark are shown as such."""
    member = MemberProgress(COURSE, {ONE: Mark(NOW - WEEK), TWO: Mark(NOW)})
    group = {NOW - 3 * WEEK: 2, NOW - WEEK: 1, NOW - WEEK + timedelta(days=1): 2, NOW: 1}
    assert weeks_of(member, group, 4, NOW, UTC) == [
        Week(date(2026, 11, 23), 0, 0.5),
        Week(date(2026, 11, 30), 0, 0.0),
        Week(date(2026, 12, 7), 1, 0.75),
        Week(date(2026, 12, 14), 1, 0.25),
    ]


def test_weeks_that_are_long_past_are_not_shown() -> None:
    """There is room for sixteen; without any mark there are none."""
    member = MemberProgress(COURSE, {ONE: Mark(NOW - 40 * WEEK), TWO: Mark(NOW)})
    assert weeks_of(member, {}, 1, NOW, UTC) == [Week(date(2026, 12, 14), 1, 0.0)]
    assert weeks_of(MemberProgress(COURSE, {}), {}, 0, NOW, UTC) == []


def test_chapters_are_watched_current_or_open() -> None:
    """The group is counted by the latest chapter that was posted."""
    member = MemberProgress(COURSE, {TWO: Mark(NOW)})
    guild = GuildProgress(12, {ONE: 9, TWO: 5}, frozenset({ONE, TWO}))
    facts = member_facts("Ana", member, guild, Streak(3, 4), [], SAY)
    assert facts.chapters == [ChapterState.CURRENT, ChapterState.WATCHED, ChapterState.OPEN]
    assert facts.group == GroupCount(5, 12)
    assert facts.streak_weeks == 3
    assert member_facts("Ana", member, NOBODY, Streak(), [], SAY).group is None


def test_a_certificate_bears_the_day_of_the_last_mark_in_the_servers_zone() -> None:
    member = MemberProgress(COURSE, {ONE: Mark(NOW), TWO: Mark(NOW - WEEK), THREE: Mark(NOW - WEEK)})
    facts = certificate_facts("Ana", "Study group", member, UTC, SAY)
    assert (facts.finished_on, facts.chapters, facts.server) == (NOW.date(), 3, "Study group")


def test_a_chart_of_the_group_names_nobody() -> None:
    report = GroupReport(COURSE, GuildProgress(4, {ONE: 3}, frozenset()), 0, {})
    facts = group_facts("Study group", report, SAY)
    assert [chapter.watched for chapter in facts.chapters] == [3, 0, 0]
    assert (facts.members, facts.group) == (4, "Study group")
