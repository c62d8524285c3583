"""Measures bots in many servers, in one process: what memory a server takes of them, and when they are ready.

Lectern, with a new database, stands beside a bot of discord.py alone with the same intents that keeps as much of
servers. What a server takes is the difference between few and many servers, so that nothing of the program itself is in
it. Discord is simulated on loopback and shares the processors with the bots: times can only be compared, and those of a
process on the processors, as the kernel counts them, best.
"""

import asyncio
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from tests.loopback import BotProcess, Loopback
from tests.loopback.scene import EVERYONE

_FEW = 100
_STARTS = 2  # of each bot among as many servers
_CHANNELS, _ROLES = 10, 5  # of each server
_TIMEOUT_S = 600.0
_LOOK_S = 0.05
_SETTLED_S = 2.0  # in which a bot that has nothing left to do
_AT_REST_S = 0.05  # is on a processor for so long at most
_KIB = 1024
_BOTS = {"discord.py": "benchmarks.bare", "Lectern": "bot"}


@dataclass(frozen=True, slots=True)
class Start:
    """How one start went.

    Attributes:
        ready_s: From the start of its process until it is ready, in seconds.
        used_s: How long its threads have been on a processor by then, in seconds.
        memory: What it does not share with other processes, in bytes.
    """

    ready_s: float
    used_s: float
    memory: int


def report(sizes: list[int]) -> None:
    """Start each bot among few servers and among each of *sizes*, in turn, and print how that went."""
    print("| servers | bot | ready after (s) | process (s) | memory (MB) | a server (kB) | of discord.py's |")
    print("| ---: | --- | ---: | ---: | ---: | ---: | ---: |")
    few = asyncio.run(_starts(_FEW))
    for size in sizes:
        many, each = asyncio.run(_starts(size)), dict[str, float]()
        for name, starts in many.items():
            added = min(start.memory for start in starts) - min(start.memory for start in few[name])
            each[name] = added / (size - _FEW) / _KIB
            print(
                f"| {size:,} | {name} | {median(start.ready_s for start in starts):.1f} "
                f"| {median(start.used_s for start in starts):.1f} "
                f"| {min(start.memory for start in starts) / _KIB**2:.0f} | {each[name]:.1f} "
                f"| {each[name] / each['discord.py']:.2f} |",
                flush=True,
            )


async def _starts(size: int) -> dict[str, list[Start]]:
    """Return the starts of each bot among *size* servers, made in turn."""
    starts: dict[str, list[Start]] = {name: [] for name in _BOTS}
    async with Loopback(checked=False) as server:
        for number in range(size):
            guild = server.world.add_guild(f"group {number}", EVERYONE.value)
            for place in range(_ROLES):
                server.world.add_role(guild, f"role {place}", EVERYONE.value)
            for place in range(_CHANNELS):
                server.world.add_channel(guild, f"channel {place}")
        for _ in range(_STARTS):
            for name, module in _BOTS.items():
                starts[name].append(await _started(server, module))
    return starts


async def _started(server: Loopback, module: str) -> Start:
    """Start the bot of *module* until it is ready, and end it."""
    server.gateway.sessions.clear()
    loop = asyncio.get_running_loop()
    with TemporaryDirectory() as folder:
        began = loop.time()
        async with await BotProcess.start(server, Path(folder), module=module, python=sys.executable) as bot:
            while "ready as" not in bot.output:
                if loop.time() > began + _TIMEOUT_S:
                    message = f"the bot does not get ready: {bot.output[-500:]}"
                    raise RuntimeError(message)
                await asyncio.sleep(_LOOK_S)
            ready_s, used_s = loop.time() - began, _used(bot.pid)
            await _rest(server, bot)
            return Start(ready_s, used_s, _own_memory(bot.pid))


async def _rest(server: Loopback, bot: BotProcess) -> None:
    """Wait until *bot* has been sent all servers, and has nothing left to do."""

    def all_are_sent() -> bool:
        sessions = server.gateway.sessions.values()
        return sum(len(session.sent) for session in sessions) > len(server.world.guilds)

    await server.until(all_are_sent, "all servers named", _TIMEOUT_S)
    used = -1.0
    while (now := _used(bot.pid)) > used + _AT_REST_S:
        used = now
        await asyncio.sleep(_SETTLED_S)


def _used(pid: int) -> float:
    """Return the seconds that the process *pid* has been on a processor."""
    times = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(times[11]) + int(times[12])) / os.sysconf("SC_CLK_TCK")


def _own_memory(pid: int) -> int:
    """Return the bytes that only the process *pid* has, on Linux."""
    sizes = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()[1:])
    return sum(int(sizes[name].split()[0]) for name in ("Private_Clean", "Private_Dirty")) * _KIB
