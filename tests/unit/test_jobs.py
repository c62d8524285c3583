"""Jobs: when they are retried, the nonces of their messages, and the names of their occurrences."""

from datetime import UTC, date, datetime, timedelta

import pytest
from discord.utils import time_snowflake

from bot.ids import ChannelId, GuildId, JobId, MessageId, ScheduleId, created_at
from bot.jobs.model import (
    FIRST_RETRY,
    LEASE,
    LONGEST_DELIVERY,
    LONGEST_RETRY,
    Delivered,
    Job,
    JobKind,
    Skipped,
    SkipReason,
    extra_occurrence,
    forget_occurrence,
    is_extra,
    nonce_for,
    replaces_regular_post,
    retry_delay,
    weekly_occurrence,
)

SLOT = datetime(2026, 11, 30, 19, tzinfo=UTC)
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


def test_occurrences_name_what_falls_due_and_on_which_day() -> None:
    """They are stored, so they must never change."""
    assert weekly_occurrence(ScheduleId(7), date(2026, 11, 30)) == "weekly:7:2026-11-30"
    assert forget_occurrence(GuildId(7), date(2026, 12, 1)) == "forget:7:2026-12-01"
    assert extra_occurrence(ScheduleId(7), 99) == "extra:7:99"


def test_a_post_asked_for_is_known_by_its_occurrence() -> None:
    """So a pause does not stop it."""
    assert is_extra(extra_occurrence(ScheduleId(7), 99))
    assert not is_extra(weekly_occurrence(ScheduleId(7), date(2026, 11, 30)))


@pytest.mark.parametrize(
    ("made", "stands"),
    [(-SECOND, False), (timedelta(), True), (23 * HOUR, True), (23 * HOUR + SECOND, False), (None, False)],
)
def test_a_post_asked_for_can_replace_the_regular_one(made: timedelta | None, *, stands: bool) -> None:
    """Made after the regular post's time, within a day, it counts as both."""
    occurrence = extra_occurrence(ScheduleId(7), 99)
    extra = Job(JobId(1), JobKind.WEEKLY_POST, GuildId(10), 7, occurrence, SLOT - HOUR, attempts=2)
    message = None if made is None else MessageId(time_snowflake(SLOT + made))
    assert replaces_regular_post(extra, Delivered(ChannelId(20), message), SLOT) is stands
    assert not replaces_regular_post(extra, Skipped(SkipReason.MISSED), SLOT)


def test_the_number_of_a_message_tells_when_it_was_made() -> None:
    """By Discord's documentation of snowflakes."""
    assert created_at(MessageId(175928847299117063)) == datetime(2016, 4, 30, 11, 18, 25, 796000, UTC)


def test_nonces_never_change() -> None:
    """So that a repeated request after an update is still recognised."""
    assert nonce_for("weekly:7:2026-11-30") == "5e4a0688529a3f51a4f528e5"


def test_a_job_sends_under_its_occurrences_nonce() -> None:
    """The same at every attempt."""
    for attempts in (1, 2):
        job = Job(
            id=JobId(1),
            kind=JobKind.WEEKLY_POST,
            guild=GuildId(10),
            subject=7,
            occurrence="weekly:7:2026-11-30",
            due=datetime(2026, 11, 30, tzinfo=UTC),
            attempts=attempts,
        )
        assert job.nonce == nonce_for(job.occurrence)


def test_retries_wait_twice_as_long_each_time_up_to_ten_minutes() -> None:
    """From 30 seconds on."""
    minutes = [retry_delay(attempts) / timedelta(minutes=1) for attempts in range(1, 11)]
    assert minutes == [0.5, 1, 2, 4, 8, 10, 10, 10, 10, 10]
    assert (retry_delay(1), retry_delay(10)) == (FIRST_RETRY, LONGEST_RETRY)


def test_a_lease_outlasts_the_longest_delivery() -> None:
    """Else a second attempt could begin during the first."""
    assert LEASE > LONGEST_DELIVERY
