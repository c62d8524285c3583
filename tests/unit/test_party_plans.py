"""Parties planned, moved and called off at awkward moments, and what then becomes of their jobs."""

from dataclasses import replace
from datetime import time, timedelta

from bot.ids import ChapterNumber, UserId
from bot.jobs.model import Dead, Delivered, Held, HoldReason, Skipped, SkipReason
from bot.jobs.store import JobStore
from bot.parties.model import Actor, Answer, PartyState, PlanResult
from bot.parties.series import Repeat
from bot.parties.store import DmOptInStore, PartyStore
from bot.parties.tasks import PartyTask, read_occurrence
from bot.text.locales import Locale
from tests.unit.party_desk import GUEST, GUILD, HOST, HOUR, NEVER, NOW, OTHER, START, Desk, every_monday, request


async def test_what_nobody_knows_is_missing(desk: Desk) -> None:
    """Also what another guild knows: its numbers lead nowhere here."""
    party = (await desk.plan()).party.id
    host = Actor(HOST, organises=True)
    for guild, which in ((GUILD, NEVER), (OTHER, party)):
        assert await desk.parties.view(guild, which) is None
        answered = await desk.parties.answer(guild, which, GUEST, Answer.GOING, card_follows=False)
        assert answered == (PlanResult.MISSING, None)
        assert await desk.parties.move(guild, which, START + HOUR, host) == (PlanResult.MISSING, None, None)
        assert await desk.parties.cancel(guild, which, host, series=True) == (PlanResult.MISSING, None)
        assert await desk.parties.confirm(guild, which, host) == (PlanResult.MISSING, None)
    assert await desk.parties.redate(GUILD, party, START + HOUR, host) == (PlanResult.MISSING, None)
    assert await desk.parties.find(NEVER) is None


async def test_only_who_leads_changes_and_only_while_there_is_something_to_change(desk: Desk) -> None:
    """A guest may not; a time that is past, a party called off and one confirmed twice stay as they are."""
    view = await desk.plan()
    party, guest, host = view.party.id, Actor(GUEST, organises=False), Actor(HOST, organises=False)
    assert (await desk.parties.move(GUILD, party, START + HOUR, guest))[0] is PlanResult.NOT_YOURS
    assert (await desk.parties.cancel(GUILD, party, guest, series=False))[0] is PlanResult.NOT_YOURS
    assert (await desk.parties.move(GUILD, party, NOW, host))[0] is PlanResult.PAST
    again = await desk.confirm(view.party)
    assert again[0] is PlanResult.DONE
    assert (await desk.parties.cancel(GUILD, party, host, series=False))[0] is PlanResult.DONE
    assert (await desk.parties.cancel(GUILD, party, host, series=False))[0] is PlanResult.TOO_LATE
    assert (await desk.parties.move(GUILD, party, START + HOUR, host))[0] is PlanResult.TOO_LATE
    late = await desk.parties.answer(GUILD, party, GUEST, Answer.GOING, card_follows=False)
    assert late[0] is PlanResult.TOO_LATE


async def test_another_time_of_a_draft_is_another_day_after_the_post(desk: Desk) -> None:
    """The rule follows the date that counts in the end."""
    await every_monday(desk)
    _, draft = await desk.parties.draft(request(), repeats=True)
    assert draft is not None
    assert draft.party.repeat == Repeat(5, time(18))
    _, later = await desk.parties.redate(
        GUILD, draft.party.id, START + timedelta(days=1, hours=2), Actor(HOST, organises=False)
    )
    assert later is not None
    assert later.party.repeat == Repeat(6, time(20))


async def test_moving_to_the_same_time_tells_nobody(desk: Desk) -> None:
    """And a second move while the news of the first still waits tells only the second."""
    view = await desk.plan()
    host = Actor(HOST, organises=False)
    assert await desk.work(PartyTask.CARD) == [desk.postman.outcome]
    await desk.parties.move(GUILD, view.party.id, START, host)
    assert await desk.work(PartyTask.MOVED) == []
    await desk.parties.move(GUILD, view.party.id, START + HOUR, host)
    async with desk.database.transaction() as tx:
        job = await JobStore(tx).claim(NOW)
        while job is not None and read_occurrence(job.occurrence).task is not PartyTask.MOVED:
            job = await JobStore(tx).claim(NOW)
    assert job is not None
    await desk.parties.move(GUILD, view.party.id, START + 2 * HOUR, host)
    assert await desk.jobs.deliver(job) == Skipped(SkipReason.CHANGED)
    assert await desk.work(PartyTask.MOVED) == [desk.postman.outcome]


