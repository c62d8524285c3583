"""Hypothesis made repeatable, and coverage measured where it says something.

`--hypothesis-profile=search` looks wider, and elsewhere each time.
"""

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


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Measure no coverage of a test whose lines do not count."""
    with nullcontext() if measured(item) else unmeasured():
        return (yield)
