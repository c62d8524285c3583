"""Starts a bot in one process over a SQLite file, or in several over PostgreSQL, each with a share of the shards."""

import asyncio
import os
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.addresses import DatabaseAddress
from bot.opening import usable_database
from bot.shards import Shards
from tests.loopback import BotProcess, Loopback
from tests.loopback.gateway import SessionStarts
from tests.postgres_server import programs, running_server

_LOOK_S = 0.1
WITHOUT_POSTGRES = "PostgreSQL is not installed, without which several processes have no database."


def possible(processes: Sequence[int]) -> list[int]:
    """Return those of *processes* for which there is a database; say so if there is none for the others."""
    if programs() is not None:
        return list(processes)
    if any(count > 1 for count in processes):
        print(f"{WITHOUT_POSTGRES}\n")
    return [count for count in processes if count == 1]


def shares(shards: int, processes: int) -> list[Shards]:
    """Return what each of *processes* has of so many *shards*."""
    each = shards // processes
    return [Shards(first, first + each - 1, shards) for first in range(0, shards, each)]


async def empty_database(stack: AsyncExitStack, processes: int) -> DatabaseAddress:
    """Return the address of a database with the tables of this version, which goes with *stack*."""
    if processes == 1:
        address: DatabaseAddress = Path(stack.enter_context(TemporaryDirectory())) / "lectern.db"
    else:
        address = stack.enter_context(running_server()).new_database()
    async with usable_database(address):
        pass
    return address


async def started(
    stack: AsyncExitStack, server: Loopback, address: DatabaseAddress, parts: Sequence[Shards], module: str = "bot"
) -> list[BotProcess]:
    """Start a process of *module* for each of *parts*, which end with *stack*."""
    server.gateway.recommended_shards = parts[0].count
    server.gateway.starts = SessionStarts(max_concurrency=parts[0].count)
    database = str(address) if isinstance(address, Path) else address.uri
    bots = []
    for part in parts:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        share = "" if part.are_all else str(part)  # one process has all without being told
        settings = {"LECTERN_SHARDS": share, "LECTERN_DATABASE": database}
        starting = BotProcess.start(server, folder, module=module, python=sys.executable, **settings)
        bots.append(await stack.enter_async_context(await starting))
    return bots


async def until_ready(bots: Sequence[BotProcess], within_s: float) -> None:
    """Wait until all *bots* say that they are; raise RuntimeError if that takes longer, or one has ended."""
    loop = asyncio.get_running_loop()
    until = loop.time() + within_s
    while not all("ready as" in bot.output for bot in bots):
        if loop.time() > until or not all(bot.running for bot in bots):
            message = f"the bots do not get ready: {bots[0].output[-500:]}"
            raise RuntimeError(message)
        await asyncio.sleep(_LOOK_S)


def worked(bots: Sequence[BotProcess]) -> float:
    """Return the seconds for which *bots*, and the system for them, have been at work."""
    return sum(_worked(bot.pid) for bot in bots)


def _worked(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
