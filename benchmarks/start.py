"""Measures how long the bot and its commands take to start, beside discord.py alone: each a process of its own."""

import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

_ROOT = Path(__file__).parents[1]
_DISCORD = "import discord"
_STARTED = {
    _DISCORD: ("-c", "import discord"),
    "import bot.app": ("-c", "import bot.app"),
    "lectern ask": ("-m", "bot", "ask", "what covers LSTMs?"),
    "lectern --version": ("-m", "bot", "--version"),
    "lectern check": ("-m", "bot", "check"),
}


def report(count: int) -> None:
    """Start each *count* times, one after another by turns, and print the results."""
    taken: dict[str, list[float]] = {name: [] for name in _STARTED}
    with tempfile.TemporaryDirectory() as folder:
        for arguments in _STARTED.values():  # what is compiled once starts sooner the next time
            _seconds(arguments, folder)
        for _ in range(count):
            for name, arguments in _STARTED.items():
                taken[name].append(_seconds(arguments, folder))
    alone = median(taken[_DISCORD])
    print("| started | s (median) | times discord.py |")
    print("| --- | ---: | ---: |")
    for name, times in taken.items():
        print(f"| {name} | {median(times):.2f} | {median(times) / alone:.2f} |")


def _seconds(arguments: tuple[str, ...], folder: str) -> float:
    """Return how long Python takes with *arguments* in *folder*, where no settings are."""
    began = perf_counter()
    subprocess.run(  # noqa: S603 - ours
        [sys.executable, *arguments], cwd=folder, env={"PYTHONPATH": str(_ROOT)}, capture_output=True, check=True
    )
    return perf_counter() - began
