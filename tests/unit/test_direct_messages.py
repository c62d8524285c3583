"""Who gets a direct message about a party, and the names of the jobs that send them."""

from dataclasses import replace
from datetime import timedelta

from bot.ids import DmOptInId, UserId
from bot.parties.model import Answer, Guests, PartyView, Reply
from bot.parties.store import DmOptIn
from bot.parties.tasks import (
    PartyTask,
    PartyWork,
    announcement_job,
    direct_message_job,
    read_direct_message,
    read_occurrence,
    recipients,
    reminder_jobs,
)
from bot.text.locales import Locale
from tests.unit.parties import START, party_at

PARTY = party_at()
GUESTS = Guests(tuple(Reply(UserId(number), answer) for number, answer in enumerate(Answer, start=1)))
VIEW = PartyView(PARTY, GUESTS)
REMINDERS = [read_occurrence(job.occurrence) for job in reminder_jobs(PARTY, START - timedelta(days=3))]


def test_the_first_reminder_reaches_also_those_who_may_come() -> None:
    """Later ones only those who are going; news about a move also the host."""
    moved = read_occurrence(announcement_job(PARTY, PartyTask.MOVED, START).occurrence)
    assert recipients(VIEW, REMINDERS[0]) == (1, 2)
    assert recipients(VIEW, REMINDERS[1]) == (1,)
    assert recipients(VIEW, moved) == (1, 30)
    assert recipients(PartyView(replace(PARTY, host=None), GUESTS), moved) == (1,)
    assert recipients(PartyView(replace(PARTY, host=UserId(1)), GUESTS), moved) == (1,)


def test_only_the_host_hears_that_an_event_is_gone() -> None:
    """The party still takes place."""
    gone = PartyWork(PartyTask.EVENT_GONE, PARTY.id, ())
    assert recipients(VIEW, gone) == (30,)
    assert recipients(PartyView(replace(PARTY, host=None), GUESTS), gone) == ()


def test_a_direct_message_job_names_its_announcement_and_no_user() -> None:
    """It has the id of an opt-in, so that nothing is left of a person who deletes their data."""
    opt_in = DmOptIn(DmOptInId(8), PARTY.guild, UserId(123456789), Locale.ENGLISH)
    news = [
        read_occurrence(announcement_job(PARTY, task, START).occurrence)
        for task in (PartyTask.MOVED, PartyTask.CANCELLED)
    ]
    jobs = [direct_message_job(PARTY, work, opt_in.id, START) for work in (*REMINDERS, *news)]
    assert len({job.occurrence for job in jobs}) == len(jobs)
    for job, work in zip(jobs, (*REMINDERS, *news), strict=True):
        assert read_direct_message(read_occurrence(job.occurrence)) == (8, work)
        assert "123456789" not in job.occurrence
