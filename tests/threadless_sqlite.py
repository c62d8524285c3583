"""SQLite's work in the event loop's own thread, for tests about what members see.

Handing a statement to another thread and its result back takes longer than most statements, and when the
other thread gets its turn is the machine's affair. `tests/storage` and `tests/wire` have the real thread.
"""

from asyncio import Future
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import aiosqlite.core
import pytest


@contextmanager
def patched() -> Iterator[None]:
    """Let every database that is opened meanwhile do without a thread of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(aiosqlite.core, "SimpleQueue", _Turns)
        patch.setattr(aiosqlite.core, "Thread", _NoThread)
        yield


class _Turns:
    """Takes what aiosqlite queues for its thread, and does it in a later turn of the event loop.

    So the asker still waits while others go on, and what was asked is done in order, even when the asker
    is cancelled.
    """

    def put_nowait(self, work: tuple[Future[Any] | None, Callable[[], Any]]) -> None:
        """Queue *work*; what no loop waits for is the end of a connection that was lost."""
        future, function = work
        if future is None:
            function()
        else:
            future.get_loop().call_soon(_do, future, function)


class _NoThread:
    def __init__(self, **_: object) -> None:
        pass

    def start(self) -> None:
        """Start nothing: the event loop runs already."""


def _do(future: Future[Any], function: Callable[[], Any]) -> None:
    try:
        result = function()
    except Exception as error:  # noqa: BLE001 - it is raised where the work was asked for
        aiosqlite.core.set_exception(future, error)
    else:
        aiosqlite.core.set_result(future, result)
