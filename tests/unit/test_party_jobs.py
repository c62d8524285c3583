"""The jobs of a party, and which of its reminders still apply."""

from dataclasses import replace
from datetime import timedelta

from bot.ids import MessageId, UserId
from bot.jobs.model import JobKind, SkipReason
from bot.parties.model import DEFAULT_REMINDERS, LONGEST_WAIT, Answer, Guests, PartyState, PartyView, Reply
from bot.parties.tasks import (
    PartyTask,
    PartyWork,
    announcement_job,
    card_job,
    card_jobs,
    end_job,
    is_about_the_start,
    is_first,
    is_outdated,
    late_job,
    read_occurrence,
    reason_to_skip,
    reason_to_skip_reminder,
    recipients,
    reminder_jobs,
)
from tests.unit.parties import LENGTH, START, party_at

DAY, HOUR, MINUTE, SECOND = (timedelta(**{unit: 1}) for unit in ("days", "hours", "minutes", "seconds"))
PARTY = party_at()
LONG_BEFORE = START - 3 * DAY
WORK = [read_occurrence(job.occurrence) for job in reminder_jobs(PARTY, LONG_BEFORE)]


def fates(now: timedelta) -> list[SkipReason | None]:
    """Return for each reminder why it is skipped, or None, when it is tried *now* after the start."""
    return [reason_to_skip_reminder(PARTY, work, START + now) for work in WORK]


def test_a_party_planned_early_has_every_reminder() -> None:
    """A day, an hour and ten minutes before, and at the start."""
    jobs = list(reminder_jobs(PARTY, LONG_BEFORE))
    assert [START - job.due for job in jobs] == list(DEFAULT_REMINDERS)
    assert {(job.kind, job.guild, job.subject) for job in jobs} == {(JobKind.PARTY, PARTY.guild, PARTY.id)}
    assert [work.task for work in WORK] == [PartyTask.REMINDER] * 4
    assert {work.party for work in WORK} == {PARTY.id}
    assert [is_first(work) for work in WORK] == [True, False, False, False]


def test_a_party_planned_late_has_the_reminders_to_come() -> None:
    """The first of those also goes to those who may come."""
    jobs = list(reminder_jobs(PARTY, START - HOUR))
    assert [START - job.due for job in jobs] == [10 * MINUTE, timedelta()]
    assert [is_first(read_occurrence(job.occurrence)) for job in jobs] == [True, False]
    assert list(reminder_jobs(PARTY, START)) == []
    assert list(reminder_jobs(replace(PARTY, reminders=()), LONG_BEFORE)) == []


def test_a_reminder_goes_out_at_its_time() -> None:
    for place, before in enumerate(DEFAULT_REMINDERS):
        assert fates(-before)[place] is None


def test_reminders_missed_together_are_one() -> None:
    """The last of them, which says how much time is left."""
    merged = SkipReason.MERGED
    assert fates(-5 * MINUTE)[:3] == [merged, merged, None]
    assert fates(MINUTE) == [merged, merged, merged, None]


def test_after_the_end_nobody_is_reminded() -> None:
    """Also of a party that nobody started."""
    assert fates(LENGTH - SECOND)[-1] is None
    assert fates(LENGTH) == [SkipReason.MISSED] * 4


def test_a_reminder_of_another_time_is_not_sent() -> None:
    """The party was moved or has fewer reminders; a job under way could not be cancelled."""
    first = WORK[0]
    moved = replace(PARTY, starts_at=START + HOUR)
    fewer = replace(PARTY, reminders=DEFAULT_REMINDERS[1:])
    assert reason_to_skip_reminder(moved, first, START - DAY) is SkipReason.CHANGED
    assert reason_to_skip_reminder(fewer, first, START - DAY) is SkipReason.CHANGED


def test_nobody_is_reminded_of_a_party_that_began_or_ended() -> None:
    """The first are there, and late guests find the card."""
    for state in set(PartyState) - {PartyState.PLANNED}:
        party = replace(PARTY, state=state)
        assert reason_to_skip_reminder(party, WORK[-1], START) is SkipReason.OVER


