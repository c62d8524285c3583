"""The largest number of parties of a guild and of a member, and the refusals beyond it."""

from dataclasses import replace

from bot.parties.model import MOST_HOSTED, MOST_OPEN, Actor, PartyState, PlanResult
from bot.parties.store import PartyStore
from tests.unit.party_harness import GUEST, GUILD, HOST, OTHER, PartyHarness, every_monday, request


async def test_a_draft_beyond_the_servers_limit_of_parties_is_not_confirmed(harness: PartyHarness) -> None:
    """Though the server was not full when it was drafted."""
    _, draft = await harness.parties.draft(request(host=GUEST))
    assert draft is not None
    for _ in range(MOST_OPEN):
        await harness.plan()
    change, view = await harness.confirm(draft.party)
    assert change is PlanResult.FULL
    assert view is not None
    assert view.party.state is PartyState.DRAFT


async def test_one_member_hosts_ten_parties_at_most(harness: PartyHarness) -> None:
    """The eleventh draft cannot be confirmed; organisers and other members still plan."""
    _, draft = await harness.parties.draft(request())
    assert draft is not None
    for _ in range(MOST_HOSTED):
        async with harness.database.transaction() as tx:
            await PartyStore(tx).add(replace(draft.party, state=PartyState.PLANNED))
    change, view = await harness.confirm(draft.party)
    assert change is PlanResult.HOSTS_MANY
    assert view is not None
    assert view.party.state is PartyState.DRAFT
    assert await harness.parties.draft(request()) == (PlanResult.HOSTS_MANY, None)
    assert (await harness.parties.draft(request(host=GUEST)))[0] is PlanResult.DONE
    assert (await harness.parties.draft(request(guild=OTHER)))[0] is PlanResult.DONE
    assert (await harness.confirm(draft.party, organises=True))[0] is PlanResult.DONE


async def test_a_series_goes_on_whatever_its_host_has_planned(harness: PartyHarness) -> None:
    """The limit is for parties that somebody plans."""
    await every_monday(harness)
    series = await harness.plan(repeats=True)
    for _ in range(MOST_HOSTED):
        await harness.plan()
    host = Actor(HOST, organises=False)
    assert (await harness.parties.cancel(GUILD, series.party.id, host, series=False)).result is PlanResult.DONE
    assert len(await harness.parties.upcoming(GUILD, Actor(HOST, organises=False))) == MOST_HOSTED + 1
