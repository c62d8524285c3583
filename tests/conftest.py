"""Makes Hypothesis repeatable, leaves out what does not count where coverage is measured, and collects garbage seldom.

`--hypothesis-profile=search` tries more examples, and others in each run.
"""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests import threadless_sqlite, unsynced_sqlite
from tests.coverage_scope import counts_for_coverage, is_measured, takes_long

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

TESTS = Path(__file__).parent
ON_POSTGRES = {"postgres", "own_server"}
"""Fixtures of tests that need a server of PostgreSQL."""
TRUST_SQLITE = {"behaviour", "property", "unit"}
"""Folders of tests for which the disk and aiosqlite's threads need not be real."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--uncounted`, for all tests that `make coverage` has not run."""
    parser.addoption("--uncounted", action="store_true", help="run only what does not count for coverage")
    parser.addoption("--sqlite-only", action="store_true", help="run nothing on PostgreSQL")


@pytest.fixture(autouse=True)
def _quick_sqlite(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let databases wait neither for the disk nor for another thread."""
    if request.path.relative_to(TESTS).parts[0] in TRUST_SQLITE:
        with unsynced_sqlite.patched(), threadless_sqlite.patched():
            yield
    else:
        yield


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with the tests that take longest, so that no core is idle at the end; run for coverage what counts."""
    if config.getoption("--sqlite-only"):
        items[:] = [item for item in items if not ON_POSTGRES & set(getattr(item, "fixturenames", ()))]
    items.sort(key=lambda item: not takes_long(item))
    uncounted = config.getoption("--uncounted")
    if is_measured() or uncounted:
        chosen = [item for item in items if counts_for_coverage(item) is not uncounted]
        config.hook.pytest_deselected(items=[item for item in items if counts_for_coverage(item) is uncounted])
        items[:] = chosen


def pytest_collection_finish() -> None:
    """Collect garbage seldom, and not among the collected tests: it took a tenth of the whole time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
