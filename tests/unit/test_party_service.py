"""The service of watch parties at awkward moments, and what then becomes of the jobs."""

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from bot.ids import ChapterId, UserId
from bot.jobs.model import Delivered, Held, HoldReason, Job, JobKind, Skipped, SkipReason
from bot.jobs.store import JobStore
from bot.parties.model import LONGEST_AHEAD, Actor, Answer, PartyChange, PartyState, PlanResult, Repeat
from bot.parties.store import DmOptInStore, PartyStore
from bot.parties.tasks import MOST_PINGED, PartyTask, pinged, read_occurrence
from bot.text.locales import Locale
from bot.undo.model import UNDO_WINDOW
from tests.unit.party_harness import (
    GUEST,
    GUILD,
    HOST,
    HOUR,
    NEVER,
    NOW,
    OTHER,
    START,
    PartyHarness,
    every_monday,
    request,
)


async def test_an_unknown_party_is_missing(harness: PartyHarness) -> None:
    """So is another guild's."""
    party = (await harness.plan()).party.id
    host = Actor(HOST, organises=True)
    for guild, which in ((GUILD, NEVER), (OTHER, party)):
        assert await harness.parties.view(guild, which) is None
        answered = await harness.parties.answer(guild, which, GUEST, Answer.GOING, card_follows=False)
        assert answered == (PlanResult.MISSING, None)
        assert await harness.parties.move(guild, which, START + HOUR, host) == PartyChange(PlanResult.MISSING)
        assert await harness.parties.cancel(guild, which, host, series=True) == PartyChange(PlanResult.MISSING)
        assert await harness.parties.confirm(guild, which, host) == (PlanResult.MISSING, None)
    assert await harness.parties.change_draft_start(GUILD, party, START + HOUR, host) == (PlanResult.MISSING, None)
    assert await harness.parties.find(NEVER) is None


async def test_only_the_host_changes_a_party_and_only_while_it_is_open(harness: PartyHarness) -> None:
    """Guests may not; a past time, a cancelled party and a second confirmation change nothing."""
    view = await harness.plan()
    party, guest, host = view.party.id, Actor(GUEST, organises=False), Actor(HOST, organises=False)
    assert (await harness.parties.move(GUILD, party, START + HOUR, guest)).result is PlanResult.NOT_YOURS
    assert (await harness.parties.cancel(GUILD, party, guest, series=False)).result is PlanResult.NOT_YOURS
    assert (await harness.parties.move(GUILD, party, NOW, host)).result is PlanResult.PAST
    again = await harness.confirm(view.party)
    assert again[0] is PlanResult.DONE
    assert (await harness.parties.cancel(GUILD, party, host, series=False)).result is PlanResult.DONE
    assert (await harness.parties.cancel(GUILD, party, host, series=False)).result is PlanResult.TOO_LATE
    assert (await harness.parties.move(GUILD, party, START + HOUR, host)).result is PlanResult.TOO_LATE
    harness.times.append(NOW + UNDO_WINDOW)
    late = await harness.parties.answer(GUILD, party, GUEST, Answer.GOING, card_follows=False)
    assert late[0] is PlanResult.TOO_LATE


async def test_redating_a_draft_changes_its_day_after_the_post(harness: PartyHarness) -> None:
    """A series follows the date that is confirmed."""
    await every_monday(harness)
    _, draft = await harness.parties.draft(request(), repeats=True)
    assert draft is not None
    assert draft.party.repeat == Repeat(5, time(18))
    _, later = await harness.parties.change_draft_start(
        GUILD, draft.party.id, START + timedelta(days=1, hours=2), Actor(HOST, organises=False)
    )
    assert later is not None
    assert later.party.repeat == Repeat(6, time(20))


