"""Hypothesis made repeatable, coverage measured where it says something, and garbage collected seldom.

`--hypothesis-profile=search` looks wider, and elsewhere each time.
"""

import gc
from collections.abc import Generator
from contextlib import nullcontext

import pytest
from hypothesis import HealthCheck, settings

from tests.measuring import long, measured, unmeasured

settings.register_profile(
    "repeatable",
    max_examples=100,
    derandomize=True,
    database=None,
    deadline=None,  # other tests run on the same cores
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("search", max_examples=5000, deadline=None)
settings.load_profile("repeatable")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that no core stands idle at the end."""
    items.sort(key=lambda item: not long(item))


def pytest_collection_finish() -> None:
    """Look for garbage seldom, and not among what was collected: looking took a tenth of the time of the tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Measure no coverage of a test whose lines do not count."""
    with nullcontext() if measured(item) else unmeasured():
        return (yield)
