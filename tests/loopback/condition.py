"""A bell rung at every change, so that a test can wait for a fact without polling or sleeping."""

import asyncio
from collections.abc import Callable

Predicate = Callable[[], bool]
TIMEOUT_S = 60.0  # other work may have the cores; a test that goes well never waits so long


class Condition:
    """Wakes whoever waits for a fact, as soon as a ring finds it true."""

    def __init__(self) -> None:
        self._waiting: list[tuple[Predicate, asyncio.Future[None]]] = []

    def notify(self) -> None:
        """Look at every awaited fact again; called after each change."""
        for fact, future in self._waiting:
            if not future.done() and fact():
                future.set_result(None)

    async def wait_for(self, fact: Predicate, what: str, within: float = TIMEOUT_S) -> None:
        """Return as soon as `fact` holds, because a test must not guess how long a change takes.

        Raises:
            AssertionError: `what` did not happen within so many seconds.
        """
        if fact():
            return
        entry = (fact, asyncio.get_running_loop().create_future())
        self._waiting.append(entry)
        try:
            async with asyncio.timeout(within):
                await entry[1]
        except TimeoutError:
            message = f"Not seen within {within:g} s: {what}"
            raise AssertionError(message) from None
        finally:
            self._waiting.remove(entry)