async def test_moving_to_the_same_time_tells_nobody(harness: PartyHarness) -> None:
    """Of two moves in a row only the second is announced, if the first was not yet."""
    view = await harness.plan()
    host = Actor(HOST, organises=False)
    assert await harness.work(PartyTask.CARD) == [harness.deliverer.outcome]
    await harness.parties.move(GUILD, view.party.id, START, host)
    assert await harness.work(PartyTask.MOVED) == []
    await harness.parties.move(GUILD, view.party.id, START + HOUR, host)
    assert await harness.work(PartyTask.MOVED) == []
    harness.times.append(NOW + UNDO_WINDOW)
    job = await harness.claim()
    while job is not None and not is_about(job, PartyTask.MOVED):
        job = await harness.claim()
    assert job is not None
    await harness.parties.move(GUILD, view.party.id, START + 2 * HOUR, host)
    assert await harness.jobs.deliver(job) == Skipped(SkipReason.CHANGED)
    harness.times.append(NOW + 2 * UNDO_WINDOW)
    assert await harness.work(PartyTask.MOVED) == [harness.deliverer.outcome]


def is_about(job: Job, task: PartyTask) -> bool:
    """Tell whether *job* does *task*, and no other work about a party or its event."""
    return job.kind is JobKind.PARTY and read_occurrence(job.occurrence).task is task


async def test_announcements_without_guests_are_skipped(harness: PartyHarness) -> None:
    """The card has them; a card not posted before the party's end never is."""
    view = await harness.plan()
    host = Actor(HOST, organises=False)
    await harness.parties.answer(GUILD, view.party.id, HOST, Answer.CANT, card_follows=False)
    await harness.parties.cancel(GUILD, view.party.id, host, series=False)
    harness.times.append(NOW + UNDO_WINDOW)
    assert await harness.work(PartyTask.CANCELLED) == [Skipped(SkipReason.NOBODY)]
    assert harness.deliverer.delivered == []


async def test_a_chapter_that_left_the_course_holds_its_jobs(harness: PartyHarness) -> None:
    """Nothing is said of another chapter in its place."""
    view = await harness.plan()
    async with harness.database.transaction() as tx:
        await PartyStore(tx).save(replace(view.party, chapter=ChapterId(99)))
    assert await harness.work(PartyTask.CARD) == [Held(HoldReason.COURSE_GONE)]


async def test_jobs_of_a_deleted_party_are_skipped(harness: PartyHarness) -> None:
    """As when its guild's data was deleted while a job was under way."""
    await harness.plan()
    async with harness.database.transaction() as tx:
        await PartyStore(tx).delete_guild(GUILD)
    assert await harness.work(PartyTask.CARD) == [Skipped(SkipReason.OVER)]


async def test_direct_messages_follow_the_announcement_and_the_opt_in(harness: PartyHarness) -> None:
    """Also when the channel cannot be posted in; not to those who opted out or are not coming."""
    view = await harness.plan()
    await harness.work(PartyTask.CARD)
    harness.times.append(START - HOUR)
    async with harness.database.transaction() as tx:
        for user in (GUEST, UserId(3), UserId(4)):
            await PartyStore(tx).answer(view.party, user, Answer.GOING, NOW)
            await DmOptInStore(tx).add(GUILD, user, Locale.ENGLISH)
        await DmOptInStore(tx).add(GUILD, UserId(5), Locale.ENGLISH)
    harness.deliverer.outcome = Held(HoldReason.CANNOT_SEND)
    job = await harness.claim()
    assert job is not None
    outcome = await harness.jobs.deliver(job)
    async with harness.database.transaction() as tx:
        await JobStore(tx).settle(job, outcome, harness.clock())
        await harness.jobs.on_result(tx, job, outcome)
        await DmOptInStore(tx).remove(GUILD, UserId(3))
        await PartyStore(tx).answer(view.party, UserId(4), Answer.CANT, NOW)
    assert harness.deliverer.delivered[-1].not_pinged == {GUEST, UserId(3), UserId(4), UserId(5)}
    harness.deliverer.outcome = Delivered(None, None)
    fates = await harness.work(PartyTask.DIRECT_MESSAGE)
    assert fates == [Delivered(None, None), Skipped(SkipReason.OVER), Skipped(SkipReason.NOBODY)]
    assert harness.deliverer.written_to == [GUEST]


