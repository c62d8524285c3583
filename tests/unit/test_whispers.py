"""What is said in person: to whom, and once each."""

from dataclasses import replace
from datetime import timedelta

from bot.ids import DmOptInId, UserId
from bot.parties.direct_messages import told, whisper_job, whispered
from bot.parties.model import Answer, DmOptIn, Guests, PartyView, Reply
from bot.parties.tasks import PartyTask, PartyWork, news_job, read_occurrence, reminder_jobs
from bot.text.locales import Locale
from tests.unit.parties import START, party_at

PARTY = party_at()
GUESTS = Guests(tuple(Reply(UserId(number), answer) for number, answer in enumerate(Answer, start=1)))
VIEW = PartyView(PARTY, GUESTS)
REMINDERS = [read_occurrence(job.occurrence) for job in reminder_jobs(PARTY, START - timedelta(days=3))]


def test_the_first_reminder_reaches_also_those_who_may_come() -> None:
    """Later ones only those who come; news also the host, once."""
    moved = read_occurrence(news_job(PARTY, PartyTask.MOVED, START).occurrence)
    assert told(VIEW, REMINDERS[0]) == (1, 2)
    assert told(VIEW, REMINDERS[1]) == (1,)
    assert told(VIEW, moved) == (1, 30)
    assert told(PartyView(replace(PARTY, host=None), GUESTS), moved) == (1,)
    assert told(PartyView(replace(PARTY, host=UserId(1)), GUESTS), moved) == (1,)


def test_only_the_host_hears_that_an_event_is_gone() -> None:
    """The party itself still takes place."""
    gone = PartyWork(PartyTask.EVENT_GONE, PARTY.id, ())
    assert told(VIEW, gone) == (30,)
    assert told(PartyView(replace(PARTY, host=None), GUESTS), gone) == ()


def test_a_whisper_names_what_it_repeats_and_nobody() -> None:
    """A wish's number instead of a person's, so that nothing is left of who is forgotten."""
    wish = DmOptIn(DmOptInId(8), PARTY.guild, UserId(123456789), Locale.ENGLISH)
    news = [read_occurrence(news_job(PARTY, task, START).occurrence) for task in (PartyTask.MOVED, PartyTask.CANCELLED)]
    jobs = [whisper_job(PARTY, work, wish, START) for work in (*REMINDERS, *news)]
    assert len({job.occurrence for job in jobs}) == len(jobs)
    for job, work in zip(jobs, (*REMINDERS, *news), strict=True):
        assert whispered(read_occurrence(job.occurrence)) == (8, work)
        assert "123456789" not in job.occurrence
