"""Only what lives in real time asks the machine for the time; all else is given a clock.

Ruff forbids Python's own ways to ask; this is about discord.py's, which is the clock that the bot is given.
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
    """Whoever does would be right on some days and wrong on others."""
    asking = [source.name for source in sources() if ASKED.search(source.text)]
    assert [name for name in asking if not name.startswith(IN_REAL_TIME) and name not in SIMULATED] == []