async def test_a_direct_message_that_no_longer_applies_is_skipped(harness: PartyHarness) -> None:
    """As of a party that was cancelled meanwhile."""
    view = await harness.plan()
    await harness.work(PartyTask.CARD)
    harness.times.append(START - HOUR)
    async with harness.database.transaction() as tx:
        await DmOptInStore(tx).add(GUILD, HOST, Locale.ENGLISH)
    job = await harness.claim()
    assert job is not None
    async with harness.database.transaction() as tx:
        await JobStore(tx).settle(job, Delivered(None, None), harness.clock())
        await harness.jobs.on_result(tx, job, Delivered(None, None))
        await PartyStore(tx).save(replace(view.party, state=PartyState.RUNNING))
    assert await harness.work(PartyTask.DIRECT_MESSAGE) == [Skipped(SkipReason.OVER)]


async def test_those_said_to_be_notified_of_a_change_are_those_whom_it_notifies(harness: PartyHarness) -> None:
    """Discord notifies a hundred in one message, the host among them; whoever opted in gets a direct message."""
    party = (await harness.plan()).party
    crowd, host = [UserId(100 + number) for number in range(MOST_PINGED + 3)], Actor(HOST, organises=False)
    async with harness.database.transaction() as tx:
        for user in crowd:
            await PartyStore(tx).answer(party, user, Answer.GOING, NOW)
        await PartyStore(tx).answer(party, GUEST, Answer.MAYBE, NOW)
        for user in (crowd[0], crowd[-1], GUEST):
            await DmOptInStore(tx).add(GUILD, user, Locale.ENGLISH)
    told = await harness.parties.told_of_change(GUILD, party.id, host)
    assert told == (*crowd[:MOST_PINGED], crowd[-1])
    assert (await harness.parties.move(GUILD, party.id, START + HOUR, host)).told == told
    harness.times.append(NOW + UNDO_WINDOW)
    await harness.work(PartyTask.MOVED)
    (news,) = [post for post in harness.deliverer.delivered if post.work.task is PartyTask.MOVED and not post.locale]
    notified = {*pinged(news.view, news.work, news.not_pinged), *harness.deliverer.written_to}
    assert notified == {*told, HOST}


async def test_nobody_is_said_to_be_notified_where_nobody_is_going(harness: PartyHarness) -> None:
    """Nor of a party that is gone."""
    party, organiser = (await harness.plan()).party, Actor(GUEST, organises=True)
    assert await harness.parties.told_of_change(GUILD, party.id, organiser) == (HOST,)
    await harness.parties.answer(GUILD, party.id, HOST, Answer.CANT, card_follows=False)
    assert await harness.parties.told_of_change(GUILD, party.id, organiser) == ()
    assert await harness.parties.told_of_change(GUILD, NEVER, organiser) == ()


async def test_a_series_planned_for_the_other_reading_keeps_that_time(harness: PartyHarness) -> None:
    await every_monday(harness)
    _, draft = await harness.parties.draft(request(), repeats=True)
    assert draft is not None
    host, other = Actor(HOST, organises=False), START + HOUR
    _, planned = await harness.parties.confirm(GUILD, draft.party.id, host, other)
    assert planned is not None
    assert (planned.party.starts_at, planned.party.state) == (other, PartyState.PLANNED)
    assert planned.party.repeat == Repeat(5, time(19))
    assert await harness.parties.find(draft.party.id) == planned.party


@pytest.mark.parametrize("to", [NOW, NOW + LONGEST_AHEAD + HOUR])
async def test_no_party_is_planned_for_a_reading_that_is_past_or_too_far(harness: PartyHarness, to: datetime) -> None:
    _, draft = await harness.parties.draft(request())
    assert draft is not None
    result, _ = await harness.parties.confirm(GUILD, draft.party.id, Actor(HOST, organises=False), to)
    assert result is PlanResult.PAST
    assert await harness.parties.find(draft.party.id) == draft.party
