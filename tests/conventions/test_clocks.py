"""Only code that runs in real time reads the machine's clock; all else is given one.

Ruff forbids Python's own ways to read it; this is about discord.py's `utcnow`.
"""

import re

from tests.conventions.sources import sources

ASKED = re.compile(r"\butcnow\b")
IN_REAL_TIME = (
    "bot/serving.py",  # gives the bot its clock
    "tryout/",  # where SimCord answers with its own time
    "benchmarks/",
    "tests/loopback/",
    "tests/wire/",  # a real client, and processes with the machine's clock
    "tests/crash/",
)
SIMULATED = (
    "tests/behaviour/conftest.py",  # refuses it
    "tests/behaviour/test_simulated_time.py",  # shows that it is refused
    "tests/behaviour/test_tryout.py",
    "tests/behaviour/running_tryout.py",
    "tests/conventions/test_clocks.py",
)


def test_only_real_time_code_reads_the_machines_clock() -> None:
    """Anything else would work on some days and fail on others."""
    asking = [source.name for source in sources() if ASKED.search(source.text)]
    assert [name for name in asking if not name.startswith(IN_REAL_TIME) and name not in SIMULATED] == []
