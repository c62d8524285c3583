"""The bot's own requests start evenly, as many a second as Discord allows; one that hangs delays no other."""

import asyncio
import random
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

import pytest

from bot.client.budget import LONGEST_TAKEN_S, PLACES, Claim, Loan
from bot.client.pacing import SPARED_FOR_S
from tests.unit.fake_requests import CALLBACK, FOLLOWUP, MESSAGES, Answer, PacedRequests, busiest_second
from tests.unit.shared_budget import Ledger, SharedBudget
from tests.unit.virtual_time import in_virtual_time

A_DAY = 86_400.0


async def _all_posted(count: int, **how: Any) -> list[float]:
    requests = PacedRequests()
    await asyncio.gather(*(requests.post(**how) for _ in range(count)))
    return requests.arrived


@pytest.mark.parametrize(
    ("round_trip", "a_second"), [(0.0, 48.9), (0.01, 48.4), (0.04, 47.0), (0.1, 44.5), (0.2, 40.8), (0.5, 32.6)]
)
def test_as_many_start_as_the_round_trip_allows(round_trip: float, a_second: float) -> None:
    """That is the number of places by a second and a round trip."""
    times = in_virtual_time(_all_posted(20 * PLACES, on_the_way=round_trip / 2, thinking=round_trip / 2))
    assert busiest_second(times) == PLACES
    assert 19 * PLACES / (times[19 * PLACES] - times[0]) == pytest.approx(a_second, abs=0.1)


def test_starts_are_spread_over_each_second() -> None:
    """From the first second on."""
    times = in_virtual_time(_all_posted(4 * PLACES, thinking=0.01))
    assert max(sum(first <= at < first + 0.1 for at in times) for first in times) <= PLACES // 8


def test_requests_that_hang_keep_their_places_for_three_seconds() -> None:
    """Within two they arrive, if they do, and for a second more they count."""
    times = in_virtual_time(_given_up(2 * PLACES, thinking=A_DAY))
    assert times[PLACES] == pytest.approx(LONGEST_TAKEN_S)
    assert times[-1] == pytest.approx(LONGEST_TAKEN_S + times[PLACES - 1])


async def _given_up(count: int, **how: Any) -> list[float]:
    requests = PacedRequests()
    with suppress(TimeoutError):
        async with asyncio.timeout(3 * LONGEST_TAKEN_S):
            await asyncio.gather(*(requests.post(**how) for _ in range(count)))
    return requests.arrived


@pytest.mark.parametrize("how", [{"breaks": True}, {"answer": Answer(503)}], ids=["broken", "refused"])
def test_a_failed_request_counts_as_on_its_way(how: dict[str, Any]) -> None:
    """Unless Discord has said so: what was answered has arrived."""

    async def sent() -> float:
        requests = PacedRequests()
        for _ in range(PLACES):
            with suppress(ConnectionError):
                await requests.post(**how)
        await requests.post()
        return requests.arrived[-1]

    expected = LONGEST_TAKEN_S if "breaks" in how else 1.0
    assert in_virtual_time(sent()) == pytest.approx(expected, abs=0.01)


def test_whoever_gives_up_waiting_takes_no_place() -> None:
    """Nor keeps the others waiting."""

    async def sent() -> list[float]:
        requests = PacedRequests()
        with suppress(TimeoutError):
            async with asyncio.timeout(LONGEST_TAKEN_S - 0.5):
                await asyncio.gather(*(requests.post(thinking=A_DAY) for _ in range(10 * PLACES)))
        assert len(requests.arrived) == PLACES
        assert not requests.pacer.gate.locked()
        await requests.post()
        return requests.arrived

    assert in_virtual_time(sent())[-1] == pytest.approx(LONGEST_TAKEN_S)


def test_answers_do_not_wait() -> None:
    """Answers to interactions and messages start at once; those to messages delay other requests."""

    async def sent() -> list[float]:
        requests = PacedRequests()
        async with requests.pacer.gate:
            await asyncio.gather(*(requests.send(url) for url in (CALLBACK, FOLLOWUP) for _ in range(50)))
            assert requests.pacer._taken == []
            await asyncio.gather(*(requests.send(MESSAGES) for _ in range(PLACES)))
            assert asyncio.get_running_loop().time() == 0
        requests.arrived.clear()
        await requests.post()
        return requests.arrived

    assert in_virtual_time(sent()) == [pytest.approx(1, abs=0.01)]


def test_places_are_kept_free_for_what_does_not_wait() -> None:
    """As many as such requests took at once within the last ten seconds; one place remains for the bot's own."""

    async def sent(together: int, *, pause: float) -> int:
        requests = PacedRequests()
        await asyncio.gather(*(requests.send() for _ in range(together)))
        await asyncio.sleep(pause)
        requests.arrived.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(5):
                await asyncio.gather(*(requests.post() for _ in range(PLACES + 1)))
        return busiest_second(requests.arrived)

    assert in_virtual_time(sent(10, pause=2)) == PLACES - 10
    assert in_virtual_time(sent(10, pause=SPARED_FOR_S + 1)) == PLACES
    assert in_virtual_time(sent(2 * PLACES, pause=2)) == 1