async def test_nobody_is_told_of_a_party_to_which_nobody_comes(desk: Desk) -> None:
    """Its card says enough; a card that was not posted before the end never is."""
    view = await desk.plan()
    host = Actor(HOST, organises=False)
    await desk.parties.answer(GUILD, view.party.id, HOST, Answer.CANT, card_follows=False)
    await desk.parties.cancel(GUILD, view.party.id, host, series=False)
    assert await desk.work(PartyTask.CANCELLED) == [Skipped(SkipReason.NOBODY)]
    assert desk.postman.carried == []


async def test_a_chapter_that_left_the_course_is_said_to_be_gone(desk: Desk) -> None:
    """Loudly, as a bug: the course file should not lose chapters."""
    view = await desk.plan()
    async with desk.database.transaction() as tx:
        await PartyStore(tx).save(replace(view.party, chapter=ChapterNumber(99)))
    assert await desk.work(PartyTask.CARD) == [Dead("the course has no chapter 99")]


async def test_a_party_that_is_gone_has_nothing_due(desk: Desk) -> None:
    """Its guild was forgotten while a job of it was under way."""
    await desk.plan()
    async with desk.database.transaction() as tx:
        await PartyStore(tx).delete_guild(GUILD)
    assert await desk.work(PartyTask.CARD) == [Skipped(SkipReason.OVER)]


async def test_whispers_follow_the_channel_and_the_wish(desk: Desk) -> None:
    """Also when the channel cannot be told; not to who wishes it no more, or comes no more."""
    view = await desk.plan()
    await desk.work(PartyTask.CARD)
    desk.times.append(START - HOUR)
    async with desk.database.transaction() as tx:
        for user in (GUEST, UserId(3), UserId(4)):
            await PartyStore(tx).answer(view.party, user, Answer.GOING, NOW)
            await DmOptInStore(tx).add(GUILD, user, Locale.ENGLISH)
        await DmOptInStore(tx).add(GUILD, UserId(5), Locale.ENGLISH)
    desk.postman.outcome = Held(HoldReason.CANNOT_SEND)
    job = await desk.claim()
    assert job is not None
    outcome = await desk.jobs.deliver(job)
    async with desk.database.transaction() as tx:
        await JobStore(tx).settle(job, outcome, desk.clock())
        await desk.jobs.on_result(tx, job, outcome)
        await DmOptInStore(tx).remove(GUILD, UserId(3))
        await PartyStore(tx).answer(view.party, UserId(4), Answer.CANT, NOW)
    assert desk.postman.carried[-1].not_pinged == {GUEST, UserId(3), UserId(4), UserId(5)}
    desk.postman.outcome = Delivered(None, None)
    fates = await desk.work(PartyTask.DIRECT_MESSAGE)
    assert fates == [Delivered(None, None), Skipped(SkipReason.OVER), Skipped(SkipReason.NOBODY)]
    assert desk.postman.written_to == [GUEST]


async def test_a_whisper_of_what_is_past_is_not_said(desk: Desk) -> None:
    """The party was called off before the reminder could be written."""
    view = await desk.plan()
    await desk.work(PartyTask.CARD)
    desk.times.append(START - HOUR)
    async with desk.database.transaction() as tx:
        await DmOptInStore(tx).add(GUILD, HOST, Locale.ENGLISH)
    job = await desk.claim()
    assert job is not None
    async with desk.database.transaction() as tx:
        await JobStore(tx).settle(job, Delivered(None, None), desk.clock())
        await desk.jobs.on_result(tx, job, Delivered(None, None))
        await PartyStore(tx).save(replace(view.party, state=PartyState.RUNNING))
    assert await desk.work(PartyTask.DIRECT_MESSAGE) == [Skipped(SkipReason.OVER)]