def test_the_card_is_posted_once_and_then_changed_every_ten_seconds_at_most() -> None:
    """With all answers given in the meantime."""
    assert {card_job(PARTY, START + wait).occurrence for wait in (SECOND, HOUR)} == {"party:3:card:0"}
    assert card_job(PARTY, START).due == START
    posted = replace(PARTY, message=MessageId(50))
    jobs = {card_job(posted, START + number * SECOND) for number in range(60)}
    assert sorted(job.due - START for job in jobs) == [10 * number * SECOND for number in range(1, 7)]
    assert len({job.occurrence for job in jobs}) == 6


def test_the_first_change_in_a_while_is_shown_at_once() -> None:
    """And the next at the end of those ten seconds."""
    posted = replace(PARTY, message=MessageId(50))
    first, after = card_jobs(posted, START + 3 * SECOND)
    assert (first.due, after.due) == (START + 3 * SECOND, START + 10 * SECOND)
    assert card_jobs(posted, START + 4 * SECOND)[0].occurrence == first.occurrence
    assert card_jobs(posted, START + 10 * SECOND)[0].occurrence == after.occurrence
    assert {job.occurrence for job in card_jobs(PARTY, START)} == {"party:3:card:0"}


def test_announcements_and_ends_have_occurrences_of_their_own() -> None:
    """A second move, or an end that a pause puts off, is another occurrence."""
    moved = announcement_job(PARTY, PartyTask.MOVED, LONG_BEFORE)
    again = announcement_job(replace(PARTY, starts_at=START + HOUR), PartyTask.MOVED, LONG_BEFORE)
    assert (moved.due, again.due) == (LONG_BEFORE, LONG_BEFORE)
    assert moved.occurrence != again.occurrence
    assert not is_outdated(PARTY, read_occurrence(moved.occurrence))
    assert is_outdated(PARTY, read_occurrence(again.occurrence))
    end = end_job(PARTY)
    assert end.due == START + LENGTH + LONGEST_WAIT
    assert read_occurrence(end.occurrence).task is PartyTask.END
    assert end_job(replace(PARTY, length=HOUR)).occurrence != end.occurrence


def test_a_change_is_for_all_who_wait_too_and_a_reminder_only_for_those_with_a_place() -> None:
    """In that order, so that those with a place are pinged where there are more than Discord notifies."""
    host, maybe, last = UserId(30), UserId(2), UserId(4)
    replies = [
        Reply(UserId(1), Answer.GOING),
        Reply(maybe, Answer.MAYBE),
        *(Reply(UserId(n), Answer.GOING) for n in (3, 4)),
    ]
    view = PartyView(replace(PARTY, places=2), Guests(tuple(replies), places=2))
    for task in (PartyTask.MOVED, PartyTask.CANCELLED):
        work = read_occurrence(announcement_job(PARTY, task, LONG_BEFORE).occurrence)
        assert recipients(view, work) == (UserId(1), UserId(3), host, last)
    assert recipients(view, WORK[0]) == (UserId(1), maybe, UserId(3))
    assert recipients(view, WORK[1]) == (UserId(1), UserId(3))
    assert recipients(view, PartyWork(PartyTask.PLACED, PARTY.id, (1, 0))) == (UserId(1), UserId(3), host)


def test_only_what_is_said_of_the_start_is_redrawn_with_it() -> None:
    reminders = [is_about_the_start(work) for work in WORK]
    assert reminders == [False, False, False, True]
    assert is_about_the_start(read_occurrence(late_job(PARTY).occurrence))
    assert not is_about_the_start(read_occurrence(card_job(PARTY, START).occurrence))


def test_the_announcement_of_a_move_is_needless_once_the_party_is_cancelled() -> None:
    """Cancelling is announced by itself, and so is a later move."""
    move = read_occurrence(announcement_job(PARTY, PartyTask.MOVED, LONG_BEFORE).occurrence)
    going = Guests((Reply(UserId(1), Answer.GOING),))
    for party, reason in (
        (PARTY, None),
        (replace(PARTY, state=PartyState.CANCELLED), SkipReason.OVER),
        (replace(PARTY, starts_at=START + DAY), SkipReason.CHANGED),
    ):
        assert reason_to_skip(PartyView(party, going), move, LONG_BEFORE) is reason
    assert reason_to_skip(PartyView(PARTY), move, LONG_BEFORE) is SkipReason.NOBODY
