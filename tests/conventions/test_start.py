"""What a command, and the bot's root, do not load: each of these modules takes long, and is not needed there.

How long a start takes is measured by `python -m benchmarks start`.
"""

import subprocess
import sys

import pytest

from tests.conventions.sources import ROOT

DISCORD = ("discord", "aiohttp", "icalendar")
DATABASES = ("aiosqlite", "sqlite3", "psycopg", "bot.storage")
LESSON_LISTS = ("markdown_it", "pysubs2", "bot.courses.imports", "bot.courses.captions.reading")
TRYOUT = ("simcord", "tryout")
PICTURES = ("typst", "matplotlib", "PIL")
LOADED = """
import sys
from bot.__main__ import app
sys.argv = ["lectern", *sys.argv[1:]]
try:
    app()
finally:
    print(*sys.modules, file=sys.stderr)
"""


def loaded(*arguments: str) -> set[str]:
    """Return which modules a process of Python with these *arguments* has loaded at its end."""
    ended = subprocess.run(  # noqa: S603 - ours
        [sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(ended.stderr.split())


def among(modules: set[str], names: tuple[str, ...]) -> list[str]:
    """Return those of *names* that are loaded."""
    return [name for name in names if name in modules]


def test_asking_loads_neither_discord_nor_a_database_nor_what_reads_lists_of_lessons() -> None:
    """It also does without babel's data, pictures and times as people type them."""
    modules = loaded("-c", LOADED, "ask", "what covers LSTMs?")
    assert "bot.answers.engine" in modules
    others = ("babel", "bot.app", "bot.times.typed", "bot.schedules")
    assert among(modules, (*DISCORD, *DATABASES, *LESSON_LISTS, *TRYOUT, *PICTURES, *others)) == []


def test_the_version_needs_none_of_the_bots_data() -> None:
    modules = loaded("-c", LOADED, "--version")
    assert among(modules, (*DISCORD, *DATABASES, "pydantic", "bot.text", "bot.answers")) == []


@pytest.mark.parametrize("command", ["when", "course", "captions", "backup"])
def test_a_command_that_needs_no_discord_does_not_load_it(command: str) -> None:
    assert among(loaded("-c", LOADED, command, "--help"), (*DISCORD[:2], *TRYOUT)) == []


def test_the_root_of_the_bot_loads_no_second_engine_and_no_try_out() -> None:
    """Psycopg need not even be installed."""
    modules = loaded("-c", "import sys, bot.app; print(*sys.modules, file=sys.stderr)")
    assert "bot.bot" in modules
    assert among(modules, ("psycopg", *TRYOUT, "matplotlib", "PIL", "typer", "bot.__main__")) == []
