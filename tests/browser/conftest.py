"""The option `--pictures`, which keeps the screenshots of the browser tests."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--pictures`, which makes the pictures in docs/pictures anew."""
    parser.addoption("--pictures", action="store_true", help="make the README's pictures in docs/pictures anew")
