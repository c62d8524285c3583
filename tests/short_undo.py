"""Shortens the moment for which a change stays unseen, for tests that wait for it in real time.

`tests/crash/test_posts_asked_for.py` waits for it once as long as it is.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from importlib import import_module

import pytest

from bot.app import EXTENSIONS

NAME = "UNDO_WINDOW"
SHORT = timedelta(seconds=1)


@contextmanager
def patched(window: timedelta = SHORT) -> Iterator[None]:
    """Let what is changed by a bot in this process be unseen for as long as *window*, a second by default."""
    for name in EXTENSIONS:
        import_module(name)  # one that is imported only in the block would keep the short moment after it
    with pytest.MonkeyPatch.context() as patch:
        for name, module in list(sys.modules.items()):
            if name.startswith(("bot.", "cogs.")) and hasattr(module, NAME):
                patch.setattr(module, NAME, window)
        yield
