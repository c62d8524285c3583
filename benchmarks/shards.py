"""Measures bots in many servers over several shards: how long until they are ready, and their memory a server.

Lectern, with a database of its own, stands beside a bot of discord.py alone with the same intents. Discord is simulated
on loopback, lets all shards begin at once, and shares the processor with the bots: times can only be compared.
"""

import asyncio
import os
import sys
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.shards import Shards
from tests import empty_database
from tests.loopback import BotProcess, Loopback
from tests.loopback.gateway import SessionStarts
from tests.loopback.scene import EVERYONE

_TIMEOUT_S = 600.0
_LOOK_S = 0.1
_SETTLED_S = 2.0  # after all are ready, until memory is read
_KIB = 1024
_SHARDS = {2_500: 16, 10_000: 16}
"""Of so many servers; more have `_MOST_SHARDS`."""
_MOST_SHARDS = 64
_BOTS = {"discord.py": "benchmarks.bare_shards", "Lectern": "bot"}


@dataclass(frozen=True, slots=True)
class Start:
    """How a start of all processes of a bot went; *memory* is in bytes, all processes together."""

    ready_s: float
    processor_s: float
    memory: int


def report(sizes: list[int]) -> None:
    """Start each bot among each of *sizes* servers, in one process and in four, and print how that went."""
    print("| servers | shards | processes | bot | ready after (s) | processor time (s) | memory (MB) | a server (kB) |")
    print("| ---: " * 3 + "| --- " + "| ---: " * 4 + "|")
    for size in sizes:
        asyncio.run(_measure(size))


async def _measure(size: int) -> None:
    count = _SHARDS.get(size, _MOST_SHARDS)
    for processes in (1, 4):
        shares = list(_shares(count, processes))
        for name, module in _BOTS.items():
            empty = await _started(0, shares, module)
            full = await _started(size, shares, module)
            each = (full.memory - empty.memory) / size / _KIB
            print(
                f"| {size:,} | {count} | {processes} | {name} | {full.ready_s:.1f} | {full.processor_s:.1f} "
                f"| {full.memory / _KIB**2:.0f} | {each:.1f} |",
                flush=True,
            )


def _shares(count: int, processes: int) -> Iterator[Shards]:
    each = count // processes
    for first in range(0, count, each):
        yield Shards(first, first + each - 1, count)


async def _started(size: int, shares: list[Shards], module: str) -> Start:
    """Start a process for each of *shares* among *size* servers, and end them."""
    count = shares[0].count
    async with Loopback(checked=False) as server, AsyncExitStack() as stack:
        server.gateway.starts = SessionStarts(max_concurrency=count)
        for number in range(size):
            guild_id = server.world.snowflake_of(number % count, count)
            guild = server.world.add_guild(f"group {number}", EVERYONE.value, number=guild_id)
            for channel in ("general", "study", "voice"):
                server.world.add_channel(guild, channel)
        folder = Path(stack.enter_context(TemporaryDirectory()))
        empty_database.copy_to(folder / "lectern.db")
        loop, bots = asyncio.get_running_loop(), []
        began = loop.time()
        for share in shares:
            own = folder / str(share.first)
            own.mkdir()
            settings = {"LECTERN_SHARDS": str(share), "LECTERN_DATABASE": str(folder / "lectern.db")}
            bots.append(
                await stack.enter_async_context(
                    await BotProcess.start(server, own, module=module, python=sys.executable, **settings)
                )
            )
        while not all("ready as" in bot.output for bot in bots):
            if loop.time() > began + _TIMEOUT_S or not all(bot.running for bot in bots):
                message = f"the bots do not get ready: {bots[0].output[-500:]}"
                raise RuntimeError(message)
            await asyncio.sleep(_LOOK_S)
        ready_s = loop.time() - began
        await asyncio.sleep(_SETTLED_S)
        used = [_used(bot.pid) for bot in bots]
    return Start(ready_s, sum(seconds for seconds, _ in used), sum(memory for _, memory in used))


def _used(pid: int) -> tuple[float, int]:
    """Return the processor time in seconds and the memory of its own in bytes of the process *pid*, on Linux."""
    times = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    seconds = (int(times[11]) + int(times[12])) / os.sysconf("SC_CLK_TCK")
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    own = next(line.split()[1] for line in status.splitlines() if line.startswith("RssAnon:"))
    return seconds, int(own) * _KIB
