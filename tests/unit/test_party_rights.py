"""Who may plan, lead and change a party, and what becomes of people who left the guild."""

from dataclasses import replace

from bot.ids import UserId
from bot.parties.model import AbsentGuests, Actor, Answer, PlanResult
from bot.parties.store import DmOptInStore, PartyStore
from bot.parties.tasks import PartyTask
from bot.schedules.store import PostOptInStore
from bot.text.locales import Locale
from tests.unit.party_harness import GUEST, GUILD, HOST, HOUR, NOW, OTHER, START, PartyHarness, request


async def test_a_draft_is_its_hosts_alone(harness: PartyHarness) -> None:
    """Neither another guild nor an organiser can change it: nobody else has seen it."""
    _, draft = await harness.parties.draft(request())
    assert draft is not None
    organiser = Actor(GUEST, organises=True)
    for guild, by in ((OTHER, Actor(HOST, organises=True)), (GUILD, organiser)):
        assert await harness.parties.confirm(guild, draft.party.id, by) == (PlanResult.MISSING, None)
        changed = await harness.parties.change_draft_start(guild, draft.party.id, START + HOUR, by)
        assert changed == (PlanResult.MISSING, None)
    assert await harness.parties.find(draft.party.id) == draft.party


async def test_who_started_a_party_leads_it_but_does_not_change_it(harness: PartyHarness) -> None:
    """They pause, resume and end it; only host and organisers move or cancel it."""
    view = await harness.plan()
    started = replace(view.party, starter=GUEST)
    async with harness.database.transaction() as tx:
        await PartyStore(tx).save(started)
    starter = Actor(GUEST, organises=False)
    assert starter.may_lead(started)
    assert not starter.may_change(started)
    moved = await harness.parties.move(GUILD, started.id, START + HOUR, starter)
    assert moved.result is PlanResult.NOT_YOURS
    for series in (False, True):
        cancelled = await harness.parties.cancel(GUILD, started.id, starter, series=series)
        assert cancelled.result is PlanResult.NOT_YOURS
    assert await harness.parties.find(started.id) == started


async def test_guests_who_left_are_taken_off_before_a_reminder(harness: PartyHarness) -> None:
    """The host, too; whoever cannot view the channel is only not notified."""
    view = await harness.plan()
    await harness.work(PartyTask.CARD)
    gone, blind, there = UserId(3), UserId(4), UserId(5)
    async with harness.database.transaction() as tx:
        for user in (gone, blind, there):
            await PartyStore(tx).answer(view.party, user, Answer.GOING, NOW)
        await DmOptInStore(tx).add(GUILD, gone, Locale.ENGLISH)
        await PostOptInStore(tx).add(GUILD, gone, Locale.ENGLISH)
    harness.deliverer.absent = AbsentGuests(left=frozenset({HOST, gone}), cannot_view=frozenset({blind}))
    harness.times.append(START - HOUR)
    assert await harness.work(PartyTask.REMINDER) == [harness.deliverer.outcome]
    (reminder,) = [post for post in harness.deliverer.delivered if post.work.task is PartyTask.REMINDER]
    assert reminder.view.guests.going == (blind, there)
    assert reminder.view.party.host is None
    assert reminder.not_pinged == {gone, blind}
    async with harness.database.transaction() as tx:
        assert await DmOptInStore(tx).of(GUILD, gone) is None
        assert not await PostOptInStore(tx).has(GUILD, gone)