class Lender:
    """A budget that lends what a test says; *asked* are the claims that were made, with their times."""

    def __init__(self, *loans: Loan | None) -> None:
        self._loans = list(loans)
        self.asked: list[tuple[float, Claim]] = []

    async def renew(self, claim: Claim) -> Loan | None:
        """Return the next loan; the last one again and again."""
        self.asked.append((asyncio.get_running_loop().time(), claim))
        return self._loans.pop(0) if len(self._loans) > 1 else self._loans[0]


def _lent(lender: Lender, work: Callable[[PacedRequests], Coroutine[Any, Any, None]]) -> list[float]:
    async def done() -> list[float]:
        requests = PacedRequests(lender)
        await work(requests)
        return requests.arrived

    return in_virtual_time(done())


def test_places_are_asked_for_only_while_requests_are_made() -> None:
    """Every half second; what is wanted is what is used and waited for, twofold."""
    lender = Lender(Loan(2, 2.0))

    async def work(requests: PacedRequests) -> None:
        assert lender.asked == []
        await asyncio.gather(*(requests.post() for _ in range(4)))
        await asyncio.sleep(60)
        await requests.post()

    assert _lent(lender, work) == pytest.approx([0, 0.25, 1.002, 1.252, 61.252], abs=0.01)
    assert [claim for _, claim in lender.asked] == [
        Claim(held=0, wanted=2),  # the first is the first to wait
        Claim(held=2, wanted=8),
        Claim(held=2, wanted=8),
        Claim(held=0, wanted=2),
    ]


def test_a_loan_that_could_not_be_renewed_goes_on_until_it_ends() -> None:
    """Then nothing starts until there is another."""
    lender = Lender(Loan(1, 2.0), None, None, None, None, None, Loan(1, 2.0))

    async def work(requests: PacedRequests) -> None:
        await asyncio.gather(*(requests.post() for _ in range(3)))

    assert _lent(lender, work) == pytest.approx([0, 1.002, 3.0], abs=0.01)


def test_a_smaller_loan_counts_from_when_it_is_heard_of() -> None:
    """Until then more places may be taken, as the claim says."""
    lender = Lender(Loan(3, 2.0), Loan(1, 2.0))

    async def work(requests: PacedRequests) -> None:
        await asyncio.gather(*(requests.post(thinking=0.4) for _ in range(4)))

    assert _lent(lender, work) == pytest.approx([0, 0.2, 0.4, 1.802], abs=0.01)
    assert [claim.held for _, claim in lender.asked] == [0, 3, 3, 2]


def test_a_loan_ends_while_the_machine_sleeps() -> None:
    """Though the event loop's clock stands still meanwhile."""
    lender = Lender(Loan(1, 2.0))

    async def work(requests: PacedRequests) -> None:
        await requests.post()
        assert requests.pacer._places() == 1
        requests.slept += requests.slept.resolution * 3_000_000
        assert requests.pacer._places() == 0

    _lent(lender, work)


def _two_processes() -> tuple[PacedRequests, SharedBudget, PacedRequests]:
    """Return two processes that share a budget, and between them the first one's."""
    ledger = Ledger(random.Random(0))  # noqa: S311 - of no use here
    budget = SharedBudget(ledger, "first")
    return PacedRequests(budget), budget, PacedRequests(SharedBudget(ledger, "second"))


async def _most_taken(first: PacedRequests, second: PacedRequests, seconds: float) -> int:
    """Return the most places that both together take, while both send all that they can."""
    many = [asyncio.ensure_future(each.post(thinking=A_DAY)) for each in (first, second) for _ in range(9 * PLACES)]
    most = 0
    for _ in range(int(seconds * 20)):
        await asyncio.sleep(0.05)
        most = max(most, first.pacer.taken() + second.pacer.taken())
    for each in many:
        each.cancel()
    return most


async def _idle(*processes: PacedRequests) -> None:
    """Let these have had all places, and then hardly use them."""
    for each in processes:
        await asyncio.gather(*(each.post() for _ in range(2 * PLACES)))
        await asyncio.sleep(1.1)


def test_processes_share_the_places_from_the_second_second_on() -> None:
    """Each gets half, and together they use all."""

    async def sent() -> None:
        first, _, second = _two_processes()
        both = [asyncio.ensure_future(each.post()) for each in (first, second) for _ in range(9 * PLACES)]
        await asyncio.sleep(8)
        for each in (first, second):
            assert sum(2 <= at < 8 for at in each.arrived) == pytest.approx(6 * PLACES / 2, abs=12)
        assert busiest_second([*first.arrived, *second.arrived]) == PLACES
        for task in both:
            task.cancel()

    in_virtual_time(sent())


def test_whoever_cannot_ask_for_places_stops_before_they_are_lent_to_others() -> None:

    async def taken() -> int:
        first, budget, second = _two_processes()
        await _idle(first)
        budget.unheard = True
        return await _most_taken(first, second, 20)

    assert in_virtual_time(taken()) == PLACES


def test_what_was_lent_is_held_though_it_is_not_used() -> None:
    """A smaller loan might not be heard of."""
    lender = Lender(Loan(5, 2.0))

    async def work(requests: PacedRequests) -> None:
        await requests.post()
        await asyncio.sleep(1.5)
        await requests.post()

    _lent(lender, work)
    assert [claim.held for _, claim in lender.asked] == [0, 5]


def test_these_tests_count_the_busiest_second() -> None:
    """`busiest_second` counts, from each request on, those less than a second later."""
    assert busiest_second([]) == 0
    assert busiest_second([0.0, 2.5, 1.0, 1.9, 3.0]) == 2
