"""How often work is tried, and by what it is recognised."""

from datetime import UTC, date, datetime, timedelta

from bot.core.ids import GuildId, JobId, ScheduleId
from bot.core.jobs import (
    FIRST_RETRY,
    LEASE,
    LONGEST_DELIVERY,
    LONGEST_RETRY,
    Job,
    JobKind,
    extra_occurrence,
    forget_occurrence,
    is_extra,
    nonce_for,
    retry_delay,
    weekly_occurrence,
)


def test_occurrences_name_what_falls_due_and_on_which_day() -> None:
    """They are stored for ever, so they never change."""
    assert weekly_occurrence(ScheduleId(7), date(2026, 11, 30)) == "weekly:7:2026-11-30"
    assert forget_occurrence(GuildId(7), date(2026, 12, 1)) == "forget:7:2026-12-01"
    assert extra_occurrence(ScheduleId(7), 99) == "extra:7:99"


def test_what_was_asked_for_out_of_turn_is_known_by_its_name() -> None:
    """A pause does not stop it."""
    assert is_extra(extra_occurrence(ScheduleId(7), 99))
    assert not is_extra(weekly_occurrence(ScheduleId(7), date(2026, 11, 30)))


def test_nonces_never_change() -> None:
    """A repeat after an update of the bot is still recognised."""
    assert nonce_for("weekly:7:2026-11-30") == "5e4a0688529a3f51a4f528e5"


def test_a_job_sends_under_its_occurrences_nonce() -> None:
    """Every attempt at a job carries the same one."""
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
    """Half a minute, a minute, and so on."""
    minutes = [retry_delay(attempts) / timedelta(minutes=1) for attempts in range(1, 11)]
    assert minutes == [0.5, 1, 2, 4, 8, 10, 10, 10, 10, 10]
    assert (retry_delay(1), retry_delay(10)) == (FIRST_RETRY, LONGEST_RETRY)


def test_a_lease_outlasts_the_longest_delivery() -> None:
    """Otherwise a second attempt could begin while the first is still at work."""
    assert LEASE > LONGEST_DELIVERY
