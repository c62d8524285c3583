"""Laws of watch parties: pauses, moves and the time without the bot."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.jobs.model import SkipReason
from bot.parties.model import Party
from bot.parties.tasks import read_occurrence, reason_to_skip_reminder, reminder_jobs
from tests.unit.parties import LENGTH, START, party_at

SHORT = st.integers(0, 3600).map(lambda seconds: timedelta(seconds=seconds))
AROUND = st.integers(-3 * 86400, 86400).map(lambda seconds: timedelta(seconds=seconds))


@given(st.lists(st.tuples(SHORT, SHORT), max_size=6), SHORT)
def test_time_played_and_time_paused_add_up(steps: list[tuple[timedelta, timedelta]], rest: timedelta) -> None:
    """The position is the time that the video ran; each pause puts off the end by its length."""
    party: Party | None = party_at().started(START)
    now, ran, stood = START, timedelta(), timedelta()
    for run, stand in steps:
        now, ran = now + run, ran + run
        party = party and party.paused(now)
        now, stood = now + stand, stood + stand
        assert party is not None
        assert party.position(now) == min(ran, LENGTH)
        assert party.ends_at(now) == START + LENGTH + stood
        party = party.resumed(now)
    assert party is not None
    assert party.position(now + rest) == min(ran + rest, LENGTH)
    assert party.ends_at(now + rest) == START + LENGTH + stood
    assert party.position(party.ends_at(now)) == LENGTH


@given(st.lists(SHORT, unique=True, max_size=6), AROUND, AROUND)
def test_at_most_one_of_the_due_reminders_is_sent(
    reminders: list[timedelta], planned: timedelta, look: timedelta
) -> None:
    """Exactly one is, where the party is not over and a reminder was still to come."""
    party = replace(party_at(), reminders=tuple(reminders))
    now = START + look
    jobs = list(reminder_jobs(party, START + planned))
    due = [read_occurrence(job.occurrence) for job in jobs if job.due <= now]
    fates = [reason_to_skip_reminder(party, work, now) for work in due]
    assert fates.count(None) == (1 if due and now < party.ends_at(now) else 0)
    assert set(fates) <= {None, SkipReason.MERGED, SkipReason.MISSED}
