"""A reading that is made of several: those inside it share its read transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from bot.storage.rows import Transaction

_open: ContextVar[Transaction | None] = ContextVar("the read transaction that is open", default=None)


def open_reading() -> Transaction | None:
    """Return the read transaction of the reading that this is a part of; None if it is part of none."""
    return _open.get()


@contextmanager
def shared(tx: Transaction) -> Iterator[None]:
    """Let readings in the block be part of the one whose transaction is *tx*."""
    token = _open.set(tx)
    try:
        yield
    finally:
        _open.reset(token)
