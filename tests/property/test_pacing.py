"""However long requests take to arrive and to be answered, no second has more of them than Discord allows."""

import asyncio
import random
from collections.abc import Sequence
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.client.budget import LONGEST_IN_FLIGHT_S, PLACES, Claim, fair_places
from bot.client.pacing import Pacer
from tests.unit.fake_requests import PacedRequests, busiest_second
from tests.unit.shared_budget import Ledger, SharedBudget
from tests.unit.virtual_time import in_virtual_time

SENT = 150
ways = st.floats(0, LONGEST_IN_FLIGHT_S, exclude_max=True)
"""The longest that a request is on its way, in seconds."""


class Senders:
    """Requests of several bots at once; each way and each answer takes a time of its own."""

    def __init__(self, seed: int, on_the_way: float, thinking: float, patience: float) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - a test's
        self._longest, self._patience = (on_the_way, thinking), patience

    async def post(self, requests: PacedRequests, after: float, within: float, *, paced: bool = True) -> None:
        """Send one *after* so many seconds, or some time *within* so many more, and give up if it takes too long."""
        way, thinking = (
            self.chance.choice([0.0, longest, self.chance.uniform(0, longest)]) for longest in self._longest
        )
        await asyncio.sleep(after + self.chance.uniform(0, within))
        with suppress(TimeoutError, ConnectionError):
            async with asyncio.timeout(self._patience):
                send = requests.post if paced else requests.send
                await send(on_the_way=way, thinking=thinking, breaks=self.chance.random() < 0.05)


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    within=st.floats(0, 5),
    on_the_way=ways,
    thinking=st.sampled_from([0.0, 0.2, 3.0, 90.0]),
    patience=st.floats(0.5, 90),
    others=st.integers(0, 20),
)
def test_requests_stay_below_fifty_a_second(
    *, seed: int, within: float, on_the_way: float, thinking: float, patience: float, others: int
) -> None:
    """Whenever they are sent, overtake each other, hang or break, and whether or not they are given up.

    Those that do not wait come on top, as far as there are no places kept free for them: here there is one.
    """

    async def all_of_them() -> list[float]:
        requests, senders = PacedRequests(), Senders(seed, on_the_way, thinking, patience)
        mixed = [senders.post(requests, 0, within, paced=number >= others) for number in range(SENT)]
        await asyncio.gather(*mixed)
        await asyncio.sleep(LONGEST_IN_FLIGHT_S)
        return requests.arrived

    assert busiest_second(in_virtual_time(all_of_them())) <= PLACES + others


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    processes=st.integers(2, 6),
    on_the_way=ways,
    slowest=st.sampled_from([0.0, 0.1, 2.0]),
    lost=st.sampled_from([0.0, 0.2, 0.9]),
    lives=st.lists(st.floats(0.5, 12), min_size=6, max_size=6),
    apart=st.sampled_from([0.0, 0.7, 2.5]),
)
def test_all_processes_together_stay_below_fifty_a_second(
    *, seed: int, processes: int, on_the_way: float, slowest: float, lost: float, lives: Sequence[float], apart: float
) -> None:
    """Though they share no clock, the database is slow and loses answers, and processes die and come back."""

    async def all_of_them() -> tuple[list[float], int]:
        senders = Senders(seed, on_the_way, 0.3, 30)
        ledger, arrived = Ledger(senders.chance, slowest, lost), list[float]()
        pacers, taken = list[Pacer](), [0]

        async def process(name: str, life: float) -> None:
            requests = PacedRequests(SharedBudget(ledger, name))
            requests.arrived = arrived
            pacers.append(requests.pacer)
            with suppress(TimeoutError):
                async with asyncio.timeout(life):
                    busy = [senders.chance.uniform(0, 8) for _ in range(4)]
                    await asyncio.gather(
                        *(senders.post(requests, senders.chance.choice(busy), 0.2) for _ in range(SENT))
                    )

        async def restarted(number: int) -> None:
            await asyncio.sleep(number * apart)
            await process(f"{number} at first", lives[number])
            await process(f"{number} again", 20)

        async def watch() -> None:
            while True:
                taken.append(sum(pacer.taken() for pacer in pacers))
                await asyncio.sleep(0.05)

        watching = asyncio.create_task(watch())  # noqa: TID251 - as above
        await asyncio.gather(*(restarted(number) for number in range(processes)))
        await asyncio.sleep(LONGEST_IN_FLIGHT_S)
        watching.cancel()
        return arrived, max(taken)

    arrived, taken = in_virtual_time(all_of_them())
    assert busiest_second(arrived) <= PLACES
    assert taken <= PLACES


claims = st.builds(Claim, held=st.integers(0, 20), wanted=st.integers(0, 100))


@given(mine=claims, others=st.lists(claims, max_size=8))
def test_places_are_shared_fairly(mine: Claim, others: list[Claim]) -> None:
    """Nobody is lent more than it wants, or than the others leave."""
    lent = fair_places(mine, others)
    free = PLACES - sum(claim.held for claim in others)
    assert 0 <= lent <= max(0, min(free, mine.wanted))
    even = PLACES // (len(others) + 1)
    assert lent >= min(even, mine.wanted, max(0, free))


@given(wanted=st.lists(st.integers(0, 60), min_size=1, max_size=8), first=st.integers(0, 7))
def test_all_places_are_lent_while_they_are_wanted(wanted: list[int], first: int) -> None:
    """After everybody has asked a few times, whoever had them all at first; and nobody has more than a fair part."""
    held = [0] * len(wanted)
    held[first % len(wanted)] = PLACES
    for _ in range(3):
        for number, wish in enumerate(wanted):
            others = [Claim(held[i], wanted[i]) for i in range(len(wanted)) if i != number]
            held[number] = fair_places(Claim(held[number], wish), others)
    assert sum(held) == min(PLACES, sum(wanted))
    short = [have for have, wish in zip(held, wanted, strict=True) if have < wish]
    assert not short or max(held) <= min(short) + 1
