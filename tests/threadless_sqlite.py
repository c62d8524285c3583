"""Runs SQLite in the event loop's thread, not in aiosqlite's, for tests of what members see.

Handing a statement to another thread and back takes longer than most statements, and as long as the machine likes.
`tests/storage` and `tests/wire` use the real thread.
"""

import asyncio
from asyncio import Future
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import aiosqlite.core
import pytest


@contextmanager
def patched() -> Iterator[None]:
    """Let every database that is opened in the block run in the event loop's thread."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(aiosqlite.core, "SimpleQueue", _LoopQueue)
        patch.setattr(aiosqlite.core, "Thread", _NoThread)
        yield


class _LoopQueue:
    """A queue for aiosqlite that runs each call in a later turn of the event loop, in order.

    So others still have their turn while a call is awaited, and a call is made even if whoever awaits it is cancelled.
    """

    def put_nowait(self, work: tuple[Future[Any] | None, Callable[[], Any]]) -> None:
        """Queue *work*; where no event loop runs, at the end of a lost connection, it is done at once."""
        future, function = work
        try:
            asyncio.get_running_loop().call_soon(_do, future, function)
        except RuntimeError:
            function()


class _NoThread:
    def __init__(self, **_: object) -> None:
        pass

    def start(self) -> None:
        """Start nothing: the event loop is running."""


def _do(future: Future[Any] | None, function: Callable[[], Any]) -> None:
    try:
        result = function()
    except Exception as error:  # noqa: BLE001 - it is raised where the call is awaited
        if future is not None:
            aiosqlite.core.set_exception(future, error)
        return
    if future is not None:
        aiosqlite.core.set_result(future, result)
