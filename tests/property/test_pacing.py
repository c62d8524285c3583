"""However long requests take to arrive and to be answered, no second has more of them than Discord allows."""

import asyncio
import random
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.client.pacing import LONGEST_IN_FLIGHT_S
from tests.unit.fake_requests import PacedRequests, busiest_second
from tests.unit.virtual_time import in_virtual_time

ALLOWED = 50
SENT = 150


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    within=st.floats(0, 5),
    on_the_way=st.floats(0, LONGEST_IN_FLIGHT_S, exclude_max=True),
    thinking=st.sampled_from([0.0, 0.2, 3.0, 90.0]),
    patience=st.floats(0.5, 90),
)
def test_requests_never_exceed_fifty_a_second(
    *, seed: int, within: float, on_the_way: float, thinking: float, patience: float
) -> None:
    """Whenever they are sent, however long they hang, and whether or not they are given up.

    Each arrives within the two seconds for which it holds its slot.
    """
    chance = random.Random(seed)  # noqa: S311 - a test's

    async def all_of_them() -> list[float]:
        requests = PacedRequests()

        async def one() -> None:
            await asyncio.sleep(chance.uniform(0, within))
            with suppress(TimeoutError):
                async with asyncio.timeout(patience):
                    await requests.post(
                        on_the_way=chance.choice([0.0, chance.uniform(0, on_the_way)]),
                        thinking=chance.choice([0.0, chance.uniform(0, thinking)]),
                    )

        await asyncio.gather(*(one() for _ in range(SENT)))
        return requests.arrived

    assert busiest_second(in_virtual_time(all_of_them())) <= ALLOWED
