"""Measures how much memory each server takes, and how long a start among many takes.

Lectern and `benchmarks.bare`, a discord.py with the same intents that keeps the same of servers, are started in turn
among a hundred servers and among many; the difference is what the servers take. Discord is simulated on loopback.
"""

import asyncio
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.loopback import BotDatabase, BotProcess, Loopback, study_server

_FEW = 100
_TIMEOUT_S = 600.0
_QUIET_S = 2.0  # after a start, until nothing else is under way
_MODULES = {"Lectern": "bot", "discord.py alone": "benchmarks.bare"}


@dataclass(frozen=True, slots=True)
class StartResult:
    """One start among some servers: kilobytes of its process's own memory then, and seconds until it was ready."""

    servers: int
    memory: float
    ready: float


def report(count: int) -> None:
    """Start both bots among a hundred servers and among *count*, and print what a server takes of each."""
    with TemporaryDirectory() as folder:
        results = asyncio.run(_measured(count, Path(folder)))
    print(f"| among {count:,} servers | memory (MB) | a server (kB) | ready after (s) |")
    print("| --- " + "| ---: " * 3 + "|")
    measured = [(_each(*starts), starts[1].ready) for starts in results.values()]
    for name, (memory, ready) in zip(results, measured, strict=True):
        print(f"| {name} | {results[name][1].memory / 1_000:.0f} | {memory:.1f} | {ready:.1f} |")
    memory, ready = (ours / bare for ours, bare in zip(*measured, strict=True))
    print(f"| ratio | | {memory:.2f} | {ready:.2f} |", flush=True)


def _each(few: StartResult, many: StartResult) -> float:
    """Return the kilobytes that each further server takes."""
    return (many.memory - few.memory) / (many.servers - few.servers)


async def _measured(count: int, folder: Path) -> dict[str, list[StartResult]]:
    results: dict[str, list[StartResult]] = {name: [] for name in _MODULES}
    async with Loopback(checked=False) as server:
        for servers in (_FEW, count):
            for number in range(len(server.world.guilds), servers):
                study_server(server.world, f"group {number}")
            for name, module in _MODULES.items():
                with TemporaryDirectory(dir=folder) as own:
                    results[name].append(await _started(server, Path(own), module))
    return results


async def _started(server: Loopback, folder: Path, module: str) -> StartResult:
    """Start the bot of *module* in an empty *folder*, once before, so that it has made and noted what is new."""
    database = BotDatabase(folder / "lectern.db")
    for _ in range(2):
        server.gateway.sessions.clear()
        (folder / "output.log").unlink(missing_ok=True)
        loop = asyncio.get_running_loop()
        async with await BotProcess.start(server, folder, python=sys.executable, module=module) as bot:
            await server.until(lambda: bool(server.gateway.sessions), "an identified bot", _TIMEOUT_S)
            began = loop.time()
            await database.until(_is_ready(bot), "a bot that is ready", _TIMEOUT_S)
            result = StartResult(len(server.world.guilds), 0.0, loop.time() - began)
            await asyncio.sleep(_QUIET_S)
            result = StartResult(result.servers, _own_memory(bot.pid), result.ready)
            await bot.terminate()
    return result


def _is_ready(bot: BotProcess) -> Callable[[], bool]:
    return lambda: "ready as" in bot.output


def _own_memory(pid: int) -> float:
    """Return the kilobytes of memory that a process takes, its share of what others have in memory as well."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
    return next(float(line.split()[1]) for line in lines if line.startswith("Pss:"))
