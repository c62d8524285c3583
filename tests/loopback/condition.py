"""Waiting for a predicate that is checked at every change, so that tests neither poll nor sleep."""

import asyncio
from collections.abc import Callable

Predicate = Callable[[], bool]
TIMEOUT_S = 60.0  # a busy machine may take long; a test that passes never waits so long


class Condition:
    """Wakes those who wait for a predicate once it is true, like `asyncio.Condition` without its lock."""

    def __init__(self) -> None:
        self._waiting: list[tuple[Predicate, asyncio.Future[None]]] = []

    def notify(self) -> None:
        """Check every awaited predicate again; to be called after each change."""
        for fact, future in self._waiting:
            if not future.done() and fact():
                future.set_result(None)

    async def wait_for(self, fact: Predicate, what: str, within: float = TIMEOUT_S) -> None:
        """Return as soon as *fact* is true.

        Raises:
            AssertionError: *fact*, described by *what*, was not true for *within* seconds.
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
