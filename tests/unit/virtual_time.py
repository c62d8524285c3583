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
        resolution: float = self._clock_resolution  # type: ignore[attr-defined] # by which asyncio's timers may be early
        next_timer = min((timer.when() for timer in scheduled if not timer.cancelled()), default=0.0)
        if not ready or next_timer < self._now + resolution:
            self._now = max(self._now, next_timer)
        super()._run_once()  # type: ignore[misc] # as above


def in_virtual_time(work: Coroutine[Any, Any, Result]) -> Result:
    """Run *work* to its end in such a loop, and return its result."""
    with asyncio.Runner(loop_factory=VirtualTime) as runner:
        return runner.run(work)
