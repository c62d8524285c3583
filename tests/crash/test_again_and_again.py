"""A process that dies at chance moments of many deliveries at once never doubles or loses a post."""

import asyncio
from pathlib import Path
from random import Random

import pytest

from tests.crash.recovery import POST, STARTED, assert_whole, recover
from tests.loopback import BotProcess, Ledger, Loopback, minutes_ago, study_server

SERVERS = 30
DEATHS = 3


@pytest.mark.parametrize("seed", [1, 2])
async def test_killed_again_and_again(ledger: Ledger, tmp_path: Path, seed: int) -> None:
    """Wherever each of thirty deliveries was when the process died, each server gets its one post."""
    chance = Random(seed)  # noqa: S311 - chosen once, so that a failure can be had again
    due = minutes_ago(2)
    async with Loopback(checked=False) as server:  # checking payloads would keep the kill waiting
        channels = [study_server(server.world, f"group {number}").channel for number in range(SERVERS)]
        jobs = await ledger.plan(*channels, due=due)
        interrupted = 0
        for _ in range(DEATHS):
            await _die(server, tmp_path, chance)
            interrupted += len(ledger.jobs("leased"))
            await ledger.lapse()
            if chance.random() < 0.5:
                server.world.forget_nonces()
        assert interrupted >= DEATHS
        await recover(server, ledger, tmp_path, *jobs)
        assert_whole(server, ledger, jobs, channels, due)


async def _die(server: Loopback, folder: Path, chance: Random) -> None:
    """Start the bot, and kill it some milliseconds after it has sent one to four posts."""
    goal = len(server.journal.find("POST", POST)) + chance.randint(1, 4)
    async with await BotProcess.start(server, folder) as bot:
        await server.until(
            lambda: len(server.journal.find("POST", POST)) >= goal, f"{goal} requests", STARTED
        )
        await asyncio.sleep(chance.uniform(0, 0.02))
        await bot.kill()
