"""Places and the waiting list hold, whoever answers, leaves or changes the limit, and however many do at once."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ids import PartyId, UserId
from bot.parties.model import Actor, Answer, Guests, PlanResult
from bot.parties.store import PartyStore
from tests.property.party_simulation import GUILD, HOST, PartySimulation, simulated_party

USERS = [UserId(number) for number in (500, 400, 300, 200, 100)]
ANSWERS = st.tuples(st.sampled_from(USERS), st.sampled_from(Answer))
LIMITS = st.one_of(st.none(), st.integers(2, 6))
LEADER = Actor(HOST, organises=True)


async def guests_of(simulation: PartySimulation, party: PartyId) -> Guests:
    """Return the guests of *party*."""
    async with simulation.database.reading() as tx:
        return await PartyStore(tx).guests(party)


async def going_before(simulation: PartySimulation) -> list[UserId]:
    """Return who is going, in order, before the first step: the host and a guest."""
    return [*(await guests_of(simulation, simulation.party)).saying(Answer.GOING)]


def answered(order: Sequence[UserId], user: UserId, answer: Answer) -> list[UserId]:
    """Return the order of those who are going, once *user* has given *answer*."""
    if answer is not Answer.GOING:
        return [each for each in order if each != user]
    return [*order] if user in order else [*order, user]


@given(st.lists(st.one_of(ANSWERS, LIMITS, st.sampled_from(USERS)), max_size=14))
@settings(max_examples=30, deadline=None)
def test_places_go_in_order_and_nobody_loses_one(steps: list[tuple[UserId, Answer] | int | None]) -> None:
    """A step is an answer, a new limit, or that somebody leaves the server; a limit below those going is refused."""

    async def run(path: Path) -> None:
        async with simulated_party(path) as simulation:
            party, service, limit = simulation.party, simulation.service, None
            order = await going_before(simulation)
            for step in steps:
                placed = set((await guests_of(simulation, party)).going)
                left = set[UserId]()
                if isinstance(step, tuple):
                    await service.answer(GUILD, party, *step, card_follows=False)
                    order, left = answered(order, *step), {step[0]}
                elif step in USERS:
                    await service.forget_members(GUILD, [UserId(step)])
                    order, left = [user for user in order if user != step], {UserId(step)}
                else:
                    change = await service.set_places(GUILD, party, step, LEADER)
                    refused = step is not None and len(placed) > step
                    assert (change.result is PlanResult.TAKEN) is refused
                    limit = limit if refused else step
                guests = await guests_of(simulation, party)
                assert [*guests.going] == order[:limit]
                assert [*guests.going, *guests.waiting] == order
                assert placed - left <= set(guests.going)

    with TemporaryDirectory() as folder:
        asyncio.run(run(Path(folder) / "lectern.db"))


@given(st.lists(st.one_of(ANSWERS, LIMITS), min_size=2, max_size=12), st.integers(2, 4))
@settings(max_examples=30, deadline=None)
def test_answers_and_limits_at_once_never_exceed_the_places(
    steps: list[tuple[UserId, Answer] | int | None], first: int
) -> None:
    """All begin at the same time; with each drawing of the card no more have a place than there are."""

    async def run(path: Path) -> None:
        async with simulated_party(path) as simulation:
            party, service = simulation.party, simulation.service
            await service.set_places(GUILD, party, first, LEADER)

            async def take(step: tuple[UserId, Answer] | int | None) -> None:
                if isinstance(step, tuple):
                    _, view = await service.answer(GUILD, party, *step, card_follows=True)
                    assert view is not None
                    seen, places = view.guests, view.party.places
                else:
                    change = await service.set_places(GUILD, party, step, LEADER)
                    assert change.party is not None
                    seen, places = change.guests, change.party.places
                assert places is None or len(seen.going) <= places

            await asyncio.gather(*map(take, steps))
            final = await simulation.state()
            guests = await guests_of(simulation, party)
            assert guests == replace(guests, places=final.places)
            assert final.places is None or len(guests.going) <= final.places
            assert len(set(guests.going)) == len(guests.going)

    with TemporaryDirectory() as folder:
        asyncio.run(run(Path(folder) / "lectern.db"))
