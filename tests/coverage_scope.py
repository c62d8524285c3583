"""Which tests count for coverage, whose measuring doubles their time before Python 3.14, and which take longest."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from coverage import Coverage

TESTS = Path(__file__).parent
NOT_COUNTED = ("browser", "conventions", "crash", "packaging", "property", "wire/test_loopback")
"""Tests that run the bot in processes of its own or with random data, or that test something else."""

LONGEST = ("browser", "crash", "packaging", "property", "wire")


def takes_long(item: pytest.Item) -> bool:
    """Tell whether *item* is in a folder of tests that take longest."""
    return item.path.relative_to(TESTS).as_posix().startswith(LONGEST)


def counts_for_coverage(item: pytest.Item) -> bool:
    """Tell whether the lines that *item* runs count as covered.

    Those that random data runs do not: that a line is tested must show in an example. Nor do those of a test in
    Portuguese beside the same in English, whose lines are the same.
    """
    if "pt-BR" in item.name:
        return False
    at_random = getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
    return not at_random and not item.path.relative_to(TESTS).as_posix().startswith(NOT_COUNTED)


def is_measured() -> bool:
    """Tell whether coverage is being measured."""
    return Coverage.current() is not None


@contextmanager
def without_coverage() -> Iterator[None]:
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
