"""Measures bots in many servers over several shards: how long until they are ready, and their memory a server.

Lectern, with a database of its own, stands beside a bot of discord.py alone that keeps as much of servers. Several
processes have PostgreSQL. Discord is simulated on loopback, lets all shards begin at once, and shares the processor
with the bots: times can only be compared.
"""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks.processes import empty_database, possible, shares, started, until_ready, worked
from tests.loopback import Loopback
from tests.loopback.scene import EVERYONE
from tests.loopback.world import World

_TIMEOUT_S = 600.0
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


def report(sizes: Sequence[int], processes: Sequence[int]) -> None:
    """Start each bot among each of *sizes* servers, in each number of *processes*, and print how that went."""
    numbers = possible(processes)
    print("| servers | shards | processes | bot | ready after (s) | processor time (s) | memory (MB) | a server (kB) |")
    print("| ---: " * 3 + "| --- " + "| ---: " * 4 + "|")
    for size in sizes:
        asyncio.run(_measure(size, numbers))


async def _measure(size: int, processes: Sequence[int]) -> None:
    shards = _SHARDS.get(size, _MOST_SHARDS)
    kinds = [(number, name) for number in processes for name in _BOTS]
    async with Loopback(checked=False) as server:
        empty = {kind: await _started(server, shards, *kind) for kind in kinds}
        _add_servers(server.world, size, shards)
        for number in processes:
            of_bots = []
            for name in _BOTS:
                full = await _started(server, shards, number, name)
                each = (full.memory - empty[number, name].memory) / size / _KIB
                of_bots.append((full.ready_s, full.processor_s, full.memory / _KIB**2, each))
                print(f"| {size:,} | {shards} | {number} | {name} | {_cells(of_bots[-1])} |", flush=True)
            bare, ours = of_bots
            ratios = " | ".join(f"{mine / theirs:.2f}" for mine, theirs in zip(ours, bare, strict=True))
            print(f"| {size:,} | {shards} | {number} | ratio | {ratios} |", flush=True)


def _cells(values: tuple[float, float, float, float]) -> str:
    ready, processor, memory, each = values
    return f"{ready:.1f} | {processor:.1f} | {memory:.0f} | {each:.2f}"


def _add_servers(world: World, size: int, shards: int) -> None:
    """Add so many servers with three channels each, as many to each shard."""
    for number in range(size):
        guild = world.add_guild(f"group {number}", EVERYONE.value, number=world.snowflake_of(number % shards, shards))
        for channel in ("general", "study", "voice"):
            world.add_channel(guild, channel)


async def _started(server: Loopback, shards: int, processes: int, name: str) -> Start:
    """Start the bot *name* in so many *processes*, and end them."""
    server.gateway.sessions.clear()
    async with AsyncExitStack() as stack:
        address = await empty_database(stack, processes)
        loop = asyncio.get_running_loop()
        began = loop.time()
        bots = await started(stack, server, address, shares(shards, processes), _BOTS[name])
        await until_ready(bots, _TIMEOUT_S)
        ready_s = loop.time() - began
        await asyncio.sleep(_SETTLED_S)
        return Start(ready_s, worked(bots), sum(_memory(bot.pid) for bot in bots))


def _memory(pid: int) -> int:
    """Return the bytes of memory that the process *pid* has of its own, on Linux."""
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    own = next(line.split()[1] for line in status.splitlines() if line.startswith("RssAnon:"))
    return int(own) * _KIB
