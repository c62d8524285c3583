"""How many parties a guild and a member may have, and what is refused beyond that."""

from dataclasses import replace

from bot.parties.model import MOST_HOSTED, MOST_OPEN, Actor, PartyState, PlanResult
from bot.parties.store import PartyStore
from tests.unit.party_desk import GUEST, GUILD, HOST, OTHER, Desk, every_monday, request


async def test_the_last_draft_of_very_many_is_not_confirmed(desk: Desk) -> None:
    """The server was full when it was to count, though not when it was drafted."""
    _, draft = await desk.parties.draft(request(host=GUEST))
    assert draft is not None
    for _ in range(MOST_OPEN):
        await desk.plan()
    change, view = await desk.confirm(draft.party)
    assert change is PlanResult.FULL
    assert view is not None
    assert view.party.state is PartyState.DRAFT


async def test_no_member_fills_a_server_with_parties(desk: Desk) -> None:
    """The last draft of many is not confirmed either; organisers and other members still plan."""
    _, draft = await desk.parties.draft(request())
    assert draft is not None
    for _ in range(MOST_HOSTED):
        async with desk.database.transaction() as tx:
            await PartyStore(tx).add(replace(draft.party, state=PartyState.PLANNED))
    change, view = await desk.confirm(draft.party)
    assert change is PlanResult.HOSTS_MANY
    assert view is not None
    assert view.party.state is PartyState.DRAFT
    assert await desk.parties.draft(request()) == (PlanResult.HOSTS_MANY, None)
    assert (await desk.parties.draft(request(host=GUEST)))[0] is PlanResult.DONE
    assert (await desk.parties.draft(request(guild=OTHER)))[0] is PlanResult.DONE
    assert (await desk.confirm(draft.party, organises=True))[0] is PlanResult.DONE


async def test_a_series_goes_on_whatever_its_host_has_planned(desk: Desk) -> None:
    """What follows by itself is refused to nobody."""
    await every_monday(desk)
    series = await desk.plan(repeats=True)
    for _ in range(MOST_HOSTED):
        await desk.plan()
    host = Actor(HOST, organises=False)
    assert (await desk.parties.cancel(GUILD, series.party.id, host, series=False))[0] is PlanResult.DONE
    assert len(await desk.parties.upcoming(GUILD)) == MOST_HOSTED + 1
