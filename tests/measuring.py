"""Where coverage is measured: on Python before 3.14 measuring doubles the time of whatever runs meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from coverage import Coverage

TESTS = Path(__file__).parent
ELSEWHERE = ("browser", "conventions", "crash", "packaging", "property", "wire/test_loopback")
"""What runs the bot in processes of its own, at random, or looks at other things than its code."""

LONG = ("crash", "packaging", "property", "wire")


def long(item: pytest.Item) -> bool:
    """Say whether *item* is likely to be among the tests that take longest."""
    return item.path.relative_to(TESTS).as_posix().startswith(LONG)


def measured(item: pytest.Item) -> bool:
    """Say whether the lines that *item* runs count.

    Random data proves laws; that a line is tested at all, examples that anybody can read must show.
    """
    at_random = getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
    return not at_random and not item.path.relative_to(TESTS).as_posix().startswith(ELSEWHERE)


@contextmanager
def unmeasured() -> Iterator[None]:
    """Run the block without measuring coverage, if it is measured at all."""
    measuring = Coverage.current()
    if measuring is None:
        yield
        return
    measuring.stop()
    try:
        yield
    finally:
        measuring.start()
