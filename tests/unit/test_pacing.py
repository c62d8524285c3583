"""The bot's own requests start evenly and few at a time; one that hangs delays no other."""

import asyncio
from contextlib import suppress

import pytest

from bot.client.pacing import LONGEST_IN_FLIGHT_S, MOST_IN_FLIGHT, PER_SECOND
from tests.unit.fake_requests import CALLBACK, MESSAGES, Answer, PacedRequests, busiest_second
from tests.unit.virtual_time import in_virtual_time

A_DAY = 86_400.0


def test_requests_start_evenly_at_forty_a_second() -> None:
    """From the first second on."""

    async def sent() -> list[float]:
        requests = PacedRequests()
        await asyncio.gather(*(requests.post() for _ in range(3 * PER_SECOND)))
        return requests.arrived

    times = in_virtual_time(sent())
    assert times == pytest.approx([number / PER_SECOND for number in range(3 * PER_SECOND)])


def test_replies_that_hang_keep_their_slots_for_two_seconds() -> None:
    """Then the next request starts; one that is answered frees its slot at once."""

    async def sent() -> list[float]:
        requests = PacedRequests()
        async with asyncio.TaskGroup() as group:
            hanging = [group.create_task(requests.post(thinking=A_DAY)) for _ in range(2 * MOST_IN_FLIGHT)]
            well = group.create_task(requests.post())
            await well
            for task in hanging:
                task.cancel()
        for _ in range(MOST_IN_FLIGHT):
            assert not requests.pacer.slots.locked()
            await requests.pacer.slots.acquire()
        assert requests.pacer.slots.locked()
        return requests.arrived

    times = in_virtual_time(sent())
    assert len(times) == 2 * MOST_IN_FLIGHT + 1
    assert times[MOST_IN_FLIGHT] == pytest.approx(LONGEST_IN_FLIGHT_S, abs=0.001)
    assert times[-1] == pytest.approx(2 * LONGEST_IN_FLIGHT_S, abs=MOST_IN_FLIGHT / PER_SECOND)


@pytest.mark.parametrize("after", [0.0, 0.1, 1.0], ids=["waiting for a place", "for its start", "on the way"])
def test_cancelled_request_frees_its_slot(after: float) -> None:
    """Wherever it was cancelled, and only once."""

    async def free_places() -> int:
        requests = PacedRequests()
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(requests.post(on_the_way=A_DAY)) for _ in range(2 * MOST_IN_FLIGHT)]
            await asyncio.sleep(after)
            for task in tasks:
                task.cancel()
        await asyncio.sleep(10 * LONGEST_IN_FLIGHT_S)
        return await _free(requests)

    assert in_virtual_time(free_places()) == MOST_IN_FLIGHT


def test_failed_request_frees_its_slot() -> None:

    async def sent() -> float:
        requests = PacedRequests()
        await asyncio.gather(*(requests.post(answer=Answer(503)) for _ in range(MOST_IN_FLIGHT)))
        with suppress(ConnectionError):
            await requests.post(breaks=True)
        assert await _free(requests) == MOST_IN_FLIGHT
        return asyncio.get_running_loop().time()

    assert in_virtual_time(sent()) < 1


async def _free(requests: PacedRequests) -> int:
    free = 0
    while not requests.pacer.slots.locked():
        await requests.pacer.slots.acquire()
        free += 1
    return free


def test_answers_do_not_wait_for_slots() -> None:
    """Answers to interactions and messages start at once; those to messages delay other requests."""

    async def sent() -> list[float]:
        requests = PacedRequests()
        for _ in range(MOST_IN_FLIGHT):
            await requests.pacer.slots.acquire()
        await asyncio.gather(*(requests.send(CALLBACK) for _ in range(100)))
        assert requests.pacer._free_at == 0
        await asyncio.gather(*(requests.send(MESSAGES) for _ in range(PER_SECOND)))
        assert asyncio.get_running_loop().time() == 0
        requests.arrived.clear()
        requests.pacer.slots.release()
        await requests.post()
        return requests.arrived

    assert in_virtual_time(sent()) == [pytest.approx(1)]


def test_these_tests_count_the_busiest_second() -> None:
    """`busiest_second` counts, from each request on, those less than a second later."""
    assert busiest_second([]) == 0
    assert busiest_second([0.0, 2.5, 1.0, 1.9, 3.0]) == 2
