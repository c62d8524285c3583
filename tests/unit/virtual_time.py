"""An event loop whose clock jumps to the next timer, so that hours pass at once and in the same way each time."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")


class VirtualTime(asyncio.SelectorEventLoop):
    """An event loop in which nothing may wait for anything but timers."""

    def __init__(self) -> None:
        super().__init__()
        self._now = 0.0

    def time(self) -> float:
        """Return the virtual seconds since the start."""
        return self._now

    def _run_once(self) -> None:
        ready, scheduled = self._ready, self._scheduled  # type: ignore[attr-defined] # asyncio's own
        times = [] if ready else [timer.when() for timer in scheduled if not timer.cancelled()]
        self._now = max(self._now, min(times, default=0.0))
        super()._run_once()  # type: ignore[misc] # as above


def in_virtual_time(work: Coroutine[Any, Any, Result]) -> Result:
    """Run *work* to its end in such a loop, and return its result."""
    with asyncio.Runner(loop_factory=VirtualTime) as runner:
        return runner.run(work)
